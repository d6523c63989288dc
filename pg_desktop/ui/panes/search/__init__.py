"""The pane "Search": how a search looks ahead from the board's position, one simulation at a time."""
