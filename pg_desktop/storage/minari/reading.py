"""Reading a data set in Minari's layout: numbers are read, nothing else; no environment is made, no code is run.

Shape suffixes: L steps of an episode, O observation.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from pg_desktop.learning.demonstrations.demonstration import STEPS_MAX, Demonstration, PlayedBy, Shown
from pg_desktop.learning.worlds.spaces import DiscreteSpace
from pg_desktop.learning.worlds.world import World
from pg_desktop.messages import QT_TRANSLATE_NOOP, UserError
from pg_desktop.storage.guarded import read_up_to, regular_file
from pg_desktop.storage.minari import layout
from pg_desktop.storage.shown import shown, shown_name
from pg_desktop.storage.strict_json import JsonError, parse_json

EPISODES_MAX: Final = 10_000
_METADATA_MAX: Final = 2**20
_NUMBERS_MAX: Final = 64 * 2**20
"""Of one data set, all together."""
_FILTERS: Final = frozenset({1, 2, 3})
"""Those that HDF5 brings itself: deflate, shuffle, Fletcher's sum. Others would be looked for among plug-ins."""


class NoDatasetError(UserError):
    """What is in the folder is no data set that can be read."""


def read_minari(path: Path, world: World) -> list[Demonstration]:
    """Read all episodes of a data set.

    Args:
        path: its folder, or a file in it.
        world: whose episodes they are to be.

    Raises:
        UserError: if h5py is missing, they are another world's, or it is no data set, or too large.
    """
    h5py, folder = layout.h5py(), layout.data_folder_of(path)
    metadata = _metadata(folder / layout.METADATA)
    _require_world(metadata, world, folder)
    file_path = folder / layout.MAIN_DATA
    with regular_file(file_path):
        pass
    try:
        with h5py.File(file_path, "r") as file:
            return _Reader(h5py, file, world).episodes(metadata["total_episodes"])
    except (OSError, ValueError, KeyError, TypeError, RuntimeError, IndexError) as reason:
        raise NoDatasetError(
            QT_TRANSLATE_NOOP("Errors", "“{file}” is no Minari data that can be read: {reason}."),
            file=shown_name(file_path),
            reason=shown(str(reason)),
        ) from reason


def _metadata(path: Path) -> dict[str, Any]:
    content = read_up_to(path, _METADATA_MAX)
    try:
        return _checked(parse_json(content[:_METADATA_MAX]))
    except (JsonError, ValueError) as reason:
        raise NoDatasetError(
            QT_TRANSLATE_NOOP("Errors", "“{file}” is of no Minari data that can be read: {reason}."),
            file=shown_name(path),
            reason=shown(str(reason)),
        ) from None


def _checked(document: Any) -> dict[str, Any]:
    if not isinstance(document, dict) or type(document.get("total_episodes")) is not int:
        raise ValueError("it does not say how many episodes there are")
    if not 0 < document["total_episodes"] <= EPISODES_MAX:
        raise ValueError(f"it has {document['total_episodes']} episodes, and 1 to {EPISODES_MAX} can be read")
    if document.get("data_format") != layout.FORMAT:
        raise ValueError(f"its data is {document.get('data_format')!r}, and only {layout.FORMAT!r} is read")
    return document


def _require_world(metadata: dict[str, Any], world: World, folder: Path) -> None:
    """Make sure that a data set is of this world, as far as it says; its environment is only read, never made."""
    try:
        spec = json.loads(str(metadata.get("env_spec", "{}")))
        told = spec.get("id") if isinstance(spec, dict) else None
    except ValueError:
        told = None
    if told is not None and told != world.entry.id:
        raise UserError(
            QT_TRANSLATE_NOOP(
                "Errors",
                "The episodes in “{folder}” are of {told}, not of {environment}; choose that environment, then import "
                "them again.",
            ),
            folder=shown_name(folder.parent if folder.name == layout.DATA_FOLDER else folder),
            told=shown(str(told)),
            environment=world.name,
        )


class _Reader:
    """Reads episodes of one open file; raises `ValueError`, `KeyError` or what h5py raises where something is amiss."""

    def __init__(self, h5py: Any, file: Any, world: World) -> None:
        self._h5py, self._file, self._world = h5py, file, world
        self._room = _NUMBERS_MAX

    def episodes(self, count: int) -> list[Demonstration]:
        """All of them."""
        return [self._episode(self._group(self._file, layout.EPISODE.format(number=n))) for n in range(count)]

    def _episode(self, group: Any) -> Demonstration:
        obs_O = self._array(group, "observations").astype(np.float32)
        reward_L = self._array(group, "rewards").astype(np.float64)
        ended_L = self._array(group, "terminations")
        action_L = self._actions(self._array(group, "actions"))
        length = len(reward_L)
        if len(obs_O) != length + 1 or obs_O.shape[1:] != (self._world.spaces.observation.size,):
            raise ValueError(f"observations of the shape {obs_O.shape} do not fit {length} steps there")
        if not length <= STEPS_MAX or len(ended_L) != length:
            raise ValueError("an episode that is too long, or not all there")
        label_L, labelled_L = self._labels(group, action_L)
        attrs = group.attrs
        drove = bool(attrs.get(layout.DROVE, False))
        about = Shown(
            self._world.entry.id,
            PlayedBy(str(attrs.get(layout.BY, PlayedBy.IMPORTED))),
            float(attrs.get(layout.SPEED, 1.0)),
            int(attrs.get("seed", -1)),
            bool(ended_L[-1]),
            drove,
        )
        found = Demonstration(about, obs_O[:-1], obs_O[-1], action_L, label_L, labelled_L, reward_L)
        found.check()
        return found

    def _labels(self, group: Any, action_L: NDArray[Any]) -> tuple[NDArray[Any], NDArray[np.bool_]]:
        """What the player did or would have done; without that, all that was done was the player's."""
        length = len(action_L)
        infos = self._group(group, "infos") if "infos" in group else {}
        if layout.LABEL not in infos or layout.LABELLED not in infos:
            return action_L, np.ones(length, np.bool_)
        label_L = self._actions(self._array(infos, layout.LABEL)[:length])
        labelled_L = self._array(infos, layout.LABELLED)[:length] != 0
        return label_L, labelled_L

    def _actions(self, action_L: NDArray[Any]) -> NDArray[Any]:
        space = self._world.spaces.action
        if isinstance(space, DiscreteSpace):
            if action_L.dtype.kind not in "iu" or action_L.ndim != 1 or action_L.min() < 0 or action_L.max() >= space.n:
                raise ValueError("actions that there are not")
            return action_L.astype(np.int64)
        if action_L.dtype.kind != "f" or action_L.ndim != 2:
            raise ValueError("actions that there are not")
        return action_L.astype(np.float32)

    def _group(self, parent: Any, name: str) -> Any:
        found = parent[name] if self._is_here(parent, name) else None
        if not isinstance(found, self._h5py.Group):
            raise KeyError(f"there is no {name}")
        return found

    def _array(self, group: Any, name: str) -> NDArray[Any]:
        """Numbers of the file itself, in a form that HDF5 reads by itself."""
        found = group[name] if self._is_here(group, name) else None
        if not isinstance(found, self._h5py.Dataset) or found.dtype.kind not in "fiub" or not found.shape:
            raise ValueError(f"there are no numbers {name}")
        plan = found.id.get_create_plist()
        filters = {plan.get_filter(number)[0] for number in range(plan.get_nfilters())}
        if found.is_virtual or found.external or filters - _FILTERS:
            raise ValueError(f"{name} is not in the file, or packed in another way")
        self._room -= int(np.prod(found.shape, dtype=np.float64))
        if self._room < 0 or not found.shape[0]:
            raise ValueError("there is too much of it, or nothing")
        array: NDArray[Any] = found[()]
        return array

    def _is_here(self, group: Any, name: str) -> bool:
        """Whether something is in the file itself, and not behind a link to another one."""
        return name in group and isinstance(group.get(name, getlink=True), self._h5py.HardLink)
