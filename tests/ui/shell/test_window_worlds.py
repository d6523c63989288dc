"""Every world of the picker brings the settings that suit it, and only settings that mean something are shown."""

from html import unescape

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication

from pg_desktop.learning.settings.kinds import SECTIONS, Needs
from pg_desktop.learning.settings.table import HYPERPARAMETERS
from pg_desktop.learning.worlds.table import ENVIRONMENTS
from pg_desktop.runs.live.status import RunState
from pg_desktop.storage.presets import load_presets
from tests.ui.looking import controls
from tests.ui.user import User

IDS = [entry.id for entry in ENVIRONMENTS]


def pick(user: User, world: str) -> None:
    """Choose a world in the picker's list, with the mouse and the keys."""
    box = user.control("environment").combo_box
    user.click(box)
    view = box.view()
    user.wait_until(view.isVisible)
    user._qtbot.keyClick(view, Qt.Key.Key_Home)
    for _ in range(IDS.index(world)):
        user._qtbot.keyClick(view, Qt.Key.Key_Down)
    user._qtbot.keyClick(view, Qt.Key.Key_Return)
    user.wait_until(lambda: not view.isVisible())


def pick_and_wait(user: User, world: str) -> None:
    pick(user, world)
    user.wait_until(lambda: user.status.settings.environment == world)
    user.wait_for(RunState.READY)


def shown(user: User, needs: Needs) -> set[str]:
    """Which of the settings that need something are shown, once all are unfolded."""
    user.unfold()
    return {key for key, row in HYPERPARAMETERS.items() if row.needs is needs and user.control(key).isVisible()}


def all_with(needs: Needs) -> set[str]:
    return {key for key, row in HYPERPARAMETERS.items() if row.needs is needs}


@pytest.mark.parametrize("entry", ENVIRONMENTS, ids=IDS)
def test_a_world_brings_its_preset_and_says_what_is_hard_about_it(user, entry):
    if entry.id == IDS[0]:
        pick(user, IDS[1])
    pick_and_wait(user, entry.id)
    wanted = user.window.session.wanted
    assert wanted.environment == entry.id
    preset = next(preset for preset in load_presets() if preset.id == entry.preset)
    for key, value in preset.settings.items():
        if key != "environment":
            assert wanted.value(key) == value == user.control(key).value(), key
    words = user.window.panel.world_words
    assert words.summary.text() == entry.summary
    assert "steps" in words.facts.text()
    assert entry.summary in unescape(user.control("environment").combo_box.toolTip())
    assert user.window.render_pane.moment is not None


def test_what_the_user_alone_decides_survives_another_world(user):
    user.type(user.control("pace").spin_box, "5")
    pick(user, "Pendulum-v1")
    assert user.window.session.wanted.pace == 5.0


def test_settings_of_the_value_network_come_and_go_with_it(user):
    assert shown(user, Needs.VALUE_BASELINE) == set()
    box = user.control("advantage").combo_box
    box.setFocus()
    while user.control("advantage").value() != "value":
        user.press(Qt.Key.Key_Down)
    assert shown(user, Needs.VALUE_BASELINE) == all_with(Needs.VALUE_BASELINE)
    user.press(Qt.Key.Key_Down)
    assert shown(user, Needs.VALUE_BASELINE) == set()


def test_settings_of_continuous_actions_come_and_go_with_the_world(user):
    assert shown(user, Needs.CONTINUOUS_ACTIONS) == set()
    pick_and_wait(user, "Pendulum-v1")
    assert shown(user, Needs.CONTINUOUS_ACTIONS) == all_with(Needs.CONTINUOUS_ACTIONS)
    pick_and_wait(user, "Acrobot-v1")
    assert shown(user, Needs.CONTINUOUS_ACTIONS) == set()


@pytest.mark.parametrize("world", ["CartPole-v1", "Pendulum-v1"])
def test_tab_goes_from_setting_to_setting_as_they_are_read_and_skips_hidden_ones(user, world):
    pick_and_wait(user, world)
    user.unfold()
    QApplication.processEvents()
    inside = user.part("settingsArea").widget()
    expected = [widget for widget in controls(user.window) if widget.isVisible() and inside.isAncestorOf(widget)]
    user.activate()
    user.window.panel.sections[SECTIONS[0]].header.setFocus(Qt.FocusReason.TabFocusReason)
    reached = []
    while inside.isAncestorOf(QApplication.focusWidget()) and len(reached) <= len(expected):
        reached.append(QApplication.focusWidget())
        user.press(Qt.Key.Key_Tab)
    assert set(reached) == set(expected)
    assert all(widget.isVisible() for widget in reached)
    places = [widget.mapTo(inside, QPoint(0, widget.height() // 2)) for widget in reached]
    order = [(place.y() // 16, place.x()) for place in places]
    assert order == sorted(order)
    kinds = {row.group for key, row in HYPERPARAMETERS.items() if set(user.control(key).stops) & set(reached)}
    assert kinds == set(SECTIONS)
