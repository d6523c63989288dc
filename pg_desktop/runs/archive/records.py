"""What there is little of in a run's record, in an experiment file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from pg_desktop.learning.algorithms.imitation.facts import CloneFacts
from pg_desktop.learning.edits import Edit
from pg_desktop.learning.measuring.measurements import Measurements
from pg_desktop.learning.settings.table import Settings
from pg_desktop.learning.worlds.table import environment_entry
from pg_desktop.learning.worlds.variation import variations_of
from pg_desktop.runs.archive.settings import EDITS, SETTINGS
from pg_desktop.runs.facts import LadderStep, Origin, Parent
from pg_desktop.runs.record import Figures, Label, Progress, RunRecord
from pg_desktop.storage.codec import Adapter, Codec
from pg_desktop.storage.measurements_json import measurements_as_json, measurements_from_json
from pg_desktop.storage.policy_format import TrainingStatistics

_TEXT_MAX = 10_000


@dataclass(frozen=True)
class StoredOrigin:
    """An `Origin`, as a file holds it."""

    statistics: TrainingStatistics
    edits: tuple[Edit, ...]
    measurements: Measurements
    policy_sha256: str | None
    file: str
    clone: CloneFacts | None = None
    step: LadderStep | None = None


@dataclass(frozen=True)
class StoredRecord:
    """What a file holds of a record, but for its columns, edits and states.

    Attributes:
        id: see `RunRecord`, as all that has no line of its own here.
        edits: how many there are.
        columns_sha256: see `columns.columns_digest`; "" before the run has been left for the first time.
    """

    id: int
    settings: Settings
    stream: int
    parent: Parent | None
    origin: StoredOrigin | None
    label: Label
    progress: Progress
    measurements: Measurements
    figures: Figures
    edits: int
    edits_before: int
    made_with: Mapping[str, Any] = field(default_factory=dict)

    def check(self) -> None:
        """Look whether this can be a run.

        Raises:
            ValueError: if it cannot.
        """
        figures, label = self.figures, self.label
        counts = (self.id, self.stream, self.edits, self.edits_before, label.number, label.colour)
        if min(*counts, figures.updates, figures.episodes, figures.env_steps) < 0:
            raise ValueError("a count is negative")
        if len(label.name) > _TEXT_MAX or len(label.note) > _TEXT_MAX:
            raise ValueError("a text is too long")
        if self.parent is not None and not 0 <= self.parent.update <= figures.updates:
            raise ValueError("a branch that left its parent after its end")
        if not all(isinstance(text, str) and len(text) < _TEXT_MAX for text in self.made_with.values()):
            raise ValueError("no versions")


def record_as_json(record: RunRecord, figures: Figures, edits: int) -> Any:
    """What a file holds of a record.

    Args:
        record: it.
        figures: how much of it the file holds.
        edits: how many of its edits.
    """
    origin = record.origin
    stored = StoredRecord(
        id=record.id,
        settings=record.settings,
        stream=record.stream,
        parent=record.parent,
        origin=None
        if origin is None
        else StoredOrigin(
            origin.statistics,
            origin.edits,
            origin.measurements,
            origin.policy_sha256,
            origin.file,
            origin.clone,
            origin.step,
        ),
        label=record.label,
        progress=record.progress,
        measurements=record.measurements,
        figures=figures,
        edits=edits,
        edits_before=record.edits_before,
        made_with=record.made_with,
    )
    return _codec(record.settings.environment).encode(stored).json


def record_from_json(document: Any) -> tuple[RunRecord, StoredRecord]:
    """Read what `record_as_json` wrote; the record has no contents and no edits yet.

    Raises:
        UserError: if it is something else.
    """
    environment = document["settings"]["environment"] if _has_environment(document) else Settings().environment
    stored = _codec(environment).decode(StoredRecord, document)
    origin = stored.origin
    record = RunRecord(
        stored.id,
        stored.settings,
        stream=stored.stream,
        origin=None
        if origin is None
        else Origin(
            origin.statistics,
            origin.edits,
            origin.measurements,
            origin.policy_sha256,
            origin.file,
            origin.clone,
            origin.step,
        ),
    )
    record.parent = stored.parent
    record.label, record.progress = stored.label, stored.progress
    record.measurements = stored.measurements
    record.edits_before = stored.edits_before
    record.made_with = {key: str(text) for key, text in stored.made_with.items()}
    return record, stored


def _has_environment(document: Any) -> bool:
    settings = document.get("settings") if isinstance(document, dict) else None
    return isinstance(settings, dict) and isinstance(settings.get("environment"), str)


def _codec(environment: str) -> Codec:
    variations = variations_of(environment_entry(environment))
    return Codec(
        {
            Settings: SETTINGS,
            Measurements: Adapter(measurements_as_json, partial(measurements_from_json, variations=variations)),
            tuple[Edit, ...]: EDITS,
        }
    )
