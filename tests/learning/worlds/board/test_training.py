"""REINFORCE and DQN learn to play against an opponent, and never try what is not legal."""

import numpy as np
import pytest

from pg_desktop.learning.acting.distributions import DistributionKind
from pg_desktop.learning.acting.policy import Architecture
from pg_desktop.learning.algorithms.dqn.targets import best_values
from pg_desktop.learning.games.lines import TIC_TAC_TOE
from pg_desktop.learning.games.policies import spaces_of_game
from pg_desktop.learning.settings.table import Settings, require_applicable
from pg_desktop.learning.trainer import Trainer
from pg_desktop.learning.worlds.spaces import DiscreteSpace, Spaces, VectorSpace
from pg_desktop.messages import UserError
from pg_desktop.storage.presets import load_presets
from tests.learning.games.playing import after

WORLD = "TicTacToe-v0"
PRESET = next(preset for preset in load_presets() if preset.id == "tic-tac-toe")


def test_reinforce_learns_to_beat_chance():
    trainer = Trainer(PRESET.apply(Settings()).changed({"learning_rate": 0.01}))
    returns = [float(np.mean(trainer.update().returns_N)) for _ in range(30)]
    trainer.close()
    assert np.mean(returns[:3]) < 0.2
    assert np.mean(returns[-5:]) > 0.4


@pytest.mark.parametrize("changes", [{}, {"algorithm": "dqn", "epsilon_decay": 1000}])
def test_what_is_done_is_legal(changes):
    trainer = Trainer(Settings(environment=WORLD, normalise_observations=True, episodes_per_update=40, **changes))
    assert not trainer.policy().architecture.normalised  # what is legal could not be read any more
    for _ in range(3):
        rollout = trainer.update(traced=True).trace.rollout
        legal_TNA, mask_TN = rollout.obs_TNO[..., -9:] > 0, rollout.mask_TN
        done_TN = np.take_along_axis(legal_TNA, rollout.action_TN[..., None].astype(np.int64), -1)[..., 0]
        assert done_TN[mask_TN].all()
    trainer.close()


@pytest.mark.slow
def test_dqn_learns_to_beat_chance():
    trainer = Trainer(Settings(environment=WORLD, algorithm="dqn", learning_rate=0.001, episodes_per_update=32))
    returns = [float(np.mean(trainer.update().returns_N)) for _ in range(300)]
    trainer.close()
    assert np.mean(returns[-30:]) > np.mean(returns[:30]) + 0.2


def test_the_best_action_is_sought_among_those_that_are_allowed():
    architecture = Architecture(spaces_of_game(TIC_TAC_TOE), (4,), "relu", DistributionKind(values=True))
    obs_BO = TIC_TAC_TOE.planes(after(TIC_TAC_TOE, [8, 7]))  # 8 and 7 are taken
    target_BC, online_BC = (np.array([row], np.float32) for row in (range(9), [0, 5, 1, 0, 0, 0, 2, 7, 9]))
    assert best_values(architecture, target_BC, obs_BO).tolist() == [6]
    assert best_values(architecture, target_BC, obs_BO, online_BC).tolist() == [1]
    spaces = Spaces(VectorSpace(27), DiscreteSpace(9))
    everywhere = Architecture(spaces, (4,), "relu", DistributionKind(values=True))
    assert best_values(everywhere, target_BC, obs_BO).tolist() == [8]


def test_an_opponent_is_refused_where_there_is_none():
    require_applicable(["opponent"], Settings(environment=WORLD))
    with pytest.raises(UserError, match="opponent is a setting of the board games, but the environment is CartPole-v1"):
        require_applicable(["opponent"], Settings())
