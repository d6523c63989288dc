"""The ladder with real clicks and keys: rungs are runs, one begins where the other ended, and nothing is lost."""

import pytest
from PySide6.QtCore import Qt

from pg_desktop.ladder.table import RUNGS
from pg_desktop.learning.settings.run import PACE_MAX
from pg_desktop.learning.settings.table import Settings
from pg_desktop.runs.live.status import RunState
from pg_desktop.ui.panes.ladder import climbing
from pg_desktop.ui.panes.ladder.climbing import Ending
from pg_desktop.ui.panes.ladder.steps import StepState, last_policy
from pg_desktop.ui.panes.runs.words import differences, run_name
from pg_desktop.ui.shell.registry import PERSPECTIVES

LEARNED = [rung.id for rung in RUNGS if rung.algorithm]


class Climber:
    """Who climbs."""

    def __init__(self, user):
        self.user, self.window = user, user.window
        self.window.perspectives.switch(next(one for one in PERSPECTIVES if one.id == "play"))
        user.wait_until(lambda: self.window.perspectives.at_rest)
        self.window.panes.bring_forward("ladder")
        user.wait_until(lambda: "ladder" in self.window.panes.made_by_now)
        self.pane = self.window.panes.made_by_now["ladder"]
        user.wait_until(lambda: self.pane.in_sight)

    def click(self, name):
        widget = self.user.part(name)
        assert widget.isEnabled(), name
        self.user.click(widget)

    def choose(self, rung):
        self.click(f"ladderRung-{rung}")

    def settled(self):
        """Until nothing is climbed any more."""
        self.user.wait_until(lambda: self.window.climbing.going is None)
        self.user.settle()

    @property
    def states(self):
        self.window.refresh()
        return [button.state for button in self.pane.steps.buttons]

    @property
    def climbed(self):
        """The runs that climb, by rung."""
        records = self.window.experiment.records
        return {record.origin.step.rung: record for record in records if record.origin is not None}

    def last_policy(self, record):
        return last_policy(record, self.window.session.view)

    @property
    def line(self):
        self.window.refresh()
        return self.pane.line.text()

    @property
    def sentence(self):
        self.window.refresh()
        return self.pane.steps.sentence.text()


@pytest.fixture
def table(monkeypatch):
    """Rungs of two updates; the settings that were asked for."""
    asked = []

    def settings_of(game, rung, seed):
        asked.append((game, rung, seed))
        return Settings(seed=seed, update_limit=2, episodes_per_update=2, hidden_size=4)

    monkeypatch.setattr(climbing, "settings_of", settings_of)
    return asked


@pytest.fixture
def climber(table, user):
    return Climber(user)


def test_one_button_climbs_all_rungs_each_from_the_policy_of_the_one_before(climber, table):
    assert climber.states == [StepState.AHEAD] * 5
    assert climber.line.startswith("From imitating experts to learning without them")
    before = climber.window.session.wanted.pace
    climber.click("ladderClimbAll")
    assert climber.user.part("ladderClimbAll").text() == "Stop"
    assert climber.window.session.wanted.pace == PACE_MAX
    climber.settled()
    assert climber.states == [StepState.DONE] * 5
    assert table == [("tic-tac-toe", rung, 0) for rung in LEARNED]
    runs = climber.climbed
    assert list(runs) == LEARNED
    for rung in RUNGS:
        if not rung.algorithm:
            continue
        record, step = runs[rung.id], runs[rung.id].origin.step
        assert (step.game, record.figures.updates) == ("tic-tac-toe", 2)
        first = record.checkpoints.entries()[0].payload
        if rung.after:
            assert (step.run, step.update) == (runs[rung.after].id, 2)
            assert first.policy().equals(climber.last_policy(runs[rung.after]))
        else:
            assert (step.run, step.update) == (0, 0)
    assert climber.line == "Climbed up to Zero. Choose a rung to see what came of it."
    assert climber.window.session.wanted.pace == before
    assert climber.user.part("ladderClimbAll").text() == "Climb again"


def test_a_rung_is_climbed_to_with_those_that_are_missing_below_it(climber, table):
    climber.choose("compete")
    assert climber.user.part("ladderClimbHere").text() == "Climb to here"
    climber.click("ladderClimbHere")
    climber.settled()
    assert list(climber.climbed) == ["imitate", "compete"]
    assert climber.states[:3] == [StepState.DONE, StepState.DONE, StepState.AHEAD]
    assert climber.line == "Climbed up to Compete. Choose a rung to see what came of it."
    table.clear()
    assert climber.user.part("ladderClimbHere").text() == "Climb again"
    first = climber.climbed["compete"]
    climber.click("ladderClimbHere")
    climber.settled()
    assert table == [("tic-tac-toe", "compete", 0)]
    again = climber.climbed["compete"]
    assert again.id > first.id
    assert again.origin.step == first.origin.step


def test_it_pauses_with_the_run_and_goes_on_with_it(climber, monkeypatch):
    climber.user.control("pace")
    asked = climbing.settings_of
    monkeypatch.setattr(climbing, "settings_of", lambda *which: asked(*which).changed({"update_limit": 10**6}))
    climber.click("ladderClimbAll")
    climber.user.wait_until(lambda: climber.user.status.update >= 1)
    climber.user.click(climber.user.train_button)
    climber.user.wait_for(RunState.PAUSED)
    assert climber.states[0] is StepState.PAUSED
    assert climber.line == "Paused on rung 1 of Tic-tac-toe, Imitate. Train goes on climbing."
    climber.user.click(climber.user.train_button)
    climber.user.wait_for(RunState.TRAINING)
    assert climber.states[0] is StepState.CLIMBING
    assert climber.line == "Climbing rung 1 of Tic-tac-toe, Imitate."
    climber.pane.steps.buttons[0].setFocus()
    climber.user.press(Qt.Key.Key_Escape)
    climber.user.wait_for(RunState.PAUSED)
    assert climber.window.climbing.ended.why is Ending.STOPPED
    assert climber.line == "Stopped on Imitate; its run is kept, and climbing goes on from there."
    # What has been begun is gone on with.
    run = climber.user.status.run
    monkeypatch.setattr(climbing, "settings_of", asked)
    climber.window.session.want(climber.window.session.wanted.changed({"update_limit": climber.user.status.update + 2}))
    climber.user.settle()
    climber.choose("imitate")
    assert climber.user.part("ladderClimbHere").text() == "Climb on"
    climber.click("ladderClimbHere")
    climber.settled()
    assert climber.climbed["imitate"].id == run
    assert climber.states[0] is StepState.DONE


def test_whoever_begins_another_run_has_left_the_ladder_and_lost_nothing(climber, monkeypatch):
    asked = climbing.settings_of
    monkeypatch.setattr(climbing, "settings_of", lambda *which: asked(*which).changed({"update_limit": 10**6}))
    climber.click("ladderClimbAll")
    climber.user.wait_until(lambda: climber.user.status.update >= 1)
    run = climber.user.status.run
    climber.window.actions_.reset.trigger()
    climber.settled()
    assert climber.window.climbing.ended.why is Ending.LEFT
    assert climber.line == "Another run is trained now, so the climb ended on Imitate. Nothing is lost."
    assert climber.states[0] is StepState.STOPPED
    assert climber.climbed["imitate"].id == run != climber.user.status.run
    # It can be climbed on, from where it was left.
    monkeypatch.setattr(climbing, "settings_of", asked)
    climber.click("ladderClimbHere")
    climber.user.wait_until(lambda: climber.user.status.run == run)
    climber.user.wait_until(lambda: climber.user.status.state is RunState.TRAINING)
    climber.window.climbing.stop()
    climber.user.wait_for(RunState.PAUSED)


def test_what_cannot_be_begun_is_said(climber, monkeypatch):
    monkeypatch.setattr(
        climbing, "settings_of", lambda game, rung, seed: Settings(environment="nowhere:Nothing-v0", update_limit=2)
    )
    climber.click("ladderClimbAll")
    climber.settled()
    assert climber.window.climbing.ended.why is Ending.FAILED
    assert "Nothing-v0" in climber.line or "nowhere" in climber.line
    assert climber.states[0] is StepState.AHEAD


def test_runs_say_which_rung_they_climb(climber):
    climber.choose("compete")
    climber.click("ladderClimbHere")
    climber.settled()
    record, locale = climber.climbed["compete"], climber.pane.locale()
    assert run_name(record) == "Run 2, Compete"
    assert differences(record, None, locale) == ("rung 2 of Tic-tac-toe",)


def test_keys_walk_the_rungs(climber):
    climber.pane.steps.buttons[0].setFocus()
    climber.user.press(Qt.Key.Key_Down, times=2)
    assert climber.pane.steps.index == 2
    assert climber.pane.steps.buttons[2].hasFocus()
    climber.user.press(Qt.Key.Key_Up)
    assert climber.pane.steps.index == 1
    assert climber.sentence == RUNGS[1].summary
    climber.user.press(Qt.Key.Key_Tab)
    assert climber.user.part("ladderClimbHere").hasFocus()
