"""The AlphaGo ladder: its rungs, what each is trained with in each game, and how to climb it without a window."""
