"""One update laid open, stage by stage."""
