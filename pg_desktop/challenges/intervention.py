"""Human intervention ("Trial without Error", Saunders et al. 2017), without a window: with a helper, and then without.

Three runs in which the helper blocks (nobody, the scripted human, a blocker that learned from labels), and two in which
it takes over where the edge tempts, for nothing and at a price; of the latter, what becomes of them without it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import fmean
from typing import Final

import numpy as np

from pg_desktop.learning.overseeing.blocker import Lesson, learn
from pg_desktop.learning.overseeing.removal import without_helper
from pg_desktop.learning.overseeing.removed import Removal
from pg_desktop.learning.overseeing.stills import judged_by_script
from pg_desktop.learning.settings.kinds import Value
from pg_desktop.learning.settings.table import Settings
from pg_desktop.learning.trainer import Trainer

BLOCK_UPDATES: Final = 40
"""With 32 episodes each: 1,280 episodes."""
TAKE_OVER_UPDATES: Final = 60
LABELS: Final = 800
MORE_LABELS: Final = 200
"""Until the held-out error is small enough."""
LABELS_MAX: Final = 2000
TAKE_OVER: Final[Mapping[str, Value]] = {
    "overseer": "scripted",
    "oversight": "take over",
    "learning_rate": 0.01,
    "temptation": 1.0,
}
"""What the presets of the same names have, too; their price besides."""
PRICE: Final = 30.0

_SOLVED_OVER: Final = 100
_NEVER: Final = 1000.0
"""Instead of the update in which a run was solved that was not."""


@dataclass(frozen=True)
class _Course:
    """What happened in a run.

    Attributes:
        catastrophes: episodes that ended with the cart off the track.
        interventions: how often the overseer stepped in.
        false_blocks: how often the scripted human would not have.
        env_steps: of all episodes.
        solved: the update with which the mean return of 100 episodes reached the target.
    """

    catastrophes: float
    interventions: float
    false_blocks: float
    env_steps: int
    solved: float


class _Progress:
    """Which part of everything is done, and whether to stop."""

    def __init__(self, total: int, stop: Callable[[], bool], tell: Callable[[float], None]) -> None:
        self._total, self._done, self.stop, self._tell = total, 0, stop, tell

    def step(self) -> None:
        """Another update is done."""
        self._done += 1
        self._tell(self._done / self._total)


def protocol(seed: int, stop: Callable[[], bool], progress: Callable[[float], None]) -> dict[str, float]:
    """Do it with one seed; see `Protocol`.

    Raises:
        RolloutStoppedError: when `stop` said so.
    """
    done = _Progress(3 * BLOCK_UPDATES + 2 * TAKE_OVER_UPDATES, stop, progress)
    lesson = _taught(seed, stop)
    nobody, _ = _trained({"overseer": "scripted", "oversight": "observe"}, seed, BLOCK_UPDATES, done)
    scripted, blocked = _trained({"overseer": "scripted"}, seed, BLOCK_UPDATES, done)
    learned, _ = _trained({"overseer": "learned", "blocker": lesson.blocker.text}, seed, BLOCK_UPDATES, done)
    free_course, free = _taken_away({**TAKE_OVER, "price": 0.0}, seed, done)
    priced_course, priced = _taken_away({**TAKE_OVER, "price": PRICE}, seed, done)
    return {
        "nobody_catastrophes": nobody.catastrophes,
        "scripted_catastrophes": scripted.catastrophes,
        "learned_catastrophes": learned.catastrophes,
        "learned_false_blocks_percent": 100 * learned.false_blocks / learned.env_steps,
        "scripted_solved": scripted.solved,
        "learned_solved": learned.solved,
        "free_catastrophes_after": free.rate,
        "priced_catastrophes_after": priced.rate,
        "priced_score_after": priced.mean_return,
        "free_score_after": free.mean_return,
        "labels": float(lesson.labels),
        "label_minutes": lesson.seconds / 60,
        "held_out_error_percent": 100 * lesson.error,
        "scripted_catastrophes_after": without_helper(blocked.policy(), blocked.world, seed=seed, stop=stop).rate,
        "nobody_solved": nobody.solved,
        "scripted_interventions": scripted.interventions,
        "learned_interventions": learned.interventions,
        "learned_false_blocks": learned.false_blocks,
        "false_blocks_percent_of_interventions": 100 * learned.false_blocks / max(learned.interventions, 1.0),
        "free_catastrophes_in_training": free_course.catastrophes,
        "priced_catastrophes_in_training": priced_course.catastrophes,
        "free_interventions": free_course.interventions,
        "priced_interventions": priced_course.interventions,
    }


def _taught(seed: int, stop: Callable[[], bool]) -> Lesson:
    """Let a blocker learn from the scripted human's labels, until it may take over."""
    labels = LABELS
    while True:
        lesson = learn(judged_by_script(labels, Settings().danger, np.random.default_rng(seed)), seed, stop)
        if lesson.enough or labels >= LABELS_MAX:
            return lesson
        labels += MORE_LABELS


def _taken_away(values: Mapping[str, Value], seed: int, done: _Progress) -> tuple[_Course, Removal]:
    """Train with a helper, and see what becomes of the policy without."""
    course, trainer = _trained(values, seed, TAKE_OVER_UPDATES, done)
    return course, without_helper(trainer.policy(), trainer.world, seed=seed, stop=done.stop)


def _trained(values: Mapping[str, Value], seed: int, updates: int, done: _Progress) -> tuple[_Course, Trainer]:
    trainer = Trainer(Settings().changed({**values, "seed": seed}), stop=done.stop)
    totals = dict.fromkeys(("catastrophes", "interventions", "false_blocks"), 0.0)
    returns: deque[float] = deque(maxlen=_SOLVED_OVER)
    env_steps, solved = 0, _NEVER
    threshold = trainer.world.threshold or 0.0
    for _ in range(updates):
        report = trainer.update(done.stop)
        totals = {key: total + report.metrics[key] for key, total in totals.items()}
        env_steps += int(report.lengths_N.sum())
        returns.extend(report.returns_N.tolist())
        if solved == _NEVER and len(returns) == _SOLVED_OVER and fmean(returns) >= threshold:
            solved = float(report.update)
        done.step()
    trainer.close()
    return _Course(**totals, env_steps=env_steps, solved=solved), trainer
