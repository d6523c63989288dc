"""Who chooses actions, and episodes that are played with them."""
