"""The pane says so where what is shown is not what is trained in."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QLocale

from pg_desktop.learning.settings.table import Settings
from pg_desktop.learning.worlds.cart_pole.physics import Physics
from pg_desktop.learning.worlds.cart_pole.variations import VARIATIONS
from pg_desktop.learning.worlds.world import make_world
from pg_desktop.ui.panes.agent.physics_note import physics_note
from tests.ui.panes.agent.test_other_worlds import undecided
from tests.ui.panes.agent.test_render_pane import pane, show, tick, upright, view

__all__ = ["pane"]  # a fixture

ENGLISH = QLocale(QLocale.Language.English, QLocale.Country.UnitedStates)
GERMAN = QLocale(QLocale.Language.German, QLocale.Country.Germany)
ANOTHER = "Shown in another physics than trained in: "


@pytest.mark.parametrize(
    ("shown", "settings", "text"),
    [
        (Physics(), {}, ""),
        (Physics(gravity=4.0), {}, ANOTHER + "Gravity 4× instead of 1×"),
        (Physics(), {"gravity": 2.5}, ANOTHER + "Gravity 1× instead of 2.5×"),
        (Physics(gravity=2.5), {"gravity": 2.5}, ""),
        (
            Physics(pole_length=0.5, friction=1.5),
            {},
            ANOTHER + "Pole length 0.5× instead of 1×, Friction 1.5\u00a0N s/m instead of 0\u00a0N s/m",
        ),
        (Physics(sensor_noise=0.1), {}, ANOTHER + "Sensor noise 0.1 instead of 0"),
        (Physics(motor=-1.0), {}, ANOTHER + "Motor −1× instead of 1×"),
        (Physics(motor=-1.0), {"motor_range": 2.0}, ""),
        (Physics(motor=-0.5), {"motor": -0.5}, ""),
        (Physics(delay=3), {}, ANOTHER + "Delay 3\u00a0steps instead of 0\u00a0steps"),
        (Physics(delay=3), {"delay_range": 4}, ""),
        (
            Physics(backlash=1),
            {"backlash": 2, "backlash_range": 3},
            ANOTHER + "Backlash 1\u00a0step instead of 2\u00a0steps to 5\u00a0steps",
        ),
        # what some training episodes draw is trained in
        (Physics(gravity=2.0), {"gravity_range": 2.0}, ""),
        (Physics(gravity=0.5), {"gravity_range": 2.0}, ""),
        (Physics(gravity=2.1), {"gravity_range": 2.0}, ANOTHER + "Gravity 2.1× instead of 0.5× to 2×"),
        (Physics(gravity=3 / 7), {"gravity": 3.0, "gravity_range": 7.0}, ""),
        (Physics(friction=1.0), {"friction_range": 1.0}, ""),
        (
            Physics(friction=1.01),
            {"friction": 0.5, "friction_range": 0.5},
            ANOTHER + "Friction 1.01\u00a0N s/m instead of 0.5\u00a0N s/m to 1\u00a0N s/m",
        ),
    ],
)
def test_what_is_said(shown, settings, text):
    assert physics_note(shown, VARIATIONS, Settings(**settings), ENGLISH) == text


def test_numbers_are_the_users():
    text = physics_note(Physics(gravity=2.5), VARIATIONS, Settings(), GERMAN)
    assert text == ANOTHER + "Gravity 2,5× instead of 1×"


def in_gravity(gravity: float):
    """A view of a run whose policy is trained in it."""
    given = view(upright())
    return replace(given, status=replace(given.status, settings=Settings(gravity=gravity)))


def wait_for_note(qtbot, pane) -> None:
    qtbot.waitUntil(pane.physics_note.isVisible)


def test_the_pane_says_it_while_it_is_so(pane, qtbot):
    show(pane, upright())
    assert pane.physics_note.isHidden()
    pane.show_variation(Physics(gravity=4.0))
    wait_for_note(qtbot, pane)
    assert pane.physics_note.text() == ANOTHER + "Gravity 4× instead of 1×"
    tick(pane, 3)
    pane.show_view(in_gravity(3.0))
    assert pane.physics_note.isVisible()
    assert pane.physics_note.text() == ANOTHER + "Gravity 4× instead of 3×"
    pane.show_view(in_gravity(4.0))
    assert pane.physics_note.isHidden()
    pane.show_variation(Physics())
    wait_for_note(qtbot, pane)
    assert pane.physics_note.text() == ANOTHER + "Gravity 1× instead of 4×"


def test_what_the_next_update_takes_over_moves_nothing(pane, qtbot):
    """Linked to training, the shown episode is ahead of it until then."""
    show(pane, upright())
    stage = pane.stage.geometry()
    for gravity in (2.0, 3.0, 4.0):
        pane.show_variation(Physics(gravity=gravity))
        assert pane.physics_note.isHidden()
        pane.show_view(in_gravity(gravity))
    qtbot.wait(700)  # longer than it waits
    assert pane.physics_note.isHidden()
    assert pane.stage.geometry() == stage


def test_where_there_is_but_one_physics_nothing_is_said(pane, qtbot):
    pane.show_variation(Physics(gravity=4.0))
    show(pane, upright())
    wait_for_note(qtbot, pane)
    world = make_world("MountainCar-v0")
    show(pane, undecided(world), run=2, world=world)
    assert pane.physics_note.isHidden()
    show(pane, upright(), run=3)
    wait_for_note(qtbot, pane)


def test_it_is_said_of_gymnasiums_own_frames_too(pane, qtbot):
    show(pane, upright())
    pane.show_own_frames(True)
    pane.show_variation(Physics(pole_mass=2.0))
    wait_for_note(qtbot, pane)
    assert pane.physics_note.text() == ANOTHER + "Pole mass 2× instead of 1×"


def test_the_line_is_not_cut_off(pane, qtbot):
    show(pane, upright())
    pane.resize(370, 300)
    pane.show_variation(Physics(gravity=4.0, pole_length=2.0, pole_mass=2.0, cart_mass=2.0, friction=1.0))
    wait_for_note(qtbot, pane)
    pane.layout().activate()
    note = pane.physics_note
    assert note.height() >= note.heightForWidth(note.width())
    assert pane.stage.geometry().top() >= note.geometry().bottom()
