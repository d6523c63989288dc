"""A collapse is noticed once, and noise is none."""

import numpy as np
import pytest

from pg_desktop.runs.collapse import CollapseDetector, CollapseMemory, Level, has_fallen
from pg_desktop.runs.run import Run
from tests.runs.conftest import SMALL, advanced, new_run, play


def noisy(levels, noise, seed=0, low=-np.inf, high=np.inf):
    levels = np.asarray(levels, float)
    return np.clip(levels + np.random.default_rng(seed).normal(0, noise, len(levels)), low, high)


def feed(returns, batch=16, detector=None):
    detector = detector or CollapseDetector()
    found = (detector.add(returns[start : start + batch].tolist()) for start in range(0, len(returns), batch))
    return [collapse for collapse in found if collapse]


def flat(level, episodes):
    return np.full(episodes, level)


def cart_pole(*parts, seed=0):
    return noisy(np.concatenate(parts), 60, seed, 8, 500)


RISE = np.concatenate([flat(20, 200), np.linspace(20, 490, 600), flat(490, 300)])


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("batch", [1, 16, 64, 256])
def test_a_collapse_is_reported_once(seed, batch):
    (collapse,) = feed(cart_pole(RISE, flat(15, 1500), seed=seed), batch)
    assert 800 < collapse.best_episode < 1200
    assert 1200 <= collapse.episode <= 1100 + 4 * batch + 220
    assert collapse.level < collapse.start + (collapse.best - collapse.start) / 2
    assert collapse.best > 450


@pytest.mark.parametrize("seed", range(5))
def test_mere_noise_is_none(seed):
    assert feed(noisy(flat(100, 100_000), 50, seed)) == []
    skewed = np.random.default_rng(seed).exponential(20, 100_000) + 8
    assert feed(skewed) == []


@pytest.mark.parametrize("seed", range(5))
def test_a_run_that_learns_is_none(seed):
    assert feed(cart_pole(RISE, flat(450, 20_000), seed=seed)) == []


def test_a_dip_that_passes_is_none():
    assert feed(cart_pole(RISE, flat(15, 60), flat(490, 600))) == []


def test_losing_less_than_half_is_none():
    assert feed(cart_pole(RISE, flat(320, 2000))) == []


def test_recovery_arms_again():
    twice = feed(cart_pole(RISE, flat(15, 400), flat(490, 400), flat(15, 400)))
    assert len(twice) == 2
    half_way = feed(cart_pole(RISE, flat(15, 400), flat(300, 400), flat(15, 400)))
    assert len(half_way) == 1


@pytest.mark.parametrize("seed", range(5))
def test_negative_returns(seed):
    rise = np.concatenate([flat(-1300, 200), np.linspace(-1300, -200, 1500), flat(-200, 300)])
    learns = noisy(rise, 150, seed, high=0)
    assert feed(learns) == []
    (collapse,) = feed(noisy(np.concatenate([rise, flat(-1200, 800)]), 150, seed, high=0))
    assert collapse.start == pytest.approx(-1300, abs=80)
    assert collapse.best == pytest.approx(-180, abs=60)


def test_exact_levels():
    """100 episodes of 0, 100 of 10, then 0: down once more than half are 0, collapsed 100 episodes later."""
    (collapse,) = feed(np.concatenate([flat(0, 100), flat(10, 100), flat(0, 300)]), batch=1)
    assert (collapse.start, collapse.best, collapse.best_episode) == (0, 10, 200)
    assert collapse.episode == 200 + 51 + 100
    assert collapse.level == 0


def test_too_few_episodes_say_nothing():
    assert feed(np.concatenate([flat(500, 50), flat(0, 49)]), batch=1) == []
    assert CollapseDetector().add([]) is None


def test_one_that_goes_on_from_a_memory_has_seen_the_same():
    detector = CollapseDetector()
    assert feed(cart_pole(RISE), detector=detector) == []
    other = CollapseDetector(detector.memory)
    assert len(feed(flat(15.0, 600), detector=other)) == 1
    assert len(feed(flat(15.0, 600), detector=detector)) == 1
    assert detector.memory == other.memory
    assert feed(flat(15.0, 600), detector=CollapseDetector()) == []


@pytest.mark.parametrize(
    "changes", [{"episodes": 7}, {"last": (1.0,)}, {"episodes": -1}, {"start": Level(1.0, 0.0, 100)}]
)
def test_a_memory_of_what_cannot_have_been_seen_is_none(changes):
    with pytest.raises(ValueError, match="has not seen"):
        CollapseMemory(**changes)


# Whether a run that was solved still is


def test_a_solved_run_falls_when_more_than_a_quarter_of_its_rise_is_gone():
    first, target = [20.0] * 100, 475.0
    quarter = target - 0.25 * (target - 20.0)
    assert not has_fallen(first, [quarter] * 100, target)
    assert has_fallen(first, [quarter - 0.01] * 100, target)
    assert has_fallen(first, [92.0] * 100, target)
    assert not has_fallen(first, [500.0] * 100, target)


def test_negative_returns_are_like_any_others():
    first, target = [-500.0] * 100, -100.0
    assert not has_fallen(first, [-200.0] * 100, target)
    assert has_fallen(first, [-201.0] * 100, target)


def test_what_chance_explains_is_no_fall():
    """Standard deviation 201, so standard error 20.1: eight of them are 161."""
    noisy = [100.0, 500.0] * 50
    assert not has_fallen([20.0] * 100, noisy, 460.0)
    assert has_fallen([20.0] * 100, noisy, 462.0)


def test_of_a_run_that_began_with_a_good_policy_only_chance_counts():
    noisy = [400.0, 500.0] * 50
    assert not has_fallen([490.0] * 100, noisy, 475.0)
    assert has_fallen([490.0] * 100, [300.0, 400.0] * 50, 475.0)


def test_a_run_says_that_it_has_fallen_and_that_it_has_risen_again(monkeypatch):
    play(monkeypatch, [[20] * 100, [500] * 100, [92] * 60, [92] * 40, [500] * 100])
    run = new_run()
    found = []
    for _ in range(5):
        run.advance()
        found.append((run.solved is not None, run.fallen, run.record.progress.fallen))
    assert found == [
        (False, False, False),
        (True, False, False),
        (True, True, True),
        (True, True, True),
        (True, False, False),
    ]


def test_a_branch_knows_whether_it_has_fallen(monkeypatch):
    play(monkeypatch, [[20] * 100, [500] * 100, [92] * 100])
    run = advanced(Run.begin(SMALL, watched=True), 3)
    for update, fallen in ((2, False), (3, True)):
        entry = run.record.checkpoints.nearest(update)
        branch = Run.branch(run.record, entry, SMALL, stream=1)
        assert (branch.solved is not None, branch.fallen, branch.record.progress.fallen) == (True, fallen, fallen)
