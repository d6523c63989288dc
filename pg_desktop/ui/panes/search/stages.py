"""The four stages of a simulation, of which one is lit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

if TYPE_CHECKING:  # NumPy, which the first paint does not need
    from pg_desktop.ui.panes.search.exploring import Stage


def stage_names() -> tuple[str, ...]:
    """What the stages are called, in their order."""
    translate = QCoreApplication.translate
    return (
        translate("SearchWords", "Select"),
        translate("SearchWords", "Expand"),
        translate("SearchWords", "Evaluate"),
        translate("SearchWords", "Back up"),
    )


class StageStrip(QWidget):
    """Names side by side with arrows in between. Lives in the GUI thread.

    Attributes:
        labels: of the stages, in their order.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("searchStages")
        self.setAccessibleName(self.tr("Stage of the simulation"))
        self.setToolTip(
            self.tr(
                "Select: go down along the moves with the largest Q + U. Expand: add the first position that is new. "
                "Evaluate: ask the value network, or the rules where the game is over. Back up: add the value to every "
                "move of the path."
            )
        )
        self.setWhatsThis(self.toolTip())
        self._lit: int | None = None
        self.labels = tuple(QLabel(self) for _ in stage_names())
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(5)
        for number, (label, name) in enumerate(zip(self.labels, stage_names(), strict=True)):
            if number:
                arrow = QLabel("→", self)
                arrow.setProperty("role", "muted")
                row.addWidget(arrow)
            label.setText(name)
            row.addWidget(label)
        row.addStretch(1)
        self._light()

    def show_stage(self, stage: Stage | None) -> None:
        """Light a stage, or none."""
        lit = None if stage is None else stage.value - 1
        if lit != self._lit:
            self._lit = lit
            self._light()

    def _light(self) -> None:
        for number, label in enumerate(self.labels):
            chip = "lit" if number == self._lit else "dim"
            if label.property("chip") != chip:
                label.setProperty("chip", chip)
                label.style().unpolish(label)
                label.style().polish(label)
        self.setAccessibleDescription("" if self._lit is None else stage_names()[self._lit])
