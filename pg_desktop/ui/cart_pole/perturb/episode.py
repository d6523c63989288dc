"""The pushes of an episode: which is held, which are due, and how many the pole has survived."""

from __future__ import annotations

from collections import deque

from pg_desktop.learning.worlds.cart_pole.limits import HAND_SURVIVE_STEPS
from pg_desktop.ui.cart_pole.perturb.grip import NO_FORCES, Forces, Motion
from pg_desktop.ui.cart_pole.perturb.push import KeyPush, MousePush, Tap
from pg_desktop.ui.cart_pole.scene import CartPoleGeometry


class Tally:
    """How many pushes the pole has survived, of those of which it is known.

    Attributes:
        survived: pushes after which the episode went on for long enough.
        pushes: these and those in or after which the pole fell.
    """

    def __init__(self) -> None:
        self.survived = 0
        self.pushes = 0
        self._waiting: list[int] = []

    @property
    def counts(self) -> tuple[int, int]:
        """Survived, pushes."""
        return self.survived, self.pushes

    def wait(self, steps: int) -> None:
        """Count a push as survived when the episode goes on for so many env steps."""
        self._waiting.append(steps)

    def step(self, terminated: bool) -> None:
        """Take an env step into account, which may have ended the episode by a failure."""
        if terminated:
            self.pushes += len(self._waiting)
            self._waiting.clear()
            return
        still = [steps - 1 for steps in self._waiting if steps > 1]
        done = len(self._waiting) - len(still)
        self.survived += done
        self.pushes += done
        self._waiting = still

    def forget(self) -> None:
        """Drop the pushes of which it will not be known: their episode was cut off."""
        self._waiting.clear()


class PushedEpisode:
    """One episode after another, as far as pushes go.

    Attributes:
        playing: whether an episode is in progress.
        push: what is held, by the mouse or a key.
        tally: the count, which goes on from episode to episode.
    """

    def __init__(self) -> None:
        self.playing = False
        self.push: MousePush | KeyPush | None = None
        self.tally = Tally()
        self._taps: deque[Tap] = deque()

    def release(self) -> Tap | None:
        """Let go of what is held; if that makes it a tap, it is due with the next env step."""
        push, self.push = self.push, None
        tap = push.tap if push is not None else None
        if tap is not None:
            self._taps.append(tap)
        elif push is not None and push.acted:
            self.tally.wait(HAND_SURVIVE_STEPS)
        return tap

    def forces(self, motion: Motion, geometry: CartPoleGeometry) -> Forces:
        """What acts during the next env step: the tap that has been due for longest, or else what is held."""
        if self._taps:
            self.tally.wait(HAND_SURVIVE_STEPS + 1)  # its own step is not after it
            return self._taps.popleft().forces
        return NO_FORCES if self.push is None else self.push.forces(motion, geometry)

    def stepped(self, *, terminated: bool, truncated: bool) -> None:
        """Take an env step into account, and whether it ended the episode."""
        if terminated and self.push is not None and self.push.acted:
            self.tally.wait(HAND_SURVIVE_STEPS)
        self.tally.step(terminated)
        if terminated or truncated:
            self.drop()
            self.playing = False

    def began(self) -> None:
        """Be ready for a new episode."""
        self.drop()
        self.playing = True

    def drop(self) -> None:
        """Hold nothing, owe nothing, wait for nothing."""
        self.push = None
        self._taps.clear()
        self.tally.forget()
