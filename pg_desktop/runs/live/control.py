"""Commands and live settings on their way to the training thread."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pg_desktop.learning.settings.kinds import Value
from pg_desktop.learning.settings.table import Settings

if TYPE_CHECKING:  # NumPy, which the window's first paint does not need
    from pg_desktop.learning.acting.policy import Policy
    from pg_desktop.learning.algorithms.algorithm import AlgorithmState
    from pg_desktop.runs.checkpoint import Checkpoint
    from pg_desktop.runs.facts import Origin
    from pg_desktop.runs.live.document import Document
    from pg_desktop.runs.record import CompleteState
    from pg_desktop.runs.replay import Replay


@dataclass(frozen=True)
class Train:
    """Go on with update after update."""


@dataclass(frozen=True)
class Pause:
    """Stand still, in the middle of an update if that takes long."""


@dataclass(frozen=True)
class Step:
    """Do this many updates, one in progress among them, then pause."""

    updates: int = 1


@dataclass(frozen=True)
class Reset:
    """Begin a new run with the wanted settings, from the seed's weights."""


@dataclass(frozen=True, eq=False)
class Load:
    """Begin a new run with these settings and weights; if it is one to be played again, train it.

    Attributes:
        settings: which the user wants from now on; if the run cannot begin, those of before come back.
        policy: its weights; those of the seed if None.
        start: all that its algorithm begins with, in place of `policy`; see `Trainer`.
        origin: what else the run takes over, or None where unknown.
        stream: which of the seed's sequences of random numbers it draws from.
        replay: what is to be changed in it when, as in the run that it repeats; None for a run of its own.
        version: of the wanted settings that `settings` became; filled in when it is sent.
        before: what was wanted before; filled in when it is sent.
    """

    settings: Settings
    policy: Policy | None
    origin: Origin | None = None
    stream: int = 0
    replay: Replay | None = None
    version: int = 0
    before: Settings | None = None
    start: AlgorithmState | None = None


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


@dataclass(frozen=True, eq=False)
class Exchange:
    """Leave all runs and go on with those of another experiment.

    Attributes:
        settings: which the user wants if it has no run to go on with.
        document: where it is kept.
        version: see `Load`.
        before: see `Load`.
    """

    settings: Settings
    document: Document
    version: int = 0
    before: Settings | None = None


@dataclass(frozen=True)
class Quit:
    """End the thread."""


WithSettings = Load | Branch | Activate | Exchange
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
        self._obeying: Command | None = None
        self._urgent = self._waiting = False
        self._wanted = WantedSettings(settings, 0)

    def send(self, command: Command) -> None:
        """Put a command at the end of the line."""
        with self._condition:
            if isinstance(command, WithSettings):
                before = self._wanted
                self._wanted = WantedSettings(command.settings, before.version + 1)
                command = replace(command, version=self._wanted.version, before=before.settings)
            self._commands.append(command)
            self._look_at_line()
            self._condition.notify_all()

    def at_once(self) -> AbstractContextManager[object]:
        """As long as this is entered, nothing of what is asked for meanwhile is seen: all of it comes at once."""
        return self._condition

    def want(self, settings: Settings) -> int:
        """Replace the wanted settings; returns their version."""
        with self._condition:
            self._wanted = WantedSettings(settings, self._wanted.version + 1)
            self._condition.notify_all()
            return self._wanted.version

    def follow(self, changes: Mapping[str, Value], seen: int) -> int:
        """Let the user want what the run has changed by itself, besides what the user has changed meanwhile.

        Args:
            changes: values by key.
            seen: the version of the wanted settings that the run knows.

        Returns:
            The version that the run knows now: `seen`, if it does not know yet what the user has changed since.
        """
        with self._condition:
            before = self._wanted
            self._wanted = WantedSettings(before.settings.changed(changes), before.version + 1)
            return self._wanted.version if before.version == seen else seen

    def follow_run(self, settings: Settings, seen: int) -> int:
        """Let the user want the settings of a run that is gone on with, unless others have been asked for meanwhile.

        Args:
            settings: of the run.
            seen: the version of the wanted settings by which it was decided to go on with it.

        Returns:
            The version that the run knows then.
        """
        with self._condition:
            if self._wanted.version == seen:
                self._wanted = WantedSettings(settings, seen + 1)
                self._condition.notify_all()
                return seen + 1
            return seen

    def take_back(self, command: WithSettings) -> None:
        """What a command asked for could not be had: want again what was wanted before, unless it has changed since."""
        with self._condition:
            if self._wanted.version == command.version and command.before is not None:
                self._wanted = WantedSettings(command.before, command.version + 1)
                self._condition.notify_all()

    def will_train(self, trains: Callable[[], bool]) -> bool:
        """Whether training will be on once the command that is being obeyed, and all in line, have been.

        Args:
            trains: whether it is on now; it is never asked between a command's end and what that has come to.
        """
        with self._condition:
            training = trains()
            for command in ([self._obeying] if self._obeying is not None else []) + list(self._commands):
                begins = isinstance(command, Load) and command.replay is not None
                goes_on = isinstance(command, Branch | Activate | Quit)
                training = isinstance(command, Train | Step) or begins or (training and goes_on)
            return training

    @property
    def wanted(self) -> WantedSettings:
        """The settings that the user wants now."""
        with self._condition:
            return self._wanted

    @property
    def wanted_here(self) -> WantedSettings | None:
        """What is wanted of the run that is trained now; None where a command waits whose settings are another's."""
        with self._condition:
            waits = any(isinstance(command, WithSettings | Reset) for command in self._commands)
            return None if waits else self._wanted

    def urgent(self) -> bool:
        """Whether a command waits for which an update in progress is better abandoned."""
        return self._urgent

    def waiting(self) -> bool:
        """Whether any command waits."""
        return self._waiting  # asked before every env step, so without the lock

    def first(self) -> Command | None:
        """The command that comes next; it stays in line."""
        with self._condition:
            return self._commands[0] if self._commands else None

    def wait(self, seen: int) -> None:
        """Wait until there is a command, or settings newer than version `seen`."""
        with self._condition:
            self._condition.wait_for(lambda: self._is_something_new(seen))

    def take(self, seen: int, timeout: float | None) -> Command | None:
        """Wait for a command, to be followed by `obeyed`; None when newer settings came first or time is up.

        Args:
            seen: the version of the wanted settings that the caller knows.
            timeout: seconds; None waits forever, 0 only looks.
        """
        with self._condition:
            self._condition.wait_for(lambda: self._is_something_new(seen), timeout)
            self._obeying = command = self._commands.popleft() if self._commands else None
            self._look_at_line()
            return command

    def obeyed(self) -> None:
        """What was taken has been obeyed, or has failed, and that can be seen."""
        with self._condition:
            self._obeying = None

    def _is_something_new(self, seen: int) -> bool:
        return bool(self._commands) or self._wanted.version != seen

    def _look_at_line(self) -> None:
        self._waiting = bool(self._commands)
        self._urgent = any(isinstance(command, Reset | WithSettings | Quit) for command in self._commands)
