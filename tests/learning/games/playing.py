"""Positions to test rules with: all that can be reached, some by chance, one by its moves."""

import numpy as np

from pg_desktop.learning.games.game import Game
from pg_desktop.learning.games.positions import Positions


def after(game: Game, moves: list[int]) -> Positions:
    """The position that moves lead to."""
    positions = game.start(1)
    for move in moves:
        assert game.legal(positions)[0, move]
        positions = game.step(positions, np.array([move])).positions
    return positions


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
        legal_NA = game.legal(positions)
        action_N = np.where(legal_NA, rng.random(legal_NA.shape), -1).argmax(1)
        stepped = game.step(positions, action_N)
        positions = stepped.positions[~stepped.done_N]
    return plies


def commutes(game: Game, positions: Positions, seed: int = 0) -> None:
    """Whoever turns the board and then moves sees what they see who move and then turn it."""
    rng = np.random.default_rng(seed)
    legal_NA = game.legal(positions)
    action_N = np.where(legal_NA, rng.random(legal_NA.shape), -1).argmax(1)
    stepped = game.step(positions, action_N)
    for symmetry in game.symmetries():
        turned = turned_by_replay(game, positions, symmetry)
        np.testing.assert_array_equal(game.legal(turned), legal_NA[:, symmetry.action_A])
        moved = game.step(turned, symmetry.action_A.argsort()[action_N])
        stones_NC = game.stones(stepped.positions)[:, symmetry.cell_C]
        np.testing.assert_array_equal(game.stones(moved.positions), stones_NC)
        np.testing.assert_array_equal(moved.done_N, stepped.done_N)
        np.testing.assert_array_equal(moved.outcome_N, stepped.outcome_N)


def turned_by_replay(game: Game, positions: Positions, symmetry) -> Positions:
    """The same positions on a board that is turned; how, only the bits say, so that it works for any bit numbers."""
    bit_C = game.bit_C

    def turned(bits_N):
        set_NC = bits_N[:, None] >> bit_C & np.uint64(1)
        return np.bitwise_or.reduce(set_NC[:, symmetry.cell_C] << bit_C, 1)

    return Positions(turned(positions.mine_N), turned(positions.theirs_N), positions.first_N, positions.extra_NX)
