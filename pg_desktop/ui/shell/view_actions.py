"""The View menu at work: what the plots count, looks, zoom, and the arrangement of the panes."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QMainWindow

from pg_desktop.runs.x_axis import XAxis
from pg_desktop.ui.kit.actions import Actions
from pg_desktop.ui.kit.theme import ThemeChoice, ThemeKeeper
from pg_desktop.ui.kit.zoom import Zoom
from pg_desktop.ui.panes.plots.plots import Plots
from pg_desktop.ui.shell.drawer import Drawer
from pg_desktop.ui.shell.perspectives import Perspectives
from pg_desktop.ui.shell.preferences import Preferences
from pg_desktop.ui.shell.present import Presenting


class ViewActions(QObject):
    """Does what is chosen in the View menu, but for panes and perspectives. Lives in the GUI thread."""

    def __init__(
        self,
        actions: Actions,
        zoom: Zoom,
        theme_keeper: ThemeKeeper,
        preferences: Preferences,
        perspectives: Perspectives,
        drawer: Drawer,
        window: QMainWindow,
    ) -> None:
        """Connect looks, zoom and arrangement.

        Args:
            actions: the window's.
            zoom: how large everything is.
            theme_keeper: which look it has.
            preferences: remembers both.
            perspectives: where the panes stand.
            drawer: shows one of those that are folded.
            window: what is looked at.
        """
        super().__init__(window)
        self._zoom = zoom
        self._theme_keeper = theme_keeper
        self._preferences = preferences
        self._perspectives = perspectives
        self._drawer = drawer
        self._window = window
        self._steps = 0
        """Of the zoom, that are still to be taken."""
        self._stepping = QTimer(self)
        self._stepping.setSingleShot(True)
        self._stepping.timeout.connect(self._take_steps)
        a = actions
        for choice, action in a.themes.items():
            action.setChecked(choice is theme_keeper.choice)
            action.triggered.connect(lambda _checked=False, choice=choice: self._choose_theme(choice))
        a.zoom_in.triggered.connect(lambda: self._zoom_by(1))
        a.zoom_out.triggered.connect(lambda: self._zoom_by(-1))
        a.zoom_reset.triggered.connect(lambda: self.zoom_to(100))
        zoom.changed.connect(self._zoomed)
        a.reset_layout.triggered.connect(self.reset_layout)

    def connect_plots(self, actions: Actions, plots: Plots) -> None:
        """Let actions say what the plots show."""
        actions.x_by_episode.triggered.connect(lambda: plots.show_by(XAxis.EPISODE))
        actions.x_by_step.triggered.connect(lambda: plots.show_by(XAxis.ENV_STEP))
        actions.x_by_episode.setChecked(True)
        actions.fit.triggered.connect(plots.fit)

    def connect_presenting(self, actions: Actions, presenting: Presenting) -> None:
        """Let an action show the window to a class."""
        actions.present.toggled.connect(presenting.show)
        presenting.changed.connect(actions.present.setChecked)

    def restore(self) -> None:
        """Be as large as last time, where the window was, with the panes in their places."""
        geometry = self._preferences.geometry()
        if geometry is not None:
            self._window.restoreGeometry(geometry)
        self.zoom_to(self._preferences.zoom())
        self._perspectives.begin()

    def zoom_to(self, percent: int) -> None:
        """Draw everything this large, from now on."""
        self._steps = 0
        self._zoom.choose(percent, self._window)
        self._preferences.remember_zoom(self._zoom.percent)

    @Slot()
    def reset_layout(self) -> None:
        """Put every pane of the perspective back."""
        size = self._window.size()
        self._drawer.shut()
        self._perspectives.reset()
        # On the way there, panes stand side by side that are one behind the other in the end, and the window has grown.
        QTimer.singleShot(0, self._window, lambda: self._window.resize(size))

    def _zoom_by(self, direction: int) -> None:
        self._steps += direction
        self._stepping.start()

    @Slot()
    def _take_steps(self) -> None:
        """Take all at once: a key that is held sends the next while the window is still being drawn for the last."""
        steps, self._steps = self._steps, 0
        self._zoom.step(steps, self._window)
        self._preferences.remember_zoom(self._zoom.percent)

    @Slot(int)
    def _zoomed(self, percent: int) -> None:
        self._theme_keeper.zoom(percent)
        self._perspectives.set_scale(percent / 100)

    def _choose_theme(self, choice: ThemeChoice) -> None:
        self._preferences.remember_theme(choice)
        self._theme_keeper.choose(choice)
