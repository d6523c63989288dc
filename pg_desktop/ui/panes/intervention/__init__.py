"""The pane "Human intervention": who looks after the policy, what you judge, and what becomes of it without help."""
