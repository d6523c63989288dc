"""Which stage of an update is looked at, and whether a step is shown in slow motion."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from pg_desktop.learning.explaining.stages import Stage, stages_of

_COUNTERPARTS = {
    Stage.RETURNS: Stage.EPISODES,
    Stage.SUMS: Stage.TARGETS,
    Stage.BASELINE: Stage.ERRORS,
    Stage.LOSS: Stage.ERRORS,
    Stage.GRADIENT: Stage.STEPS,
    Stage.ADAM: Stage.STEPS,
    Stage.POLICY: Stage.VALUES,
}
"""Where an update of the other kind does what a stage does."""


class ShownStage(QObject):
    """The stage that the anatomy of an update shows. It outlives the pane. Lives in the GUI thread.

    Attributes:
        slow: whether the stages play by themselves after a step; for as long as the program runs.

    Signals:
        changed (): it is another stage, or one of the stages of another kind of update.
        chosen (): the user has chosen a stage, be it the same as before.
    """

    changed = Signal()
    chosen = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.slow = True
        self._by_values = False
        self._stage = Stage.POLICY

    @property
    def stage(self) -> Stage:
        """The stage."""
        return self._stage

    @property
    def stages(self) -> tuple[Stage, ...]:
        """All stages of this kind of update, in their order."""
        return tuple(row.stage for row in stages_of(by_values=self._by_values))

    @property
    def by_values(self) -> bool:
        """Whether they are those of an update that moves action values."""
        return self._by_values

    def show(self, stage: Stage) -> None:
        """Look at a stage; where this kind of update does not have it, at what does the same."""
        stage = self._fitting(stage)
        if stage is not self._stage:
            self._stage = stage
            self.changed.emit()

    def choose(self, stage: Stage) -> None:
        """Look at a stage because the user wants to."""
        self.show(stage)
        self.chosen.emit()

    def go(self, steps: int) -> None:
        """Look at a later stage, or an earlier one; at the ends it stays, as the user wants to."""
        stages = self.stages
        at = stages.index(self._stage) + steps
        self.choose(stages[min(max(at, 0), len(stages) - 1)])

    def take_kind(self, *, by_values: bool) -> None:
        """Have the stages of an update that moves action values, or of one that does not."""
        if by_values != self._by_values:
            self._by_values = by_values
            self._stage = self._fitting(self._stage)
            self.changed.emit()

    def _fitting(self, stage: Stage) -> Stage:
        if stage in self.stages:
            return stage
        if self._by_values:
            return _COUNTERPARTS[stage]
        return next(other for other, counterpart in reversed(_COUNTERPARTS.items()) if counterpart is stage)
