"""The plots of returns and losses."""
