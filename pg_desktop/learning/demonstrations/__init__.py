"""Episodes of a human or of a scripted player, to be looked at again, counted and imitated."""
