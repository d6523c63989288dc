"""What an experiment is to be, whatever was done to it: the recipe of each run, and what that comes to.

A recipe is played from its beginning in one go, by a run that nobody saves, loads, leaves, branches or kills.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from pg_desktop.learning.edits import STREAM, Edit
from pg_desktop.learning.settings.table import HYPERPARAMETERS, Settings
from pg_desktop.runs.archive.columns import columns_digest
from pg_desktop.runs.run import Run
from pg_desktop.storage.edit_script import edits_as_json
from pg_desktop.storage.policy_format import tensors_digest

UPDATE = ("update", None)
Act = tuple[str, Any]
"""An update, or a key and its new value."""


@dataclass(frozen=True)
class Recipe:
    """How a run comes about.

    Attributes:
        settings: what it begins with.
        acts: what is done, one after the other.
        shared: how many of these are what it begins with, because its parent did them or it is a branch.
        parent: the run that it branched from, or None.
    """

    settings: Settings
    acts: tuple[Act, ...] = ()
    shared: int = 0
    parent: int | None = None

    @property
    def is_empty(self):
        return len(self.acts) == self.shared

    @property
    def updates(self):
        return self.acts.count(UPDATE)

    @property
    def edits(self):
        return [act for act in self.acts if act != UPDATE]

    @property
    def in_force(self):
        return self.settings.changed({key: value for key, value in self.edits if key != STREAM})

    @property
    def stream(self):
        return max((value for key, value in self.acts if key == STREAM), default=0)

    def then(self, *acts):
        return replace(self, acts=(*self.acts, *acts))

    def changed(self, key, value):
        """With a setting changed, if that is a change; what nothing has happened to begins with it."""
        if self.in_force.value(key) == value:
            return self
        if self.parent is None and not self.acts:
            return replace(self, settings=self.settings.changed({key: value}))
        acts = list(self.acts)
        at = len(acts)
        while at > self.shared and acts[at - 1] != UPDATE:
            at -= 1
            if acts[at][0] == key and not HYPERPARAMETERS[key].lasting:  # several changes at one point are one
                del acts[at]
                break
        merged = replace(self, acts=tuple(acts))
        return merged if merged.in_force.value(key) == value else merged.then((key, value))

    def until(self, updates, edits):
        """What had been done at a checkpoint.

        Args:
            updates: updates done.
            edits: what had been changed by then; since the last update that may be something else by now.
        """
        ends = [at + 1 for at, act in enumerate(self.acts) if act == UPDATE]
        acts = self.acts[: ends[updates - 1]] if updates else ()
        return (*acts, *((edit.key, edit.new) for edit in edits if edit.update == updates))


@dataclass(frozen=True)
class Model:
    """An experiment.

    Attributes:
        runs: the recipes by the id of the run.
        live: the one that is trained.
        families: by the id of every run there was, the run from which its relatives branched.
        streams: by family, the newest stream.
    """

    runs: Mapping[int, Recipe] = field(default_factory=dict)
    live: int = 0
    families: Mapping[int, int] = field(default_factory=dict)
    streams: Mapping[int, int] = field(default_factory=dict)

    @property
    def recipe(self):
        return self.runs[self.live]

    def with_live(self, recipe):
        """The live run has gone on."""
        return replace(self, runs={**self.runs, self.live: recipe})

    def added(self, run, recipe):
        """Another run has begun, and is trained; the one before goes where nothing has happened in it."""
        family = run if recipe.parent is None else self.families[recipe.parent]
        return replace(
            self.left_for(run, recipe),
            families={**self.families, run: family},
            streams={**self.streams, family: max(self.streams.get(family, 0), recipe.stream)},
        )

    def left_for(self, run, recipe):
        """Another run is trained."""
        runs = {**self.runs, run: recipe}
        before = self.runs.get(self.live)
        has_children = any(other.parent == self.live for other in runs.values())
        if before is not None and run != self.live and before.is_empty and not has_children:
            del runs[self.live]
        return replace(self, runs=runs, live=run)

    def next_stream(self, run):
        return self.streams[self.families[run]] + 1


@lru_cache(maxsize=4096)
def outcome_of(recipe: Recipe) -> dict[str, Any]:
    """What a recipe comes to."""
    run = Run.begin(recipe.settings)
    for key, value in recipe.acts:
        if (key, value) == UPDATE:
            run.advance()
        elif key == STREAM:
            run.reseed(value)
        else:
            run._untouched = False  # of a branch whose parent had done nothing, too, it is a change
            run.apply(run.settings.changed({key: value}))
    found = outcome(run.policy(), run.history, run.edits.all())
    run.close()
    return found


def outcome(policy, history, edits: tuple[Edit, ...]) -> dict[str, Any]:
    """What a run came to: digests of its weights, its columns and its edits."""
    return {
        "updates": history.updates,
        "weights": tensors_digest(policy.parameters),
        "columns": columns_digest(history),
        "edits": hashlib.sha256(json.dumps(edits_as_json(edits)).encode()).hexdigest(),
    }
