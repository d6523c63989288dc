"""The policy map in the window: real clicks, keys and pointers."""

import csv
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox

from pg_desktop.learning.acting.distributions.discrete import softmax
from pg_desktop.learning.explaining.policy_map import Axis, Plane, Refinement
from pg_desktop.runs.live.status import RunState
from pg_desktop.ui.kit.theme import ThemeChoice
from pg_desktop.ui.panes.policy_map.choices import TO_BEFORE, TO_MOMENT, TO_RUN, Others, Visits
from tests.ui.exported import without_comments
from tests.ui.shell.test_focus_rings import PIXELS, focusable, ring
from tests.ui.user import move_mouse


class MapUser:
    """Looks at the map."""

    def __init__(self, user):
        self.user = user
        self.window = user.window
        user.click(self.window.rail.buttons["understand"])
        self.view = self.window.views[0]
        user.wait_until(lambda: self.view.pane is not None and self.map.field is not None)

    @property
    def pane(self):
        return self.view.pane

    @property
    def map(self):
        return self.pane.map

    @property
    def field(self):
        return self.map.field

    def pause_episode(self):
        if not self.window.render_pane.controls.paused:
            self.window.render_pane.controls.actions()[0].trigger()

    def choose(self, box, text):
        index = box.findText(text)
        assert index >= 0, [box.itemText(each) for each in range(box.count())]
        box.setFocus()
        QTest.keyClick(box, Qt.Key.Key_Home)
        for _ in range(index):
            QTest.keyClick(box, Qt.Key.Key_Down)
        assert box.currentText() == text

    def until_fresh(self):
        """Until the map is the one that is wanted, at its finest."""
        maker = self.pane.maker

        def fresh():
            self.window.refresh()
            return not maker.busy and maker._next is None

        self.user.wait_until(fresh)

    def expected(self, here_O, quantity=1):
        field, policy = self.field, self.window.session.view.policy
        axes = self.pane.choices.axes
        plane = Plane(Axis(axes[0], *field.x_ends), Axis(axes[1], *field.y_ends))
        return softmax(policy.outputs(plane.states(here_O)))[:, quantity].reshape(128, 128)


@pytest.fixture
def maps(user):
    user.step(2)
    return MapUser(user)


def test_the_map_is_what_the_policy_does_at_the_shown_moment(maps):
    maps.pause_episode()
    maps.until_fresh()
    here = maps.window.shown_moment.moment.obs_O
    np.testing.assert_allclose(maps.field.grid, maps.expected(here), atol=1e-6)
    assert maps.view.subtitle.text() == "π(right | s) · update 2"
    assert maps.view.title.text() == "Policy map"
    assert (maps.field.x.label, maps.field.y.label) == ("θ (rad)", "ω (rad/s)")
    assert maps.map.ring == (float(here[2]), float(here[3]))
    assert maps.map.accessibleName() == "Policy map of π(right | s) over θ (rad) and ω (rad/s)"
    assert maps.pane.note.text() == "How probable the policy makes “right” in every state."


def test_the_first_moments_of_an_episode_are_no_measure_for_the_axes(user):
    user.window.render_pane.controls.actions()[0].trigger()
    maps = MapUser(user)
    maps.until_fresh()
    assert len(maps.pane._sight._seen) < 20
    for ends, here in zip((maps.field.x_ends, maps.field.y_ends), maps.map.ring, strict=True):
        assert ends[0] < here < ends[1]
        assert ends[1] - ends[0] >= 1.4


def test_others_can_be_zero_or_averaged(maps):
    maps.pause_episode()
    box = maps.pane.choices.others_box
    maps.choose(box, "others at 0")
    maps.until_fresh()
    np.testing.assert_allclose(maps.field.grid, maps.expected(np.zeros(4, np.float32)), atol=1e-6)
    maps.choose(box, "averaged over visits")
    assert maps.pane.choices.others is Others.VISITS
    maps.until_fresh()
    assert maps.view.subtitle.text() == "π(right | s) · update 2 · 256 states"
    state = maps.window.session.checkpoints.newest.payload
    visited_BO = state.trainer.algorithm.trained.recent_BO
    chosen = visited_BO[np.random.default_rng(0).permutation(len(visited_BO))[:256]]
    brute = np.mean([maps.expected(here) for here in chosen[:64]], 0)
    assert np.abs(maps.field.grid - brute).mean() < 0.02


def test_axes_and_quantity_are_chosen(maps):
    maps.pause_episode()
    maps.choose(maps.pane.choices.x_box, "x")
    maps.until_fresh()
    assert maps.field.x.label == "x (m)"
    maps.choose(maps.pane.choices.y_box, "x")  # which the x axis had
    assert maps.pane.choices.axes == (3, 0)
    maps.choose(maps.pane.choices.quantity_box, "Entropy of π(· | s)")
    maps.until_fresh()
    assert (maps.field.x.label, maps.field.y.label) == ("ω (rad/s)", "x (m)")
    assert (maps.field.low, round(maps.field.high, 3)) == (0.0, 0.693)
    assert maps.view.subtitle.text() == "Entropy of π(· | s) · update 2"
    assert "undecided" in maps.pane.note.text()


def test_the_mouse_and_the_keys_read_the_map(maps):
    maps.pause_episode()
    maps.until_fresh()
    rect = maps.map.cell_rect(100, 20)
    move_mouse(maps.map, rect.center())
    cell = maps.map.hovered_cell
    assert (cell.column, cell.row) == (100, 20)
    assert maps.pane.note.text() == maps.map.reading(cell)
    assert maps.pane.note.text().startswith("θ 0.")
    assert maps.pane.note.text().endswith(f": right {cell.value:.2f}")
    move_mouse(maps.map, maps.map.rect().topLeft())
    assert "How probable" in maps.pane.note.text()
    maps.map.setFocus(Qt.FocusReason.TabFocusReason)
    before = maps.map.cursor_cell
    QTest.keyClick(maps.map, Qt.Key.Key_Left)
    after = maps.map.cursor_cell
    assert (before.column - after.column, after.row) == (4, before.row)
    assert maps.map.accessibleDescription() == maps.map.reading(after) == maps.pane.note.text()


def test_the_ring_follows_the_episode_and_dots_are_visited_states(maps):
    rings = set()

    def moved():
        rings.add(maps.map.ring)
        return len(rings) > 3

    maps.user.wait_until(moved)
    state = maps.window.session.checkpoints.newest.payload
    visited = {tuple(at) for at in state.trainer.algorithm.trained.recent_BO[:, 2:].tolist()}
    maps.until_fresh()
    assert len(maps.map.dots) > 20
    assert set(maps.map.dots) <= visited
    maps.pane.choices.visits_actions[Visits.NONE].trigger()
    maps.until_fresh()
    assert maps.map.dots == []
    maps.pane.choices.visits_actions[Visits.DENSITY].trigger()
    maps.pane.choices.others_box.setCurrentIndex(1)  # another map, with a veil
    maps.user.wait_until(lambda: maps.field.veil is not None)
    assert maps.field.veil.min() == 0
    assert maps.field.veil.max() > 100


def test_a_click_selects_the_nearest_visited_moment(maps):
    opened = maps.window.opened
    opened.look()
    maps.user.step()
    maps.user.wait_until(lambda: (opened.look(), opened.anatomy is not None)[1])
    maps.until_fresh()
    rollout = opened.traced.trace.rollout
    step, episode = 3, 1
    obs = rollout.obs_TNO[step, episode]
    field = maps.field
    place = field.place_of(float(obs[2]), float(obs[3]))
    maps.user.click(maps.map, maps.map.cell_rect(*place).center())
    chosen = rollout.obs_TNO[opened.selected.step, opened.selected.episode]
    cell = field.cell(*place)

    def distance(state):
        wide = [(high - low) for low, high in (field.x_ends, field.y_ends)]
        return ((state[2] - cell.x) / wide[0]) ** 2 + ((state[3] - cell.y) / wide[1]) ** 2

    assert distance(chosen) <= distance(obs) + 1e-12
    assert distance(chosen) == pytest.approx(min(map(distance, rollout.obs_TNO[rollout.mask_TN])))


def test_difference_to_an_earlier_moment(maps):
    maps.pause_episode()
    maps.pane.choices.choose_difference(TO_MOMENT)
    assert maps.pane.obstacle.isVisible()
    assert "time machine" in maps.pane.obstacle.text()
    first = maps.window.session.checkpoints.entries()[0].payload.policy()
    maps.window.time_machine.visit(0)
    maps.user.wait_until(lambda: maps.field is not None and maps.map.isVisible())
    maps.until_fresh()
    here = maps.window.shown_moment.moment.obs_O
    plane = Plane(Axis(2, *maps.field.x_ends), Axis(3, *maps.field.y_ends))
    before = softmax(first.outputs(plane.states(here)))[:, 1].reshape(128, 128)
    np.testing.assert_allclose(maps.field.grid, maps.expected(here) - before, atol=2e-6)
    assert maps.field.low == -maps.field.high
    assert maps.view.subtitle.text() == "π(right | s): difference to update 0"


def test_difference_to_another_run_and_to_before_an_update(maps):
    maps.pause_episode()
    first = maps.user.status.run
    maps.window.session.reset()
    maps.user.wait_until(lambda: maps.user.status.run > first)
    maps.user.step()
    maps.pane.choices._fill_differences()
    texts = [action.text() for action in maps.pane.choices.difference_menu.actions()]
    assert "Run 1" in texts
    maps.pane.choices.choose_difference(f"{TO_RUN}{first}")
    maps.user.wait_until(lambda: maps.view.subtitle.text() == "π(right | s): difference to Run 1")
    maps.pane.choices.choose_difference(TO_BEFORE)
    opened = maps.window.opened
    before = "π(right | s): difference to before update 1"
    maps.user.wait_until(
        lambda: (opened.look(), maps.window.refresh(), maps.map.isVisible() and maps.view.subtitle.text() == before)[2]
    )


def test_hidden_it_computes_nothing(maps):
    maps.until_fresh()
    maps.user.click(maps.window.rail.buttons["train"])
    maps.user.wait_until(lambda: not maps.pane.isVisible() and not maps.pane.maker.busy)
    begun, maps_shown = maps.pane.maker.begun, maps.field
    maps.user.step(3)
    maps.window.refresh()
    assert maps.pane.maker.begun == begun
    assert maps.field is maps_shown
    maps.user.click(maps.window.rail.buttons["understand"])
    maps.user.wait_until(lambda: maps.pane.maker.begun > begun)


def test_it_keeps_up_with_training(maps):
    maps.user.choose_full_speed()
    maps.user.click(maps.user.train_button)
    begun = maps.pane.maker.begun
    policies = set()

    def seen():
        policies.add(maps.user.status.update)
        return maps.pane.maker.begun >= begun + 5 and len(policies) > 5

    maps.user.wait_until(seen)
    maps.user.click(maps.user.train_button)
    maps.user.wait_for(RunState.PAUSED)
    maps.pause_episode()
    maps.until_fresh()
    here = maps.window.shown_moment.moment.obs_O
    np.testing.assert_allclose(maps.field.grid, maps.expected(here), atol=1e-5)


def test_the_numbers_are_exported(maps, choose, tmp_path):
    maps.pause_episode()
    maps.until_fresh()
    choose(tmp_path / "map")
    maps.pane.choices.table_action.trigger()
    lines = list(csv.reader(without_comments(tmp_path / "map.csv")))
    assert lines[0] == ["θ (rad)", "ω (rad/s)", "right"]
    assert len(lines) == 1 + 128 * 128
    x, y, value = map(float, lines[1 + 128 * 5 + 7])
    assert (x, y) == pytest.approx((maps.field.x.values[7], maps.field.y.values[5]), rel=1e-5, abs=1e-9)
    assert value == pytest.approx(float(maps.field.grid[5, 7]), rel=1e-5)
    choose(tmp_path / "map.png")
    maps.pane.choices.picture_action.trigger()
    assert (tmp_path / "map.png").read_bytes().startswith(b"\x89PNG")
    choose(None)
    maps.pane.choices.picture_action.trigger()
    assert len(list(tmp_path.iterdir())) == 2


def test_nothing_is_overwritten_unasked_and_what_goes_wrong_is_said(maps, choose, tmp_path):
    maps.until_fresh()
    (tmp_path / "map.csv").write_text("precious", encoding="utf-8")
    choose(tmp_path / "map")
    with maps.user.answering("replaceDialog", QMessageBox.StandardButton.No) as asked:
        maps.pane.choices.table_action.trigger()
    assert asked == ["There is already a file named map.csv. Do you want to replace it?"]
    assert (tmp_path / "map.csv").read_text(encoding="utf-8") == "precious"
    choose(tmp_path / "nowhere" / "map.csv")
    maps.pane.choices.table_action.trigger()
    box = maps.user.dialog("errorDialog")
    assert "nowhere" in box.text()
    maps.user.dismiss(box)


@pytest.mark.parametrize("theme", [ThemeChoice.LIGHT, ThemeChoice.DARK])
def test_it_has_the_colours_of_the_look(maps, theme):
    maps.window.actions_.themes[theme].trigger()
    maps.until_fresh()
    image = maps.map.grab().toImage()
    assert image.pixelColor(1, 1) == maps.window._theme_keeper.theme.card


@pytest.mark.parametrize("theme", [ThemeChoice.LIGHT, ThemeChoice.DARK])
def test_every_control_of_it_shows_that_it_has_the_focus(maps, theme):
    maps.window.actions_.themes[theme].trigger()
    maps.pause_episode()
    maps.until_fresh()
    mine = [widget for widget in focusable(maps.window) if maps.pane.isAncestorOf(widget)]
    choices = maps.pane.choices
    boxes = {choices.quantity_box, choices.others_box, choices.x_box, choices.y_box, choices.more, maps.map}
    assert set(mine) == boxes
    assert [widget.objectName() for widget in mine if ring(maps.user, widget) < PIXELS] == []
    assert all(widget.accessibleName() and widget.whatsThis() for widget in mine)


def test_a_map_that_comes_after_its_world_was_left_is_not_shown(maps):
    maps.until_fresh()
    sight, shown = maps.pane._sight, maps.field
    late = replace(sight.wish(), world=object())
    maps.pane._show_map(late, Refinement(np.zeros((128, 128), np.float32), 0, 0, 128))
    assert maps.field is shown
