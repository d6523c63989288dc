"""The physics of training and of the exhibition."""
