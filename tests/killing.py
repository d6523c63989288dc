"""Processes that train and are killed, and what may be lost of them then.

Such a process prints a line for each step: the update that it has come to, the edits that were made, and the time of
`time.monotonic`, which is that of the whole computer.
"""

import subprocess
import sys
import time
from dataclasses import dataclass

SECONDS_LOST = 2.0
EDIT_SECONDS = 0.5
"""Within which an edit has reached the file; nobody can say in less whether it was made before the end or after it."""


@dataclass(frozen=True)
class Killed:
    """What was seen of a process until it was killed.

    Attributes:
        steps: update, edits and time of each line.
        when: it was killed.
    """

    steps: list[tuple[int, int, float]]
    when: float

    @property
    def reached(self):
        """The update that it had come to."""
        return self.steps[-1][0]

    def must_have(self, seconds):
        """Updates and edits that had been there for so long when it ended."""
        return max((step[:2] for step in self.steps if step[2] <= self.when - seconds), default=(0, 0))

    def assert_little_is_lost(self, updates, edits):
        """At most two seconds or one update, and no edit."""
        assert updates >= min(self.must_have(SECONDS_LOST)[0], self.reached - 1)
        assert edits >= self.must_have(EDIT_SECONDS)[1]


def say(update, edits):
    """Print a line; in the process."""
    sys.stdout.write(f"{update} {edits} {time.monotonic()}\n")
    sys.stdout.flush()


def killed(command, environment, *, after, updates=3):
    """Run a process and kill it.

    Args:
        command: its command line.
        environment: its.
        after: seconds from the moment at which it has done `updates`.
        updates: that.
    """
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment) as it:
        steps, deadline = [], None
        for line in it.stdout:
            steps.append(_step(line))
            if deadline is None and steps[-1][0] >= updates:
                deadline = time.monotonic() + after
            if deadline is not None and time.monotonic() >= deadline:
                break
        it.kill()
        when = time.monotonic()
        rest, _ = it.communicate(timeout=60)
    assert it.returncode == -9
    return Killed(steps + [_step(line) for line in rest.splitlines() if line.count(" ") == 2], when)


def _step(line):
    update, edits, seconds = line.split()
    return int(update), int(edits), float(seconds)
