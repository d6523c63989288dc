"""What an environment of others may take can be set."""

import os

import pytest

from pg_desktop.learning.worlds.limit_rows import LIMIT_ROWS
from pg_desktop.learning.worlds.limits import Limits, Place, allowed_at, resident_bytes, usual_limits
from pg_desktop.messages import UserError


def test_the_usual_limits_are_a_minute_and_half_of_the_memory():
    limits = usual_limits()
    assert [limits.seconds_at(place) for place in Place] == [120, 120, 60, 60, 60, 2]
    assert limits.memory == os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2


def test_variables_of_the_environment_say_something_else(monkeypatch):
    monkeypatch.setenv("PG_DESKTOP_ENV_SECONDS", "3.5")
    monkeypatch.setenv("PG_DESKTOP_ENV_START_SECONDS", "600")
    monkeypatch.setenv("PG_DESKTOP_ENV_GIGABYTES", "1.5")
    assert usual_limits() == Limits(seconds=3.5, start_seconds=600.0, memory=3 * 2**29)


@pytest.mark.parametrize("text", ["much", "0", "-1", "nan", "inf"])
def test_what_is_no_positive_number_is_said(monkeypatch, text):
    monkeypatch.setenv("PG_DESKTOP_ENV_SECONDS", text)
    with pytest.raises(UserError) as caught:
        usual_limits()
    assert str(caught.value) == (
        f"The variable PG_DESKTOP_ENV_SECONDS must be a positive number, but is '{text}'; change it, or unset it."
    )


def test_the_memory_of_a_process_is_known():
    assert 10 * 2**20 < resident_bytes(os.getpid()) < 10 * 2**30
    assert resident_bytes(2**22 + 1) is None


@pytest.mark.parametrize("row", LIMIT_ROWS, ids=lambda row: row.allowed.option)
def test_every_row_of_the_table_is_heeded(monkeypatch, row):
    monkeypatch.setenv(*row.variable(3.5))
    changed = [
        other for other in LIMIT_ROWS if other.value(usual_limits()) != other.value(usual_limits(as_chosen=False))
    ]
    assert changed == [row]
    assert row.value(usual_limits()) == 3.5


@pytest.mark.parametrize("place", Place)
def test_who_waits_too_long_is_told_where_to_allow_more(place):
    allowed = allowed_at(place)
    assert (None if allowed is None else allowed.option) == {
        Place.IMPORT: "--env-start-seconds",
        Place.MAKE: "--env-start-seconds",
        Place.CLOSE: None,
    }.get(place, "--env-seconds")
