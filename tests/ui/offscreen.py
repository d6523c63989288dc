"""Windows of other processes, on Qt's platform without a screen."""

import os


def environ(**variables):
    """The environment variables of such a process, these among them."""
    return {**os.environ, "QT_QPA_PLATFORM": "offscreen", **variables}


def complaints(stderr):
    """What such a process has written, without what the platform says that it cannot do for a window."""
    lines = stderr.splitlines(keepends=True)
    return "".join(line for line in lines if not line.startswith("This plugin does not support "))
