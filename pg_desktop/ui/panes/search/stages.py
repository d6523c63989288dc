"""The four stages of a simulation, of which one is lit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from pg_desktop.ui.kit.flow import FlowLayout

if TYPE_CHECKING:  # NumPy, which the first paint does not need
    from pg_desktop.ui.panes.search.exploring import Stage

_GAP: Final = 5


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
    """Their names, side by side. Lives in the GUI thread.

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
        row = FlowLayout(_GAP, self)
        for number, (label, name) in enumerate(zip(self.labels, stage_names(), strict=True), 1):
            label.setText(self.tr("{number} {stage}").format(number=number, stage=name))
            row.addWidget(label)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
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
