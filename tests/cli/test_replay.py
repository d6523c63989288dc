"""`pg-desktop train --edits`: a run is played again, bit for bit."""

import csv
import json

import numpy as np
import pytest

from pg_desktop.__main__ import main
from pg_desktop.cli import train as train_command
from pg_desktop.cli.parser import parse
from pg_desktop.learning.hyperparameters import Settings
from pg_desktop.session.edits import EditLog
from pg_desktop.session.history import Cursor, History
from pg_desktop.session.run import Run
from pg_desktop.session.snapshots import Snapshots
from pg_desktop.storage.edit_script import EditScript, write_edit_script
from pg_desktop.storage.policy_file import load_policy

SMALL = Settings(hidden_size=8, episodes_per_update=4, seed=3)
STEPS = [
    {"hidden_size": 12},
    {"gamma": 0.9, "learning_rate": 0.01},
    {"hidden_size": 5, "entropy_bonus": 0.01},
    {"gravity": 1.5, "pole_length_range": 2.0},
    {"episodes_per_update": 6, "advantage": "value"},
    {"stream": 1},
    {"gamma": 0.99},
]


def played(settings, steps, updates=2):
    """A run with changes every few updates."""
    run = Run(settings, History(), EditLog(), None, Snapshots())
    for changes in ({}, *steps):
        run.apply(run.settings.changed(changes))
        for _ in range(updates):
            run.advance()
    return run


def script_of(run, tmp_path):
    file = tmp_path / "edits.json"
    write_edit_script(file, EditScript.of_run(run.settings, run.edits.all()))
    return file


def again(monkeypatch, tmp_path, run, *arguments):
    """Play it again by the command; the run that it made."""
    made = []

    class Kept(Run):
        def __init__(self, *given, **named):
            super().__init__(*given, **named)
            made.append(self)

    monkeypatch.setattr(train_command, "Run", Kept)
    save = tmp_path / "again.safetensors"
    command = ["train", "--edits", str(script_of(run, tmp_path)), "--updates", str(run.updates), "--quiet"]
    assert main([*command, "--save", str(save), *arguments]) == 0
    assert load_policy(save).policy.equals(run.policy())
    assert load_policy(save).edits == run.edits.all()
    return made[0]


def assert_same(run, other):
    block, expected = (each.history.since(Cursor())[0] for each in (other, run))
    for name, array in vars(expected).items():
        if name != "seconds_U":
            np.testing.assert_array_equal(getattr(block, name), array, err_msg=name)
    assert other.policy().equals(run.policy())
    assert other.settings == run.settings
    assert other.edits.all() == run.edits.all()


@pytest.mark.parametrize(
    "settings",
    [
        SMALL,
        SMALL.changed({"advantage": "value", "activation": "tanh"}),
        SMALL.changed({"environment": "ContinuousCartPole", "normalise_observations": True, "normalise_rewards": True}),
    ],
)
def test_history_weights_and_edits_are_those_of_the_run(monkeypatch, tmp_path, capsys, settings):
    run = played(settings, STEPS)
    changed = {key: value for changes in STEPS for key, value in changes.items()}
    assert len({edit.key for edit in run.edits.all()}) >= len(changed) - 1
    assert_same(run, again(monkeypatch, tmp_path, run))


def test_a_branched_run_is_played_again(monkeypatch, tmp_path, capsys):
    run = Run(SMALL, History(), EditLog(), None, snapshots := Snapshots())
    for _ in range(6):
        run.advance()
    run.apply(run.settings.changed({"hidden_size": 20}))
    run.advance()
    run.branch(snapshots.nearest(4), SMALL.changed({"stream": 1}))
    run.advance()
    run.apply(run.settings.changed({"hidden_size": 3}))
    run.advance()
    assert [edit.key for edit in run.edits.all()] == ["stream", "hidden_size"]
    assert_same(run, again(monkeypatch, tmp_path, run))


def test_several_changes_between_two_updates_are_played_again_one_after_the_other(monkeypatch, tmp_path, capsys):
    run = Run(SMALL, History(), EditLog())
    run.advance()
    for changes in (
        {"hidden_size": 20},
        {"gamma": 0.5},
        {"hidden_size": 6},
        {"gamma": 0.7},
        {"hidden_size": 9},
    ):
        run.apply(run.settings.changed(changes))
    run.advance()
    assert [edit.new for edit in run.edits.all() if edit.key == "hidden_size"] == [20, 6, 9]
    assert_same(run, again(monkeypatch, tmp_path, run))


@pytest.mark.parametrize(
    "steps",
    [
        # There and back: random numbers begin anew with the stream, though the setting is what it was.
        [{"stream": 1}, {"stream": 0}],
        # The new size is drawn from stream 1.
        [{"stream": 1}, {"hidden_size": 20}, {"stream": 2}],
    ],
)
def test_changes_of_the_stream_between_two_updates_are_played_again(monkeypatch, tmp_path, capsys, steps):
    run = Run(SMALL, History(), EditLog())
    run.advance()
    for changes in steps:
        run.apply(run.settings.changed(changes))
    run.advance()
    assert_same(run, again(monkeypatch, tmp_path, run))


def test_a_run_whose_limit_was_raised_is_played_on(monkeypatch, tmp_path, capsys):
    run = Run(SMALL.changed({"update_limit": 2}), History(), EditLog())
    for _ in range(2):
        run.advance()
    run.apply(run.settings.changed({"update_limit": 0}))
    for _ in range(2):
        run.advance()
    assert_same(run, again(monkeypatch, tmp_path, run))


def test_the_table_tells_what_was_changed(tmp_path, capsys):
    run = played(SMALL, STEPS[:2])
    table = tmp_path / "history.csv"
    command = ["train", "--edits", str(script_of(run, tmp_path)), "--updates", "6", "--quiet", "--history", str(table)]
    assert main(command) == 0
    rows = list(csv.DictReader(table.read_text(encoding="utf-8").splitlines()))
    told = {row["episode"]: row["edits"] for row in rows if row["edits"]}
    assert told == {"9": "hidden_size: 8 -> 12", "17": "gamma: 0.99 -> 0.9; learning_rate: 0.03 -> 0.01"}


def test_arguments_change_what_the_script_begins_with(tmp_path):
    run = played(SMALL, STEPS[:1])
    script = str(script_of(run, tmp_path))
    request = parse(["train", "--edits", script])
    assert request.settings == SMALL
    assert request.edits == run.edits.all()
    assert parse(["train", "--edits", script, "--seed", "8"]).settings == SMALL.changed({"seed": 8})
    assert parse(["train", "--edits", script, "--set", "gamma=0.5"]).settings == SMALL.changed({"gamma": 0.5})


def test_a_bad_script_is_one_sentence(tmp_path, capsys):
    file = tmp_path / "edits.json"
    file.write_text(json.dumps({"settings": {}, "edits": [{}]}), encoding="utf-8")
    assert main(["train", "--edits", str(file)]) != 0
    out, err = capsys.readouterr()
    assert out == ""
    assert err == "“edits.json” holds no edits of a run: Edit 1 must have the entries update, key, old and new.\n"
