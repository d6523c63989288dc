"""Learning to move as experts do."""
