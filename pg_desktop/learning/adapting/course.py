"""One episode of each of the four, step by step, for somebody who watches and changes the physics.

To be used in one thread; a step takes less than a millisecond.
"""

from __future__ import annotations

from pg_desktop.learning.acting.policy import Policy
from pg_desktop.learning.adapting.changes import FURTHER_STEPS, Change
from pg_desktop.learning.adapting.comparing import Four
from pg_desktop.learning.adapting.moments import Belief, Event, Lane
from pg_desktop.learning.adapting.scores import Who
from pg_desktop.learning.adapting.trial import Trial
from pg_desktop.learning.worlds.cart_pole.physics import Physics


class Course:
    """The four, from the same start on.

    Attributes:
        policy: of three of them.
        beliefs: of the adaptive one, after each step.
        events: the changes that have come.
        planned: the change that is to come, and at which step.
    """

    def __init__(self, policy: Policy, randomised: Policy, seed: int) -> None:
        """Begin.

        Args:
            policy: see `Four`.
            randomised: see `Four`.
            seed: fixes everything random.
        """
        self.policy = policy
        self.beliefs: list[Belief] = []
        self.events: list[Event] = []
        self.planned: Event | None = None
        self._four = Four.of(policy, randomised, 1, seed)
        self._trial = Trial(self._four.controllers, 1, seed)
        self._physics = Physics()

    @property
    def step_number(self) -> int:
        """Env steps since the beginning."""
        return self._trial.step_number

    @property
    def physics(self) -> Physics:
        """As it is now."""
        return self._physics

    @property
    def over(self) -> bool:
        """Whether all have fallen, or have stood long enough after the last change."""
        if not self._trial.going_CN.any():
            return True
        changed = self._trial.changed_at
        return self.planned is None and changed is not None and self.step_number >= changed + FURTHER_STEPS

    @property
    def lanes(self) -> tuple[Lane, ...]:
        """All four as they are now."""
        return tuple(self._lane(who, row) for row, who in enumerate(Who))

    def plan(self, change: Change, step: int) -> None:
        """Let a change come before a step, or before the next one if that is past."""
        self.planned = Event(max(step, self.step_number), change)

    def step(self) -> None:
        """Let whatever is due come, and everybody act once."""
        if self.planned is not None and self.step_number >= self.planned.step:
            self.events.append(Event(self.step_number, self.planned.change))
            self._physics, self.planned = self.planned.change.physics, None
            self._trial.change(self._physics)
        self._trial.step()
        adaptive = self._four.adaptive
        self.beliefs.append(
            Belief(
                self.step_number,
                float(adaptive.part_N[0]),
                float(adaptive.part_std_N[0]),
                self._physics.motor * self._physics.push_force,
                bool(adaptive.second_stage_N[0]),
            )
        )

    def _lane(self, who: Who, row: int) -> Lane:
        trial = self._trial
        position, _, angle, _ = trial.state_4CN[:, row, 0].tolist()
        stands = bool(trial.going_CN[row, 0])
        push = 2.0 * int(trial.actions_CN[row, 0]) - 1.0 if stands and trial.step_number else None
        return Lane(who, position, angle, push, stands, int(trial.steps_CN[row, 0]))
