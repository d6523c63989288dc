"""A map of numbers in colours."""
