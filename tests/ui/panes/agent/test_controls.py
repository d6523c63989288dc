"""The shown episode's three buttons, by mouse and by key."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton, QWidget

from pg_desktop.ui.kit.theme import DARK, LIGHT
from pg_desktop.ui.panes.agent.controls import PlaybackControls
from tests.ui.looking import icon_colour

KEYS = {"playbackPause": Qt.Key.Key_K, "playbackStep": Qt.Key.Key_L, "playbackRestart": Qt.Key.Key_J}


@pytest.fixture
def window(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    return window


@pytest.fixture
def controls(window):
    controls = PlaybackControls(window)
    controls.show_theme(LIGHT)
    controls.show()
    return controls


@pytest.fixture
def heard(controls):
    heard = []
    controls.paused_changed.connect(lambda paused: heard.append(("paused", paused)))
    controls.step_wanted.connect(lambda: heard.append("step"))
    controls.restart_wanted.connect(lambda: heard.append("restart"))
    return heard


@pytest.fixture(params=["click", "key"])
def use(request, window, controls, qtbot):
    def use(name):
        if request.param == "key":
            qtbot.keyClick(window, KEYS[name])
        else:
            qtbot.mouseClick(controls.findChild(QToolButton, name), Qt.MouseButton.LeftButton)

    return use


def test_pause_and_go_on(controls, heard, use):
    use("playbackPause")
    assert controls.paused
    use("playbackPause")
    assert not controls.paused
    assert heard == [("paused", True), ("paused", False)]


def test_a_step_pauses_first(controls, heard, use):
    use("playbackStep")
    use("playbackStep")
    assert controls.paused
    assert heard == [("paused", True), "step", "step"]


def test_restart_leaves_the_pause_as_it_is(controls, heard, use):
    use("playbackRestart")
    assert not controls.paused
    use("playbackPause")
    use("playbackRestart")
    assert controls.paused
    assert heard == ["restart", ("paused", True), "restart"]


def test_buttons_say_what_they_do(controls):
    buttons = controls.findChildren(QToolButton)
    assert [button.objectName() for button in buttons] == list(KEYS)
    for button, key in zip(buttons, "KLJ", strict=True):
        assert button.toolTip().endswith(f"({key})")
        assert button.whatsThis()
        assert button.accessibleName()
        assert button.focusPolicy() & Qt.FocusPolicy.TabFocus
    before = buttons[0].toolTip(), buttons[0].icon().cacheKey()
    controls.pause.trigger()
    assert buttons[0].isChecked()
    assert before[0] != buttons[0].toolTip()
    assert before[1] != buttons[0].icon().cacheKey()
    assert [action.shortcut().toString() for action in controls.actions()] == ["K", "L", "J"]


def test_icons_are_drawn_in_the_looks_colours(controls):
    for theme in (DARK, LIGHT):
        controls.show_theme(theme)
        for button in controls.findChildren(QToolButton):
            assert icon_colour(button.icon()) == theme.muted.name()
