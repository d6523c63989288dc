"""The kinds of hyperparameter: what a row of the table says, and how it checks and reads values."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from pg_desktop.learning.settings.spellings import ENGLISH, Separators, read_real, read_whole
from pg_desktop.learning.worlds.arguments import ARGUMENTS_MAX, canonical_arguments, shown_arguments
from pg_desktop.learning.worlds.ids import ID_MAX, absolute_id, is_environment_id
from pg_desktop.messages import QT_TRANSLATE_NOOP, UserError

Value = float | int | str | bool
"""The types a hyperparameter can have."""


def row_field(default: Any, row: Hyperparameter) -> Any:
    """A field of the table: its default, and in its metadata the row that describes it."""
    return field(default=default, metadata={"row": row})


class Scale(StrEnum):
    """How equal distances on a slider translate into values."""

    LINEAR = "linear"
    LOG = "log"
    LOG_ONE_MINUS = "log of 1 - x"
    POWERS_OF_TWO = "powers of two"


class TakesEffect(StrEnum):
    """When a change of a hyperparameter acts on a run in progress."""

    NOW = "now"
    NEXT_UPDATE = "next update"
    RESET = "reset"


class Group(StrEnum):
    """Where a hyperparameter stands in the window: in the run bar, in a section of the settings, or on a card."""

    BAR = "run bar"
    LEARNING = "learning"
    POLICY = "policy"
    WORLD = "world"
    RUN = "run"
    PHYSICS = "physics"
    RANGES = "ranges"
    REALITY = "reality"
    OVERSEEING = "overseeing"


SECTIONS: Final = (Group.LEARNING, Group.POLICY, Group.WORLD, Group.RUN)
"""The groups that are sections of the settings, in the order in which they are read."""


class Needs(StrEnum):
    """What must be so for a hyperparameter to mean anything."""

    NOTHING = "nothing"
    VALUE_BASELINE = "value baseline"
    CONTINUOUS_ACTIONS = "continuous actions"
    CART_POLE = "cart-pole physics"


@dataclass(frozen=True, kw_only=True)
class Hyperparameter:
    """One row of the table; texts are English sources for translation in the context "Hyperparameters".

    Attributes:
        name: what the user reads beside the control.
        symbol: the mathematical symbol, or "".
        help: one or two sentences on what it does.
        formula: the formula it appears in, or "".
        takes_effect: when a change acts.
        group: where it stands in the window.
        needs: when it means anything; elsewhere the window leaves it out.
        lasting: whether a change does something to a run that changing it back does not undo: 64 → 128 → 64 is not the
            same as nothing.
        personal: whether it says how fast to train or how to look at it, which is the user's choice and no matter of
            the run.
        in_short: whether a description of a run in one line names it, even at its default.
        longest: the most characters that a value from a file can have as text.
        key: its name in code, files and on the command line; filled in from the field's name.
        owner: what heeds it: an algorithm by its id, a family of worlds by its name, or "" for every run; filled in
            from the class that declares it.
        also: further algorithms that heed it, by their ids.
    """

    name: str
    help: str
    takes_effect: TakesEffect
    group: Group
    needs: Needs = Needs.NOTHING
    lasting: bool = False
    personal: bool = False
    in_short: bool = False
    symbol: str = ""
    formula: str = ""
    longest: int = 100
    key: str = ""
    owner: str = ""
    also: tuple[str, ...] = ()

    @property
    def owners(self) -> tuple[str, ...]:
        """All that heed it, see `owner`."""
        return (self.owner, *self.also)

    def check(self, value: object) -> Value:
        """Return `value` as this row's type.

        Raises:
            UserError: if it is of the wrong type or out of range.
        """
        raise NotImplementedError(type(self))

    def parse(self, text: str) -> Value:
        """Read a value as typed on the command line.

        Raises:
            UserError: if it cannot be read or is out of range.
        """
        return self.check(text)


DECIMALS_MAX: Final = 30
"""Digits after the point of a real number: what has none of them is 0, also for a field that can show no more."""


@dataclass(frozen=True, kw_only=True)
class RealParameter(Hyperparameter):
    """A real number in [low, high].

    Attributes:
        low: smallest value allowed.
        high: largest value allowed.
        scale: how a slider spreads the range.
        decimals: digits after the point in a spin box.
        unit: shown after the number, or "".
        slider_low: where a logarithmic slider starts if `low` has no logarithm; `low` itself is the end stop.
        special: text shown instead of the number at the upper end, or "".
    """

    low: float
    high: float
    scale: Scale
    decimals: int
    unit: str = ""
    slider_low: float | None = None
    special: str = ""

    def check(self, value: object) -> float:
        """See `Hyperparameter.check`."""
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise _not_a_number(self, value)
        if isinstance(value, float) and not math.isfinite(value):
            raise _not_a_number(self, value)
        if not self.low <= value <= self.high:
            raise _out_of_range(self, value, self.low, self.high)
        return 0.0 if abs(value) < 10.0**-DECIMALS_MAX else float(value)

    def parse(self, text: str, separators: Separators = ENGLISH) -> float:
        """See `Hyperparameter.parse`; `separators` are those of the country in which it was typed."""
        number = read_real(text.strip().removesuffix(self.unit), separators, self.high)
        if number is None:
            raise _not_a_number(self, text)
        return self.check(number)


@dataclass(frozen=True, kw_only=True)
class IntegerParameter(Hyperparameter):
    """A whole number in [low, high].

    Attributes:
        low: smallest value allowed.
        high: largest value allowed.
        scale: how a slider spreads the range; None for a spin box alone.
        special: text shown instead of the number at `low`, or "".
    """

    low: int
    high: int
    scale: Scale | None = None
    special: str = ""

    def check(self, value: object) -> int:
        """See `Hyperparameter.check`."""
        if isinstance(value, bool) or not isinstance(value, int | float) or not _is_whole(value):
            raise UserError(
                QT_TRANSLATE_NOOP("Errors", "{key} must be a whole number, but it is {value}."),
                key=self.key,
                value=repr(value),
            )
        if not self.low <= value <= self.high:
            raise _out_of_range(self, value, self.low, self.high)
        return int(value)

    def parse(self, text: str, separators: Separators = ENGLISH) -> int:
        """See `Hyperparameter.parse`; `separators` are those of the country in which it was typed."""
        number = read_whole(text, separators, self.high)
        return self.check(text if number is None else number)


@dataclass(frozen=True)
class Choice:
    """One value of a `ChoiceParameter`: as stored, as shown, and what it means."""

    value: str
    name: str
    help: str


@dataclass(frozen=True, kw_only=True)
class ChoiceParameter(Hyperparameter):
    """One of a few named values."""

    choices: tuple[Choice, ...]

    def check(self, value: object) -> str:
        """See `Hyperparameter.check`."""
        for choice in self.choices:
            if value == choice.value:
                return choice.value
        raise UserError(
            QT_TRANSLATE_NOOP("Errors", "{key} must be one of {choices}, but it is {value}."),
            key=self.key,
            choices=", ".join(choice.value for choice in self.choices),
            value=repr(value),
        )


@dataclass(frozen=True, kw_only=True)
class EnvironmentParameter(ChoiceParameter):
    """An environment: one of the table, which the choices name, or any other by its id."""

    longest: int = ID_MAX

    def check(self, value: object) -> str:
        """See `Hyperparameter.check`."""
        if isinstance(value, str) and is_environment_id(value):
            return value
        return super().check(value)

    def parse(self, text: str) -> str:
        """See `Hyperparameter.parse`; the path of a file is one from the current folder on."""
        return self.check(absolute_id(text) if is_environment_id(text) else text)


@dataclass(frozen=True, kw_only=True)
class TextParameter(Hyperparameter):
    """A text that the user writes.

    Attributes:
        example: what such a text looks like.
    """

    example: str

    def check(self, value: object) -> str:
        """See `Hyperparameter.check`."""
        if not isinstance(value, str) or not value.isprintable() or len(value) > self.longest:
            raise UserError(
                QT_TRANSLATE_NOOP(
                    "Errors", "{key} must be a text in one line of up to {limit} characters, but it is {value}."
                ),
                key=self.key,
                limit=self.longest,
                value=_beginning(repr(value)),
            )
        return value

    def written(self, value: str) -> str:
        """A value as the user would write it."""
        return value


@dataclass(frozen=True, kw_only=True)
class ArgumentsParameter(TextParameter):
    """Keyword arguments of an environment, see `arguments`."""

    longest: int = ARGUMENTS_MAX

    def check(self, value: object) -> str:
        """See `Hyperparameter.check`; whatever form they are written in, what is returned is what is held."""
        return canonical_arguments(super().check(value))

    def written(self, value: str) -> str:
        """See `TextParameter.written`."""
        return shown_arguments(value)


@dataclass(frozen=True, kw_only=True)
class SwitchParameter(Hyperparameter):
    """On or off."""

    def check(self, value: object) -> bool:
        """See `Hyperparameter.check`."""
        if not isinstance(value, bool):
            raise UserError(
                QT_TRANSLATE_NOOP("Errors", "{key} must be true or false, but it is {value}."),
                key=self.key,
                value=repr(value),
            )
        return value

    def parse(self, text: str) -> bool:
        """See `Hyperparameter.parse`."""
        return self.check({"true": True, "false": False}.get(text.lower(), text))


def _not_a_number(row: Hyperparameter, value: object) -> UserError:
    return UserError(
        QT_TRANSLATE_NOOP("Errors", "{key} must be a number, but it is {value}."),
        key=row.key,
        value=repr(value),
    )


def _out_of_range(row: Hyperparameter, value: float, low: float, high: float) -> UserError:
    return UserError(
        QT_TRANSLATE_NOOP("Errors", "{key} must be between {low} and {high}, but it is {value}."),
        key=row.key,
        low=_digits(low),
        high=_digits(high),
        value=_digits(value),
    )


def _beginning(text: str) -> str:
    return text if len(text) <= 100 else f"{text[:100]}…"


def _is_whole(number: float) -> bool:
    return isinstance(number, int) or number.is_integer()


def _digits(number: float) -> str:
    """All digits that count, so that two numbers that differ never read the same."""
    text = repr(number)
    return text.removesuffix(".0")
