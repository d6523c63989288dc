"""`pg-desktop explain`: an update played again bit for bit, and what it did."""

import json

import numpy as np
import pytest

from pg_desktop.__main__ import main
from pg_desktop.cli import explain
from pg_desktop.learning.settings.table import Settings
from pg_desktop.runs.run import Run
from tests.runs.compass_errands import READING

SMALL = ["--set", "episodes_per_update=4", "--set", "hidden_size=8"]


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    file = tmp_path_factory.mktemp("explain") / "e.pglab"
    train = ["train", "--quiet", "--json", *SMALL, "--experiment", str(file)]
    assert main([*train, "--updates", "4"]) == 0
    assert main([*train, "--updates", "2", "--algorithm", "dqn", "--name", "values"]) == 0
    return file


@pytest.fixture(scope="module")
def policy(tmp_path_factory):
    file = tmp_path_factory.mktemp("explain") / "p.safetensors"
    assert main(["train", "--quiet", *SMALL, "--updates", "2", "--save", str(file)]) == 0
    return file


@pytest.fixture
def explained(capsys):
    def explained_(*arguments):
        assert main(["explain", *map(str, arguments), "--json"]) == 0
        return json.loads(capsys.readouterr().out)

    return explained_


@pytest.fixture
def refused(capsys):
    def refused_(*arguments):
        capsys.readouterr()
        assert main(["explain", *map(str, arguments)]) == 2
        said = capsys.readouterr()
        assert said.out == ""
        return said.err.strip()

    return refused_


def the_run():
    run = Run.begin(Settings(episodes_per_update=4, hidden_size=8))
    return [run.advance(traced=True).trace for _ in range(4)]


def test_its_rows_are_those_of_the_update_as_it_was_trained(path, explained):
    found = explained(path, "--run", 1, "--update", 3)
    trace = the_run()[2]
    assert (found["run"], found["update"], found["episodes"]) == (1, 3, 4)
    assert found["env_steps"] == len(found["steps"]) == trace.rollout.mask_TN.sum()
    assert found["mean_return"] == trace.rollout.episode_return_N.mean()
    first = found["steps"][0]
    assert (first["episode"], first["t"]) == (1, 0)
    assert first["observation"] == [float(number) for number in trace.rollout.obs_TNO[0, 0]]
    assert first["action"] == int(trace.rollout.action_TN[0, 0])
    assert first["advantage"] == trace.judged.advantage_TN[0, 0]
    assert first["return"] == trace.judged.return_TN[0, 0]
    assert first["change"] == first["after"] - first["before"]
    order = [(row["episode"], row["t"]) for row in found["steps"]]
    assert order == sorted(order)
    positive = [row for row in found["steps"] if row["advantage"] > 0]
    assert found["counts"]["positive"] == len(positive)
    assert found["counts"]["positive_fell"] == sum(row["change"] < 0 for row in positive)
    assert found["kl"] > 0
    assert [layer["name"] for layer in found["layers"]] == ["hidden_1", "hidden_2", "logits"]
    assert found["most_encouraged"][0]["change"] == max(row["change"] for row in found["steps"])
    assert found["compass"] is None
    assert found["played_seconds"] >= 0


def test_without_a_number_it_is_the_newest_and_resume_names_the_file_too(path, explained):
    found = explained("--resume", path, "--run", 1, "--episode", 2)
    assert found["update"] == 4
    assert {row["episode"] for row in found["steps"]} == {2}
    assert len(found["steps"]) == the_run()[3].rollout.length_N[1]


def test_as_text_it_is_a_table_with_the_honest_sentence(path, capsys):
    capsys.readouterr()
    assert main(["explain", str(path), "--run", "1", "--update", "2", "--episode", "1"]) == 0
    text = capsys.readouterr().out
    assert "2 of run 1" in text
    assert "actions with positive advantage" in text
    assert "the weights are shared" in text
    for heading in ("Layers", "Most encouraged", "Most discouraged", "Episode 1", "log π(a|s) before"):
        assert heading in text
    assert "right" in text.partition("Episode 1\n")[2]


def test_dqn_tells_values_and_has_no_compass(path, explained, refused):
    found = explained(path, "--run", "values")
    assert found["measure"] == "action_value"
    assert found["kl"] is None
    assert {layer["gradient"] for layer in found["layers"]} == {None}
    assert refused(path, "--run", "values", "--compass").startswith("DQN has no policy gradient")


def test_a_policy_shows_the_next_update_that_it_would_make(policy, explained, refused):
    found = explained(policy)
    assert (found["run"], found["update"], found["updates_before"]) == (None, 1, 2)
    assert np.isfinite([row["change"] for row in found["steps"]]).all()
    assert found == {**explained(policy), "played_seconds": found["played_seconds"]}
    assert "holds a policy and no updates" in refused(policy, "--update", "1")


def test_the_compass_is_told_too(path, explained, monkeypatch, capsys):
    asked = []

    def read(subject, progress):
        asked.append(subject)
        progress(0.5)
        progress(1.0)
        return READING

    monkeypatch.setattr(explain, "read_compass", read)
    found = explained(path, "--run", 1, "--update", 2, "--compass")["compass"]
    assert found["cosine"] == {"value": 0.84, "low": 0.82, "high": 0.86}
    assert found["rows"][0]["episodes"] == 1
    np.testing.assert_array_equal(asked[0].gradient_P, the_run()[1].gradient_P)
    assert main(["explain", str(path), "--run", "1", "--compass"]) == 0
    text = capsys.readouterr().out
    assert "this update" in text
    assert "0.820 to 0.860" in text
    assert "8,192 episodes" in text


def test_what_is_not_there_is_refused(path, refused, tmp_path):
    assert "has no run" in refused(path, "--run", "7")
    assert "newest update of the run is 4" in refused(path, "--run", "1", "--update", "9")
    assert refused(path, "--run", "1", "--episode", "9") == "There is no episode 9: the update played 4 of them."
    assert "required" in refused("--json")
    assert main(["explain", str(tmp_path / "none.pglab")]) == 1


def test_no_code_of_a_files_choice_is_run(policy, refused, monkeypatch):
    monkeypatch.setattr(explain, "require_no_module", _refuse)
    assert main(["explain", str(policy)]) == 2


def _refuse(environment, file):
    from pg_desktop.cli.faults import ArgumentError

    raise ArgumentError("Not {environment}.", environment=environment)
