"""What holds for every algorithm that learns board games: exact states, stops that leave nothing, what is refused."""

import numpy as np
import pytest

from pg_desktop.learning.algorithms.algorithm import state_type
from pg_desktop.learning.algorithms.board import exams
from pg_desktop.learning.algorithms.rows import RowsState
from pg_desktop.learning.metrics import metrics_of
from pg_desktop.learning.settings.table import Settings, applies
from pg_desktop.learning.stopping import RolloutStoppedError
from pg_desktop.learning.trainer import Trainer
from pg_desktop.learning.worlds.spaces import Spaces
from pg_desktop.messages import UserError
from pg_desktop.storage.codec import Adapter, Codec

RUNGS = ("imitate", "compete", "self_play", "zero")
SMALL = Settings(
    environment="TicTacToe-v0",
    hidden_size=8,
    episodes_per_update=8,
    positions_per_step=32,
    positions_per_update=128,
    expert_games=60,
    exam_every=2,
    pool_every=1,
    simulations=4,
    update_limit=0,
    gamma=1.0,
    entropy_bonus=0.02,
    seed=3,
)


@pytest.fixture(autouse=True)
def short_exams(monkeypatch):
    monkeypatch.setattr(exams, "_GAMES", 4)


def settings_of(rung, **changes):
    return SMALL.changed({"algorithm": rung, **changes})


def trained(rung, updates, **changes):
    trainer = Trainer(settings_of(rung, **changes))
    for _ in range(updates):
        trainer.update()
    return trainer


def encoded(state):
    """All of a state, as files have it; a column of rows as a copy of what there is."""
    rows: list[bytes] = []

    def copied(column: RowsState) -> list[int]:
        width = column.chunks[0].shape[1] if column.chunks else 0
        rows.extend(part.tobytes() for part in column.parts(width))
        return [column.length, column.first]

    codec = Codec({Spaces: Adapter(Spaces.as_json, Spaces.from_json), RowsState: Adapter(copied, lambda _: None)})
    found = codec.encode(state)
    return found.json, {path: array.tobytes() for path, array in found.arrays.items()}, rows


@pytest.mark.parametrize("rung", RUNGS)
def test_two_and_two_updates_from_a_state_are_four(rung):
    whole, half = trained(rung, 3), trained(rung, 2)
    fourth = whole.update().metrics
    kept = half.state()
    half.update()  # which is undone
    other = Trainer(settings_of(rung))
    for trainer in (half, other):
        trainer.restore(kept)
        assert encoded(trainer.state().algorithm) == encoded(kept.algorithm)
        trainer.update()
        assert trainer.update().metrics == fourth  # with an exam
        assert encoded(trainer.state().algorithm) == encoded(whole.state().algorithm)
        assert trainer.state().rng == whole.state().rng
        assert trainer.policy().equals(whole.policy())
    kept.algorithm.check()
    assert kept.algorithm.policy().architecture.valued


@pytest.mark.parametrize("rung", RUNGS)
def test_a_stop_in_the_middle_leaves_nothing(rung):
    trainer = trained(rung, 1)
    before = encoded(trainer.state().algorithm), trainer.state().rng
    asked = 0

    def counted():
        nonlocal asked
        asked += 1
        return False

    trainer.update(counted)
    trainer.restore(trained(rung, 1).state())
    for at in {1, asked // 2, asked}:
        left = iter([False] * (at - 1) + [True])
        with pytest.raises(RolloutStoppedError):
            trainer.update(lambda left=left: next(left))
        assert (encoded(trainer.state().algorithm), trainer.state().rng) == before


@pytest.mark.parametrize("rung", RUNGS)
def test_what_is_reported_is_what_the_table_says(rung):
    trainer = Trainer(settings_of(rung))
    rows = {row.key: row for row in metrics_of(rung)}
    plain, examined = (trainer.update().metrics for _ in range(2))
    for metrics in (plain, examined):
        assert set(metrics) <= set(rows)
        assert {key for key, row in rows.items() if not row.sometimes} <= set(metrics)
    assert {"optimal_moves", "not_lost"} <= set(examined) - set(plain)
    assert ("against_teacher" in examined) == (rung != "imitate")


@pytest.mark.parametrize("rung", RUNGS)
def test_exams_change_nothing(rung):
    with_exams, without = trained(rung, 3, exam_every=1), trained(rung, 3, exam_every=1000)
    assert with_exams.policy().equals(without.policy())
    assert with_exams.state().rng == without.state().rng


@pytest.mark.parametrize("rung", RUNGS)
def test_the_hidden_size_can_change_while_it_learns(rung):
    trainer = trained(rung, 2)
    moved = trainer.apply(trainer.settings.changed({"hidden_size": 12}))
    assert moved == pytest.approx(0, abs=1e-6)  # wider, it is the same policy
    assert trainer.policy().architecture.hidden_sizes == (12, 12)
    kept = trainer.state()
    kept.algorithm.check()
    trainer.update()
    once = trainer.policy()
    trainer.restore(kept)
    trainer.update()
    assert trainer.policy().equals(once)


@pytest.mark.parametrize("rung", RUNGS)
def test_a_policy_with_its_value_network_is_taken_over(rung):
    teacher = trained("imitate", 2).policy()
    trainer = Trainer(settings_of(rung), teacher)
    assert trainer.policy().equals(teacher)
    if rung == "compete":
        opponent = trainer.state().algorithm.opponent
        trainer.update()
        assert trainer.state().algorithm.opponent is opponent
        assert opponent.policy().equals(teacher)
    if rung in ("self_play", "zero"):
        assert trainer.state().algorithm.teacher.policy().equals(teacher)


def test_an_ordinary_policy_brings_no_value_network_and_begins_one():
    ordinary = Trainer(SMALL.changed({"hidden_size": 8})).policy()
    trainer = Trainer(settings_of("compete"), ordinary)
    taken = trainer.policy()
    assert all(taken.parameters[name].tobytes() == array.tobytes() for name, array in ordinary.parameters.items())
    assert np.abs(taken.parameters["value.output.weight"]).max() > 0


@pytest.mark.parametrize("rung", RUNGS)
def test_other_worlds_and_written_rewards_are_refused_in_one_sentence(rung):
    with pytest.raises(UserError, match=r"learns board games for two, and CartPole-v1 is none"):
        Trainer(settings_of(rung, environment="CartPole-v1"))
    with pytest.raises(UserError, match=r"leave the reward empty"):
        Trainer(settings_of(rung, reward="1"))


def test_settings_are_of_those_that_heed_them():
    assert applies("entropy_bonus", settings_of("self_play"))
    assert applies("entropy_bonus", SMALL)
    assert not applies("entropy_bonus", settings_of("zero"))
    assert applies("exam_every", settings_of("zero"))
    assert not applies("exam_every", SMALL)
    # An algorithm that brings its own opponents is not told of others.
    assert applies("opponent", SMALL)
    assert not applies("opponent", settings_of("compete"))


@pytest.mark.parametrize("rung", RUNGS)
def test_damaged_states_are_found(rung):
    state = trained(rung, 1).state().algorithm
    assert isinstance(state, state_type(rung))
    networks = state.networks
    for change in ({"value_P": networks.value_P[:-1]}, {"value_P": np.full_like(networks.value_P, np.nan)}):
        with pytest.raises(ValueError):
            type(networks)(**{**vars(networks), **change}).check()
