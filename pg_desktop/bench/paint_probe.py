"""How long the window takes to its first paint: `python -m pg_desktop.bench.paint_probe START FOLDER`.

Starts as `pg-desktop` does, from reading the command line on. Prints one JSON object: the seconds from START (seconds
since the epoch, before the process began) to the end of the first paint, and whether torch was loaded by then. In
FOLDER is what the window was like last time; if it is empty, the window opens the first time.
"""

from __future__ import annotations

import json
import runpy
import sys
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from pg_desktop import launch

if TYPE_CHECKING:
    from pg_desktop.ui.shell.main_window import MainWindow


def main(started: float, remembered: Path) -> None:
    """Run the program as from a command line without arguments; print the figures at its first paint, and end.

    Args:
        started: when the process began.
        remembered: the folder of what the window was like last time; an empty one for a first time.
    """

    def watch(window: MainWindow) -> None:
        window.painted.connect(lambda: _painted(window, started))

    # The only differences from what a user starts: somebody is given the window, and what it remembers is elsewhere.
    launch.run = partial(launch.run, watch=watch, remembered=remembered)
    sys.argv = ["pg-desktop"]
    runpy.run_module("pg_desktop", run_name="__main__")


def _painted(window: MainWindow, started: float) -> None:
    seconds = time.time() - started
    sys.stdout.write(json.dumps({"seconds": seconds, "torch": "torch" in sys.modules}) + "\n")
    sys.stdout.flush()
    window.hide()
    window.session.close()
    from PySide6.QtCore import QCoreApplication  # noqa: PLC0415 (Qt is loaded when the program loads it)

    QCoreApplication.exit(0)


if __name__ == "__main__":
    main(float(sys.argv[1]), Path(sys.argv[2]))
