"""What a window asks of the whole process, it gives back."""

import gc
import sys

import pytest
from PySide6.QtCore import QObject

from pg_desktop.ui.shell.housekeeping import Housekeeping


@pytest.fixture
def housekeeping(qapp):
    parent = QObject()
    made = Housekeeping(parent)
    yield made
    made.stop()
    parent.deleteLater()


@pytest.fixture
def automatic():
    before, frozen = gc.isenabled(), gc.get_freeze_count() > 0
    gc.enable()
    yield
    (gc.enable if before else gc.disable)()
    if frozen and not gc.get_freeze_count():
        # All libraries thawed, and every test after this one would wait for them to be looked through.
        gc.collect()
        gc.freeze()


def test_it_takes_over_and_gives_back(housekeeping, automatic):
    interval = sys.getswitchinterval()
    sys.setswitchinterval(0.02)
    try:
        housekeeping.start()
        housekeeping.start()
        assert not gc.isenabled()
        assert sys.getswitchinterval() == pytest.approx(0.005)
        housekeeping._collect()
        assert gc.get_freeze_count() > 0
        housekeeping.stop()
        housekeeping.stop()
        assert gc.isenabled()
        assert gc.get_freeze_count() == 0
        assert sys.getswitchinterval() == pytest.approx(0.02)
    finally:
        sys.setswitchinterval(interval)


def test_what_somebody_else_has_taken_over_is_left_to_them(housekeeping, automatic):
    gc.disable()
    housekeeping.start()
    assert not housekeeping._timer.isActive()
    housekeeping.stop()
    assert not gc.isenabled()


def test_a_window_keeps_house_while_it_trains(user, qtbot):
    housekeeping = user.window.findChild(Housekeeping)
    assert housekeeping._switch_seconds is not None
    user.window.end()
    assert housekeeping._switch_seconds is None
