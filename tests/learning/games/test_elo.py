import pytest

from pg_desktop.learning.games.elo import ratings
from pg_desktop.learning.games.matches import Tally


def test_ratings_say_what_scores_are_expected():
    rated = ratings(
        ("random", "a", "b"), {("a", "random"): Tally(760, 0, 240), ("b", "a"): Tally(700, 120, 180)}, "random"
    )
    assert (rated["random"].elo, rated["random"].low, rated["random"].high) == (0, 0, 0)
    assert rated["a"].elo == pytest.approx(200, abs=2)  # 1 / (1 + 10^(−200/400)) = 0.76
    assert rated["b"].elo - rated["a"].elo == pytest.approx(200, abs=2)  # 760 points of 1,000
    assert list(rated) == ["random", "a", "b"]


def test_intervals_shrink_with_the_root_of_the_games():
    few, many = (ratings(("random", "a"), {("a", "random"): Tally(6 * n, 0, 4 * n)}, "random")["a"] for n in (10, 1000))
    assert few.low < 70 < few.high
    assert (few.high - few.low) / (many.high - many.low) == pytest.approx(10, rel=0.05)
    # σ of the log odds is 1 / √(n p (1 − p)): 400 / ln 10 · 1.96 / √(100 · 0.24)
    assert few.high - few.elo == pytest.approx(69.5, rel=0.02)


def test_who_won_everything_is_much_stronger_but_not_infinitely():
    rated = ratings(("random", "a"), {("a", "random"): Tally(1000, 0, 0)}, "random")["a"]
    assert 1000 < rated.elo < 2000
    assert rated.high - rated.elo > 300


def test_results_count_from_both_sides_and_who_has_not_played_is_unknown():
    here = ratings(("a", "b", "c"), {("a", "b"): Tally(30, 5, 10)}, "b")
    there = ratings(("a", "b", "c"), {("b", "a"): Tally(10, 5, 30)}, "b")
    assert here == there
    assert here["c"].elo == 0
    assert here["c"].high == pytest.approx(1960, abs=1)
    assert ratings(("a",), {}, "a")["a"].elo == 0
