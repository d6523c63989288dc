"""The pane "Reality" with real clicks: measure, fine-tune, randomise, unseal; what is sealed is told nowhere."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget

from pg_desktop.learning.measuring.reality_reading import Score
from pg_desktop.learning.worlds.cart_pole.physics import Physics, PhysicsRanges
from pg_desktop.learning.worlds.cart_pole.reality import reality
from pg_desktop.runs.live import update_in_progress
from pg_desktop.runs.live.status import RunState
from pg_desktop.runs.replay import Replay
from pg_desktop.ui.kit.theme import DARK, LIGHT
from pg_desktop.ui.panes.reality.card import RealityCard
from pg_desktop.ui.panes.reality.chart import GapChart
from pg_desktop.ui.shell.registry import PERSPECTIVES
from tests.learning.measuring.test_reality_gap import GAP
from tests.ui.shell.test_window_experiments import exchanged

LATE, ALL, DRAWN = 2, 3, 0


class Visitor:
    """Who takes a policy to another world."""

    def __init__(self, user):
        self.user, self.window = user, user.window
        self.window.perspectives.switch(next(one for one in PERSPECTIVES if one.id == "challenge"))
        user.wait_until(lambda: self.window.perspectives.at_rest)
        self.window.panes.bring_forward("reality")
        user.wait_until(lambda: isinstance(self.window.panes.made_by_now.get("reality"), RealityCard))
        self.card = self.window.panes.made_by_now["reality"]
        user.wait_until(lambda: self.card.in_sight)

    def click(self, name):
        widget = self.user.part(name)
        assert widget.isEnabled(), name
        self.user.click(widget)

    def choose(self, number):
        box = self.card.chooser.box
        box.setFocus()
        wanted = box.findData(number)
        for _ in range(abs(wanted - box.currentIndex())):
            self.user.press(Qt.Key.Key_Down if wanted > box.currentIndex() else Qt.Key.Key_Up)
        assert box.currentData() == number

    @property
    def record(self):
        return self.window.session.view.record

    def measured(self):
        self.user.wait_until(lambda: not self.card.bar.busy and not self.card._to_measure)
        self.window.refresh()
        return self.record.measurements.gaps

    def fine_tune(self, episodes):
        self.user.type(self.card.remedies.episodes, str(episodes))
        self.click("realityFineTune")
        self.user.wait_until(lambda: self.window.fine_tuning.going is None)
        self.user.wait_for(RunState.PAUSED)


@pytest.fixture
def visitor(user):
    return Visitor(user)


@pytest.fixture
def trained(visitor):
    visitor.user.step(1)
    return visitor


def test_nothing_can_be_done_without_a_policy_but_choose(visitor):
    visitor.user.wait_until(visitor.card.bar.button.isEnabled)  # there is one as soon as a run is there
    assert visitor.card.chart.gaps == ()
    assert visitor.card.line.text() == "Sealed. Episodes spent in it: 0."


def test_a_policy_is_measured_in_the_background_and_the_record_keeps_it(trained):
    trained.choose(LATE)
    (gap,) = trained.measured()  # by itself, when another is chosen
    assert (gap.update, gap.reality, gap.spent, gap.episodes) == (1, 2, 0, 100)
    assert trained.card.chart.gaps == (gap,)
    trained.user.step(1)
    trained.click("realityMeasure")
    trained.user.wait_until(lambda: len(trained.measured()) == 2)
    assert [each.update for each in trained.card.chart.gaps] == [2, 1]
    trained.choose(1)
    trained.user.wait_until(lambda: len(trained.measured()) == 3)
    assert [each.reality for each in trained.card.chart.gaps] == [1]
    assert "in the simulator" in trained.card.chart.accessibleDescription()
    known = trained.measured()
    trained.choose(LATE)  # where this policy has been measured
    assert not trained.card._to_measure
    assert trained.measured() is known


def test_fine_tuning_trains_in_reality_counts_and_comes_back(trained):
    trained.choose(LATE)
    trained.measured()
    undo = trained.window.steering.undo_stack.count()
    trained.fine_tune(64)
    session = trained.window.session
    assert session.status.update == 3
    assert session.wanted.reality == trained.window.panel.settings.reality == 0
    trained.user.settle()
    told = [(edit.update, edit.old, edit.new) for edit in trained.record.edits.all() if edit.key == "reality"]
    assert told == [(1, 0, 2), (3, 2, 0)]
    newest = trained.measured()[-1]
    assert (newest.update, newest.spent) == (3, 64)
    assert trained.card.line.text() == "Sealed. Episodes spent in it: 64."
    # What has been learned stays, so that there is nothing to be undone.
    assert trained.window.steering.undo_stack.count() == undo
    trained.user.step(1)
    assert trained.card.line.text() == "Sealed. Episodes spent in it: 64."


def test_episodes_are_whole_updates(trained):
    episodes = trained.card.remedies.episodes
    trained.user.type(episodes, "100")
    assert episodes.value() == 96
    trained.user.press(Qt.Key.Key_Down)
    assert episodes.value() == 64


def test_stopping_it_goes_back_to_the_simulator(trained):
    trained.user.control("pace").setValue(5.0)
    trained.user.type(trained.card.remedies.episodes, "3200")
    trained.click("realityFineTune")
    trained.user.wait_until(lambda: trained.user.status.update >= 2)
    trained.window.refresh()
    assert trained.card.line.text().startswith("Training in reality: ")
    assert trained.card.line.text().endswith(" of 3,200 episodes.")
    assert not trained.card.chooser.isEnabled()
    assert trained.user.part("realityFineTune").text() == "Stop"
    trained.click("realityFineTune")
    trained.user.wait_for(RunState.PAUSED)
    assert trained.window.session.wanted.reality == 0
    assert trained.user.part("realityFineTune").text() == "Fine-tune"
    assert trained.user.status.update < 20


def test_from_a_pause_in_the_middle_of_an_update_no_more_episodes_are_spent_than_were_asked_for(trained, monkeypatch):
    monkeypatch.setattr(update_in_progress, "GRACE_SECONDS", 0.0)
    session = trained.window.session
    session.want(session.wanted.changed({"episodes_per_update": 512}))
    trained.user.step(1)
    assert trained.card.remedies.episodes.singleStep() == 512
    session.train()
    trained.user.wait_for(RunState.TRAINING)
    session.pause()
    trained.user.wait_for(RunState.PAUSED)
    trained.user.wait_until(lambda: session.status.progress is not None)
    trained.fine_tune(512)
    trained.user.settle()
    assert trained.card.line.text() == "Sealed. Episodes spent in it: 512."


def test_pausing_it_ends_it_too(trained):
    trained.user.control("pace").setValue(5.0)
    trained.click("realityFineTune")
    trained.user.wait_until(lambda: trained.user.status.update >= 2)
    trained.window.session.pause()
    trained.user.wait_until(lambda: trained.window.fine_tuning.going is None)
    assert trained.window.session.wanted.reality == 0


def test_who_branches_from_the_middle_of_it_is_in_the_simulator(trained):
    trained.fine_tune(96)
    entry = next(entry for entry in trained.record.checkpoints.entries() if entry.update == 3)
    assert entry.payload.settings.reality == 1
    first = trained.record
    trained.window.steering.branch(entry)
    trained.user.wait_until(lambda: trained.record is not first)
    trained.user.wait_until(lambda: trained.window.session.wanted.reality == 0)
    trained.user.step(1)
    assert trained.user.status.settings.reality == 0
    assert trained.card.line.text() == "Sealed. Episodes spent in it: 64."


def test_a_run_that_is_played_again_is_fine_tuned_again(trained):
    trained.fine_tune(64)
    trained.measured()
    trained.user.step(1)
    first, policy = trained.record, trained.user.policy
    trained.window.session.replay(first.settings, Replay(first.edits.all(), 4))
    trained.user.wait_until(lambda: trained.record is not first)
    trained.user.wait_until(lambda: trained.user.status.replay is None and trained.user.status.update == 4)
    assert trained.user.policy.equals(policy)
    trained.user.settle()
    assert trained.window.session.wanted.reality == 0
    assert trained.window.panel.settings.reality == 0


def test_randomising_sets_ranges_and_can_be_undone(trained):
    trained.click("realityRandomise")
    assert trained.window.session.wanted.ranges == PhysicsRanges(delay=4)
    trained.window.refresh()
    assert not trained.user.part("realityRandomise").isEnabled()
    trained.window.actions_.undo.trigger()
    assert not trained.window.session.wanted.ranges.any
    trained.window.refresh()
    assert trained.user.part("realityRandomise").isEnabled()


def test_training_on_is_the_windows_own(trained):
    trained.user.control("pace").setValue(5.0)
    trained.click("realityTrain")
    trained.user.wait_for(RunState.TRAINING)
    assert trained.user.part("realityTrain").text() == "Pause"
    trained.click("realityTrain")
    trained.user.wait_for(RunState.PAUSED)
    assert trained.user.part("realityTrain").text() == "Train on"


def test_setting_the_challenge_up_begins_a_run_and_brings_the_pane_to_the_front(visitor):
    window, user = visitor.window, visitor.user
    window.panes["returnPlot"].raise_()
    user.wait_until(lambda: not visitor.card.in_sight)
    challenges = window.panes.pane("challenges")
    challenges.box.setCurrentIndex(challenges.box.findData("reality"))
    first = visitor.record
    nominal, randomised = challenges.setups
    user.click(randomised)
    user.wait_until(lambda: visitor.record is not first)
    user.wait_until(lambda: visitor.card.in_sight)
    user.settle()
    assert user.status.settings.ranges == PhysicsRanges(delay=4)
    assert user.status.update == 0
    user.click(nominal)
    user.wait_until(lambda: not user.status.settings.ranges.any)


def texts(root):
    """All that can be read in it."""
    for widget in [root, *root.findChildren(QWidget)]:
        yield from (widget.toolTip(), widget.whatsThis(), widget.accessibleName(), widget.accessibleDescription())
        if isinstance(widget, QLabel | QAbstractButton):
            yield widget.text()


def test_what_is_sealed_is_told_only_once_it_is_unsealed(trained):
    trained.choose(DRAWN)
    trained.user.type(trained.card.chooser.seed, "8")
    hidden = reality(8)
    trained.fine_tune(32)
    trained.measured()
    told = f"{hidden.pole_length:.3g}×"
    assert not any(told in text for text in texts(trained.window))
    trained.click("realityUnseal")
    assert f"Pole length\u00a0{told}" in trained.card.line.text()
    assert trained.card.line.text().startswith("Unsealed: ")
    assert f"Delay\u00a0{hidden.delay}\u00a0steps" in trained.card.line.text()
    assert trained.record.measurements.unsealed == (8,)
    trained.choose(LATE)
    assert trained.card.line.text().startswith("Sealed. ")
    assert trained.window.playback.physics == Physics()


def test_what_is_unsealed_can_be_played_in(trained):
    trained.choose(LATE)
    trained.click("realityUnseal")
    assert trained.user.part("realityUnseal").text() == "Show in it"
    trained.click("realityUnseal")
    assert trained.window.playback.physics == Physics(delay=2)
    assert not trained.window.playback.linked
    trained.window.actions_.undo.trigger()
    assert trained.window.playback.physics == Physics()


def test_everything_is_named_and_explained_and_reached_by_tab(trained):
    trained.choose(DRAWN)
    names = (
        "realityMeasure",
        "realityBox",
        "realitySeed",
        "realityRandomise",
        "realityTrain",
        "realityFineTune",
        "realityEpisodes",
        "realityUnseal",
    )
    parts = [trained.user.part(name) for name in names]
    assert all(part.accessibleName() and part.toolTip() for part in parts)
    parts[0].setFocus()
    found = [parts[0]]
    while found[-1] is not parts[-1] and len(found) < 12:
        trained.user.press(Qt.Key.Key_Tab)
        found.append(trained.window.focusWidget())
    assert found == parts


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_it_fits_into_a_small_pane_in_both_looks(trained, theme):
    trained.choose(DRAWN)
    trained.click("realityUnseal")
    trained.card.show_theme(theme)
    assert trained.card.minimumSizeHint().width() <= 360
    assert trained.card.minimumSizeHint().height() <= 260


@pytest.fixture
def chart(qtbot):
    chart = GapChart(None)
    qtbot.addWidget(chart)
    chart.resize(400, 160)
    chart.show()
    return chart


def test_the_chart_finds_the_row_and_says_all_of_it(chart):
    later = replace(GAP, update=84, spent=128, real=Score(300.0, 290.0, 310.0))
    chart.show_gaps((later, GAP), 0)
    line = round(chart._height)
    assert chart.row_at(chart._head + 1) is later
    assert chart.row_at(chart._head + line + 2) is GAP
    assert chart.row_at(chart._head + 3 * line) is None
    assert chart.row_at(1) is None
    assert "300 ± 10 in reality; the gap is 200 ± 10" in chart.accessibleDescription()


def test_the_bar_lies_between_both_scores(chart):
    chart.show_theme(LIGHT)
    chart.show_gaps((GAP,), 0)
    room = chart._bars()
    image = chart.grab().toImage()
    y = round(chart._head + chart._height / 2 + 0.15 * chart._em)

    def colour(score):
        return image.pixelColor(QPoint(round(chart._x(room, score)), y))

    assert colour(300) != colour(40)  # inside the gap, and below the score in reality
    assert colour(300) == colour(200)
    assert chart._x(room, 0) < chart._x(room, 90) < chart._x(room, 500) <= room.right()


def test_what_is_measured_stays_in_the_experiments_file(trained, choose, tmp_path):
    user, path = trained.user, tmp_path / "gap.pglab"
    trained.choose(LATE)
    trained.measured()
    trained.fine_tune(32)
    trained.measured()
    trained.click("realityUnseal")
    known = trained.record.measurements
    choose(path)
    assert trained.window.experiments.save_as()
    user.settle()
    exchanged(user, lambda: trained.window.experiments.open_path(path))
    assert trained.record.measurements == known
    assert [gap.spent for gap in trained.card.chart.gaps] == [32, 0]
    assert trained.card.chooser.number == LATE
    assert "Delay\u00a02\u00a0steps" in trained.card.line.text()
    assert trained.card.line.text().endswith("Episodes spent in it: 32.")
