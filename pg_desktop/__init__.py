"""A desktop laboratory for policy gradients."""

__version__ = "0.1.0"
