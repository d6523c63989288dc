"""How a pane that is drawn by hand shows that it has the focus."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from pg_desktop.ui.kit.theme import Theme


def paint_focus(painter: QPainter, theme: Theme, rect: QRectF) -> None:
    """Draw that the keys act here."""
    painter.setPen(QPen(theme.accent, 1.0))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)
