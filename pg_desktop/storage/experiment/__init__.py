"""The experiment file: all runs of an experiment in one SQLite file, which is at every moment complete."""
