"""Settings, and changes of them, in an experiment file."""

from __future__ import annotations

from typing import Any, Final

from pg_desktop.learning.edits import Edit
from pg_desktop.learning.settings.table import HYPERPARAMETERS, Settings
from pg_desktop.messages import QT_TRANSLATE_NOOP, UserError
from pg_desktop.storage.codec import Adapter
from pg_desktop.storage.edit_script import edits_as_json, edits_from_json, settings_as_json, settings_from_json
from pg_desktop.storage.shown import shown


def _to_json(settings: Settings) -> Any:
    return settings_as_json(settings, 0)


def _from_json(document: Any) -> Settings:
    if not isinstance(document, dict):
        raise TypeError("no settings")
    for key, value in document.items():
        if key not in HYPERPARAMETERS:
            raise UserError(
                QT_TRANSLATE_NOOP("Errors", "this program does not know {key}; a newer PG Desktop may"), key=shown(key)
            )
        if not isinstance(value, bool | int | float | str) or len(str(value)) > HYPERPARAMETERS[key].longest:
            raise TypeError(key)
    return settings_from_json(document)[0]


def _edits_from_json(document: Any) -> tuple[Edit, ...]:
    try:
        return edits_from_json(document)
    except UserError as reason:  # a sentence to whoever has written edits by hand
        raise UserError(QT_TRANSLATE_NOOP("Errors", "its edits are none that could have been made")) from reason


SETTINGS: Final = Adapter(_to_json, _from_json)
EDITS: Final = Adapter(edits_as_json, _edits_from_json)
