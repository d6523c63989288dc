"""Buttons that save what is seen of a ladder: its curves or the matrix, as a table or a picture."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QSize, Slot
from PySide6.QtWidgets import QToolButton, QWidget

from pg_desktop.ui.kit.exporting import export, picture_kind, picture_of, table_kind
from pg_desktop.ui.kit.icons import icon
from pg_desktop.ui.kit.theme import Theme
from pg_desktop.ui.panes.ladder.details import CURVES, MATRIX, Details
from pg_desktop.ui.panes.ladder.export import curves_table, matrix_table


class Exports(QObject):
    """Two buttons for a card's heading. Lives in the GUI thread.

    Attributes:
        buttons: as a table, as a picture.
    """

    def __init__(self, details: Details, folder: Callable[[], Path], parent: QWidget) -> None:
        """Make the buttons.

        Args:
            details: what is seen.
            folder: where dialogs begin.
            parent: the pane.
        """
        super().__init__(parent)
        self._details, self._folder, self._pane = details, folder, parent
        self._game = self._rung = ""
        csv = self._button("ladderCsv", self.tr("Export the curves or the matches as CSV"))
        picture = self._button("ladderPicture", self.tr("Save the curves or the matches as a picture"))
        self.buttons = csv, picture
        csv.clicked.connect(self._export_csv)
        picture.clicked.connect(self._export_picture)

    def look(self, game: str, rung: str) -> None:
        """See of which game and which rung something could be saved, by their ids."""
        self._game, self._rung = game, rung
        details = self._details
        there = {CURVES: bool(details.curves.series), MATRIX: bool(details.matrix.matrix.standings.results)}
        for button in self.buttons:
            button.setEnabled(there.get(details.page, False))

    def show_theme(self, theme: Theme) -> None:
        """Draw in a look's colours."""
        for button, name in zip(self.buttons, ("csv", "image"), strict=True):
            button.setIcon(icon(name, theme.muted))

    def _button(self, name: str, tip: str) -> QToolButton:
        button = QToolButton(self._pane)
        button.setObjectName(name)
        button.setIconSize(QSize(16, 16))
        button.setAccessibleName(tip)
        button.setToolTip(tip)
        return button

    @property
    def _name(self) -> str:
        return f"{self._game}-matches" if self._details.page == MATRIX else f"{self._game}-{self._rung}"

    @Slot()
    def _export_csv(self) -> None:
        details, game = self._details, self._game
        if details.page == MATRIX:
            standings = details.matrix.matrix.standings
            kind = table_kind(lambda: matrix_table(game, standings))
        else:
            rung, series = self._rung, details.curves.series
            kind = table_kind(lambda: curves_table(game, rung, series))
        export(self._pane, self.tr("Export as CSV"), self._folder() / f"{self._name}.csv", (kind,))

    @Slot()
    def _export_picture(self) -> None:
        details = self._details
        seen = details.matrix.matrix if details.page == MATRIX else details.curves
        kind = picture_kind(lambda: picture_of(seen))
        export(self._pane, self.tr("Save as a picture"), self._folder() / f"{self._name}.png", (kind,))
