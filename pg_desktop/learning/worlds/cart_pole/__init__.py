"""Cart and pole: Gymnasium's physics, many at once, with every quantity open to change."""
