"""Games that somebody has played, as a text of one line, so that they are a setting like any other. Plain Python.

A game is a sign for whose moves are worth imitating and a letter for each move: "+EABCI" for those of who began, "-"
for the other's, "=" for both.
"""

from __future__ import annotations

from collections.abc import Iterable
from string import ascii_letters, digits
from typing import Final, NamedTuple

from pg_desktop.learning.settings.kinds import TextParameter
from pg_desktop.messages import QT_TRANSLATE_NOOP, UserError

LENGTH_MAX: Final = 20_000
"""Characters of all games together: a thousand of tic-tac-toe."""

_SIGNS: Final = {1: "+", -1: "-", 0: "="}
_SIDES: Final = {sign: side for side, sign in _SIGNS.items()}
_LETTERS: Final = ascii_letters[26:] + ascii_letters[:26] + digits + "#@"
_MOVES: Final = {letter: move for move, letter in enumerate(_LETTERS)}


class OwnGame(NamedTuple):
    """A whole game.

    Attributes:
        side: whose moves are worth imitating: 1 of who began, −1 of the other, 0 of both.
        moves: from the beginning, each in [0, 63].
    """

    side: int
    moves: tuple[int, ...]


def games_as_text(games: Iterable[OwnGame]) -> str:
    """Write games, of too many the newest."""
    written = [_SIGNS[game.side] + "".join(_LETTERS[move] for move in game.moves) for game in games]
    length = 0
    for kept, text in enumerate(reversed(written)):
        length += len(text)
        if length > LENGTH_MAX:
            return "".join(written[len(written) - kept :])
    return "".join(written)


def games_from_text(text: str) -> tuple[OwnGame, ...]:
    """Read what `games_as_text` has written. Whether the rules allow the moves, who knows the game tells.

    Raises:
        ValueError: if it has not.
    """
    games: list[OwnGame] = []
    side: int | None = None
    moves: list[int] = []
    for letter in (*text, "+"):
        if letter in _SIDES:
            if side is not None:
                games.append(OwnGame(side, tuple(moves)))
            if side is not None and not moves:
                raise ValueError("a game without moves")
            side, moves = _SIDES[letter], []
        elif side is None or letter not in _MOVES:
            raise ValueError(f"{letter!r} is no move")
        else:
            moves.append(_MOVES[letter])
    return tuple(games)


class OwnGamesParameter(TextParameter):
    """Games of one's own, see `games_as_text`; "" is none."""

    longest: int = LENGTH_MAX

    def check(self, value: object) -> str:
        """See `Hyperparameter.check`."""
        text = super().check(value)
        try:
            games_from_text(text)
        except ValueError:
            raise UserError(
                QT_TRANSLATE_NOOP(
                    "Errors",
                    "{key} must be games as the board writes them, such as +EABCI, or empty, but it is {value}; let "
                    "the board's menu write it.",
                ),
                key=self.key,
                value=repr(text),
            ) from None
        return text
