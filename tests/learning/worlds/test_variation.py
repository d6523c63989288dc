"""What the physics of a world is can be anything: the program compares it, notes it and hands it on."""

import numpy as np
import pytest

from pg_desktop.learning.acting.action_mode import ActionMode
from pg_desktop.learning.acting.policy import Architecture, Policy
from pg_desktop.learning.measuring.evaluation import evaluate
from pg_desktop.learning.measuring.measurements import Measurements
from pg_desktop.learning.measuring.transfer_map import transfer_map
from pg_desktop.learning.settings.table import Settings
from pg_desktop.learning.worlds.cart_pole.physics import Physics
from pg_desktop.learning.worlds.cart_pole.push_test import push_test
from pg_desktop.learning.worlds.cart_pole.variations import VARIATIONS
from pg_desktop.learning.worlds.spaces import DiscreteSpace, Spaces, VectorSpace
from pg_desktop.learning.worlds.table import ENVIRONMENTS, EnvironmentEntry
from pg_desktop.learning.worlds.variation import known_variations, variations_of
from pg_desktop.learning.worlds.world import World, make_world
from pg_desktop.messages import UserError
from pg_desktop.storage.measurements_json import measurements_as_json, measurements_from_json
from tests.learning.worlds.windy_world import WINDS, Wind

SPACES = Spaces(VectorSpace(4), DiscreteSpace(2))
ENTRY = EnvironmentEntry(
    id="Windy-v0",
    summary="",
    vector_entry_point="tests.learning.worlds.windy_world:WindyVectorEnv",
    variations="tests.learning.worlds.windy_world:WINDS",
)
WINDY = World(ENTRY, SPACES, None, 3)


@pytest.fixture
def policy():
    architecture = Architecture(SPACES, (), "relu")
    weights = {"logits.weight": np.zeros((2, 4), np.float32), "logits.bias": np.zeros(2, np.float32)}
    return Policy(architecture, weights)


def test_the_table_names_what_a_world_can_have():
    assert WINDY.variations is WINDS
    assert variations_of(EnvironmentEntry(id="Calm-v0", summary="")) is None
    assert known_variations() == (VARIATIONS,)
    assert {entry.id for entry in ENVIRONMENTS if entry.variations} == {
        "CartPole-v1",
        "CartPole-v0",
        "ContinuousCartPole",
    }


@pytest.mark.parametrize(("variation", "mean"), [(None, 3.0), (Wind(strength=2.0), 6.0)])
def test_an_evaluation_is_played_in_it(policy, variation, mean):
    found = evaluate(policy, WINDY, episodes=2, seed=0, mode=ActionMode.GREEDY, variation=variation)
    assert found.mean_return == mean


def test_a_run_is_told_what_its_settings_say():
    assert WINDY.training_options(Settings(seed=7)) == {"wind": Wind(gusts=7.0)}
    calm = make_world("Acrobot-v1")
    assert calm.training_options(Settings()) is calm.reset_options() is None


def test_a_map_is_drawn_over_its_factors_and_kept_in_files(policy):
    found = transfer_map(policy, WINDY, values=(0.5, 2.0), episodes=1)
    assert (found.x, found.y, found.variation) == ("strength", "gusts", Wind())
    assert found.mean_return == ((0.75, 3.0), (3.0, 12.0))
    assert found.highest == 12.0
    document = measurements_as_json(Measurements(transfer_map=found))
    assert document["transfer_map"]["physics"] == {"strength": 1.0, "gusts": 1.0}
    assert measurements_from_json(document, WINDS).transfer_map == found
    for variations in (VARIATIONS, None):
        with pytest.raises(ValueError, match="measurement" if variations is None else "entries"):
            measurements_from_json(document, variations)


def test_what_has_no_pole_cannot_be_pushed(policy):
    with pytest.raises(UserError, match=r"^There is nothing to push in Windy-v0; the pole of a cart-pole can be\.$"):
        push_test(policy, WINDY, episodes=1)


def test_the_cart_poles_physics_is_one():
    heavy = VARIATIONS.make({"gravity": 2.0, "friction": 1.0})
    assert heavy == Physics(gravity=2.0, friction=1.0)
    assert hash(heavy) == hash(Physics(gravity=2.0, friction=1.0))
    assert heavy.differences() == {"gravity": 2.0, "friction": 1.0}
    assert not heavy.nominal
    assert VARIATIONS.nominal.nominal
    assert VARIATIONS.make(heavy.as_dict()) == heavy
    assert tuple(heavy.as_dict()) == VARIATIONS.quantities
    for wrong in ({"gravity": 9.0}, {"wind": 1.0}):
        with pytest.raises((TypeError, ValueError)):
            VARIATIONS.make(wrong)
