"""The pane Adaptation: changes by mouse and keys, four carts, the belief, and the measured table."""

import subprocess
import sys
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt

from pg_desktop.learning.adapting.changes import HELD_OUT, NAMED
from pg_desktop.learning.adapting.moments import Belief, Event
from pg_desktop.learning.adapting.scores import Adapting, Score, Who
from pg_desktop.ui.kit.theme import DARK, LIGHT
from pg_desktop.ui.panes.adaptation.card import AdaptationPane
from pg_desktop.ui.panes.adaptation.strip import STEPS
from pg_desktop.ui.panes.adaptation.table import CHANGES, Column
from pg_desktop.ui.panes.adaptation.words import told_of_course
from pg_desktop.ui.shell.registry import PERSPECTIVES
from tests.learning.adapting.balancing import balancing_policy

REVERSED, HALF, LONG = NAMED


def scores():
    """The first held-out change is helped, the second needs nothing, the third is hopeless, all others are hurt."""
    figures = {0: (10, 500), 1: (500, 500), 2: (20, 20)}
    return tuple(
        Score(each.id, fixed, 0.0, adaptive, 500.0)
        for each, (fixed, adaptive) in ((each, figures.get(row, (500, 100))) for row, each in enumerate(CHANGES))
    )


class Watcher:
    """Who watches the four."""

    def __init__(self, user):
        self.user = user
        user.window.perspectives.switch(next(one for one in PERSPECTIVES if one.id == "challenge"))
        user.wait_until(lambda: user.window.perspectives.at_rest)
        dock = user.window.panes["adaptation"]
        dock.show()
        dock.raise_()
        user.wait_until(lambda: isinstance(user.window.panes.made_by_now.get("adaptation"), AdaptationPane))
        self.card = user.window.panes.made_by_now["adaptation"]
        user.wait_until(lambda: self.card.in_sight)
        self.page = self.card.watch
        user.window.refresh()

    def balance(self, *, by_itself=False):
        """Have a policy that needs no training."""
        if not by_itself:
            self.hold()
        self.page.show_policy(balancing_policy())
        self.page.start_over()

    def hold(self):
        """Let nothing move by itself from now on."""
        self.page.stop()
        self.page._clock.start = lambda: None

    def play(self, steps):
        """Play without waiting for frames."""
        for _ in range(steps):
            self.page.play()


@pytest.fixture
def watcher(user):
    return Watcher(user)


def test_a_click_reverses_the_motor_and_two_of_the_four_fall(watcher):
    watcher.balance()
    watcher.play(30)
    assert {lane.state.text() for lane in watcher.page.lanes.views.values()} == {"stands"}
    watcher.user.click(watcher.page.changes[0])
    watcher.play(60)
    states = {who: lane.state.text() for who, lane in watcher.page.lanes.views.items()}
    assert states[Who.FIXED].startswith("fell after ")
    assert states[Who.ADAPTIVE] == states[Who.ORACLE] == "stands, 60"
    assert watcher.page.lanes.views[Who.FIXED].accessibleDescription() == states[Who.FIXED]
    assert "steps later the belief was below 0, and pushes turned" in watcher.page.told.text()
    assert "Stage 1, belief about the motor: −1.00 ±" in watcher.page.strip.accessibleDescription()
    assert watcher.page.course.events == [Event(30, REVERSED)]


def test_space_on_the_button_does_it_too_and_a_longer_pole_is_drawn(watcher):
    watcher.balance()
    watcher.play(10)
    watcher.page.changes[2].setFocus(Qt.FocusReason.TabFocusReason)
    watcher.user.press(Qt.Key.Key_Space)
    watcher.play(100)
    assert watcher.page.course.physics == LONG.physics
    assert "learned linear dynamics drove" in watcher.page.told.text()
    assert watcher.page.strip.accessibleDescription().startswith("Stage 2, what a push does: 1.0")
    assert watcher.page.lanes.views[Who.ADAPTIVE].state.text() == "stands, 100"
    assert watcher.page.lanes.views[Who.ADAPTIVE]._scene.pole_length == 4.0


def test_tab_goes_from_the_pages_to_the_changes(watcher):
    watcher.balance()
    watcher.card.again.setFocus(Qt.FocusReason.TabFocusReason)
    watcher.user.press(Qt.Key.Key_Tab)
    assert watcher.page.changes[0].hasFocus()
    watcher.card.switch.buttons[1].setFocus(Qt.FocusReason.TabFocusReason)
    watcher.user.press(Qt.Key.Key_Tab)
    assert watcher.card.slowly.hasFocus() or watcher.card.again.hasFocus()


def test_a_change_comes_at_the_chosen_step(watcher):
    watcher.balance()
    watcher.user.type(watcher.page.when, "40")
    watcher.user.click(watcher.page.changes[1])
    assert watcher.page.told.text() == "Half strength comes at step 40, without a reset."
    watcher.play(39)
    assert not watcher.page.course.events
    watcher.play(3)
    assert watcher.page.course.events == [Event(40, HALF)]
    assert "nothing that would ask for other pushes" in watcher.page.told.text()
    # That step is past: the four begin again.
    before = watcher.page.course
    watcher.user.click(watcher.page.changes[0])
    assert watcher.page.course is not before
    assert watcher.page.course.planned == Event(40, REVERSED)


def test_at_the_end_it_stands_still_and_a_change_begins_anew(watcher):
    watcher.balance()
    watcher.play(5)
    watcher.user.click(watcher.page.changes[1])
    watcher.play(520)
    assert watcher.page.course.over
    assert watcher.page.course.step_number == 505
    assert watcher.page.told.text().endswith("That was 500 steps.")
    watcher.user.click(watcher.page.changes[0])
    assert watcher.page.course.step_number <= 1
    assert watcher.page.course.planned == Event(50, REVERSED)
    watcher.user.click(watcher.card.again)
    assert watcher.page.course.planned is None


def test_it_plays_by_itself_while_it_is_in_sight(watcher):
    watcher.balance(by_itself=True)
    watcher.user.wait_until(lambda: watcher.page.course.step_number > 5)
    watcher.user.window.panes["robustness"].raise_()
    watcher.user.window.panes["challenges"].raise_()
    watcher.user.wait_until(lambda: not watcher.card.in_sight)
    watcher.play(1)
    stopped = watcher.page.course.step_number
    watcher.play(20)
    assert watcher.page.course.step_number == stopped


def test_slow_motion_is_a_quarter_of_the_speed(watcher):
    watcher.balance()
    watcher.user.click(watcher.card.slowly)
    watcher.play(4)
    before = watcher.page.course.step_number
    watcher.play(40)
    assert watcher.page.course.step_number - before == 10


def test_a_policy_that_falls_is_replaced_by_the_next_one(watcher):
    watcher.hold()
    untrained = watcher.page.course
    assert untrained is not None
    watcher.play(300)
    assert "does not balance yet" in watcher.page.told.text()
    watcher.page.show_policy(balancing_policy())
    assert watcher.page.course is not untrained


def test_one_that_comes_before_the_fall_takes_over_after_it(watcher):
    watcher.hold()
    watcher.page.start_over()
    untrained = watcher.page.course
    watcher.page.show_policy(balancing_policy())  # and no other one comes
    assert watcher.page.course is untrained
    watcher.play(300)
    assert watcher.page.course is not untrained
    watcher.play(300)
    assert watcher.page.course.lanes[0].stands
    assert "does not balance yet" not in watcher.page.told.text()


def test_in_another_world_it_says_what_it_needs(watcher):
    user = watcher.user
    watcher.page.show_policy(None, "why")
    assert watcher.page.told.text() == "why"
    assert not any(button.isEnabled() for button in watcher.page.changes)
    user.window.refresh()


def test_the_table_says_where_adapting_does_not_help(watcher):
    page = watcher.card.measured
    watcher.user.click(watcher.card.switch.buttons[1])
    page.show_scores(scores())
    assert page.told.text() == (
        "Of 10 held-out changes, adapting helps in 1. It is not needed in 1, of no help in 1, and hurts in 7."
    )
    model = page.table.model()
    assert [model.data(model.index(0, column)) for column in Column] == [
        "Force × 3, late", "10", "0", "500", "500", "helps",
    ]  # fmt: skip
    page.table.setFocus()
    page.table.selectRow(3)
    assert "Pole mass × 0.45: Adapting hurts: 100 further steps instead of 500." in page.told.text()
    assert HELD_OUT[3].reason in page.told.text()
    watcher.user.press(Qt.Key.Key_Up)
    assert "Force × 0.57: Adapting does not help: 20 further steps, 20 without it." in page.told.text()


def test_measure_plays_in_the_background_and_the_run_keeps_nothing_of_another(watcher):
    page = watcher.card.measured
    seen = []

    def work(policy, stop, progress):
        seen.append(policy)
        progress(1.0)
        return scores()

    page._work = work
    watcher.user.click(watcher.card.switch.buttons[1])
    watcher.user.click(page.bar.button)
    watcher.user.wait_until(lambda: bool(page.scores) and not page.bar.busy)
    assert seen == [watcher.user.policy]
    record = watcher.user.window.shown.record
    assert record.measurements.adapting == Adapting(0, scores())
    watcher.user.window.actions_.reset.trigger()
    watcher.user.wait_until(lambda: watcher.user.window.refresh() or not page.scores)


def test_the_chosen_change_is_watched(watcher):
    watcher.balance()
    page = watcher.card.measured
    watcher.user.click(watcher.card.switch.buttons[1])
    page.show_policy(balancing_policy())
    page.table.selectRow(5)
    watcher.user.click(page.watch_button)
    assert watcher.card.switch.index == 0
    watcher.play(60)
    assert watcher.page.course.physics == HELD_OUT[5].physics


def test_the_strip_stands_still_around_a_change(watcher):
    strip = watcher.page.strip
    beliefs = [Belief(step, 1.0, 0.1, 1.0, second_stage=False) for step in range(1, 400)]
    strip.show_beliefs(beliefs, None)
    assert (strip.shown[0].step, len(strip.shown)) == (400 - STEPS, STEPS)
    strip.show_beliefs(beliefs, Event(200, REVERSED))
    assert (strip.shown[0].step, strip.shown[-1].step) == (191, 190 + STEPS)


def test_both_looks_are_drawn_and_nothing_is_cut_off_in_the_least_room(watcher):
    watcher.balance()
    watcher.play(20)
    watcher.page.change(REVERSED)
    watcher.play(30)
    pictures = set()
    for theme in (LIGHT, DARK):
        watcher.card.show_theme(theme)
        image = watcher.page.strip.grab().toImage()
        pictures.add(image.pixelColor(image.rect().center() + QPoint(20, 10)).name())
        pictures.add(theme.dark)
    assert len(pictures) >= 3
    hint = watcher.card.minimumSizeHint()
    assert hint.width() <= 360
    assert hint.height() <= 260


def test_the_pane_is_imported_without_numpy():
    code = "import sys, pg_desktop.ui.panes.adaptation.card; print({'numpy', 'gymnasium', 'torch'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == "set()"


def test_what_is_said_of_a_course():
    belief = Belief(1, 1.0, 0.1, 1.0, second_stage=False)
    assert "Change something" in told_of_course([], None, [belief], balances=True, over=False)
    assert "train it" in told_of_course([], None, [belief], balances=False, over=False)
    turned = [belief, replace(belief, step=2, mean=0.4), replace(belief, step=3, mean=-0.4)]
    assert told_of_course([Event(1, REVERSED)], None, turned, balances=False, over=False) == (
        "Motor reversed: 2 steps later the belief was below 0, and pushes turned."
    )
