"""Go 5×5 by hand: what is captured, what is forbidden, how it ends."""

import numpy as np
import pytest

from pg_desktop.learning.games.go import GO_5X5, Go
from tests.learning.games.playing import after, assert_turns, seen

PASS = 25


def at(text: str) -> list[int]:
    """Moves such as "b3 pass d1"."""
    names = [GO_5X5.move_name(action) for action in range(26)]
    return [names.index(name) for name in text.split()]


def legal(text: str) -> list[str]:
    return [GO_5X5.move_name(action) for action in np.flatnonzero(GO_5X5.legal(after(GO_5X5, at(text)))[0])]


def last(text: str, game: Go = GO_5X5):
    *before, move = at(text)
    return game.step(after(game, before), np.array([move]))


def test_a_stone_without_a_free_cell_is_captured():
    assert seen(GO_5X5, after(GO_5X5, at("a4 a5 b5"))) == [".X...", "X....", ".....", ".....", "....."]


def test_a_group_is_captured_as_a_whole_and_others_are_not():
    text = "c4 c3 c2 d3 b3 e1 d4 e2 d2 a1 e3"
    assert seen(GO_5X5, after(GO_5X5, at(text))) == [".....", "..XX.", ".X..X", "..XXO", "O...O"]


def test_two_groups_are_captured_at_once():
    text = "b5 a5 a3 a4 e1 c5 b4 e5 d5"
    # Black's b4 takes a5 and a4; d5 takes nothing: c5 has c4.
    assert seen(GO_5X5, after(GO_5X5, at(text)))[:3] == [".XOXO", ".X...", "X...."]


def test_nobody_may_take_their_own_last_free_cell():
    # White's corner, surrounded by Black on two sides; Black may play there.
    assert "a5" not in legal("a4 e1 b5")
    assert "a5" in legal("a4 e1 b5 e2")
    # A group of two would die as well.
    assert "a5" not in legal("a3 a4 b4 e1 b5")


def test_capturing_comes_before_dying():
    text = "a4 a3 b5 b4 e1 c5 e2"
    assert "a5" in legal(text)
    assert seen(GO_5X5, after(GO_5X5, at(text + " a5")))[:2] == ["O.O..", ".O..."]


def test_a_ko_is_not_retaken_at_once_but_after_an_exchange_elsewhere():
    ko = "b4 c4 a3 d3 b2 c2 c3 b3"
    assert seen(GO_5X5, after(GO_5X5, at(ko)))[1:4] == [".XO..", "XO.O.", ".XO.."]
    assert "c3" not in legal(ko)
    assert "c3" in legal(ko + " e1 e5")
    assert seen(GO_5X5, after(GO_5X5, at(ko + " e1 e5 c3")))[2] == "X.XO."
    assert "b3" not in legal(ko + " e1 e5 c3")


def test_no_earlier_board_comes_back_by_longer_ways_either():
    # Black sends two stones and gets one back: three moves later the board would be the same, with White to move.
    before = "c2 a2 d1 b2 a1 c1"
    assert seen(GO_5X5, after(GO_5X5, at(before)))[3:] == ["OOX..", "X.OX."]
    sent = before + " b1 c1"
    assert seen(GO_5X5, after(GO_5X5, at(sent)))[3:] == ["OOX..", "..OX."]
    assert "a1" not in legal(sent)
    assert "b1" in legal(sent)
    assert "a1" in legal(sent + " e5 d5")


def test_passing_is_always_allowed_and_two_end_the_game():
    assert legal("")[-1] == "pass"
    once = last("pass")
    assert not once.done_N[0]
    twice = last("pass pass")
    assert (twice.done_N[0], twice.outcome_N[0]) == (True, 1)  # White, who passed last, has 6½ more
    assert not last("pass c3 pass").done_N[0]


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("c3 pass pass", 1),  # Black, who passes last, has all 25
        ("pass c3 pass pass", 1),  # White, who passes last, has them
        ("pass c3 c1 pass pass", -1),  # both reach everything else: one stone each, and 6½ for White
    ],
)
def test_area_decides(text, outcome):
    stepped = last(text)
    assert (stepped.done_N[0], stepped.outcome_N[0]) == (True, outcome)


def test_cells_belong_to_whoever_alone_reaches_them():
    wall = "a3 a2 b3 b2 c3 c2 d3 d2 e3 e2"
    position = after(GO_5X5, at(wall))
    assert GO_5X5.areas(position).tolist() == [15 - 10]
    # 15 against 10 and 6½: White has won.
    ended = last(wall + " pass pass")
    assert (ended.done_N[0], ended.outcome_N[0], ended.positions.first_N[0]) == (True, 1, True)


def test_after_the_last_ply_the_board_is_scored_as_it_stands():
    short = Go("short", 5, 6.5, 3)
    position = after(short, at("c3 c1"))
    stepped = short.step(position, np.array(at("b2")))
    assert (stepped.done_N[0], stepped.outcome_N[0]) == (True, -1)


def test_planes_tell_of_a_pass_and_of_who_is_white():
    planes = GO_5X5.planes(after(GO_5X5, at("c3 pass")))[0]
    assert planes[:25].nonzero()[0].tolist() == at("c3")
    assert planes[25:50].sum() == 0
    assert planes[50:52].tolist() == [1, 0]
    assert planes[52:].sum() == 25  # all but c3, and the pass
    assert GO_5X5.planes(after(GO_5X5, at("c3")))[0, 50:52].tolist() == [0, 1]


def test_moves_have_names_and_land_where_they_say():
    start = GO_5X5.start(1)
    assert [GO_5X5.move_name(action) for action in (0, 4, 20, 25)] == ["a5", "e5", "a1", "pass"]
    assert (GO_5X5.landing(start, 0, 7), GO_5X5.landing(start, 0, PASS)) == (7, None)
    assert GO_5X5.action_at(7) == 7


def test_every_symmetry_is_one_of_the_rules_themselves():
    assert len(GO_5X5.symmetries()) == 8
    assert_turns(GO_5X5, 25)
