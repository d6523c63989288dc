"""REINFORCE (Williams 1992), with baselines and a value network."""
