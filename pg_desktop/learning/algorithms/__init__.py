"""What learns: a folder for each algorithm, readable by itself."""
