"""Policy files, presets and exports: what is read from and written to disk. No Qt."""
