"""The pane "Reward": a reward to be written, what it makes of the policy, and rewards that were cheated."""
