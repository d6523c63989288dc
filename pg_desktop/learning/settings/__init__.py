"""The table of everything that can be tuned."""
