"""Rewards on the command line: set, shown before they act, refused."""

import json

from pg_desktop.__main__ import main

SMALL = ("--set", "hidden_size=8", "--set", "episodes_per_update=4", "--updates", "2", "--quiet", "--json")


def test_a_reward_is_shown_and_learned_from(capsys):
    assert main(["train", "--set", "reward=1 - theta'^2", *SMALL]) == 0
    told = capsys.readouterr()
    assert told.err == "It learns from this reward instead of the world's own: 1 - theta'^2\n"
    assert json.loads(told.out)["updates"] == 2


def test_its_history_has_both_returns(capsys, tmp_path):
    file = tmp_path / "history.csv"
    assert main(["train", "--set", "reward=2", "--history", str(file), *SMALL]) == 0
    capsys.readouterr()
    lines = file.read_text(encoding="utf-8").splitlines()
    assert "# reward=2" in lines
    header, first, *_ = (line for line in lines if not line.startswith("#"))
    row = dict(zip(header.split(","), first.split(","), strict=True))
    assert float(row["episode_return"]) == float(row["length"])
    assert float(row["designed_return"]) > 0


def test_one_that_is_wrong_is_refused_with_its_column(capsys):
    assert main(["train", "--set", "reward=1 + height", *SMALL]) != 0
    assert "Column 5: there is no height in this world" in capsys.readouterr().err
    assert main(["train", "--set", "reward=x.real", *SMALL]) != 0
    assert "Column 2: “.” means nothing in a reward" in capsys.readouterr().err


def test_a_policy_that_brings_one_shows_it(capsys, tmp_path):
    policy = tmp_path / "policy.safetensors"
    assert main(["train", "--set", "reward=3 - x^2", "--save", str(policy), *SMALL]) == 0
    capsys.readouterr()
    assert main(["train", "--from", str(policy), *SMALL[4:]]) == 0
    assert "3 - x^2" in capsys.readouterr().err
