"""What nobody has caught is told in a notice, once for each place, and the window goes on."""

import threading

import pytest
from PySide6.QtCore import QObject, QThread, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMessageBox, QWidget

from pg_desktop.learning.algorithms.reinforce import reinforce
from pg_desktop.learning.algorithms.reinforce.loss import LossReport
from pg_desktop.mishaps import Funnel
from pg_desktop.runs.live.status import RunState
from pg_desktop.ui.kit.contained import contained, nothing
from tests.ui.user import User


@pytest.fixture(autouse=True)
def written(monkeypatch):
    lines = []
    for module in ("pg_desktop.mishaps", "pg_desktop.ui.shell.pane_docks"):
        monkeypatch.setattr(f"{module}.write_down", lambda mishap, what: lines.append(f"{what}: {mishap.error}"))
    return lines


@pytest.fixture
def opened(open_window, qtbot):
    window = open_window()
    with window.mishaps.funnel.catching():
        yield User(window, qtbot)


class Sender(QObject):
    sent = Signal()

    @Slot()
    def receive(self):
        raise LookupError("in a slot")


class Painter(QWidget):
    @contained(nothing)  # as all pictures of the program are: what passes through Qt may end the process
    def paintEvent(self, event):
        raise LookupError("in painting")


class Worker(QThread):
    def run(self):
        raise LookupError("in a QThread")


def _in_a_slot(window):
    sender = Sender(window)
    sender.sent.connect(sender.receive)
    QTimer.singleShot(0, sender, sender.sent.emit)


def _in_a_timer(window):
    def late():
        raise LookupError("in a timer")

    QTimer.singleShot(0, window, late)


def _in_painting(window):
    painter = Painter(window.centralWidget())
    painter.setGeometry(0, 0, 9, 9)
    painter.show()
    QTimer.singleShot(300, painter, painter.hide)


def _in_a_thread(_):
    def work():
        raise LookupError("in a thread")

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()


def _in_a_q_thread(window):
    worker = Worker(window)
    worker.start()
    worker.wait()


def _in_the_end_of_an_object(_):
    class Dying:
        def __del__(self):
            raise LookupError("in the end of an object")

    Dying()


PLACES = {
    "a slot": _in_a_slot,
    "a timer": _in_a_timer,
    "painting": _in_painting,
    "a thread": _in_a_thread,
    "a QThread": _in_a_q_thread,
    "the end of an object": _in_the_end_of_an_object,
}


@pytest.mark.parametrize("place", PLACES)
def test_it_is_told_once_with_details_and_the_window_goes_on(opened, written, place):
    user, notice = opened, opened.window.notice
    PLACES[place](user.window)
    user.wait_until(notice.isVisible)
    assert notice.text.text() == f"Something unexpected has happened (LookupError: in {place}). The program goes on."
    user.click(notice.details_button)
    box = user.dialog("errorDialog")
    assert "Traceback (most recent call last)" in box.detailedText()
    assert f'raise LookupError("in {place}")' in box.detailedText()
    assert box.button(QMessageBox.StandardButton.Ok) is not None
    user.dismiss(box)
    notice.dismiss()
    seen = len(written)
    assert seen >= 1
    PLACES[place](user.window)  # the same once more is written down, but told no more
    user.wait_until(lambda: len(written) > seen)
    QGuiApplication.processEvents()
    assert notice.isHidden()
    user.step()
    assert user.status.update == 1


@pytest.mark.parametrize(
    "part",
    ["status_line.show_status", "learning_signal.look", "render_pane.show_view", "panel.show_applied"],
)
def test_a_part_that_fails_leaves_the_others(opened, monkeypatch, written, part):
    user, window = opened, opened.window
    owner, _, method = part.partition(".")

    def broken(*_, **__):
        raise RuntimeError(f"broken {part}")

    with monkeypatch.context() as patch:
        patch.setattr(getattr(window, owner), method, broken)
        user.wait_until(window.notice.isVisible)
        assert f"broken {part}" in window.notice.text.text()
        window.session.step()
        user.wait_until(lambda: user.status.update == 1)
        user.wait_until(lambda: window.plots.return_plot.figure.text() not in ("", "–"))
    assert written


def test_pages_of_words_become_one_line(opened):
    user, window = opened, opened.window

    def late():
        raise LookupError("<b>much</b>\n" * 10_000)

    QTimer.singleShot(0, window, late)
    user.wait_until(window.notice.isVisible)
    assert len(window.notice.text.text()) < 400
    assert "\n" not in window.notice.text.text()
    assert window.rect().contains(window.notice.geometry())


def test_a_window_that_is_gone_is_told_nothing(open_window, qtbot):
    window = open_window()
    funnel = Funnel(window.mishaps.take)
    window.close()
    funnel.take(LookupError("late"), "test")
    QGuiApplication.processEvents()


def _no_gradient(network, *_, **__):
    network.gradient_P[...] = float("nan")
    return LossReport(0.0, 0.0)


def _raising(error):
    def fails(*_, **__):
        raise error

    return fails


@pytest.mark.parametrize(
    ("fails", "words", "details"),
    [
        (_no_gradient, "In update 2 the gradient was no longer a finite number", ""),
        (_raising(MemoryError("712 GB")), "There was not enough memory, so nothing", "MemoryError: 712 GB"),
        (_raising(ZeroDivisionError("0")), "something unexpected happened: ZeroDivisionError: 0", "ZeroDivisionError"),
    ],
)
def test_an_update_that_fails_is_told_and_train_works_again(opened, monkeypatch, fails, words, details):
    user, window = opened, opened.window
    user.step()
    before = user.policy
    with monkeypatch.context() as patch:
        patch.setattr(reinforce, "backward", fails)
        user.click(user.train_button)
        user.wait_until(window.notice.isVisible)
        assert words in window.notice.text.text()
        assert window.notice.details_button.isVisible() == bool(details)
        if details:
            user.click(window.notice.details_button)
            box = user.dialog("errorDialog")
            assert details in box.detailedText()
            user.dismiss(box)
        user.wait_for(RunState.PAUSED)
        assert user.status.update == 1
        assert user.policy.equals(before)
    user.click(user.train_button)
    user.wait_until(lambda: user.status.update >= 3)
    assert window.notice.isHidden()
    user.click(user.train_button)


def test_training_goes_on_beside_what_fails_in_the_window(opened, monkeypatch):
    user, window = opened, opened.window
    user.choose_full_speed()
    user.click(user.train_button)
    for name, fail in PLACES.items():
        window.notice.dismiss()
        update = user.status.update
        fail(window)
        user.wait_until(window.notice.isVisible)
        assert f"in {name}" in window.notice.text.text()
        user.wait_until(lambda update=update: user.status.update > update + 3)
        assert user.status.state is RunState.TRAINING
    window.session.pause()
    user.wait_for(RunState.PAUSED)
