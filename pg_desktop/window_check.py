"""A window that opens, trains an update and closes, for `pg-desktop selftest`, in a process of its own."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from pg_desktop import launch, process
from pg_desktop.cli.exit_codes import ExitCode
from pg_desktop.cli.gui_options import GuiOptions
from pg_desktop.cli.output import complain, say
from pg_desktop.messages import UserError
from pg_desktop.ui.shell.main_window import MainWindow


def main(folder: Path) -> int:
    """Open it, print when it was painted first, and return the exit status.

    Args:
        folder: where it keeps what it remembers, its log and its picture.
    """
    process.prepare()
    painted: list[float] = []
    began = time.perf_counter()

    def watch(window: MainWindow) -> None:
        window.painted.connect(lambda: painted.append(time.perf_counter() - began))

    picture = folder / "window.png"
    try:
        code = launch.run(GuiOptions(screenshot=picture, updates=1, fresh=True), watch, folder)
    except UserError as error:
        complain(error)
        return ExitCode.ERROR
    if code == ExitCode.OK:
        say(f"painted after {painted[0]:.1f} s, a picture of {picture.stat().st_size:,} bytes after an update")
    return code


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
