"""What a crash leaves behind is offered at the next start, and nothing else is."""

import os
import random
import signal
import subprocess
import sys
import time

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QPushButton

from pg_desktop.runs.live import working_copies
from pg_desktop.runs.live.status import RunState
from pg_desktop.runs.live.working_copies import WorkingCopies
from pg_desktop.runs.run import Run
from pg_desktop.storage.data_folder import data_folder
from tests.killing import killed
from tests.ui.user import User


def copies():
    return WorkingCopies(data_folder() / "experiments")


def folders():
    root = data_folder() / "experiments"
    return sorted(root.iterdir()) if root.is_dir() else []


def dying(signal_number=signal.SIGKILL, after=2.5, updates=3):
    """Let a window train in a process of its own and end that; returns the update that it had come to before.

    Args:
        signal_number: what ends it.
        after: seconds from the moment at which it has done `updates`.
        updates: updates.
    """
    with subprocess.Popen(
        [sys.executable, "-m", "tests.ui.shell.dying"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    ) as process:
        try:
            reached = 0
            deadline = None
            for line in process.stdout:
                reached = int(line.split()[0])
                if reached >= updates and deadline is None:
                    deadline = time.monotonic() + after
                if deadline is not None and time.monotonic() >= deadline:
                    process.send_signal(signal_number)
                    break
            rest, _ = process.communicate(timeout=60)
        finally:
            process.kill()
    return max([reached, *(int(line.split()[0]) for line in rest.splitlines())])


def offer(user):
    """The dialog that offers what was lost, once it is open."""
    user.wait_until(lambda: user._open_dialog("recoverDialog") is not None)
    return user._open_dialog("recoverDialog")


def recovered(user):
    """Click Recover in the dialog, and wait for the experiment."""
    documents = []
    user.window.session.worker.exchanged.connect(documents.append)
    user.click(offer(user).findChild(QPushButton, "recoverButton"))
    user.wait_until(lambda: bool(documents))
    user.settle()


def test_after_a_crash_the_next_start_offers_what_was_lost(open_window, qtbot):
    reached = dying()
    assert len(folders()) == 1
    user = User(open_window(), qtbot)
    recovered(user)
    update = user.status.update
    assert update > 0
    assert reached - update <= 2 * 10 + 2  # two seconds at ten updates each, and what was printed late
    assert user.window.isWindowModified()
    assert user.status.state is RunState.PAUSED
    user.step()
    again = Run.begin(user.status.settings)
    for _ in range(update + 1):
        again.advance()
    assert user.policy.equals(again.policy())
    again.close()
    assert len(folders()) == 1  # the lost one's is the window's own now


@pytest.mark.slow
def test_what_is_discarded_is_gone(open_window, qtbot):
    dying()
    user = User(open_window(), qtbot)
    dialog = offer(user)
    user.click(dialog.findChild(QPushButton, "discardButton"))
    user.wait_until(lambda: len(folders()) == 1)
    assert copies().lost() == []


@pytest.mark.slow
def test_what_is_left_can_be_found_later(open_window, qtbot):
    dying()
    user = User(open_window(), qtbot)
    offer(user).close()
    user.window.actions_.recover.trigger()
    recovered(user)
    assert user.status.update > 0


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_to_end_leaves_what_was_unsaved(number, open_window, qtbot):
    dying(number)
    user = User(open_window(), qtbot)
    recovered(user)
    assert user.status.update > 0


def test_a_window_that_is_closed_leaves_nothing(user, open_window, qtbot):
    user.step()
    with user.answering("unsavedDialog", QMessageBox.StandardButton.Discard):
        user.window.close()
    assert folders() == []
    other = User(open_window(), qtbot)
    other.step()
    assert other._open_dialog("recoverDialog") is None


def test_a_second_window_is_no_crash(user, open_window, qtbot):
    user.step()
    other = User(open_window(), qtbot)
    other.step()
    assert other._open_dialog("recoverDialog") is None
    other.window.actions_.recover.trigger()
    assert other._open_dialog("recoverDialog") is None
    assert "was left behind" in other.window.notice.text.text()
    assert copies().lost() == []
    assert len(folders()) == 2


@pytest.mark.slow
def test_an_empty_experiment_is_not_offered(open_window, qtbot):
    dying(after=0, updates=0)
    user = User(open_window(), qtbot)
    user.step()
    assert user._open_dialog("recoverDialog") is None
    assert len(folders()) == 1


@pytest.mark.slow
def test_a_damaged_working_copy_is_no_obstacle(open_window, qtbot):
    dying()
    (folder,) = folders()
    for path in folder.glob("experiment*"):
        path.write_bytes(b"x" * 5000)
    user = User(open_window(), qtbot)
    user.step()
    assert user._open_dialog("recoverDialog") is None


@pytest.mark.slow
def test_the_dialog_speaks_of_time_world_and_progress(open_window, qtbot):
    dying()
    user = User(open_window(), qtbot)
    dialog = offer(user)
    button = dialog.findChild(QPushButton, "recoverButton")
    assert "CartPole-v1 · runs: 1 · updates: " in button.accessibleName()
    user.press(Qt.Key.Key_Escape)


KILLS = 25
CLEAN_ENDS = 100
AT_A_TIME = 10


@pytest.mark.slow
@pytest.mark.parametrize("number", range(KILLS))
def test_killed_at_any_moment(number, scoreboard):
    """What the dialog would offer is there, with all but the last two seconds, and with all edits."""
    process = killed(
        [sys.executable, "-m", "tests.ui.shell.dying", "--edits"],
        {**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        after=random.Random(number).uniform(0, 4),
    )
    assert copies().any_lost()
    (lost,) = copies().lost()
    (record,) = lost.runs
    process.assert_little_is_lost(record.figures.updates, len(record.edits.all()))
    run = Run.resume(record)
    run.advance()
    assert run.updates == record.figures.updates
    run.close()
    lost.copy.discard()
    assert folders() == []
    scoreboard("killed-window", 1, of=KILLS)


@pytest.mark.slow
@pytest.mark.parametrize("part", range(CLEAN_ENDS // AT_A_TIME))
def test_windows_that_are_closed_leave_nothing(part, open_window, qtbot, scoreboard):
    for number in range(AT_A_TIME):
        user = User(open_window(), qtbot)
        assert not copies().any_lost()
        if number % 3:
            user.step()
            with user.answering("unsavedDialog", QMessageBox.StandardButton.Discard):
                user.window.close()
        else:
            user.window.close()
        assert folders() == []
        scoreboard("clean-ends", 1, of=CLEAN_ENDS)


def test_a_folder_that_another_window_takes_meanwhile_is_no_obstacle(tmp_path, monkeypatch):
    real, taken = working_copies._held, []

    def held(folder):
        copy = real(folder)
        taken.append(folder)
        return copy if len(taken) > 2 else None

    monkeypatch.setattr(working_copies, "_held", held)
    copy = WorkingCopies(tmp_path).begin()
    assert copy.path.parent == taken[2]
    copy.discard()
    monkeypatch.setattr(working_copies, "_held", lambda folder: None)
    with pytest.raises(OSError, match="cannot be locked"):
        WorkingCopies(tmp_path).begin()
