"""A window that trains until its process is killed: `python -m tests.ui.shell.dying [--edits]`; see `tests.killing`.

With `--edits` a setting is changed twice a second. What the window remembers is where the environment says, as for
every process of the test.
"""

import sys

from PySide6.QtCore import QTimer

from pg_desktop.app import run
from pg_desktop.cli.gui_options import GuiOptions
from pg_desktop.runs.live.status import RunState
from tests.killing import say

TELL_MS = 50
EDIT_MS = 500


def watch(window):
    """Train as soon as that is possible, and tell how far it has come."""
    session = window.session

    def tell():
        if session.status.state is RunState.READY:
            session.train()
        say(session.status.update, len(session.edits.all()))

    def edit():
        if session.status.update:
            session.want(session.wanted.changed({"gamma": 1.0 - 0.001 * (1 + len(session.edits.all()) % 50)}))

    for do, pause in ((tell, TELL_MS), (edit, EDIT_MS)):
        if do is tell or "--edits" in sys.argv:
            timer = QTimer(window)
            timer.timeout.connect(do)
            timer.start(pause)


if __name__ == "__main__":
    sys.exit(run(GuiOptions(), watch))
