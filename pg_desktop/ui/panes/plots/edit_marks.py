"""What plots say of settings: of changed ones in marks, and of all in the title of a picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QCoreApplication

from pg_desktop.learning.edits import STREAM, Edit
from pg_desktop.learning.settings.table import HYPERPARAMETERS, Settings, hyperparameter, is_the_users
from pg_desktop.runs.edits import CLOSE_UPDATES
from pg_desktop.ui.kit.numbers import whole
from pg_desktop.ui.kit.settings.values import change_text, translated, value_text


@dataclass(frozen=True)
class Change:
    """Edits of one setting that followed each other closely.

    Attributes:
        first: the first of them.
        last: the last of them.
        count: how many there were.
        branch: whether the run left another one here.
    """

    first: Edit
    last: Edit
    count: int
    branch: bool = False

    @property
    def label(self) -> str:
        """A few characters."""
        if self.branch:
            return QCoreApplication.translate("Plots", "branch")
        row = hyperparameter(self.first.key)
        return f"{row.symbol or translated(row.name)} {self._way}"

    @property
    def tip(self) -> str:
        """A sentence."""
        translate = QCoreApplication.translate
        if self.branch:
            text = translate(
                "Plots",
                "Branched from update {update} of another run, and goes on with other random numbers (stream "
                "{stream}).",
            )
            return text.format(update=whole(self.first.update), stream=self.last.new)
        if self.count == 1:
            text = translate("Plots", "{name}: {change}, from update {first} on")
        else:
            text = translate("Plots", "{name}: {change} in {count} steps, from update {first} to {last}")
        return text.format(
            name=translated(hyperparameter(self.first.key).name),
            change=self._way,
            count=whole(self.count),
            first=whole(self.first.update + 1),
            last=whole(self.last.update + 1),
        )

    @property
    def _way(self) -> str:
        """From where to where; of a way there and back, where it led, for "64 → 64" would be none at all."""
        row, old, new = hyperparameter(self.first.key), self.first.old, self.last.new
        if old != new:
            return " → ".join(change_text(row, old, new))
        there = value_text(row, self.first.new) if self.count == 2 else "…"
        return f"{value_text(row, old)} → {there} → {value_text(row, new)}"


def changes(edits: Sequence[Edit]) -> list[Change]:
    """Put together what belongs together, in the order of the first edits, which are given in order."""
    found: list[Change] = []
    newest: dict[str, int] = {}
    for edit in edits:
        index = newest.get(edit.key)
        branch = edit.key == STREAM
        if index is not None and not branch and edit.update - found[index].last.update <= CLOSE_UPDATES:
            found[index] = replace(found[index], last=edit, count=found[index].count + 1)
        else:
            if not branch:
                newest[edit.key] = len(found)
            found.append(Change(edit, edit, 1, branch))
    return found


def in_short(settings: Settings) -> list[str]:
    """The values of settings that have a symbol: of the main ones always, of others where they are not the default."""
    default = Settings()
    return [
        f"{row.symbol} {value_text(row, settings.value(key))}"
        for key, row in HYPERPARAMETERS.items()
        if row.symbol and not is_the_users(key) and (row.in_short or settings.value(key) != default.value(key))
    ]
