"""The anatomy of an update in the window: stages, slow motion, links, exports."""

import subprocess
import sys

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QWhatsThisClickedEvent
from PySide6.QtWidgets import QApplication, QLabel

from pg_desktop.learning.explaining.stages import Stage
from pg_desktop.runs.live.status import RunState
from pg_desktop.ui.panes.anatomy import slow_motion
from pg_desktop.ui.panes.anatomy.table import Column
from pg_desktop.ui.panes.opened_update import Selected
from tests.tables import about_in, table_in
from tests.ui.looking import canvas_of, choose
from tests.ui.user import CTRL

ALT = Qt.KeyboardModifier.AltModifier


class Anatomy:
    """Somebody who looks at the pane."""

    def __init__(self, user):
        self.user, self.window = user, user.window
        perspectives = user.window.perspectives
        perspectives.switch(next(each for each in perspectives.offered if each.id == "understand"))
        user.wait_until(lambda: perspectives.at_rest and "anatomy" in user.window.panes.made_by_now)
        self.pane = user.window.panes.pane("anatomy")
        self.stage = user.window.shown_stage
        user.settle()

    @property
    def update(self):
        traced = self.window.opened.traced
        return None if traced is None else traced.trace.update

    def until_open(self, update):
        self.user.wait_until(lambda: self.update == update and self.window.opened.anatomy is not None)
        self.user.settle()

    def step(self, updates=1):
        self.user.step(updates)
        self.until_open(self.user.status.update)

    def words(self, name):
        return self.pane.findChild(QLabel, name).text()


def click_at_update(user, plot, x):
    """Click into a plot, at a place of its x axis."""
    canvas = canvas_of(plot)
    box = canvas.strips[0].box
    (_, _), (low, high) = box.viewRange()
    at = canvas.mapFromScene(box.mapViewToScene(QPointF(x, (low + high) / 2)))
    user.click(canvas.viewport(), at)


@pytest.fixture
def anatomy(user):
    found = Anatomy(user)
    found.stage.slow = False
    return found


def test_before_the_first_update_it_says_what_to_do(anatomy):
    assert anatomy.words("anatomyOpening").startswith("Press Step")
    assert not anatomy.pane.pages.isVisible()
    assert anatomy.window.panes["anatomy"].windowTitle() == "Anatomy of an update"


def test_an_update_is_laid_open_and_its_stages_are_clicked_through(anatomy):
    anatomy.step()
    assert anatomy.window.panes["anatomy"].windowTitle() == "Anatomy of update 1"
    assert not anatomy.pane.strip.isVisible()
    seen = []
    for stage in anatomy.stage.stages:
        anatomy.user.click(anatomy.pane.chips.buttons[stage])
        assert anatomy.stage.stage is stage
        assert anatomy.pane.chips.buttons[stage].isChecked()
        seen.append(anatomy.words("anatomyCounts" if stage is Stage.POLICY else "anatomyWords"))
    assert len(set(seen)) == 8
    rollout = anatomy.window.opened.traced.trace.rollout
    assert f"<b>{int(rollout.length_N.sum()):,}</b> steps" in seen[0]


def test_keys_and_buttons_go_from_stage_to_stage(anatomy):
    anatomy.step()
    anatomy.user.click(anatomy.pane.chips.buttons[Stage.EPISODES])
    anatomy.pane.page.picture.setFocus()
    anatomy.user.press(Qt.Key.Key_Right, ALT, times=2)
    assert anatomy.stage.stage is Stage.SUMS
    anatomy.user.press(Qt.Key.Key_Left, ALT)
    assert anatomy.stage.stage is Stage.RETURNS
    anatomy.user.click(anatomy.user.part("anatomyNext"))
    anatomy.user.click(anatomy.user.part("anatomyNext"))
    anatomy.user.click(anatomy.user.part("anatomyPrevious"))
    assert anatomy.stage.stage is Stage.SUMS
    anatomy.window.render_pane.stage.setFocus()
    anatomy.user.press(Qt.Key.Key_N)
    assert anatomy.stage.stage is Stage.BASELINE
    anatomy.stage.choose(Stage.POLICY)
    anatomy.user.press(Qt.Key.Key_N)
    assert anatomy.stage.stage is Stage.EPISODES


def test_the_key_of_the_next_stage_brings_the_pane_first(user):
    assert user.window.perspectives.current.id == "train"
    user.press(Qt.Key.Key_N)
    user.wait_until(lambda: user.window.perspectives.at_rest)
    assert user.window.perspectives.current.id == "understand"
    assert user.window.panes.pane("anatomy").in_sight


def test_step_is_an_update_in_slow_motion(anatomy, monkeypatch):
    anatomy.user.click(anatomy.pane.slow_button)
    anatomy.user.click(anatomy.pane.slow_button)
    assert anatomy.pane.slow_button.isChecked()
    anatomy.stage.slow = True
    anatomy.pane.slow_motion._timer.setInterval(20)
    assert slow_motion.STAGE_MS == 800
    seen = []
    anatomy.stage.changed.connect(lambda: seen.append(anatomy.stage.stage))
    anatomy.step()
    anatomy.user.wait_until(lambda: anatomy.stage.stage is Stage.POLICY and not anatomy.pane.slow_motion.playing)
    assert seen == list(anatomy.stage.stages)


def test_a_click_or_a_key_on_a_stage_stops_it_there(anatomy):
    anatomy.stage.slow = True
    anatomy.step()
    assert anatomy.pane.slow_motion.playing
    anatomy.user.click(anatomy.pane.chips.buttons[Stage.LOSS])
    assert not anatomy.pane.slow_motion.playing
    assert anatomy.stage.stage is Stage.LOSS
    anatomy.step()
    assert anatomy.pane.slow_motion.playing
    assert anatomy.stage.stage is Stage.EPISODES
    anatomy.pane.page.picture.setFocus()
    anatomy.user.press(Qt.Key.Key_Right, ALT)
    assert not anatomy.pane.slow_motion.playing
    assert anatomy.stage.stage is Stage.RETURNS


def test_with_training_on_the_stage_stays(anatomy):
    anatomy.stage.slow = True
    anatomy.stage.choose(Stage.SUMS)
    anatomy.user.click(anatomy.user.train_button)
    anatomy.user.wait_until(lambda: (anatomy.update or 0) >= 2)
    assert anatomy.stage.stage is Stage.SUMS
    assert not anatomy.pane.slow_motion.playing
    anatomy.user.click(anatomy.user.train_button)
    anatomy.user.wait_for(RunState.PAUSED)


def test_what_is_shown_stays_until_more_is_known_of_the_next_update(anatomy):
    anatomy.step()
    before, told = anatomy.words("anatomyCounts"), []
    page = anatomy.pane.pages
    anatomy.window.opened.changed.connect(lambda: told.append((page.currentIndex(), anatomy.words("anatomyCounts"))))
    anatomy.step()
    assert told == [(1, before)]
    assert page.currentIndex() == 1
    assert anatomy.window.panes["anatomy"].windowTitle() == "Anatomy of update 2"


def test_a_row_a_bar_and_a_dot_lead_to_their_moments(anatomy):
    anatomy.step()
    opened, policy = anatomy.window.opened, anatomy.pane.policy
    anatomy.window.resize(1920, 1080)
    anatomy.user.wait_until(lambda: policy.scatter.isVisible() and policy.scatter.width() > 300)
    row = policy.table.visualRect(policy.model.index(3, Column.CHANGE)).center()
    anatomy.user.click(policy.table.viewport(), row)
    assert opened.selected == Selected(0, 3)
    anatomy.user.click(anatomy.user.part("anatomyEncouraged"))
    most = int(opened.anatomy.most_encouraged(1)[0])
    anatomy.user.click(policy.table.viewport(), policy.table.visualRect(policy.model.index(0, 0 + 1)).center())
    assert opened.selected == Selected(int(opened.anatomy.episode_B[most]), int(opened.anatomy.time_B[most]))
    least = int(opened.anatomy.most_discouraged(1)[0])
    anatomy.user.click(policy.scatter, policy.scatter.painting.place_of(least).toPoint())
    assert opened.selected == Selected(int(opened.anatomy.episode_B[least]), int(opened.anatomy.time_B[least]))
    anatomy.user.click(anatomy.pane.chips.buttons[Stage.RETURNS])
    picture = anatomy.pane.page.picture
    at = next(x for x in range(picture.width()) if picture.painting.index_at(QPoint(x, 40).toPointF()) == 7)
    anatomy.user.click(picture, QPoint(at + 2, 40))
    assert opened.selected == Selected(7, 0)
    assert picture.drawing.selected == 7


def test_a_click_into_the_loss_plot_opens_that_update_and_cancel_leaves_it(anatomy):
    anatomy.step(6)
    window = anatomy.window
    plots, history = window.plots, window.shown.history
    window.panes["lossPlot"].raise_()
    anatomy.user.wait_until(lambda: plots.loss_plot.canvas is not None and plots.loss_plot.in_sight)
    window.opened.look()  # as another pane in sight would
    window.refresh()
    click_at_update(anatomy.user, plots.loss_plot, history.x_after(3, plots._x_axis))
    window.panes["anatomy"].raise_()
    assert window.opened.opening.way.update == 3
    assert window.time_machine.visited.update == 3
    window.opened.cancel_opening()
    assert window.opened.opening is None
    assert anatomy.update == 6
    window.opened.look()
    assert window.opened.opening is None  # not even the newest: somebody has chosen this one
    window.opened.open(2)
    anatomy.user.wait_until(lambda: anatomy.update == 2)
    anatomy.user.settle()
    anatomy.user.click(anatomy.pane.newest_button)
    anatomy.until_open(6)


def test_a_click_nearer_to_the_next_dot_travels_to_the_update_that_it_opens(anatomy):
    anatomy.step(6)
    window = anatomy.window
    plots, history = window.plots, window.shown.history
    window.panes["lossPlot"].raise_()
    anatomy.user.wait_until(lambda: plots.loss_plot.canvas is not None and plots.loss_plot.in_sight)
    window.opened.look()
    window.refresh()
    at, before = (history.x_after(update, plots._x_axis) for update in (3, 2))
    click_at_update(anatomy.user, plots.loss_plot, at - 0.3 * (at - before))
    assert window.opened.opening.way.update == 3
    assert window.time_machine.visited.update == 3


def test_return_in_the_plot_does_the_same_and_a_double_click_takes_it_back(anatomy):
    anatomy.step(4)
    window = anatomy.window
    window.panes["lossPlot"].raise_()
    anatomy.user.wait_until(lambda: window.plots.loss_plot.in_sight)
    canvas = canvas_of(window.plots.loss_plot)
    window.refresh()
    window.plots._point("policy_loss", window.shown.history.x_after(2, window.plots._x_axis))
    window.opened.look()
    canvas.setFocus()
    anatomy.user.press(Qt.Key.Key_Return)
    assert window.opened.opening.way.update == 2
    window.opened.look()
    canvas.double_clicked.emit()
    assert window.opened.follows
    assert window.opened.opening is None


def test_while_nobody_looks_a_click_into_the_plot_only_travels(user):
    user.step(3)
    plots = user.window.plots
    user.window.refresh()
    click_at_update(user, plots.loss_plot, user.window.shown.history.x_after(2, plots._x_axis))
    assert user.window.opened.opening is None
    assert user.window.opened.traced is None
    assert user.window.time_machine.visited.update == 2


def test_what_is_played_again_says_how_long_it_takes(anatomy):
    anatomy.step(3)
    anatomy.window.opened.open(2)
    words = anatomy.words("anatomyOpening")
    assert words.startswith("Update 2 is being played again from ")
    assert words.endswith(" s.")
    anatomy.user.click(anatomy.pane.strip.button)
    assert not anatomy.pane.strip.isVisible()
    anatomy.window.opened.open(40)
    assert anatomy.words("anatomyOpening") == ("Update 40 cannot be opened: the newest update of the run is 3.")


def test_why_the_loss_is_no_score_is_shown_live(anatomy):
    anatomy.step()
    loss_plot = anatomy.window.plots.loss_plot
    QApplication.sendEvent(loss_plot.why_button, QWhatsThisClickedEvent("show:me"))
    assert anatomy.stage.stage is Stage.LOSS
    others = anatomy.pane.page.others
    assert others.isVisible()
    before = {other.advantage: other.loss for other in others.losses}
    reported = float(anatomy.window.shown.history.between(0, 1).metrics_U["policy_loss"][0])
    assert before["time"] == pytest.approx(reported, abs=1e-5)
    mean = anatomy.window.opened.traced.trace.rollout.episode_return_N.mean()
    assert f"the mean return is <b>{mean:.1f}</b> in all of them" in others.words.text()
    anatomy.user.type(others.added.lineEdit(), "2")
    after = {other.advantage: other.loss for other in others.losses}
    # All rewards are 1, so that returns are three times what they were.
    assert after["none"] == pytest.approx(3 * before["none"])
    assert after["batch"] == pytest.approx(before["batch"], abs=1e-9)
    assert f"the mean return is <b>{mean:.1f}</b> in all of them" in others.words.text()


def test_the_help_menu_leads_there_too(user):
    choose(user.window, user.window.actions_.why_no_score)
    user.wait_until(lambda: user.window.perspectives.at_rest)
    assert user.window.panes.pane("anatomy").in_sight
    assert user.window.shown_stage.stage is Stage.LOSS


def test_the_table_and_the_picture_are_exported(anatomy, choose, tmp_path):
    anatomy.step()
    found = anatomy.window.opened.anatomy
    choose(tmp_path / "update.csv")
    anatomy.window.actions_.export_anatomy.trigger()
    rows, about = table_in(tmp_path / "update.csv"), about_in(tmp_path / "update.csv")
    assert len(rows) == len(found.advantage_B)
    assert (about["update"], about["environment"], about["seed"]) == ("1", "CartPole-v1", "0")
    assert int(about["positive_fell"]) == found.counts.positive_fell
    assert [(row["episode"], row["t"]) for row in rows[:2]] == [("1", "0"), ("1", "1")]
    assert sum(float(row["change"]) for row in rows) == pytest.approx(found.change_B.sum(), rel=1e-4)
    choose(tmp_path / "update.png")
    anatomy.window.actions_.export_anatomy.trigger()
    picture = QImage(str(tmp_path / "update.png"))
    assert picture.width() == 2 * anatomy.pane.width()


def test_of_dqn_it_shows_targets_errors_and_values(anatomy):
    anatomy.window.panel.choose(
        anatomy.window.session.wanted.as_dict() | {"algorithm": "dqn", "learning_starts": 50, "episodes_per_update": 4}
    )
    run = anatomy.user.status.run
    anatomy.window.session.reset()
    anatomy.user.wait_until(lambda: anatomy.user.status.run > run)
    anatomy.step()
    assert list(anatomy.pane.chips.buttons) == [
        Stage.EPISODES,
        Stage.TARGETS,
        Stage.ERRORS,
        Stage.STEPS,
        Stage.VALUES,
    ]
    assert anatomy.stage.stage is Stage.VALUES
    assert "TD error" in anatomy.words("anatomyCounts")
    anatomy.user.click(anatomy.pane.chips.buttons[Stage.TARGETS])
    assert "max Q′(s′, ·)" in anatomy.words("anatomyWords")
    assert not anatomy.pane.page.others.isVisible()


def test_out_of_sight_nothing_is_laid_open(anatomy):
    anatomy.step()
    anatomy.window.panes["lossPlot"].raise_()
    anatomy.user.wait_until(lambda: not anatomy.pane.in_sight)
    anatomy.user.wait_until(lambda: not anatomy.window.opened.watched)
    latest = anatomy.window.session.tracing.latest
    anatomy.user.step()
    assert not anatomy.window.session.tracing.wanted
    assert anatomy.window.session.tracing.latest is latest
    assert anatomy.update == 1


def test_stepping_out_of_sight_is_no_slow_motion(anatomy):
    anatomy.stage.slow = True
    anatomy.window.panes["lossPlot"].raise_()
    anatomy.user.wait_until(lambda: not anatomy.pane.in_sight)
    anatomy.user.step()
    assert not anatomy.pane.slow_motion.armed


def test_with_ctrl_k_the_keys_of_the_stages_are_listed(anatomy):
    anatomy.user.press(Qt.Key.Key_K, CTRL)
    names = [action.text() for action in anatomy.pane.keys]
    assert names == ["Previous stage", "Next stage"]


def test_before_there_is_an_update_it_loads_nothing_heavy():
    code = (
        "import sys, pg_desktop.ui.panes.anatomy.card, pg_desktop.ui.shell.inside\n"
        "print({'numpy', 'gymnasium', 'torch', 'pyqtgraph'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_from_behind_the_plot_that_was_clicked_it_comes_forward(anatomy):
    anatomy.user.step(3)
    anatomy.window.panes["lossPlot"].raise_()
    anatomy.user.wait_until(lambda: not anatomy.window.opened.watched)
    anatomy.window.plots.update_chosen.emit(2)
    anatomy.user.wait_until(lambda: anatomy.pane.in_sight and anatomy.update == 2)
