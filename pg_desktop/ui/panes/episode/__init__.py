"""One episode of an update, as the course chapter remembers it."""
