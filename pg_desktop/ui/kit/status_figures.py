"""A row of figures that leaves out the least important ones where it has no room for all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Final

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from pg_desktop.ui.kit.contained import contained
from pg_desktop.ui.kit.fitted import ElidedLabel, fitting, room_for

_GAP: Final = 16


@dataclass(frozen=True)
class Figure:
    """One entry of the row.

    Attributes:
        key: its name in code.
        title: what it is, in a few words.
        tip: what it means, in a sentence.
        weight: the smaller, the sooner it is left out.
        least: pixels down to which it is cut short before others have to go; None for an entry that stays whole.
    """

    key: str
    title: str
    tip: str
    weight: int
    least: int | None = None


class FigureRow(QWidget):
    """Figures side by side, each in a place of its own that does not move while they change. Lives in the GUI thread.

    Attributes:
        labels: by key, in their order.
    """

    def __init__(
        self, figures: Sequence[Figure], parent: QWidget, side: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft
    ) -> None:
        """Make a row.

        Args:
            figures: from left to right.
            parent: what it is a part of.
            side: the end that they stand at where there is more room than they need, left or right.
        """
        super().__init__(parent)
        # Figures that grow must not make the window grow.
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._figures = tuple(figures)
        self._side = side
        self.labels: dict[str, ElidedLabel] = {}
        for figure in figures:
            label = ElidedLabel(self)
            label.setObjectName(f"{figure.key}Figure")
            label.setAccessibleDescription(figure.tip)
            label.setToolTip(figure.tip)
            label.setWhatsThis(f"<h3>{figure.title}</h3><p>{figure.tip}</p>")
            label.hide()
            self.labels[figure.key] = label
        self._texts = dict.fromkeys(self.labels, "")
        self._rooms = dict.fromkeys(self.labels, 0)

    def show_texts(self, texts: Mapping[str, str]) -> None:
        """Show these texts by key, and nothing for the other keys."""
        shown = {key: texts.get(key, "") for key in self.labels}
        if shown == self._texts:
            return
        metrics = self.fontMetrics()
        for figure in self._figures:
            text = shown[figure.key]
            if text != self._texts[figure.key]:
                self.labels[figure.key].setText(text)
                # The label's own size hint would say the same, but hand Python over.
                self._rooms[figure.key] = max(self._rooms[figure.key], ceil(room_for(text, metrics)))
        self._texts = shown
        self._fit()

    def forget_rooms(self) -> None:
        """What is shown next has as much room as it needs, and not as much as what was shown so far has needed."""
        self._rooms = dict.fromkeys(self.labels, 0)
        self._texts = dict.fromkeys(self.labels, "")

    @property
    def whole(self) -> str:
        """What there is to tell, in one line."""
        return " · ".join(filter(None, self._texts.values()))

    def text(self) -> str:
        """What of it there is room for."""
        return " · ".join(label.shown for label in self.labels.values() if not label.isHidden())

    @contained(QWidget.sizeHint)
    def sizeHint(self) -> QSize:
        return QSize(0, self.fontMetrics().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._forget_more_than_now()
            self._fit()

    def _fit(self) -> None:
        """Give every figure that there is room for its place."""
        there = [figure for figure in self._figures if self._texts[figure.key]]
        if sum(self._rooms[figure.key] + _GAP for figure in there) - _GAP > self.width():
            self._forget_more_than_now()
        least = [self._least(figure) for figure in there]
        kept = [there[index] for index in fitting(least, [figure.weight for figure in there], _GAP, self.width())]
        spare = max(self.width() - sum(map(self._least, kept)) - _GAP * max(len(kept) - 1, 0), 0)
        widths = {}
        for figure in kept:
            widths[figure.key] = min(self._rooms[figure.key], self._least(figure) + spare)
            spare -= widths[figure.key] - self._least(figure)
        left = spare if self._side is Qt.AlignmentFlag.AlignRight else 0
        for figure in kept:
            self._place(figure, left, min(widths[figure.key], self.width() - left))
            left += widths[figure.key] + _GAP
        for figure in self._figures:
            self.labels[figure.key].setVisible(figure.key in widths)
        self.setToolTip("" if len(kept) == len(there) else self.whole)

    def _forget_more_than_now(self) -> None:
        """Where room is short, none is kept for what was longer before."""
        metrics = self.fontMetrics()
        self._rooms = {key: ceil(room_for(text, metrics)) for key, text in self._texts.items()}

    def _least(self, figure: Figure) -> int:
        """Pixels without which there is no use for a figure."""
        room = self._rooms[figure.key]
        return room if figure.least is None else min(room, figure.least)

    def _place(self, figure: Figure, left: int, width: int) -> None:
        label, text = self.labels[figure.key], self._texts[figure.key]
        label.setGeometry(left, 0, width, self.height())
        label.setToolTip(figure.tip if width >= self._rooms[figure.key] else f"<p>{text}</p><p>{figure.tip}</p>")
