"""The scrubber below the plots: any moment of the run can be looked at again, and gone on from."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from pg_desktop.runs.live.status import View
from pg_desktop.ui.kit.actions import Actions
from pg_desktop.ui.kit.cards import heading_font
from pg_desktop.ui.kit.contained import contained
from pg_desktop.ui.kit.fitted import StillLabel
from pg_desktop.ui.kit.groove_slider import GrooveSlider
from pg_desktop.ui.kit.numbers import whole
from pg_desktop.ui.kit.still_bar import StillBar
from pg_desktop.ui.panes.shown_run import ShownRun

if TYPE_CHECKING:  # NumPy, which the first paint does not need
    from pg_desktop.runs.checkpoint import Checkpoint
    from pg_desktop.runs.record import CompleteState

_ROOM_FOR: Final = 99_999
"""Updates up to which the slider keeps its length."""


class _Row(QWidget):
    """What is in the bar; where it is narrow, the title goes."""

    def __init__(self, title: QWidget, parent: QWidget) -> None:
        super().__init__(parent)
        self._title = title

    @contained(QWidget.minimumSizeHint)
    def minimumSizeHint(self) -> QSize:
        hint = super().minimumSizeHint()
        return QSize(hint.width() - (0 if self._title.isHidden() else self._title_room), hint.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # The slider is to be longer than the title, or it is no use.
        self._title.setVisible(self.width() >= self.minimumSizeHint().width() + 2 * self._title_room)

    @property
    def _title_room(self) -> int:
        layout = self.layout()
        return self._title.sizeHint().width() + (layout.spacing() if layout is not None else 0)


class TimeMachine(StillBar):
    """A slider over the shown run's checkpoints, the newest at its right end. Lives in the GUI thread.

    Signals:
        moved (): another moment is to be shown, or the present one again.
        branch_wanted (Checkpoint): the user wants to go on from a checkpoint.
    """

    moved = Signal()
    branch_wanted = Signal(object)

    def __init__(self, shown_run: ShownRun, actions: Actions, parent: QWidget) -> None:
        super().__init__(parent.tr("Time machine"), "timeMachine", parent)
        self._shown_run = shown_run
        self._entries: tuple[Checkpoint[CompleteState], ...] = ()
        self._visited: Checkpoint[CompleteState] | None = None
        self._held_in = shown_run.checkpoints
        self._shown: tuple[object, View] | None = None
        title = QLabel(self.tr("Time machine"), self)
        title.setProperty("role", "heading")
        heading_font(title)
        self.slider = GrooveSlider(Qt.Orientation.Horizontal, self)
        self.slider.setObjectName("timeMachineSlider")
        self.slider.setAccessibleName(self.tr("Time machine"))
        tip = self.tr(
            "Show the policy of an earlier update of the shown run in the pane in the middle, while training goes on. "
            "A click goes there. The right end is now."
        )
        self.slider.setToolTip(tip)
        self.slider.setWhatsThis(tip)
        title.setBuddy(self.slider)
        self.where = StillLabel(self)
        self.where.setObjectName("timeMachineWhere")
        self.where.setProperty("role", "muted")
        # So that the slider does not shrink under the mouse.
        most = whole(_ROOM_FOR, self.locale())
        self.where.reserve(self.tr("update {update} of {now}").format(update=most, now=most))
        self.now_button = self._button("nowButton", actions.back_to_now)
        self.branch_button = self._button("branchButton", actions.branch)
        bar = _Row(title, self)
        row = QHBoxLayout(bar)
        row.setContentsMargins(18, 2, 18, 2)
        row.setSpacing(12)
        for widget, stretch in (
            (title, 0),
            (self.slider, 1),
            (self.where, 0),
            (self.now_button, 0),
            (self.branch_button, 0),
        ):
            row.addWidget(widget, stretch)
        self.addWidget(bar)
        actions.back_to_now.triggered.connect(self.return_to_now)
        actions.branch.triggered.connect(self._branch)
        self._actions = actions
        self.slider.valueChanged.connect(self._slid)
        self.refresh()

    @property
    def visited(self) -> Checkpoint[CompleteState] | None:
        """The checkpoint that is shown; None for the newest policy."""
        return self._visited

    def refresh(self) -> None:
        """Show what checkpoints there are now."""
        self._entries = self._shown_run.checkpoints.entries()
        if self._visited is not None and self._visited not in self._entries:
            # It belongs to a run that is no longer shown.
            self._visited = None
            self.moved.emit()
        last = max(len(self._entries) - 1, 0)
        with QSignalBlocker(self.slider):
            self.slider.setRange(0, last)
            self.slider.setPageStep(max(1, last // 10))
            self.slider.setValue(last if self._visited is None else self._entries.index(self._visited))
        self._show_where()

    def shown(self, view: View) -> View:
        """What panes that show a policy are to show: the visited moment, or else `view`."""
        entry = self._visited
        if entry is None:
            return view
        if self._shown is None or self._shown[0] is not entry:
            status = replace(view.status, update=entry.update, settings=entry.payload.settings)
            self._shown = entry, replace(view, status=status, policy=entry.payload.policy())
        return self._shown[1]

    @Slot(int)
    def visit(self, update: int) -> None:
        """Show the checkpoint nearest to an update."""
        entry = self._shown_run.checkpoints.nearest(update)
        if entry is not None:
            self._visit(entry)

    @Slot()
    def return_to_now(self) -> None:
        """Show the newest policy again."""
        self._visit(None)

    def _button(self, name: str, action: object) -> QPushButton:
        button = QPushButton(self)
        button.setObjectName(name)
        button.setProperty("role", "plain")
        button.setText(action.iconText())  # type: ignore[attr-defined]
        button.setToolTip(action.toolTip())  # type: ignore[attr-defined]
        button.setAccessibleName(action.iconText())  # type: ignore[attr-defined]
        button.clicked.connect(action.trigger)  # type: ignore[attr-defined]
        action.enabledChanged.connect(button.setEnabled)  # type: ignore[attr-defined]
        return button

    @Slot(int)
    def _slid(self, index: int) -> None:
        if self._entries:
            at_end = index >= len(self._entries) - 1
            self._visit(None if at_end else self._entries[min(index, len(self._entries) - 1)])

    def _visit(self, entry: Checkpoint[CompleteState] | None) -> None:
        if entry is self._visited:
            return
        self._visited = entry
        self._shown = None
        self._held_in.hold(None)
        self._held_in = self._shown_run.checkpoints
        self._held_in.hold(entry)
        self.refresh()
        self.moved.emit()

    @Slot()
    def _branch(self) -> None:
        entry = self._visited
        if entry is not None:
            self.return_to_now()
            self.branch_wanted.emit(entry)

    def _show_where(self) -> None:
        locale = self.locale()
        now = whole(self._shown_run.status.update, locale)
        self._actions.back_to_now.setEnabled(self._visited is not None)
        self._actions.branch.setEnabled(self._visited is not None)
        self.slider.setEnabled(len(self._entries) > 1)
        if self._visited is None and self._shown_run.is_live:
            self.where.setText(self.tr("now: update {update}").format(update=now))
        elif self._visited is None:
            self.where.setText(self.tr("its end: update {update}").format(update=now))
        else:
            text = self.tr("update {update} of {now}")
            self.where.setText(text.format(update=whole(self._visited.update, locale), now=now))
