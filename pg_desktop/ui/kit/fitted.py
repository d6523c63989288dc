"""Lines of text with figures in little room: they leave out whole parts, and never cut a number in two.

Half of a number is another number. What has no room ends in an ellipsis at the right, before a number, not within it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Final

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import (
    QFont,
    QFontMetrics,
    QFontMetricsF,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextDocument,
    QTextDocumentFragment,
)
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from pg_desktop.ui.kit.contained import contained, nothing
from pg_desktop.ui.kit.foreign import plain_tip

_ELLIPSIS: Final = "…"
GAP: Final = " &nbsp; "
"""Between the parts of a legend."""
_NUMBER: Final = re.compile(r"[−-]?\d[\d.,:'’\u00a0\u202f·⁰¹²³⁴-⁹⁻]*(?:[ \u00a0]?(?:[kM](?!\w)|[%°×]))?")
_DIGIT: Final = re.compile(r"\d")


@dataclass(frozen=True)
class Part:
    """A part of a line that is there as a whole or not at all.

    Attributes:
        text: rich text without a line break.
        weight: the smaller, the sooner it is left out.
    """

    text: str
    weight: int


def fitting(widths: Sequence[float], weights: Sequence[int], gap: float, room: float) -> list[int]:
    """Which parts of a line have room side by side, by their indices; the weightiest one stays in any case.

    Args:
        widths: of the parts, in pixels.
        weights: the smaller, the sooner a part is left out; of equal ones, the last goes first.
        gap: pixels between neighbours.
        room: pixels.
    """
    kept = list(range(len(widths)))
    while len(kept) > 1 and sum(widths[index] for index in kept) + gap * (len(kept) - 1) > room:
        kept.remove(min(reversed(kept), key=lambda index: weights[index]))
    return kept


def elided(text: str, metrics: QFontMetrics | QFontMetricsF, width: float) -> str:
    """A text that ends in an ellipsis if it is wider than it may be; no number in it is cut in two."""
    if metrics.horizontalAdvance(text) <= width:
        return text
    room = width - metrics.horizontalAdvance(_ELLIPSIS)
    end = 0
    while end < len(text) and metrics.horizontalAdvance(text[: end + 1]) <= room:
        end += 1
    for number in _NUMBER.finditer(text):
        if number.start() < end < number.end():
            end = number.start()
    return text[:end].rstrip(" ·,;") + _ELLIPSIS


def room_for(text: str, metrics: QFontMetrics | QFontMetricsF) -> float:
    """Pixels that a text needs with any digits in place of its own."""
    return max(metrics.horizontalAdvance(_DIGIT.sub("0", text)), metrics.horizontalAdvance(text))


def tabular(font: QFont) -> QFont:
    """A font whose digits are all as wide as each other, where it has such digits."""
    same = QFont(font)
    tag = QFont.Tag.fromString("tnum")
    if tag is not None:
        same.setFeature(tag, 1)
    return same


class StillLabel(QLabel):
    """A label that keeps the room that it once has needed, so that nothing beside it moves while its figures change.

    Lives in the GUI thread.
    """

    def __init__(self, parent: QWidget | None, text: str = "") -> None:
        super().__init__(parent)
        self._widest = ""
        self.setText(text)

    def setText(self, text: str) -> None:
        if text != self.text():
            super().setText(text)
            self.reserve(text)

    def reserve(self, sample: str) -> None:
        """Have room for a text from now on."""
        if self._needed(sample) > self._needed(self._widest):
            self._widest = sample
            self.setFixedWidth(self._needed(sample))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self.setFixedWidth(self._needed(self._widest))

    def _needed(self, text: str) -> int:
        return ceil(room_for(text, self.fontMetrics())) + 1


class ElidedLabel(QLabel):
    """A line of text that ends in an ellipsis where it has no room, see `elided`. Lives in the GUI thread."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setMinimumWidth(1)

    @property
    def shown(self) -> str:
        """What there is room for."""
        return elided(self.text(), self.fontMetrics(), self.contentsRect().width())

    @contained(nothing)
    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.drawText(
            self.contentsRect(), int(Qt.AlignmentFlag.AlignVCenter) | int(Qt.TextFlag.TextSingleLine), self.shown
        )


class NoteLabel(ElidedLabel):
    """A line below a control that never asks for width; its tooltip has all of it. Lives in the GUI thread."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def say(self, text: str) -> None:
        """Show a text."""
        self.setText(text)
        self.setToolTip(plain_tip(text) if text else "")


class PartsLabel(QLabel):
    """Parts of rich text side by side, as many as there is room for; its tooltip tells all. Lives in the GUI thread."""

    def __init__(self, parent: QWidget | None, alignment: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft) -> None:
        super().__init__(parent)
        self._parts: tuple[Part, ...] = ()
        self._between = GAP
        self._tip = ""
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setAlignment(alignment | Qt.AlignmentFlag.AlignVCenter)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def show_parts(self, parts: Sequence[Part], between: str = GAP) -> None:
        """Show as many of these as fit, in this order, with a text between neighbours."""
        if (tuple(parts), between) != (self._parts, self._between):
            self._parts, self._between = tuple(parts), between
            self._fit()

    def explain(self, tip: str) -> None:
        """Say in the tooltip what this is; what there is no room for stands above it."""
        self._tip = tip
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        texts, room = [part.text for part in self._parts], self.contentsRect().width()
        widths = [self._width(text) for text in texts]
        gap = self.fontMetrics().horizontalAdvance(self._between.replace("&nbsp;", " "))
        kept = [texts[index] for index in fitting(widths, [part.weight for part in self._parts], gap, room)]
        if len(kept) == 1 and self._width(kept[0]) > room:
            plain = QTextDocumentFragment.fromHtml(kept[0]).toPlainText()
            kept = [elided(plain, self.fontMetrics(), room).replace("&", "&amp;").replace("<", "&lt;")]
        self.setText(self._between.join(kept))
        self.setToolTip(self._tip if kept == texts else f"<p>{self._between.join(texts)}</p>{self._tip}")

    def _width(self, text: str) -> float:
        document = QTextDocument()
        document.setDefaultFont(self.font())
        document.setDocumentMargin(0)
        document.setHtml(text)
        return document.idealWidth()
