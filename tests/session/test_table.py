"""A run as a table."""

import csv

from pg_desktop.learning.edits import Edit
from pg_desktop.session.history import History
from pg_desktop.session.table import HEADER, table_rows
from pg_desktop.storage.history_csv import write_history_csv


def edit(update, key, old, new):
    return Edit(update=update, episode=0, env_step=0, key=key, old=old, new=new)


EDITS = (
    edit(1, "gamma", 0.99, 0.5),
    edit(2, "hidden_size", 64, 128),
    edit(2, "advantage", "normalised", "value"),
    edit(3, "gamma", 0.5, 0.9),
)


def test_edits_stand_where_they_took_effect(three: History):
    rows = list(table_rows(three, EDITS))
    assert all(len(row) == len(HEADER) for row in rows)
    # Updates of 2, 1 and 3 episodes; what was changed after the last one has not acted yet.
    assert [row[-1] for row in rows] == [
        "",
        "",
        "gamma: 0.99 -> 0.5",
        "hidden_size: 64 -> 128; advantage: normalised -> value",
        "",
        "",
    ]
    assert [row[0] for row in rows] == [1, 2, 3, 4, 5, 6]


def test_without_edits_and_without_episodes(three: History):
    assert {row[-1] for row in table_rows(three, ())} == {""}
    assert list(table_rows(History(), EDITS)) == []


def test_in_a_file(three: History, tmp_path):
    file = tmp_path / "history.csv"
    write_history_csv(file, HEADER, table_rows(three, EDITS))
    rows = list(csv.DictReader(file.read_text(encoding="utf-8").splitlines()))
    assert len(rows) == 6
    assert rows[3]["edits"] == "hidden_size: 64 -> 128; advantage: normalised -> value"
    assert rows[2]["explained_variance"] == ""
    assert list(rows[0]) == list(HEADER)
    assert HEADER[-1] == "edits"
