"""The pane "Board": games for two against policies, experts and perfect play."""
