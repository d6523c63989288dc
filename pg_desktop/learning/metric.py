"""What a row of the table of metrics says. Loads no NumPy, which the window's first paint does not need."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto

from pg_desktop.learning.settings.table import Settings


def _always(settings: Settings) -> bool:
    del settings
    return True


class Per(Enum):
    """How often there is a value."""

    EPISODE = auto()
    UPDATE = auto()


@dataclass(frozen=True, kw_only=True)
class Metric:
    """One row of the table; texts are English sources for translation in the context "Metrics".

    Attributes:
        key: its name in code, reports, columns and files.
        name: its heading, as on a card.
        label: its name within a sentence, a legend or a readout.
        help: one or two sentences on what it tells, without markup.
        symbol: the mathematical symbol, or "".
        formula: what the symbol stands for, or "".
        unit: of its values, or "".
        per: how often there is a value.
        floor: the lower end of its axis; None follows the data.
        fixed: both ends of its axis, whatever the data are; None follows them.
        colour: the name of the theme's colour.
        algorithms: those that report it; none are all.
        main: whether it is always drawn, and not on demand: an algorithm has one such metric of its updates.
        button: what is written on the button that shows it, with "&" before the letter that presses it; "" if `main`.
        title: the name of the card that it is the main metric of, with "&"; "" if it is none.
        caution: for a main metric, as rich text, what its value does not tell; "" if it tells all.
        sometimes: whether there are updates without a value.
        sometimes_of: algorithms with such updates, where others have none.
        expected: for a metric that there is only sometimes, whether settings let values be expected.
        rare: whether most runs have no value at all, and neither a column in files then.
        measured: whether it is measured of updates on demand, afterwards, and no update reports it.
        below: whether its button stands below the card's heading, in which there would be too many.
    """

    key: str
    name: str
    label: str
    help: str
    per: Per
    colour: str
    symbol: str = ""
    formula: str = ""
    unit: str = ""
    floor: float | None = None
    fixed: tuple[float, float] | None = None
    algorithms: tuple[str, ...] = ()
    main: bool = False
    button: str = ""
    title: str = ""
    caution: str = ""
    sometimes: bool = False
    sometimes_of: tuple[str, ...] = ()
    expected: Callable[[Settings], bool] = _always
    rare: bool = False
    measured: bool = False
    below: bool = False
