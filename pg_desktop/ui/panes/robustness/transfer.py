"""The transfer map: how the policy does in other physics than its own."""

from __future__ import annotations

from functools import partial
from typing import Final

from PySide6.QtCore import QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QScrollArea, QToolButton, QVBoxLayout, QWidget

from pg_desktop.learning.measuring.measurements import TransferMap
from pg_desktop.runs.live.turns import Turns
from pg_desktop.ui.kit.contained import contained
from pg_desktop.ui.kit.numbers import whole
from pg_desktop.ui.kit.theme import Theme
from pg_desktop.ui.panes.robustness.axes import AxesPicker
from pg_desktop.ui.panes.robustness.bar import MeasureBar
from pg_desktop.ui.panes.robustness.map import MeasuredMap
from pg_desktop.ui.panes.robustness.measurement import Measurement
from pg_desktop.ui.panes.robustness.subject import Subject, TransferMeasure, moment_name
from pg_desktop.ui.panes.robustness.transfer_map import show_transfer

FOLLOW_MS: Final = 3000
"""How often the map follows training."""
_WIDE: Final = 520
"""From here on, in logical pixels, what is above each other stands side by side."""
_WIDE_MAPS: Final = 460


class TransferPane(QWidget):
    """Measures maps, by hand or behind training, and compares two. Lives in the GUI thread.

    Signals:
        measured (): there is another result.
    """

    measured = Signal()

    def __init__(self, measure: TransferMeasure, turns: Turns, parent: QWidget) -> None:
        super().__init__(parent)
        self._measure = measure
        self._subject: Subject | None = None
        self._obstacle = ""
        self._result: TransferMap | None = None
        self._kept: TransferMap | None = None
        self._kept_name: str | None = None
        self._measured: object = None
        tip = self.tr(
            "Let the policy that is shown play in every combination of two quantities of the physics, each from the "
            "least to the most that it can be. Training goes on meanwhile."
        )
        self.axes = AxesPicker(self)
        self.bar = MeasureBar("transfer", tip, Measurement(turns, self), self)
        self.follow_button = self._toggle(
            "transferFollow",
            self.tr("Follow"),
            self.tr("Follow training"),
            self.tr("Measure again every few seconds, whenever there is a newer policy."),
        )
        self.keep_button = self._toggle(
            "transferKeep",
            self.tr("Keep"),
            self.tr("Keep for comparison"),
            self.tr("Keep this map beside the ones to come; again lets it go. It stays when a new run begins."),
        )
        self.shown = MeasuredMap("transfer", self)
        self.kept = MeasuredMap("transferKept", self)
        self._timer = QTimer(self)
        self._timer.setInterval(FOLLOW_MS)
        self._lay_out()
        self._timer.timeout.connect(self.follow)
        self.follow_button.toggled.connect(self._set_following)
        self.keep_button.toggled.connect(self._keep)
        self.bar.wanted.connect(self.measure)
        self.bar.done.connect(self._show_result)
        self._refresh()

    @property
    def result(self) -> TransferMap | None:
        """The last map of this run."""
        return self._result

    @property
    def kept_result(self) -> TransferMap | None:
        """The map that is kept for comparison."""
        return self._kept

    def show_subject(self, subject: Subject | None, obstacle: str) -> None:
        """Measure this from now on, or say why nothing can be measured."""
        before, self._subject = self._subject, subject
        changed = (subject and subject.opened_at) != (before and before.opened_at) or obstacle != self._obstacle
        self._obstacle = obstacle
        if changed:
            self._refresh()

    def show_theme(self, theme: Theme) -> None:
        """Draw in a look's colours."""
        self.bar.show_theme(theme)
        self.shown.show_theme(theme)
        self.kept.show_theme(theme)

    def begin(self, result: TransferMap | None) -> None:
        """Start over, as another run has, with what is known of its policy.

        What is kept for comparison stays, to be compared with that run's.
        """
        self.bar.forget()
        self._result, self._measured = result, None
        if self._kept is not None:
            self._kept_name = self.tr("Update {update} of an earlier run (kept)").format(
                update=whole(self._kept.update, self.locale())
            )
        self._refresh()

    def stop(self) -> None:
        """End the thread and wait for it; nothing is measured any more."""
        self._timer.stop()
        self.bar.stop()

    @Slot()
    def measure(self) -> None:
        """Map the policy that is shown now."""
        if self._subject is not None and self.bar.start(partial(self._measure, self._subject, *self.axes.chosen)):
            self._measured = self._wanted()

    @Slot()
    def follow(self) -> None:
        """Measure, unless somebody does, nobody looks, or nothing has changed since the last time."""
        if self.isVisible() and not self.bar.busy and self._wanted() != self._measured:
            self.measure()

    @contained(QWidget.minimumSizeHint)
    def minimumSizeHint(self) -> QSize:
        # What lies side by side now can be put below each other, so it must not keep the card wide.
        hint = super().minimumSizeHint()
        rows = self.axes.minimumSizeHint(), self.bar.minimumSizeHint(), self._area.minimumSizeHint()
        return QSize(max(row.width() for row in rows), hint.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        sideways, downwards = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._controls.setDirection(sideways if self.width() >= _WIDE else downwards)
        self._maps.setDirection(sideways if self.width() >= _WIDE_MAPS else downwards)

    def _wanted(self) -> object:
        """What decides whether a map would be another."""
        subject = self._subject
        return (subject.policy, subject.update, subject.variation, self.axes.chosen) if subject else None

    def _toggle(self, object_name: str, text: str, name: str, tip: str) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(object_name)
        button.setProperty("role", "toggle")
        button.setText(text)
        button.setAccessibleName(name)
        button.setToolTip(f"<b>{name}.</b> {tip}")
        button.setCheckable(True)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.bar.beside.addWidget(button)
        return button

    def _lay_out(self) -> None:
        self._controls = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._controls.setSpacing(6)
        self._controls.addWidget(self.axes, 1, Qt.AlignmentFlag.AlignTop)
        self._controls.addWidget(self.bar, 1)
        inner = QWidget(self)
        self._maps = QBoxLayout(QBoxLayout.Direction.TopToBottom, inner)
        self._maps.setContentsMargins(0, 0, 0, 0)
        self._maps.setSpacing(10)
        self._maps.addWidget(self.shown, 1)
        self._maps.addWidget(self.kept, 1)
        self._area = _MapsArea(inner, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(self._controls)
        column.addWidget(self._area, 1)

    @Slot(object)
    def _show_result(self, result: TransferMap) -> None:
        self._result = result
        self._refresh()
        self.measured.emit()

    @Slot(bool)
    def _set_following(self, following: bool) -> None:
        if following:
            self._timer.start()
            self.follow()
        else:
            self._timer.stop()

    @Slot(bool)
    def _keep(self, keep: bool) -> None:
        self._kept, self._kept_name = self._result if keep else None, None
        self._refresh()

    def _refresh(self) -> None:
        possible = self._subject is not None
        self.bar.show_possible(possible)
        self.axes.setEnabled(possible)
        self.follow_button.setEnabled(possible)
        self.keep_button.setEnabled(possible and (self._result or self._kept) is not None)
        self.kept.setVisible(possible and self._kept is not None)
        if not possible:
            self.shown.show_placeholder(self._obstacle)
            return
        results = [result for result in (self._result, self._kept) if result is not None]
        highest = max((result.highest for result in results), default=1.0)
        if self._result is None:
            self.shown.show_placeholder(
                self.tr("“Measure” shows how the policy does where two quantities of the physics are different.")
            )
        else:
            show_transfer(self.shown, self._result, highest, self._name_of(self._result))
        if self._kept is not None:
            name = self._kept_name or self.tr("{name} (kept)").format(name=self._name_of(self._kept))
            show_transfer(self.kept, self._kept, highest, name)

    def _name_of(self, result: TransferMap) -> str:
        return moment_name(result.update, self._subject.opened_at if self._subject else 0)


class _MapsArea(QScrollArea):
    """Lets maps that have no room below each other be scrolled."""

    def __init__(self, inner: QWidget, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidgetResizable(True)
        self.setWidget(inner)
        self.viewport().setAutoFillBackground(False)
        inner.setAutoFillBackground(False)

    @contained(QScrollArea.minimumSizeHint)
    def minimumSizeHint(self) -> QSize:
        return QSize(236, 120)
