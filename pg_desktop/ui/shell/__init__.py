"""The window around the panes: menus, files, preferences, and what connects them."""
