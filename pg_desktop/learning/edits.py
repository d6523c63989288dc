"""A change of a setting while a run was going on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pg_desktop.learning.settings.kinds import Value
from pg_desktop.learning.settings.table import Settings


@dataclass(frozen=True)
class Edit:
    """One setting that changed.

    Attributes:
        update: updates that were done before; the next one is the first that it acted on.
        episode: episodes that were done before.
        env_step: env steps that were done before.
        key: the hyperparameter.
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


def initial_settings(settings: Settings, edits: Iterable[Edit]) -> Settings:
    """What a run began with that has these settings after these edits."""
    first: dict[str, Value] = {}
    for edit in edits:
        first.setdefault(edit.key, edit.old)
    return settings.changed(first)
