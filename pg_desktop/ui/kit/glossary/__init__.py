"""The words of this field, and where they occur in a text."""
