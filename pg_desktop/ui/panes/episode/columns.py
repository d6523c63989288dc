"""The columns of an episode's memory: what each is called, what stands in it, and how long its bars are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QCoreApplication, QLocale

from pg_desktop.ui.kit.numbers import MINUS, fixed, whole
from pg_desktop.ui.panes.episode import words

if TYPE_CHECKING:  # NumPy and torch, which the first paint does not need
    from numpy.typing import NDArray

    from pg_desktop.learning.explaining.memory import Memory
    from pg_desktop.learning.worlds.table import EnvironmentEntry

SEEN_MAX: Final = 12
"""Numbers of an observation that have a column; the tooltip of t has more."""
_PARTS_MAX: Final = 4
_SAMPLES: Final = 50
"""Actions that are looked at for how much room they need."""
_RANKS: Final = {"t": 0, "action": 1, "return": 2, "advantage": 3, "expected": 4, "reward": 5, "baseline": 6}
"""The most important column first; the numbers of the observation come after these."""


@dataclass(frozen=True, eq=False)
class Column:
    """A column.

    Attributes:
        key: what it is called in files.
        title: what it is called here.
        help: what it means, with the formula and where it comes from.
        text: writes the cell of a row.
        values: float64, what its bars show; None where there are none.
        extent: the value of the longest bar.
        rank: the smaller, the longer it stays where there is little room.
        sample: a text that has to have room.
    """

    key: str
    title: str
    help: str
    text: Callable[[int], str]
    values: NDArray[Any] | None
    extent: float
    rank: int
    sample: str

    @property
    def numbers(self) -> bool:
        """Whether there are numbers in it, which stand at the right."""
        return self.values is not None or self.key == "t"

    @cached_property
    def signed(self) -> bool:
        """Whether some of its numbers are negative, so that 0 is in the middle of its bars."""
        return self.values is not None and bool((self.values < 0).any())


def columns_of(memory: Memory, entry: EnvironmentEntry, locale: QLocale) -> tuple[Column, ...]:
    """All columns, from left to right."""
    from pg_desktop.learning.explaining.memory import Baseline, Measure  # noqa: PLC0415 (torch)

    extents, told = memory.extents, words.Words(memory)
    probable = memory.measure is Measure.PROBABILITY

    def numbers(key: str, values: NDArray[Any], extent: float, decimals: int | None = None) -> Column:
        title, explained = told.title(key), told.help(key)
        return _numbers(key, title, explained, values, extent, locale, decimals)

    columns = [
        Column(
            "t", "t", told.help("t"), lambda row: whole(row, locale), None, 0.0, 0, whole(len(memory), locale) + "0"
        ),
        *_seen(memory, entry, told, locale),
        _actions(memory, entry, told, locale),
        numbers(
            "expected",
            memory.expected_L,
            1.0 if probable else float(abs(memory.expected_L).max()),
            2 if probable else None,
        ),
        numbers("reward", memory.reward_L, extents.reward),
        numbers("return", memory.return_L, extents.returned),
    ]
    if memory.baseline not in (Baseline.NONE, Baseline.ACTION_VALUE):  # nothing, or what stands there already
        columns.append(numbers("baseline", memory.baseline_L, extents.returned))
    columns.append(numbers("advantage", memory.advantage_L, extents.advantage))
    return tuple(columns)


def action_text(action: Any, names: Sequence[str], locale: QLocale) -> str:
    """An action, by its name if it has one."""
    parts = action.reshape(-1).tolist()
    if len(parts) == 1 and isinstance(parts[0], int):
        return names[parts[0]] if parts[0] < len(names) else whole(parts[0], locale)
    written = [
        fixed(part, 2, locale) if isinstance(part, float) else whole(part, locale) for part in parts[:_PARTS_MAX]
    ]
    text = "; ".join([*written, "…"] if len(parts) > _PARTS_MAX else written)
    return text if len(parts) == 1 else f"({text})"


def observation_names(memory: Memory, entry: EnvironmentEntry) -> tuple[str, ...]:
    """What the numbers of the observation are called, with their units; s₁, s₂ where the table knows no names."""
    count = memory.obs_LO.shape[1]
    names = tuple(QCoreApplication.translate("Environments", name) for name in entry.observation_names)
    return names if len(names) == count else tuple(f"s{words.subscript(index + 1)}" for index in range(count))


def _seen(memory: Memory, entry: EnvironmentEntry, told: words.Words, locale: QLocale) -> list[Column]:
    names = observation_names(memory, entry)[:SEEN_MAX]
    columns = []
    for index, name in enumerate(names):
        values, extent = memory.obs_LO[:, index].astype(float), float(memory.extents.obs_O[index])
        title = name.partition(" (")[0]
        column = _numbers(f"obs_{index + 1}", title, told.seen(name), values, extent, locale, None)
        columns.append(column)
    return columns


def _actions(memory: Memory, entry: EnvironmentEntry, told: words.Words, locale: QLocale) -> Column:
    names = [QCoreApplication.translate("Environments", name) for name in entry.action_names]

    def text(row: int) -> str:
        return action_text(memory.action_L[row], names, locale)

    first = map(text, range(min(len(memory), _SAMPLES)))
    sample = max([*first, *(names if memory.action_L.dtype.kind == "i" else ())], key=len)
    return Column("action", told.title("action"), told.help("action"), text, None, 0.0, _RANKS["action"], sample)


def _numbers(
    key: str, title: str, explained: str, values: NDArray[Any], extent: float, locale: QLocale, decimals: int | None
) -> Column:
    digits = _decimals(values, extent) if decimals is None else decimals
    plus = key == "advantage"

    def text(row: int) -> str:
        return _signed(fixed(float(values[row]), digits, locale), plus=plus)

    sample = _signed(fixed(-extent, digits, locale), plus=False)
    return Column(key, title, explained, text, values, extent, _RANKS.get(key, len(_RANKS)), sample)


def _signed(text: str, *, plus: bool) -> str:
    """With a plus where the sign is what one looks for."""
    nothing = text.startswith(MINUS) or not any(digit in text for digit in "123456789")
    return text if nothing or not plus else f"+{text}"


def _decimals(values: NDArray[Any], extent: float) -> int:
    """As many digits after the point as numbers of a size are told by; none of whole ones."""
    if not (values % 1).any():
        return 0
    return 3 if extent < 1 else 2 if extent < 100 else 1
