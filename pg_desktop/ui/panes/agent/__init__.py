"""The policy at work."""
