"""Driving it yourself, the episodes that were shown, and what is made of them."""
