"""The gradient compass: how well an update's gradient points."""
