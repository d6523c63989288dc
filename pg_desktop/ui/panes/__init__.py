"""The panes of the window, a folder for each."""
