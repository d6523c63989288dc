"""The greeting of an empty laboratory: three doors, and some experiments behind the third."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from pg_desktop.ui.kit.contained import contained
from pg_desktop.ui.kit.icons import icon
from pg_desktop.ui.kit.numbers import whole
from pg_desktop.ui.kit.overlay import SHADOW, Overlay
from pg_desktop.ui.kit.theme import Theme
from pg_desktop.ui.shell.doors import Door

_WIDEST: Final = 900
_HEADING: Final = 64
"""Pixels of height of the heading, and of the margins."""
_GAP: Final = 12
_MARGIN: Final = 16
_NARROWEST: Final = 140
"""Pixels of width that a door needs to stand beside others."""
_SIGN: Final = 24


class DoorButton(QPushButton):
    """A door: icon, title, sentence and the number that opens it. Lives in the GUI thread."""

    def __init__(self, door: Door, number: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._door = door
        self.setObjectName(f"door_{door.key}")
        self.setProperty("role", "door")
        self.setAccessibleName(door.title)
        self.setAccessibleDescription(door.text)
        self.setToolTip(door.text)
        self.setWhatsThis(f"<h3>{door.title}</h3><p>{door.text}</p>")
        self.setAutoDefault(True)  # so that Enter opens it
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._sign = QLabel(self)
        self._number = QLabel(whole(number, self.locale()), self)
        self._number.setProperty("role", "muted")
        self._title = QLabel(door.title, self)
        self._title.setProperty("role", "figure")
        self._title.setWordWrap(True)
        self._text = QLabel(door.text, self)
        self._text.setProperty("role", "muted")
        self._text.setWordWrap(True)
        for label in (self._sign, self._number, self._title, self._text):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._column = self._lay_out()

    def show_theme(self, theme: Theme) -> None:
        """Draw the icon for a look."""
        self._sign.setPixmap(icon(self._door.icon, theme.accent).pixmap(_SIGN, _SIGN))

    def show_text(self, shown: bool) -> None:
        """Show the sentence, or leave it to the tooltip where there is no room."""
        self._text.setVisible(shown)

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ShortcutOverride and _is_space(event):
            event.accept()  # with the focus it has the key for itself, as all buttons have
            return True
        return super().event(event)

    @contained(QPushButton.sizeHint)
    def sizeHint(self) -> QSize:
        return self._column.totalSizeHint()

    @contained(QPushButton.minimumSizeHint)
    def minimumSizeHint(self) -> QSize:
        return self._column.totalMinimumSize()

    @contained(QPushButton.heightForWidth)
    def heightForWidth(self, width: int) -> int:
        return self._column.totalHeightForWidth(width)

    def _lay_out(self) -> QVBoxLayout:
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self._sign)
        top.addWidget(self._title, 1)
        top.addWidget(self._number, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 12, 14, 12)
        column.setSpacing(7)
        column.addLayout(top)
        column.addWidget(self._text)
        column.addStretch(1)
        return column


def _is_space(event: QEvent) -> bool:
    return isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Space


class Welcome(Overlay):
    """Lies over what is still empty, until the first choice. Lives in the GUI thread.

    Signals:
        chosen (str): the key of the door or the experiment that the user wants.
        dismissed (): the user does not want to see it any more.
    """

    chosen = Signal(str)
    dismissed = Signal()

    def __init__(self, doors: Sequence[Door], experiments: Sequence[Door], parent: QWidget) -> None:
        """Make it; the last door leads to the experiments.

        Args:
            doors: the ways to begin.
            experiments: what is behind the last one.
            parent: where it lies, see `lie_in`.
        """
        super().__init__(parent, shadow=False)
        self.setObjectName("welcome")
        self.setAccessibleName(self.tr("Welcome"))
        self._leads_on = doors[-1].key
        self.title = QLabel(self)
        self.title.setObjectName("welcomeTitle")
        font = self.title.font()
        font.setPointSizeF(font.pointSizeF() * 1.25)
        font.setWeight(font.Weight.DemiBold)
        self.title.setFont(font)
        self.back_button = self._tool(self.tr("Back"), self.tr("Back to the three ways to begin."))
        self.close_button = self._tool(
            self.tr("Close the welcome"), self.tr("Close this (Esc); Help ▸ Welcome brings it back.")
        )
        self._inner = QWidget(self)
        self.doors = [DoorButton(door, number, self._inner) for number, door in enumerate(doors, 1)]
        self.experiments = [DoorButton(door, number, self._inner) for number, door in enumerate(experiments, 1)]
        for door, button in zip((*doors, *experiments), (*self.doors, *self.experiments), strict=True):
            button.clicked.connect(lambda _checked=False, key=door.key: self._choose(key))
        self._shortcuts = [self._shortcut(number) for number in range(len(experiments))]
        self._lay_out()
        self.back_button.clicked.connect(self.show_doors)
        self.close_button.clicked.connect(self.dismiss)
        self.show_doors()

    @property
    def shown(self) -> list[DoorButton]:
        """The doors that can be chosen now, in order."""
        return self.experiments if self.doors[0].isHidden() else self.doors

    @Slot()
    def show_doors(self) -> None:
        """Show the ways to begin."""
        self._show(self.doors, self.tr("Where would you like to begin?"))

    def dismiss(self) -> None:
        super().dismiss()
        self.dismissed.emit()

    def show_theme(self, theme: Theme) -> None:
        """Draw the icons for a look."""
        self.close_button.setIcon(icon("close", theme.muted))
        self.back_button.setIcon(icon("chevron_left", theme.muted))
        for door in (*self.doors, *self.experiments):
            door.show_theme(theme)

    def place_in(self, room: QRect) -> QRect:
        return room.adjusted(-SHADOW, -SHADOW, SHADOW, SHADOW)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def focus_moved(self, old: QWidget | None, new: QWidget | None) -> None:
        """Get out of the way of a control that lies beneath and has been reached with Tab."""
        super().focus_moved(old, new)
        if new is None or self.isAncestorOf(new) or new.window() is not self.window():
            return
        place = QRect(new.mapTo(self.window(), QPoint()), new.size())
        if place.intersects(QRect(self.mapTo(self.window(), QPoint()), self.size())):
            self.hide()

    def _lay_out(self) -> None:
        heading = QHBoxLayout()
        heading.setSpacing(6)
        heading.addWidget(self.back_button)
        heading.addWidget(self.title, 1)
        heading.addWidget(self.close_button)
        self._grid = QGridLayout()
        self._grid.setSpacing(_GAP)
        inner = self._inner
        inner.setMaximumWidth(_WIDEST)
        inner.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(_GAP)
        column.addStretch(1)
        column.addLayout(heading)
        column.addLayout(self._grid)
        column.addStretch(1)
        outer = QHBoxLayout(self)
        outer.setContentsMargins(SHADOW + _MARGIN, SHADOW + 8, SHADOW + _MARGIN, SHADOW + 12)
        outer.addWidget(inner)

    def _show(self, shown: list[DoorButton], title: str) -> None:
        others = self.doors if shown is self.experiments else self.experiments
        had_focus = any(button.hasFocus() for button in (*others, self.back_button))
        self.title.setText(title)
        for door in shown:
            door.show()
        if had_focus:  # before the others go, which would hand it to whatever comes next
            shown[0].setFocus(Qt.FocusReason.TabFocusReason)
        for door in others:
            self._grid.removeWidget(door)
            door.hide()
        self.back_button.setVisible(shown is self.experiments)
        for number, shortcut in enumerate(self._shortcuts):
            shortcut.setEnabled(number < len(shown))
        self._arrange()
        self.guard()

    def _arrange(self) -> None:
        """Put as many doors side by side as have room, and leave sentences out where they have none."""
        shown = self.shown
        width = min(self.width() - 2 * (SHADOW + _MARGIN), _WIDEST)
        abreast = next((count for count in (len(shown), 2) if width >= count * (_NARROWEST + _GAP)), 1)
        for column in range(len(self.experiments)):
            self._grid.setColumnStretch(column, int(column < abreast))
            self._grid.setColumnMinimumWidth(column, _NARROWEST - _GAP if column < abreast else 0)
        for index, door in enumerate(shown):
            self._grid.addWidget(door, index // abreast, index % abreast)
            door.show_text(True)
        each = (width - _GAP * (abreast - 1)) // abreast
        heights = [door.heightForWidth(each) for door in shown]
        rows = [max(heights[first : first + abreast]) for first in range(0, len(shown), abreast)]
        room = self.height() - 2 * SHADOW - _HEADING
        fits = sum(rows) + _GAP * (len(rows) - 1) <= room
        for door in shown:
            door.show_text(fits)

    def _choose(self, key: str) -> None:
        if key == self._leads_on:
            self._show(self.experiments, self.tr("Which experiment?"))
        else:
            self.chosen.emit(key)

    def _shortcut(self, number: int) -> QShortcut:
        shortcut = QShortcut(QKeySequence(Qt.Key(Qt.Key.Key_1 + number)), self)
        shortcut.activated.connect(lambda: self._press(number))
        return shortcut

    def _press(self, number: int) -> None:
        self.shown[number].click()

    def _tool(self, name: str, tip: str) -> QToolButton:
        button = QToolButton(self)
        button.setIconSize(QSize(16, 16))
        button.setAccessibleName(name)
        button.setToolTip(tip)
        button.setWhatsThis(tip)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button
