"""AlphaZero: a search that teaches the networks which guide it."""
