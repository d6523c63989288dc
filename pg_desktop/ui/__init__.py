"""The window: widgets and painting. Everything here lives in the GUI thread."""
