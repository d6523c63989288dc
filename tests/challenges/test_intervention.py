"""The challenge "Human intervention"; its bars take minutes, and `bench --challenges` prints them."""

import json

import pytest

from pg_desktop.challenges import intervention
from pg_desktop.challenges.table import challenge
from pg_desktop.learning.settings.table import Settings
from pg_desktop.learning.stopping import RolloutStoppedError, never
from pg_desktop.resources import resource_path
from pg_desktop.storage.presets import load_presets

CHALLENGE = challenge("intervention")


@pytest.fixture
def short(monkeypatch):
    monkeypatch.setattr(intervention, "BLOCK_UPDATES", 2)
    monkeypatch.setattr(intervention, "TAKE_OVER_UPDATES", 2)


@pytest.mark.slow
def test_the_protocol_tells_a_number_for_every_claim(short):
    told = []
    found = intervention.protocol(3, never, told.append)
    assert {claim.key for claim in CHALLENGE.claims} <= set(found)
    assert told[-1] == 1.0
    assert told == sorted(told)
    assert found == intervention.protocol(3, never, told.append)
    json.dumps(found)


def test_the_protocol_stops_when_it_is_told_to(short):
    asked = []
    with pytest.raises(RolloutStoppedError):
        intervention.protocol(0, lambda: len(asked) > 100 or asked.append(0), lambda _: None)


def test_the_presets_are_what_the_protocol_trains():
    presets = {preset.id: preset.apply(Settings()) for preset in load_presets()}
    free, priced = (presets[f"challenge-intervention-{name}"] for name in ("free", "priced"))
    for settings, price in ((free, 0.0), (priced, intervention.PRICE)):
        assert settings == Settings().changed({**intervention.TAKE_OVER, "price": price})
    assert presets["challenge-intervention-block"] == Settings().changed({"overseer": "scripted"})
    assert presets["challenge-intervention-learned"].blocker
    assert set(CHALLENGE.presets) <= set(presets)


def test_there_is_a_text_about_it():
    text = resource_path("challenges/intervention.md").read_text(encoding="utf-8")
    assert "Saunders" in text
    assert 800 < len(text) < 5000
