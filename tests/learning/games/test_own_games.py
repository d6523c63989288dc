"""Games of one's own as a text."""

import pytest

from pg_desktop.learning.games.own_games import LENGTH_MAX, OwnGame, OwnGamesParameter, games_as_text, games_from_text
from pg_desktop.learning.settings.table import Settings
from pg_desktop.messages import UserError

GAMES = (OwnGame(1, (4, 0, 1, 2, 7)), OwnGame(-1, (63, 26)), OwnGame(0, (0,)))


def test_a_sign_for_whose_moves_they_are_and_a_letter_for_each():
    assert games_as_text(GAMES) == "+EABCH-@a=A"
    assert games_from_text("+EABCH-@a=A") == GAMES
    assert games_from_text("") == ()


def test_of_too_many_the_newest_are_kept_whole():
    many = [OwnGame(1, (number % 64,) * 9) for number in range(3000)]
    text = games_as_text(many)
    assert LENGTH_MAX - 10 < len(text) <= LENGTH_MAX
    assert games_from_text(text) == tuple(many[-len(text) // 10 :])


@pytest.mark.parametrize("text", ["E", "+", "+E+", "+E!", "+E F", "E+E"])
def test_anything_else_is_refused_in_a_sentence(text):
    with pytest.raises(ValueError, match=r"move"):
        games_from_text(text)
    with pytest.raises(UserError, match="own_games must be games as the board writes them"):
        Settings(own_games=text)
    assert OwnGamesParameter.longest == LENGTH_MAX
