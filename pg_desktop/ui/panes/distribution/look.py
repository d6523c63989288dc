"""What the pictures of the distribution card share: colours, fonts, where a line of text goes.

Everything here belongs to the GUI thread.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath

from pg_desktop.ui.kit.fitted import elided
from pg_desktop.ui.kit.theme import Theme

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
CENTRE = Qt.AlignmentFlag.AlignCenter

_SMALL = 0.86
_DOT = 4.0


@dataclass(frozen=True)
class Look:
    """Colours and fonts of a widget's pictures.

    Attributes:
        theme: the look of the window.
        font: of what is read.
        bold: the same for what stands out.
        small: of axes.
        metrics: of `font`.
        small_metrics: of `small`.
    """

    theme: Theme
    font: QFont
    bold: QFont
    small: QFont
    metrics: QFontMetricsF
    small_metrics: QFontMetricsF

    @classmethod
    def of(cls, theme: Theme, font: QFont) -> Look:
        """The look of a widget with a font."""
        bold, small = QFont(font), QFont(font)
        bold.setWeight(QFont.Weight.DemiBold)
        small.setPointSizeF(font.pointSizeF() * _SMALL)
        return cls(theme, font, bold, small, QFontMetricsF(bold), QFontMetricsF(small))

    @property
    def faint(self) -> QColor:
        """The accent for what stands behind."""
        return self.accent(0.34 if self.theme.dark else 0.28)

    def accent(self, share: float) -> QColor:
        """The accent colour as if translucent on the card; what is opaque is filled many times faster."""
        over, under = self.theme.accent, self.theme.card
        return QColor(
            *(
                round(share * a + (1 - share) * b)
                for a, b in (
                    (over.red(), under.red()),
                    (over.green(), under.green()),
                    (over.blue(), under.blue()),
                )
            )
        )

    def elided(self, text: str, width: float) -> str:
        """A text that has room in `width`."""
        return elided(text, self.metrics, width)

    def small_elided(self, text: str, width: float) -> str:
        """A text in the font of axes that has room in `width`."""
        return elided(text, self.small_metrics, width)


def dot(centre: QPointF, radius: float = _DOT) -> QPainterPath:
    """The sign of the action that was taken."""
    path = QPainterPath()
    path.addEllipse(centre, radius, radius)
    return path


def bar(rect: QRectF, radius: float) -> QPainterPath:
    """A bar with round corners, however short."""
    path = QPainterPath()
    radius = min(radius, rect.width() / 2, rect.height() / 2)
    path.addRoundedRect(rect, radius, radius)
    return path


def write(painter: QPainter, rect: QRectF, where: Qt.AlignmentFlag, text: str, colour: QColor) -> None:
    """One line of text."""
    painter.setPen(colour)
    painter.drawText(rect, int(where) | int(Qt.TextFlag.TextSingleLine), text)
