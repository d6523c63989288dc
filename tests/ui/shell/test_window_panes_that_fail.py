"""A pane that raises is closed with a sentence; the others go on, and it can be opened again."""

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel

from pg_desktop.ui.kit.theme import ThemeChoice
from pg_desktop.ui.shell import pane_docks
from pg_desktop.ui.shell.dialogs import ShortcutsDialog
from pg_desktop.ui.shell.registry import PANES, Area, PaneEntry, Place
from tests.ui.shell.failing_pane import FailingPane
from tests.ui.user import User

ENTRY = PaneEntry(
    "failing",
    "Fa&iling",
    "Fails.",
    "target",
    "tests.ui.shell.failing_pane:FailingPane",
    (),
    {"compare": Place(Area.LEFT, 2)},
)


@pytest.fixture(autouse=True)
def written(monkeypatch):
    """What is in the log, which otherwise fails a test."""
    lines = []
    for module in ("pg_desktop.mishaps", "pg_desktop.ui.shell.pane_docks"):
        monkeypatch.setattr(f"{module}.write_down", lambda mishap, what: lines.append(f"{what}: {mishap.error}"))
    return lines


@pytest.fixture(autouse=True)
def points(monkeypatch):
    monkeypatch.setattr(pane_docks, "PANES", (*PANES, ENTRY))
    points = set()
    for name, value in {"at": points, "made": 0, "stopped": 0, "refreshed": 0}.items():
        monkeypatch.setattr(FailingPane, name, value)
    return points


@pytest.fixture
def opened(open_window, qtbot):
    """Somebody who uses a window in which the program catches what nobody else does."""
    window = open_window()
    with window.mishaps.funnel.catching():
        yield User(window, qtbot)


def dock_of(user):
    return user.window.panes["failing"]


def open_pane(user):
    """As from the menu."""
    dock = dock_of(user)
    if dock.isHidden():
        dock.toggleViewAction().trigger()
        dock.raise_()
    QGuiApplication.processEvents()


def pane_in(user):
    return user.window.panes.made_by_now.get("failing")


def until_closed(user):
    user.wait_until(lambda: dock_of(user).isHidden())
    user.wait_until(user.window.notice.isVisible)


PROVOKE = {
    "constructor": open_pane,
    "load": open_pane,
    "theme": open_pane,
    "refresh": open_pane,
    "resize": open_pane,
    "timer": open_pane,
    "paint": open_pane,
    "slot": lambda user: (open_pane(user), user.click(pane_in(user).button)),
}


@pytest.mark.parametrize("point", PROVOKE)
def test_it_is_closed_with_a_sentence_the_others_go_on_and_it_can_be_opened_again(opened, points, written, point):
    user = opened
    before = set(user.window.panes.made_by_now)
    points.add(point)
    PROVOKE[point](user)
    until_closed(user)
    notice = user.window.notice
    assert notice.text.text() == (
        f"The pane “Failing” has failed and was closed (Fault: broken {point}). "
        "The others go on; View ▸ Panes opens it again."
    )
    assert 'Fault(f"broken {point}")' in notice._notices[-1].details
    assert notice.more.isHidden()
    assert any(f"broken {point}" in line for line in written)
    assert not dock_of(user).toggleViewAction().isChecked()
    assert set(user.window.panes.made_by_now) == before - {"failing"}
    user.window.session.step()
    user.wait_until(lambda: user.status.update == 1)
    user.wait_until(lambda: user.window.plots.return_plot.figure.text() != "–")
    points.clear()
    made = FailingPane.made
    notice.dismiss()
    open_pane(user)
    assert FailingPane.made == made + 1
    assert pane_in(user).isVisible()
    refreshed = FailingPane.refreshed
    user.wait_until(lambda: FailingPane.refreshed > refreshed)
    beside = [label for label in dock_of(user).findChildren(QLabel) if label.text() == "beside"]
    assert beside == [pane_in(user).beside]
    assert notice.isHidden()


def test_one_that_fails_again_is_told_again(opened, points):
    user = opened
    points.add("paint")
    for _ in range(2):
        open_pane(user)
        until_closed(user)
        user.window.notice.dismiss()
        assert user.window.notice.isHidden()
    assert "failing" not in user.window.panes.made_by_now


def test_what_it_has_at_work_is_ended_even_if_that_fails_too(opened, points, written):
    user = opened
    points.add("stop")
    stopped = FailingPane.stopped
    points.add("refresh")
    open_pane(user)
    until_closed(user)
    assert FailingPane.stopped == stopped + 1
    assert any("when it was closed: Fault: broken stop" in line for line in written)


def test_one_that_fails_at_the_end_keeps_nobody_from_ending(opened, points, written):
    user = opened
    open_pane(user)
    points.add("stop")
    user.window.end()
    assert user.window.session.worker.isFinished()
    assert written == ["the pane failing, at the end: Fault: broken stop"]


def test_panes_made_of_shared_parts_keep_these(opened, monkeypatch):
    """The settings' controls are the window's; so are the plots, which one draws in the end."""
    user = opened
    window = user.window
    for name, method in (("settings", "refresh"), ("returnPlot", "refresh"), ("physics", "refresh")):
        window.panes[name].wanted = True
        window.panes.show_wanted(window.panes[name])
        window.panes[name].raise_()
        QGuiApplication.processEvents()
        pane = window.panes.pane(name)
        with monkeypatch.context() as patch:

            def broken(*_, name=name):
                raise ValueError(f"broken {name}")

            patch.setattr(pane, method, broken)
            user.wait_until(lambda name=name: window.panes[name].isHidden())
        assert f"broken {name}" in window.notice.text.text()
        assert not pane.isVisible()
        window.panes[name].toggleViewAction().trigger()
        window.panes[name].raise_()
        user.wait_until(lambda name=name: window.panes[name].in_front)
        assert pane.isVisible()
        assert window.panes.pane(name) is pane
        assert not pane.failed
    assert window.panel.isVisible()
    window.panel.choose({"gravity": 2.0, "learning_rate": 0.02})
    assert window.session.wanted.learning_rate == 0.02


def test_a_drawer_gives_up_the_pane_that_fails(opened, points):
    user = opened
    window = user.window
    window.drawer.toggle(dock_of(user))
    assert window.drawer.isVisible()
    points.add("slot")
    user.click(pane_in(user).button)
    user.wait_until(window.drawer.isHidden)
    user.wait_until(window.notice.isVisible)
    points.clear()
    points.add("constructor")
    window.drawer.toggle(dock_of(user))
    assert window.drawer.isHidden()
    points.clear()
    window.drawer.toggle(dock_of(user))
    assert window.drawer.isVisible()
    assert pane_in(user).isVisible()


def test_the_list_of_keys_opens_without_it(opened, points):
    user = opened
    points.add("refresh")
    open_pane(user)
    until_closed(user)
    points.add("constructor")
    user.window.actions_.shortcuts.trigger()
    (dialog,) = user.window.findChildren(ShortcutsDialog)
    assert dialog.isVisible()


def test_a_change_of_looks_goes_on_in_the_others(opened, points):
    user = opened
    open_pane(user)
    points.add("theme")
    user.window._theme_keeper.choose(ThemeChoice.DARK)
    until_closed(user)
    assert "broken theme" in user.window.notice.text.text()
    assert user.window.panes.pane("distribution")._look is user.window._theme_keeper.theme
    user.window._theme_keeper.choose(ThemeChoice.LIGHT)
