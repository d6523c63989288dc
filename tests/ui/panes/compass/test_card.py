"""The pane of the gradient compass: measured elsewhere, kept with the run, drawn in the plot."""

import csv
import os
import signal
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFileDialog

from pg_desktop.learning.explaining import compass
from pg_desktop.learning.measuring.compass_reading import Estimate
from pg_desktop.ui.panes.compass.card import CompassCard
from pg_desktop.ui.panes.compass.dial import Dial
from pg_desktop.ui.panes.compass.rows import Rows
from pg_desktop.ui.panes.compass.words import lesson
from pg_desktop.ui.shell.registry import PERSPECTIVES
from tests.runs import compass_errands, errands
from tests.runs.compass_errands import READING
from tests.ui.exported import without_comments
from tests.ui.looking import canvas_of


class Reader:
    """Who looks at the compass."""

    def __init__(self, user):
        self.user = user
        user.window.perspectives.switch(next(one for one in PERSPECTIVES if one.id == "understand"))
        user.wait_until(lambda: user.window.perspectives.at_rest)
        dock = user.window.panes["compass"]
        dock.show()
        dock.raise_()
        user.wait_until(lambda: isinstance(user.window.panes.made_by_now.get("compass"), CompassCard))
        self.card = user.window.panes.made_by_now["compass"]
        user.wait_until(lambda: self.card.in_sight)

    def step(self):
        before = self.user.status.update
        self.user.step()
        self.user.wait_until(lambda: self.shown_update == before + 1)
        self.user.window.refresh()

    @property
    def shown_update(self):
        traced = self.user.window.opened.traced
        return None if traced is None else traced.trace.update

    def measured(self):
        self.user.wait_until(lambda: not self.card.bar.busy)
        self.user.window.refresh()
        return self.user.window.shown.record.measurements.compass


@pytest.fixture
def reader(user, monkeypatch):
    monkeypatch.setattr(compass, "read_compass", compass_errands.read_quickly)
    monkeypatch.setattr(compass.Subject, "of_update", compass_errands.asked)
    return Reader(user)


def test_it_says_what_it_needs_before_there_is_an_update(reader):
    assert "Step makes one" in reader.card.view.hint.text()
    assert not reader.card.bar.button.isEnabled()
    assert reader.user.window.processes.pids == ()


def test_a_measurement_belongs_to_the_run_and_is_drawn_in_the_plot(reader):
    user, card = reader.user, reader.card
    reader.step()
    button = user.window.plots.loss_plot.toggles["compass"]
    assert button.isHidden()
    user.click(card.bar.button)
    (reading,) = reader.measured()
    assert reading == READING
    assert (card.view.figure.text(), card.view.error.text()) == ("0.84", "± 0.02")
    assert card.view.caption.text() == "cosine of update 1 against 8,192 episodes of the policy before it"
    assert "33° away" in card.view.dial.accessibleDescription()
    assert "1 episode 0.14 ± 0.04" in card.view.rows.accessibleDescription()
    assert "32 episodes, no baseline −0.07 ± 0.03" in card.view.figure.accessibleDescription()
    user.window.panes["lossPlot"].raise_()
    user.wait_until(lambda: user.window.panes["lossPlot"].in_front)
    user.window.refresh()
    assert not button.isHidden()
    button.click()
    user.window.refresh()
    canvas = canvas_of(user.window.plots.loss_plot)
    assert canvas.shown[-1].style.series == "compass"
    assert canvas.shown[-1].curve.y.tolist() == pytest.approx([0.84])


def test_what_was_measured_before_is_marked_as_old(reader):
    reader.step()
    reader.card.measure()
    reader.measured()
    reader.step()
    assert "measured at update 1" in reader.card.view.caption.text()
    assert "update 2 has not been measured" in reader.card.view.caption.text()
    reader.user.window.opened.open(1)
    reader.user.wait_until(lambda: reader.shown_update == 1)
    reader.user.window.refresh()
    assert reader.card.view.caption.text().startswith("cosine of update 1")


def test_it_measures_by_itself_after_each_step_and_each_update_once(reader):
    reader.user.click(reader.card.by_itself)
    reader.step()
    reader.user.wait_until(lambda: len(reader.user.window.shown.record.measurements.compass) == 1)
    reader.step()
    reader.user.wait_until(lambda: len(reader.user.window.shown.record.measurements.compass) == 2)
    reader.measured()
    assert not reader.card.bar.busy
    assert [reading.update for reading in reader.measured()] == [1, 2]


def test_a_key_measures_and_escape_gives_it_up(reader, monkeypatch):
    monkeypatch.setattr(compass, "read_compass", errands.until_stopped)
    reader.step()
    reader.card.by_itself.setFocus()
    reader.user.press(Qt.Key.Key_M)
    assert reader.card.bar.busy
    reader.user.wait_until(lambda: reader.card.bar.line.share == 0.25)
    assert reader.card.bar.button.text() == "Cancel"
    (pid,) = reader.user.window.processes.pids
    reader.user.press(Qt.Key.Key_Escape)
    assert reader.measured() == ()
    assert reader.card.bar.line.share is None
    assert not reader.card.bar.notice.isVisible()
    assert reader.user.window.processes.pids == (pid,)


def test_a_process_that_dies_is_said_and_the_next_measurement_starts_another(reader, monkeypatch):
    monkeypatch.setattr(compass, "read_compass", errands.until_stopped)
    reader.step()
    reader.card.measure()
    reader.user.wait_until(lambda: reader.card.bar.line.share == 0.25)
    os.kill(reader.user.window.processes.pids[0], signal.SIGKILL)
    assert reader.measured() == ()
    assert "has ended with exit code −9" in reader.card.bar.notice.text.text()
    monkeypatch.setattr(compass, "read_compass", compass_errands.read_quickly)
    reader.card.measure()
    assert len(reader.measured()) == 1


def test_closing_the_window_ends_the_process(reader, monkeypatch):
    monkeypatch.setattr(compass, "read_compass", errands.deaf)
    reader.step()
    reader.card.measure()
    reader.user.wait_until(lambda: reader.card.bar.line.share == 0.25)
    (pid,) = reader.user.window.processes.pids
    reader.user.window.end()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_dqn_says_why_it_has_none(reader):
    reader.user.window.panel.choose({"algorithm": "dqn", "hidden_size": 8})
    reader.user.window.session.reset()
    reader.user.wait_until(lambda: reader.user.status.settings.algorithm == "dqn")
    reader.step()
    assert reader.card.view.hint.text().startswith("DQN has no policy gradient to point with")
    assert not reader.card.bar.button.isEnabled()


def test_readings_are_exported_as_a_table_and_a_picture(reader, monkeypatch, tmp_path):
    reader.step()
    assert not reader.card.csv_button.isEnabled()
    reader.card.measure()
    reader.measured()
    for button, name in ((reader.card.csv_button, "a.csv"), (reader.card.picture_button, "a.png")):
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, name=name: (str(tmp_path / name), ""))
        button.click()
    rows = list(csv.DictReader(without_comments(tmp_path / "a.csv")))
    assert [(row["update"], row["episodes"], row["weights"], row["cosine"]) for row in rows] == [
        ("1", "", "", "0.84"),
        ("1", "1", "time", "0.14"),
        ("1", "32", "time", "0.83"),
        ("1", "32", "none", "-0.07"),
    ]
    assert QImage(str(tmp_path / "a.png")).width() == 2 * reader.card.view.width()


def test_the_lesson_is_said_only_with_numbers_that_bear_it_out():
    assert lesson(READING) == (
        "One episode's gradient points almost anywhere (0.14); that of 32 points the right way (0.83)."
    )
    well = replace(READING.rows[0], cosine=Estimate(0.9, 0.8, 1.0))
    assert "almost anywhere" not in lesson(replace(READING, rows=(well, *READING.rows[1:])))
    assert lesson(replace(READING, rows=READING.rows[1:])) == ""


def test_needle_and_bars_are_where_they_belong(qtbot):
    dial, rows = Dial(None), Rows(None)
    for widget in (dial, rows):
        qtbot.addWidget(widget)
    dial.show_cosine(Estimate(0.0, -0.01, 0.01), stale=False)
    dial.resize(dial.sizeHint())
    image = dial.grab().toImage()
    centre, across = image.height() // 2, round(image.width() * 0.75)
    assert image.pixelColor(across, centre) == dial._theme.accent  # 90° off: to the right
    assert image.pixelColor(image.width() // 4, centre) == dial._theme.field
    rows.show_reading(READING, stale=False)
    assert rows.row_at(0) is READING.rows[0]
    assert rows.row_at(rows.height() + 1e6) is None
    assert rows.minimumSizeHint().height() == rows.sizeHint().height() > 0


@pytest.mark.slow
def test_it_measures_for_real(user):
    reader = Reader(user)
    reader.step()
    reader.card.measure()
    (reading,) = reader.measured()
    assert reading.episodes == 8192
    assert {(row.episodes, row.weights) for row in reading.rows} == {
        (1, "time"),
        (4, "time"),
        (32, "time"),
        (32, "none"),
        (32, "whole"),
    }
    assert reading.cosine.value > 0.3
