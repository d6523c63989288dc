"""The keys of a plot that has the focus, and what they do: for the plots, and for the list of all keys."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QKeyEvent

from pg_desktop.messages import QT_TRANSLATE_NOOP

_SHIFT: Final = Qt.KeyboardModifier.ShiftModifier
_NONE: Final = Qt.KeyboardModifier.NoModifier


class PlotMove(Enum):
    """What a key does."""

    ZOOM_IN = auto()
    ZOOM_OUT = auto()
    LEFT = auto()
    RIGHT = auto()
    UP = auto()
    DOWN = auto()
    CROSS_LEFT = auto()
    CROSS_RIGHT = auto()
    TRAVEL = auto()
    HIDE_CROSS = auto()
    FIT = auto()


@dataclass(frozen=True)
class _Row:
    """Some keys that belong together; texts are English sources for translation in the context "PlotKeys".

    Attributes:
        keys: their names.
        help: what they do.
        moves: what each of them does, by key and modifier.
    """

    keys: str
    help: str
    moves: dict[tuple[Qt.Key, Qt.KeyboardModifier], PlotMove]


# "+" is with Shift on some keyboards and without it on others.
_ROWS: Final = (
    _Row(
        QT_TRANSLATE_NOOP("PlotKeys", "+, −"),
        QT_TRANSLATE_NOOP("PlotKeys", "Zoom in or out, about the crosshair or else the middle."),
        {
            (Qt.Key.Key_Plus, _NONE): PlotMove.ZOOM_IN,
            (Qt.Key.Key_Plus, _SHIFT): PlotMove.ZOOM_IN,
            (Qt.Key.Key_Equal, _NONE): PlotMove.ZOOM_IN,
            (Qt.Key.Key_Minus, _NONE): PlotMove.ZOOM_OUT,
        },
    ),
    _Row(
        QT_TRANSLATE_NOOP("PlotKeys", "Left, Right, Up, Down"),
        QT_TRANSLATE_NOOP("PlotKeys", "Move what is seen of the run."),
        {
            (Qt.Key.Key_Left, _NONE): PlotMove.LEFT,
            (Qt.Key.Key_Right, _NONE): PlotMove.RIGHT,
            (Qt.Key.Key_Up, _NONE): PlotMove.UP,
            (Qt.Key.Key_Down, _NONE): PlotMove.DOWN,
        },
    ),
    _Row(
        QT_TRANSLATE_NOOP("PlotKeys", "Shift+Left, Shift+Right"),
        QT_TRANSLATE_NOOP("PlotKeys", "Show the crosshair, and move it from value to value."),
        {
            (Qt.Key.Key_Left, _SHIFT): PlotMove.CROSS_LEFT,
            (Qt.Key.Key_Right, _SHIFT): PlotMove.CROSS_RIGHT,
        },
    ),
    _Row(
        QT_TRANSLATE_NOOP("PlotKeys", "Return"),
        QT_TRANSLATE_NOOP(
            "PlotKeys",
            "Let the time machine show the moment under the crosshair, and panes that look at an update open that one.",
        ),
        {
            (Qt.Key.Key_Return, _NONE): PlotMove.TRAVEL,
            (Qt.Key.Key_Enter, _NONE): PlotMove.TRAVEL,
        },
    ),
    _Row(
        QT_TRANSLATE_NOOP("PlotKeys", "Esc"),
        QT_TRANSLATE_NOOP("PlotKeys", "Hide the crosshair."),
        {(Qt.Key.Key_Escape, _NONE): PlotMove.HIDE_CROSS},
    ),
    _Row(
        QT_TRANSLATE_NOOP("PlotKeys", "Home"),
        QT_TRANSLATE_NOOP("PlotKeys", "Show everything again."),
        {(Qt.Key.Key_Home, _NONE): PlotMove.FIT},
    ),
)
_MOVES: Final = {key: move for row in _ROWS for key, move in row.moves.items()}


def plot_move(event: QKeyEvent) -> PlotMove | None:
    """What a key press is to do in a plot; None for a key that means nothing there."""
    modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    return _MOVES.get((Qt.Key(event.key()), modifiers))


def plot_keys() -> list[tuple[str, str]]:
    """The names of all keys and what they do, in the user's language."""
    translate = QCoreApplication.translate
    return [(translate("PlotKeys", row.keys), translate("PlotKeys", row.help)) for row in _ROWS]
