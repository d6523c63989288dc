"""`pg-desktop gui --screenshot`: a picture of the window, and an end in any case."""

import os
import subprocess
import sys

import pytest

_PROGRAM = """
import sys
from pathlib import Path
from pg_desktop.app import run
from pg_desktop.cli.gui_options import GuiOptions
from pg_desktop.messages import UserError
from pg_desktop.ui.screenshot import Photographer
take = Photographer._take
def take_and_tell(photographer):
    status = photographer._window.session.status
    pane = photographer._window.render_pane
    print(status.update, pane.moment is not None, photographer._window.session.wanted.pace)
    take(photographer)
Photographer._take = take_and_tell
try:
    sys.exit(run(GuiOptions(screenshot=Path(sys.argv[1]), updates=int(sys.argv[2]), size=(1280, 800), theme="dark")))
except UserError as error:
    sys.exit(f"said: {error}")
"""


def photograph(path, updates):
    return subprocess.run(
        [sys.executable, "-c", _PROGRAM, str(path), str(updates)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )


@pytest.mark.slow
@pytest.mark.parametrize(("updates", "seen"), [(0, "0 True 10.0"), (2, "2 True")])
def test_the_picture_is_taken_after_so_many_updates(tmp_path, updates, seen):
    done = photograph(tmp_path / "window.png", updates)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(seen)
    assert (tmp_path / "window.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.slow
def test_a_picture_that_cannot_be_saved_ends_the_program_with_a_sentence(tmp_path):
    done = photograph(tmp_path / "missing" / "window.png", 1)
    assert done.returncode == 1
    assert "said: “window.png” was not saved: there is no folder" in done.stderr
