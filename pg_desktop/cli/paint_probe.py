"""How long the window takes to its first paint: `python -m pg_desktop.cli.paint_probe START`.

Prints one JSON object: the seconds from START (seconds since the epoch, before the process began) to the end of the
first paint, and whether torch was loaded by then.
"""

from __future__ import annotations

import json
import sys
import time

from pg_desktop.app import build


def main(started: float) -> int:
    """Show the window, print the figures at its first paint, and end."""
    application, window = build([])

    def painted() -> None:
        seconds = time.time() - started
        sys.stdout.write(json.dumps({"seconds": seconds, "torch": "torch" in sys.modules}) + "\n")
        sys.stdout.flush()
        application.exit()

    window.painted.connect(painted)
    window.show()
    status: int = application.exec()
    window.session.close()
    return status


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1])))
