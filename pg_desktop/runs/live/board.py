"""Where the training thread puts up what the others may know."""

from __future__ import annotations

from collections import deque
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from pg_desktop.runs.live.control import WantedSettings
from pg_desktop.runs.live.status import RunState, Status, View

if TYPE_CHECKING:
    from pg_desktop.runs.run import Run

_SPEED_SECONDS: Final = 1.0
"""Computing time over which the speed is averaged."""


class Board:
    """The latest view, replaced as a whole, so that nobody sees half of a change. One thread writes, any may read."""

    def __init__(self, wanted: WantedSettings) -> None:
        """Begin without a run.

        Args:
            wanted: what its settings will be.
        """
        self._speed: deque[tuple[int, float]] = deque()
        self._view = View(
            status=Status(
                state=RunState.STARTING,
                run=0,
                update=0,
                episodes=0,
                env_steps=0,
                steps_per_second=0.0,
                mean_return_100=None,
                solved=None,
                limit=None,
                train_seconds=0.0,
                settings=wanted.settings,
                settings_version=wanted.version,
            ),
            policy=None,
            world=None,
        )

    @property
    def view(self) -> View:
        """What is there to see."""
        return self._view

    @property
    def status(self) -> Status:
        """Where the run is."""
        return self._view.status

    @property
    def is_training(self) -> bool:
        """Whether the state is that."""
        return self._view.status.state is RunState.TRAINING

    def publish(self, current: Run, **changes: Any) -> None:
        """Put up where a run is between two updates, and its policy.

        Args:
            current: the run.
            changes: fields of the status that are not the run's.
        """
        seconds = sum(seconds for _, seconds in self._speed)
        history = current.history
        status = replace(
            self._view.status,
            update=current.updates,
            episodes=history.episodes,
            env_steps=history.env_steps,
            steps_per_second=sum(steps for steps, _ in self._speed) / seconds if seconds else 0.0,
            mean_return_100=history.mean_return(),
            solved=current.solved,
            fallen=current.fallen,
            collapse=current.collapse,
            train_seconds=current.seconds,
            settings=current.settings,
            progress=None,
            **changes,
        )
        self._view = View(
            status=status,
            policy=current.policy(),
            world=current.world,
            edits=current.edits.all(),
            record=current.record,
        )

    def change(self, **changes: Any) -> None:
        """Replace fields of the status."""
        self._view = replace(self._view, status=replace(self._view.status, **changes))

    def count_speed(self, env_steps: int, seconds: float) -> None:
        """Take an update into account in the speed that is published from now on."""
        self._speed.append((env_steps, seconds))
        total = sum(seconds for _, seconds in self._speed)
        while len(self._speed) > 1 and total - self._speed[0][1] > _SPEED_SECONDS:
            total -= self._speed.popleft()[1]

    def forget_speed(self) -> None:
        """Another run has other updates."""
        self._speed.clear()
