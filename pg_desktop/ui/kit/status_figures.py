"""A row of figures that leaves out the least important ones where it has no room for all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLayout, QSizePolicy, QWidget

_GAP: Final = 16
_LEAST_LAST: Final = 120
"""Pixels that the last entry keeps before others have to go."""


@dataclass(frozen=True)
class Figure:
    """One entry of the row.

    Attributes:
        key: its name in code.
        title: what it is, in a few words.
        tip: what it means, in a sentence.
        weight: the smaller, the sooner it is left out.
    """

    key: str
    title: str
    tip: str
    weight: int


class ElidedLabel(QLabel):
    """A line of text that ends in an ellipsis where it has no room. Lives in the GUI thread."""

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        text = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, text)


class FigureRow(QWidget):
    """Labels side by side, the last of which is cut short before any other goes. Lives in the GUI thread.

    Attributes:
        labels: by key, in their order.
    """

    def __init__(self, figures: Sequence[Figure], parent: QWidget) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._figures = tuple(figures)
        self.labels: dict[str, QLabel] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(_GAP)
        # Figures that grow must not make the window grow.
        row.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        for figure in figures:
            last = figure is figures[-1]
            label = ElidedLabel(self) if last else QLabel(self)
            label.setObjectName(f"{figure.key}Figure")
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setAccessibleDescription(figure.tip)
            label.setToolTip(figure.tip)
            label.setWhatsThis(f"<h3>{figure.title}</h3><p>{figure.tip}</p>")
            label.setSizePolicy(
                QSizePolicy.Policy.Ignored if last else QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred
            )
            row.addWidget(label, 1 if last else 0)
            self.labels[figure.key] = label
        self._texts = dict.fromkeys(self.labels, "")

    def show_texts(self, texts: Mapping[str, str]) -> None:
        """Show these texts by key, and nothing for the other keys."""
        shown = {key: texts.get(key, "") for key in self.labels}
        if shown == self._texts:
            return
        self._texts = shown
        for key, label in self.labels.items():
            label.setText(shown[key])
        last = self._figures[-1]
        text = shown[last.key]
        self.labels[last.key].setToolTip(f"<p>{text}</p><p>{last.tip}</p>" if text else last.tip)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        shown = [figure for figure in self._figures if self._texts[figure.key]]
        last = self._figures[-1]
        while self._needed(shown) > self.width() and [figure for figure in shown if figure is not last]:
            shown.remove(min((figure for figure in shown if figure is not last), key=lambda figure: figure.weight))
        for figure in self._figures:
            self.labels[figure.key].setVisible(figure in shown or figure is last)

    def _needed(self, shown: Sequence[Figure]) -> int:
        # The labels' own size hints would say the same, but hand Python over for each.
        width_of = self.labels[self._figures[-1].key].fontMetrics().horizontalAdvance
        widths = [width_of(self._texts[figure.key]) for figure in shown]
        if shown and shown[-1] is self._figures[-1]:
            widths[-1] = min(widths[-1], _LEAST_LAST)
        return sum(widths) + _GAP * max(len(widths) - 1, 0)
