"""Steps of undo: what they are called, what they set back, and which of them are one."""

import pytest
from PySide6.QtCore import QObject

from pg_desktop.learning.settings.table import Settings
from pg_desktop.learning.worlds.cart_pole.physics import Physics
from pg_desktop.ui.cart_pole.physics.playback import PlaybackPhysics
from pg_desktop.ui.shell.undo import Undo

START = Settings()


class Chosen(QObject):
    """Settings and a playback that steps act on."""

    def __init__(self):
        super().__init__()
        self.settings = START
        self.playback = PlaybackPhysics(Physics(), linked=True)
        self.undo = Undo(lambda _key, value: f"<{value}>", self._choose, self._show, self)

    def do(self, gesture=None, **changes):
        old, self.settings = self.settings, self.settings.changed(changes)
        self.undo.record(old, self.settings, gesture)

    def exhibit(self, gesture=None, linked=False, **physics):
        old, self.playback = self.playback, PlaybackPhysics(Physics(**physics), linked)
        self.undo.record_playback(old, self.playback, gesture)

    def _choose(self, values):
        self.settings = self.settings.changed(values)

    def _show(self, playback):
        self.playback = playback


@pytest.fixture
def chosen(qapp):
    return Chosen()


def test_there_and_back(chosen):
    chosen.do(gamma=0.5)
    chosen.do(seed=3)
    assert chosen.undo.undoText() == "Seed <0> → <3>"
    chosen.undo.undo()
    assert chosen.settings == START.changed({"gamma": 0.5})
    chosen.undo.undo()
    assert chosen.settings == START
    chosen.undo.redo()
    assert chosen.settings == START.changed({"gamma": 0.5})
    assert chosen.undo.redoText() == "Seed <0> → <3>"


def test_a_step_leaves_alone_what_it_did_not_change(chosen):
    chosen.do(gamma=0.5)
    chosen.settings = chosen.settings.changed({"seed": 4, "hidden_size": 9})
    chosen.undo.undo()
    assert chosen.settings == START.changed({"seed": 4, "hidden_size": 9})


def test_steps_of_one_gesture_are_one_and_others_are_not(chosen):
    for gamma in (0.9, 0.8, 0.7):
        chosen.do(gesture=1, gamma=gamma)
    chosen.do(gesture=2, gamma=0.6)
    chosen.do(gamma=0.5)
    chosen.do(gamma=0.4)
    assert chosen.undo.count() == 4
    for gamma in (0.5, 0.6, 0.7, START.gamma):
        chosen.undo.undo()
        assert chosen.settings.gamma == gamma


def test_a_gesture_that_comes_back_to_where_it_began_is_no_step(chosen):
    for gamma in (0.9, 0.8, START.gamma):
        chosen.do(gesture=1, gamma=gamma)
    assert not chosen.undo.canUndo()


@pytest.mark.parametrize(
    ("changes", "several", "text"),
    [
        ({"gamma": 0.5}, "", f"Discount <{START.gamma}> → <0.5>"),
        ({"gamma": 0.5, "seed": 3}, "", "2 settings"),
        ({"gamma": 0.5, "seed": 3}, "preset Slow", "preset Slow"),
        ({"gamma": 0.5}, "preset Slow", f"Discount <{START.gamma}> → <0.5>"),
        (
            {"environment": "Pendulum-v1", "gamma": 0.5},
            "preset Slow",
            "Environment <CartPole-v1> → <Pendulum-v1>",
        ),
    ],
)
def test_what_steps_are_called(chosen, changes, several, text):
    chosen.undo.record(START, START.changed(changes), several=several)
    assert chosen.undo.undoText() == text
    chosen.undo.record(START, START.changed(changes), name="settings of update 12")
    assert chosen.undo.undoText() == "settings of update 12"


def test_steps_of_the_playback(chosen):
    chosen.exhibit()
    assert chosen.undo.undoText() == "shown episode with physics of its own"
    chosen.exhibit(gesture=1, gravity=2.0)
    chosen.exhibit(gesture=1, gravity=3.0)
    assert chosen.undo.undoText() == "Gravity of the shown episode <1.0> → <3.0>"
    chosen.do(gesture=1, gamma=0.5)  # a step of another kind is never one with it
    assert chosen.undo.count() == 3
    chosen.undo.undo()
    assert chosen.playback.physics.gravity == 3.0
    chosen.undo.undo()
    assert chosen.playback == PlaybackPhysics(Physics(), linked=False)
    chosen.exhibit(gravity=2.0, friction=1.0)
    assert chosen.undo.undoText() == "physics of the shown episode"
    chosen.exhibit(linked=True)
    assert chosen.undo.undoText() == "shown episode linked to training"
    chosen.undo.undo()
    assert chosen.playback == PlaybackPhysics(Physics(gravity=2.0, friction=1.0), linked=False)
