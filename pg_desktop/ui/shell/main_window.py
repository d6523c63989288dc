"""The window: what connects its parts, what it shows when, and how it begins and ends."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeyEvent, QResizeEvent, QShowEvent

from pg_desktop.journal import logger
from pg_desktop.learning.settings.table import Settings
from pg_desktop.runs.live.session import Session
from pg_desktop.runs.live.status import Failure, Status, View
from pg_desktop.ui.kit.foreign import in_title
from pg_desktop.ui.kit.notices import sentence
from pg_desktop.ui.kit.theme import Theme, ThemeKeeper
from pg_desktop.ui.shell.environment_limits import EnvironmentLimits
from pg_desktop.ui.shell.episode_export import EpisodeExport
from pg_desktop.ui.shell.experiments import Experiments
from pg_desktop.ui.shell.file_actions import FileActions, dropped_file
from pg_desktop.ui.shell.files import EXPERIMENT_SUFFIX
from pg_desktop.ui.shell.help import ActionsByPlace, Help
from pg_desktop.ui.shell.inside import LookInside
from pg_desktop.ui.shell.menus import fill_menus
from pg_desktop.ui.shell.preferences import Preferences
from pg_desktop.ui.shell.refreshing import Refreshing
from pg_desktop.ui.shell.thinning import Thinning
from pg_desktop.ui.shell.train_actions import TrainActions
from pg_desktop.ui.shell.view_actions import ViewActions
from pg_desktop.ui.shell.window_parts import WindowParts, explain

if TYPE_CHECKING:  # NumPy, which the first paint does not need
    from pg_desktop.runs.checkpoint import Checkpoint
    from pg_desktop.runs.record import CompleteState, RunRecord


LADDER_AT: Final = "play"
"""The perspective in which Escape stops climbing wherever nothing else has a use for it."""


class MainWindow(WindowParts):
    """The laboratory. Lives in the GUI thread.

    Signals:
        painted (): the window has been painted for the first time.
        ready (): the plots are in place and the training thread is starting.
        ended (): it is closed, and all its threads are at their ends.
    """

    painted = Signal()
    ready = Signal()
    ended = Signal()

    def __init__(self, session: Session, preferences: Preferences, theme_keeper: ThemeKeeper) -> None:
        super().__init__(session, preferences, theme_keeper)
        self._record: RunRecord | None = None
        """Of the run that the window has been told of last."""
        self._thinning = Thinning(session.experiment, self.notice, self)
        self._begun = False
        self.experiments = Experiments(session, preferences, self.perspectives, self.notice, self.actions_, self)
        EnvironmentLimits(preferences, self.actions_, self)
        Help(self.actions_, self._all_actions, self._report, self)
        fill_menus(self.menuBar(), self.actions_, self.files.recent_menu, self.panes, self.rail.perspective_actions)
        self.refreshing = Refreshing(self, self.experiments, self._thinning)
        self._connect()
        self.show_theme(theme_keeper.theme)
        self._view_actions.restore()
        self._show_title()
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Show what is new in the training thread."""
        self.refreshing.refresh()

    @Slot(object)
    def show_theme(self, theme: Theme) -> None:
        """Draw in a look's colours what does not see it by its palette."""
        self.actions_.show_theme(theme)
        self.panel.show_theme(theme)
        self.render_pane.show_theme(theme)
        self.notice.show_theme(theme)
        self.greeting.show_theme(theme)
        self.status_line.show_theme(theme)
        self.zoom.fit(self)
        self.refresh()

    def open_policy(self, path: Path) -> None:
        """Open a policy file, or an experiment."""
        self.files.open_path(path)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._begun:
            self._begun = True
            self.perspectives.fit()
            self.render_pane.stage.setFocus()
            QTimer.singleShot(0, self, self._after_first_paint)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._begun:
            self.perspectives.window_resized()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Nobody between the focus and the window has had a use for the key.
        escape = event.key() == Qt.Key.Key_Escape and not event.modifiers()
        if escape and self.perspectives.current.id == LADDER_AT and self.climbing.going is not None:
            self.climbing.stop()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self.experiments.may_discard():
            event.ignore()
            return
        self.end(keep=False)
        super().closeEvent(event)

    def end(self, *, keep: bool = True) -> None:
        """Go away as closing does, but without a question about unsaved changes.

        Args:
            keep: whether what is unsaved can be recovered at the next start.
        """
        self.presenting.end()
        self.drawer.shut()
        self.remember()
        self.hide()
        self.refreshing.stop()
        self.render_pane.stop()
        self.panes.stop()
        for view in self.views:
            view.stop()
        self.opened.stop()
        self.recorded_moments.end()
        self.demonstrating.stop()
        self.processes.close()
        self.zoom.end()
        self.session.close()
        self.experiments.end(keep=keep)
        self.ended.emit()

    def remember(self) -> None:
        """Keep for the next time what the window is like."""
        self._preferences.remember_geometry(self.saveGeometry())
        self.perspectives.remember()
        self._preferences.remember_settings(self.session.wanted)
        self._preferences.remember_folded_sections(self.panel.folded)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped_file(event.mimeData()) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        path = dropped_file(event.mimeData())
        if path is not None:
            event.acceptProposedAction()
            self.files.open_path(path)

    @Slot()
    def _after_first_paint(self) -> None:
        if self.isHidden():
            return
        self.repaint()
        self.painted.emit()
        if self.isHidden():  # whoever waited for the first paint has closed it
            return
        self.panes.load()
        for view in self.views:
            view.load()
        self.experiments.begin()
        self.session.start()
        self.refreshing.start()
        self.ready.emit()
        QTimer.singleShot(0, self, lambda: self.greeting.greet(busy=self.files.opening))

    def _connect(self) -> None:
        """Connect the actions with what does them, and the parts with the window; presets and Help see to their own."""
        a, folder = self.actions_, self._preferences.latest_folder
        self._train_actions = TrainActions(self.session, a, self.notice, self.refreshing.show_wanted_state, self)
        FileActions(a, self.files, folder, self.plots, self)
        a.export_episode.triggered.connect(EpisodeExport(self.experiment, self.panes, folder, self).export)
        self.files.experiment_wanted.connect(self.experiments.open_path)
        view = self._view_actions = ViewActions(
            a, self.zoom, self._theme_keeper, self._preferences, self.perspectives, self.drawer, self
        )
        view.connect_plots(a, self.plots)
        view.connect_presenting(a, self.presenting)
        self._places.connect_actions(a)
        inside = LookInside(self.opened, self.shown, self.shown_stage, self.panes, self.perspectives, self)
        inside.connect_plots(self.plots)
        inside.connect_actions(a, folder)
        a.start_afresh.triggered.connect(self._start_afresh)
        worker = self.session.worker
        worker.run_began.connect(self._run_began)
        worker.state_changed.connect(self._state_changed)
        worker.failed.connect(self._failed)
        self.time_machine.branch_wanted.connect(self._branch)
        self.time_machine.moved.connect(self._travel)
        self.shown.changed.connect(self._show_run)
        self.steering.changed.connect(self.refresh)
        self.run_list.changed.connect(self.refresh)
        self.demonstration_list.changed.connect(self.refresh)
        worker.exchanged.connect(self._exchanged)
        self.experiments.titled.connect(self._show_title)
        self.ready.connect(self.files.tidy)
        self._theme_keeper.changed.connect(self.show_theme)
        explain(self)
        self._keys.watch(self.run_bar.train_button)

    @Slot()
    def _show_title(self) -> None:
        path = self.experiments.path
        name = in_title(path.name.removesuffix(EXPERIMENT_SUFFIX)) if path else self.tr("Untitled experiment")
        self.setWindowTitle(self.tr("{name}[*] – PG Desktop").format(name=name))
        self.setWindowFilePath(str(path) if path else "")

    @Slot()
    def _start_afresh(self) -> None:
        """Be as on the first day, but keep the runs."""
        self.beginning.with_settings(Settings().as_dict())
        self.perspectives.switch(self.perspectives.offered[0])
        self._view_actions.zoom_to(100)
        self._view_actions.reset_layout()

    @Slot()
    def _travel(self) -> None:
        visited = self.time_machine.visited
        self.plots.show_visited(visited.update if visited is not None else None)
        self.refresh()

    def _all_actions(self) -> ActionsByPlace:
        """Whatever has a key."""
        in_panes = [key for pane in self.panes.all_panes() for key in pane.keys]
        return ActionsByPlace(self.actions_, self.render_pane.controls.actions(), in_panes)

    def _report(self) -> str:
        from pg_desktop.ui.shell.report import report_text  # noqa: PLC0415 (not needed for the first paint)

        return report_text(self.session.status, self.zoom.percent, self._preferences.data)

    @Slot(object)
    def _run_began(self, view: View) -> None:
        self.files.run_began(view)
        self.steering.show_run()
        self._record = view.record
        self.shown.follow_live()
        self._show_run()

    @Slot()
    def _exchanged(self) -> None:
        """All runs are those of another experiment."""
        self.files.forget_runs()
        self.steering.undo_stack.clear()
        self._thinning.forget()
        self.learning_signal.forget()
        self.status_line.row.forget_rooms()
        self.refresh()

    @Slot()
    def _show_run(self) -> None:
        """Show another run than before, or the same one that now is or is not the live one."""
        self.time_machine.return_to_now()
        self.plots.forget()
        self.refresh()

    @Slot(object)
    def _branch(self, entry: Checkpoint[CompleteState]) -> None:
        self.steering.branch(entry, self.shown.status.run)

    @Slot(object)
    def _state_changed(self, status: Status) -> None:
        del status
        self.refresh()

    @Slot(object)
    def _failed(self, failure: Failure) -> None:
        text = sentence(failure)
        logger.info("training: %s\n%s", text, failure.details)
        self.notice.show_notice(text, failure.details)
