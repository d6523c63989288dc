"""The window: panes, menus and what connects them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QMimeData, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QFileDialog,
    QMainWindow,
    QTabWidget,
    QVBoxLayout,
    QWhatsThis,
    QWidget,
)

from pg_desktop.learning.measuring.measurements import Measurements
from pg_desktop.learning.settings.table import pending_until_reset
from pg_desktop.messages import UserError
from pg_desktop.runs.live.session import Session
from pg_desktop.runs.live.status import Failure, RunState, Status, View
from pg_desktop.runs.x_axis import XAxis
from pg_desktop.storage.presets import load_presets
from pg_desktop.ui.cart_pole.physics.card import PhysicsCard
from pg_desktop.ui.kit.actions import Actions
from pg_desktop.ui.kit.cards import CardDock
from pg_desktop.ui.kit.dock_tabs import DockTabs
from pg_desktop.ui.kit.icons import application_icon
from pg_desktop.ui.kit.keys import KeysOfControls
from pg_desktop.ui.kit.notices import NoticeBar, sentence, show_error
from pg_desktop.ui.kit.theme import Theme, ThemeChoice, ThemeKeeper
from pg_desktop.ui.panes.agent.render_pane import RenderPane
from pg_desktop.ui.panes.distribution.card import DistributionCard
from pg_desktop.ui.panes.plots.metric_plot import MetricPlot
from pg_desktop.ui.panes.plots.plots import Plots
from pg_desktop.ui.panes.robustness.card import RobustnessCard
from pg_desktop.ui.panes.runs.card import RunsCard
from pg_desktop.ui.panes.runs.words import run_name
from pg_desktop.ui.panes.settings.control_panel import ControlPanel
from pg_desktop.ui.panes.shown_run import ShownRun
from pg_desktop.ui.panes.time_machine import TimeMachine
from pg_desktop.ui.shell.files import SUFFIX, Files
from pg_desktop.ui.shell.menus import fill_menus
from pg_desktop.ui.shell.preferences import Preferences
from pg_desktop.ui.shell.run_bar import RunBar
from pg_desktop.ui.shell.run_list import RunList
from pg_desktop.ui.shell.status_line import StatusLine
from pg_desktop.ui.shell.steering import Steering
from pg_desktop.ui.shell.window_layout import SETTINGS_WIDTH, Docks

if TYPE_CHECKING:  # NumPy, which the first paint does not need
    from pg_desktop.runs.checkpoints import Checkpoint
    from pg_desktop.runs.record import CompleteState, RunRecord

_REFRESH_MS: Final = 50
"""Each plot is refreshed every other time."""
_GAP: Final = 10


class MainWindow(QMainWindow):
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
        super().__init__()
        self.session = session
        self.experiment = session.experiment
        self.shown = ShownRun(session, self)
        self._record: RunRecord | None = None
        """Of the run that the window has been told of last."""
        self._measured: RunRecord | None = None
        """Of the run whose measurements are shown."""
        self._thinning_told = False
        self._preferences = preferences
        self._theme_keeper = theme_keeper
        self._begun = False
        self._turn = 0
        self.setObjectName("mainWindow")
        self.setWindowIcon(application_icon())
        self.setAcceptDrops(True)
        self.setDockOptions(QMainWindow.DockOption.AnimatedDocks | QMainWindow.DockOption.AllowNestedDocks)
        self.setTabPosition(Qt.DockWidgetArea.AllDockWidgetAreas, QTabWidget.TabPosition.North)
        self.actions_ = Actions(self)
        self.robustness_card = RobustnessCard(self, session.turns)
        self.files = Files(session, preferences, self._live_measurements, self)
        self.panel = ControlPanel(session.wanted, load_presets(), self.actions_, self)
        self.render_pane = RenderPane(self)
        self.notice = NoticeBar(self)
        self.plots = Plots(session.experiment, self.shown, self)
        self.status_line = StatusLine(self)
        self.time_machine = TimeMachine(self.shown, self.actions_, self)
        self.runs_card = RunsCard(session, self.shown, self)
        self.distribution_card = DistributionCard(self)
        self.physics_card = PhysicsCard(session.wanted, self.panel.controls, self)
        self.steering = Steering(session, self.panel, self.physics_card, self.notice, self.actions_, self)
        self.run_list = RunList(
            session, self.shown, self.runs_card, self.time_machine, self.steering, self.notice, self
        )
        self.run_bar = RunBar(self.actions_, self)
        self._docks = Docks(
            self.run_bar,
            CardDock(self.tr("Se&ttings"), "settings", self),
            self.physics_card,
            self.plots.return_plot,
            self.plots.loss_plot,
            self.runs_card,
            self.distribution_card,
            self.robustness_card,
        )
        self._lay_out()
        fill_menus(self.menuBar(), self.actions_, self.files.recent_menu, self.docks)
        self._connect()
        bar = self.run_bar
        self.panel.order_tabs([bar.train_button, bar.step_button, bar.reset_button])
        self._timer = QTimer(self)
        self._timer.setInterval(_REFRESH_MS)
        self._timer.timeout.connect(self._refresh_in_turn)
        self.show_theme(theme_keeper.theme)
        self._restore_layout()
        self._show_title()
        self.refresh()

    @property
    def docks(self) -> tuple[CardDock, ...]:
        """The panes that can be moved."""
        return self._docks.all()

    @property
    def settings_dock(self) -> CardDock:
        """The pane of the settings."""
        return self._docks.settings

    @Slot()
    def refresh(self) -> None:
        """Show what is new in the training thread."""
        self._refresh_figures()
        for plot in self.plots.cards:
            self._refresh_plot(plot)

    @Slot()
    def _refresh_in_turn(self) -> None:
        """Show a part of what is new: one plot with the figures, at the next turn the other."""
        returns, losses = self.plots.cards
        if self._turn == 0:
            self._refresh_figures()
            self._refresh_plot(returns)
        else:
            self._refresh_plot(losses)
        self._turn = 1 - self._turn

    def _refresh_figures(self) -> None:
        view = self.session.view
        status = view.status
        self.shown.look_whether_gone()
        self.time_machine.refresh()
        self.runs_card.refresh()
        shown = self.time_machine.shown(self.shown.view)
        self.render_pane.show_view(shown, self._name_beside_live())
        self.robustness_card.show_policy(shown)
        self.physics_card.show_settings(self.session.wanted)
        self.steering.show_status(status)
        self.status_line.show_status(status)
        all_acting = status.settings_version == self.session.wanted_version
        if view.world is not None:
            self.panel.show_world(view.world)
            self.physics_card.show_world(view.world)
        self.panel.show_applied(status.settings, all_acting=all_acting)
        self.run_bar.show_due(bool(pending_until_reset(self.session.wanted, status.settings)))
        self.actions_.show_training(status.state is RunState.TRAINING, self._theme_keeper.theme)
        self.setWindowModified(self.files.unsaved)
        self._keep_measurements()
        self._tell_of_thinning()

    def _name_beside_live(self) -> str:
        """What the shown run is called, where it is another than the live one."""
        record = self.shown.record
        return "" if record is None or self.shown.is_live else run_name(record)

    def _keep_measurements(self) -> None:
        if self._measured is not None:
            self._measured.measurements = self.robustness_card.measurements()

    def _live_measurements(self) -> Measurements:
        """What has been measured of the live run's policies."""
        self._keep_measurements()
        record = self.session.view.record
        return record.measurements if record is not None else Measurements()

    def _refresh_plot(self, plot: MetricPlot) -> None:
        view = self.shown.view
        threshold = view.world.threshold if view.world else None
        self.plots.refresh_one(plot, view.status, threshold, self.session.wanted.smoothing_window)

    @Slot(object)
    def show_theme(self, theme: Theme) -> None:
        """Draw everything in a look's colours."""
        self.actions_.show_theme(theme)
        self._docks.settings.header.show_theme(theme)
        for card in (self.distribution_card, self.physics_card, self.robustness_card, self.runs_card):
            card.show_theme(theme)
        self.panel.show_theme(theme)
        self.render_pane.show_theme(theme)
        self.notice.show_theme(theme)
        self.plots.show_theme(theme)
        self.status_line.show_theme(theme)
        self.refresh()

    def open_policy(self, path: Path) -> None:
        """Open a policy file."""
        self.files.open_path(path)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._begun:
            self._begun = True
            if self._preferences.layout() is None:
                self._docks.size(self)
            self.render_pane.stage.setFocus()
            QTimer.singleShot(0, self, self._after_first_paint)

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self.files.may_discard():
            event.ignore()
            return
        self.end()
        super().closeEvent(event)

    def end(self) -> None:
        """Go away as closing does, but without a question about unsaved changes."""
        self._preferences.remember_layout(self.saveGeometry(), self.saveState())
        self._preferences.remember_settings(self.session.wanted)
        self.hide()
        self._timer.stop()
        self.render_pane.stop()
        self.robustness_card.stop()
        self.session.close()
        self.ended.emit()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _dropped_policy(event.mimeData()) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        path = _dropped_policy(event.mimeData())
        if path is not None:
            event.acceptProposedAction()
            self.open_policy(path)

    @Slot()
    def _after_first_paint(self) -> None:
        if self.isHidden():
            return
        self.repaint()
        self.painted.emit()
        if self.isHidden():  # whoever waited for the first paint has closed it
            return
        self.plots.attach()
        self.show_theme(self._theme_keeper.theme)
        self.session.start()
        self._timer.start()
        self.ready.emit()

    def _lay_out(self) -> None:
        middle = QWidget(self)
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(_GAP)
        column.addWidget(self.notice)
        column.addWidget(self.render_pane, 1)
        self.setCentralWidget(middle)
        self.setStatusBar(self.status_line)
        self.addToolBar(Qt.ToolBarArea.BottomToolBarArea, self.time_machine)
        self.setContentsMargins(_GAP, 0, _GAP, 0)
        self._docks.settings.layout_.addWidget(self.panel)
        self._docks.settings.setMinimumWidth(SETTINGS_WIDTH)
        self._docks.put(self)
        DockTabs(self)
        self.resize(1280, 800)

    def _connect(self) -> None:
        a, session, worker = self.actions_, self.session, self.session.worker
        a.new.triggered.connect(self._reset)
        a.open.triggered.connect(self.files.open)
        a.save.triggered.connect(self.files.save)
        a.save_as.triggered.connect(self.files.save_as)
        a.export_history.triggered.connect(self.files.export_history)
        a.export_edits.triggered.connect(self.files.export_edits)
        self.time_machine.moved.connect(self._travel)
        self.plots.travelled.connect(self.time_machine.visit)
        self.plots.returned_to_now.connect(self.time_machine.return_to_now)
        self.time_machine.branch_wanted.connect(self._branch)
        self.steering.changed.connect(self.refresh)
        self.run_list.changed.connect(self.refresh)
        self.shown.changed.connect(self._show_run)
        self.physics_card.playback_changed.connect(self.render_pane.show_variation)
        self.physics_card.playback_changed.connect(self.robustness_card.show_variation)
        self.render_pane.show_variation(self.physics_card.playback)
        self.robustness_card.show_variation(self.physics_card.playback)
        self.render_pane.moment_shown.connect(self.distribution_card.show_moment)
        a.export_plot.triggered.connect(self._export_plot)
        a.quit.triggered.connect(self.close)
        a.train_or_pause.triggered.connect(self._train_or_pause)
        a.pause.triggered.connect(session.pause)
        a.step.triggered.connect(self._step)
        a.reset.triggered.connect(self._reset)
        a.x_by_episode.triggered.connect(lambda: self.plots.show_by(XAxis.EPISODE))
        a.x_by_step.triggered.connect(lambda: self.plots.show_by(XAxis.ENV_STEP))
        a.x_by_episode.setChecked(True)
        a.fit.triggered.connect(self.plots.fit)
        a.gymnasium_frames.toggled.connect(self.render_pane.show_own_frames)
        for choice, action in a.themes.items():
            action.setChecked(choice is self._theme_keeper.choice)
            action.triggered.connect(lambda _checked=False, choice=choice: self._choose_theme(choice))
        a.reset_layout.triggered.connect(self._reset_layout)
        a.shortcuts.triggered.connect(self._show_shortcuts)
        a.whats_this.triggered.connect(QWhatsThis.enterWhatsThisMode)
        a.about.triggered.connect(self._show_about)
        self.panel.other_environment_wanted.connect(self._ask_for_environment)
        self.files.titled.connect(self._show_title)
        for dock in self.docks:
            dock.focus_left.connect(self._focus_middle)
        self._theme_keeper.changed.connect(self.show_theme)
        worker.run_began.connect(self._run_began)
        worker.state_changed.connect(self._state_changed)
        worker.failed.connect(self._failed)
        worker.refused.connect(self.files.command_refused)
        for control in (*self.findChildren(QAbstractButton), *self.findChildren(QComboBox)):
            if not control.whatsThis():
                control.setWhatsThis(control.toolTip())
            if isinstance(control, QAbstractButton):
                control.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        KeysOfControls(self).watch(self, self.run_bar.train_button)

    def _restore_layout(self) -> None:
        layout = self._preferences.layout()
        if layout is not None:
            self.restoreGeometry(layout[0])
            self.restoreState(layout[1])

    @Slot()
    def _show_title(self) -> None:
        path = self.files.path
        name = path.name.removesuffix(SUFFIX) if path else self.tr("Untitled policy")
        self.setWindowTitle(self.tr("{name}[*] – PG Desktop").format(name=name))
        self.setWindowFilePath(str(path) if path else "")

    @Slot()
    def _train_or_pause(self) -> None:
        if self.session.will_train:
            self.session.pause()
        else:
            self.notice.hide()
            self.session.train()

    @Slot()
    def _step(self) -> None:
        self.notice.hide()
        self.session.step()

    @Slot()
    def _reset(self) -> None:
        self.notice.hide()
        self.session.reset()

    @Slot()
    def _reset_layout(self) -> None:
        size = self.size()
        self._docks.put(self)
        # On the way there, panes stand side by side that are one behind the other in the end, and the window has grown.
        QTimer.singleShot(0, self, lambda: self.resize(size))

    @Slot()
    def _focus_middle(self) -> None:
        self.render_pane.stage.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _travel(self) -> None:
        visited = self.time_machine.visited
        self.plots.show_visited(visited.update if visited is not None else None)
        self.refresh()

    def _choose_theme(self, choice: ThemeChoice) -> None:
        self._preferences.remember_theme(choice)
        self._theme_keeper.choose(choice)

    @Slot()
    def _export_plot(self) -> None:
        name, kind = QFileDialog.getSaveFileName(
            self,
            self.tr("Export plot"),
            str(Path.home() / "training.png"),
            self.tr("Picture (*.png);;Drawing (*.svg)"),
        )
        path = _picture_path(name, kind)
        if name and self.files.may_write(path, name):
            try:
                self.plots.save_picture(path)
            except UserError as error:
                show_error(self, sentence(error))

    @Slot()
    def _ask_for_environment(self) -> None:
        from pg_desktop.ui.panes.settings.other_environment import OtherEnvironmentDialog  # noqa: PLC0415 (not for the first paint)

        dialog = OtherEnvironmentDialog(self)
        dialog.chosen.connect(self.panel.choose_environment)
        dialog.open()

    @Slot()
    def _show_shortcuts(self) -> None:
        from pg_desktop.ui.shell.dialogs import ShortcutsDialog  # noqa: PLC0415 (not needed for the first paint)

        playback, runs = self.render_pane.controls.actions(), self.runs_card.keys
        ShortcutsDialog(self.actions_, playback, runs, self).open()

    @Slot()
    def _show_about(self) -> None:
        from pg_desktop.ui.shell.dialogs import AboutDialog  # noqa: PLC0415 (not needed for the first paint)

        AboutDialog(self).open()

    @Slot(object)
    def _run_began(self, view: View) -> None:
        self.files.run_began(view)
        self.steering.show_run()
        self._record = view.record
        self.shown.follow_live()
        self._show_run()

    @Slot()
    def _show_run(self) -> None:
        """Show another run than before, or the same one that now is or is not the live one."""
        record = self.shown.record
        if record is not self._measured:
            self._keep_measurements()
            self._measured = record
            self.robustness_card.begin(record.measurements if record is not None else Measurements())
        self.time_machine.return_to_now()
        self.plots.forget()
        self.refresh()

    @Slot(object)
    def _branch(self, entry: Checkpoint[CompleteState]) -> None:
        self.steering.branch(entry, self.shown.status.run)

    def _tell_of_thinning(self) -> None:
        """Say once that not every moment can be gone back to that could be before."""
        if self.experiment.thinned and not self._thinning_told:
            self._thinning_told = True
            text = self.tr(
                "All runs together need more than {limit} MB, so the time machine keeps fewer moments of them, the "
                "oldest first. Delete runs that you no longer need to make room."
            )
            self.notice.show_notice(text.format(limit=self.locale().toString(self.experiment.byte_budget // 10**6)))

    @Slot(object)
    def _state_changed(self, status: Status) -> None:
        del status
        self.refresh()

    @Slot(object)
    def _failed(self, failure: Failure) -> None:
        self.notice.show_notice(sentence(failure), failure.details)


def _picture_path(name: str, kind: str) -> Path:
    """A name as chosen in the dialog, with the ending of the chosen kind if it has none of its own."""
    if Path(name).suffix.lower() in (".png", ".svg"):
        return Path(name)
    return Path(name + (".svg" if "*.svg" in kind else ".png"))


def _dropped_policy(data: QMimeData) -> Path | None:
    paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
    return paths[0] if len(paths) == 1 and paths[0].suffix == SUFFIX else None
