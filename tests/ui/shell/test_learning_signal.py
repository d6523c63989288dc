"""Where there is nothing to learn from, the window says so once."""

from PySide6.QtCore import Qt

from pg_desktop.runs.facts import Origin
from pg_desktop.runs.learning_signal import UPDATES, Cause, MissingSignal
from pg_desktop.storage.policy_format import TrainingStatistics
from pg_desktop.ui.shell import learning_signal as module
from tests.ui.user import CTRL

GAMMA_0 = (
    "In the last 10 updates the policy loss was 0: with γ = 0 only the reward of the same step counts, and that is the "
    "same for every action, so nothing is learned. Try γ = 0.99."
)


def train(user, updates=UPDATES):
    """Let it train for so many updates more."""
    until = user.status.update + updates
    user.press(Qt.Key.Key_Space)
    user.wait_until(lambda: user.status.update >= until)


def test_it_is_said_once_in_a_run_and_again_in_the_next(user):
    notice = user.window.notice
    user.choose_full_speed()
    user.type(user.control("gamma").spin_box, "0")
    for _ in range(2):
        train(user)
        user.wait_until(notice.isVisible)
        assert notice.text.text() == GAMMA_0
        user.click(notice.close_button)
        seen = user.status.update
        user.wait_until(lambda seen=seen: user.status.update >= seen + 2 * UPDATES)
        user.window.refresh()
        assert not notice.isVisible()
        run = user.status.run
        user.press(Qt.Key.Key_R, CTRL)
        user.wait_until(lambda run=run: user.status.run > run)
        user.settle()


def test_what_was_said_of_a_run_goes_with_it(user, monkeypatch):
    found = MissingSignal(Cause.SAME_RETURN, 10, 320, -200.0)
    monkeypatch.setattr(module, "_missing_in", lambda record: found if record.history.updates else None)
    user.step()
    user.wait_until(user.window.notice.isVisible)
    session = user.window.session
    run = user.status.run
    session.begin_from(session.wanted, None, Origin(TrainingStatistics(0, 0, 0, 0.0, None, None)))
    user.wait_until(lambda: user.status.run > run)
    user.settle()
    assert user.window.notice.isHidden()


def test_it_is_said_of_another_experiments_run_of_the_same_number(user, monkeypatch):
    found = MissingSignal(Cause.SAME_RETURN, 10, 320, -200.0)
    monkeypatch.setattr(module, "_missing_in", lambda record: found if record.history.updates else None)
    monkeypatch.setattr(user.window.experiments, "may_discard", lambda: True)
    user.step()
    user.click(user.window.notice.close_button)
    moment = user.status.run, user.status.update
    documents = []
    user.window.session.worker.exchanged.connect(documents.append)
    user.window.actions_.new.trigger()
    user.wait_until(lambda: bool(documents))
    assert user.window.notice.isHidden()
    user.step()
    assert (user.status.run, user.status.update) == moment
    assert user.window.notice.isVisible()


def test_a_healthy_run_is_left_in_peace(user):
    user.choose_full_speed()
    train(user, 2 * UPDATES)
    user.settle()
    assert user.window.notice.isHidden()


def test_another_notice_is_not_pushed_aside(user, monkeypatch):
    notice = user.window.notice
    found = MissingSignal(Cause.SAME_RETURN, 10, 320, -200.0)
    monkeypatch.setattr(module, "_missing_in", lambda record: found)
    notice.show_notice("Look here first.")
    user.window.session.step()
    user.wait_until(lambda: user.status.update == 1)
    user.settle()
    assert notice.text.text() == "Look here first."
    user.click(notice.close_button)
    user.window.refresh()
    assert notice.text.text() == (
        "All 320 episodes of the last 10 updates had the same return, −200, so no action looks better than another "
        "and nothing is learned. Try a higher step limit or more episodes per update, so that one comes to another "
        "end, or another algorithm."
    )


def test_each_cause_is_said_for_itself(user, monkeypatch):
    notice, said = user.window.notice, []
    for cause in (Cause.SAME_RETURN, Cause.NO_ENTROPY, Cause.SAME_RETURN, Cause.NO_ADVANTAGE):
        monkeypatch.setattr(module, "_missing_in", lambda record, cause=cause: MissingSignal(cause, 10, 320, 9.5))
        user.step()
        if notice.isVisible():
            said.append(cause)
            assert "{" not in notice.text.text()
            user.click(notice.close_button)
    assert said == [Cause.SAME_RETURN, Cause.NO_ENTROPY, Cause.NO_ADVANTAGE]
