"""The ladder with real clicks and keys: rungs are runs, one begins where the other ended, and nothing is lost."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QPushButton

from pg_desktop.ladder import table
from pg_desktop.ladder.table import RUNGS
from pg_desktop.learning.games.table import game_entry
from pg_desktop.learning.measuring.match_reading import RANDOM, MatchReading, Seat, Side
from pg_desktop.learning.settings.run import PACE_MAX
from pg_desktop.learning.settings.table import Settings
from pg_desktop.runs.live.status import RunState
from pg_desktop.ui.panes.board.card import BoardPane
from pg_desktop.ui.panes.ladder import climbing, tournament
from pg_desktop.ui.panes.ladder.climbing import Climb, Ending
from pg_desktop.ui.panes.ladder.details import CURVES, TEXT
from pg_desktop.ui.panes.ladder.known import Known
from pg_desktop.ui.panes.ladder.series import LINES, Series
from pg_desktop.ui.panes.ladder.steps import StepState, last_policy
from pg_desktop.ui.panes.runs.words import differences, run_name
from pg_desktop.ui.shell.registry import PERSPECTIVES
from tests.ui.exported import without_comments
from tests.ui.shell.test_window_experiments import exchanged
from tests.ui.user import CTRL

TINY = {
    "": {"update_limit": 2, "episodes_per_update": 2, "hidden_size": 4, "exam_every": 1000},
    "imitate": {"expert_games": 20, "positions_per_update": 32},
    "zero": {"simulations": 2},
}
"""Settings of the rungs that take no time, by their ids."""
LINE = {line.key: line for line in LINES}
LEARNED = [rung.id for rung in RUNGS if rung.algorithm]


def seat_of(record):
    """The final policy of a run."""
    return Seat(Side.POLICY, record.id, record.figures.updates)


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
def asked(monkeypatch):
    """Rungs of two updates; the settings that were asked for."""
    asked: list[tuple[str, str, int]] = []

    def settings_of(game, rung, seed):
        asked.append((game, rung, seed))
        return table.settings_of(game, rung, seed).changed(TINY[""] | TINY.get(rung, {}))

    monkeypatch.setattr(climbing, "settings_of", settings_of)
    return asked


@pytest.fixture
def climber(asked, user):
    return Climber(user)


def test_one_button_climbs_all_rungs_each_from_the_policy_of_the_one_before(climber, asked):
    assert climber.states == [StepState.AHEAD] * 5
    assert climber.line.startswith("From imitating experts to learning without them")
    before = climber.window.session.wanted.pace
    climber.click("ladderClimbAll")
    assert climber.user.part("ladderClimbAll").text() == "Stop"
    assert climber.window.session.wanted.pace == PACE_MAX
    climber.settled()
    assert climber.states == [StepState.DONE] * 5
    assert asked == [("tic-tac-toe", rung, 0) for rung in LEARNED]
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
    climber.choose("search")
    assert climber.sentence.startswith("Look ahead with the policy and its value network. Nothing is learned for that")
    assert not climber.user.part("ladderClimbHere").isVisible()
    climber.click("ladderPlay")
    climber.window.refresh()
    box, simulations = climber.user.part("boardOpponent"), climber.user.part("boardSimulations")
    assert box.currentText() == "Value and search (run 3)"
    assert simulations.value() == 50
    board = climber.window.findChild(BoardPane)
    assert board.playing.strength.name == "Value and search (run 3), with 50 simulations"
    assert board.playing.strength.policy_name == "Self-play (run 3)"
    assert climber.window.shown_game.adviser_name == "Self-play (run 3), rung 3, update 2"
    # Its search belongs to it; whoever sets another one is told so.
    box.setCurrentIndex(box.findText("Self-play (run 3)"))
    assert (simulations.value(), board.playing.strength.name) == (0, "Self-play (run 3)")
    simulations.setValue(25)
    assert board.playing.strength.name == "Self-play (run 3), with 25 simulations"


def test_a_rung_is_climbed_to_with_those_that_are_missing_below_it(climber, asked):
    climber.choose("compete")
    assert climber.user.part("ladderClimbHere").text() == "Climb to here"
    climber.click("ladderClimbHere")
    climber.settled()
    assert list(climber.climbed) == ["imitate", "compete"]
    assert climber.states[:3] == [StepState.DONE, StepState.DONE, StepState.AHEAD]
    assert climber.line == "Climbed up to Compete. Choose a rung to see what came of it."
    asked.clear()
    assert climber.user.part("ladderClimbHere").text() == "Climb again"
    first = climber.climbed["compete"]
    climber.click("ladderClimbHere")
    climber.settled()
    assert asked == [("tic-tac-toe", "compete", 0)]
    again = climber.climbed["compete"]
    assert again.id > first.id
    assert again.origin.step == first.origin.step


def test_what_was_climbed_from_another_policy_is_outdated_until_it_is_climbed_again(climber, asked):
    climber.choose("search")
    climber.click("ladderClimbHere")
    climber.settled()
    assert climber.states[:4] == [StepState.DONE] * 4
    first = climber.climbed
    climber.choose("imitate")
    climber.click("ladderClimbHere")
    climber.settled()
    assert climber.states == [StepState.DONE, *[StepState.EARLIER] * 3, StepState.AHEAD]
    climber.choose("compete")
    assert climber.pane.steps.buttons[1].figures.startswith("outdated")
    assert climber.sentence.startswith("It began with an earlier policy than the one that stands below it now")
    assert climber.user.part("ladderClimbHere").text() == "Climb again"
    climber.choose("search")
    assert climber.pane.steps.buttons[3].figures == "outdated"
    # It is still there to be played against.
    assert climber.user.part("ladderPlay").isEnabled()
    asked.clear()
    climber.click("ladderClimbHere")
    climber.settled()
    assert [rung for _, rung, _ in asked] == ["compete", "self_play"]
    assert climber.states[:4] == [StepState.DONE] * 4
    again = climber.climbed
    assert (again["compete"].origin.step.run, again["self_play"].origin.step.run) == (
        again["imitate"].id,
        again["compete"].id,
    )
    assert again["compete"].id != first["compete"].id
    # A run that has gone on since is another policy, too.
    climber.choose("compete")
    climber.click("ladderShowRun")
    climber.window.experiment.remove(again["imitate"].id)
    assert climber.states[:4] == [StepState.DONE, *[StepState.EARLIER] * 3]


def test_it_pauses_with_the_run_and_goes_on_with_it(climber, monkeypatch):
    climber.user.control("pace")
    tiny = climbing.settings_of
    monkeypatch.setattr(climbing, "settings_of", lambda *which: tiny(*which).changed({"update_limit": 10**6}))
    climber.click("ladderClimbAll")
    climber.user.wait_until(lambda: climber.user.status.update >= 1)
    climber.user.click(climber.user.train_button)
    climber.user.wait_for(RunState.PAUSED)
    assert climber.states[0] is StepState.PAUSED
    assert climber.line == "Paused on rung 1 of Tic-tac-toe, Imitate. Train goes on climbing."
    climber.user.click(climber.user.train_button)
    climber.user.wait_for(RunState.TRAINING)
    assert climber.states[0] is StepState.CLIMBING
    assert climber.line == "Climbing rung 1 of Tic-tac-toe, Imitate. Pause holds it, Escape ends it."
    climber.pane.steps.buttons[0].setFocus()
    climber.user.press(Qt.Key.Key_Escape)
    climber.user.wait_for(RunState.PAUSED)
    assert climber.window.climbing.ended.why is Ending.STOPPED
    assert climber.line == "Stopped on Imitate; its run is kept, and climbing goes on from there."
    # What has been begun is gone on with.
    run = climber.user.status.run
    monkeypatch.setattr(climbing, "settings_of", tiny)
    climber.window.session.want(climber.window.session.wanted.changed({"update_limit": climber.user.status.update + 2}))
    climber.user.settle()
    climber.choose("imitate")
    assert climber.user.part("ladderClimbHere").text() == "Climb on"
    climber.click("ladderClimbHere")
    climber.settled()
    assert climber.climbed["imitate"].id == run
    assert climber.states[0] is StepState.DONE


@pytest.fixture
def endless(climber, monkeypatch):
    """Somebody on a rung that has no end, whose board has the focus."""
    tiny = climbing.settings_of
    monkeypatch.setattr(climbing, "settings_of", lambda *which: tiny(*which).changed({"update_limit": 10**6}))
    climber.click("ladderClimbAll")
    climber.user.wait_until(lambda: climber.user.status.update >= 1)
    board = climber.window.findChild(BoardPane).board
    board.setFocus()
    assert board.hasFocus()
    return climber


def test_escape_ends_the_climb_from_anywhere_in_the_perspective(endless):
    user, window = endless.user, endless.window
    window.notice.tell("Something else.")
    user.press(Qt.Key.Key_Escape)  # which is what the notice has a use for
    assert not window.notice.isVisible()
    assert window.climbing.going is not None
    user.press(Qt.Key.Key_Escape)
    user.wait_for(RunState.PAUSED)
    assert window.climbing.ended.why is Ending.STOPPED
    assert endless.line == "Stopped on Imitate; its run is kept, and climbing goes on from there."
    user.press(Qt.Key.Key_Escape)  # nothing more happens
    assert window.climbing.ended.why is Ending.STOPPED


def test_in_another_perspective_escape_leaves_the_climb_alone(endless):
    user, window = endless.user, endless.window
    window.perspectives.switch(next(one for one in PERSPECTIVES if one.id != "play"))
    user.wait_until(lambda: window.perspectives.at_rest)
    user.press(Qt.Key.Key_Escape)
    assert window.climbing.going is not None
    window.climbing.stop()


def test_pause_holds_the_climb_at_once_wherever_the_focus_is_and_train_goes_on_to_the_next_rung(endless, monkeypatch):
    user, window = endless.user, endless.window
    user.press(Qt.Key.Key_Space)
    user.wait_for(RunState.PAUSED)
    assert window.climbing.going is not None
    assert endless.line == "Paused on rung 1 of Tic-tac-toe, Imitate. Train goes on climbing."
    window.session.want(window.session.wanted.changed({"update_limit": user.status.update + 1}))
    user.settle()
    monkeypatch.setattr(
        climbing, "settings_of", lambda *which: table.settings_of(*which).changed(TINY[""] | TINY.get(which[1], {}))
    )
    user.press(Qt.Key.Key_Space)
    endless.settled()
    assert endless.states == [StepState.DONE] * 5
    assert window.climbing.ended.why is Ending.TOP


def test_the_climb_is_followed_unless_another_rung_is_looked_at(climber):
    def go(*rungs):
        climber.window.climbing._set(Climb("tic-tac-toe", rungs, None, 0, 10.0))
        return RUNGS[climber.pane.steps.index].id

    assert go(*LEARNED) == "imitate"
    assert go(*LEARNED[1:]) == "compete"
    climber.choose("imitate")
    assert go(*LEARNED[2:]) == "imitate"
    climber.choose("self_play")
    assert go(*LEARNED[3:]) == "zero"
    climber.window.climbing._set(None)


def test_whoever_begins_another_run_has_left_the_ladder_and_lost_nothing(climber, monkeypatch):
    tiny = climbing.settings_of
    monkeypatch.setattr(climbing, "settings_of", lambda *which: tiny(*which).changed({"update_limit": 10**6}))
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
    monkeypatch.setattr(climbing, "settings_of", tiny)
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
    assert run_name(record) == "Compete (run 2)"
    assert differences(record, None, locale) == ("rung 2 of Tic-tac-toe",)


def test_keys_walk_the_rungs(climber):
    climber.pane.steps.buttons[0].setFocus()
    climber.user.press(Qt.Key.Key_Down, times=2)
    assert climber.pane.steps.index == 2
    assert climber.pane.steps.buttons[2].hasFocus()
    climber.user.press(Qt.Key.Key_Up)
    assert climber.pane.steps.index == 1
    assert climber.sentence == f"{RUNGS[1].question} {RUNGS[1].summary}"
    climber.user.press(Qt.Key.Key_Tab)
    assert climber.user.part("ladderClimbHere").hasFocus()


@pytest.fixture
def climbed(climber):
    """Somebody who has climbed two rungs."""
    climber.choose("compete")
    climber.click("ladderClimbHere")
    climber.settled()
    return climber


def test_what_was_climbed_is_there_when_the_experiment_is_opened_again(climbed, choose, tmp_path):
    user, path = climbed.user, tmp_path / "ladder.pglab"
    compete = climbed.climbed["compete"]
    compete.measurements = compete.measurements.with_match(MatchReading(seat_of(compete), RANDOM, 3, 1, 0))
    choose(path)
    user.press(Qt.Key.Key_S, CTRL)
    user.settle()
    exchanged(user, climbed.window.actions_.new.trigger)
    assert climbed.states == [StepState.AHEAD] * 5
    exchanged(user, lambda: climbed.window.files.open_path(path))
    assert climbed.states[:3] == [StepState.DONE, StepState.DONE, StepState.AHEAD]
    opened = climbed.climbed["compete"]
    assert opened is not compete
    assert opened.origin.step == compete.origin.step
    assert opened.measurements.matches == compete.measurements.matches
    # The climb goes on from there.
    climbed.choose("self_play")
    climbed.click("ladderClimbHere")
    climbed.settled()
    assert climbed.climbed["self_play"].origin.step.run == opened.id


def test_an_exchange_of_experiments_ends_the_climb(climber, monkeypatch):
    tiny = climbing.settings_of
    monkeypatch.setattr(climbing, "settings_of", lambda *which: tiny(*which).changed({"update_limit": 10**6}))
    climber.click("ladderClimbAll")
    climber.user.wait_until(lambda: climber.user.status.update >= 1)
    monkeypatch.setattr(climber.window.experiments, "may_discard", lambda: True)
    exchanged(climber.user, climber.window.actions_.new.trigger)
    assert climber.window.climbing.ended.why is Ending.LEFT
    assert climber.states == [StepState.AHEAD] * 5


def test_the_callout_stands_below_the_rung_that_diverges(climbed, monkeypatch):
    curves = {
        "imitate": (Series(LINE["not_lost"], (64.0,), (0.02,)),),
        "compete": (
            Series(LINE["against_teacher"], (64.0, 128.0), (0.5, 0.87)),
            Series(LINE["not_lost"], (64.0, 128.0), (0.1, 0.35)),
        ),
    }
    monkeypatch.setattr(Known, "series", lambda self, step: curves.get(step.rung.id, ()))
    climbed.window.refresh()
    callout = climbed.user.part("ladderCallout")
    assert callout.isVisible()
    assert callout.text().startswith("Scores 87\u00a0% against its teacher, but plays worse: 35\u00a0% of games")
    assert climbed.sentence == "Does whoever beats the imitator play better than it?"
    climbed.choose("imitate")
    assert climbed.sentence == "It loses 2\u00a0% of its games against perfect play."
    assert not callout.isVisible()


def test_a_rung_is_wanted_at_the_board_and_its_run_is_shown(climbed):
    climbed.choose("imitate")
    climbed.click("ladderPlay")
    record = climbed.climbed["imitate"]
    climbed.window.refresh()
    assert climbed.user.part("boardOpponent").currentText() == run_name(record)
    assert climbed.window.shown_game.wanted is None  # the board has it
    climbed.click("ladderShowRun")
    assert climbed.window.shown.record is record


def test_each_rung_has_a_text_about_it(climbed):
    climbed.click("ladderTextPage")
    assert climbed.user.part("ladderText").isVisible()
    seen = set()
    for rung in RUNGS:
        climbed.choose(rung.id)
        climbed.window.refresh()
        seen.add(climbed.user.part("ladderText").toPlainText())
    assert len(seen) == len(RUNGS)
    assert min(map(len, seen)) > 20


def test_everybody_plays_everybody_in_another_process_and_the_runs_keep_it(climbed, monkeypatch, choose, tmp_path):
    monkeypatch.setattr(tournament, "GAMES", 4)
    climbed.click("ladderMatrixPage")
    page = climbed.pane.details.matrix
    assert [entrant.name for entrant in page.entrants] == ["Random", "Imitate", "Compete", "Perfect play"]
    assert not page.matrix.standings.results
    climbed.click("ladderMeasure")
    climbed.user.wait_until(lambda: not page.busy)
    assert len(page.matrix.standings.results) == 12  # six matches, each from both sides
    assert len(page.matrix.standings.ratings) == 4
    assert {match.games for match in page.matrix.standings.results.values()} == {4}
    climbed.click("ladderMeasure")
    climbed.user.wait_until(lambda: not page.busy)
    assert {match.games for match in page.matrix.standings.results.values()} == {8}
    kept = {rung: len(record.measurements.matches) for rung, record in climbed.climbed.items()}
    assert kept == {"imitate": 3, "compete": 3}  # the one without a policy is with the first
    climbed.window.refresh()
    path = tmp_path / "matches.csv"
    choose(path)
    climbed.click("ladderCsv")
    lines = without_comments(path)
    assert lines[0].startswith("player,opponent,score,")
    assert len(lines) == 13
    choose(tmp_path / "matches.png")
    climbed.click("ladderPicture")
    assert not QImage(str(tmp_path / "matches.png")).isNull()
    climbed.click("ladderSampled")
    assert len(page.matrix.standings.results) == 2  # only chance and perfect play are the same there


def test_a_moment_takes_part_until_it_is_taken_out(climbed):
    climbed.click("ladderMatrixPage")
    page, time_machine = climbed.pane.details.matrix, climbed.window.time_machine
    assert not page.add.isEnabled()  # now is the rung itself
    time_machine.visit(1)
    climbed.window.refresh()
    climbed.click("ladderAddMoment")
    assert [entrant.sign for entrant in page.entrants] == ["R", "1", "2", "a", "P"]
    assert page.entrants[3].name == "Compete (run 2), update 1"
    page.matrix.setFocus()
    climbed.user.press(Qt.Key.Key_Down, times=3)
    climbed.user.press(Qt.Key.Key_Delete)
    assert [entrant.sign for entrant in page.entrants] == ["R", "1", "2", "P"]
    climbed.user.press(Qt.Key.Key_Delete)
    assert len(page.entrants) == 4  # rungs stay


def test_the_curves_are_exported(climbed, choose, tmp_path):
    path = tmp_path / "curves.csv"
    choose(path)
    climbed.click("ladderCsv")
    lines = without_comments(path)
    assert lines[0] == "games,measure,value"
    assert {line.split(",")[1] for line in lines[1:]} == {"win_rate", "entropy"}


def test_of_games_that_nobody_knows_the_page_says_so(climber):
    climber.click("ladderMatrixPage")
    page, box = climber.pane.details.matrix, climber.pane.game_box
    assert not page.unknown.isVisible()
    assert page.entrants[-1].name == "Perfect play"
    box.setCurrentIndex(box.findData("go-5x5"))
    climber.window.refresh()
    assert page.unknown.isVisible()
    assert [entrant.name for entrant in page.entrants] == ["Random"]
    assert not climber.user.part("ladderMeasure").isEnabled()


def test_the_ladder_is_that_of_the_game_at_the_board(climber):
    climber.window.shown_game.choose(game_entry("connect-four"))
    assert climber.pane.game == "connect-four"
    climber.click("ladderClimbAll")
    climber.user.wait_until(lambda: climber.window.session.view.status.settings.environment == "ConnectFour-v0")
    climber.window.climbing.stop()
    climber.settled()
    assert climber.pane.game == "connect-four"


def test_only_train_is_a_filled_button(climber):
    climber.settled()
    filled = [button for button in climber.window.findChildren(QPushButton) if button.property("role") == "main"]
    assert filled == [climber.window.run_bar.train_button]


def test_the_text_about_a_rung_is_scrolled_with_all_above_it(climber):
    climber.user.window.resize(1024, 768)
    details = climber.pane.details
    details.turn_to(TEXT)
    climber.user.wait_until(lambda: details.text.isVisible() and details.text.verticalScrollBar().maximum() == 0)
    area = details.parentWidget().parentWidget().parentWidget()
    climber.user.wait_until(lambda: area.verticalScrollBar().maximum() > 0)
    details.text.setFocus()
    climber.user.press(Qt.Key.Key_PageDown)
    assert area.verticalScrollBar().value() > 0
    details.turn_to(CURVES)
    assert details.text.minimumHeight() == 0
