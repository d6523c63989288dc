"""How good policies are, and what they withstand."""
