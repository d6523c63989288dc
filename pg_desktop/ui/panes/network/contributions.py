"""What each observed number brings to each output, as bars with numbers."""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from pg_desktop.ui.kit.contained import contained, nothing
from pg_desktop.ui.kit.fitted import elided, tabular
from pg_desktop.ui.kit.focus import paint_focus
from pg_desktop.ui.kit.heat_map.picture import small_font
from pg_desktop.ui.kit.theme import LIGHT, Theme

if TYPE_CHECKING:  # NumPy, which the first paint does not need
    from pg_desktop.learning.explaining.network import Inside
    from pg_desktop.ui.panes.network.facts import Facts

_ROWS_MAX: Final = 8
"""Observed numbers that have a line of their own; of more, those that bring most."""
_COLUMN_MIN: Final = 92
"""Pixels of an output's column at least."""
_GAP: Final = 6
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)


class ContributionsView(QWidget):
    """Lives in the GUI thread."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("networkContributions")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(200)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName(self.tr("What each observed number brings to each output now"))
        self.setWhatsThis(
            self.tr(
                "Gradient times input: ∂output/∂sᵢ · sᵢ, with sᵢ as the network sees it. Between two kinks of its "
                "ReLUs a network is linear, and these and the rest, which the biases bring, sum to the output exactly."
            )
        )
        self._theme = LIGHT
        self._facts: Facts | None = None
        self._inside: Inside | None = None
        self._rows = 0

    def show_inside(self, facts: Facts, inside: Inside | None) -> None:
        """Show a moment."""
        self._facts, self._inside = facts, inside
        rows = 0 if inside is None else min(len(facts.inputs), _ROWS_MAX) + 3
        if rows != self._rows:
            self._rows = rows
            self.updateGeometry()
        if self.hasFocus():
            self.setAccessibleDescription(self.reading())
        self.update()

    def show_theme(self, theme: Theme) -> None:
        """Draw in a look's colours."""
        self._theme = theme
        self.update()

    def reading(self) -> str:
        """All of it, in words."""
        if self._facts is None or self._inside is None:
            return ""
        from pg_desktop.ui.panes.network.facts import contributions_table, number_text  # noqa: PLC0415 (NumPy, after the first paint)

        table = contributions_table(self._facts, self._inside)
        header, lines = table.header, list(table.rows)
        sentences = []
        for column in range(1, len(header)):
            parts = ", ".join(f"{line[0]} {number_text(float(line[column]))}" for line in lines[:-1])
            sentences.append(f"{header[column]} {number_text(float(lines[-1][column]))}: {parts}.")
        return " ".join(sentences)

    @contained(QWidget.sizeHint)
    def sizeHint(self) -> QSize:
        return QSize(360, self._rows * self._line + (2 * _GAP if self._rows else 0))

    @contained(QWidget.minimumSizeHint)
    def minimumSizeHint(self) -> QSize:
        return QSize(200, self.sizeHint().height())

    def focusInEvent(self, event: object) -> None:
        super().focusInEvent(event)  # type: ignore[arg-type]
        self.setAccessibleDescription(self.reading())

    @contained(nothing)
    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.card)
        if self._facts is not None and self._inside is not None:
            painter.setFont(tabular(small_font(self.font())))
            self._paint(painter, self._facts, self._inside)
        if self.hasFocus():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            paint_focus(painter, self._theme, QRectF(self.rect()))

    @property
    def _line(self) -> int:
        return QFontMetrics(small_font(self.font())).height() + 2

    def _paint(self, painter: QPainter, facts: Facts, inside: Inside) -> None:
        import numpy as np  # noqa: PLC0415 (after the first paint)

        metrics = painter.fontMetrics()
        names = [*facts.inputs, self.tr("rest")]
        label = min(max(map(metrics.horizontalAdvance, names)), self.width() * 0.3) + 2 * _GAP
        shown = max(1, min(len(facts.outputs), int((self.width() - label) // _COLUMN_MIN)))
        width = (self.width() - label - _GAP) / shown
        strength_O = np.abs(inside.contribution_KO).sum(0)
        kept = np.sort(np.argsort(-strength_O, kind="stable")[:_ROWS_MAX]).tolist()
        most = max(float(np.abs(inside.contribution_KO).max(initial=0)), float(np.abs(inside.rest_K).max()), 1e-9)
        top = float(_GAP)
        columns = [QRectF(label + column * width, 0, width - _GAP, self._line) for column in range(shown)]
        painter.setPen(self._theme.muted)
        for column, cell in enumerate(columns):
            painter.drawText(cell.translated(0, top), _RIGHT, elided(facts.outputs[column], metrics, cell.width()))
        rows = [(facts.inputs[index], inside.contribution_KO[:, index]) for index in kept]
        for name, values_K in [*rows, (self.tr("rest"), inside.rest_K)]:
            top += self._line
            painter.setPen(self._theme.text)
            rect = QRectF(_GAP, top, label - 2 * _GAP, self._line)
            painter.drawText(rect, _LEFT, elided(name, metrics, rect.width()))
            for column, cell in enumerate(columns):
                self._paint_bar(painter, cell.translated(0, top), float(values_K[column]), most)
        self._paint_sums(painter, columns, top + self._line, inside)

    def _paint_bar(self, painter: QPainter, cell: QRectF, value: float, most: float) -> None:
        from pg_desktop.ui.panes.network.facts import number_text  # noqa: PLC0415 (NumPy, after the first paint)

        metrics = painter.fontMetrics()
        number = metrics.horizontalAdvance("−88.88") + _GAP
        room = QRectF(cell.left(), cell.top() + 4, max(cell.width() - number, 4), cell.height() - 8)
        middle, share = room.center().x(), 0.0 if isnan(value) else max(-1.0, min(1.0, value / most))
        length = room.width() / 2 * abs(share)
        bar = QRectF(middle if share > 0 else middle - length, room.top(), length, room.height())
        painter.fillRect(bar, self._theme.accent if share > 0 else self._theme.second)
        painter.setPen(QPen(self._theme.groove, 1.0))
        painter.drawLine(room.center().toPoint().x(), int(room.top()) - 1, int(middle), int(room.bottom()) + 1)
        painter.setPen(self._theme.text)
        painter.drawText(cell, _RIGHT, number_text(value))

    def _paint_sums(self, painter: QPainter, columns: list[QRectF], top: float, inside: Inside) -> None:
        from pg_desktop.ui.panes.network.facts import number_text  # noqa: PLC0415 (NumPy, after the first paint)

        painter.setPen(QPen(self._theme.border, 1.0))
        painter.drawLine(_GAP, round(top), self.width() - _GAP, round(top))
        bold = painter.font()
        bold.setWeight(QFont.Weight.DemiBold)
        painter.setFont(bold)
        painter.setPen(self._theme.text)
        painter.drawText(QRectF(_GAP, top, self.width(), self._line), _LEFT, self.tr("sum"))
        for column, cell in enumerate(columns):
            painter.drawText(cell.translated(0, top), _RIGHT, number_text(float(inside.output_K[column])))
