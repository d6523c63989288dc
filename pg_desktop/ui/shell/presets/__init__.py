"""The user's own presets: saving, renaming and deleting them."""
