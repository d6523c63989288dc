"""A step in slow motion: after it, the stages of its update come one after the other."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QObject, QTimer, Slot

from pg_desktop.ui.panes.shown_stage import ShownStage

STAGE_MS: Final = 800
"""How long each stage is to be seen."""


class SlowMotion(QObject):
    """Goes through the stages by itself, until the user chooses one. Lives in the GUI thread."""

    def __init__(self, stage: ShownStage, parent: QObject) -> None:
        super().__init__(parent)
        self._stage = stage
        self._armed = False
        self._timer = QTimer(self)
        self._timer.setInterval(STAGE_MS)
        self._timer.timeout.connect(self._go_on)
        stage.chosen.connect(self.stop)

    @property
    def playing(self) -> bool:
        """Whether stages come by themselves."""
        return self._timer.isActive()

    @property
    def armed(self) -> bool:
        """Whether the next update will be shown slowly."""
        return self._armed

    def arm(self) -> None:
        """Show the next update slowly, once it is known."""
        self._timer.stop()
        self._armed = True

    def begin(self) -> None:
        """Show what there is from the first stage on, if that was wanted."""
        if self._armed:
            self._armed = False
            self._stage.show(self._stage.stages[0])
            self._timer.start()

    @Slot()
    def stop(self) -> None:
        """Stay where it is."""
        self._armed = False
        self._timer.stop()

    @Slot()
    def _go_on(self) -> None:
        stages = self._stage.stages
        at = stages.index(self._stage.stage)
        if at + 1 < len(stages):
            self._stage.show(stages[at + 1])
        if at + 2 >= len(stages):
            self._timer.stop()
