"""Hands on the pole: pushes by mouse and keys."""
