"""No file has code run unless the user says so."""

import json
import os
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from pg_desktop.__main__ import main
from pg_desktop.learning.acting.policy import Architecture, Policy
from pg_desktop.learning.settings.table import Settings
from pg_desktop.learning.worlds.spaces import DiscreteSpace, Spaces, VectorSpace
from pg_desktop.storage.policy_file import PolicyDocument, TrainingStatistics, load_policy, save_policy

MODULE = "module_of_a_stranger"
ENVIRONMENT = f"{MODULE}:Stranger-v0"
SENTENCE = f"asks for {ENVIRONMENT}, which runs the code of the module {MODULE}; add --trust-module if you trust it.\n"

_RAN = "STRANGER_HAS_RUN"
"""The variable that names the file by which the code tells that it has run, in whichever process."""

_CODE = """
import os
from pathlib import Path

import gymnasium
from gymnasium.envs.classic_control import CartPoleEnv

gymnasium.register("Stranger-v0", CartPoleEnv, max_episode_steps=20)
Path(os.environ["STRANGER_HAS_RUN"]).touch()
"""


@pytest.fixture(autouse=True)
def stranger(tmp_path, monkeypatch):
    """A module that can be imported, and has not been."""
    folder = tmp_path / "modules"
    folder.mkdir()
    (folder / f"{MODULE}.py").write_text(_CODE, encoding="utf-8")
    monkeypatch.syspath_prepend(folder)
    monkeypatch.setenv(_RAN, str(tmp_path / "ran"))


@pytest.fixture
def policy_file(tmp_path):
    architecture = Architecture(Spaces(VectorSpace(4), DiscreteSpace(2)), (8, 8), "relu")
    rng = np.random.default_rng(0)
    weights = {
        name: rng.normal(size=shape).astype(np.float32) for name, shape in architecture.parameter_shapes().items()
    }
    settings = Settings(environment=ENVIRONMENT, hidden_size=8, episodes_per_update=2)
    document = PolicyDocument(
        Policy(architecture, weights), settings, ENVIRONMENT, TrainingStatistics(0, 0, 0, 0.0, None, None)
    )
    save_policy(tmp_path / "stranger.safetensors", document)
    return tmp_path / "stranger.safetensors"


@pytest.fixture
def edits_file(tmp_path):
    settings = {"environment": ENVIRONMENT, "hidden_size": 8, "episodes_per_update": 2}
    file = tmp_path / "edits.json"
    file.write_text(json.dumps({"settings": settings, "edits": [], "updates": 1}), encoding="utf-8")
    return file


def ran():
    """Whether it has run, in a process of its own; in this one it never does."""
    assert not any("stranger" in name for name in sys.modules)
    return Path(os.environ[_RAN]).exists()


def command_of(name, policy_file, edits_file):
    return {
        "evaluate": ["evaluate", str(policy_file), "--episodes", "1"],
        "train from": ["train", "--from", str(policy_file), "--updates", "1", "--quiet"],
        "train edits": ["train", "--edits", str(edits_file), "--quiet"],
        "train both": ["train", "--edits", str(edits_file), "--from", str(policy_file), "--quiet"],
    }[name]


COMMANDS = pytest.mark.parametrize("name", ["evaluate", "train from", "train edits", "train both"])


@COMMANDS
def test_a_module_that_only_a_file_names_is_not_imported(capsys, policy_file, edits_file, name):
    assert main(command_of(name, policy_file, edits_file)) == 2
    out, err = capsys.readouterr()
    file = "edits.json" if name in ("train edits", "train both") else "stranger.safetensors"
    assert (out, err) == ("", f"“{file}” {SENTENCE}")
    assert not ran()


@COMMANDS
def test_it_is_imported_where_the_user_trusts_it(capsys, policy_file, edits_file, name):
    assert main([*command_of(name, policy_file, edits_file), "--trust-module"]) == 0
    assert capsys.readouterr().err == ""
    assert ran()


@pytest.mark.parametrize("command", [["evaluate"], ["train", "--updates", "1", "--quiet", "--from"]])
def test_what_the_user_has_typed_is_trusted(capsys, policy_file, command):
    layout = ["--set", "hidden_size=8"] if "train" in command else ["--episodes", "1"]
    assert main([*command, str(policy_file), "--env", ENVIRONMENT, *layout]) == 0
    assert capsys.readouterr().err == ""
    assert ran()


def test_trust_is_not_needed_without_a_module(capsys, policy_file, tmp_path):
    file = tmp_path / "ours.safetensors"
    document = load_policy(policy_file)
    settings = document.settings.changed({"environment": "CartPole-v1"})
    save_policy(file, replace(document, settings=settings, environment="CartPole-v1"))
    assert main(["evaluate", str(file), "--episodes", "1"]) == 0
    assert main(["train", "--from", str(file), "--updates", "1", "--quiet"]) == 0
    # A policy elsewhere than where it was trained: what the file names is not asked for.
    assert main(["evaluate", str(policy_file), "--env", "CartPole-v1", "--episodes", "1"]) == 0
    assert not ran()


@pytest.mark.parametrize("arguments", [[], ["--json"]])
def test_inspecting_imports_nothing(capsys, policy_file, arguments):
    assert main(["inspect", str(policy_file), *arguments]) == 0
    out, err = capsys.readouterr()
    assert ENVIRONMENT in out
    assert err == ""
    assert not ran()


def test_inspecting_has_nothing_to_trust(capsys, policy_file):
    assert main(["inspect", str(policy_file), "--trust-module"]) == 2


@pytest.fixture
def here(tmp_path, monkeypatch):
    """The current folder, which is not where modules are looked for, with a file of a stranger's."""
    folder = tmp_path / "here"
    folder.mkdir()
    (folder / "stranger_here.py").write_text(_CODE, encoding="utf-8")
    monkeypatch.chdir(folder)
    monkeypatch.setattr(sys, "path", [place for place in sys.path if place not in ("", str(folder))])
    return folder


@pytest.mark.parametrize("environment", ["stranger_here:Stranger-v0", "./stranger_here.py:Stranger-v0"])
@pytest.mark.parametrize("option", ["--env", "--set"])
def test_code_in_the_current_folder_is_found_where_the_user_names_it(capsys, here, tmp_path, environment, option):
    named = [option, environment if option == "--env" else f"environment={environment}"]
    file = tmp_path / "here.safetensors"
    assert main(["train", *named, "--updates", "1", "--quiet", "--set", "hidden_size=8", "--save", str(file)]) == 0
    assert ran()
    capsys.readouterr()
    Path(os.environ[_RAN]).unlink()
    # The file remembers which code it was, wherever one is then, and never has it run by itself.
    code = str(here / "stranger_here.py") if ".py" in environment else "stranger_here"
    assert load_policy(file).environment == f"{code}:Stranger-v0"
    assert main(["evaluate", str(file), "--episodes", "1"]) == 2
    assert f"which runs the code of the module {code}; add --trust-module if you trust it." in capsys.readouterr().err
    assert main(["inspect", str(file)]) == 0
    assert not ran()


def test_trust_finds_it_there_too(capsys, here, tmp_path):
    file = tmp_path / "here.safetensors"
    assert main(["train", "--env", "stranger_here:Stranger-v0", "--updates", "1", "--quiet", "--save", str(file)]) == 0
    sys.path.remove(str(here))
    assert main(["evaluate", str(file), "--episodes", "1", "--trust-module"]) == 0
    assert capsys.readouterr().err == ""


def test_nobody_looks_there_for_what_is_registered_already(here):
    assert main(["train", "--env", "CartPole-v1", "--updates", "1", "--quiet"]) == 0
    assert str(here) not in sys.path


def test_what_is_wrong_with_a_file_is_one_sentence(capsys, here):
    (here / "broken.py").write_text("import sys; sys.exit(1)", encoding="utf-8")
    assert main(["train", "--env", "./broken.py:Name-v0"]) == 2
    error = capsys.readouterr().err
    assert error == f"The file {here / 'broken.py'} of the environment cannot be run: SystemExit: 1.\n"
