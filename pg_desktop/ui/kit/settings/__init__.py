"""Controls for the rows of the table of settings."""
