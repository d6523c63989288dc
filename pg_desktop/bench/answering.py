"""How long somebody at the board waits for an opponent who looks ahead."""

from __future__ import annotations

from statistics import median
from time import thread_time
from typing import Final

import numpy as np

from pg_desktop.bench.figures import Bar, Figure, Figures
from pg_desktop.learning.acting.policy import Architecture, Policy
from pg_desktop.learning.games.policies import spaces_of_game
from pg_desktop.learning.games.table import game_entry
from pg_desktop.learning.stopping import never
from pg_desktop.ui.board.line import Line
from pg_desktop.ui.board.reply import Kind, Turn, reply

GAME: Final = "connect-four"
SIMULATIONS: Final = 100
WIDTHS: Final = (128, 256)
"""Units of both hidden layers: as the recipes have them, and twice as many."""
BAR: Final = Bar("<=", 200)
"""Milliseconds."""

_TIMES: Final = 5


def answering_figures() -> Figures:
    """Milliseconds of one processor from a click to the answer, the median of some."""
    for width in WIDTHS:
        name = f"{game_entry(GAME).name}, a click with {SIMULATIONS} simulations answered by 2 × {width} units"
        yield Figure(name, 1000 * seconds_of_answer(width), "ms", BAR)


def seconds_of_answer(width: int, times: int = _TIMES) -> float:
    """Seconds of one processor that an answer takes.

    Args:
        width: units of each hidden layer of the policy, whose weights are random: these make no difference.
        times: how often it is measured.
    """
    line = Line.begin(game_entry(GAME).rules()).after(0, 3)
    turn = Turn(game_entry(GAME), line.positions[-1], Kind.RUN, _policy(width), SIMULATIONS)
    reply(turn, never)  # what is loaded then does not count
    return median(_seconds(turn) for _ in range(times))


def _seconds(turn: Turn) -> float:
    since = thread_time()
    reply(turn, never)
    return thread_time() - since


def _policy(width: int) -> Policy:
    spaces, rng = spaces_of_game(game_entry(GAME).rules()), np.random.default_rng(0)
    architecture = Architecture(spaces, (width, width), "relu", valued=True)
    shapes = architecture.parameter_shapes()
    return Policy(architecture, {name: rng.normal(0, 0.3, shape).astype(np.float32) for name, shape in shapes.items()})
