"""The middle of the window: views side by side where there is room, or one of them."""

import pytest

from pg_desktop.ui.panes.policy_map.card import PolicyMapPane
from pg_desktop.ui.shell.registry import PERSPECTIVES, VIEWS
from tests.ui.shell.test_room import arrange

UNDERSTAND = PERSPECTIVES[1]


@pytest.fixture
def logged(monkeypatch):
    """What is in the log, which otherwise fails a test."""
    lines = []
    module = "pg_desktop.ui.shell.centre_view"
    monkeypatch.setattr(f"{module}.write_down", lambda mishap, what: lines.append(f"{what}: {mishap.error}"))
    return lines


def seen(window):
    return [name for name, (_, view) in window.centre._views.items() if view.isVisible()]


def test_a_view_is_made_when_it_is_first_shown(user):
    window = user.window
    assert seen(window) == ["agent"]
    assert window.views[0].pane is None
    user.click(window.rail.buttons["understand"])
    user.wait_until(lambda: window.views[0].pane is not None)
    assert seen(window) == ["agent", "policyMap"]
    assert window.views[0].pane.objectName() == "policyMapPane"
    user.click(window.rail.buttons["train"])
    assert seen(window) == ["agent"]


def test_where_there_is_little_room_one_is_chosen(user):
    window = user.window
    arrange(user, (800, 600), UNDERSTAND)
    assert seen(window) == ["agent"]
    buttons = window.centre.switch.buttons
    assert [button.text() for button in buttons] == ["Agent", "Policy map"]
    user.click(buttons[1])
    assert seen(window) == ["policyMap"]
    user.wait_until(lambda: window.views[0].pane is not None)
    arrange(user, (1600, 900), UNDERSTAND)
    assert seen(window) == ["agent", "policyMap"]
    assert not window.centre.switch.isVisible()
    user.click(window.rail.buttons["train"])
    assert seen(window) == ["agent"]
    assert not window.centre.switch.isVisible()


def test_a_view_that_fails_is_closed_and_comes_back(user, monkeypatch, logged):
    window, view = user.window, user.window.views[0]
    user.click(window.rail.buttons["understand"])
    user.wait_until(lambda: view.pane is not None)
    window.panes["settings"].raise_()

    def fail(self, scene):
        raise ZeroDivisionError("on purpose")

    with monkeypatch.context() as broken:
        broken.setattr(PolicyMapPane, "refresh", fail)
        user.wait_until(lambda: view.pane is None)
    assert logged == ["the view policyMap: ZeroDivisionError: on purpose"]
    assert "“Policy map” has failed" in window.notice.text.text()
    assert view.message.isVisible()
    user.click(window.rail.buttons["train"])
    user.click(window.rail.buttons["understand"])
    user.wait_until(lambda: view.pane is not None)
    assert not view.message.isVisible()


def test_a_view_that_cannot_be_made_says_so(user, monkeypatch, logged):
    window, view = user.window, user.window.views[0]

    def fail(self, *args):
        raise ZeroDivisionError("on purpose")

    with monkeypatch.context() as broken:
        broken.setattr(PolicyMapPane, "load", fail)
        user.click(window.rail.buttons["understand"])
        user.wait_until(view.message.isVisible)
    assert logged == ["the view policyMap, when it was made: ZeroDivisionError: on purpose"]
    assert view.pane is None
    assert VIEWS[0].id == "policyMap"
