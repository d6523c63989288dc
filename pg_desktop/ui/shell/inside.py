"""What plots, menus and the pane of an update have to do with each other."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QMainWindow

from pg_desktop.learning.explaining.stages import Stage
from pg_desktop.runs.live.status import RunState
from pg_desktop.ui.kit.actions import Actions
from pg_desktop.ui.kit.exporting import export, picture_kind, table_kind
from pg_desktop.ui.kit.notices import show_error
from pg_desktop.ui.panes.opened_update import OpenedUpdate
from pg_desktop.ui.panes.plots.plots import Plots
from pg_desktop.ui.panes.shown_run import ShownRun
from pg_desktop.ui.panes.shown_stage import ShownStage
from pg_desktop.ui.shell.pane_docks import PaneDocks, PaneFailedError
from pg_desktop.ui.shell.perspectives import Perspectives

if TYPE_CHECKING:
    from pg_desktop.ui.panes.anatomy.card import AnatomyCard

_PANE: Final = "anatomy"
_PERSPECTIVE: Final = "understand"


class LookInside(QObject):
    """Opens the update that is clicked at in a plot, and finds the pane that shows it. Lives in the GUI thread."""

    def __init__(
        self,
        opened: OpenedUpdate,
        shown: ShownRun,
        stage: ShownStage,
        panes: PaneDocks,
        perspectives: Perspectives,
        window: QMainWindow,
    ) -> None:
        """Prepare.

        Args:
            opened: the update that is looked at.
            shown: its run.
            stage: which of its stages.
            panes: the cards.
            perspectives: how they are arranged.
            window: above which dialogs open.
        """
        super().__init__(window)
        self._opened, self._shown, self._stage = opened, shown, stage
        self._panes, self._perspectives, self._window = panes, perspectives, window
        self._before_click: int | None = None
        self._clicked = False

    def connect_plots(self, plots: Plots) -> None:
        """Open what is clicked at in them, where a pane looks at updates, or can from behind the plot."""
        plots.update_chosen.connect(self._open)
        plots.choice_taken_back.connect(self._take_back)
        plots.loss_plot.show_me_wanted.connect(self._show_why)

    def connect_actions(self, actions: Actions, folder: Callable[[], Path]) -> None:
        """Do what the menus say.

        Args:
            actions: the window's.
            folder: tells where a dialog begins.
        """
        self._folder = folder
        actions.next_stage.triggered.connect(self._next_stage)
        actions.why_no_score.triggered.connect(self._show_why)
        actions.export_anatomy.triggered.connect(self._export)

    @Slot(int)
    def _open(self, update: int) -> None:
        if not self._opened.watched and not self._bring_forward():
            return
        traced = self._opened.traced
        held = not self._opened.follows and traced is not None
        self._before_click, self._clicked = (traced.trace.update if held and traced else None), True
        status = self._shown.status
        if update == status.update and status.state is not RunState.TRAINING:
            self._opened.follow_live()
        else:
            self._opened.open(update)

    @Slot()
    def _take_back(self) -> None:
        if not self._clicked:
            return
        self._clicked = False
        if self._before_click is None:
            self._opened.follow_live()
        else:
            self._opened.open(self._before_click)

    @Slot()
    def _next_stage(self) -> None:
        if not self._in_sight:
            self._reveal()
        elif self._stage.stage is self._stage.stages[-1]:
            self._stage.choose(self._stage.stages[0])
        else:
            self._stage.go(1)

    @Slot()
    def _show_why(self) -> None:
        """Show the losses of the opened update with other baselines."""
        self._reveal()
        self._stage.choose(Stage.LOSS)

    @property
    def _in_sight(self) -> bool:
        pane = self._panes.made_by_now.get(_PANE)
        return pane is not None and pane.in_sight

    def _bring_forward(self) -> bool:
        """Bring the pane in front of others, if it is behind them; whether it was."""
        dock = self._panes[_PANE]
        if dock.isHidden():
            return False
        dock.raise_()
        return True

    def _reveal(self) -> None:
        """Bring the pane in sight, in the perspective that it belongs to."""
        if self._in_sight:
            return
        dock = self._panes[_PANE]
        if dock.isHidden():
            perspective = next((each for each in self._perspectives.offered if each.id == _PERSPECTIVE), None)
            if perspective is not None:
                self._perspectives.switch(perspective)
        dock.wanted = True
        self._panes.show_wanted(dock)
        dock.raise_()

    @Slot()
    def _export(self) -> None:
        try:
            pane: AnatomyCard = self._panes.pane(_PANE)  # type: ignore[assignment]
        except PaneFailedError:  # which has been told
            return
        table = pane.table()
        if table is None:
            show_error(
                self._window,
                self.tr("There is no update to export: show the pane “Anatomy of an update”, and press Step."),
            )
            return
        kinds = table_kind(lambda: table), picture_kind(pane.picture)
        export(self._window, self.tr("Export anatomy"), self._folder() / f"{table.name}.csv", kinds)
