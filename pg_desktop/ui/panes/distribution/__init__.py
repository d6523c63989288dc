"""The action distribution, to be looked at and to be tried."""
