"""`pg-desktop evaluate` and `pg-desktop inspect`, on a policy that `train` has saved."""

import json
import os
import re
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from pg_desktop.__main__ import main
from pg_desktop.learning.acting.policy import ActionMode
from pg_desktop.learning.edits import Edit
from pg_desktop.learning.measuring.evaluation import evaluate
from pg_desktop.learning.measuring.measurements import Measurements, PushTest, TransferMap
from pg_desktop.learning.worlds.cart_pole.physics import Physics
from pg_desktop.learning.worlds.world import make_world
from pg_desktop.storage.policy_file import inspect_policy, load_policy, save_policy
from pg_desktop.storage.policy_format import tensors_digest
from tests.learning.measuring.test_reality_gap import GAP


@pytest.fixture(scope="module")
def policy_file(tmp_path_factory):
    file = tmp_path_factory.mktemp("policies") / "policy.safetensors"
    arguments = ["--updates", "2", "--set", "episodes_per_update=4", "--set", "hidden_size=8", "--seed", "5"]
    assert main(["train", *arguments, "--quiet", "--save", str(file)]) == 0
    return file


def json_of(capsys, *arguments):
    capsys.readouterr()
    assert main([*map(str, arguments), "--json"]) == 0
    return json.loads(capsys.readouterr().out)


@pytest.mark.parametrize("mode", list(ActionMode))
def test_evaluate_plays_the_saved_policy(capsys, policy_file, mode):
    found = json_of(capsys, "evaluate", policy_file, "--episodes", "7", "--seed", "3", "--mode", mode)
    policy = load_policy(policy_file).policy
    returns_N = evaluate(policy, make_world("CartPole-v1"), episodes=7, seed=3, mode=mode).returns_N
    std = np.std(returns_N, ddof=1)
    assert found == {
        "env": "CartPole-v1",
        "physics": vars(Physics()),
        "mode": mode.value,
        "seed": 3,
        "episodes": 7,
        "mean_return": returns_N.mean(),
        "std_return": std,
        "min_return": returns_N.min(),
        "max_return": returns_N.max(),
        "ci95_low": pytest.approx(returns_N.mean() - 1.96 * std / 7**0.5, rel=1e-4),
        "ci95_high": pytest.approx(returns_N.mean() + 1.96 * std / 7**0.5, rel=1e-4),
    }


def test_evaluate_plays_a_hundred_episodes_unless_told_otherwise(capsys, policy_file):
    found = json_of(capsys, "evaluate", policy_file)
    assert (found["episodes"], found["seed"], found["mode"]) == (100, 0, "sampled")


def test_evaluate_for_people(capsys, policy_file):
    found = json_of(capsys, "evaluate", policy_file, "--episodes", "3")
    assert main(["evaluate", str(policy_file), "--episodes", "3"]) == 0
    out = capsys.readouterr().out
    assert "CartPole-v1" in out
    assert "3 episodes, sampled, seed 0" in out
    assert f"{found['mean_return']:.1f}, 95 % confidence interval {found['ci95_low']:.1f} to" in out


def test_inspect_shows_metadata_tensors_and_checks(capsys, policy_file):
    found = json_of(capsys, "inspect", policy_file)
    inspection = inspect_policy(policy_file)
    assert found["metadata"]["sha256"] == tensors_digest(inspection.document.policy.parameters)
    assert found["metadata"]["settings"]["hidden_size"] == 8
    assert found["metadata"]["statistics"]["episodes"] == 8
    assert found["tensors"][0] == {"name": "hidden_1.weight", "shape": [8, 4], "dtype": "F32"}
    assert len(found["tensors"]) == 6
    assert found["checks"] == list(inspection.checks)


def test_inspect_for_people(capsys, policy_file):
    capsys.readouterr()
    assert main(["inspect", str(policy_file)]) == 0
    out = capsys.readouterr().out
    digest = inspect_policy(policy_file).metadata["sha256"]
    for text in (
        "CartPole-v1, seed 5",
        "Discrete(2) (left, right)",
        "Distribution  Categorical\n",
        "Normalised    no\n",
        # 8 (4 + 1) + 8 (8 + 1) + 2 (8 + 1)
        "4 - 8 - 8 - 2, relu, 130 weights",
        "2 updates, 8 episodes",
        digest,
        "torch",
        "  hidden_1.weight  8 × 4  F32",
        "checksum",
    ):
        assert text in out
    assert re.search(r"^  hidden_size +8$", out, re.MULTILINE)


def test_inspect_tells_of_edits_and_measurements(capsys, policy_file, tmp_path):
    file = tmp_path / "steered.safetensors"
    edits = (
        Edit(update=0, episode=0, env_step=0, key="hidden_size", old=16, new=8, moved=0.01234),
        Edit(update=1_200, episode=4, env_step=99, key="gamma", old=0.99, new=0.9),
    )
    measurements = Measurements(
        PushTest(
            update=1_500,
            variation=Physics(),
            strengths=(-0.1, 0.1),
            angles=(-2.0, 2.0),
            survival=((0.125, 0.5), (1.0, 1.0)),
            episodes=8,
        ),
        TransferMap(
            update=2,
            variation=Physics(),
            x="gravity",
            y="pole_length",
            x_values=(0.5, 2.0),
            y_values=(0.5, 2.0),
            mean_return=((10.0, 20.0), (30.0, 41.0)),
            highest=500.0,
            episodes=4,
        ),
    )
    save_policy(file, replace(load_policy(policy_file), edits=edits, measurements=measurements))
    capsys.readouterr()
    assert main(["inspect", str(file)]) == 0
    out = capsys.readouterr().out
    assert (
        "\n\nEdits\n"
        "  after update 0      hidden_size: 16 -> 8  moved the policy by 0.012 nats\n"
        "  after update 1,200  gamma: 0.99 -> 0.9\n"
        "\nMeasurements\n"
        "  push test     65.6% survive, 12.5% in the worst quarter; after update 1,500\n"
        "  transfer map  mean return 25.2, 10.0 in the worst quarter; gravity × pole length; after update 2\n"
        "\nTensors\n"
    ) in out


def test_inspect_tells_the_last_gap_to_reality(capsys, policy_file, tmp_path):
    file = tmp_path / "gap.safetensors"
    save_policy(file, replace(load_policy(policy_file), measurements=Measurements(gaps=(GAP,), unsealed=(2,))))
    capsys.readouterr()
    assert main(["inspect", str(file)]) == 0
    told = "410.0 ± 5.0: 500.0 in the simulator, 90.0 in reality 2; 64 training episodes in there; update 80"
    assert f"  gap to reality  {told}\n" in capsys.readouterr().out


def test_inspect_says_that_nothing_was_changed_or_measured(capsys, policy_file):
    capsys.readouterr()
    assert main(["inspect", str(policy_file)]) == 0
    assert "\n\nEdits\n  none\n\nMeasurements\n  none\n\nTensors\n" in capsys.readouterr().out


@pytest.mark.parametrize("command", ["evaluate", "inspect"])
def test_a_file_that_is_no_policy_is_named(capsys, tmp_path, command):
    file = tmp_path / "notes.txt"
    for sentence in ("There is no file “notes.txt”.\n", "“notes.txt” is empty.\n"):
        assert main([command, str(file)]) == 1
        assert capsys.readouterr() == ("", sentence)
        file.touch()


def test_evaluate_and_inspect_load_neither_torch_nor_qt(policy_file):
    code = (
        "import sys; from pg_desktop.__main__ import main\n"
        f"main(['inspect', {str(policy_file)!r}])\n"
        "assert not {'torch', 'PySide6', 'gymnasium'} & sys.modules.keys()\n"
        f"main(['evaluate', {str(policy_file)!r}, '--episodes', '1'])\n"
        "assert not {'torch', 'PySide6'} & sys.modules.keys()\n"
    )
    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows reports a closed pipe otherwise")
def test_a_reader_that_goes_away_is_no_error(policy_file):
    reader, writer = os.pipe()
    os.close(reader)
    command = [sys.executable, "-m", "pg_desktop", "inspect", str(policy_file)]
    # With a buffer there is something left to write when the interpreter ends.
    environ = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    done = subprocess.run(command, check=False, env=environ, stdout=writer, stderr=subprocess.PIPE, text=True)
    os.close(writer)
    assert (done.returncode, done.stderr) == (141, "")


def test_what_the_terminal_cannot_show_becomes_a_question_mark(policy_file):
    command = [sys.executable, "-m", "pg_desktop", "inspect", str(policy_file)]
    environ = {**os.environ, "PYTHONIOENCODING": "ascii"}
    done = subprocess.run(command, check=False, env=environ, capture_output=True)
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"8 ? 4" in done.stdout
