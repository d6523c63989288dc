"""A run's table of episodes, as spreadsheets read it."""

import csv
import locale
from contextlib import suppress

import numpy as np
import pytest

from pg_desktop.messages import UserError
from pg_desktop.storage.history_csv import write_history_csv
from tests.tables import about_in, table_in


def test_every_number_is_written_as_short_as_it_can_be(tmp_path):
    path = tmp_path / "history.csv"
    third = float(np.float32(1 / 3))
    write_history_csv(path, ("episode", "loss"), [(1, third), (2, float(np.float32(1e-7))), (2**40, -475.0)])
    assert path.read_bytes() == b"episode,loss\n1,0.33333334\n2,1e-07\n1099511627776,-475.0\n"


def test_a_run_without_episodes_has_a_header(tmp_path):
    path = tmp_path / "history.csv"
    write_history_csv(path, ("episode", "loss"), [])
    assert path.read_bytes() == b"episode,loss\n"


def test_many_rows_are_all_there_and_read_back_as_the_same_float32(tmp_path):
    path = tmp_path / "history.csv"
    losses = np.random.default_rng(0).normal(size=10_000).astype(np.float32)
    write_history_csv(path, ("episode", "loss"), ((i, loss) for i, loss in enumerate(losses.tolist())))
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file))[1:]
    assert [int(row[0]) for row in rows] == list(range(10_000))
    assert np.array_equal(np.array([row[1] for row in rows], np.float32), losses)


def test_the_old_table_stays_when_the_new_one_fails(tmp_path):
    path = tmp_path / "history.csv"
    path.write_text("old", encoding="utf-8")

    def rows():
        yield (1, 2.0)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        write_history_csv(path, ("episode", "loss"), rows())
    assert path.read_text(encoding="utf-8") == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_is_missing_is_named(tmp_path):
    with pytest.raises(UserError, match="there is no folder"):
        write_history_csv(tmp_path / "missing" / "history.csv", ("episode",), [])


ABOUT = [("program", "PG Desktop"), ("environment", "mine.py:Wörld-v0"), ("gamma", "0.99"), ("text", "a=b, c")]


def test_what_it_is_about_comes_before_the_table(tmp_path):
    path = tmp_path / "history.csv"
    write_history_csv(path, ("episode", "loss"), [(1, 0.5)], ABOUT)
    assert path.read_text(encoding="utf-8") == (
        "# program=PG Desktop\n# environment=mine.py:Wörld-v0\n# gamma=0.99\n# text=a=b, c\nepisode,loss\n1,0.5\n"
    )
    assert about_in(path) == dict(ABOUT)
    assert table_in(path) == [{"episode": "1", "loss": "0.5"}]


def test_pandas_skips_it(tmp_path):
    pandas = pytest.importorskip("pandas")
    path = tmp_path / "history.csv"
    write_history_csv(path, ("episode", "loss"), [(1, 0.5), (2, float("nan"))], [*ABOUT, ("arguments", '{"a": "')])
    frame = pandas.read_csv(path, comment="#")
    assert frame["episode"].tolist() == [1, 2]
    assert frame["loss"].isna().tolist() == [False, True]


def test_numbers_have_a_point_whatever_the_country(tmp_path):
    before = locale.setlocale(locale.LC_ALL)
    with suppress(locale.Error):  # where it is not installed
        locale.setlocale(locale.LC_ALL, "de_DE.UTF-8")
    try:
        path = tmp_path / "history.csv"
        write_history_csv(path, ("episode", "loss"), [(1, 1234.5)])
        assert path.read_bytes() == b"episode,loss\n1,1234.5\n"
    finally:
        locale.setlocale(locale.LC_ALL, before)
