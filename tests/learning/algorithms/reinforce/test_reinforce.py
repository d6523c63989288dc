"""What learns: its state out and in across sizes, and what it remembers for them."""

import numpy as np
import pytest

from pg_desktop.learning.networks.trained_policy import RECENT
from pg_desktop.learning.settings.table import Settings
from pg_desktop.learning.trainer import Trainer
from tests.learning.states import assert_same_run, assert_same_state

SMALL = Settings(hidden_size=8, episodes_per_update=4, seed=3)
VARIANTS = [
    pytest.param({}, id="plain"),
    pytest.param({"advantage": "value", "activation": "tanh"}, id="value network"),
    pytest.param(
        {
            "environment": "ContinuousCartPole",
            "std_source": "free",
            "normalise_observations": True,
            "normalise_rewards": True,
            "advantage": "value",
        },
        id="free σ, everything normalised",
    ),
    pytest.param({"hidden_layers": 3, "environment": "ContinuousCartPole", "std_source": "state"}, id="three layers"),
]


def trained(settings, *sizes):
    """Two updates, and two more after each change of the hidden size."""
    trainer = Trainer(settings)
    for size in (settings.hidden_size, *sizes):
        trainer.apply(trainer.settings.changed({"hidden_size": size}))
        for _ in range(2):
            trainer.update()
    return trainer


@pytest.mark.parametrize("changes", VARIANTS)
@pytest.mark.parametrize("size", [3, 20])
def test_a_state_of_another_size_is_restored_bit_for_bit(changes, size):
    settings = SMALL.changed(changes)
    trainer = trained(settings)
    small = trainer.state()
    trainer.apply(settings.changed({"hidden_size": size}))
    trainer.update()
    other = trainer.state()
    assert small.algorithm.trained.weights_P.size != other.algorithm.trained.weights_P.size
    for state, twin in ((small, trained(settings)), (other, Trainer(settings))):
        trainer.restore(state)
        assert_same_state(trainer.state(), state)
        twin.restore(state)
        assert_same_run(trainer, twin)
        trainer.restore(other if state is small else small)


@pytest.mark.parametrize("changes", VARIANTS)
def test_a_state_is_not_changed_by_what_comes_after(changes):
    settings = SMALL.changed(changes)
    trainer, twin = trained(settings), trained(settings)
    state, kept = trainer.state(), twin.state()
    trainer.apply(settings.changed({"hidden_size": 16}))
    trainer.update()
    trainer.apply(settings.changed({"hidden_size": 4}))
    trainer.update()
    assert_same_state(state, kept)


@pytest.mark.parametrize("changes", VARIANTS)
def test_the_policy_of_a_state_is_the_one_of_that_moment(changes):
    trainer = trained(SMALL.changed(changes))
    state, policy = trainer.state(), trainer.policy()
    trainer.apply(trainer.settings.changed({"hidden_size": 5}))
    trainer.update()
    assert state.algorithm.policy().equals(policy)
    assert set(state.algorithm.policy().parameters) == set(policy.parameters)
    assert trainer.state().algorithm.policy().equals(trainer.policy())


def test_it_remembers_the_latest_observations_and_not_too_many(monkeypatch):
    trainer = Trainer(SMALL)
    learner = trainer._algorithm._trained
    assert not len(learner.recent_BO)
    for count, kept in ((1, 1), (RECENT, RECENT), (RECENT + 1, (RECENT + 2) // 2), (10 * RECENT, RECENT)):
        seen_BO = np.arange(4 * count, dtype=np.float32).reshape(count, 4)
        learner.remember(seen_BO)
        recent_BO = trainer.state().algorithm.trained.recent_BO
        assert len(recent_BO) == kept
        # From the first to nearly the last one, evenly.
        np.testing.assert_array_equal(np.diff(recent_BO[:, 0]) % 4, 0)
        assert len(set(np.diff(recent_BO[:, 0]))) <= 1
        assert recent_BO[-1, 0] >= seen_BO[-1, 0] * (1 - 2 * RECENT / count if count > RECENT else 1)


@pytest.mark.parametrize("advantage", ["time", "value"])
def test_a_state_holds_no_more_than_it_says(advantage):
    # Far more observations than are remembered: none of the others may be kept alive.
    trainer = Trainer(SMALL.changed({"episodes_per_update": 256, "advantage": advantage}))
    trainer.update()
    kept = trainer.state().algorithm
    state = kept.trained
    owner = state.recent_BO
    while owner.base is not None:
        owner = owner.base
    assert owner.nbytes == state.recent_BO.nbytes
    adam = state.adam
    arrays = (state.weights_P, adam.mean_P, adam.square_P, state.recent_BO)
    value_network = (kept.value_network.weights_P, kept.value_network.adam.mean_P, kept.value_network.adam.square_P)
    if advantage != "value":
        assert trainer.state().algorithm.value_network is kept.value_network  # one for all states
        value_network = ()
    assert kept.nbytes == sum(array.nbytes for array in (*arrays, *value_network))


@pytest.mark.parametrize(("env_steps", "count"), [(300, 300), (10_000, 10_000), (10**7, 10_000), (None, 10_000)])
def test_a_loaded_policys_scales_count_for_what_it_has_seen_and_ten_thousand_at_most(env_steps, count):
    settings = SMALL.changed({"normalise_observations": True})
    policy = trained(settings).policy()
    trainer = Trainer(settings, policy, env_steps)
    assert trainer.policy().equals(policy)
    seen = trainer.state().algorithm.trained.observations
    assert seen.count == count
    np.testing.assert_allclose(seen.mean_D, policy.parameters["observation.mean"], rtol=1e-6)
    np.testing.assert_allclose(seen.std_D, policy.parameters["observation.std"], rtol=1e-6)
    lengths = trainer.update().lengths_N.sum()
    assert trainer.state().algorithm.trained.observations.count == count + lengths


def test_a_policy_that_has_seen_nothing_does_not_spoil_the_scales():
    settings = SMALL.changed({"normalise_observations": True})
    fresh = Trainer(settings)
    loaded = Trainer(settings, fresh.policy(), 0)
    assert loaded.policy().equals(fresh.policy())
    assert_same_run(loaded, fresh)
