"""The real world and its gap: a policy of the simulator meets physics that it was never told about."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from pg_desktop.learning.acting.policy import Policy
from pg_desktop.learning.measuring.reality_gap import GAP_EPISODES, score
from pg_desktop.learning.settings.table import Settings
from pg_desktop.learning.stopping import RolloutStoppedError
from pg_desktop.learning.trainer import Trainer
from pg_desktop.learning.worlds.cart_pole.physics import Physics
from pg_desktop.learning.worlds.cart_pole.reality import REALITIES
from pg_desktop.learning.worlds.world import make_world
from pg_desktop.storage.presets import load_presets

UPDATES: Final = 80
"""Of each policy's training in the simulator."""
FINE_TUNING: Final = 10
"""Updates in reality, for the nominal policy alone."""
LATE: Final = Physics(delay=3)
ALL: Final = Physics(sensor_noise=0.03, delay=3, backlash=2)
_LATE_REALITY: Final = 2
"""The number of the sealed physics that is only late."""

_WORLDS: Final[Mapping[str, Physics]] = {
    "simulator": Physics(),
    "late": LATE,
    "all": ALL,
    **{f"reality_{number}": each.physics for number, each in enumerate(REALITIES, 1)},
}


def reality(seed: int, stop: Callable[[], bool], progress: Callable[[float], None]) -> dict[str, float]:
    """Train a policy on the simulator alone and one whose episodes draw a delay, and score both in other physics.

    The first is then trained on for a few updates in the sealed physics that is late.

    Args:
        seed: of both runs.
        stop: asked before every env step.
        progress: told which part is done, in [0, 1].

    Returns:
        Mean returns over a hundred episodes, by the policy and where it was scored, and the episodes of fine-tuning.

    Raises:
        RolloutStoppedError: when `stop` said so.
    """
    every = 2 * UPDATES + FINE_TUNING
    found: dict[str, float] = {}
    done = 0

    def trained(trainer: Trainer, updates: int) -> Policy:
        nonlocal done
        for _ in range(updates):
            trainer.update(stop)
            done += 1
            progress(0.98 * done / every)
        return trainer.policy()

    for name in ("nominal", "randomised"):
        trainer = Trainer(_settings(name).changed({"seed": seed}))
        found |= {f"{name}_{where}": mean for where, mean in _scores(trained(trainer, UPDATES), stop).items()}
        if name == "nominal":
            trainer.apply(trainer.settings.changed({"reality": _LATE_REALITY}), stop)
            tuned = trained(trainer, FINE_TUNING)
            found["fine_tuned_simulator"] = _score(tuned, Physics(), stop)
            found["fine_tuned_reality_2"] = _score(tuned, REALITIES[_LATE_REALITY - 1].physics, stop)
            found["fine_tuning_episodes"] = float(FINE_TUNING * trainer.settings.episodes_per_update)
        trainer.close()
    progress(1.0)
    return found


def _settings(name: str) -> Settings:
    wanted = f"challenge-reality-{name}"
    preset = next(preset for preset in load_presets() if preset.id == wanted)
    return preset.apply(Settings())


def _scores(policy: Policy, stop: Callable[[], bool]) -> dict[str, float]:
    return {name: _score(policy, physics, stop) for name, physics in _WORLDS.items()}


def _score(policy: Policy, physics: Physics, stop: Callable[[], bool]) -> float:
    if stop():
        raise RolloutStoppedError
    return score(policy, make_world("CartPole-v1"), physics, episodes=GAP_EPISODES, stop=stop).mean
