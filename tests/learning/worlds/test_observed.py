"""What the numbers of an observation are called."""

import pytest

from pg_desktop.learning.worlds.observed import Observed, has_axes, observed_numbers, usual_axes
from pg_desktop.learning.worlds.spaces import ArraySpace, DiscreteSpace, FlattenedSpace, Spaces, VectorSpace
from pg_desktop.learning.worlds.table import ENVIRONMENTS, environment_entry, missing_extra
from pg_desktop.learning.worlds.world import make_world


@pytest.mark.parametrize("entry", [each for each in ENVIRONMENTS if each.family != "board"], ids=lambda entry: entry.id)
def test_every_number_of_a_world_of_ours_has_a_name(entry):
    if missing_extra(entry):
        pytest.skip("not installed")
    size = make_world(entry.id).spaces.observation.size
    names = [number.name for number in observed_numbers(entry.observation_names, size)]
    assert len(entry.observation_names) == len(set(names)) == size
    x, y = usual_axes(entry, size)
    assert x != y


def test_names_and_units():
    entry = environment_entry("CartPole-v1")
    numbers = observed_numbers(entry.observation_names, 4)
    assert numbers[2] == Observed("θ", "rad")
    assert [number.label for number in numbers] == ["x (m)", "ẋ (m/s)", "θ (rad)", "ω (rad/s)"]
    assert usual_axes(entry, 4) == (2, 3)
    assert usual_axes(environment_entry("Pendulum-v1"), 3) == (1, 2)
    assert Observed.of("left leg") == Observed("left leg")


def test_without_names_they_are_numbered():
    assert [number.name for number in observed_numbers((), 12)][::11] == ["s₁", "s₁₂"]
    assert observed_numbers(("x",), 2) == (Observed("s₁"), Observed("s₂"))


def test_only_several_real_numbers_are_axes():
    def has(observation, masked=False):
        return has_axes(Spaces(observation, DiscreteSpace(9, masked)))

    assert has(VectorSpace(2))
    assert has(FlattenedSpace(ArraySpace((2, 3))))
    assert not has(VectorSpace(1))
    assert not has(FlattenedSpace(DiscreteSpace(16)))
    assert not has(VectorSpace(27), masked=True)
