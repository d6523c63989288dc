"""The pane of an episode has its room in every window, in front of the others of its group."""

import pytest

from pg_desktop.ui.kit.theme import ThemeChoice
from pg_desktop.ui.shell.registry import offered_perspectives
from tests.ui.shell.test_focus_rings import PIXELS, ring
from tests.ui.shell.test_room import SIZES, arrange, faults, longer
from tests.ui.user import User

__all__ = ["longer"]


def all_faults(user):
    window = user.window
    understand = next(each for each in offered_perspectives() if each.id == "understand")
    found = {}
    for size in SIZES:
        arrange(user, size, understand)
        dock = window.panes["episode"]
        dock.raise_()
        user.wait_until(lambda dock=dock: dock.in_front)

        def shown():
            window.refresh()
            pane = window.panes.made_by_now.get("episode")
            return pane is not None and pane.view.isVisible()

        user.wait_until(shown)
        window.opened.select(0, 2)
        user.wait_until(lambda: window.render_pane.recorded is not None)
        bad = faults(window)
        if bad:
            found[size] = bad
    return found


@pytest.mark.parametrize("theme", [ThemeChoice.LIGHT, pytest.param(ThemeChoice.DARK, marks=pytest.mark.slow)])
def test_the_pane_has_its_room(user, theme):
    user.window.actions_.themes[theme].trigger()
    user.step()
    assert all_faults(user) == {}


@pytest.mark.slow
def test_the_pane_has_its_room_in_a_language_that_needs_more(longer, open_window, qtbot):
    user = User(open_window(), qtbot)
    user.step()
    assert all_faults(user) == {}


def test_table_and_chooser_show_that_they_have_the_focus(user):
    user.step()
    assert all_faults(user) == {}
    pane = user.window.panes.made_by_now["episode"]
    for widget in (pane.view, pane.chooser.number, pane.chooser.jump, pane.follow):
        assert ring(user, widget) >= PIXELS, widget.objectName()
