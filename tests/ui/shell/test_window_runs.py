"""All runs in the window: nothing that a user does loses one, and every one can be seen and trained on."""

import gc
import weakref

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtWidgets import QApplication, QInputDialog, QLineEdit, QPlainTextEdit

from pg_desktop.runs.facts import Parent
from pg_desktop.runs.live.status import RunState
from pg_desktop.ui.kit.theme import LIGHT
from pg_desktop.ui.panes.runs.model import RUN_ROLE, Column
from tests.ui.looking import canvas_of
from tests.ui.policy_files import other_file
from tests.ui.user import CTRL, LEFT, NONE, User, move_mouse


class RunsUser(User):
    """Somebody who uses the list of runs."""

    @property
    def card(self):
        return self.window.panes.pane("runs")

    @property
    def view(self):
        return self.card.view

    @property
    def listed(self):
        """The ids of all rows, from top to bottom."""
        self.window.refresh()
        found, index = [], self.view.model().index(0, 0)
        while index.isValid():
            found.append(index.data(RUN_ROLE))
            index = self.view.indexBelow(index)
        return found

    @property
    def strip(self):
        return canvas_of(self.window.plots.return_plot).strips[0]

    def open_list(self):
        self.window.panes["runs"].raise_()
        self.wait_until(lambda: self.card.in_front and self.view.isVisible())
        self.window.refresh()

    def row(self, run, column=Column.NAME):
        """The middle of a run's cell."""
        index = self.card.model.index_of(run, column)
        self.view.scrollTo(index)
        return self.view.visualRect(index).center()

    def click_run(self, run):
        self.click(self.view.viewport(), self.row(run))
        self.window.refresh()

    def double_click_run(self, run):
        place = self.row(run)
        self._qtbot.mouseClick(self.view.viewport(), LEFT, NONE, place)
        self._qtbot.mouseDClick(self.view.viewport(), LEFT, NONE, place)

    def press_in_list(self, key, modifier=NONE):
        self.view.setFocus()
        self._qtbot.keyClick(self.view, key, modifier)
        self.window.refresh()

    def wait_for_run(self, run):
        self.wait_until(lambda: self.status.run == run)
        self.settle()

    def reset(self):
        run = self.status.run
        self.click(self.window.run_bar.reset_button)
        self.wait_until(lambda: self.status.run != run)
        self.settle()

    def shown_policy(self):
        return self.window.time_machine.shown(self.window.shown.view).policy


@pytest.fixture
def user(window, qtbot) -> RunsUser:
    user = RunsUser(window, qtbot)
    user.open_list()
    return user


def test_every_run_is_found_again_with_its_curve_and_its_policy(user, tmp_path):
    """Train, reset, branch from an update, open a file, switch to DQN: each is in the list."""
    window, session = user.window, user.window.session
    user.step(3)
    policies = {1: user.policy}
    user.reset()
    user.step(2)
    policies[2] = user.policy
    user.click_run(1)
    window.time_machine.visit(2)
    user.click(user.part("branchButton"))
    user.wait_for_run(3)
    user.step(2)
    policies[3] = user.policy
    other_file(user, tmp_path / "quick.safetensors")
    window.open_policy(tmp_path / "quick.safetensors")
    user.wait_for_run(4)
    user.step()
    box = user.control("algorithm").combo_box
    box.setFocus()
    user.press(Qt.Key.Key_D)
    assert session.wanted.algorithm == "dqn"
    user.settle()
    policies[4] = user.policy  # with as many hidden units as suit DQN, which act at once
    user.reset()
    user.step()
    policies[5] = user.policy
    assert user.listed == [5, 4, 2, 1, 3]
    model = user.card.model
    texts = {run: model.index_of(run, Column.DIFFERENCES).data() for run in policies}
    assert texts == {1: "", 2: "", 3: "branch from update 2", 4: "opened from quick.safetensors", 5: "DQN"}
    assert model.index_of(5, Column.ALGORITHM).data() == "DQN"
    for run, policy in policies.items():
        user.click_run(run)
        record = window.experiment.record(run)
        assert window.shown.record is record
        assert user.shown_policy().equals(policy)
        curve = user.strip.curve
        assert curve.x[-1] == record.history.episodes
        assert len(user.strip.others) == 4
        name = "Policy" if run == 5 else f"Run {run}"
        assert window.render_pane.title.text() == f"{name} after update {record.history.updates}"
    others = {curve.name: curve for curve in user.strip.others}
    left_at = window.experiment.record(1).history.x_after(2, window.plots._x_axis)
    assert others["Run 1"].curve.x[0] == 1
    assert others["Run 3"].curve.x[0] == left_at - 1  # the episode where both are still the same


def test_a_click_shows_a_run_and_another_run_is_trained_meanwhile(user):
    user.step(2)
    user.reset()
    user.step(1)
    user.click_run(1)
    assert user.window.time_machine.where.text() == "its end: update 2"
    assert user.window.plots.return_plot.figure.text() == f"{user.window.shown.history.mean_return():.1f}"
    user.step(2)
    user.window.refresh()
    assert user.window.shown.record.id == 1
    assert user.status.run == 2
    assert user.strip.growing is not None
    assert user.strip.growing.curve.x[-1] == user.status.episodes
    assert user.strip.curve.x[-1] == user.window.experiment.record(1).history.episodes


def test_arrow_keys_go_from_run_to_run(user):
    user.step()
    user.reset()
    user.step()
    user.press_in_list(Qt.Key.Key_Down)
    assert user.window.shown.record.id == 1
    user.press_in_list(Qt.Key.Key_Up)
    assert user.window.shown.record.id == 2


@pytest.mark.parametrize("way", ["double click", "Enter"])
def test_a_run_is_trained_on_from_where_it_was_left(user, way):
    user.step(2)
    weights = user.policy
    user.reset()
    user.step()
    user.click_run(1)
    if way == "double click":
        user.double_click_run(1)
    else:
        user.press_in_list(Qt.Key.Key_Return)
    user.wait_for_run(1)
    assert user.status.update == 2
    assert user.policy.equals(weights)
    user.step()
    assert user.status.update == 3
    assert [record.id for record in user.window.experiment.records] == [1, 2]
    assert user.window.shown.record.id == 1


def test_settings_follow_the_run_and_can_be_had_back(user):
    user.step(1)
    user.reset()
    user.type(user.control("gamma").stops[1], "0.9")
    user.step(1)
    user.click_run(1)
    user.press_in_list(Qt.Key.Key_Return)
    user.wait_for_run(1)
    assert float(user.control("gamma").value()) == 0.99
    assert user.window.actions_.undo.text() == "&Undo settings of the run before"
    user.press(Qt.Key.Key_Z, CTRL)
    assert user.window.session.wanted.gamma == 0.9


def test_renaming_is_typed_in_place_and_undone(user):
    user.step()
    user.click_run(1)
    user.press_in_list(Qt.Key.Key_F2)
    editor = user.view.findChild(QLineEdit)
    assert editor is not None
    user._qtbot.keyClicks(editor, "steady one")
    user._qtbot.keyClick(editor, Qt.Key.Key_Return)
    user.wait_until(lambda: user.window.experiment.record(1).label.name != "")
    user.window.refresh()
    assert user.card.model.index_of(1).data() == "steady one"
    assert user.status.update == 1  # neither S nor Space reached the window
    user.press(Qt.Key.Key_Z, CTRL)
    assert user.card.model.index_of(1).data() == "Run 1"
    user.window.actions_.redo.trigger()
    assert user.card.model.index_of(1).data() == "steady one"


def test_a_hidden_run_leaves_the_plot_until_it_is_shown_again(user):
    user.step()
    user.reset()
    user.step()
    user.window.refresh()
    assert [curve.name for curve in user.strip.others] == ["Run 1"]
    place = user.view.delegate.swatch_place(user.view.visualRect(user.card.model.index_of(1))).center()
    user.click(user.view.viewport(), place)
    user.window.refresh()
    assert user.window.experiment.record(1).label.hidden
    assert user.strip.others == ()
    assert user.window.shown.record.id in (1, 2)
    user.window.actions_.undo.trigger()
    user.click_run(2)
    assert [curve.name for curve in user.strip.others] == ["Run 1"]
    user.click_run(1)
    user.press_in_list(Qt.Key.Key_H, CTRL)
    assert user.window.experiment.record(1).label.hidden


def test_after_a_reset_both_plots_still_have_room_for_the_run_before(user):
    plots = user.window.plots
    user.window.panes["lossPlot"].raise_()
    user.wait_until(lambda: plots.loss_plot.in_front and plots.loss_plot.isVisible())
    user.step(5)
    episodes = user.window.experiment.record(1).history.episodes
    assert episodes > 100
    user.reset()
    user.window.refresh()
    plots.forget()
    plots.refresh(user.status, None, 50)
    ends = [canvas_of(plot).strips[0].box.viewRange()[0][1] for plot in plots.cards]
    assert min(ends) >= episodes


def test_a_run_is_deleted_and_brought_back(user):
    user.step(2)
    weights = user.policy
    user.reset()
    user.step()
    user.click_run(1)
    user.press_in_list(Qt.Key.Key_Delete)
    assert user.listed == [2]
    assert user.window.shown.record.id == 2
    assert user.strip.others == ()
    assert user.window.actions_.undo.text() == "&Undo deleting of Run 1"
    user.press(Qt.Key.Key_Z, CTRL)
    assert user.listed == [2, 1]
    user.click_run(1)
    assert user.shown_policy().equals(weights)


def test_the_live_run_cannot_be_deleted_and_the_window_says_why(user):
    user.step()
    user.click_run(1)
    user.press_in_list(Qt.Key.Key_Delete)
    assert user.listed == [1]
    assert user.window.notice.text.text().startswith("The run that is trained cannot be deleted")


def test_a_deleted_run_goes_once_it_cannot_come_back(user):
    user.step()
    user.reset()
    user.step()
    gone = weakref.ref(user.window.experiment.record(1))
    user.click_run(1)
    user.press_in_list(Qt.Key.Key_Delete)
    assert gone() is not None
    user.window.steering.undo_stack.clear()
    user.wait_until(lambda: (gc.collect(), gone() is None)[1])  # other threads may just be looking at it


def test_the_menu_does_what_it_says(user):
    user.step(2)
    user.reset()
    user.step()
    user.click_run(1)
    record = user.window.experiment.record(1)
    menu = user.card.menu(record)
    texts = [action.text().replace("&", "") for action in menu.actions() if action.text()]
    assert texts == [
        "Train on", "Branch from its shown moment", "Rename", "Note…", "Colour", "Show in the return plot", "Pin",
        "Delete",
    ]  # fmt: skip
    assert all(
        action.toolTip() and action.whatsThis() for action in menu.actions() if action.text() and not action.menu()
    )
    colours = next(action.menu() for action in menu.actions() if action.menu())
    colours.actions()[3].trigger()
    user.card.pin_action.trigger()
    user.window.refresh()
    assert (record.label.colour, record.label.pinned) == (3, True)
    assert user.strip.curve.pen.color() == LIGHT.run_colour(3)
    assert user.listed == [1, 2]
    user.card.branch_action.trigger()
    user.wait_for_run(3)
    assert user.window.experiment.live.parent == Parent(1, 2)


def test_a_note_is_written_and_told(user):
    user.step()
    user.click_run(1)
    user.press_in_list(Qt.Key.Key_I, CTRL)
    dialog = user.window.findChild(QInputDialog, "noteDialog")
    field = dialog.findChild(QPlainTextEdit)
    field.setPlainText("collapsed <twice>")
    dialog.accept()
    user.window.refresh()
    assert user.window.experiment.record(1).label.note == "collapsed <twice>"
    assert "collapsed &lt;twice&gt;" in user.card.model.index_of(1).data(Qt.ItemDataRole.ToolTipRole)


def test_the_list_keeps_its_place_while_training_goes_on(user):
    user.step(2)
    for _ in range(2):
        user.reset()
        user.step()
    user.window.time_machine.visit(0)
    user.click_run(1)
    user.view.collapseAll()
    user.choose_full_speed()
    user.window.session.train()
    before = user.status.update
    user.wait_until(lambda: user.status.update > before + 10)
    assert user.window.shown.record.id == 1
    assert user.view.currentIndex().data(RUN_ROLE) == 1
    assert user.card.model.index_of(3, Column.UPDATES).data() != "1"
    user.window.session.pause()
    user.wait_for(RunState.PAUSED)


def test_other_curves_are_drawn_once_while_the_shown_one_grows(user):
    user.step(2)
    user.reset()
    user.step()
    user.window.refresh()
    drawn = user.strip.resting
    assert [curve.name for curve in drawn] == ["Run 1"]
    user.step()
    user.window.refresh()
    assert user.strip.resting is drawn


def test_runs_of_other_worlds_are_left_out_of_the_plot(user):
    user.step()
    user.window.panel.choose_environment("Acrobot-v1")
    user.reset()
    user.step()
    user.window.refresh()
    assert user.strip.others == ()
    user.click_run(1)
    assert user.strip.others == ()


def test_the_crosshair_names_the_runs_under_it(user):
    user.step(3)
    user.reset()
    user.step(2)
    user.window.refresh()
    canvas = canvas_of(user.window.plots.return_plot)
    at = canvas.mapFromScene(user.strip.box.mapViewToScene(QPointF(20.0, 300.0)))
    user.hover(canvas.viewport(), at)
    (first, *rest) = user.strip.crosshair.runs
    x = user.strip.crosshair.point[0]
    assert [first[0], *(name for name, *_ in rest)] == ["Run 2", "Run 1"]
    assert first[2] == pytest.approx(np.interp(x, user.strip.curve.x, user.strip.curve.y))
    record = user.window.experiment.record(1)
    assert rest[0][1] == record.label.colour


def click_plot(user, card, x):
    canvas = canvas_of(card)
    box = canvas.strips[0].box
    (low, high) = box.viewRange()[1]
    place = canvas.mapFromScene(box.mapViewToScene(QPointF(x, (low + high) / 2)))
    user._qtbot.mouseClick(canvas.viewport(), LEFT, NONE, place)
    return place


@pytest.mark.parametrize("name", ["return_plot", "loss_plot"])
def test_a_click_on_a_plot_travels_there(user, name):
    user.window.panes["lossPlot"].raise_()
    user.step(4)
    user.window.refresh()
    card = getattr(user.window.plots, name)
    user.wait_until(lambda: card.in_front and card.isVisible())
    user.window.refresh()
    x = user.window.session.history.x_after(2, user.window.plots._x_axis)
    click_plot(user, card, x + 1)
    assert user.window.time_machine.visited.update == 2
    right_end = canvas_of(card).strips[0].box.viewRange()[0][1]
    click_plot(user, card, right_end * 0.99)
    assert user.window.time_machine.visited is None


def test_a_double_click_fits_the_plot_and_does_not_travel(user, qtbot):
    user.step(4)
    user.window.refresh()
    card = user.window.plots.return_plot
    user.wheel(canvas_of(card).viewport(), canvas_of(card).viewport().rect().center(), 1)
    user.window.time_machine.visit(1)
    place = click_plot(user, card, user.window.session.history.x_after(3, user.window.plots._x_axis) + 1)
    assert user.window.time_machine.visited.update == 3
    qtbot.mouseDClick(canvas_of(card).viewport(), LEFT, NONE, place)
    assert user.window.time_machine.visited.update == 1
    assert canvas_of(card).automatic


def test_a_drag_in_a_plot_moves_it_and_does_not_travel(user):
    user.step(4)
    user.window.refresh()
    canvas = canvas_of(user.window.plots.return_plot)
    middle = canvas.viewport().rect().center()
    user.drag(canvas.viewport(), middle, middle + QPoint(60, 0))
    assert user.window.time_machine.visited is None
    assert not canvas.automatic


def test_a_click_in_the_groove_of_the_time_machine_goes_there(user, qtbot):
    user.step(8)
    slider = user.window.time_machine.slider
    user.window.refresh()
    assert slider.maximum() == 8
    for index in (2, 6, 1):
        qtbot.mouseClick(slider, LEFT, NONE, slider.place_of(index))
        assert slider.value() == index
        assert user.window.time_machine.visited.update == index
    qtbot.mousePress(slider, LEFT, NONE, slider.place_of(3))  # and is held there
    move_mouse(slider, slider.place_of(5), LEFT)
    qtbot.mouseRelease(slider, LEFT, NONE, slider.place_of(5))
    assert user.window.time_machine.visited.update == 5


def test_measurements_stay_with_the_run_that_was_measured(user):
    card = user.window.panes.pane("robustness")
    user.click(user.window.rail.buttons["compare"])
    user.window.panes["robustness"].toggleViewAction().trigger()  # beside the list
    user.window.panes["robustness"].raise_()
    user.wait_until(lambda: card.in_sight)
    user.step(2)
    user.reset()
    user.step()
    user.click_run(1)
    card.push.measure()
    user.wait_until(lambda: not card.push.bar.busy)
    assert card.push.result is not None
    user.click_run(2)
    assert card.push.result is None
    assert user.window.experiment.record(1).measurements.push_test is not None
    assert user.window.experiment.record(2).measurements.push_test is None
    user.click_run(1)
    assert card.push.result is not None


def test_no_tab_group_has_more_than_four_panes(user):
    docks = list(user.window.panes)
    assert max(len(user.window.tabifiedDockWidgets(dock)) + 1 for dock in docks) == 4
    assert QApplication.activeWindow() is user.window
