"""The gallery of rewards: its presets, and what becomes of them."""

import pytest

from pg_desktop.challenges.gallery import CHEATED, GALLERY, entry_of, settings_of
from pg_desktop.challenges.reward import do_reward, tried
from pg_desktop.challenges.table import challenge
from pg_desktop.learning.algorithms.designed import reward_of
from pg_desktop.learning.stopping import RolloutStoppedError
from pg_desktop.learning.worlds.table import environment_entry, missing_extra
from pg_desktop.learning.worlds.world import make_world
from pg_desktop.resources import resource_path


@pytest.mark.parametrize("entry", GALLERY, ids=lambda entry: entry.id)
def test_every_reward_belongs_to_its_world(entry):
    settings = settings_of(entry, seed=4)
    if missing_extra(environment_entry(settings.environment)):
        pytest.skip("not installed")
    assert settings.seed == 4
    assert reward_of(settings, make_world(settings.environment)) is not None
    assert entry_of(settings.reward) == entry


def test_all_but_the_cure_are_cheated():
    assert [entry.id for entry in GALLERY if entry not in CHEATED] == ["cure"]


def test_every_claim_has_its_figure():
    row = challenge("reward")
    assert resource_path("challenges/reward.md").is_file()
    keys = {
        "seconds",
        *(f"{entry.id}_{what}" for entry in GALLERY for what in ("designed_gain", "true_gain", "true_after")),
    }
    assert {claim.key for claim in row.claims} <= keys


def test_dropping_the_pole_is_learned_within_seconds():
    shares = []
    found = tried(CHEATED[0], 0, lambda: False, shares.append)
    assert found["drop_designed_gain"] > 0
    assert found["drop_true_after"] < 12 < found["drop_true_before"]
    assert shares[-1] == 1.0
    again = tried(CHEATED[0], 0, lambda: False, shares.append)
    del found["drop_seconds"], again["drop_seconds"]
    assert found == again


def test_it_can_be_stopped():
    with pytest.raises(RolloutStoppedError):
        do_reward(0, lambda: True, lambda _: None)


@pytest.mark.slow
def test_the_bars():
    found = do_reward(0, lambda: False, lambda _: None)
    assert all(claim.bar.is_met_by(found[claim.key]) for claim in challenge("reward").claims)
