"""Every stage has its room, also in small windows, when drawn larger, and in a language that needs more."""

import pytest
from PySide6.QtGui import QGuiApplication

from tests.ui.panes.anatomy.test_card import Anatomy
from tests.ui.shell.test_room import faults, longer  # noqa: F401 (a fixture)
from tests.ui.user import User

SIZES = [(800, 600), (1024, 768), (1280, 800), (1920, 1080)]


def faults_of_stages(anatomy, sizes=SIZES):
    """What is cut off, out of the window or over something else, by stage and size."""
    found = {}
    for size in sizes:
        anatomy.user.resize(*size)
        for stage in anatomy.stage.stages:
            anatomy.stage.choose(stage)
            for _ in range(3):
                QGuiApplication.processEvents()
            here = [fault for fault in faults(anatomy.window) if anatomy.is_mine(fault)]
            if here:
                found[f"{size} {stage}"] = here
    return found


class Looker(Anatomy):
    """Somebody who has done an update."""

    def __init__(self, user):
        super().__init__(user)
        self.stage.slow = False
        self.step()

    def is_mine(self, fault):
        return self.pane.in_sight and ("tage" in fault or "natomy" in fault or "QLabel" in fault)


def test_every_stage_has_its_room(user):
    assert faults_of_stages(Looker(user)) == {}


@pytest.mark.usefixtures("longer")
def test_every_stage_has_its_room_in_a_language_that_needs_more(open_window, qtbot):
    assert faults_of_stages(Looker(User(open_window(), qtbot))) == {}


def test_every_stage_has_its_room_when_it_is_drawn_larger(user):
    anatomy = Looker(user)
    anatomy.window.zoom.choose(125, anatomy.window)
    assert faults_of_stages(anatomy, SIZES[1:]) == {}
