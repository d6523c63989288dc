"""Commands and live settings on their way to the training thread."""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pg_desktop.learning.settings.table import Settings

if TYPE_CHECKING:  # NumPy, which the window's first paint does not need
    from pg_desktop.learning.acting.policy import Policy
    from pg_desktop.runs.checkpoints import Checkpoint
    from pg_desktop.runs.facts import Origin
    from pg_desktop.runs.record import CompleteState


@dataclass(frozen=True)
class Train:
    """Go on with update after update."""


@dataclass(frozen=True)
class Pause:
    """Stop after the update in progress."""


@dataclass(frozen=True)
class Step:
    """Do this many updates, then pause."""

    updates: int = 1


@dataclass(frozen=True)
class Reset:
    """Begin a new run with the wanted settings, from the seed's weights."""


@dataclass(frozen=True, eq=False)
class Load:
    """Begin a new run with these settings and weights.

    Attributes:
        settings: which the user wants from now on; if the run cannot begin, those of before come back.
        policy: its weights.
        origin: what else the run takes over, or None where unknown.
        stream: which of the seed's sequences of random numbers it draws from.
        version: of the wanted settings that `settings` became; filled in when it is sent.
        before: what was wanted before; filled in when it is sent.
    """

    settings: Settings
    policy: Policy
    origin: Origin | None = None
    stream: int = 0
    version: int = 0
    before: Settings | None = None


@dataclass(frozen=True, eq=False)
class Branch:
    """Begin a new run that goes on from a state of another, and leave the one that is trained.

    Attributes:
        settings: which the user wants from there on; if there is no such state any more, those of before come back.
        run: the id of the other run, which may be the one that is trained.
        entry: one of its checkpoints.
        version: see `Load`.
        before: see `Load`.
    """

    settings: Settings
    run: int
    entry: Checkpoint[CompleteState]
    version: int = 0
    before: Settings | None = None


@dataclass(frozen=True, eq=False)
class Activate:
    """Go on with another run where it was left, and leave the one that is trained.

    Attributes:
        settings: which the user wants then; if the run cannot be gone on with, those of before come back.
        run: its id.
        version: see `Load`.
        before: see `Load`.
    """

    settings: Settings
    run: int
    version: int = 0
    before: Settings | None = None


@dataclass(frozen=True)
class Quit:
    """End the thread."""


WithSettings = Load | Branch | Activate
Command = Train | Pause | Step | Reset | WithSettings | Quit


@dataclass(frozen=True)
class WantedSettings:
    """The settings that the user wants now, and how often they have been changed."""

    settings: Settings
    version: int


class Control:
    """A mailbox: commands wait in line, of the settings the latest win. All methods may be called from any thread."""

    def __init__(self, settings: Settings) -> None:
        self._condition = threading.Condition()
        self._commands: deque[Command] = deque()
        self._urgent = False
        self._wanted = WantedSettings(settings, 0)

    def send(self, command: Command) -> None:
        """Put a command at the end of the line."""
        with self._condition:
            if isinstance(command, WithSettings):
                before = self._wanted
                self._wanted = WantedSettings(command.settings, before.version + 1)
                command = replace(command, version=self._wanted.version, before=before.settings)
            self._commands.append(command)
            self._look_for_urgent()
            self._condition.notify_all()

    def want(self, settings: Settings) -> int:
        """Replace the wanted settings; returns their version."""
        with self._condition:
            self._wanted = WantedSettings(settings, self._wanted.version + 1)
            self._condition.notify_all()
            return self._wanted.version

    def take_back(self, command: WithSettings) -> None:
        """What a command asked for could not be had: want again what was wanted before, unless it has changed since."""
        with self._condition:
            if self._wanted.version == command.version and command.before is not None:
                self._wanted = WantedSettings(command.before, command.version + 1)
                self._condition.notify_all()

    def will_train(self, training: bool) -> bool:
        """Whether training will be on once all commands in line have been obeyed, if it is `training` now."""
        with self._condition:
            for command in self._commands:
                training = isinstance(command, Train | Step) or (
                    training and isinstance(command, Branch | Activate | Quit)
                )
            return training

    @property
    def wanted(self) -> WantedSettings:
        """The settings that the user wants now."""
        with self._condition:
            return self._wanted

    def urgent(self) -> bool:
        """Whether a command waits for which an update in progress is better abandoned."""
        return self._urgent  # asked before every env step, so without the lock

    def take(self, seen: int, timeout: float | None) -> Command | None:
        """Wait for a command; None when settings newer than version `seen` came first or time is up.

        Args:
            seen: the version of the wanted settings that the caller knows.
            timeout: seconds; None waits forever, 0 only looks.
        """
        with self._condition:
            self._condition.wait_for(lambda: self._commands or self._wanted.version != seen, timeout)
            command = self._commands.popleft() if self._commands else None
            self._look_for_urgent()
            return command

    def _look_for_urgent(self) -> None:
        self._urgent = any(isinstance(command, Reset | WithSettings | Quit) for command in self._commands)
