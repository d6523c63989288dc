"""What was shown can be played again, and labels say what the player would have done."""

import numpy as np
import pytest

from pg_desktop.learning.acting.actor import Choice
from pg_desktop.learning.acting.sites import GymnasiumSite
from pg_desktop.learning.algorithms.imitation.cloning import imitated
from pg_desktop.learning.demonstrations.demonstration import PlayedBy
from pg_desktop.learning.demonstrations.player import AT_LEISURE
from pg_desktop.learning.demonstrations.recording import record, told
from pg_desktop.learning.demonstrations.tape import tape_of_demonstration
from pg_desktop.learning.explaining.tape import Film
from pg_desktop.learning.settings.table import Settings
from pg_desktop.learning.worlds.world import make_world


class Leftwards:
    """Always pushes to the left."""

    def act(self, obs_NO):
        action = np.zeros(len(obs_NO), np.int64)
        return Choice(action, action)


@pytest.mark.parametrize("world", ["MountainCar-v0", "Pendulum-v1", "LunarLander-v3"])
def test_the_same_actions_from_the_same_seed_lead_to_the_same(world):
    made = make_world(world)
    for shown in record(made, episodes=2, speed=0.25, seed=4):
        site = GymnasiumSite(made)
        seen = [site.reset(shown.about.seed)]
        earned = []
        for action in shown.action_L:
            obs, reward, *_ = site.step(action)
            seen.append(obs)
            earned.append(reward)
        assert np.array_equal(np.array(seen[:-1], np.float32), shown.obs_LO)
        assert np.array_equal(np.array(seen[-1], np.float32), shown.final_obs_O)
        assert sum(earned) == pytest.approx(shown.score)


def test_of_an_episode_of_its_own_every_step_is_a_label():
    (shown,) = record(make_world("CartPole-v1"), episodes=1, speed=0.25, seed=0)
    assert (shown.length, shown.labels, shown.score) == (500, 500, 500.0)
    assert shown.about.by is PlayedBy.SCRIPTED
    assert not shown.about.policy_drove
    assert not shown.about.terminated


def test_while_a_policy_drives_labels_are_what_the_player_would_have_done():
    shown = told(make_world("CartPole-v1"), Leftwards(), episodes=3, speed=1.0, seed=0, habits=AT_LEISURE)
    for each in shown:
        assert each.about.policy_drove
        assert each.length < 15
        assert not each.action_L.any()
        assert each.label_L[-1] == 1  # the pole falls to the right, and the player would have pushed after it


def test_on_tape_it_is_what_it_was_beside_what_a_policy_makes_of_it():
    world = make_world("MountainCar-v0")
    (shown,) = record(world, episodes=1, speed=0.5, seed=0)
    settings = Settings().changed({"environment": "MountainCar-v0"})
    policy = imitated(settings, world, [shown], seed=0).policy()
    tape = tape_of_demonstration(shown, world, policy)
    assert len(tape.moments) == shown.length + 1
    assert tape.moments[-1].episode_return == shown.score
    assert tape.moments[-1].ended
    assert tape.moments[-1].action is None
    assert [int(moment.action) for moment in tape.moments[:-1]] == shown.action_L.tolist()
    assert sum(tape.moments[5].parts[0].probabilities_C) == pytest.approx(1.0)
    film = Film(tape)
    assert film.frame(10) is not None
    assert film.why_not is None
