"""Positions to test rules with: all that can be reached, some by chance, one by its moves."""

from collections.abc import Iterator

import numpy as np

from pg_desktop.learning.games.game import Actions, Game, Symmetry
from pg_desktop.learning.games.positions import Positions


def after(game: Game, moves: list[int]) -> Positions:
    """The position that moves lead to."""
    positions = game.start(1)
    for move in moves:
        assert game.legal(positions)[0, move]
        positions = game.step(positions, np.array([move])).positions
    return positions


def seen(game: Game, positions: Positions) -> list[str]:
    """The first board as a picture: X for who began, O for the other."""
    rows = game.stones(positions)[0].reshape(game.rows, game.columns)
    return ["".join(".XO"[stone] for stone in row) for row in rows]


def reached(game: Game) -> list[Positions]:
    """All positions of a game without extra words, final ones too, by ply."""
    layers, going = [game.start(1)], game.start(1)
    while len(going):
        row_M, action_M = game.legal(going).nonzero()
        stepped = game.step(going[row_M], action_M)
        sides = np.stack([stepped.positions.mine_N, stepped.positions.theirs_N])
        _, first_M = np.unique(sides, axis=1, return_index=True)
        layers.append(stepped.positions[first_M])
        going = stepped.positions[first_M][~stepped.done_N[first_M]]
    return layers[:-1] if not len(layers[-1]) else layers


def by_chance(game: Game, games: int, seed: int = 0) -> list[Positions]:
    """Positions of games that go on, played at random, by ply."""
    rng, positions, plies = np.random.default_rng(seed), game.start(games), []
    while len(positions):
        plies.append(positions)
        stepped = game.step(positions, _any_move(game, positions, rng))
        positions = stepped.positions[~stepped.done_N]
    return plies


def played_turned(game: Game, symmetry: Symmetry, games: int, seed: int = 0) -> Iterator[tuple[Positions, Positions]]:
    """Random games, and the same games on a board that is turned, ply by ply; done and outcome are the same."""
    rng, positions, turned = np.random.default_rng(seed), game.start(games), game.start(games)
    became_A = symmetry.action_A.argsort()
    while len(positions):
        yield positions, turned
        action_N = _any_move(game, positions, rng)
        stepped, moved = game.step(positions, action_N), game.step(turned, became_A[action_N])
        np.testing.assert_array_equal(moved.done_N, stepped.done_N)
        np.testing.assert_array_equal(moved.outcome_N, stepped.outcome_N)
        positions, turned = stepped.positions[~stepped.done_N], moved.positions[~stepped.done_N]


def assert_turns(game: Game, games: int) -> None:
    """Whoever turns the board and then moves sees what they see who move and then turn it, by every symmetry."""
    for symmetry in game.symmetries():
        for positions, turned in played_turned(game, symmetry, games):
            np.testing.assert_array_equal(game.legal(turned), game.legal(positions)[:, symmetry.action_A])
            np.testing.assert_array_equal(game.stones(turned), game.stones(positions)[:, symmetry.cell_C])


def _any_move(game: Game, positions: Positions, rng: np.random.Generator) -> Actions:
    legal_NA = game.legal(positions)
    return np.where(legal_NA, rng.random(legal_NA.shape), -1).argmax(1)
