"""What the window is made of, and where it lies before a perspective arranges it."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPoint, QRect, Qt, Slot
from PySide6.QtWidgets import QAbstractButton, QComboBox, QMainWindow, QTabWidget, QWidget

from pg_desktop.learning.measuring.measurements import Measurements
from pg_desktop.runs.live.session import Session
from pg_desktop.runs.processes import Processes
from pg_desktop.storage.own_presets import OwnPresets
from pg_desktop.storage.presets import Preset, load_presets
from pg_desktop.ui.cart_pole.physics.playback import Playback
from pg_desktop.ui.kit.actions import Actions
from pg_desktop.ui.kit.dock_tabs import DockTabs
from pg_desktop.ui.kit.icons import application_icon
from pg_desktop.ui.kit.keys import KeysOfControls
from pg_desktop.ui.kit.notices import NoticeBar
from pg_desktop.ui.kit.theme import Theme, ThemeKeeper
from pg_desktop.ui.kit.zoom import Zoom
from pg_desktop.ui.panes.agent.recorded import RecordedMoments
from pg_desktop.ui.panes.agent.render_pane import RenderPane
from pg_desktop.ui.panes.demonstrations.demonstrating import Demonstrating
from pg_desktop.ui.panes.demonstrations.drive_bar import DriveBar
from pg_desktop.ui.panes.ladder.climbing import Climbing
from pg_desktop.ui.panes.opened_update import OpenedUpdate
from pg_desktop.ui.panes.plots.plots import Plots
from pg_desktop.ui.panes.reality.fine_tuning import FineTuning
from pg_desktop.ui.panes.runs.wishes import RunWishes
from pg_desktop.ui.panes.settings.control_panel import ControlPanel
from pg_desktop.ui.panes.shown_game import ShownGame
from pg_desktop.ui.panes.shown_moment import ShownMoment
from pg_desktop.ui.panes.shown_plane import ShownPlane
from pg_desktop.ui.panes.shown_run import ShownRun
from pg_desktop.ui.panes.shown_stage import ShownStage
from pg_desktop.ui.panes.time_machine import TimeMachine
from pg_desktop.ui.shell.beginning import Beginning
from pg_desktop.ui.shell.centre import Centre
from pg_desktop.ui.shell.centre_view import CentreView
from pg_desktop.ui.shell.demonstration_list import DemonstrationList
from pg_desktop.ui.shell.drawer import Drawer
from pg_desktop.ui.shell.files import Files
from pg_desktop.ui.shell.first_size import size_at_first
from pg_desktop.ui.shell.foreign_rewards import ForeignRewards
from pg_desktop.ui.shell.greeting import Greeting
from pg_desktop.ui.shell.last_time import LastTime
from pg_desktop.ui.shell.learning_signal import LearningSignal
from pg_desktop.ui.shell.mishap_desk import MishapDesk
from pg_desktop.ui.shell.pane_docks import PaneDocks
from pg_desktop.ui.shell.parts import Parts
from pg_desktop.ui.shell.perspectives import Perspectives
from pg_desktop.ui.shell.places import Places
from pg_desktop.ui.shell.preferences import Preferences
from pg_desktop.ui.shell.present import Presenting
from pg_desktop.ui.shell.presets.own import PresetMenu
from pg_desktop.ui.shell.rail import Rail
from pg_desktop.ui.shell.registry import VIEWS
from pg_desktop.ui.shell.replays import Replays
from pg_desktop.ui.shell.run_bar import RunBar
from pg_desktop.ui.shell.run_list import RunList
from pg_desktop.ui.shell.status_line import StatusLine
from pg_desktop.ui.shell.steering import Steering

_GAP: Final = 10


class WindowParts(QMainWindow):
    """The window's parts, made, laid out and connected with each other. Lives in the GUI thread."""

    def __init__(self, session: Session, preferences: Preferences, theme_keeper: ThemeKeeper) -> None:
        super().__init__()
        self.session = session
        self.experiment = session.experiment
        self.shown = ShownRun(session, self)
        self._preferences = preferences
        self._theme_keeper = theme_keeper
        self.setObjectName("mainWindow")
        self.setWindowIcon(application_icon())
        self.setAcceptDrops(True)
        # Animated, Qt would leave bars of tabs behind where panes are put in other places all at once.
        self.setDockOptions(QMainWindow.DockOption.AllowNestedDocks)
        self.setTabPosition(Qt.DockWidgetArea.AllDockWidgetAreas, QTabWidget.TabPosition.North)
        self._keys = KeysOfControls(self)
        self.actions_ = Actions(self)
        self.zoom = Zoom(self)
        self.files = Files(session, preferences, self._live_measurements, self)
        presets = load_presets()
        self.panel = ControlPanel(session.wanted, presets, self.actions_, self, preferences.folded_sections())
        self.beginning = Beginning(session, self.panel, self.actions_.reset)
        self.presets = PresetMenu(OwnPresets(preferences.presets), self.panel, self.actions_, self)
        self.playback = Playback(session.wanted.physics, self)
        self.shown_moment = ShownMoment(self)
        self.shown_plane = ShownPlane(self)
        self.shown_game = ShownGame(self)
        self.opened = OpenedUpdate(session, self.shown, self)
        self.shown_stage = ShownStage(self)
        self.processes = Processes()
        self.fine_tuning = FineTuning(session, self.panel, self)
        self.render_pane = RenderPane(self)
        self.recorded_moments = RecordedMoments(self.opened, self.render_pane)
        self.notice = NoticeBar(self)
        rewards = ForeignRewards(session, self.panel, self.notice, self)
        folder = preferences.latest_folder
        self.replays = Replays(session, self.panel, self.notice, self.actions_, folder, rewards, self)
        self.last_time = LastTime(session, self.panel, self._all_presets, self.notice, self)
        self.plots = Plots(session.experiment, self.shown, self)
        self.status_line = StatusLine(self)
        self.time_machine = TimeMachine(self.shown, self.actions_, self)
        self.run_wishes = RunWishes(self)
        self.steering = Steering(session, self.panel, self.playback, self.notice, self.actions_, self)
        self.run_list = RunList(
            session, self.shown, self.run_wishes, self.time_machine, self.steering, self.notice, self
        )
        self.learning_signal = LearningSignal(session, self.notice, self)
        self.demonstrating = Demonstrating(session, self.render_pane, self)
        self.climbing = Climbing(session, self.panel, self)
        self.render_pane.add_bar(DriveBar(self.demonstrating.driver, self.render_pane))
        self.demonstration_list = DemonstrationList(self.demonstrating, self.steering, self.notice, self)
        self.run_bar = RunBar(self.actions_, self.panel.controls, self.panel.preset, self)
        self._make_shell()
        self.mishaps = MishapDesk(self.panes, self.notice, self, self.views)
        self.greeting = Greeting(
            session, self.beginning, presets, self.actions_, self.notice, preferences, self.render_pane, self
        )
        self._connect_parts()

    @property
    def theme(self) -> Theme:
        """The colours that the window has now."""
        return self._theme_keeper.theme

    def _make_shell(self) -> None:
        """Make what arranges the window."""
        parts = self._parts()
        self.panes = PaneDocks(parts, self)
        self.panes.made.connect(self.fit_in)
        self.centre = Centre(self)
        self.views = [CentreView(entry, parts, self.centre) for entry in VIEWS]
        for view in self.views:
            view.made.connect(self.fit_in)
        self.perspectives = Perspectives(self, self.panes, self.centre, self._preferences)
        self.rail = Rail(self.perspectives, self)
        self._lay_out()
        self.drawer = Drawer(self.panes, self.centre, self.perspectives, self)
        bars: tuple[list[QWidget], list[QWidget]] = [self.run_bar, self.rail], [self.time_machine]
        self._places = Places(bars, [self.render_pane, *self.views], self.panes, self._tabs, self.drawer, self)
        out_of_sight = [self.menuBar(), self.run_bar, self.rail, self.time_machine, self.status_line]
        self.presenting = Presenting(self, self.panes, self.zoom, self.perspectives, out_of_sight)

    def _connect_parts(self) -> None:
        """Connect the parts with each other."""
        self.plots.travelled.connect(self.time_machine.visit)
        self.plots.returned_to_now.connect(self.time_machine.return_to_now)
        self.playback.changed.connect(self.render_pane.show_variation)
        self.render_pane.show_variation(self.playback.physics)
        self.render_pane.moment_shown.connect(self.shown_moment.show)
        self.actions_.gymnasium_frames.toggled.connect(self.render_pane.show_own_frames)
        self.panel.order_tabs(self.run_bar.stops)
        self.panel.control_made.connect(self.fit_in)
        self.panel.other_environment_wanted.connect(self._ask_for_environment)
        self.session.worker.refused.connect(self.files.command_refused)
        for dock in self.panes:
            dock.focus_left.connect(self._focus_middle)
        self.rail.pane_wanted.connect(self.drawer.toggle)
        self.drawer.opened.connect(self.rail.show_open)
        self.panes.wanted_over.connect(self.drawer.show_over)
        self.shown_game.opponent_wanted.connect(self._show_board)
        self.perspectives.changed.connect(self.drawer.shut)
        self.perspectives.changed.connect(self._make_room)
        self.perspectives.changed.connect(self._focus_other_middle)
        for view in self.views:
            view.made.connect(self._focus_other_middle)

    @Slot()
    def _make_room(self) -> None:
        """Whoever goes to another perspective wants to see what is there, and has found a beginning."""
        if self.perspectives.current != self.perspectives.offered[0]:
            self.greeting.leave()

    def _parts(self) -> Parts:
        """What panes may be made with."""
        return Parts(
            panel=self.panel,
            playback=self.playback,
            plots=self.plots,
            experiment=self.experiment,
            shown=self.shown,
            run_wishes=self.run_wishes,
            shown_moment=self.shown_moment,
            turns=self.session.turns,
            folder=self._preferences.latest_folder,
            opened=self.opened,
            shown_stage=self.shown_stage,
            actions=self.actions_,
            shown_plane=self.shown_plane,
            processes=self.processes,
            fine_tuning=self.fine_tuning,
            demonstrating=self.demonstrating,
            shown_game=self.shown_game,
            climbing=self.climbing,
            set_up=self.beginning.with_preset,
            begin=self.beginning.with_settings,
        )

    def _lay_out(self) -> None:
        self.centre.add("agent", self.tr("Agent"), self.render_pane)
        for view in self.views:
            self.centre.add(view.entry.id, view.plain_title, view)
        self.panel.hide()  # until its pane is made, which shows it
        # No widget around it: once the middle itself is hidden, Qt leaves no hole, but gives the sides all the room.
        self.setCentralWidget(self.centre)
        self.notice.lie_in(self, self._notice_room, self.render_pane.stage, self.centre, *self.panes)
        for dock in self.panes:  # one that comes to the front would come before it, too
            dock.visibilityChanged.connect(self.notice.raise_)
        self.setStatusBar(self.status_line)
        self.addToolBar(Qt.ToolBarArea.TopToolBarArea, self.run_bar)
        self.addToolBar(Qt.ToolBarArea.LeftToolBarArea, self.rail)
        self.addToolBar(Qt.ToolBarArea.BottomToolBarArea, self.time_machine)
        self.setContentsMargins(0, 0, _GAP, 0)
        self._tabs = DockTabs(self)
        self.panes.called.connect(self._tabs.take_focus)
        self.panes.made.connect(self._tabs.look_again)
        size_at_first(self)

    @Slot(object)
    def fit_in(self, made: QWidget) -> None:
        """Let a pane or a control that has just been made be like the rest of the window."""
        self.zoom.fit(made)
        explain(made)

    def _notice_room(self) -> QRect:
        """The stage, so that no control is covered, or what is in its place; without, all below the cards' titles."""
        stage = self.render_pane.stage
        over = stage if stage.isVisible() or not self.isVisible() else self.centre
        if over is stage or over.isVisible():
            return QRect(over.mapTo(self, QPoint()), over.size())
        room, titles = QRect(), 0
        for dock in self.panes:
            if dock.isVisible() and dock.in_front and not dock.isFloating():
                room |= dock.geometry()
                titles = max(titles, dock.header.geometry().bottom() + 1)
        return room.adjusted(0, titles, 0, 0)

    @Slot()
    def _ask_for_environment(self) -> None:
        from pg_desktop.ui.panes.settings.other_environment import OtherEnvironmentDialog  # noqa: PLC0415 (not for the first paint)

        dialog = OtherEnvironmentDialog(self)
        dialog.chosen.connect(self.panel.choose_environment)
        dialog.open()

    @Slot()
    def _show_board(self) -> None:
        """Have the board in sight."""
        if "board" not in self.perspectives.current.views:
            self.perspectives.switch(next(each for each in self.perspectives.offered if "board" in each.views))

    @Slot()
    def _focus_middle(self) -> None:
        shown = next((view.pane for view in self.views if view.isVisible()), None)
        middle = self.render_pane.stage if self.render_pane.isVisible() or shown is None else shown
        middle.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _focus_other_middle(self) -> None:
        """Where something else than the agent is in the middle, let keys act there."""
        if self.perspectives.current.views and "agent" not in self.perspectives.current.views:
            self._focus_middle()

    def _all_presets(self) -> tuple[Preset, ...]:
        return *load_presets(), *self.presets.presets

    def _live_measurements(self) -> Measurements:
        """What has been measured of the live run's policies."""
        record = self.session.view.record
        return record.measurements if record is not None else Measurements()


def explain(root: QWidget) -> None:
    """Let controls say for What's This what their tooltips say; buttons have the focus by Tab alone, or not at all.

    Not at all is for what clears a field, and for those of a group that are not down: Tab goes to the one that is.
    """
    for control in (*root.findChildren(QAbstractButton), *root.findChildren(QComboBox)):
        if not control.whatsThis():
            control.setWhatsThis(control.toolTip())
        if isinstance(control, QAbstractButton) and control.focusPolicy() is not Qt.FocusPolicy.NoFocus:
            control.setFocusPolicy(Qt.FocusPolicy.TabFocus)
