"""Environments as the command line names them: with arguments, with a limit, and as the file remembers both."""

import json

import pytest

from pg_desktop.__main__ import main
from pg_desktop.storage.policy_file import load_policy

SMALL = ["--set", "episodes_per_update=2", "--set", "hidden_size=4", "--updates", "1", "--quiet"]
LAKE = ["--env", "FrozenLake-v1", "--env-arg", "map_name=8x8", "--env-arg", "is_slippery=false"]


@pytest.fixture
def lake_file(tmp_path, capsys):
    """A policy that was trained on an 8 × 8 lake without ice, seven steps long."""
    file = tmp_path / "lake.safetensors"
    assert main(["train", *LAKE, "--set", "step_limit=7", *SMALL, "--save", str(file)]) == 0
    out = capsys.readouterr().out
    assert "FrozenLake-v1, is_slippery=false, map_name=8x8, seed 0" in out
    return file


def evaluated(capsys, file, *arguments):
    assert main(["evaluate", str(file), "--episodes", "4", "--json", *arguments]) == 0
    return json.loads(capsys.readouterr().out)


def test_a_file_remembers_how_the_environment_was_made(capsys, lake_file):
    settings = load_policy(lake_file).settings
    assert settings.environment_arguments == '{"is_slippery": false, "map_name": "8x8"}'
    assert settings.step_limit == 7
    assert evaluated(capsys, lake_file)["env_args"] == {"is_slippery": False, "map_name": "8x8"}
    assert main(["inspect", str(lake_file)]) == 0
    out = capsys.readouterr().out
    assert "FrozenLake-v1, is_slippery=false, map_name=8x8, seed 0" in out
    assert "64, flattened from Discrete(64)" in out


def test_a_run_goes_on_in_the_same_environment(capsys, lake_file):
    assert main(["train", "--from", str(lake_file), "--updates", "1", "--quiet", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["env_args"] == {"is_slippery": False, "map_name": "8x8"}
    assert found["env_steps"] <= 14


def test_evaluating_with_other_arguments(capsys, lake_file):
    found = evaluated(capsys, lake_file, "--env-arg", "is_slippery=true")
    assert found["env_args"] == {"is_slippery": True, "map_name": "8x8"}
    # Whoever names the environment names all of its arguments.
    found = evaluated(capsys, lake_file, "--env", "FrozenLake-v1", "--env-arg", "map_name=8x8")
    assert found["env_args"] == {"map_name": "8x8"}
    assert main(["evaluate", str(lake_file), "--env-arg", "map_name=4x4"]) == 2
    error = capsys.readouterr().err
    assert error.startswith("The policy does not fit FrozenLake-v1, is_slippery=false, map_name=4x4: it was made for ")


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (["--env-arg", "slippery"], "'slippery' is no list of arguments; "),
        (["--env-arg", "ice=true"], "FrozenLake-v1, ice=true cannot be made: TypeError: "),
        (["--env-arg", "render_mode=human"], "render_mode cannot be an argument of an environment, "),
        (["--set", "step_limit=-1"], "step_limit must be between 0 and 1000000, but it is -1."),
        (["--set", "environment_arguments={"], "'{' is no list of arguments; "),
    ],
)
def test_what_cannot_be_used_is_one_sentence(capsys, arguments, error):
    assert main(["train", "--env", "FrozenLake-v1", *arguments, *SMALL]) == 2
    found = capsys.readouterr().err
    assert found.startswith(error)
    assert found.count("\n") == 1


def test_arguments_are_part_of_the_settings(capsys):
    assert (
        main(["train", "--env", "FrozenLake-v1", "--set", "environment_arguments=map_name=8x8", "--json", *SMALL]) == 0
    )
    assert json.loads(capsys.readouterr().out)["env_args"] == {"map_name": "8x8"}
