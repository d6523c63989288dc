"""What there is to see of the chosen rung: its curves, the matrix, the text about it."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from pg_desktop.resources import resource_path
from pg_desktop.runs.experiment import Experiment
from pg_desktop.runs.processes import Processes
from pg_desktop.ui.kit.full_text import FullText
from pg_desktop.ui.kit.segments import Segment, Segments
from pg_desktop.ui.kit.theme import Theme
from pg_desktop.ui.panes.ladder.curves import Curves
from pg_desktop.ui.panes.ladder.matrix_page import MatrixPage

CURVES, MATRIX, TEXT = range(3)
_GAP: Final = 6


class Details(QWidget):
    """Three pages of which one is seen. Lives in the GUI thread.

    Attributes:
        pages: chooses the page.
        curves: of the chosen rung.
        matrix: everybody against everybody.
        text: about the chosen rung.
    """

    def __init__(self, experiment: Experiment, processes: Processes, parent: QWidget) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._rung = ""
        self.pages = Segments(
            self.tr("Page"),
            (
                Segment(self.tr("Curves"), self.tr("How the rung's policy changed in training."), "ladderCurvesPage"),
                Segment(self.tr("Matches"), self.tr("Everybody against everybody."), "ladderMatrixPage"),
                Segment(self.tr("About"), self.tr("What this rung is, and what to watch."), "ladderTextPage"),
            ),
            self,
        )
        self.curves = Curves(self)
        self.matrix = MatrixPage(experiment, processes, self)
        self.text = FullText(self)
        self.text.setObjectName("ladderText")
        self.text.setAccessibleName(self.tr("About this rung"))
        self.text.setOpenExternalLinks(False)
        self.text.setOpenLinks(False)
        self._stack = QStackedWidget(self)
        for page in (self.curves, self.matrix, self.text):
            self._stack.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(_GAP)
        column.addWidget(self.pages)
        column.addWidget(self._stack, 1)
        self.pages.chosen.connect(self._turn)

    @property
    def page(self) -> int:
        """Which page is seen."""
        return self.pages.index

    def turn_to(self, page: int) -> None:
        """Show a page."""
        self.pages.buttons[page].setChecked(True)

    def show_rung(self, rung: str) -> None:
        """Show the text about another rung."""
        if rung != self._rung:
            self._rung = rung
            self.text.setMarkdown(resource_path(f"ladder/{rung}.md").read_text(encoding="utf-8"))
            self.text.take_room(self.page == TEXT)

    def show_theme(self, theme: Theme) -> None:
        """Draw in a look's colours."""
        self.curves.show_theme(theme)
        self.matrix.show_theme(theme)

    def stop(self) -> None:
        """End what is at work, for good."""
        self.matrix.stop()

    @Slot(int)
    def _turn(self, page: int) -> None:
        self._stack.setCurrentIndex(page)
        self.text.take_room(page == TEXT)
