"""The pane "One-shot adaptation"."""
