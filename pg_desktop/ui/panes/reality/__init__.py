"""The pane "Reality": a sealed physics, what a policy loses in it, and what can be done about that."""
