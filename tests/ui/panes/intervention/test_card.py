"""The pane "Human intervention": the helper, your own judgement, and the test without, by mouse and by keys."""

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtTest import QTest

from pg_desktop.learning.overseeing.rule import dangerous
from pg_desktop.ui.kit.focus import FollowingRing
from pg_desktop.ui.kit.theme import DARK, LIGHT
from pg_desktop.ui.panes.intervention.card import InterventionPane
from pg_desktop.ui.panes.intervention.slow_motion import Watched
from pg_desktop.ui.shell.registry import PERSPECTIVES


class Overseer:
    """Who sits before the pane."""

    def __init__(self, user):
        self.user = user
        window = user.window
        window.perspectives.switch(next(one for one in PERSPECTIVES if one.id == "challenge"))
        user.wait_until(lambda: window.perspectives.at_rest)
        dock = window.panes["intervention"]
        dock.show()
        dock.raise_()
        user.wait_until(lambda: isinstance(window.panes.made_by_now.get("intervention"), InterventionPane))
        self.pane = window.panes.made_by_now["intervention"]
        user.wait_until(lambda: self.pane.in_sight)

    def page(self, index):
        self.user.click(self.pane.switch.buttons[index])
        self.user.window.refresh()

    def choose(self, **values):
        self.user.window.panel.choose(values)
        self.user.wait_until(
            lambda: all(self.user.status.settings.value(key) == value for key, value in values.items())
        )

    def step(self, updates):
        self.user.step(updates)
        self.user.window.refresh()
        self.user.wait_until(lambda: not self.pane.helper.figures.course.totals or True)
        self.user.window.refresh()


@pytest.fixture
def overseer(user):
    return Overseer(user)


def test_who_comes_to_the_stills_by_tab_sees_that_keys_judge_there(overseer):
    overseer.page(1)
    judge = overseer.pane.judge
    judge.switch.buttons[0].setFocus(Qt.FocusReason.TabFocusReason)
    ring = judge.findChild(FollowingRing)
    assert not ring.isVisible()
    overseer.user.press(Qt.Key.Key_Tab)
    assert judge.hasFocus()
    assert ring.isVisible()
    assert ring.geometry() == judge.rect()
    overseer.user.press(Qt.Key.Key_Tab)
    assert not ring.isVisible()


def test_what_the_overseer_does_is_counted(overseer):
    overseer.choose(overseer="scripted", danger=0.5)
    overseer.step(12)
    overseer.user.wait_until(lambda: overseer.pane.helper.figures.course.helped is not None)
    course = overseer.pane.helper.figures.course
    history = overseer.user.window.shown.record.history
    assert len(course.counts["interventions"]) == 12
    assert course.totals["interventions"] == history.since().metrics_U["interventions"].sum()
    assert "Interventions" in overseer.pane.helper.figures.accessibleDescription()


def test_controls_are_the_settings_own(overseer):
    control = overseer.user.window.panel.controls["overseer"]
    control.combo_box.setCurrentIndex(control.combo_box.findData("scripted"))
    overseer.user.wait_until(lambda: overseer.user.status.settings.overseer == "scripted")


def test_tab_goes_from_the_pages_to_the_controls(overseer):
    buttons, controls = overseer.pane.switch.buttons, overseer.user.window.panel.controls
    buttons[2].setFocus(Qt.FocusReason.TabFocusReason)
    overseer.user.press(Qt.Key.Key_Tab)
    assert controls["overseer"].combo_box.hasFocus()
    overseer.user.press(Qt.Key.Key_Tab)
    assert controls["oversight"].combo_box.hasFocus()
    overseer.user.press(Qt.Key.Key_Backtab, times=2)
    assert buttons[2].hasFocus()


def test_a_still_is_judged_by_keys_and_taken_back(overseer):
    overseer.page(1)
    judge = overseer.pane.judge
    overseer.user.wait_until(lambda: bool(judge._queue))
    first = judge._queue[0]
    judge.setFocus()
    QTest.keyClick(judge, Qt.Key.Key_B)
    QTest.keyClick(judge, Qt.Key.Key_G)
    assert (len(judge.book), judge.book.blocks) == (2, 1)
    QTest.keyClick(judge, Qt.Key.Key_Backspace)
    QTest.keyClick(judge, Qt.Key.Key_Backspace)
    assert len(judge.book) == 0
    assert judge._queue[0] == first
    assert judge.book.seconds == 0


def test_whoever_judges_well_for_long_enough_is_followed_by_a_blocker_that_takes_over(overseer):
    import numpy as np

    overseer.choose(overseer="me")
    overseer.page(1)
    judge = overseer.pane.judge
    overseer.user.wait_until(lambda: bool(judge._queue))
    for _ in range(160):
        state, share = judge._queue[0]
        danger = bool(dangerous(np.array(state)[:, None], np.array([share]), judge.book.line)[0])
        overseer.user.click(judge.block_button if danger else judge.let_go_button)
        QCoreApplication.processEvents()
        if overseer.user.window.panel.settings.overseer == "learned":
            break
    overseer.user.wait_until(lambda: overseer.user.window.panel.settings.overseer == "learned")
    assert overseer.user.window.panel.settings.blocker
    assert "labels in" in judge.progress.text()


def test_the_script_gives_labels_and_the_user_lets_the_blocker_take_over(overseer):
    overseer.page(1)
    judge = overseer.pane.judge
    assert not judge.take_over_button.isEnabled()
    overseer.user.click(judge.script_button)
    overseer.user.wait_until(judge.take_over_button.isEnabled)
    overseer.user.click(judge.take_over_button)
    overseer.user.wait_until(lambda: overseer.user.status.settings.overseer == "learned")
    overseer.user.step()


def test_in_slow_motion_what_is_held_is_blocked(overseer):
    overseer.page(1)
    judge = overseer.pane.judge
    overseer.user.click(judge.switch.buttons[1])
    QTest.keyPress(judge, Qt.Key.Key_B)
    overseer.user.wait_until(lambda: len(judge.book) >= 2)
    assert judge.book.blocks == len(judge.book)
    QTest.keyRelease(judge, Qt.Key.Key_B)
    overseer.user.click(judge.switch.buttons[0])
    assert judge._episode is None


def watched(number, *, blocked):
    return Watched((1.0 + number / 100, 0.5, 0.0, 0.0), 0.5, judged=True, blocked=blocked)


def test_in_slow_motion_an_episode_without_a_block_gives_no_labels(overseer):
    """Nobody may be looking."""
    overseer.page(1)
    judge = overseer.pane.judge
    overseer.user.click(judge.switch.buttons[1])
    judge._timer.stop()
    for number in range(3):
        judge._take_label(watched(number, blocked=False))
    judge._begin_episode()
    judge._timer.stop()
    assert len(judge.book) == 0
    for number, blocked in enumerate((False, False, True, False)):
        judge._take_label(watched(number, blocked=blocked))
    assert (len(judge.book), judge.book.blocks) == (4, 1)
    assert [label.block for label in judge.book.rows] == [False, False, True, False]


def test_labels_are_the_experiments_and_a_blocker_learns_again_from_those_of_a_file(overseer):
    overseer.page(1)
    judge, judgements = overseer.pane.judge, overseer.user.window.experiment.judgements
    overseer.user.click(judge.block_button)
    before = overseer.user.window.experiment.changes
    overseer.user.click(judge.script_button)
    assert overseer.user.window.experiment.changes > before
    assert [each.synthetic for each in judgements.made[:2]] == [False, True]
    overseer.user.wait_until(lambda: judge.lesson is not None)
    kept = judgements.made
    judgements.fill(())
    overseer.user.window.refresh()
    assert "0 labels" in judge.progress.text()
    judgements.fill(kept)
    overseer.user.window.refresh()
    overseer.user.wait_until(lambda: judge.lesson is not None)
    assert judge.lesson.labels == len(kept) == 401


def test_another_line_has_labels_of_its_own(overseer):
    overseer.page(1)
    overseer.user.click(overseer.pane.judge.block_button)
    assert len(overseer.pane.judge.book) == 1
    overseer.choose(danger=1.5)
    overseer.user.window.refresh()
    overseer.user.wait_until(lambda: overseer.pane.judge.book.line == 1.5)
    assert len(overseer.pane.judge.book) == 0
    overseer.choose(danger=2.0)
    overseer.user.window.refresh()
    overseer.user.wait_until(lambda: len(overseer.pane.judge.book) == 1)


def test_the_helper_is_taken_away_and_the_run_keeps_what_that_showed(overseer):
    overseer.step(1)
    overseer.page(2)
    removal = overseer.pane.removal
    overseer.user.click(removal.bar.button)
    overseer.user.wait_until(lambda: len(removal.results) == 1)
    assert removal.results[0].episodes == 200
    assert overseer.user.window.shown.record.measurements.removals == removal.results
    assert "0\u00a0% catastrophes" in removal.rates.accessibleDescription()
    assert "% to " in removal.rates.figures_in(removal.results[0], 2000)
    narrow = removal.rates.figures_in(removal.results[0], 200)
    assert "% to " not in narrow and "true score" in narrow
    overseer.user.window.actions_.reset.trigger()
    overseer.user.wait_until(lambda: removal.results == ())


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_every_page_is_drawn_in_both_looks(overseer, theme):
    for index in range(3):
        overseer.page(index)
        overseer.pane.show_theme(theme)
        assert not overseer.pane.grab().isNull()
