"""A window that is quit while much goes on in it: `python -m tests.ui.shell.quitting SIGNAL`.

A ladder is climbed, matches are played in other processes, the truth of a whole game of Connect Four is looked for, and
a search is watched. It says `ready` then, and when Ctrl+Q is pressed, which is as soon as there is a file SIGNAL.
"""

import sys
import time
from pathlib import Path

import numpy as np
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest

from pg_desktop.app import run
from pg_desktop.cli.gui_options import GuiOptions
from pg_desktop.ladder.figures import Subject, strength_of
from pg_desktop.learning.games.table import game_entry
from pg_desktop.process import run_to_the_end
from pg_desktop.runs.live.status import RunState
from pg_desktop.ui.board.picture import Overlay
from pg_desktop.ui.panes.board.card import BoardPane
from pg_desktop.ui.shell.registry import PERSPECTIVES

LOOK_MS = 20
UPDATES = 3
ENTRY = game_entry("connect-four")


def say(text):
    """Print a line."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def busy(window):
    """Do one thing after the other until all goes on at once; yields what is waited for."""
    window.perspectives.switch(next(one for one in PERSPECTIVES if one.id == "play"))
    yield lambda: window.perspectives.at_rest and window.session.status.state is RunState.READY
    window.panes.bring_forward("ladder")
    window.panes.bring_forward("search")
    yield lambda: "search" in window.panes.made_by_now and window.panes.made_by_now["search"].in_sight
    window.climbing.climb(ENTRY.id, "zero")
    yield lambda: window.session.status.update >= UPDATES and window.session.status.state is RunState.TRAINING
    window.processes.submit(strength_of, Subject(ENTRY.id, window.session.view.policy, 400))
    board, rng = window.findChild(BoardPane), np.random.default_rng(1)
    board.bar.toggles[Overlay.TRUTH].click()
    board.bar.toggles[Overlay.VISITS].click()
    game = window.shown_game
    while not game.line.over:
        game.play(int(rng.choice(game.line.legal(game.ply))))
    game.go_to(10)
    yield lambda: board.advising.thinking.busy
    search = window.panes.made_by_now["search"]
    search.bar.run.click()
    yield lambda: search.exploration is not None and search.exploration.simulations > 2 and board.advising.thinking.busy
    say("ready")
    yield Path(sys.argv[1]).exists
    game.go_to(9)  # in case all is known by now


def watch(window):
    """Quit as soon as all goes on."""
    window.experiments.may_discard = lambda: True
    steps = busy(window)
    waited = [lambda: True]

    def look():
        while waited and waited[0]():
            following = next(steps, None)
            if following is None:
                timer.stop()
                say(str(time.monotonic()))
                QTest.keyClick(window, Qt.Key.Key_Q, Qt.KeyboardModifier.ControlModifier)
                return
            waited[0] = following

    timer = QTimer(window, interval=LOOK_MS)
    timer.timeout.connect(look)
    window.ready.connect(timer.start)


if __name__ == "__main__":
    run_to_the_end(lambda: run(GuiOptions(), watch))
