"""Environments to play in: the table of worlds, their spaces, how they are made, and how several step together."""
