"""Learning from games against oneself: as one is, and as one was."""
