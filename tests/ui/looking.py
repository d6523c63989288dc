"""What can be seen of a window: its controls, colours and plots."""

from collections import Counter

import numpy as np
from PySide6.QtCore import QPoint
from PySide6.QtGui import QAction, QColor, QGuiApplication, QIcon, QImage
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QScrollBar,
    QWidget,
)

from pg_desktop.ui.panes.plots.canvas import PlotCanvas
from pg_desktop.ui.panes.plots.metric_plot import MetricPlot
from pg_desktop.ui.shell.main_window import MainWindow
from pg_desktop.ui.shell.pane_dock import PaneDock

KINDS = (QAbstractButton, QComboBox, QAbstractSpinBox, QAbstractSlider, QLineEdit)


def controls(window: MainWindow) -> list[QWidget]:
    """Everything in the window that can be operated."""
    return [
        widget
        for widget in window.findChildren(QWidget)
        if isinstance(widget, KINDS)
        and not isinstance(widget, QScrollBar)
        and not widget.objectName().startswith("qt_")
        and not isinstance(widget.parent(), QAbstractSpinBox | QComboBox)
        and widget.window() is window
    ]


def placed(window: MainWindow) -> list[PaneDock]:
    """The cards that have a place in the perspective that is shown."""
    return [dock for dock in window.panes if window.perspectives.current.id in dock.entry.places]


def pixels(widget: QWidget) -> QImage:
    QGuiApplication.processEvents()
    return widget.grab().toImage()


def colours(image: QImage) -> Counter[str]:
    image = image.convertToFormat(QImage.Format.Format_RGB32)
    values = np.array(image.constBits(), np.uint8).view("<u4").ravel() & 0xFFFFFF
    return Counter(
        {
            QColor(int(value)).name(): int(count)
            for value, count in zip(*np.unique(values, return_counts=True), strict=True)
        }
    )


def icon_colour(icon: QIcon) -> str:
    """The colour of an icon's most solid pixel."""
    image = icon.pixmap(16, 16).toImage()
    points = (image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height()))
    return max(points, key=lambda colour: colour.alpha()).name()


def near(one: str, other: str) -> bool:
    """Alike up to the rounding of translucent pixels."""
    a, b = QColor(one), QColor(other)
    return max(abs(a.red() - b.red()), abs(a.green() - b.green()), abs(a.blue() - b.blue())) <= 3


def choose(window: MainWindow, action: QAction) -> None:
    """Choose an action as its menu does."""
    action.trigger()
    QGuiApplication.processEvents()
    window.refresh()


def canvas_of(card: MetricPlot) -> PlotCanvas:
    assert card.canvas is not None
    return card.canvas


def view_range(card: MetricPlot) -> list[list[float]]:
    return canvas_of(card).strips[0].box.viewRange()


def middle(card: MetricPlot) -> QPoint:
    """The middle of the plot, in the viewport."""
    canvas = canvas_of(card)
    return canvas.mapFromScene(canvas.strips[0].box.sceneBoundingRect().center())
