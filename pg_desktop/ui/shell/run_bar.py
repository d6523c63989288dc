"""The bar over the full width of the window: what steers the run, whichever panes are in sight."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QAction, QIcon, QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from pg_desktop.learning.settings.kinds import Group
from pg_desktop.learning.settings.table import hyperparameter, rows_of
from pg_desktop.ui.kit.actions import Actions
from pg_desktop.ui.kit.cards import set_role
from pg_desktop.ui.kit.contained import contained, nothing
from pg_desktop.ui.kit.icons import icon
from pg_desktop.ui.kit.settings.bar_controls import BarSlider
from pg_desktop.ui.kit.settings.setting_control import SettingControl
from pg_desktop.ui.kit.settings.values import translated
from pg_desktop.ui.kit.still_bar import StillBar
from pg_desktop.ui.kit.theme import may_change_look, theme_in_use
from pg_desktop.ui.panes.settings.preset_control import PresetControl

_SPACING: Final = 8
_LEFT: Final = 12
"""Pixels before the first button, as many as before the perspectives' names."""
_EDGE: Final = 4
"""Pixels by which Qt moves what is in a tool bar to the right without making it narrower."""
_PICTURE: Final = 16
_BESIDE_PICTURE: Final = 4
"""Pixels of a picture in place of a text, and what Qt adds to it."""
_LEAST_GAP: Final = 4
"""Pixels between what steers at the left and what is chosen at the right."""


class RunBar(StillBar):
    """Train, Step and Reset, the pace, and what learns where. Lives in the GUI thread.

    Attributes:
        stops: where Tab stops in it, in order.
        progress: a thin line below it.
    """

    def __init__(
        self, actions: Actions, controls: Mapping[str, SettingControl], preset: PresetControl, parent: QWidget
    ) -> None:
        """Lay out the bar.

        Args:
            actions: what its buttons do.
            controls: by key; those of the group "run bar" become parts of the bar.
            preset: becomes a part of the bar.
            parent: the window.
        """
        super().__init__(parent.tr("Run"), "runBar", parent)
        self._actions = actions
        self._reset_tip = actions.reset.toolTip()
        self.train_button = self._button(actions.train_or_pause, "main")
        self.train_button.setIconSize(QSize(18, 18))
        self.step_button = self._button(actions.step, "plain")
        self.reset_button = self._button(actions.reset, "plain")
        own = [controls[row.key] for row in rows_of(Group.BAR)]
        sliders = [control for control in own if isinstance(control, BarSlider)]
        pickers = [control for control in own if not isinstance(control, BarSlider)]
        buttons = [self.train_button, self.step_button, self.reset_button]
        self.stops: list[QWidget] = [*buttons]
        for control in (*sliders, *pickers):
            self.stops += control.stops
        self.stops.append(preset.combo_box)
        self.progress = ProgressLine(self)
        pictures = {self.step_button: "step", self.reset_button: "reset"}
        self._row = _Row(buttons, pictures, sliders, [*pickers, preset], self)
        body = QWidget(self)
        column = QVBoxLayout(body)
        column.setContentsMargins(_LEFT - _EDGE, 0, _EDGE, 0)
        column.setSpacing(4)
        column.addWidget(self._row)
        column.addWidget(self.progress)
        body.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.addWidget(body)
        actions.train_or_pause.changed.connect(self._show_train_action)
        self._show_train_action()

    def show_waiting(self, keys: Sequence[str]) -> None:
        """Let Reset stand out where settings wait for it, and name them.

        Args:
            keys: what waits.
        """
        set_role(self.reset_button, "due" if keys else "plain")
        names = ", ".join(translated(hyperparameter(key).name) for key in keys)
        waiting = "\n" + self.tr("These wait for it: {names}.").format(names=names) if keys else ""
        self.reset_button.setToolTip(self._reset_tip + waiting)

    def show_progress(self, share: float | None) -> None:
        """Show how far the update in progress is.

        Args:
            share: done of it, in [0, 1]; None if none is in progress.
        """
        self.progress.show_share(share)

    def _button(self, action: QAction, role: str) -> QPushButton:
        button = QPushButton(self)
        button.setProperty("role", role)
        button.setObjectName(action.objectName().removesuffix("Action") + "Button")
        button.setToolTip(action.toolTip())
        button.setWhatsThis(action.toolTip())
        button.setAccessibleName(action.text().replace("&", ""))
        button.setText(action.iconText())
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(action.trigger)
        action.enabledChanged.connect(button.setEnabled)
        button.setEnabled(action.isEnabled())
        return button

    @Slot()
    def _show_train_action(self) -> None:
        action = self._actions.train_or_pause
        self.train_button.setText(action.iconText())
        self.train_button.setIcon(self._actions.train_icon)
        self.train_button.setToolTip(action.toolTip())
        self.train_button.setAccessibleName(action.iconText())


class _Row(QWidget):
    """Buttons and sliders at the left, pickers at the right.

    In a narrow window a slider shows less of itself, and where that is not enough, buttons show pictures.
    """

    def __init__(
        self,
        buttons: Sequence[QPushButton],
        pictures: Mapping[QPushButton, str],
        sliders: Sequence[BarSlider],
        pickers: Sequence[QWidget],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._sliders, self._pickers = tuple(sliders), tuple(pickers)
        self._pictures, self._brief = dict(pictures), False
        self._texts = {button: button.text() for button in pictures}
        for button in pictures:
            button.setIconSize(QSize(_PICTURE, _PICTURE))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(_SPACING)
        for button in buttons:
            row.addWidget(button)
        for slider in sliders:
            row.addSpacing(_SPACING)
            row.addWidget(slider)
        row.addStretch(1)
        row.addSpacing(_LEAST_GAP)
        for picker in pickers:
            picker.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
            row.addWidget(picker)
        for widget in (*sliders, *pickers):
            widget.show()

    @contained(QWidget.minimumSizeHint)
    def minimumSizeHint(self) -> QSize:
        hint = super().minimumSizeHint()
        return QSize(self._least_width - (0 if self._brief else self._spared), hint.height())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if self._brief and may_change_look(event):
            self._show_buttons()

    def resizeEvent(self, event: QResizeEvent) -> None:
        brief = self.width() < self._least_width + (self._spared if self._brief else 0)
        if brief != self._brief:
            self._brief = brief
            self._show_buttons()
        # Names are rather read in full than the slider had.
        room = self.width() - self._least_width - sum(_can_shrink(picker) for picker in self._pickers)
        for slider in self._sliders:
            slider.fit(slider.least_width + room)
        super().resizeEvent(event)

    def _show_buttons(self) -> None:
        """Let buttons have their texts, or pictures in their places."""
        for button, name in self._pictures.items():
            button.setIcon(icon(name, theme_in_use().text) if self._brief else QIcon())
            button.setText("" if self._brief else self._texts[button])

    @property
    def _spared(self) -> int:
        """Pixels that pictures need less than texts."""
        return sum(
            button.fontMetrics().horizontalAdvance(text) - button.iconSize().width() - _BESIDE_PICTURE
            for button, text in self._texts.items()
        )

    @property
    def _least_width(self) -> int:
        """Pixels of everything but what sliders can do without."""
        shown = super().minimumSizeHint().width()
        return shown - sum(slider.minimumSizeHint().width() - slider.least_width for slider in self._sliders)


def _can_shrink(widget: QWidget) -> int:
    """Pixels of width that a widget can do without."""
    return widget.sizeHint().width() - widget.minimumSizeHint().width()


class ProgressLine(QWidget):
    """A thin line that fills while something is in progress. Lives in the GUI thread."""

    _HEIGHT: Final = 2

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("updateProgress")
        self.setAccessibleName(self.tr("Progress of the update"))
        self.setFixedHeight(self._HEIGHT)
        self._share: float | None = None

    @property
    def share(self) -> float | None:
        """What it shows."""
        return self._share

    def show_share(self, share: float | None) -> None:
        """Fill a share of the line, in [0, 1]; None leaves no line."""
        before, self._share = self._filled, share if share is None else min(max(share, 0.0), 1.0)
        if self._filled != before:
            self.update()

    @property
    def _filled(self) -> int | None:
        return None if self._share is None else round(self._share * self.width())

    @contained(nothing)
    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        if self._filled is None:
            return
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), self.palette().color(QPalette.ColorRole.Mid))
            painter.fillRect(QRectF(0, 0, self._filled, self.height()), self.palette().color(QPalette.ColorRole.Accent))
