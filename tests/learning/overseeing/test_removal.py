"""A policy whose helper is taken away."""

import numpy as np
import pytest

from pg_desktop.learning.acting.actor import Choice
from pg_desktop.learning.overseeing.actor import OverseenActor
from pg_desktop.learning.overseeing.overseer import Oversight
from pg_desktop.learning.overseeing.removal import without_helper
from pg_desktop.learning.overseeing.removed import Removal
from pg_desktop.learning.settings.table import Settings
from pg_desktop.learning.stopping import RolloutStoppedError
from pg_desktop.learning.trainer import Trainer


def test_the_interval_is_wilsons():
    low, high = Removal(200, 0, 100.0).interval
    assert (low, high) == (0.0, pytest.approx(3.8416 / 203.8416, rel=1e-3))
    low, high = Removal(200, 100, 100.0).interval
    assert (low, high) == (pytest.approx(0.4313, abs=1e-3), pytest.approx(0.5687, abs=1e-3))
    assert Removal(200, 100, 100.0).rate == 0.5


def test_an_untrained_policy_falls_and_stays_on_the_track():
    trainer = Trainer(Settings())
    told = []
    found = without_helper(trainer.policy(), trainer.world, update=7, helped="somebody", progress=told.append)
    assert (found.episodes, found.catastrophes, found.update, found.helped) == (200, 0, 7, "somebody")
    assert 10 < found.mean_return < 40
    assert told == [0.25, 0.5, 0.75, 1.0]
    assert without_helper(trainer.policy(), trainer.world).mean_return == found.mean_return


def test_it_stops_when_it_is_told_to():
    trainer = Trainer(Settings())
    with pytest.raises(RolloutStoppedError):
        without_helper(trainer.policy(), trainer.world, stop=lambda: True)


class Rightwards:
    def act(self, obs_NO):
        action_N = np.ones(len(obs_NO), np.int64)
        return Choice(action_N, action_N)


def test_a_shown_policy_wants_what_it_wants_and_the_overseer_is_seen_to_overrule_it():
    actor = OverseenActor(Rightwards(), Oversight("scripted"))
    choice = actor.act(np.array([[1.99, 0.5, 0.0, 0.0], [0.0, 0.0, 0.0, 0.0]], np.float32))
    assert choice.action_N.tolist() == [1, 1]
    assert choice.environment_action_N.tolist() == [0, 1]
    assert choice.overruled_N.tolist() == [True, False]
    assert actor.act(np.zeros((1, 4), np.float32)).overruled_N is None
