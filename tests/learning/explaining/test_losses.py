"""The losses that other baselines would have given, against numbers computed on paper."""

import numpy as np
import pytest

from pg_desktop.learning.explaining.anatomy import anatomy_of
from pg_desktop.learning.explaining.losses import loss_of, other_losses
from pg_desktop.learning.settings.table import Settings
from pg_desktop.learning.trainer import Trainer
from tests.learning.explaining.updates import LOG_2, plain_update


def losses(trace, added=0.0):
    return {row.advantage: row.loss for row in other_losses(trace, anatomy_of(trace).before_B, added)}


def test_two_steps_computed_on_paper():
    # Both actions had probability 1/2, so the loss is log 2 times the mean advantage: of G = (2.5, 3), that is 2.75;
    # whatever subtracts a mean leaves 0.
    found = losses(plain_update(0.1, gamma=0.5, advantage="batch"))
    assert found["none"] == pytest.approx(2.75 * LOG_2)
    assert [found[key] for key in ("time", "batch", "normalised")] == pytest.approx([0.0, 0.0, 0.0])


def test_a_constant_added_to_every_reward_changes_the_loss():
    # r = (2, 4): G = (2 + 4/2, 4).
    assert losses(plain_update(0.1, gamma=0.5, advantage="batch"), 1.0)["none"] == pytest.approx(4 * LOG_2)
    assert losses(plain_update(0.1, gamma=0.5, advantage="batch"), -3.0)["none"] == pytest.approx(-LOG_2)


@pytest.mark.parametrize("advantage", ["time", "batch", "normalised", "none"])
def test_the_one_in_force_is_what_the_update_reported(advantage):
    trainer = Trainer(
        Settings(environment="CartPole-v1", episodes_per_update=4, hidden_size=8, seed=3, advantage=advantage)
    )
    report = trainer.update(traced=True)
    trainer.close()
    anatomy = anatomy_of(report.trace)
    found = losses(report.trace)
    assert found[advantage] == pytest.approx(report.metrics["policy_loss"], abs=1e-5)
    assert loss_of(anatomy.before_B, anatomy.advantage_B) == pytest.approx(found[advantage], abs=1e-9)
    assert len(set(np.round(list(found.values()), 6))) == 4
