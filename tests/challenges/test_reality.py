"""The protocol of the challenge "reality": what it returns is what was trained and scored, and it can be stopped."""

import pytest

from pg_desktop.challenges import reality as protocol
from pg_desktop.challenges.table import challenge
from pg_desktop.learning.acting.policy import ActionMode
from pg_desktop.learning.measuring.evaluation import evaluate
from pg_desktop.learning.settings.table import Settings
from pg_desktop.learning.stopping import RolloutStoppedError
from pg_desktop.learning.trainer import Trainer
from pg_desktop.learning.worlds.cart_pole.physics import Physics
from pg_desktop.learning.worlds.world import make_world
from pg_desktop.resources import resource_path
from pg_desktop.storage.presets import load_presets


@pytest.fixture
def short(monkeypatch):
    monkeypatch.setattr(protocol, "UPDATES", 2)
    monkeypatch.setattr(protocol, "FINE_TUNING", 1)
    monkeypatch.setattr(protocol, "GAP_EPISODES", 20)


def done(seed, stop=lambda: False):
    told = []
    return challenge("reality").load()(seed, stop, told.append), told


def test_a_seed_fixes_everything_and_every_claim_has_its_number(short):
    found, told = done(3)
    assert done(3)[0] == found != done(4)[0]
    assert {claim.key for claim in challenge("reality").claims} <= set(found)
    assert told == sorted(told)
    assert told[-1] == 1.0
    assert found["fine_tuning_episodes"] == 64


def test_the_scores_are_those_of_the_presets_policies(short):
    found, _ = done(3)
    preset = next(preset for preset in load_presets() if preset.id == "challenge-reality-randomised")
    trainer = Trainer(preset.apply(Settings()).changed({"seed": 3}))
    for _ in range(2):
        trainer.update()
    for name, physics in {
        "late": Physics(delay=3),
        "all": Physics(sensor_noise=0.03, delay=3, backlash=2),
        "reality_2": Physics(delay=2),
    }.items():
        score = evaluate(
            trainer.policy(),
            make_world("CartPole-v1"),
            episodes=20,
            seed=0,
            mode=ActionMode.SAMPLED,
            variation=physics,
        )
        assert found[f"randomised_{name}"] == score.mean_return


def test_it_ends_when_it_is_told_to(short):
    asked = iter(range(10_000))
    with pytest.raises(RolloutStoppedError):
        done(0, lambda: next(asked) > 100)


def test_it_can_be_set_up_and_read_about():
    there = {preset.id for preset in load_presets()}
    assert set(challenge("reality").presets) <= there
    text = resource_path("challenges/reality.md").read_text(encoding="utf-8")
    assert 150 < len(text.split()) < 400


@pytest.mark.slow
def test_what_it_claims_is_so_with_one_seed():
    found, _ = done(0)
    assert all(claim.bar.is_met_by(found[claim.key]) for claim in challenge("reality").claims)
