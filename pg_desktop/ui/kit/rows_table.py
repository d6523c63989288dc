"""A table of many rows to walk through, of which one stands out: chosen here, or elsewhere."""

from __future__ import annotations

from abc import abstractmethod

from PySide6.QtCore import QAbstractItemModel, QEvent, QItemSelectionModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QWidget

from pg_desktop.ui.kit.fitted import tabular

Index = QModelIndex | QPersistentModelIndex
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


def heading_width(header: QHeaderView, section: int) -> int:
    """The pixels that a heading needs in this style, also that of a column which is hidden now."""
    hidden = header.isSectionHidden(section)
    if hidden:
        header.setSectionHidden(section, False)
    needed = header.sectionSizeHint(section)
    if hidden:
        header.setSectionHidden(section, True)
    return needed


class RowsTable(QTableView):
    """Shows as many columns as there is room for. Lives in the GUI thread."""

    def __init__(self, model: QAbstractItemModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._following = False
        self.setModel(model)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setFont(tabular(self.font()))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setMinimumSize(200, 70)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setSectionsClickable(False)
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setMinimumSectionSize(20)
        model.modelReset.connect(self.fit_columns)
        self.clicked.connect(lambda index: self.row_chosen(index.row()))

    @abstractmethod
    def row_chosen(self, row: int) -> None:
        """Tell that the user has chosen a row: walked to it, clicked at it, or pressed Enter."""

    @abstractmethod
    def fit_columns(self) -> None:
        """Show the columns that there is room for."""

    def show_row(self, row: int | None) -> None:
        """Let a row stand out, or none; the user has not chosen it here."""
        if row == self.currentIndex().row() or (row is not None and not 0 <= row < self.model().rowCount()):
            return
        self._following = True
        if row is None:
            self.clearSelection()
            self.setCurrentIndex(QModelIndex())
        else:
            flag = QItemSelectionModel.SelectionFlag
            index = self.model().index(row, 0)
            self.selectionModel().setCurrentIndex(index, flag.ClearAndSelect | flag.Rows)
            self.scrollTo(index)
        self._following = False

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        if current.isValid() and not self._following:
            self.row_chosen(current.row())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _ENTER and self.currentIndex().isValid():
            self.row_chosen(self.currentIndex().row())
            event.accept()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.fit_columns()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit_columns()
        self.scrollTo(self.currentIndex())
