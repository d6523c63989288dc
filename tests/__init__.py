"""Tests run in a process that is prepared as the program's own: torch and NumPy compute in one thread."""

from pg_desktop import process

process.prepare()
