"""Board games for two: rules for many positions at once, how good a position truly is, and who plays. NumPy only."""
