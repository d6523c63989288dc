"""What is promised, and what the tests measured of it: rows that tests fill in, written to tests/README.md.

A test says `scoreboard("killed-training", "50 of 50")`; it counts if the test passes. Where many tests fill one row,
each says how much of it it is, `scoreboard("killed-training", 1, of=50)`, and what passed is added up; `of=0` is of any
number. `pytest -m slow --scoreboard` writes what was measured beside what is promised; rows of tests that did not run
stay as they were.
"""

import datetime
import os
import platform
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest

PAGE: Final = Path(__file__).with_name("README.md")
_BEGIN: Final = "<!-- scoreboard -->"
_PROPERTY: Final = "scoreboard:"


@dataclass(frozen=True)
class Row:
    """One promise.

    Attributes:
        key: by which a test names it.
        promise: what is to be true, in words of a user.
        bar: what has to be measured.
    """

    key: str
    promise: str
    bar: str


ROWS: Final[tuple[Row, ...]] = (
    Row(
        "recorded-moments",
        "A recorded moment is the one that was: played again, episodes of every world show the same, bit for bit",
        "all episodes",
    ),
    Row("policy-map", "What the policy does at 128×128 points of a plane is known at once", "20 ms at the most"),
    Row(
        "anatomy-presets",
        "In every preset, the stages of an update tell the loss and the gradient that it reported.",
        "all presets",
    ),
    Row(
        "exact-resume",
        "A run that is cut off anywhere and goes on in another process is the run that was never cut off, bit for bit.",
        "50 of 50 random cuts, over every preset",
    ),
    Row(
        "large-list",
        "An experiment of 50 runs of 100,000 episodes shows which runs it has at once.",
        "at most 1 s",
    ),
    Row("file-size", "The file of a run of 100,000 episodes of CartPole is small.", "at most 25 MB"),
    Row(
        "killed-window",
        "After `kill -9` of a window that trains, the next start offers all of it but at most 2 s, and every edit.",
        "25 of 25",
    ),
    Row(
        "killed-command",
        "After `kill -9` of `train --experiment`, the file goes on bit for bit; at most 2 s are lost, and no edit.",
        "25 of 25",
    ),
    Row("clean-ends", "After a window that was closed, nothing is offered.", "100 of 100"),
    Row(
        "killed-save",
        "After `kill -9` within Save the file is whole, the old one or the new one, and nothing is left beside it.",
        "200 of 200",
    ),
    Row(
        "failing-disk",
        "Whatever fails at whichever step of a write, the file is intact, nothing is left beside it, one sentence.",
        "all steps",
    ),
    Row(
        "mutated-policies", "A damaged or forged policy is refused in a sentence, or is what it says.", "5,000 of 5,000"
    ),
    Row(
        "mutated-experiments",
        "A damaged or forged experiment is refused in a sentence, or is what it says.",
        "5,000 of 5,000",
    ),
    Row(
        "files-by-hand",
        "Files that somebody made on purpose are refused within a second, in a sentence, and run nothing.",
        "at least 200",
    ),
    Row(
        "autosave-time",
        "Keeping the experiment takes a small share of the time of training.",
        "at most 1 % of its seconds",
    ),
    Row("autosave-time-dqn", "The same for DQN, whose replay buffer is kept, too.", "at most 1 % of its seconds"),
    Row("autosave-frames", "No frame of the window is later than 16 ms because the experiment is kept.", "none"),
    Row(
        "compass-interval",
        "The 95 % interval that the gradient compass states holds the true cosine of the update",
        "93 to 97 of 100",
    ),
    Row(
        "soak",
        "A run of 1,000,000 episodes gets neither larger nor slower.",
        "< 60 MB, ≥ 95 % of the speed at its beginning",
    ),
    Row(
        "windows",
        "100 windows that are opened and closed leave nothing behind.",
        "< 5 MB, no thread, timer, process or widget",
    ),
    Row("events", "Whatever is clicked, typed and dragged, nothing fails and the window answers.", "3 × 50,000, < 1 s"),
    Row("races", "Commands that come at any moment end in order.", "500 of 500"),
    Row(
        "machine", "Whatever is done to an experiment, each run is what was done to it, bit for bit.", "all experiments"
    ),
)


@pytest.fixture
def scoreboard(record_property):
    """Say what was measured of a row: `scoreboard(key, measured)`.

    Of a row that several tests fill each says its part: `scoreboard(key, 25, of=500)`, and perhaps how many `seconds`
    it took at worst.
    """
    keys = {row.key for row in ROWS}

    def say(key, measured, *, of=None, seconds=None):
        assert key in keys, f"there is no row {key!r} in the table of tests/scoreboard.py"
        record_property(_PROPERTY + key, measured if of is None else [measured, of, seconds])

    return say


class Scorekeeper:
    """Takes what passed tests measured, also those of other processes, and writes it at the end."""

    def __init__(self):
        self._measured = {}
        self._parts = {}

    def pytest_runtest_logreport(self, report):
        """Take what a test says, if it has passed."""
        if report.when == "call" and report.passed:
            for name, value in report.user_properties:
                if name.startswith(_PROPERTY):
                    key = name.removeprefix(_PROPERTY)
                    self._measured[key] = value if isinstance(value, str) else self._with_part(key, *value)

    def _with_part(self, key, done, of, seconds):
        """What all tests of a row have measured by now."""
        before_done, before_seconds = self._parts.get(key, (0, None))
        worst = max((each for each in (before_seconds, seconds) if each is not None), default=None)
        self._parts[key] = done + before_done, worst
        whole = f" of {of:,}" if of else ""
        return f"{done + before_done:,}{whole}" + ("" if worst is None else f", at worst {worst:.2f} s")

    def pytest_sessionfinish(self):
        """Write it."""
        if self._measured:
            PAGE.write_text(written(PAGE.read_text("utf-8"), self._measured, _when_and_where()), "utf-8")


def written(page, measured, when_and_where):
    """A page with a table of all rows: those measured now, and the others as the page has them."""
    head, mark, table = page.partition(_BEGIN)
    assert mark, f"{PAGE} has no place for the scoreboard"
    before = {key: rest for key, *rest in (_cells(line) for line in table.splitlines()) if rest}
    lines = ["", "", "| row | promise | bar | measured | when, where |", "|---|---|---|---|---|"]
    for row in ROWS:
        old = before.get(row.key, ["", "", "not yet", ""])
        figures = [measured[row.key], when_and_where] if row.key in measured else old[2:]
        lines.append("| " + " | ".join((row.key, row.promise, row.bar, *figures)) + " |")
    return head + mark + "\n".join(lines) + "\n"


def _cells(line):
    return [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] or [""]


def _when_and_where():
    today = datetime.datetime.now(tz=datetime.UTC).date().isoformat()
    return f"{today}, {platform.system()}, Python {platform.python_version()}, {os.cpu_count()} cores"
