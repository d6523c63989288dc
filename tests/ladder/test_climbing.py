"""Climbing: each rung begins with the policy of the one before, is measured, and told of in a sentence."""

import json
from dataclasses import replace

import pytest

from pg_desktop.__main__ import main
from pg_desktop.bench import ladder as bench
from pg_desktop.bench.ladder import BARS
from pg_desktop.ladder import climbing, figures
from pg_desktop.ladder.climbing import climb
from pg_desktop.ladder.table import settings_of
from pg_desktop.ladder.telling import told
from pg_desktop.learning.stopping import RolloutStoppedError
from pg_desktop.storage.policy_file import load_policy


@pytest.fixture
def hurried(monkeypatch):
    """Rungs of two updates, and matches of a few games."""

    def short(game_id, rung_id, seed):
        few = {"update_limit": 2, "hidden_size": 16, "episodes_per_update": 16, "simulations": 4}
        return settings_of(game_id, rung_id, seed).changed({**few, "positions_per_update": 512})

    monkeypatch.setattr(climbing, "settings_of", short)
    for name, games in (("GAMES", 20), ("PERFECT_GAMES", 20), ("_RANDOM_GAMES", 20)):
        monkeypatch.setattr(figures, name, games)


@pytest.mark.usefixtures("hurried")
def test_every_rung_begins_below_and_is_told_of():
    reported, rungs = [], []
    climbed = climb("tic-tac-toe", "zero", 1, report=reported.append, told=rungs.append)
    assert [*climbed] == rungs
    assert [each.rung.id for each in climbed] == ["imitate", "compete", "self_play", "search", "zero"]
    assert [(each.rung.id, each.update) for each in reported[:3]] == [("imitate", 1), ("imitate", 2), ("compete", 1)]
    imitate, compete, self_play, search, zero = climbed
    assert search.policy is self_play.policy
    assert set(zero.against) == {"imitate", "compete", "self_play", "search"}
    assert compete.against["imitate"].sampled.score == pytest.approx(0.5, abs=0.3)
    assert (compete.document.statistics.updates, compete.document.statistics.episodes) == (2, 32)
    assert search.seconds == 0 < imitate.seconds
    again = climb("tic-tac-toe", "compete", 1)
    assert again[1].policy.equals(compete.policy)
    assert again[1].strength == compete.strength


@pytest.mark.usefixtures("hurried")
def test_a_stop_is_heard():
    asked = iter([False] * 10 + [True])
    with pytest.raises(RolloutStoppedError):
        climb("tic-tac-toe", "compete", 0, stop=lambda: next(asked))


@pytest.mark.usefixtures("hurried")
def test_who_beats_its_teacher_and_plays_worse_is_told_so():
    imitate, compete = climb("tic-tac-toe", "compete", 1)
    good = replace(compete.strength.perfect, losses=0, games=1000)
    wins = replace(compete.against["imitate"].sampled, score=0.7)
    against = {"imitate": replace(compete.against["imitate"], sampled=wins)}
    below = replace(imitate, strength=replace(imitate.strength, perfect=good))
    worse = replace(compete.strength, perfect=replace(good, losses=400))
    sentence = told(replace(compete, against=against, strength=worse), below)
    assert "and plays worse: it loses 400 of 1,000 games to perfect play, the other 0." in sentence
    better = told(replace(compete, against=against, strength=replace(worse, perfect=good)), below)
    assert better.startswith("Beats “imitate” (0.70 points a game")
    assert "worse" not in better


@pytest.mark.usefixtures("hurried")
def test_the_command_prints_rungs_and_saves_the_last_policy(tmp_path, capsys):
    path = tmp_path / "p.safetensors"
    assert main(["ladder", "tic-tac-toe", "--to", "compete", "--seed", "3", "--save", str(path), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["game"], found["seed"]) == ("tic-tac-toe", 3)
    assert [rung["rung"] for rung in found["rungs"]] == ["imitate", "compete"]
    assert found["rungs"][1]["against"]["imitate"]["greedy"]["games"] == 20
    document = load_policy(path)
    assert document.settings.algorithm == "compete"
    assert document.policy.architecture.valued
    assert main(["ladder", "tic-tac-toe", "--to", "imitate"]) == 0
    assert "Imitate: Foresees" in capsys.readouterr().out


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_the_ladder_of_tic_tac_toe_meets_its_bars(seed):
    rungs = {each.rung.id: each for each in climb("tic-tac-toe", "zero", seed)}
    for bar in BARS["tic-tac-toe"]:
        if "seconds" not in bar.text:  # those depend on what else the computer does
            assert bar.bar.is_met_by(bar.figure(rungs)), bar.text


def test_of_every_bar_the_worst_seed_is_told(monkeypatch):
    class Found(dict):
        def __missing__(self, key):
            raise AssertionError(key)

    bars = {"tic-tac-toe": tuple(replace(bar, figure=lambda found: found["x"]) for bar in BARS["tic-tac-toe"])}
    monkeypatch.setattr(bench, "BARS", bars)
    monkeypatch.setattr(bench, "answering_figures", lambda: iter(()))
    monkeypatch.setattr(bench, "_climbed", lambda game, seed: Found(x=float(seed)))
    worst = [figure.value for figure in bench.ladder_figures(3)]
    assert worst == [0.0 if bar.bar.comparison == ">=" else 2.0 for bar in bars["tic-tac-toe"]]
