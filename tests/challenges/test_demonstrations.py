"""The challenge of demonstrations is in the table, its presets and text are there, and its figures are its claims'."""

from itertools import count

import pytest

from pg_desktop.challenges import demonstrations
from pg_desktop.challenges.table import challenge
from pg_desktop.learning.stopping import RolloutStoppedError
from pg_desktop.resources import resource_path
from pg_desktop.storage.presets import load_presets


def test_presets_and_text_are_there():
    row = challenge("demonstrations")
    presets = {preset.id: preset for preset in load_presets()}
    assert all(presets[preset].name.startswith("Demonstrations: ") for preset in row.presets)
    text = resource_path("challenges/demonstrations.md").read_text(encoding="utf-8")
    for button in ("Drive", "Take over", "Scripted player", "Clone", "DAgger", "Go on with REINFORCE"):
        assert f"**{button}**" in text


def test_it_stops_when_it_is_told_to():
    asked = count()
    with pytest.raises(RolloutStoppedError):
        demonstrations.protocol(0, lambda: next(asked) > 500, lambda _: None)


def test_an_interval_by_hand():
    mean, half = demonstrations._interval([0.0, 2.0] * 5)
    assert mean == 1.0
    assert half == pytest.approx(2.262 * (10 / 9) ** 0.5 / 10**0.5)


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_its_figures_are_those_of_its_claims(monkeypatch):
    monkeypatch.setattr(demonstrations, "_PAIRS", 2)
    told = []
    found = demonstrations.protocol(0, lambda: False, told.append)
    assert told == sorted(told)
    assert told[-1] == pytest.approx(1.0)
    for claim in challenge("demonstrations").claims:
        assert claim.bar.is_met_by(found[claim.key]), claim.key
    assert found["dagger_gain_from"] < found["dagger_gain"] < found["dagger_gain_to"]
    assert found["dagger_gain"] == pytest.approx(found["dagger_at_40_labels"] - found["cloning_at_40_labels"])
