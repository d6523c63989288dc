"""The update that panes look at closely: the newest while they look, or an earlier one played again."""

import pytest

from pg_desktop.runs.live.status import RunState
from pg_desktop.ui.kit.notices import sentence
from pg_desktop.ui.panes.opened_update import Selected


class Looker:
    """A pane that looks, as often as the window is refreshed."""

    def __init__(self, user):
        self.user = user
        self.opened = user.window.opened
        self.found = 0
        self.opened.anatomy_found.connect(self._count)

    def _count(self):
        self.found += 1

    def until(self, condition):
        def looked():
            self.opened.look()
            return condition()

        self.user.wait_until(looked)

    def until_open(self, update):
        self.until(lambda: self.update == update and self.opened.anatomy is not None)

    @property
    def update(self):
        return None if self.opened.traced is None else self.opened.traced.trace.update


@pytest.fixture
def looker(user):
    return Looker(user)


def test_nothing_is_laid_open_while_nobody_looks(user):
    user.step()
    assert user.window.session.tracing.latest is None
    assert not user.window.opened.watched


def test_the_newest_is_opened_while_somebody_looks_and_no_longer(user, looker):
    looker.opened.look()
    user.step()
    looker.until_open(1)
    user.step()
    looker.until_open(2)
    assert looker.opened.traced.trace is user.window.session.tracing.latest.trace
    assert looker.opened.anatomy.trace is looker.opened.traced.trace
    user.wait_until(lambda: not looker.opened.watched)
    assert not user.window.session.tracing.wanted
    user.step()
    assert user.window.session.tracing.latest.trace.update == 2


def test_whoever_looks_later_sees_the_last_update_played_again(user, looker):
    user.step(3)
    policy = user.policy
    looker.until_open(3)
    assert looker.opened.traced.trace.after.equals(policy)
    assert user.window.session.tracing.latest is None
    assert looker.opened.follows


def test_an_earlier_one_is_opened_and_stays_until_the_newest_is_wanted_again(user, looker):
    user.step(6)
    looker.opened.open(2)
    assert looker.opened.opening.way.update == 2
    looker.until_open(2)
    assert not looker.opened.follows
    user.step()
    looker.opened.look()
    user.settle()
    assert looker.update == 2
    looker.opened.follow_live()
    looker.until_open(7)


def test_what_is_trained_is_read_one_after_the_other(user, looker):
    user.choose_full_speed()
    user.click(user.train_button)
    looker.until(lambda: looker.found >= 2)
    user.click(user.train_button)
    user.wait_for(RunState.PAUSED)
    looker.until_open(user.status.update)
    assert looker.found < user.status.update


def test_after_a_reset_there_is_nothing_to_look_at(user, looker):
    user.step()
    looker.until_open(1)
    looker.opened.select(1, 3)
    run = user.status.run
    user.window.session.reset()
    user.wait_until(lambda: user.status.run > run)
    user.settle()
    looker.until(lambda: looker.opened.traced is None)
    assert looker.opened.anatomy is None
    assert looker.opened.selected == Selected()


def test_of_a_run_that_is_only_shown_the_last_update_is_opened(user, looker):
    user.step(2)
    first = user.status.run
    user.window.session.reset()
    user.wait_until(lambda: user.status.run > first)
    user.step(3)
    looker.until_open(3)
    user.window.shown.show(first)
    looker.until_open(2)
    assert looker.opened.traced.run == first


def test_a_moment_is_within_the_update(user, looker):
    looker.opened.look()
    user.step()
    looker.until_open(1)
    lengths = looker.opened.traced.trace.rollout.length_N
    heard = []
    looker.opened.selected_changed.connect(lambda: heard.append(looker.opened.selected))
    looker.opened.select(1, 4)
    looker.opened.select(1, 4)
    looker.opened.select(99, 100_000)
    looker.opened.select(-1, -1)
    last = len(lengths) - 1
    assert heard == [Selected(1, 4), Selected(last, lengths[last] - 1), Selected(0, 0)]


def test_what_cannot_be_opened_is_said(user, looker):
    user.step()
    looker.opened.open(40)
    assert sentence(looker.opened.failure) == "Update 40 cannot be opened: the newest update of the run is 1."
    looker.opened.follow_live()
    assert looker.opened.failure is None


def test_what_is_on_its_way_can_be_given_up_and_does_not_begin_again(user, looker):
    user.step(4)
    looker.until_open(4)
    looker.opened.open(2)
    looker.opened.cancel_opening()
    assert looker.opened.opening is None
    assert looker.opened.failure is None
    for _ in range(3):
        looker.opened.look()
        user.settle()
    assert looker.opened.opening is None
    assert looker.update == 4


def test_closing_the_window_ends_what_is_being_played_again(user, looker):
    user.step(30)
    looker.opened.open(30)
    user.window.end()
    assert not looker.opened.watched
