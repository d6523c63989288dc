"""Reading what the program writes as a table, as a reader does that knows no comments."""

import csv


def table_in(file):
    """The rows of a history, each by the names of its columns."""
    return list(csv.DictReader(_lines(file, comments=False)))


def about_in(file):
    """What stands above the rows, by key."""
    return dict(line.removeprefix("# ").split("=", 1) for line in _lines(file, comments=True))


def _lines(file, *, comments):
    lines = file.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line.startswith("#") == comments]
