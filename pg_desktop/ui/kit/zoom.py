"""How large the window draws everything."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QDockWidget, QLayout, QToolBar, QWidget

from pg_desktop.ui.kit.fitted import StillLabel
from pg_desktop.ui.kit.still_sentences import StillSentences

STEPS: Final = (75, 80, 90, 100, 110, 125, 150, 175, 200)
"""Per cent."""
_SIZE: Final = 0x0002
"""`QFont::SizeResolved`: the size was set, and is not the parent's."""
_MAX: Final = 16_777_215
"""What Qt calls unlimited."""
_FITTING: Final = StillLabel | StillSentences
"""They know themselves what their font needs."""
_PIXELS: Final = re.compile(r"(?<![\w#])(\d+(?:\.\d+)?)px")


def scaled_sheet(sheet: str, percent: int) -> str:
    """A style sheet whose pixels are so many per cent of what they were; lines of one pixel stay."""

    def scaled(match: re.Match[str]) -> str:
        pixels = float(match[1])
        return f"{pixels if pixels <= 1 else max(1, round(pixels * percent / 100)):g}px"

    return sheet if percent == 100 else _PIXELS.sub(scaled, sheet)


def slider_sheet(percent: int) -> str:
    """The parts of a slider in whole pixels that fit each other.

    Scaled one by one they would not, and Qt leaves corners square that are rounder than their side is long.
    """
    groove, edge = max(2, round(4 * percent / 100)), max(1, round(2 * percent / 100))
    beyond = round(6 * percent / 100)
    side = groove + 2 * beyond
    return (
        f"QSlider::groove:horizontal {{ height: {groove}px; border-radius: {groove // 2}px; }}\n"
        f"QSlider::sub-page:horizontal {{ border-radius: {groove // 2}px; }}\n"
        f"QSlider::handle:horizontal {{ width: {side - 2 * edge}px; height: {side - 2 * edge}px; "
        f"margin: -{beyond}px 0; border-width: {edge}px; border-radius: {side // 2}px; }}\n"
    )


class Zoom(QObject):
    """Scales fonts, margins, icons and least sizes, of what there is and of what comes. Lives in the GUI thread.

    Signals:
        changed (int): everything is to be drawn this large, in per cent.
    """

    changed = Signal(int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.percent = 100
        self._font = QFont(QApplication.font())

    def choose(self, percent: int, window: QWidget) -> None:
        """Draw a window this large.

        Args:
            percent: within 75 and 200; others are taken for the nearest of these.
            window: with all that is in it.
        """
        percent = min(max(percent, STEPS[0]), STEPS[-1])
        if percent == self.percent:
            return
        self.percent = percent
        font = QFont(self._font)
        font.setPointSizeF(self._font.pointSizeF() * percent / 100)
        QApplication.setFont(font)
        self.changed.emit(percent)
        scale_tree(window, percent)  # another style sheet takes back what fonts were set to

    def step(self, count: int, window: QWidget) -> None:
        """Draw a window so many steps larger, or smaller where there are less than none, as far as steps go."""
        beyond = [step for step in STEPS if (step - self.percent) * count > 0]
        if beyond:
            nearest_first = beyond if count > 0 else beyond[::-1]
            self.choose(nearest_first[min(abs(count), len(beyond)) - 1], window)

    def end(self) -> None:
        """Leave the application's font as it was, for whatever comes after the window."""
        QApplication.setFont(self._font)

    def fit(self, widget: QWidget) -> None:
        """Draw something new, made for 100 %, as large as everything else."""
        if self.percent != 100:
            scale_tree(widget, self.percent)


def scale_tree(root: QWidget, percent: int) -> None:
    """Draw what was set by hand in a widget and all that is in it this large: fonts, margins, icons, limits.

    What it was at 100 % is kept with each, so that going back ends where it began.
    """
    for widget in (root, *root.findChildren(QWidget)):
        if widget.font().resolveMask() & _SIZE and widget.testAttribute(Qt.WidgetAttribute.WA_SetFont):
            _scale(widget, "font", [widget.font().pointSizeF()], percent, partial(_set_font, widget))
        if isinstance(widget, QAbstractButton | QComboBox | QToolBar):
            size = widget.iconSize()
            _scale(widget, "icon", [size.width(), size.height()], percent, partial(_set_icon, widget))
        if not widget.isWindow() and not isinstance(widget, _FITTING):
            least, most = widget.minimumSize(), widget.maximumSize()
            limits = [least.width(), least.height(), most.width(), most.height()]
            if isinstance(widget, QDockWidget):  # so many lines may have no room; what is in it knows what it needs
                _scale(widget, "limits", limits[::2], percent, partial(_set_widths, widget))
                continue
            _scale(widget, "limits", limits, percent, partial(_set_limits, widget))
    for layout in root.findChildren(QLayout):
        margins = layout.contentsMargins()
        sides = [margins.left(), margins.top(), margins.right(), margins.bottom(), max(layout.spacing(), 0)]
        _scale(layout, "margins", sides, percent, partial(_set_margins, layout))


def _scale(
    owner: QObject, what: str, now: Sequence[float], percent: int, assign: Callable[[list[float]], object]
) -> None:
    """Let numbers be so many per cent of what they were at first, or of what somebody has set them to since."""
    name = f"unzoomed_{what}"
    kept: tuple[Sequence[float], Sequence[float], int] | None = owner.property(name)
    if kept is None:
        base = now
    elif kept[1] == now or what == "font":  # style sheets set fonts back whenever there is another one
        base = kept[0]
    else:
        base = [number if number >= _MAX else number * 100 / kept[2] for number in now]
    scaled = [number if number >= _MAX else number * percent / 100 for number in base]
    if what != "font":
        scaled = [round(number) for number in scaled]
    if scaled != now:
        assign(scaled)
    owner.setProperty(name, (base, scaled, percent))


def _set_font(widget: QWidget, sizes: list[float]) -> None:
    font = widget.font()
    font.setPointSizeF(sizes[0])
    widget.setFont(font)


def _set_icon(widget: QAbstractButton | QComboBox | QToolBar, size: list[float]) -> None:
    widget.setIconSize(QSize(int(size[0]), int(size[1])))


def _set_limits(widget: QWidget, limits: list[float]) -> None:
    least_width, least_height, most_width, most_height = map(int, limits)
    widget.setMinimumSize(least_width, least_height)
    widget.setMaximumSize(most_width, most_height)


def _set_widths(widget: QWidget, limits: list[float]) -> None:
    widget.setMinimumWidth(int(limits[0]))
    widget.setMaximumWidth(int(limits[1]))


def _set_margins(layout: QLayout, sides: list[float]) -> None:
    left, top, right, bottom, spacing = map(int, sides)
    layout.setContentsMargins(left, top, right, bottom)
    if spacing:
        layout.setSpacing(spacing)
