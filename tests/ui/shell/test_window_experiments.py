"""The experiment as a document: it is saved, opened, begun anew and reverted, and nothing unsaved goes unasked."""

import hashlib
import sqlite3
import tempfile
import threading
from contextlib import closing

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QMessageBox

from pg_desktop.runs.archive.reader import opener_of, read_experiment
from pg_desktop.runs.live.status import RunState
from pg_desktop.runs.x_axis import XAxis
from pg_desktop.storage.data_folder import data_folder
from pg_desktop.storage.experiment.file import ExperimentFile
from pg_desktop.ui.shell import saving
from tests.ui.policy_files import drop, title
from tests.ui.user import CTRL, User

SHIFT_CTRL = CTRL | Qt.KeyboardModifier.ShiftModifier
Answer = QMessageBox.StandardButton


@pytest.fixture
def saved(user, choose, tmp_path):
    """A file with two runs, the live one of two updates."""
    path = tmp_path / "lesson.pglab"
    user.step()
    user.window.session.reset()
    user.wait_until(lambda: user.status.update == 0)
    user.step(2)
    choose(path)
    user.press(Qt.Key.Key_S, CTRL)
    user.settle()
    return path


def records(path):
    with closing(ExperimentFile.open(path)) as file:
        return read_experiment(file, opener_of(path)).records


def updates_of(user):
    return [record.figures.updates for record in user.window.experiment.records]


def exchanged(user, action):
    """Do something after which all runs are those of another experiment."""
    documents = []
    user.window.session.worker.exchanged.connect(documents.append)
    action()
    user.wait_until(lambda: bool(documents))
    user.settle()


def test_untitled_at_first(user):
    assert title(user) == "Untitled experiment – PG Desktop"
    user.step()
    user.settle()
    assert title(user) == "Untitled experiment* – PG Desktop"


def test_saving_names_the_window_and_keeps_every_run(user, saved):
    assert title(user) == "lesson – PG Desktop"
    assert [record.figures.updates for record in records(saved)] == [1, 2]
    last = records(saved)[1].left
    assert last.policy().equals(user.policy)
    user.step()
    user.settle()
    assert title(user) == "lesson* – PG Desktop"
    user.press(Qt.Key.Key_S, CTRL)
    user.settle()
    assert title(user) == "lesson – PG Desktop"
    assert [record.figures.updates for record in records(saved)] == [1, 3]


@pytest.fixture
def slow_disk(monkeypatch):
    """Writing waits until it is told to go on; the window says so at once."""
    monkeypatch.setattr(saving, "SLOW_MS", 1)
    goes_on, real = threading.Event(), ExperimentFile.save_copy

    def save_copy(file, path):
        assert goes_on.wait(60)
        real(file, path)

    monkeypatch.setattr(ExperimentFile, "save_copy", save_copy)
    yield goes_on
    goes_on.set()


def meanwhile(user, goes_on, do):
    """Do something as soon as it is said that it is being saved, and let it go on then."""
    window, done = user.window, []

    def look():
        if "“lesson.pglab”" in window.notice.text.text() and not done:
            done.append(True)
            try:
                done.append(do())
            finally:
                goes_on.set()

    timer = QTimer(window, interval=5)
    timer.timeout.connect(look)
    timer.start()
    return timer, done


def test_while_it_is_saved_that_is_said_and_the_window_goes_on(user, saved, slow_disk):
    window, seen = user.window, []
    user.step()

    def work():
        seen.append(window.notice.text.text())
        before = user.status.update
        user.step()  # a real click
        assert user.status.update == before + 1
        assert not window.experiments.save()
        window.close()
        assert window.isVisible()
        seen.append(window.notice.text.text())

    timer, done = meanwhile(user, slow_disk, work)
    user.press(Qt.Key.Key_S, CTRL)
    timer.stop()
    assert done == [True, None]
    assert seen == [
        "“lesson.pglab” is being saved. You can go on meanwhile.",
        "The experiment is still being saved. Do that once it has been.",
    ]
    user.settle()
    assert records(saved)[1].figures.updates in (3, 4)  # what came meanwhile may be in it, or not
    assert "lesson.pglab" not in window.notice.text.text()
    assert title(user) == "lesson* – PG Desktop"
    user.press(Qt.Key.Key_S, CTRL)
    user.settle()
    assert title(user) == "lesson – PG Desktop"
    assert records(saved)[1].figures.updates == 4


def test_what_is_saved_in_no_time_is_not_said(user, saved):
    seen = []
    monitor = QTimer(user.window, interval=0)
    monitor.timeout.connect(lambda: seen.append(user.window.notice.isVisible()))
    monitor.start()
    user.step()
    user.press(Qt.Key.Key_S, CTRL)
    monitor.stop()
    assert True not in seen


def test_a_name_without_an_ending_gets_it(user, choose, tmp_path):
    choose(tmp_path / "lesson.v2")
    user.step()
    user.press(Qt.Key.Key_S, SHIFT_CTRL)
    assert (tmp_path / "lesson.v2.pglab").exists()


def test_save_as_leaves_the_first_file(user, saved, choose, tmp_path):
    first = saved.read_bytes()
    user.step()
    choose(tmp_path / "second.pglab")
    user.press(Qt.Key.Key_S, SHIFT_CTRL)
    user.settle()
    assert title(user) == "second – PG Desktop"
    assert saved.read_bytes() == first
    assert records(tmp_path / "second.pglab")[1].figures.updates == 3


def test_a_cancelled_save_changes_nothing(user, choose, tmp_path):
    user.step()
    choose(None)
    user.press(Qt.Key.Key_S, CTRL)
    user.settle()
    assert title(user) == "Untitled experiment* – PG Desktop"
    assert not list(tmp_path.glob("*.pglab"))


def test_saving_where_that_cannot_be_is_one_sentence(user, choose, tmp_path):
    user.step()
    choose(tmp_path / "missing" / "lesson.pglab")
    user.press(Qt.Key.Key_S, CTRL)
    dialog = user.dialog("errorDialog")
    assert "was not saved: there is no folder" in dialog.text()
    user.dismiss(dialog)
    user.settle()
    assert title(user) == "Untitled experiment* – PG Desktop"


def test_opening_brings_back_runs_settings_and_policy(user, saved, choose):
    policy, settings = user.policy, user.status.settings
    user.type(user.control("gamma").spin_box, "0.5")
    user.step(3)
    choose(saved)
    with user.answering("unsavedDialog", Answer.Discard):
        exchanged(user, lambda: user.press(Qt.Key.Key_O, CTRL))
    assert updates_of(user) == [1, 2]
    assert user.policy.equals(policy)
    assert user.status.settings == settings
    assert user.control("gamma").value() == settings.gamma
    assert user.status.state is RunState.PAUSED
    assert title(user) == "lesson – PG Desktop"
    user.step()
    assert updates_of(user) == [1, 3]


def test_what_goes_on_after_opening_is_what_would_have_come(user, saved):
    user.step(2)
    policy = user.policy
    with user.answering("unsavedDialog", Answer.Discard):
        exchanged(user, lambda: drop(user, saved))
    user.step(2)
    assert user.policy.equals(policy)


def test_other_runs_of_a_file_are_read_and_shown(user, saved):
    exchanged(user, lambda: user.window.experiments.open_path(saved))
    first, second = user.window.experiment.records
    user.wait_until(lambda: first.in_memory and second.in_memory)  # read meanwhile, for plots to draw
    user.settle()
    assert title(user) == "lesson – PG Desktop"
    assert len(user.window.plots._others.resting(XAxis.EPISODE, 50, None)) == 1
    user.window.shown.show(first.id)
    user.settle()
    assert user.window.shown.history.updates == 1
    assert user.window.shown.view.policy is not None
    user.window.session.activate(first.id)
    user.wait_until(lambda: user.status.run == first.id)
    user.step()
    assert updates_of(user) == [2, 2]


def test_a_new_experiment_has_no_runs_but_one_to_begin_with(user, saved):
    exchanged(user, lambda: user.press(Qt.Key.Key_N, CTRL))
    assert updates_of(user) == [0]
    assert title(user) == "Untitled experiment – PG Desktop"
    assert records(saved)[1].figures.updates == 2


@pytest.mark.parametrize("answer", ["Save", "Discard", "Cancel"])
def test_closing_asks_when_there_is_something_to_lose(user, saved, answer):
    user.step()
    with user.answering("unsavedDialog", Answer[answer]) as asked:
        closed = user.window.close()
    assert asked == ["The experiment has changed since it was last saved."]
    assert closed == (answer != "Cancel")
    assert records(saved)[1].figures.updates == (3 if answer == "Save" else 2)
    if answer == "Cancel":
        user.step()


@pytest.mark.parametrize("act", [Qt.Key.Key_N, Qt.Key.Key_O])
def test_new_and_open_ask_as_well(user, saved, choose, act):
    user.step()
    choose(saved)
    with user.answering("unsavedDialog", Answer.Cancel) as asked:
        user.press(act, CTRL)
    assert asked == ["The experiment has changed since it was last saved."]
    assert updates_of(user) == [1, 3]


def test_revert_goes_back_to_the_file(user, saved):
    assert user.window.actions_.revert.isEnabled()
    user.step(2)
    with user.answering("revertDialog", Answer.No):
        user.window.actions_.revert.trigger()
    assert updates_of(user) == [1, 4]
    with user.answering("revertDialog", Answer.Yes):
        exchanged(user, user.window.actions_.revert.trigger)
    assert updates_of(user) == [1, 2]
    assert title(user) == "lesson – PG Desktop"


def test_nothing_can_be_reverted_that_was_never_saved(user):
    assert not user.window.actions_.revert.isEnabled()


def test_a_damaged_file_is_refused_and_all_stays(user, saved, tmp_path):
    content = bytearray(saved.read_bytes())
    for position in range(len(content) // 2, len(content) // 2 + 4096 * 3):
        content[position] ^= 0xFF
    bad = tmp_path / "bad.pglab"
    bad.write_bytes(content)
    before = user.policy
    user.window.experiments.open_path(bad)
    user.wait_until(lambda: "bad.pglab" in user.window.notice.text.text())
    user.settle()
    assert updates_of(user) == [1, 2]
    assert user.policy.equals(before)
    assert title(user) == "lesson – PG Desktop"
    user.step()
    assert len(list((user.window.experiments._copies._root).iterdir())) == 1


def test_names_notes_and_deletions_are_saved(user, saved):
    experiment = user.window.experiment
    first, second = experiment.records
    experiment.rename(first.id, "the first")
    experiment.annotate(first.id, "worth a look")
    experiment.relabel(second.id, pinned=True)
    user.settle()
    assert title(user) == "lesson* – PG Desktop"
    user.window.experiments.save()
    labels = [record.label for record in records(saved)]
    assert [(label.name, label.note, label.pinned) for label in labels] == [
        ("the first", "worth a look", False),
        ("", "", True),
    ]
    experiment.remove(first.id)
    user.window.experiments.save()
    assert [record.id for record in records(saved)] == [second.id]


def test_the_arrangement_comes_along(user, saved, open_window, qtbot):
    window = user.window
    other = next(each for each in window.perspectives.offered if each is not window.perspectives.current)
    window.perspectives.switch(other)
    window.experiments.save()
    window.close()
    again = User(open_window(), qtbot)
    again.window.perspectives.switch(again.window.perspectives.offered[0])
    exchanged(again, lambda: again.window.experiments.open_path(saved))
    assert again.window.perspectives.current.id == other.id


@pytest.fixture
def foreign(saved):
    """The same experiment, whose runs ask for the code of a module."""
    with closing(sqlite3.connect(saved)) as connection, connection:
        for number, text in connection.execute("SELECT id, json FROM runs").fetchall():
            forged = text.replace('"environment":"CartPole-v1"', '"environment":"a_module_of_others:CartPole-v1"')
            digest = hashlib.sha256(forged.encode()).hexdigest()
            connection.execute("UPDATE runs SET json = ?, sha256 = ? WHERE id = ?", (forged, digest, number))
    return saved


def test_a_file_does_not_have_code_run_unasked(user, foreign):
    with user.answering("unsavedDialog", Answer.Discard):
        exchanged(user, lambda: user.window.experiments.open_path(foreign))
    assert updates_of(user) == [1, 2, 0]  # a new run, and not the one that was trained last
    live = user.status.run
    with user.answering("trustDialog", Answer.No) as asked:
        user.window.steering.activate(2)
    assert len(asked) == 1
    assert "a_module_of_others" in asked[0]
    user.settle()
    assert user.status.run == live
    with user.answering("trustDialog", Answer.Yes):
        user.window.steering.activate(2)
    user.wait_until(lambda: "is damaged" in user.window.notice.text.text())  # its states are not of that world
    user.settle()
    assert user.status.run == live


def test_where_nothing_can_be_written_the_experiment_is_kept_elsewhere_and_that_is_said(
    open_window, qtbot, choose, tmp_path, monkeypatch
):
    place = data_folder() / "experiments"
    place.parent.mkdir(parents=True)
    place.write_text("no folder")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    user = User(open_window(), qtbot)
    assert "Nothing can be written in" in user.window.notice.text.text()
    user.step()
    user.wait_until(lambda: any((tmp_path / "pg-desktop").glob("*/experiment.pglab")))  # written beside the training
    choose(tmp_path / "lesson.pglab")
    assert user.window.experiments.save()
    assert records(tmp_path / "lesson.pglab")[0].figures.updates == 1
