"""Sealed physics: what a number stands for, and that a run whose setting it is learns in there."""

import subprocess
import sys

import pytest

from pg_desktop.learning.settings.table import HYPERPARAMETERS, Settings
from pg_desktop.learning.trainer import Trainer
from pg_desktop.learning.worlds.cart_pole.physics import Physics, PhysicsRanges
from pg_desktop.learning.worlds.cart_pole.reality import RANDOMISED, REALITIES, REALITY_MAX, reality
from pg_desktop.learning.worlds.cart_pole.variations import VARIATIONS
from pg_desktop.learning.worlds.world import make_world
from pg_desktop.storage.presets import load_presets
from tests.learning.states import assert_same_run, assert_same_state

SMALL = Settings(hidden_size=8, episodes_per_update=16, seed=3)
DRAWN = range(len(REALITIES) + 1, REALITY_MAX + 1)


def test_the_first_have_names_that_tell_no_values():
    assert [reality(number) for number in (1, 2, 3)] == [each.physics for each in REALITIES]
    assert reality(2) == Physics(delay=2)  # 40 ms
    assert not any(digit in each.name.replace("40 ms", "") for each in REALITIES for digit in "0123456789")
    assert all(not each.physics.nominal for each in REALITIES)
    assert VARIATIONS.realities == tuple(each.name for each in REALITIES)


@pytest.mark.parametrize("number", [0, -1, REALITY_MAX + 1])
def test_there_are_no_others(number):
    with pytest.raises(ValueError, match="no reality has the number"):
        reality(number)


def test_a_seed_draws_the_same_physics_always_and_another_seed_another():
    drawn = [VARIATIONS.reality(number) for number in DRAWN]
    assert drawn == [reality(number) for number in DRAWN]
    assert len(set(drawn)) == len(drawn)
    for name in ("pole_length", "pole_mass", "cart_mass", "push_force"):
        values = [getattr(each, name) for each in drawn]
        assert 1 / 1.5 <= min(values) < 0.68
        assert 1.48 < max(values) <= 1.5
    assert {each.gravity for each in drawn} == {each.motor for each in drawn} == {1.0}
    for delay in range(5):
        assert sum(each.delay == delay for each in drawn) == pytest.approx(len(drawn) / 5, rel=0.1)
    assert {each.backlash for each in drawn} == {0, 1, 2}
    assert max(each.sensor_noise for each in drawn) <= 0.1
    assert max(each.friction for each in drawn) <= 0.5


def test_a_seed_draws_the_same_physics_with_every_version():
    steps = [(reality(number).delay, reality(number).backlash) for number in range(4, 10)]
    assert steps == [(3, 0), (4, 1), (1, 2), (0, 1), (3, 1), (2, 1)]


def test_a_run_whose_setting_it_is_learns_in_there_and_draws_nothing():
    in_there = SMALL.changed({"reality": 2, "gravity": 3.0, "gravity_range": 2.0})
    world = make_world("CartPole-v1")
    assert world.training_options(in_there) == {"physics": Physics(delay=2), "ranges": PhysicsRanges()}
    trainer, reference = Trainer(in_there), Trainer(SMALL.changed({"delay": 2}))
    trainer.update()
    reference.update()
    assert trainer.policy().equals(reference.policy())


def test_after_it_a_run_is_in_the_simulator_as_if_it_had_never_been():
    trainer, usual = Trainer(SMALL), Trainer(SMALL)
    trainer.update()
    trainer.apply(SMALL.changed({"reality": 3}))
    trainer.update()
    trainer.apply(SMALL)
    usual.update()
    usual.restore(trainer.state())
    assert_same_state(trainer.state(), usual.state())
    assert_same_run(trainer, usual)


def test_its_setting_is_a_row():
    row = HYPERPARAMETERS["reality"]
    assert (row.low, row.high, Settings().reality) == (0, REALITY_MAX, 0)


def test_what_is_randomised_is_what_the_preset_randomises():
    (preset,) = (preset for preset in load_presets() if preset.id == "challenge-reality-randomised")
    assert {f"{name}_range": value for name, value in RANDOMISED.items()}.items() <= preset.settings.items()
    (nominal,) = (preset for preset in load_presets() if preset.id == "challenge-reality-nominal")
    assert not nominal.apply(Settings()).ranges.any


def test_the_window_reads_it_without_numpy():
    script = "import pg_desktop.learning.worlds.cart_pole.variations, sys; print('numpy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True, timeout=60)
    assert done.stdout.strip() == "False"
