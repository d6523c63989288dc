"""The challenge "adaptation": what its protocol returns, and the policy that comes with the program."""

from functools import partial

import numpy as np
import pytest

from pg_desktop.challenges import adaptation
from pg_desktop.challenges.seeds import verdicts
from pg_desktop.challenges.table import challenge
from pg_desktop.learning.acting.action_mode import ActionMode
from pg_desktop.learning.adapting.changes import HELD_OUT, NAMED
from pg_desktop.learning.adapting.scores import Score
from pg_desktop.learning.measuring.evaluation import evaluate
from pg_desktop.learning.settings.table import Settings
from pg_desktop.learning.stopping import RolloutStoppedError, never
from pg_desktop.learning.worlds.cart_pole.physics import Physics
from pg_desktop.learning.worlds.world import make_world
from pg_desktop.resources import resource_path
from pg_desktop.storage.policy_file import load_policy
from pg_desktop.storage.presets import load_presets
from pg_desktop.ui.panes.adaptation.watch import RANDOMISED
from tests.learning.adapting.balancing import balancing_policy

ROW = challenge("adaptation")
PRESETS = {preset.id: preset for preset in load_presets()}


def test_scores_become_a_number_for_every_claim_and_every_cell():
    scores = tuple(Score(each.id, 10.0, 20.0, 500.0, 400.0, told_after=2.0) for each in (*NAMED, *HELD_OUT))
    found = adaptation.figures(scores)
    assert {claim.key for claim in ROW.claims} <= set(found)
    assert (found["reversed_fixed"], found["noise_oracle"], found["reversed_known_after"]) == (10.0, 400.0, 2.0)
    assert found["held_out_without_help"] == 0
    assert [verdict.met for verdict in verdicts(ROW, [found])] == [True, True, True, True, False]


def test_the_protocol_trains_both_and_tells_how_far_it_is(monkeypatch):
    asked, shares = [], []

    def trained(preset, seed, stop):
        asked.append((preset, seed))
        return balancing_policy()

    monkeypatch.setattr(adaptation, "trained", trained)
    monkeypatch.setattr(adaptation, "HELD_OUT", HELD_OUT[:1])
    monkeypatch.setattr(adaptation, "compare", partial(adaptation.compare, episodes=2))
    found = adaptation.protocol(3, never, shares.append)
    assert asked == [("challenge-adaptation", 3), ("challenge-adaptation-randomised", 3)]
    assert shares == sorted(shares)
    assert shares[-1] == pytest.approx(1.0)
    assert found["reversed_adaptive"] >= 450
    assert found["reversed_fixed"] <= 30


def test_training_stops_when_it_is_told_to():
    with pytest.raises(RolloutStoppedError):
        adaptation.trained(adaptation.POLICY, 0, lambda: True)


def test_its_presets_end_by_themselves_and_leave_the_motors_sign_alone():
    for preset in ROW.presets:
        settings = PRESETS[preset].apply(Settings())
        assert settings.stop_when_solved
        assert settings.update_limit
        assert settings.ranges.motor == 0
    assert PRESETS["challenge-adaptation"].apply(Settings()).ranges == Settings().ranges


def test_the_policy_that_comes_with_the_program_is_the_presets():
    document = load_policy(resource_path(RANDOMISED))
    preset = PRESETS["challenge-adaptation-randomised"].apply(document.settings)
    assert preset == document.settings
    assert document.settings.seed == 0
    assert document.edits == ()


@pytest.mark.slow
def test_its_command_makes_it_again():
    """`pg-desktop train --preset challenge-adaptation-randomised --seed 0 --save FILE`."""
    kept = load_policy(resource_path(RANDOMISED)).policy
    again = adaptation.trained("challenge-adaptation-randomised", 0, never)
    # To the last bit on the machine that made it; others may round otherwise, and must come to a policy as good.
    world, seen = make_world("CartPole-v1"), np.zeros((1, 4), np.float32)
    assert again.outputs(seen).shape == kept.outputs(seen).shape
    for policy in (kept, again):
        for physics in (Physics(), Physics(pole_length=0.7), Physics(push_force=1.5, pole_mass=1.5)):
            found = evaluate(policy, world, episodes=20, seed=0, mode=ActionMode.GREEDY, variation=physics)
            assert found.mean_return >= 450
