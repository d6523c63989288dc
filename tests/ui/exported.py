"""What the window has exported."""


def without_comments(path):
    """The lines of a table, without those that say what it is about."""
    lines = path.read_text("utf-8").splitlines()
    assert lines[0] == "# program=PG Desktop"
    return [line for line in lines if not line.startswith("#")]
