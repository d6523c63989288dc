"""A run as a table."""

import csv

import numpy as np

from pg_desktop.learning.edits import Edit
from pg_desktop.runs.history import History
from pg_desktop.runs.table import table_header, table_rows
from pg_desktop.storage.history_csv import write_history_csv
from tests.runs.histories import record

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
