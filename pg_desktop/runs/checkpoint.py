"""A state of a run that is kept, and which of several is the best."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from typing import Generic, TypeVar

PayloadT = TypeVar("PayloadT")


class Checkpoint(Generic[PayloadT]):
    """A state of the run. Immutable; any thread reads.

    Attributes:
        update: updates done.
        mean_return: mean return of the last 100 episodes then; None before the first.
        nbytes: what the payload takes.
    """

    def __init__(
        self,
        update: int,
        mean_return: float | None,
        nbytes: int,
        payload: PayloadT | None = None,
        read: Callable[[], PayloadT] | None = None,
    ) -> None:
        """Take a payload, or what reads it from a file when it is asked for."""
        self.update = update
        self.mean_return = mean_return
        self.nbytes = nbytes
        self._payload = payload
        self._read = read
        self._lock = threading.Lock()

    @property
    def is_from_file(self) -> bool:
        """Whether a file holds it."""
        return self._read is not None

    @property
    def in_memory(self) -> PayloadT | None:
        """The payload, if it need not be read first."""
        return self._payload

    @property
    def payload(self) -> PayloadT:
        """The state, immutable.

        Raises:
            UserError: if it has to be read from a file, and cannot be.
        """
        with self._lock:
            if self._payload is None:
                if self._read is None:
                    raise ValueError("a checkpoint has a payload, or is read")
                self._payload = self._read()
            return self._payload


def better(mean_return: float | None, best: Checkpoint[PayloadT] | None) -> bool:
    """Whether a mean return is larger than that of the best until now; None and NaN never are."""
    if mean_return is None or mean_return != mean_return:  # noqa: PLR0124 (NaN)
        return False
    return best is None or best.mean_return is None or mean_return > best.mean_return


def best_with(
    entry: Checkpoint[PayloadT], before: Checkpoint[PayloadT] | None, best: Checkpoint[PayloadT] | None
) -> Checkpoint[PayloadT] | None:
    """The best once an entry has come, after another one that may be the best."""
    if better(entry.mean_return, best):
        return entry
    if before is not None and best is not None and entry.mean_return == before.mean_return == best.mean_return:
        return before
    return best


def best_of(entries: Iterable[Checkpoint[PayloadT]]) -> Checkpoint[PayloadT] | None:
    """The best of all entries, which come in ascending order of their updates; None if none has a mean return.

    It is the latest of equals of which more is known than its mean. That is of episodes before the update, which may
    have spoilt the policy; so an entry is taken for as good as the best only once the next one's mean is the same, too.
    """
    best: Checkpoint[PayloadT] | None = None
    before: Checkpoint[PayloadT] | None = None
    for entry in entries:
        best = best_with(entry, before, best)
        before = entry
    return best
