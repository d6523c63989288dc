"""Writing demonstrations as a data set in Minari's layout.

Shape suffixes: L steps of an episode, A numbers of an action.
"""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import gymnasium
import numpy as np
from numpy.typing import NDArray

from pg_desktop.learning.demonstrations.demonstration import Demonstration
from pg_desktop.learning.worlds.spaces import BoxSpace, DiscreteSpace
from pg_desktop.learning.worlds.world import World
from pg_desktop.messages import QT_TRANSLATE_NOOP, UserError
from pg_desktop.storage.atomic import write_atomically
from pg_desktop.storage.minari import layout
from pg_desktop.storage.shown import shown_path

_VERSION: Final = "0.5.3"
"""Of Minari, whose layout this is."""


def write_minari(folder: Path, demonstrations: Sequence[Demonstration], world: World) -> None:
    """Write a data set into a folder of its own.

    Args:
        folder: which is made where there is none.
        demonstrations: all of this world, at least one.
        world: where they were shown.

    Raises:
        UserError: if there is a data set already, h5py is missing, or it cannot be written.
    """
    h5py = layout.h5py()
    data = folder / layout.DATA_FOLDER
    if (data / layout.METADATA).exists() or (folder / layout.METADATA).exists():
        raise UserError(
            QT_TRANSLATE_NOOP("Errors", "There is a data set in “{folder}” already; choose another folder."),
            folder=shown_path(folder),
        )
    content = io.BytesIO()
    with h5py.File(content, "w", track_order=True) as file:
        for number, shown in enumerate(demonstrations):
            _write_episode(file.create_group(layout.EPISODE.format(number=number)), number, shown)
    try:
        data.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserError(
            QT_TRANSLATE_NOOP("Errors", "The folder “{folder}” cannot be made: {cause}."),
            folder=shown_path(data),
            cause=error.strerror or error,
        ) from error
    write_atomically(data / layout.MAIN_DATA, content.getvalue())
    metadata = _metadata(folder.name, demonstrations, world, len(content.getvalue()))
    write_atomically(data / layout.METADATA, json.dumps(metadata).encode())


def _write_episode(group: Any, number: int, shown: Demonstration) -> None:
    about, last = shown.about, np.arange(shown.length) == shown.length - 1
    group.attrs["id"] = number
    group.attrs["total_steps"] = shown.length
    if about.seed >= 0:
        group.attrs["seed"] = about.seed
    group.attrs[layout.BY] = str(about.by)
    group.attrs[layout.SPEED] = about.speed
    group.attrs[layout.DROVE] = about.policy_drove
    columns = {
        "observations": np.concatenate([shown.obs_LO, shown.final_obs_O[None]]),
        "actions": shown.action_L,
        "rewards": shown.reward_L,
        "terminations": last & about.terminated,
        "truncations": last & (not about.terminated),
    }
    for name, array in columns.items():
        group.create_dataset(name, data=array, chunks=True, maxshape=(None, *array.shape[1:]))
    # Of infos there is one more than of steps, as of observations.
    infos = group.create_group("infos")
    for name, array in ((layout.LABEL, shown.label_L), (layout.LABELLED, shown.labelled_L)):
        longer: NDArray[Any] = np.concatenate([array, np.zeros_like(array[:1])])
        infos.create_dataset(name, data=longer, chunks=True, maxshape=(None, *longer.shape[1:]))


def _metadata(name: str, demonstrations: Sequence[Demonstration], world: World, size: int) -> dict[str, Any]:
    observed = world.spaces.observation.size
    infinite = {"type": "Box", "dtype": "float32", "shape": [observed]}
    bounds = {"low": [-float("inf")] * observed, "high": [float("inf")] * observed}
    return {
        "dataset_id": f"{name or 'demonstrations'}-v0",
        "total_episodes": len(demonstrations),
        "total_steps": sum(each.length for each in demonstrations),
        "data_format": layout.FORMAT,
        "jpeg_encoding": False,
        "observation_space": json.dumps(infinite | bounds),
        "action_space": json.dumps(_action_space(world)),
        "env_spec": _env_spec(world),
        "algorithm_name": "demonstrations of PG Desktop",
        "minari_version": _VERSION,
        "dataset_size": round(size / 1e6, 1),
    }


def _action_space(world: World) -> dict[str, Any]:
    space = world.spaces.action
    if isinstance(space, DiscreteSpace):
        return {"type": "Discrete", "dtype": "int64", "start": 0, "n": space.n}
    if not isinstance(space, BoxSpace):
        raise UserError(
            QT_TRANSLATE_NOOP(
                "Errors",
                "Episodes of {environment} cannot be exported, for an action there is several choices at once.",
            ),
            environment=world.name,
        )
    bounds = {"low": list(space.low), "high": list(space.high)}
    return {"type": "Box", "dtype": "float32", "shape": [len(space.low)], **bounds}


def _env_spec(world: World) -> str:
    """Which environment it was, as Gymnasium says it; of one that it does not know, its name."""
    try:
        return gymnasium.spec(world.entry.id).to_json()
    except (gymnasium.error.Error, TypeError, ValueError):
        return json.dumps({"id": world.entry.id})
