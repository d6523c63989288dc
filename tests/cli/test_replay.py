"""`pg-desktop train --edits`: a run is played again, bit for bit."""

import json
from dataclasses import replace

import numpy as np
import pytest

from pg_desktop.__main__ import main
from pg_desktop.cli import kept as kept_command
from pg_desktop.cli.parser import parse
from pg_desktop.learning import trainer
from pg_desktop.learning.settings.table import Settings
from pg_desktop.learning.worlds.world import make_world
from pg_desktop.runs.run import Run
from pg_desktop.storage.edit_script import EditScript, write_edit_script
from pg_desktop.storage.policy_file import load_policy
from tests.runs.histories import columns_of
from tests.tables import table_in

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


def change(run, changes):
    """Change settings, or the stream."""
    if "stream" in changes:
        run.reseed(changes["stream"])
    else:
        run.apply(run.settings.changed(changes))


def played(settings, steps, updates=2):
    """A run with changes every few updates."""
    run = Run.begin(settings, watched=True)
    for changes in ({}, *steps):
        change(run, changes)
        for _ in range(updates):
            run.advance()
    return run


def script_of(run, tmp_path):
    file = tmp_path / "edits.json"
    write_edit_script(file, EditScript.of_run(run.settings, run.record.stream, run.edits.all(), run.updates))
    return file


def again(monkeypatch, tmp_path, run, *arguments):
    """Play it again by the command; the run that it made."""
    made = []

    class Kept(Run):
        def __init__(self, *given, **named):
            super().__init__(*given, **named)
            made.append(self)

    monkeypatch.setattr(kept_command, "Run", Kept)
    save = tmp_path / "again.safetensors"
    command = ["train", "--edits", str(script_of(run, tmp_path)), "--quiet"]
    assert main([*command, "--save", str(save), *arguments]) == 0
    assert load_policy(save).policy.equals(run.policy())
    assert load_policy(save).edits == run.edits.all()
    return made[0]


def assert_same(run, other):
    block, expected = (each.history.since() for each in (other, run))
    columns = columns_of(block)
    for name, array in columns_of(expected).items():
        if name != "seconds_U":
            np.testing.assert_array_equal(columns[name], array, err_msg=name)
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
    run = Run.begin(SMALL, watched=True)
    for _ in range(6):
        run.advance()
    run.apply(run.settings.changed({"hidden_size": 20}))
    run.advance()
    run = Run.branch(run.record, run.record.checkpoints.nearest(4), SMALL, stream=1)
    run.advance()
    run.apply(run.settings.changed({"hidden_size": 3}))
    run.advance()
    assert [edit.key for edit in run.edits.all()] == ["stream", "hidden_size"]
    assert_same(run, again(monkeypatch, tmp_path, run))


def test_several_changes_between_two_updates_are_played_again_one_after_the_other(monkeypatch, tmp_path, capsys):
    run = Run.begin(SMALL)
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
        # There and back: random numbers start over with the stream, though the setting is what it was.
        [{"stream": 1}, {"stream": 0}],
        # The new size is drawn from stream 1.
        [{"stream": 1}, {"hidden_size": 20}, {"stream": 2}],
    ],
)
def test_changes_of_the_stream_between_two_updates_are_played_again(monkeypatch, tmp_path, capsys, steps):
    run = Run.begin(SMALL)
    run.advance()
    for changes in steps:
        change(run, changes)
    run.advance()
    assert_same(run, again(monkeypatch, tmp_path, run))


def test_a_run_whose_limit_was_raised_is_played_on(monkeypatch, tmp_path, capsys):
    run = Run.begin(SMALL.changed({"update_limit": 2}))
    for _ in range(2):
        run.advance()
    run.apply(run.settings.changed({"update_limit": 0}))
    for _ in range(2):
        run.advance()
    assert_same(run, again(monkeypatch, tmp_path, run))


@pytest.fixture
def easy(monkeypatch):
    """A target that every policy reaches, as soon as there are a hundred episodes."""
    world = replace(make_world("CartPole-v1"), threshold=1.0)
    monkeypatch.setattr(trainer, "make_world", lambda *_, **__: world)


def test_a_run_that_went_on_when_it_was_solved_is_played_to_its_end(monkeypatch, tmp_path, capsys, easy):
    run = Run.begin(SMALL.changed({"episodes_per_update": 32, "stop_when_solved": True}))
    while run.limit_reached() is None:
        run.advance()
    assert run.updates == 4
    for _ in range(2):  # somebody trained on
        run.advance()
    run.apply(run.settings.changed({"gamma": 0.5}))
    run.advance()
    replayed = again(monkeypatch, tmp_path, run)
    assert replayed.solved.episode == run.solved.episode == 100
    assert_same(run, replayed)
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("key", ["update_limit", "episode_limit"])
def test_a_limit_that_came_too_late_ends_nothing(monkeypatch, tmp_path, capsys, key):
    # It acts with the update after it, which is done in any case; and then somebody lifts it.
    run = played(SMALL, [{key: 1}, {key: 0}], updates=1)
    assert run.updates == 3
    assert_same(run, again(monkeypatch, tmp_path, run))


def test_a_run_without_edits_is_played_to_its_end(monkeypatch, tmp_path, capsys):
    run = played(SMALL, [], updates=3)
    assert_same(run, again(monkeypatch, tmp_path, run))


def test_whoever_says_when_training_ends_is_obeyed(monkeypatch, tmp_path, capsys, easy):
    run = played(SMALL.changed({"update_limit": 2}), [{"update_limit": 0}, {"update_limit": 5}])
    script = str(script_of(run, tmp_path))

    def updates(*arguments, code=0):
        assert main(["train", "--edits", script, "--quiet", "--json", *arguments]) == code
        return json.loads(capsys.readouterr().out)["updates"]

    assert run.updates == 6
    assert updates("--updates", "1") == 1
    assert updates("--steps", "1") == 1
    # Beyond the run's own end the limits count that are in force there.
    assert updates("--updates", "9") == 6
    assert updates("--updates", "9", "--set", "episodes_per_update=50") == 6
    assert updates("--until-solved", "--set", "episodes_per_update=50") == 2


def test_edits_that_were_not_due_are_named(tmp_path, capsys):
    run = played(SMALL, [{"hidden_size": 12}, {"gamma": 0.9, "learning_rate": 0.01}])
    script = str(script_of(run, tmp_path))
    assert main(["train", "--edits", script, "--quiet", "--updates", "3"]) == 0
    assert capsys.readouterr().err == (
        "The run ended after 3 updates, before these edits were due: gamma 0.99 -> 0.9 at 4, "
        "learning_rate 0.03 -> 0.01 at 4.\n"
    )
    assert main(["train", "--edits", script, "--quiet", "--updates", "4"]) == 0
    assert capsys.readouterr().err == ""


def test_of_many_edits_that_were_not_due_some_are_named(tmp_path, capsys):
    run = played(SMALL, [{"gamma": 0.1 * n} for n in range(1, 9)], updates=1)
    assert main(["train", "--edits", str(script_of(run, tmp_path)), "--quiet", "--updates", "1"]) == 0
    err = capsys.readouterr().err
    assert (err.count("gamma"), err.count("\n")) == (5, 1)
    assert err.endswith("and 2 more.\n")


def test_a_script_of_an_earlier_version_is_played_until_solved_and_says_what_is_left(tmp_path, capsys, easy):
    edit = {"update": 9, "key": "gamma", "old": 0.99, "new": 0.5}
    file = tmp_path / "old.json"
    settings = {"hidden_size": 8, "episodes_per_update": 50}
    file.write_text(json.dumps({"settings": settings, "edits": [edit]}), encoding="utf-8")
    assert main(["train", "--edits", str(file), "--quiet", "--json"]) == 0
    out, err = capsys.readouterr()
    assert json.loads(out)["updates"] == 2
    assert err == "The run ended after 2 updates, before these edits were due: gamma 0.99 -> 0.5 at 9.\n"


def test_a_run_without_updates_is_played_again(monkeypatch, tmp_path, capsys):
    run = Run.begin(SMALL)
    assert_same(run, again(monkeypatch, tmp_path, run))


def test_the_table_tells_what_was_changed(tmp_path, capsys):
    run = played(SMALL, STEPS[:2])
    table = tmp_path / "history.csv"
    command = ["train", "--edits", str(script_of(run, tmp_path)), "--quiet", "--history", str(table)]
    assert main(command) == 0
    told = {row["episode"]: row["edits"] for row in table_in(table) if row["edits"]}
    assert told == {"9": "hidden_size: 8 -> 12", "17": "gamma: 0.99 -> 0.9; learning_rate: 0.03 -> 0.01"}


def test_arguments_change_what_the_script_begins_with(tmp_path):
    run = played(SMALL, STEPS[:1])
    script = str(script_of(run, tmp_path))
    request = parse(["train", "--edits", script])
    assert request.settings == SMALL
    assert request.replay.edits == run.edits.all()
    assert parse(["train", "--edits", script, "--seed", "8"]).settings == SMALL.changed({"seed": 8})
    assert parse(["train", "--edits", script, "--set", "gamma=0.5"]).settings == SMALL.changed({"gamma": 0.5})


def test_a_bad_script_is_one_sentence(tmp_path, capsys):
    file = tmp_path / "edits.json"
    file.write_text(json.dumps({"settings": {}, "edits": [{}]}), encoding="utf-8")
    assert main(["train", "--edits", str(file)]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err == "“edits.json” holds no edits of a run: Edit 1 must have the entries update, key, old and new.\n"
