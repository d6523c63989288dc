"""What windows are made of: cards, icons, colours, numbers. Nothing here knows a run."""
