"""The command line becomes a checked request, or one sentence."""

import subprocess
import sys
from pathlib import Path

import pytest

import pg_desktop
from pg_desktop.__main__ import main
from pg_desktop.cli.gui_options import GuiOptions
from pg_desktop.cli.parser import parse
from pg_desktop.cli.requests import InspectRequest, Until
from pg_desktop.learning.acting.policy import ActionMode
from pg_desktop.learning.settings.table import Settings
from pg_desktop.messages import UserError
from pg_desktop.storage.presets import load_presets


@pytest.mark.parametrize(
    ("arguments", "options"),
    [
        ([], GuiOptions()),
        (["gui"], GuiOptions()),
        (["policy.safetensors"], GuiOptions(Path("policy.safetensors"))),
        (["gui", "policy.safetensors"], GuiOptions(Path("policy.safetensors"))),
        (["--theme", "dark"], GuiOptions(theme="dark")),
        (
            ["a.safetensors", "--screenshot", "out.png", "--updates", "7", "--size", "1280x800", "--theme", "light"],
            GuiOptions(Path("a.safetensors"), Path("out.png"), 7, (1280, 800), "light"),
        ),
    ],
)
def test_without_a_command_the_window_is_meant(arguments, options):
    assert parse(arguments) == options


def test_a_file_may_be_called_like_a_misspelt_command(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UserError, match="neither a command nor a file named 'trian'; the commands are gui, train"):
        parse(["trian"])
    (tmp_path / "trian").touch()
    assert parse(["trian"]) == GuiOptions(Path("trian"))


def test_train_starts_from_the_first_preset_and_ends_when_solved():
    request = parse(["train"])
    assert request.settings == load_presets()[0].apply(Settings())
    assert request.until == Until(solved=True, episodes=10_000)
    assert (request.solved_or_fail, request.save, request.history, request.as_json) == (False, None, None, False)


@pytest.mark.parametrize("name", ["chapter-23", "Chapter-23", "Chapter 23", "CHAPTER 23"])
def test_presets_go_by_id_or_name_in_any_case(name):
    settings = parse(["train", "--preset", name]).settings
    assert (settings.hidden_size, settings.seed, settings.environment) == (10, 123, "CartPole-v0")


def test_the_presets_own_limit_takes_the_place_of_the_usual_one():
    assert parse(["train", "--preset", "chapter-23"]).until == Until(solved=True)


@pytest.mark.parametrize(
    ("arguments", "until"),
    [
        (["--updates", "3"], Until(updates=3)),
        (["--steps", "1000"], Until(env_steps=1000)),
        (["--until-solved"], Until(solved=True)),
        (["--until-solved", "--steps", "9"], Until(solved=True, env_steps=9)),
    ],
)
def test_whoever_says_when_training_ends_is_obeyed(arguments, until):
    assert parse(["train", *arguments]).until == until


def test_what_is_more_specific_wins():
    arguments = ["train", "--preset", "chapter-23", "--env", "CartPole-v1", "--seed", "5", "--set", "seed=6"]
    settings = parse([*arguments, "--set", "gamma = 0.5"]).settings
    assert settings.environment == "CartPole-v1"
    assert settings.seed == 6
    assert settings.gamma == 0.5
    assert settings.learning_rate == 0.001


def test_evaluate_and_inspect():
    request = parse(["evaluate", "a.safetensors", "--mode", "greedy", "--episodes", "3", "--seed", "4"])
    assert (request.file, request.mode, request.episodes, request.seed) == (
        Path("a.safetensors"),
        ActionMode.GREEDY,
        3,
        4,
    )
    assert request.environment is None
    assert parse(["inspect", "a.safetensors", "--json"]) == InspectRequest(file=Path("a.safetensors"), as_json=True)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["train", "--set", "gamma"], "key=value, but 'gamma' has no"),
        (["train", "--set", "gama=1"], "no setting named 'gama'; the settings are gravity"),
        (["train", "--set", "gamma=7"], "gamma must be between 0 and 1, but it is 7"),
        (["train", "--set", "stop_when_solved=maybe"], "stop_when_solved must be true or false"),
        (["train", "--env", "no id"], "'no id' is no name of an environment; known are CartPole-v1, "),
        (["train", "--preset", "slow"], "no preset named 'slow'; the presets are quick, chapter-23"),
        (["train", "--seed", "-1"], "seed must be between 0 and"),
        (["train", "--seed", "x"], "seed must be a whole number, but it is 'x'"),
        (["train", "--updates", "0"], "--updates: must be a whole number of at least 1, but it is '0'"),
        (["train", "--steps", "1e-5"], "--steps: must be a whole number"),
        (
            ["train", "--save", "a", "--history", "a"],
            "--save and --history cannot be the same file",
        ),
        (["train", "--update", "3"], "unrecognized arguments: --update 3"),
        (["train", "extra"], "unrecognized arguments: extra"),
        (["train", "--env"], "--env: expected one argument; “pg-desktop train --help” explains"),
        (["evaluate"], "required: FILE"),
        (["evaluate", "a", "--mode", "shy"], "invalid choice: 'shy'"),
        (["inspect"], "required: FILE"),
        (["bench", "--seeds", "few"], "--seeds: must be a whole number"),
        (["--size", "0x5"], "width and height in pixels such as 1280x800, but it is '0x5'"),
        (["--theme", "pink"], "invalid choice: 'pink'"),
        (["trian"], "neither a command nor a file"),
    ],
)
def test_bad_arguments_are_one_sentence_and_exit_2(arguments, sentence, capsys):
    assert main(arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert sentence in err
    assert err.count("\n") == 1
    assert err.endswith(".\n")


@pytest.mark.parametrize("command", [[], ["gui"], ["train"], ["evaluate"], ["inspect"], ["bench"]])
def test_every_command_has_a_help_page(command, capsys):
    assert main([*command, "--help"]) == 0
    out, err = capsys.readouterr()
    assert out.startswith("usage: pg-desktop")
    assert max(map(len, out.splitlines())) <= 110
    assert err == ""


def test_the_help_of_train_names_what_can_be_set(capsys):
    main(["train", "--help"])
    out = capsys.readouterr().out
    assert all(word in out for word in ("episodes_per_update", "chapter-23", "CartPole-v0", "10,000 episodes"))


def test_version(capsys):
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"pg-desktop {pg_desktop.__version__}\n"


def test_nothing_heavy_is_loaded_on_the_way_to_the_window():
    code = (
        "import sys; from pg_desktop.__main__ import main; from pg_desktop.cli.parser import parse; parse([])\n"
        "print(sorted({'numpy', 'torch', 'gymnasium', 'tqdm', 'PySide6', 'safetensors'} & sys.modules.keys()))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


@pytest.mark.parametrize("command", [["train"], ["evaluate", "policy.safetensors"], ["gui"]])
def test_limits_of_environments_become_variables(command):
    options = ["--env-seconds", "3.5", "--env-start-seconds", "600", "--env-gigabytes", "1e1"]
    assert parse([*command, *options]).variables == {
        "PG_DESKTOP_ENV_SECONDS": "3.5",
        "PG_DESKTOP_ENV_START_SECONDS": "600.0",
        "PG_DESKTOP_ENV_GIGABYTES": "10.0",
    }
    assert parse(command).variables == {}


@pytest.mark.parametrize("text", ["0", "much", "nan", "-1"])
def test_a_limit_that_makes_no_sense_is_refused(text):
    with pytest.raises(UserError, match="--env-seconds must be"):
        parse(["train", f"--env-seconds={text}"])
