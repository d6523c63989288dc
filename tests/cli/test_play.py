"""`pg-desktop play`: what it prints, and what it refuses."""

import json

import numpy as np
import pytest

from pg_desktop.__main__ import main
from pg_desktop.cli.parser import parse
from pg_desktop.cli.requests import PlayRequest, Seat
from pg_desktop.learning.games.lines import TIC_TAC_TOE
from pg_desktop.learning.games.matches import play_match
from pg_desktop.learning.games.players import PolicyPlayer, RandomPlayer
from pg_desktop.learning.games.search.search import SearchPlayer
from pg_desktop.learning.games.search.settings import SearchSettings
from pg_desktop.learning.settings.table import Settings
from pg_desktop.storage.policy_file import load_policy, save_policy
from pg_desktop.storage.policy_format import PolicyDocument, TrainingStatistics
from tests.learning.games.policies import drawn_policy

PERFECT_AGAINST_CHANCE = """\
Game               Tic-tac-toe
Played             200 games, 0 to 2 random moves first, seed 0
A                  perfect play
B                  random
A's score          0.940, 95 % confidence interval 0.909 to 0.961
Won, drawn, lost   179, 18, 3
  where A began    98, 2, 0
  where B began    81, 16, 3
A's optimal moves  100.0 % of 621
"""
EXPERT_AGAINST_PERFECT = {
    "game": "connect-four-4x4",
    "a": {"who": "expert", "error": 0.1},
    "b": {"who": "perfect"},
    "games": 50,
    "opening_plies": 1,
    "seed": 3,
}


@pytest.fixture
def policy_file(tmp_path):
    settings = Settings(environment="TicTacToe-v0")
    file = tmp_path / "policy.safetensors"
    policy = drawn_policy(TIC_TAC_TOE, hidden_sizes=(8, 8), valued=True)
    save_policy(
        file, PolicyDocument(policy, settings, settings.environment, TrainingStatistics(0, 0, 0, 0.0, None, None))
    )
    return file


def json_of(capsys, *arguments):
    assert main(["play", *map(str, arguments), "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def complaint(capsys, *arguments):
    assert main(["play", *map(str, arguments)]) == 2
    return capsys.readouterr().err.strip()


def test_what_is_not_said_is_as_usual():
    assert parse(["play", "connect-four", "--a", "x.safetensors", "--b", "random"]) == PlayRequest(
        game="connect-four",
        a=Seat(who="x.safetensors"),
        b=Seat(who="random"),
        games=200,
        opening_plies=2,
        seed=0,
    )
    words = "play go-5x5 --a x --b y --simulations 50 --temperature 0.5 --b-simulations 8 --seed 4"
    asked = parse(words.split())
    assert asked.a == Seat(who="x", simulations=50, temperature=0.5)
    assert asked.b == Seat(who="y", simulations=8)
    assert asked.seed == 4


def test_a_match_as_text(capsys):
    assert main(["play", "tic-tac-toe", "--a", "perfect", "--b", "random"]) == 0
    assert capsys.readouterr().out == PERFECT_AGAINST_CHANCE


def test_a_match_as_json(capsys):
    arguments = ["--games", 50, "--opening-plies", 1, "--seed", 3]
    found = json_of(capsys, "connect-four-4x4", "--a", "expert", "--b", "perfect", *arguments)
    assert {key: found[key] for key in EXPERT_AGAINST_PERFECT} == EXPERT_AGAINST_PERFECT
    assert found["wins"] == 0
    assert found["draws"] + found["losses"] == 50
    assert found["a_began"]["losses"] + found["b_began"]["losses"] == found["losses"]
    assert found["score"] == found["draws"] / 100
    assert found["ci95_low"] < found["score"] < found["ci95_high"]
    assert 0.9 < found["optimal_share"] < 1
    assert found["moves"] > 300


def test_a_policy_plays_as_it_does_in_the_library(capsys, policy_file):
    found = json_of(capsys, "tic-tac-toe", "--a", policy_file, "--b", "random", "--games", 30, "--seed", 2)
    player = PolicyPlayer(TIC_TAC_TOE, load_policy(policy_file).policy)
    expected = play_match(TIC_TAC_TOE, player, RandomPlayer(TIC_TAC_TOE), 30, np.random.default_rng(2))
    assert (found["wins"], found["draws"], found["losses"]) == (expected.wins, expected.draws, expected.losses)
    assert found["a"] == {"who": str(policy_file), "simulations": 0, "temperature": 1.0}


def test_with_simulations_a_policy_looks_ahead_and_plays_greedily(capsys, policy_file):
    arguments = ["--games", 20, "--simulations", 12, "--b-temperature", 0]
    found = json_of(capsys, "tic-tac-toe", "--a", policy_file, "--b", policy_file, *arguments)
    policy = load_policy(policy_file).policy
    a, b = SearchPlayer(TIC_TAC_TOE, policy, SearchSettings(12)), PolicyPlayer(TIC_TAC_TOE, policy, 0)
    expected = play_match(TIC_TAC_TOE, a, b, 20, np.random.default_rng(0))
    assert (found["wins"], found["draws"], found["losses"]) == (expected.wins, expected.draws, expected.losses)
    assert [found[side]["temperature"] for side in "ab"] == [0, 0]
    main(["play", "tic-tac-toe", "--a", str(policy_file), "--b", "random", "--games", "2", "--simulations", "3"])
    assert "A                  policy.safetensors, 3 simulations, temperature 0\n" in capsys.readouterr().out


def test_a_run_of_an_experiment_plays(capsys, tmp_path):
    file = tmp_path / "runs.pglab"
    small = ["--preset", "tic-tac-toe", "--updates", "1", "--set", "episodes_per_update=4", "--quiet"]
    assert main(["train", *small, "--experiment", str(file)]) == 0
    capsys.readouterr()
    for who in (file, f"{file}#1"):
        assert main(["play", "tic-tac-toe", "--a", str(who), "--b", "random", "--games", "2"]) == 0
        assert "runs.pglab, run 1, temperature 1" in capsys.readouterr().out
    assert "The experiment has no run '7'; its runs are 1" in complaint(
        capsys, "tic-tac-toe", "--a", f"{file}#7", "--b", "random"
    )


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["go-5x5", "--a", "random", "--b", "perfect"], "Nobody knows how to play Go 5×5 perfectly; take expert"),
        (["tic-tac-toe", "--a", "nobody", "--b", "random"], "no player and no file named 'nobody'"),
        (["tic-tac-toe", "--a", "random", "--b", "random", "--simulations", "3"], "those of a policy, but random"),
        (["tic-tac-toe", "--a", "random", "--b", "expert", "--b-temperature", "0"], "those of a policy, but expert"),
        (["tic-tac-toe", "--a", "random", "--b", "random", "--temperature", "-1"], "must be a number from 0 to 100"),
        (["chess", "--a", "random", "--b", "random"], "invalid choice: 'chess'"),
    ],
)
def test_what_cannot_be_played_is_refused(capsys, arguments, sentence):
    assert sentence in complaint(capsys, *arguments)


def test_a_policy_of_another_game_is_refused(capsys, policy_file):
    sentence = complaint(capsys, "connect-four", "--a", policy_file, "--b", "random")
    assert sentence.startswith("This policy cannot play connect-four: it was made for Box(27) → Discrete(9)")
