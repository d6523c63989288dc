"""The window fits the screen when it is first shown."""

import json
import subprocess
import sys

import pytest

from tests.ui.offscreen import environ

LOOK = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from pg_desktop.app import build

application, window = build([], remembered=Path(sys.argv[1]))

def look():
    room, frame = window.screen().availableGeometry(), window.frameGeometry()
    print(room.contains(frame), window.width(), window.height(), flush=True)
    window.end()
    application.exit(0)

window.painted.connect(lambda: QTimer.singleShot(0, look))
window.show()
application.exec()
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("width", "height", "scale", "size"),
    [
        pytest.param(1366, 768, 1.0, (1280, 728), marks=pytest.mark.slow),
        (1024, 600, 1.0, (1008, 560)),
        pytest.param(1920, 1080, 1.5, (1264, 680), marks=pytest.mark.slow),
        pytest.param(1920, 1080, 1.0, (1280, 800), marks=pytest.mark.slow),
    ],
)
def test_it_fits(tmp_path, width, height, scale, size):
    screen = {"name": "a", "x": 0, "y": 0, "width": width, "height": height, "logicalDpi": 96, "dpr": 1}
    (tmp_path / "screens.json").write_text(json.dumps({"windowFrameMargins": True, "screens": [screen]}), "utf-8")
    platform = {"QT_QPA_PLATFORM": f"offscreen:configfile={tmp_path / 'screens.json'}", "QT_SCALE_FACTOR": str(scale)}
    done = subprocess.run(
        [sys.executable, "-c", LOOK, str(tmp_path)],
        env=environ(**platform, HOME=str(tmp_path)),
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stdout.split() == ["True", *map(str, size)]
