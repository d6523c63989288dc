"""The one run that the window steers, between the training thread and the others."""
