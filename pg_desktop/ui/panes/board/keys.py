"""The buttons of the board with their keys, and what else is done with keys there; also for the list of all keys."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QKeySequence

from pg_desktop.messages import QT_TRANSLATE_NOOP


@dataclass(frozen=True)
class Row:
    """A button; texts are English sources for translation in the context "BoardKeys".

    Attributes:
        text: what it is called.
        key: its key, as `QKeySequence` reads it.
        help: what it does.
    """

    text: str
    key: str
    help: str


class Button(Enum):
    """The buttons below the board; a name is the end of the button's object name."""

    Policy = Row(
        QT_TRANSLATE_NOOP("BoardKeys", "Policy"),
        "Shift+P",
        QT_TRANSLATE_NOOP(
            "BoardKeys", "Show how likely the policy makes each move: the larger the disc, the likelier."
        ),
    )
    Visits = Row(
        QT_TRANSLATE_NOOP("BoardKeys", "Visits"),
        "Shift+V",
        QT_TRANSLATE_NOOP(
            "BoardKeys", "Show how many simulations of the search went to each move: the larger the ring, the more."
        ),
    )
    Value = Row(
        QT_TRANSLATE_NOOP("BoardKeys", "Value"),
        "Shift+Q",
        QT_TRANSLATE_NOOP(
            "BoardKeys", "Show what the search expects after each move, for whoever makes it: 1 is won, −1 lost."
        ),
    )
    Truth = Row(
        QT_TRANSLATE_NOOP("BoardKeys", "Truth"),
        "Shift+T",
        QT_TRANSLATE_NOOP(
            "BoardKeys",
            "Show what each move leads to without mistakes: a tick wins, two lines draw, a wedge downwards loses.",
        ),
    )
    Perfect = Row(
        QT_TRANSLATE_NOOP("BoardKeys", "Perfect?"),
        "P",
        QT_TRANSLATE_NOOP("BoardKeys", "What would perfect play do here? The answer stays until the next move."),
    )
    Pass = Row(
        QT_TRANSLATE_NOOP("BoardKeys", "Pass"), "Shift+Space", QT_TRANSLATE_NOOP("BoardKeys", "Put no piece anywhere.")
    )
    New = Row(
        QT_TRANSLATE_NOOP("BoardKeys", "New game"),
        "Ctrl+Shift+N",
        QT_TRANSLATE_NOOP("BoardKeys", "Begin another game."),
    )
    Undo = Row(
        QT_TRANSLATE_NOOP("BoardKeys", "Take the move back"),
        "Backspace",
        QT_TRANSLATE_NOOP("BoardKeys", "Go back to where you were to move before."),
    )
    Redo = Row(
        QT_TRANSLATE_NOOP("BoardKeys", "Make the move again"),
        "Shift+Backspace",
        QT_TRANSLATE_NOOP("BoardKeys", "Go forward to where you were to move next."),
    )
    Swap = Row(
        QT_TRANSLATE_NOOP("BoardKeys", "Swap sides"),
        "X",
        QT_TRANSLATE_NOOP("BoardKeys", "Go on with the opponent's side."),
    )


_OTHERS: Final = (
    (
        QT_TRANSLATE_NOOP("BoardKeys", "Arrow keys, Return"),
        QT_TRANSLATE_NOOP("BoardKeys", "Walk over the board, and move."),
    ),
    (
        QT_TRANSLATE_NOOP("BoardKeys", "1 to 9"),
        QT_TRANSLATE_NOOP("BoardKeys", "Move in a column, or in a cell of the smallest board."),
    ),
)


def board_keys() -> list[tuple[str, str]]:
    """The names of all keys and what they do, in the user's language."""
    translate, native = QCoreApplication.translate, QKeySequence.SequenceFormat.NativeText
    others = [(translate("BoardKeys", keys), translate("BoardKeys", told)) for keys, told in _OTHERS]
    buttons = [
        (QKeySequence(button.value.key).toString(native), translate("BoardKeys", button.value.help))
        for button in Button
    ]
    return [*others, *buttons]
