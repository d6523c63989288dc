"""How long the window takes to its first paint: `python -m pg_desktop.cli.paint_probe START`.

Starts as `pg-desktop` does, from reading the command line on. Prints one JSON object: the seconds from START (seconds
since the epoch, before the process began) to the end of the first paint, and whether torch was loaded by then.
"""

from __future__ import annotations

import json
import sys
import time
from typing import TYPE_CHECKING

import pg_desktop.__main__  # noqa: F401 (the program begins with what it loads)
from pg_desktop.cli import gui
from pg_desktop.cli.gui_options import GuiOptions
from pg_desktop.cli.parser import parse

if TYPE_CHECKING:
    from pg_desktop.ui.main_window import MainWindow


def main(started: float) -> int:
    """Show the window, print the figures at its first paint, and end."""
    options = parse([])
    assert isinstance(options, GuiOptions)  # noqa: S101 (for the type checker)

    def watch(window: MainWindow) -> None:
        window.painted.connect(lambda: _painted(window, started))

    return gui.run(options, watch)


def _painted(window: MainWindow, started: float) -> None:
    seconds = time.time() - started
    sys.stdout.write(json.dumps({"seconds": seconds, "torch": "torch" in sys.modules}) + "\n")
    sys.stdout.flush()
    window.hide()
    window.session.close()
    from PySide6.QtCore import QCoreApplication  # noqa: PLC0415 (Qt is loaded when the program loads it)

    QCoreApplication.exit(0)


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1])))
