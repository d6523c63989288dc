"""Earlier selves: kept exactly, in order, without copies where nothing has changed."""

import numpy as np
import pytest

from pg_desktop.learning.acting.policy import Architecture
from pg_desktop.learning.algorithms.board.learner import part_left
from pg_desktop.learning.algorithms.rows import RowsState
from pg_desktop.learning.algorithms.self_play.pool import WIDTH, Pool, require_pool, weights_in
from pg_desktop.learning.games.lines import TIC_TAC_TOE
from pg_desktop.learning.games.policies import spaces_of_game
from pg_desktop.learning.settings.table import Settings

ARCHITECTURE = Architecture(spaces_of_game(TIC_TAC_TOE), (9,), "relu", valued=True)
SIZE = weights_in(ARCHITECTURE)


def selves(count):
    pool = Pool(ARCHITECTURE)
    for number in range(count):
        pool.add(np.full(SIZE, number, np.float32))
    return pool


def test_weights_do_not_fill_whole_rows():
    assert SIZE == 27 * 9 + 9 + 9 * 9 + 9
    assert SIZE % WIDTH


def test_each_self_is_what_it_was():
    pool = selves(5)
    assert len(pool) == 5
    for number in (0, 4, 2):
        parameters = pool.policy(number).parameters
        assert set(parameters) == {"hidden_1.weight", "hidden_1.bias", "logits.weight", "logits.bias"}
        assert all((array == number).all() for array in parameters.values())


def test_a_state_is_gone_back_to_without_copies():
    pool = selves(3)
    state = pool.state()
    pool.add(np.full(SIZE, 9, np.float32))
    pool.restore(state)
    assert len(pool) == 3
    assert pool.state().chunks[0] is state.chunks[0]
    pool.add(np.full(SIZE, 3, np.float32))
    assert (pool.policy(3).parameters["logits.bias"] == 3).all()


def test_a_file_that_holds_part_of_a_policy_or_no_numbers_is_found():
    state = selves(2).state()
    require_pool(state, ARCHITECTURE)
    with pytest.raises(ValueError):
        require_pool(RowsState(state.length - 1, 0, state.chunks), ARCHITECTURE)
    state.chunks[0][0, 0] = np.nan
    with pytest.raises(ValueError):
        require_pool(state, ARCHITECTURE)


def test_learning_rate_and_entropy_bonus_fall_evenly_and_stay_there():
    settings = Settings(falls_over=100, falls_to=0.2)
    assert [part_left(settings, number) for number in (1, 51, 101, 500)] == pytest.approx([1.0, 0.6, 0.2, 0.2])
