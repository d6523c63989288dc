"""What is said at the board."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from pg_desktop.ui.board.hints import reading, signed
from pg_desktop.ui.board.look import FIRST, Ground, Look
from pg_desktop.ui.board.picture import Hint, Overlay
from pg_desktop.ui.kit.foreign import plain_tip

if TYPE_CHECKING:  # NumPy, which the first paint does not need
    from pg_desktop.learning.games.game import Game
    from pg_desktop.ui.board.line import Line


def side_name(look: Look, side: int) -> str:
    """What a player is called by their pieces."""
    translate = QCoreApplication.translate
    if look.ground is Ground.STROKES:
        return translate("BoardWords", "X") if side == FIRST else translate("BoardWords", "O")
    return translate("BoardWords", "Blue") if side == FIRST else translate("BoardWords", "Orange")


def move_text(game: Game, action: int) -> str:
    """How a move is written for the user."""
    name = game.move_name(action)
    return QCoreApplication.translate("BoardWords", "pass") if name == "pass" else name


def over_text(look: Look, winner: int, you: int | None) -> str:
    """How a game has ended.

    Args:
        look: the board.
        winner: 1, −1, or 0 for a draw.
        you: the user's side; None where they play both.
    """
    translate = QCoreApplication.translate
    if not winner:
        return translate("BoardWords", "A draw.")
    if you is None:
        return translate("BoardWords", "{side} has won.").format(side=side_name(look, winner))
    if winner == you:
        return translate("BoardWords", "You have won, with {side}.").format(side=side_name(look, winner))
    return translate("BoardWords", "You have lost: {side} has won.").format(side=side_name(look, winner))


def truth_text(truth: float) -> str:
    """What a move leads to, for whoever makes it."""
    translate = QCoreApplication.translate
    if truth > 0:
        return translate("BoardWords", "wins")
    return translate("BoardWords", "loses") if truth < 0 else translate("BoardWords", "draws")


def perfect_text(game: Game, hints: Mapping[int, Hint]) -> str:
    """What perfect play would do; "" where that is not known."""
    known = {action: hint.truth for action, hint in hints.items() if hint.truth is not None}
    if not known:
        return ""
    best = max(known.values())
    moves = ", ".join(move_text(game, action) for action, value in known.items() if value == best)
    translate = QCoreApplication.translate
    if min(known.values()) == best:
        text = {
            1.0: translate("BoardWords", "Perfect play: every move wins."),
            0.0: translate("BoardWords", "Perfect play: every move draws."),
            -1.0: translate("BoardWords", "Perfect play: every move loses."),
        }
        return text[float(best)]
    if best > 0:
        return translate("BoardWords", "Perfect play wins with {moves}; other moves give it away.").format(moves=moves)
    return translate("BoardWords", "Perfect play draws with {moves}; other moves lose.").format(moves=moves)


def hint_tip(game: Game, action: int, hint: Hint | None, overlays: Sequence[Overlay]) -> str:
    """What is said of a move under the mouse: its name, and what of it is shown on the board."""
    translate = QCoreApplication.translate
    parts = [move_text(game, action)]
    for overlay in overlays:
        if hint is None:
            break
        text = reading(hint, overlay)
        if overlay is Overlay.TRUTH and hint.truth is not None:
            parts.append(truth_text(hint.truth))
        elif overlay is Overlay.POLICY and text:
            parts.append(translate("BoardWords", "the policy makes it in {share}").format(share=text))
        elif overlay is Overlay.VISITS and hint.visits is not None:
            parts.append(translate("BoardWords", "visits of the search: {count}").format(count=text))
        elif overlay is Overlay.VALUE and text:
            parts.append(translate("BoardWords", "the search expects {value}").format(value=text))
    return plain_tip("; ".join(parts))


def position_text(look: Look, line: Line, ply: int) -> str:
    """A position for those who cannot see it."""
    translate = QCoreApplication.translate
    stones = line.stones(ply)
    sentences = []
    for side in (FIRST, -FIRST):
        places = [_cell_name(look, cell) for cell, stone in enumerate(stones) if stone == side]
        said = ", ".join(places) or translate("BoardWords", "nowhere")
        sentences.append(translate("BoardWords", "{side}: {places}.").format(side=side_name(look, side), places=said))
    if not line.over_at(ply):
        mover = side_name(look, line.mover(ply))
        sentences.append(translate("BoardWords", "{side} is to move.").format(side=mover))
    return " ".join(sentences)


def value_text(value: float | None) -> str:
    """A value with its sign; "" for none."""
    return "" if value is None else signed(value)


def _cell_name(look: Look, cell: int) -> str:
    row, column = divmod(cell, look.columns)
    return look.column_names[column] + (look.row_names[row] or str(look.rows - row))
