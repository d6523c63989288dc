"""A stage of an update: a sentence, a picture, and for the loss what it would have been otherwise."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt, Signal, Slot
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from pg_desktop.learning.explaining.stages import STAGES, Stage
from pg_desktop.ui.kit.theme import Theme
from pg_desktop.ui.panes.anatomy.drawings import Curves, Told
from pg_desktop.ui.panes.anatomy.other_losses import OtherLosses
from pg_desktop.ui.panes.anatomy.picture import Picture
from pg_desktop.ui.panes.anatomy.sight import Sight

_ROWS = {row.stage: row for row in STAGES}


class StagePage(QWidget):
    """What a stage did. Lives in the GUI thread.

    Attributes:
        words: the sentence.
        picture: the drawing.
        others: other losses, at the stage of the loss.

    Signals:
        picked (int, int): the episode and the step that the user has chosen.
    """

    picked = Signal(int, int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._sight: Sight | None = None
        self.words = QLabel(self)
        self.words.setObjectName("anatomyWords")
        self.words.setTextFormat(Qt.TextFormat.RichText)
        self.words.setWordWrap(True)
        self.picture = Picture(self)
        self.picture.setObjectName("anatomyPicture")
        self.others = OtherLosses(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.words)
        column.addWidget(self.picture, 1)
        column.addWidget(self.others)
        self.picture.picked.connect(self._pick)

    def show_stage(self, stage: Stage, told: Told, sight: Sight) -> None:
        """Show what a stage did."""
        self._sight = sight
        row = _ROWS[stage]
        name, tip = (QCoreApplication.translate("Stages", text) for text in (row.name, row.help))
        formula = f"<p><i>{row.formula}</i></p>" if row.formula else ""
        self.words.setText(told.sentence)
        self.picture.setAccessibleName(name)
        self.picture.setWhatsThis(f"<h3>{name}</h3><p>{tip}</p>{formula}{self._source()}")
        self.picture.show_drawing(told.drawing)
        self.others.setVisible(stage is Stage.LOSS and sight.anatomy is not None)
        self.others.show_update(sight if stage is Stage.LOSS else None)

    def show_theme(self, theme: Theme) -> None:
        """Draw in a look's colours."""
        self.picture.show_theme(theme)

    @Slot(int)
    def _pick(self, index: int) -> None:
        if self._sight is None:
            return
        if isinstance(self.picture.drawing, Curves):
            self.picked.emit(self._sight.episode, index)
        else:
            self.picked.emit(index, 0)

    def _source(self) -> str:
        if self._sight is not None and self._sight.by_values:
            return self.tr("<p>After Mnih et al., Human-level control through deep reinforcement learning, 2015.</p>")
        return self.tr("<p>After Williams, Simple statistical gradient-following algorithms, 1992.</p>")
