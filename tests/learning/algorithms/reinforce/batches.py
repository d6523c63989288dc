"""Batches made of rollouts as the trainer makes them, without a learned baseline."""

from pg_desktop.learning.acting.rollout import Rollout
from pg_desktop.learning.algorithms.reinforce.baselines import advantages
from pg_desktop.learning.algorithms.reinforce.loss import Batch, make_batch
from pg_desktop.learning.settings.table import Settings


def batch_of(rollout: Rollout, **settings) -> Batch:
    """The steps that were played, each weighed as the settings say."""
    advantage_TN = advantages(rollout, rollout.reward_TN, Settings(**settings))
    return make_batch(rollout, rollout.obs_TNO[rollout.mask_TN], advantage_TN)
