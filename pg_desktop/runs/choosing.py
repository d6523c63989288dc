"""Finding a run by what the user calls it."""

from __future__ import annotations

from collections.abc import Sequence

from pg_desktop.messages import QT_TRANSLATE_NOOP, UserError
from pg_desktop.runs.record import RunRecord
from pg_desktop.storage.shown import shown


def chosen_run(records: Sequence[RunRecord], name: str | None, live: int | None) -> RunRecord:
    """The run that somebody means.

    Args:
        records: of all runs.
        name: its name, or its number as the window shows it; None for the one that was trained last.
        live: the id of that.

    Raises:
        UserError: if there is none.
    """
    if not records:
        raise UserError(QT_TRANSLATE_NOOP("Errors", "The experiment has no run yet; begin one with --experiment."))
    if name is None:
        return next((record for record in records if record.id == live), records[-1])
    named = [record for record in records if record.label.name == name]
    numbered = [record for record in records if str(record.label.number) == name]
    found = named or numbered
    if not found:
        raise UserError(
            QT_TRANSLATE_NOOP("Errors", "The experiment has no run {name}; its runs are {known}."),
            name=shown(name),
            known=", ".join(_called(record) for record in records[:20]),
        )
    return found[-1]


def _called(record: RunRecord) -> str:
    label = record.label
    return f"{label.number} ({shown(label.name)})" if label.name else str(label.number)
