"""The pane "Ladder": the rungs of a game, climbing them, their curves, and how strong each is."""
