"""Rewards that a user writes: an expression over a world's named quantities, read, checked and evaluated."""
