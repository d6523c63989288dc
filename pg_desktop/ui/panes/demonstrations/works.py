"""What takes a while with demonstrations: recording, cloning, DAgger, files. Called in another thread."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pg_desktop.learning.settings.table import Settings

if TYPE_CHECKING:  # NumPy and torch, which the first paint does not need
    from pg_desktop.learning.algorithms.algorithm import AlgorithmState
    from pg_desktop.learning.demonstrations.demonstration import Demonstration
    from pg_desktop.learning.worlds.variation import Variation
    from pg_desktop.learning.worlds.world import World
    from pg_desktop.runs.facts import Origin

Stop = Callable[[], bool]
Progress = Callable[[float], None]


@dataclass(frozen=True, eq=False)
class Recorded:
    """What the scripted player has shown."""

    demonstrations: Sequence[Demonstration]


@dataclass(frozen=True)
class Exported:
    """Where so many episodes were written to."""

    folder: Path
    count: int


@dataclass(frozen=True, eq=False)
class Cloned:
    """A clone to begin a run with.

    Attributes:
        settings: of the run.
        state: what REINFORCE begins with.
        origin: where it comes from.
        driven: episodes that it drove while it was made, with labels.
    """

    settings: Settings
    state: AlgorithmState
    origin: Origin
    driven: Sequence[Demonstration] = ()


@dataclass(frozen=True)
class Record:
    """Let the scripted player show episodes."""

    settings: Settings
    episodes: int
    speed: float
    seed: int

    def __call__(self, stop: Stop, progress: Progress) -> Recorded:
        """One after the other, so that it can be told how far it is."""
        from pg_desktop.learning.demonstrations.recording import record  # noqa: PLC0415

        world = _world(self.settings, stop)
        found: list[Demonstration] = []
        for number in range(self.episodes):
            seed = self.seed + number
            variation = _variation(self.settings, world)
            found += record(world, episodes=1, speed=self.speed, seed=seed, variation=variation, stop=stop)
            progress((number + 1) / self.episodes)
        return Recorded(found)


@dataclass(frozen=True)
class Import:
    """Read the episodes of a data set in Minari's layout."""

    settings: Settings
    path: Path

    def __call__(self, stop: Stop, progress: Progress) -> Recorded:
        """All of them at once."""
        from pg_desktop.storage.minari.reading import read_minari  # noqa: PLC0415

        del progress
        return Recorded(read_minari(self.path, _world(self.settings, stop)))


@dataclass(frozen=True, eq=False)
class Export:
    """Write episodes as a data set in Minari's layout."""

    settings: Settings
    folder: Path
    demonstrations: Sequence[Demonstration]

    def __call__(self, stop: Stop, progress: Progress) -> Exported:
        """All of them at once."""
        from pg_desktop.storage.minari.writing import write_minari  # noqa: PLC0415

        del progress
        write_minari(self.folder, self.demonstrations, _world(self.settings, stop))
        return Exported(self.folder, len(self.demonstrations))


@dataclass(frozen=True, eq=False)
class Clone:
    """Clone what was shown; with `rounds`, let the clone drive and the scripted player tell more."""

    settings: Settings
    demonstrations: Sequence[Demonstration]
    rounds: int = 0
    episodes: int = 1

    def __call__(self, stop: Stop, progress: Progress) -> Cloned:
        """Learn, and let the clone play to see how good it is."""
        from pg_desktop.learning.algorithms.imitation.cloning import imitated  # noqa: PLC0415
        from pg_desktop.learning.algorithms.imitation.dagger import dagger  # noqa: PLC0415
        from pg_desktop.learning.algorithms.imitation.facts import Way  # noqa: PLC0415
        from pg_desktop.learning.algorithms.imitation.judging import judged  # noqa: PLC0415
        from pg_desktop.runs.facts import Origin  # noqa: PLC0415
        from pg_desktop.storage.policy_format import TrainingStatistics, tensors_digest  # noqa: PLC0415

        settings, world = self.settings, _world(self.settings, stop)
        driven: Sequence[Demonstration] = ()
        if self.rounds:
            clone, driven = dagger(
                settings,
                world,
                self.demonstrations,
                rounds=self.rounds,
                episodes=self.episodes,
                seed=settings.seed,
                stop=stop,
                progress=progress,
            )
        else:
            clone = imitated(settings, world, self.demonstrations, seed=settings.seed, stop=stop)
        progress(0.9)
        taken_over = any(each.about.policy_drove for each in self.demonstrations)
        way = Way.DAGGER if self.rounds else Way.TAKING_OVER if taken_over else Way.CLONING
        used = [*self.demonstrations, *driven]
        variation = _variation(settings, world)
        facts = judged(clone, used, world, way=way, seed=settings.seed, variation=variation, stop=stop)
        nothing = TrainingStatistics(0, 0, 0, 0.0, None, None)
        digest = tensors_digest(clone.policy().parameters)
        return Cloned(settings, clone.state, Origin(nothing, policy_sha256=digest, clone=facts), driven)


def _world(settings: Settings, stop: Stop) -> World:
    from pg_desktop.learning.worlds.world import make_world  # noqa: PLC0415

    return make_world(
        settings.environment, stop=stop, arguments=settings.environment_arguments, step_limit=settings.step_limit
    )


def _variation(settings: Settings, world: World) -> Variation | None:
    return None if world.variations is None else settings.physics
