"""The list of runs as it is seen and clicked at."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTreeView, QWidget

from pg_desktop.ui.kit.rows_table import heading_width
from pg_desktop.ui.kit.theme import Theme
from pg_desktop.ui.panes.runs.delegate import CELL_EDGE, RunDelegate
from pg_desktop.ui.panes.runs.model import RUN_ROLE, Column, RunsModel

Index = QModelIndex | QPersistentModelIndex
_SAMPLES: Final = {
    Column.NAME: "MMRun 999MMMM",
    Column.DIFFERENCES: "branch from update 99",
    Column.MEAN_RETURN: "−123.45",
    Column.SOLVED: "✓ 1,234",
    Column.UPDATES: "Updates",
    Column.ENV_STEPS: "Env steps",
    Column.ALGORITHM: "REINFORCE",
    Column.WORLD: "MountainCarCont",
}
"""What each column has room for at least, the most important one first."""
_RANKS: Final = (
    Column.NAME,
    Column.MEAN_RETURN,
    Column.DIFFERENCES,
    Column.SOLVED,
    Column.UPDATES,
    Column.ALGORITHM,
    Column.ENV_STEPS,
    Column.WORLD,
)
_INDENTATION: Final = 16


class RunsView(QTreeView):
    """All runs, with as many columns as there is room for. Lives in the GUI thread.

    Signals:
        run_chosen (int): the user wants to see a run.
        run_activated (int): the user wants to train a run.
        fitted (): other columns may have room than before.
    """

    run_chosen = Signal(int)
    run_activated = Signal(int)
    fitted = Signal()

    def __init__(self, model: RunsModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._runs = model
        self._following = self._all = False
        self.setObjectName("runsPane")
        self.setAccessibleName(self.tr("Runs"))
        self.setWhatsThis(self._help())
        self.delegate = RunDelegate(self)
        self.setItemDelegate(self.delegate)
        self.setModel(model)
        self.setUniformRowHeights(True)
        self.setAllColumnsShowFocus(True)
        self.setIndentation(_INDENTATION)
        self.setExpandsOnDoubleClick(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setTabKeyNavigation(False)
        header = self.header()
        header.setSectionsMovable(False)
        header.setSectionsClickable(False)
        header.setStretchLastSection(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(Column.DIFFERENCES, QHeaderView.ResizeMode.Stretch)
        header.setMinimumSectionSize(20)
        self._fit_columns()

    @property
    def left_out(self) -> tuple[str, ...]:
        """The names of the columns that have no room."""
        head = self.header()
        horizontal = Qt.Orientation.Horizontal
        return tuple(str(self._runs.headerData(c, horizontal)) for c in Column if head.isSectionHidden(c))

    def show_all(self, wanted: bool) -> None:
        """Show every column, to be scrolled to, or those that have room."""
        self._all = wanted
        scrolls = Qt.ScrollBarPolicy.ScrollBarAsNeeded if wanted else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.setHorizontalScrollBarPolicy(scrolls)
        mode = QHeaderView.ResizeMode.Fixed if wanted else QHeaderView.ResizeMode.Stretch
        self.header().setSectionResizeMode(Column.DIFFERENCES, mode)
        self._fit_columns()

    def refresh(self, shown: int | None) -> None:
        """Take over what runs there are; the one that is shown is the current row."""
        with self._following_others():
            self._runs.refresh()
            index = self._runs.index_of(shown) if shown is not None else QModelIndex()
            if index.isValid() and index != self.currentIndex().siblingAtColumn(Column.NAME):
                self.setCurrentIndex(index)

    @property
    def current_run(self) -> int | None:
        """The run of the current row."""
        run = self.currentIndex().data(RUN_ROLE)
        return None if run is None else int(run)

    def rename(self) -> None:
        """Let the user change the name of the current row, unless that is what is being done."""
        index = self.currentIndex().siblingAtColumn(Column.NAME)
        if index.isValid() and self.state() is not QAbstractItemView.State.EditingState:
            self.edit(index)

    def commitData(self, editor: QWidget) -> None:
        if editor is self.delegate.editor:  # and not one that a second Return finds, or whose run has just gone
            super().commitData(editor)

    def show_theme(self, theme: Theme) -> None:
        """Draw in a look's colours."""
        self.delegate.show_theme(theme)
        self.viewport().update()

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        run = current.data(RUN_ROLE)
        if run is not None and not self._following:
            self.run_chosen.emit(int(run))

    def rowsInserted(self, parent: Index, start: int, end: int) -> None:
        super().rowsInserted(parent, start, end)
        for row in range(start, end + 1):
            self.expandRecursively(self._runs.index(row, Column.NAME, parent))
        if parent.isValid():
            self.expand(parent)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        run = index.data(RUN_ROLE)
        if event.button() is Qt.MouseButton.LeftButton and run is not None and not self._is_on_colour(event, index):
            self.run_activated.emit(int(run))
            event.accept()
        else:
            super().mouseDoubleClickEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_columns()

    def _is_on_colour(self, event: QMouseEvent, index: QModelIndex) -> bool:
        cell = self.visualRect(index.siblingAtColumn(Column.NAME))
        swatch = self.delegate.swatch_place(cell)
        return event.position().x() <= swatch.right() + 4

    def _fit_columns(self) -> None:
        """Show columns from the most important one on, as long as there is room."""
        room = self.viewport().width()
        widths = {column: self._width_for(column) for column in Column}
        for column in _RANKS:
            room -= widths[column]
            hidden = room < 0 and column is not Column.NAME and not self._all
            if hidden:
                room += widths[column]
            self.setColumnHidden(column, hidden)
            if self._all or column is not Column.DIFFERENCES:
                self.setColumnWidth(column, widths[column])
        if self.isColumnHidden(Column.DIFFERENCES):
            self.setColumnWidth(Column.NAME, widths[Column.NAME] + max(room, 0))
        self.fitted.emit()

    def _width_for(self, column: Column) -> int:
        sample = self.fontMetrics().horizontalAdvance(_SAMPLES[column]) + CELL_EDGE
        return max(sample, heading_width(self.header(), column))  # which has wider edges at a large zoom

    @contextmanager
    def _following_others(self) -> Iterator[None]:
        """Within this, another current row is not the user's choice."""
        self._following = True
        try:
            yield
        finally:
            self._following = False

    def _help(self) -> str:
        return self.tr(
            "<h3>Runs</h3><p>Everything that was trained, the newest on top, branches below the run that they left. "
            "Reset, Open and Branch add a run; none is lost.</p><p><b>Click</b> a run to see it: its curve, its "
            "moments in the time machine, its policy at work. <b>Double-click</b> it, or press Enter, to train on "
            "where it was left. A click on its colour hides its curve or shows it.</p><p>A green dot marks the run "
            "that is trained, a highlighted row the one that is shown.</p>"
        )
