"""Undo and redo, the time machine, branches."""
