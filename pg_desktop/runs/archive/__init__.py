"""Runs in an experiment file: how each part of a run's record is held there, written as it grows, and read again."""
