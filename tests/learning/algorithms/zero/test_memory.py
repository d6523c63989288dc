"""Remembered positions come back as they were, and what AlphaZero learns from them has the right signs."""

from types import SimpleNamespace

import numpy as np
import pytest

from pg_desktop.learning.algorithms.algorithm import Play
from pg_desktop.learning.algorithms.board.lessons import Shares
from pg_desktop.learning.algorithms.zero.memory import Memory, require_memory_of, row_width
from pg_desktop.learning.algorithms.zero.searched import search_settings, searched_games
from pg_desktop.learning.games.lines import TIC_TAC_TOE
from pg_desktop.learning.settings.table import Settings
from pg_desktop.learning.stopping import never
from tests.learning.games.test_playing import ROW_BY_ROW


def examples(count=40, seed=0):
    rng = np.random.default_rng(seed)
    share_BA = rng.random((count, 9)).astype(np.float32)
    share_BA /= share_BA.sum(1, keepdims=True)
    obs_BF = (rng.random((count, 27)) < 0.5).astype(np.float32)
    return Shares(obs_BF, share_BA, rng.uniform(-1, 1, count).astype(np.float32))


def test_what_is_drawn_is_what_was_remembered():
    memory, shares = Memory(27, 9), examples()
    memory.add(shares)
    assert row_width(27, 9) == 4 + 9 + 1
    drawn = memory.drawn(200, 1000, np.random.default_rng(1))
    known = {float(target): row for row, target in enumerate(shares.target_B)}
    rows = [known[float(target)] for target in drawn.target_B]
    np.testing.assert_array_equal(drawn.obs_BF, shares.obs_BF[rows])
    np.testing.assert_array_equal(drawn.share_BA, shares.share_BA[rows])
    assert len(set(rows)) > 35


def test_only_the_latest_are_drawn():
    memory = Memory(27, 9)
    for seed in range(3):
        memory.add(examples(seed=seed))
    drawn = memory.drawn(300, 40, np.random.default_rng(1))
    assert set(drawn.target_B) <= set(examples(seed=2).target_B)


def test_a_damaged_memory_is_found():
    memory = Memory(27, 9)
    memory.add(examples())
    state = memory.state()
    require_memory_of(state, 27, 9)
    with pytest.raises(ValueError):
        require_memory_of(state, 26, 8)
    state.chunks[0][3, -1] = 1.5
    with pytest.raises(ValueError):
        require_memory_of(state, 27, 9)


def test_values_are_those_of_whoever_is_to_move():
    """Without a search's say, targets are outcomes: 1 where the mover has won in the end, −1 where the other has."""
    settings = Settings(simulations=8, search_value_share=0.0, opening_plies=0, drawn_plies=9)
    play = Play(SimpleNamespace(num_envs=20), None, np.random.default_rng(0), never)
    searched = searched_games(TIC_TAC_TOE, ROW_BY_ROW, play, settings)
    shares = searched.shares
    np.testing.assert_allclose(shares.share_BA.sum(1), 1, rtol=1e-6)
    assert (shares.share_BA[shares.obs_BF[:, -9:] == 0] == 0).all()
    beginning = shares.obs_BF[:, :18].sum(1) == 0
    np.testing.assert_array_equal(
        shares.target_B[beginning], np.where(np.arange(20) % 2 == 0, searched.outcome_N, -searched.outcome_N)
    )
    # One ply from a win for the mover, with a search that has found it.
    assert set(shares.target_B) <= {-1.0, 0.0, 1.0}
    assert play.meter.episodes == 20
    assert play.meter.env_steps == len(shares) == searched.length_N.sum()


def test_the_noise_depends_on_how_many_moves_there_are():
    settings = Settings(simulations=30, root_noise=0.1, search_exploration=2.0)
    found = search_settings(TIC_TAC_TOE, settings)
    assert (found.simulations, found.c, found.unvisited, found.root_noise) == (30, 2.0, 0.25, 0.1)
    assert found.dirichlet_alpha == pytest.approx(10 / 9)
