"""What an update did, laid open: to be looked at, and checked by hand."""
