"""The pane "Challenges": what there is to try, and the text beside it."""
