"""A change of a setting while a run was going on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from pg_desktop.learning.settings.kinds import Value
from pg_desktop.learning.settings.table import Settings
from pg_desktop.messages import QT_TRANSLATE_NOOP, UserError

STREAM: Final = "stream"
"""The key of the edit by which a branch begins: it draws other random numbers from then on than its parent did."""

STREAM_MAX: Final = 2**31 - 1


@dataclass(frozen=True)
class Edit:
    """One setting that changed, or the stream of random numbers.

    Attributes:
        update: updates that were done before; the next one is the first that it acted on.
        episode: episodes that were done before.
        env_step: env steps that were done before.
        key: the hyperparameter, or `STREAM`.
        old: its value until then.
        new: its value from then on.
        moved: for a change of the hidden size, how much it moved the policy: mean KL over recent observations, nats.
    """

    update: int
    episode: int
    env_step: int
    key: str
    old: Value
    new: Value
    moved: float | None = None


def checked_stream(value: object) -> int:
    """A stream as a file names it.

    Raises:
        UserError: if there is no such stream.
    """
    if type(value) is not int or not 0 <= value <= STREAM_MAX:
        raise UserError(
            QT_TRANSLATE_NOOP("Errors", "{key} must be a whole number from 0 to {high}, but it is {value}."),
            key=STREAM,
            high=STREAM_MAX,
            value=repr(value),
        )
    return value


def initial_settings(settings: Settings, edits: Iterable[Edit]) -> Settings:
    """What a run began with that has these settings after these edits."""
    first: dict[str, Value] = {}
    for edit in edits:
        if edit.key != STREAM:
            first.setdefault(edit.key, edit.old)
    return settings.changed(first)


def initial_stream(stream: int, edits: Iterable[Edit]) -> int:
    """What a run drew from at first that draws from a stream after these edits."""
    return next((int(edit.old) for edit in edits if edit.key == STREAM), stream)
