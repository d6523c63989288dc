"""Everybody against everybody: scores as colours with numbers, and how strong each is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetricsF, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from pg_desktop.learning.measuring.match_reading import Seat
from pg_desktop.ui.kit.contained import contained, nothing
from pg_desktop.ui.kit.fitted import elided, tabular
from pg_desktop.ui.kit.focus import paint_focus
from pg_desktop.ui.kit.foreign import plain_tip
from pg_desktop.ui.kit.heat_map.palette import SHADES, readable_on, two_sided
from pg_desktop.ui.kit.numbers import NOTHING, whole
from pg_desktop.ui.kit.theme import LIGHT, Theme
from pg_desktop.ui.panes.ladder.roster import Entrant, Results
from pg_desktop.ui.panes.ladder.words import match_told, rating_told, signed

if TYPE_CHECKING:  # NumPy, which the first paint does not need
    from pg_desktop.learning.games.elo import Rating

_ROW: Final = 1.5
"""Height of a row, in lines of text."""
_LEAST_NAME: Final = 5.0
_ROOMY: Final = 17.0
_COLUMN: Final = 2.4
"""From this many lines of text on, and as many more for each player, there is room for intervals."""
_CENTRE: Final = Qt.AlignmentFlag.AlignCenter
_LEFT: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, eq=False)
class Standings:
    """What the matrix shows.

    Attributes:
        entrants: its rows and columns.
        results: what is known of matches.
        ratings: how strong each is, of those who have played.
        intervals: of each known result, the ends of its score's interval.
    """

    entrants: tuple[Entrant, ...]
    results: Results
    ratings: dict[Seat, Rating]
    intervals: dict[tuple[Seat, Seat], tuple[float, float]]


class Matrix(QWidget):
    """Draws the standings. Lives in the GUI thread.

    One cell is chosen, by a click or the arrow keys; the leftmost column, before the first player, is a player as a
    whole.

    Signals:
        chosen (): another cell is chosen; `told` says what is in it.
        removed (object): the user wants the player of the chosen row out, an `Entrant`.
    """

    chosen = Signal()
    removed = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("ladderMatrix")
        self.setAccessibleName(self.tr("Everybody against everybody"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFont(tabular(self.font()))
        self._theme = LIGHT
        self._standings = Standings((), {}, {}, {})
        self._row, self._column = 0, -1

    @property
    def standings(self) -> Standings:
        """What is shown."""
        return self._standings

    @property
    def cell(self) -> tuple[int, int]:
        """The chosen row and column; column −1 is the player as a whole."""
        return self._row, self._column

    @property
    def told(self) -> str:
        """What there is to say of the chosen cell."""
        return self._told(self._row, self._column)

    def show_standings(self, standings: Standings) -> None:
        """Draw these."""
        self._standings = standings
        last = len(standings.entrants) - 1
        self._row, self._column = max(min(self._row, last), 0), min(self._column, last)
        self.updateGeometry()
        self._read_out()

    def show_theme(self, theme: Theme) -> None:
        """Draw in a look's colours."""
        self._theme = theme
        self.update()

    def choose(self, row: int, column: int) -> None:
        """Choose a cell; beyond the ends the nearest."""
        last = len(self._standings.entrants) - 1
        cell = min(max(row, 0), max(last, 0)), min(max(column, -1), last)
        if cell != self.cell:
            self._row, self._column = cell
            self._read_out()
            self.chosen.emit()

    @contained(QWidget.sizeHint)
    def sizeHint(self) -> QSize:
        return QSize(round(22 * self._em), round((len(self._standings.entrants) + 1) * self._height) + 2)

    @contained(QWidget.minimumSizeHint)
    def minimumSizeHint(self) -> QSize:
        return QSize(round(14 * self._em), self.sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {
            Qt.Key.Key_Up: (-1, 0),
            Qt.Key.Key_Down: (1, 0),
            Qt.Key.Key_Left: (0, -1),
            Qt.Key.Key_Right: (0, 1),
        }
        step = steps.get(Qt.Key(event.key()))
        if step is not None:
            self.choose(self._row + step[0], self._column + step[1])
        elif event.key() == Qt.Key.Key_Delete and self._standings.entrants:
            self.removed.emit(self._standings.entrants[self._row])
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        cell = self.cell_at(event.position())
        if cell is not None:
            self.choose(*cell)
        super().mousePressEvent(event)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            cell = self.cell_at(QPointF(event.pos()))
            if cell is not None:
                QToolTip.showText(event.globalPos(), plain_tip(self._told(*cell)), self)
                return True
        return super().event(event)

    def cell_at(self, place: QPointF) -> tuple[int, int] | None:
        """The row and the column at a place; None beside all of them."""
        row = int(place.y() // self._height) - 1
        if not 0 <= row < len(self._standings.entrants):
            return None
        left, width = self._cells()
        column = int((place.x() - left) // width) if place.x() >= left else -1
        return (row, column) if column < len(self._standings.entrants) else None

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    @contained(nothing)
    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        entrants = self._standings.entrants
        left, width = self._cells()
        self._paint_head(painter, left, width)
        for row, entrant in enumerate(entrants):
            line = QRectF(0, (row + 1) * self._height, self.width(), self._height)
            self._paint_name(painter, line, left, entrant)
            for column, other in enumerate(entrants):
                cell = QRectF(left + column * width, line.top(), width, self._height)
                self._paint_cell(painter, cell, entrant.seat, other.seat)
        if entrants:
            self._paint_chosen(painter, left, width)
        if self.hasFocus():
            paint_focus(painter, self._theme, QRectF(self.rect()))

    def _paint_head(self, painter: QPainter, left: float, width: float) -> None:
        painter.setPen(self._theme.muted)
        head = QRectF(0, 0, left - 0.4 * self._em, self._height)
        painter.drawText(head, _RIGHT, self.tr("Elo"))
        for column, entrant in enumerate(self._standings.entrants):
            painter.drawText(QRectF(left + column * width, 0, width, self._height), _CENTRE, entrant.sign)

    def _paint_name(self, painter: QPainter, line: QRectF, left: float, entrant: Entrant) -> None:
        metrics = QFontMetricsF(self.font())
        elo = self._elo(entrant.seat)
        painter.setPen(self._theme.muted)
        sign = QRectF(0.2 * self._em, line.top(), 1.1 * self._em, line.height())
        painter.drawText(sign, _LEFT, entrant.sign)
        painter.setPen(self._theme.text)
        painter.drawText(QRectF(0, line.top(), left - 0.4 * self._em, line.height()), _RIGHT, elo)
        room = left - 1.4 * self._em - self._elo_width
        name = QRectF(1.3 * self._em, line.top(), room, line.height())
        painter.drawText(name, _LEFT, elided(entrant.name, metrics, room))

    def _paint_cell(self, painter: QPainter, cell: QRectF, one: Seat, other: Seat) -> None:
        match = self._standings.results.get((one, other))
        inside = cell.adjusted(1, 1, -1, -1)
        painter.setPen(Qt.PenStyle.NoPen)
        if match is None:
            painter.setBrush(Qt.BrushStyle.NoBrush if one == other else self._theme.field)
            painter.drawRoundedRect(inside, 3, 3)
            if one != other:
                painter.setPen(self._theme.muted)
                painter.drawText(cell, _CENTRE, NOTHING)
            return
        shade = two_sided(self._theme)[round(match.score * (SHADES - 1))]
        painter.setBrush(shade)
        painter.drawRoundedRect(inside, 3, 3)
        painter.setPen(readable_on(shade))
        painter.drawText(cell, _CENTRE, whole(100 * match.score, self.locale()))

    def _paint_chosen(self, painter: QPainter, left: float, width: float) -> None:
        top = (self._row + 1) * self._height
        cell = QRectF(left + self._column * width, top, width, self._height)
        if self._column < 0:
            cell = QRectF(0, top, left - 2, self._height)
        painter.setPen(QPen(self._theme.text, 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(cell.adjusted(1, 1, -1, -1), 3, 3)

    def _told(self, row: int, column: int) -> str:
        entrants, standings = self._standings.entrants, self._standings
        if not entrants:
            return ""
        one = entrants[row]
        if column < 0 or column == row:
            return rating_told(one, standings.ratings.get(one.seat), self.locale())
        pair = one.seat, entrants[column].seat
        return match_told(
            one, entrants[column], standings.results.get(pair), standings.intervals.get(pair), self.locale()
        )

    def _elo(self, seat: Seat) -> str:
        """A rating, with half of its interval where there is room for that."""
        rating, locale = self._standings.ratings.get(seat), self.locale()
        if rating is None:
            return NOTHING
        elo, half = signed(rating.elo, locale), whole((rating.high - rating.low) / 2, locale)
        if not self._roomy or rating.low == rating.high:
            return elo
        return self.tr("{elo} ± {half}").format(elo=elo, half=half)

    @property
    def _roomy(self) -> bool:
        """Whether there is room for the intervals of ratings."""
        return self.width() >= (_ROOMY + _COLUMN * len(self._standings.entrants)) * self._em

    def _read_out(self) -> None:
        self.setAccessibleDescription(self.told)
        self.update()

    def _cells(self) -> tuple[float, float]:
        """Where the cells begin, and how wide one is."""
        metrics, entrants = QFontMetricsF(self.font()), self._standings.entrants
        names = max((metrics.horizontalAdvance(entrant.name) for entrant in entrants), default=0.0)
        least = metrics.horizontalAdvance("100") + 0.5 * self._em
        count = max(len(entrants), 1)
        signs_and_elo = 1.9 * self._em + self._elo_width
        named = min(names, max(self.width() - signs_and_elo - count * least, _LEAST_NAME * self._em))
        left = signs_and_elo + named
        return left, min(max((self.width() - left) / count, 1.0), 3.2 * self._em)

    @property
    def _elo_width(self) -> float:
        sample = "+1,000 ± 100" if self._roomy else "+1,000"
        return QFontMetricsF(self.font()).horizontalAdvance(sample) + 0.4 * self._em

    @property
    def _em(self) -> float:
        return QFontMetricsF(self.font()).lineSpacing()

    @property
    def _height(self) -> float:
        return _ROW * self._em
