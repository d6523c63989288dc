"""The middle of the window."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from pg_desktop.ui.kit.cards import LEAST
from pg_desktop.ui.kit.contained import contained
from pg_desktop.ui.kit.segments import Segment, Segments

_HANDLE = 10


class Centre(QWidget):
    """Shows one view, or several side by side, or none. Lives in the GUI thread.

    Where it is too narrow for several, it shows one of them, and which one is chosen above it.

    Attributes:
        splitter: has the views.
        switch: chooses one where there is no room for all; None before there are several.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("centre")
        self.splitter = QSplitter(Qt.Orientation.Horizontal, self)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setHandleWidth(_HANDLE)
        self.switch: Segments | None = None
        self._views: dict[str, tuple[str, QWidget]] = {}
        self._names: tuple[str, ...] = ()
        self._switched: tuple[str, ...] = ()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        self._column.addWidget(self.splitter, 1)

    def add(self, name: str, title: str, view: QWidget) -> None:
        """Add a view at the right of the others.

        Args:
            name: what perspectives call it, see `Perspective.views`.
            title: what the user calls it.
            view: the view, which is its own from now on.
        """
        self._views[name] = title, view
        self.splitter.addWidget(view)

    def show_views(self, names: Collection[str]) -> None:
        """Show these views and no others; without any, other panes have the room."""
        self._names = tuple(name for name in self._views if name in names)
        self._fit()
        self.setVisible(bool(names))

    @property
    def tight(self) -> bool:
        """Whether there is no room for all that are to be seen."""
        count = len(self._names)
        # Where everything is drawn larger, a view needs more.
        least = max((view.minimumWidth() for _, view in self._shown), default=0)
        return count > 1 and self.width() < count * max(least, LEAST.width()) + (count - 1) * _HANDLE

    @contained(QWidget.minimumSizeHint)
    def minimumSizeHint(self) -> QSize:
        # What stands side by side now can stand one behind the other, so it must not keep the window wide.
        hint = super().minimumSizeHint()
        widths = [view.minimumSizeHint().expandedTo(view.minimumSize()).width() for _, view in self._shown]
        return QSize(max(widths, default=0), hint.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    @property
    def _shown(self) -> list[tuple[str, QWidget]]:
        return [self._views[name] for name in self._names]

    def _fit(self) -> None:
        """Show all views, or the chosen one."""
        tight = self.tight
        if tight and self._switched != self._names:
            self._make_switch()
        front = 0 if self.switch is None else self.switch.index
        for name, (_, view) in self._views.items():
            behind = tight and name in self._names and self._names.index(name) != front
            view.setVisible(name in self._names and not behind)
        if self.switch is not None:
            self.switch.setVisible(tight)

    def _make_switch(self) -> None:
        """Above the views, one button for each."""
        if self.switch is not None:
            self.switch.deleteLater()
        tip = self.tr("Show “{view}” in the middle; a wider window has room for all.")
        segments = [Segment(title, tip.format(view=title)) for title, _ in self._shown]
        self.switch = Segments(self.tr("What is in the middle"), segments, self)
        self._switched = self._names
        self._column.insertWidget(0, self.switch)
        self.switch.chosen.connect(self._choose)

    @Slot()
    def _choose(self) -> None:
        self._fit()
