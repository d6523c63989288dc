"""One-shot adaptation: who goes on balancing when the physics changes in the middle of an episode."""
