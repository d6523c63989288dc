"""The hidden size changes while a run goes on."""

import numpy as np
import pytest

from pg_desktop.learning.acting.policy import ActionMode
from pg_desktop.learning.acting.rollout import RolloutStoppedError
from pg_desktop.learning.algorithms.reinforce import reinforce as reinforce_module
from pg_desktop.learning.algorithms.reinforce.loss import LossReport
from pg_desktop.learning.measuring.evaluation import evaluate
from pg_desktop.learning.settings.table import Settings
from pg_desktop.learning.trainer import NonFiniteUpdateError, Trainer
from tests.learning.algorithms.reinforce.test_reinforce import VARIANTS
from tests.learning.states import assert_same_run, assert_same_state

SMALL = Settings(hidden_size=16, episodes_per_update=4, seed=3)
OBSERVATIONS = np.random.default_rng(0).normal(size=(500, 4)).astype(np.float32) * np.float32([1, 1, 0.1, 1])


def resized(trainer, size):
    return trainer.apply(trainer.settings.changed({"hidden_size": size}))


def advanced(trainer, updates):
    for _ in range(updates):
        trainer.update()
    return trainer


def all_finite(state):
    kept, trained = state.algorithm.value_network, state.algorithm.trained
    arrays = (
        trained.weights_P,
        trained.adam.mean_P,
        trained.adam.square_P,
        kept.weights_P,
        kept.adam.mean_P,
        kept.adam.square_P,
    )
    return all(np.isfinite(array).all() for array in arrays) and (trained.adam.square_P >= 0).all()


@pytest.mark.parametrize("changes", VARIANTS)
@pytest.mark.parametrize("resizes", [10, pytest.param(200, marks=pytest.mark.slow)])
def test_any_sizes_leave_finite_weights_and_the_run_is_that_of_its_seed_and_edits(changes, resizes):
    def run():
        rng = np.random.default_rng(5)
        trainer = advanced(Trainer(SMALL.changed(changes)), 1)
        moved = []
        for _ in range(resizes):
            size = round(float(np.exp(rng.uniform(np.log(4), np.log(511)))))
            moved.append(resized(trainer, size + (size == trainer.settings.hidden_size)))
            assert all_finite(trainer.state())
            trainer.update()
        assert all_finite(trainer.state())
        return trainer, moved

    first, moved = run()
    again, moved_again = run()
    assert_same_state(first.state(), again.state())
    assert moved == moved_again
    assert all(distance is not None and 0 <= distance < np.inf for distance in moved)
    assert first.settings.hidden_size == again.policy().architecture.hidden_sizes[0]


@pytest.mark.parametrize("changes", VARIANTS)
def test_widening_leaves_the_policy_as_it_was(changes):
    trainer = advanced(Trainer(SMALL.changed(changes)), 5)
    before = trainer.policy()
    assert resized(trainer, 50) == pytest.approx(0, abs=1e-6)
    after = trainer.policy()
    assert after.architecture.hidden_sizes == (50,) * len(before.architecture.hidden_sizes)
    np.testing.assert_allclose(after.outputs(OBSERVATIONS), before.outputs(OBSERVATIONS), rtol=1e-4, atol=1e-5)


def test_narrowing_says_how_far_it_moved_the_policy():
    trainer = advanced(Trainer(SMALL.changed({"hidden_size": 32})), 15)
    before, seen_BO = trainer.policy(), trainer.state().algorithm.trained.recent_BO
    moved = resized(trainer, 2)
    after = trainer.policy()

    def log_probs(policy):
        logits = policy.outputs(seen_BO).astype(np.float64).copy()
        return logits - np.log(np.exp(logits).sum(1, keepdims=True))

    old, new = log_probs(before), log_probs(after)
    assert moved == pytest.approx((np.exp(old) * (old - new)).sum(1).mean(), rel=1e-3, abs=1e-7)
    assert moved > 1e-6
    # The closer the size, the smaller the distance.
    other = advanced(Trainer(SMALL.changed({"hidden_size": 32})), 15)
    assert resized(other, 30) < moved


def test_what_the_optimiser_and_the_value_network_have_learned_comes_along():
    trainer = advanced(Trainer(SMALL.changed({"advantage": "value"})), 5)
    before = trainer.state().algorithm
    values = trainer._algorithm._value_network.values(OBSERVATIONS)
    resized(trainer, 40)
    after = trainer.state().algorithm
    assert after.trained.adam.steps == before.trained.adam.steps == 5
    assert after.value_network.adam.steps == before.value_network.adam.steps
    assert after.value_network.hidden_sizes == (40, 40)
    np.testing.assert_allclose(trainer._algorithm._value_network.values(OBSERVATIONS), values, rtol=1e-4, atol=1e-3)
    for moments in (after.trained.adam, after.value_network.adam):
        assert np.any(moments.mean_P)
        assert np.all(moments.square_P >= 0)
    assert (after.trained.observations, after.returns) == (before.trained.observations, before.returns)


def test_a_free_log_std_stays_as_it_is():
    settings = SMALL.changed({"environment": "ContinuousCartPole", "std_source": "free", "start_std": 0.7})
    trainer = advanced(Trainer(settings), 3)
    before = trainer.state().algorithm
    for size in (40, 5):
        resized(trainer, size)
        after = trainer.state().algorithm
        assert after.trained.weights_P[-1] == before.trained.weights_P[-1]
        assert after.trained.adam.mean_P[-1] == before.trained.adam.mean_P[-1]
        assert after.trained.adam.square_P[-1] == before.trained.adam.square_P[-1]


def test_only_a_change_of_the_hidden_size_resizes():
    trainer, twin = advanced(Trainer(SMALL), 2), advanced(Trainer(SMALL), 2)
    assert trainer.apply(SMALL.changed({"gamma": 0.5, "pace": 3.0})) is None
    assert trainer.apply(SMALL) is None
    assert_same_run(trainer, twin)


@pytest.mark.parametrize("size", [4, 64])
@pytest.mark.parametrize("fault", ["nan", "stopped", "broken"])
def test_an_update_that_fails_right_after_a_resize_restores_everything(monkeypatch, size, fault):
    trainer, twin = advanced(Trainer(SMALL), 2), advanced(Trainer(SMALL), 2)
    assert resized(trainer, size) == resized(twin, size)
    expected = trainer.state()
    with monkeypatch.context() as patch:
        if fault == "nan":
            real = reinforce_module.backward
            patch.setattr(
                reinforce_module,
                "backward",
                lambda *arguments: LossReport(float("nan"), real(*arguments).entropy),
            )
            with pytest.raises(NonFiniteUpdateError):
                trainer.update()
        elif fault == "stopped":
            with pytest.raises(RolloutStoppedError):
                trainer.update(lambda: True)
        else:
            patch.setattr(reinforce_module, "make_batch", None)
            with pytest.raises(TypeError):
                trainer.update()
    assert_same_state(trainer.state(), expected)
    assert_same_run(trainer, twin)
    assert trainer.settings.hidden_size == size


def test_a_loaded_policy_looks_around_before_it_is_narrowed():
    settings = Settings(episodes_per_update=32, seed=0)
    policy = advanced(Trainer(settings), 25).policy()

    def narrowed():
        trainer = Trainer(settings.changed({"seed": 4}), policy)
        rng = trainer.state().rng
        moved = resized(trainer, 16)
        # Looking around has no part in the run's random numbers; only the new size may have.
        assert trainer.state().rng == rng
        return trainer, moved

    trainer, moved = narrowed()
    again, moved_again = narrowed()
    assert moved == moved_again
    assert moved > 0
    assert trainer.policy().equals(again.policy())
    assert trainer.updates == 0

    def greedy(played):
        return evaluate(played, trainer.world, episodes=50, seed=0, mode=ActionMode.GREEDY).mean_return

    assert greedy(policy) > 450
    assert greedy(trainer.policy()) > 0.9 * greedy(policy)
    assert_same_run(trainer, again)


def test_training_goes_on_as_well_after_it_was_widened():
    trainer = advanced(Trainer(Settings(seed=1, hidden_size=8)), 10)
    resized(trainer, 64)
    advanced(trainer, 25)
    assert np.mean([trainer.update().returns_N.mean() for _ in range(3)]) > 400
