"""A run as a table."""

import csv

import numpy as np

import pg_desktop
from pg_desktop.learning.edits import Edit
from pg_desktop.learning.settings.table import HYPERPARAMETERS, Settings, parse_assignments
from pg_desktop.runs.history import History
from pg_desktop.runs.table import table_about, table_header, table_rows
from pg_desktop.storage.edit_script import EditScript
from pg_desktop.storage.history_csv import write_history_csv
from tests.runs.histories import record
from tests.tables import about_in, table_in

HEADER = [
    "episode",
    "update",
    "env_step",
    "episode_return",
    "length",
    "policy_loss",
    "entropy",
    "gradient_norm",
    "explained_variance",
    "designed_return",
    "catastrophes",
    "interventions",
    "false_blocks",
    "helped",
    "seconds",
    "edits",
]


def edit(update, key, old, new):
    return Edit(update=update, episode=0, env_step=0, key=key, old=old, new=new)


def one_update():
    """A history of one update with one episode."""
    history = History()
    one = np.ones(1)
    history.append(record(one, one.astype(np.int64), 0.5, 0.5, 1.0, 0.1))
    return history


EDITS = (
    edit(1, "gamma", 0.99, 0.5),
    edit(2, "hidden_size", 64, 128),
    edit(2, "advantage", "normalised", "value"),
    edit(3, "gamma", 0.5, 0.9),
)


def test_edits_stand_where_they_took_effect(three: History):
    rows = list(table_rows(three, EDITS))
    assert all(len(row) == len(table_header(three)) for row in rows)
    # Updates of 2, 1 and 3 episodes; what was changed after the last one acts on the next one.
    assert [row[-1] for row in rows] == [
        "",
        "",
        "gamma: 0.99 -> 0.5",
        "hidden_size: 64 -> 128; advantage: normalised -> value",
        "",
        "afterwards gamma: 0.5 -> 0.9",
    ]
    assert [row[0] for row in rows] == [1, 2, 3, 4, 5, 6]


def test_an_episode_that_is_the_first_and_the_last_tells_both():
    history = one_update()
    edits = [edit(0, "hidden_size", 64, 8), edit(1, "gamma", 0.9, 0.8), edit(1, "gamma", 0.8, 0.7)]
    assert [row[-1] for row in table_rows(history, edits)] == [
        "hidden_size: 64 -> 8; afterwards gamma: 0.9 -> 0.8; afterwards gamma: 0.8 -> 0.7"
    ]


def test_without_edits_and_without_episodes(three: History):
    assert {row[-1] for row in table_rows(three, ())} == {""}
    assert list(table_rows(History(), EDITS)) == []


def test_in_a_file(three: History, tmp_path):
    file = tmp_path / "history.csv"
    write_history_csv(file, table_header(three), table_rows(three, EDITS))
    rows = list(csv.DictReader(file.read_text(encoding="utf-8").splitlines()))
    assert len(rows) == 6
    assert rows[3]["edits"] == "hidden_size: 64 -> 128; advantage: normalised -> value"
    assert rows[2]["explained_variance"] == ""
    assert list(rows[0]) == HEADER


def test_what_a_run_began_with_stands_above_its_table(three: History, tmp_path):
    settings = Settings(gamma=0.5, seed=7, stop_when_solved=True, pace=3.0, smoothing_window=9)
    edits = [edit(1, "gamma", 0.9, 0.5), Edit(1, 2, 20, "stream", 0, 2)]
    about = table_about(EditScript.of_run(settings, 2, edits, 3, "ab" * 32))
    assert about[:5] == [
        ("program", "PG Desktop"),
        ("version", pg_desktop.__version__),
        ("environment", "CartPole-v1"),
        ("algorithm", "reinforce"),
        ("seed", "7"),
    ]
    assert ("gamma", "0.9") in about
    assert ("stop_when_solved", "true") in about
    assert about[-1] == ("policy_sha256", "ab" * 32)
    keys = [key for key, _ in about]
    assert len(set(keys)) == len(keys)
    # Neither how fast it was trained and looked at, nor what another algorithm heeds, nor the first stream.
    assert not {"pace", "smoothing_window", "buffer_size", "stream"} & set(keys)
    assert ("stream", "2") in table_about(EditScript.of_run(settings, 2, [], 3))
    elsewhere = dict(table_about(EditScript(Settings(environment="Acrobot-v1"), ())))
    assert "gravity" in keys
    assert "gravity" not in elsewhere

    file = tmp_path / "history.csv"
    write_history_csv(file, table_header(three), table_rows(three, edits), about)
    assert about_in(file) == dict(about)
    assert len(table_in(file)) == 6


def test_settings_above_a_table_can_be_set_again():
    settings = Settings(environment="FrozenLake-v1", environment_arguments="is_slippery=false", learning_rate=0.002)
    about = dict(table_about(EditScript(settings, ())))
    assigned = parse_assignments([f"{key}={value}" for key, value in about.items() if key in HYPERPARAMETERS])
    assert Settings().changed(assigned) == settings
