"""Matches one after the other: what has been played stays, whatever comes then."""

import copy

import pytest

from pg_desktop.learning.games.lines import CONNECT_FOUR_4X4, TIC_TAC_TOE
from pg_desktop.learning.measuring.match_reading import PERFECT, RANDOM, Seat, Side
from pg_desktop.learning.stopping import RolloutStoppedError, never
from pg_desktop.ui.panes.ladder import tournament
from pg_desktop.ui.panes.ladder.tournament import Fixture, Fixtures, Tournament
from tests.learning.games.policies import drawn_policy

ONE, GONE, SEARCH = Seat(Side.POLICY, 1, 40), Seat(Side.POLICY, 9, 40), Seat(Side.POLICY, 1, 40, simulations=2)
POLICIES = {1: drawn_policy(TIC_TAC_TOE, valued=True).frozen()}


class Job:
    """Done at once, in this process, as soon as somebody waits for it."""

    def __init__(self, task, payload, held):
        self._task, self._payload, self._held = task, payload, held
        self.cancelled, self.share = False, 0.5

    @property
    def done(self):
        return self.cancelled or self._payload.games not in self._held

    def cancel(self):
        self.cancelled = True

    def result(self):
        if self.cancelled:
            raise RolloutStoppedError
        return self._task(self._payload, never, lambda share: None)


class Pool:
    """Instead of processes; matches of so many games as are `held` take for ever."""

    def __init__(self):
        self.held, self.matches = set(), []

    def submit(self, task, payload):
        payload = copy.deepcopy(payload)  # which asks as much of it as the way to another process
        self.matches.append(payload)
        return Job(task, payload, self.held)


@pytest.fixture
def pool(monkeypatch):
    monkeypatch.setattr(tournament, "GAMES", 4)
    monkeypatch.setattr(tournament, "SEARCH_GAMES", 2)
    return Pool()


@pytest.fixture
def played(pool, qapp):
    made = Tournament(pool, qapp)
    made.readings = []
    made.played.connect(made.readings.append)
    yield made
    made.stop()


def fixtures(*pairs):
    return Fixtures("tic-tac-toe", [Fixture(*pair) for pair in pairs], lambda seat: POLICIES.get(seat.run))


def test_all_are_played_and_told_one_after_the_other(played, pool, qtbot):
    with qtbot.waitSignal(played.ended):
        assert played.start(fixtures((ONE, RANDOM), (ONE, PERFECT), (SEARCH, ONE)))
        assert not played.start(fixtures((ONE, RANDOM)))
    assert [(each.one, each.other, each.games) for each in played.readings] == [
        (ONE, RANDOM, 4),
        (ONE, PERFECT, 4),
        (SEARCH, ONE, 2),  # searching takes longer, so that fewer are played
    ]
    assert pool.matches[0].one.policy.equals(POLICIES[1])
    assert not played.busy


def test_whoever_is_not_kept_any_more_does_not_play(played, pool, qtbot):
    with qtbot.waitSignal(played.ended):
        played.start(fixtures((GONE, RANDOM), (ONE, RANDOM), (GONE, ONE)))
    assert [(each.one, each.other) for each in played.readings] == [(ONE, RANDOM)]
    assert len(pool.matches) == 1


def test_what_was_played_before_it_is_given_up_stays(played, pool, qtbot):
    pool.held.add(2)
    shares = []
    played.progressed.connect(shares.append)
    played.start(fixtures((ONE, RANDOM), (SEARCH, RANDOM), (ONE, PERFECT)))
    qtbot.waitUntil(lambda: bool(shares) and shares[-1] > 1 / 3)
    assert shares[-1] == pytest.approx(1.5 / 3)
    with qtbot.waitSignal(played.ended):
        played.cancel()
    assert [(each.one, each.other) for each in played.readings] == [(ONE, RANDOM)]
    assert not played.busy
    with qtbot.waitSignal(played.ended):
        assert played.start(fixtures((ONE, PERFECT)))
    assert len(played.readings) == 2


def test_a_match_that_fails_ends_it_with_a_sentence(played, qtbot, monkeypatch):
    monkeypatch.setitem(POLICIES, 1, drawn_policy(CONNECT_FOUR_4X4))
    failures = []
    played.failed.connect(failures.append)
    with qtbot.waitSignal(played.ended):
        played.start(fixtures((ONE, RANDOM), (ONE, PERFECT)))
    assert [failure.template[:30] for failure in failures] == ["This policy cannot play {game}"]
    assert played.readings == []
