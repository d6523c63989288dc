"""The physics of training and of the shown episode."""
