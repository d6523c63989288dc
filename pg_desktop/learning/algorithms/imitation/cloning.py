"""Behaviour cloning (Pomerleau 1989): make what the player did likely, and stop before it is learned by heart.

The gradient is REINFORCE's own with an advantage of 1 for every label, −∇ mean log π(label|s): imitation is a policy
gradient whose actions somebody else chose.

Shape suffixes: T time, N episodes, B steps, O observation, P weights.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import torch

from pg_desktop.learning.acting.distributions import Float32
from pg_desktop.learning.acting.policy import Policy
from pg_desktop.learning.acting.rollout import RolloutStoppedError, never
from pg_desktop.learning.algorithms.imitation.lesson import Lesson, lessons_of, require_demonstrations
from pg_desktop.learning.algorithms.reinforce.loss import Batch, backward
from pg_desktop.learning.algorithms.reinforce.reinforce import ReinforceState, architecture_of
from pg_desktop.learning.algorithms.reinforce.returns import reward_to_go
from pg_desktop.learning.demonstrations.demonstration import Demonstration
from pg_desktop.learning.networks.adam import Adam
from pg_desktop.learning.networks.running_statistics import Float64, RunningStatistics
from pg_desktop.learning.networks.trained_policy import TrainedPolicy
from pg_desktop.learning.networks.value_network import ValueNetwork
from pg_desktop.learning.settings.table import Settings
from pg_desktop.learning.worlds.world import World
from pg_desktop.messages import QT_TRANSLATE_NOOP, UserError

_MINIBATCH: Final = 64
_STEPS_MAX: Final = 3000
_PASSES_MAX: Final = 200
_PATIENCE_STEPS: Final = 300
_PATIENCE_PASSES: Final = 15
"""Without a better loss of what is held out for so many steps and passes, it is over."""
_CHUNK: Final = 4096
_SLIP: Final = -4.0
"""log of what a label counts for at the least when it judges."""
_SCALES_COUNT: Final = 50_000
"""Observations that the scales taken from demonstrations count for: REINFORCE's first batches are not to shift what
the clone sees under its feet."""


@dataclass(frozen=True)
class Diligence:
    """How a policy is cloned.

    Attributes:
        learning_rate: of Adam.
        value_steps: of the value network's optimiser, where the advantage is by values.
        steps: of Adam at the most, but for some passes that there are always; as usual if None.
    """

    learning_rate: float = 0.003
    value_steps: int = 500
    steps: int | None = None

    def passes(self, steps: int) -> tuple[int, int]:
        """How many passes of so many gradient steps there are at the most, and how many without a better loss."""
        most = _STEPS_MAX if self.steps is None else self.steps
        return max(_PASSES_MAX, -(-most // steps)), max(_PATIENCE_PASSES, -(-_PATIENCE_STEPS // steps))


@dataclass(frozen=True, eq=False)
class Imitated:
    """What came of imitating.

    Attributes:
        state: everything that REINFORCE goes on from; see `Trainer`.
        passes: through the labels, until those held out were imitated best.
        loss: of these then, nats.
    """

    state: ReinforceState
    passes: int
    loss: float

    def policy(self) -> Policy:
        """The clone."""
        return self.state.policy()


def imitated(
    settings: Settings,
    world: World,
    demonstrations: Sequence[Demonstration],
    *,
    seed: int,
    diligence: Diligence | None = None,
    stop: Callable[[], bool] = never,
) -> Imitated:
    """Clone a player.

    Args:
        settings: what the policy is built like, and what REINFORCE is going to learn with.
        world: where.
        demonstrations: what was shown.
        seed: of initial weights, of what is held out, and of the order of labels.
        diligence: how; as usual if None.
        stop: asked before every gradient step.

    Raises:
        UserError: if there is nothing to imitate, or another algorithm than REINFORCE is to go on.
        RolloutStoppedError: when `stop` said so.
    """
    if settings.algorithm != "reinforce":
        raise UserError(
            QT_TRANSLATE_NOOP(
                "Errors", "A clone is a policy for REINFORCE to go on with; choose that as the algorithm."
            )
        )
    require_demonstrations(demonstrations, world)
    how = Diligence() if diligence is None else diligence
    initial, further, order = map(np.random.default_rng, np.random.SeedSequence(seed).spawn(3))
    trained = TrainedPolicy(architecture_of(settings, world), initial)
    trained.network.start_std(settings.start_std)
    trained.see(np.concatenate([each.obs_LO for each in demonstrations]))
    passes, loss = _fit(trained, demonstrations, how, order, stop)
    values, returns = _values(settings, trained, demonstrations, how, further, stop)
    trained.adam.restore(Adam(len(trained.network.weights_P)).state())  # REINFORCE's gradients are of another size
    _settle_scales(trained)
    return Imitated(ReinforceState(trained.state(), values.state(), returns), passes, loss)


def _fit(
    trained: TrainedPolicy,
    demonstrations: Sequence[Demonstration],
    how: Diligence,
    rng: np.random.Generator,
    stop: Callable[[], bool],
) -> tuple[int, float]:
    """Learn until the held-out labels get worse; returns after how many passes they were best, and their loss."""
    learned, held = lessons_of(demonstrations, trained.architecture.distribution, rng)
    seen_BO = trained.acting.normalised(learned.obs_BO)
    network = trained.network
    best, best_loss, best_P = 0, _loss(trained, held), network.weights_P.copy()
    passes, patience = how.passes(-(-len(learned) // _MINIBATCH))
    for number in range(1, passes + 1):
        order_B = rng.permutation(len(learned))
        for first in range(0, len(order_B), _MINIBATCH):
            if stop():
                raise RolloutStoppedError
            part = order_B[first : first + _MINIBATCH]
            ones_B = np.ones(len(part), np.float32)
            backward(network, Batch(seen_BO[part], learned.action_B[part], ones_B), 0.0)
            trained.step(how.learning_rate)
            network.bound_free()
        loss = _loss(trained, held)
        if loss < best_loss:
            best, best_loss, best_P = number, loss, network.weights_P.copy()
        elif number - best >= patience:
            break
    network.weights_P[...] = best_P
    return best, best_loss


def _loss(trained: TrainedPolicy, lesson: Lesson) -> float:
    """−mean log (π(label|s) + e⁻⁴), nats.

    A player's hand slips, and a clone that is sure of what is right must not seem worse for a slip among the labels.
    """
    obs_BO = trained.acting.normalised(lesson.obs_BO)
    distribution, total = trained.architecture.distribution, 0.0
    with torch.inference_mode():
        for first in range(0, len(lesson), _CHUNK):
            part = slice(first, first + _CHUNK)
            parameters = trained.network(torch.from_numpy(obs_BO[part]))
            log_prob_B = distribution.log_prob(parameters, torch.from_numpy(lesson.action_B[part]))
            total -= float(log_prob_B.logaddexp(log_prob_B.new_full((), _SLIP)).sum())
    return total / len(lesson)


def _values(
    settings: Settings,
    trained: TrainedPolicy,
    demonstrations: Sequence[Demonstration],
    how: Diligence,
    rng: np.random.Generator,
    stop: Callable[[], bool],
) -> tuple[ValueNetwork, RunningStatistics]:
    """A value network that knows what the demonstrations earned, and the unit of normalised rewards."""
    architecture = trained.architecture
    network = ValueNetwork(architecture.spaces.observation.size, architecture.hidden_sizes, architecture.activation)
    network.initialise(rng)
    return_B = np.concatenate([_to_go(each, settings.gamma) for each in demonstrations])
    returns = RunningStatistics.empty(1)
    if settings.normalise_rewards:
        returns = returns.with_batch(return_B[:, None])
        return_B = return_B / returns.std_D[0]
    if settings.advantage == "value" and how.value_steps:
        obs_BO: Float32 = trained.acting.normalised(np.concatenate([each.obs_LO for each in demonstrations]))
        rate = settings.value_learning_rate
        network.learn(obs_BO, return_B, steps=how.value_steps, learning_rate=rate, rng=rng, stop=stop)
    return network, returns


def _to_go(demonstration: Demonstration, gamma: float) -> Float64:
    return reward_to_go(demonstration.reward_L[:, None], gamma)[:, 0]


def _settle_scales(trained: TrainedPolicy) -> None:
    """Let the scales of observations count for more than the few demonstrations that they come from."""
    known = trained.observations
    if known.count and known.count < _SCALES_COUNT:
        factor = _SCALES_COUNT / known.count
        trained.observations = RunningStatistics(_SCALES_COUNT, known.mean_D, known.square_D * factor)
