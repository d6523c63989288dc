"""Episodes that were shown, in an experiment file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from pg_desktop.learning.demonstrations.demonstration import Demonstration, Shown
from pg_desktop.messages import QT_TRANSLATE_NOOP, UserError
from pg_desktop.storage.codec import Codec
from pg_desktop.storage.experiment.faults import ExperimentFileError, damaged, too_large
from pg_desktop.storage.experiment.file import EpisodeRow, ExperimentFile
from pg_desktop.storage.experiment.packed import pack, unpack

_BYTES_MAX: Final = 512 * 2**20
"""What all of them may take in memory."""
_ARRAYS: Final = {"obs", "final_obs", "action", "label", "labelled", "reward"}
_OTHER: Final = QT_TRANSLATE_NOOP("Errors", "an episode is not what it was written as")


def write_demonstration(file: ExperimentFile, shown: Demonstration) -> None:
    """Keep an episode under its number; within a transaction of the caller."""
    blob = pack(
        {
            "obs": shown.obs_LO,
            "final_obs": shown.final_obs_O,
            "action": _packable(shown.action_L),
            "label": _packable(shown.label_L),
            "labelled": shown.labelled_L.astype(np.int64),
            "reward": shown.reward_L,
        }
    )
    file.set_episode(EpisodeRow(shown.id, Codec().encode(shown.about).json, file.put_blob(blob)))


def read_demonstrations(file: ExperimentFile) -> tuple[tuple[Demonstration, ...], int]:
    """All episodes of a file, in ascending order of their numbers, and how many are lost because theirs are damaged.

    Raises:
        ExperimentFileError: if what the file says of one is damaged, or all together are too large.
    """
    found, lost, room = [], 0, _BYTES_MAX
    for row in file.episodes():
        try:
            about = Codec().decode(Shown, row.json)
        except UserError as reason:
            raise damaged(file.path, reason) from None
        try:
            shown = _decoded(row.id, about, unpack(file.blob(row.blob)))
        except ExperimentFileError:
            lost += 1  # nobody could make use of it; the row stays where it is
            continue
        except (UserError, ValueError, KeyError, TypeError, IndexError):
            raise damaged(file.path, _OTHER) from None
        room -= shown.nbytes
        if room < 0:
            raise too_large(file.path)
        found.append(shown)
    return tuple(found), lost


def ids_of(demonstrations: Sequence[Demonstration]) -> frozenset[int]:
    """Their numbers."""
    return frozenset(each.id for each in demonstrations)


def _packable(action_L: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    return action_L.astype(np.int64) if action_L.dtype.kind in "iub" else action_L.astype(np.float32)


def _decoded(number: int, about: Shown, arrays: dict[str, Any]) -> Demonstration:
    if arrays.keys() != _ARRAYS or number < 1:
        raise ValueError(_OTHER)
    if any(arrays[name].dtype != np.float32 for name in ("obs", "final_obs")) or arrays["reward"].dtype != np.float64:
        raise ValueError(_OTHER)
    shown = Demonstration(
        about,
        arrays["obs"],
        arrays["final_obs"],
        arrays["action"],
        arrays["label"],
        arrays["labelled"] != 0,
        arrays["reward"],
        number,
    )
    if shown.obs_LO.ndim != 2 or shown.action_L.dtype != shown.label_L.dtype:
        raise ValueError(_OTHER)
    shown.check()
    return shown
