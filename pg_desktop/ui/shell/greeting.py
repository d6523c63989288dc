"""When the laboratory greets, and what its doors lead to."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QPoint, QRect, Qt, Slot
from PySide6.QtWidgets import QDockWidget, QMainWindow, QWidget

from pg_desktop.runs.live.session import Session
from pg_desktop.runs.live.status import RunState, Status, View
from pg_desktop.storage.presets import Preset
from pg_desktop.ui.kit.actions import Actions
from pg_desktop.ui.kit.notices import NoticeBar
from pg_desktop.ui.kit.theme import Theme
from pg_desktop.ui.panes.agent.render_pane import RenderPane
from pg_desktop.ui.shell.beginning import Beginning
from pg_desktop.ui.shell.doors import BEGINNINGS, PUSH, doors, experiments
from pg_desktop.ui.shell.preferences import Preferences

if TYPE_CHECKING:  # not needed for the first paint
    from pg_desktop.ui.shell.welcome import Welcome

_LEAST_ROOM: Final = 150
"""Pixels of height below the pane in the middle with which the welcome lies there."""


class Greeting(QObject):
    """Shows the welcome to who has never been here, and does what is chosen. Lives in the GUI thread.

    It goes, for good, with the first choice, when training begins, when a policy is opened, or when it is dismissed.
    """

    def __init__(
        self,
        session: Session,
        beginning: Beginning,
        presets: tuple[Preset, ...],
        actions: Actions,
        notice: NoticeBar,
        preferences: Preferences,
        agent: RenderPane,
        window: QMainWindow,
    ) -> None:
        """Prepare.

        Args:
            session: what is trained.
            beginning: begins another run.
            presets: all there are.
            actions: what the window can do.
            notice: tells what to do next.
            preferences: know whether the user has been greeted.
            agent: the pane in the middle, whose stage has the focus at the start; the doors come after it.
            window: where the welcome lies.
        """
        super().__init__(window)
        self._session = session
        self._beginning = beginning
        self._presets = {preset.id: preset for preset in presets}
        self._actions = actions
        self._notice = notice
        self._preferences = preferences
        self._agent = agent
        self._window = window
        self._theme: Theme | None = None
        self._welcome: Welcome | None = None
        self._skipped = False
        for action in (actions.train_or_pause, actions.step):
            action.triggered.connect(self.leave)
        actions.welcome.triggered.connect(self.show_again)
        session.worker.state_changed.connect(self._state_changed)
        session.worker.run_began.connect(self._run_began)

    @property
    def welcome(self) -> Welcome | None:
        """What greets; None if it has not been shown yet."""
        return self._welcome

    def skip(self) -> None:
        """Greet nobody, as nobody is there."""
        self._skipped = True

    def greet(self, *, busy: bool) -> None:
        """Show the welcome to who has never seen it, unless something is under way already."""
        if not (self._skipped or busy or self._preferences.welcomed() or self._session.will_train):
            self._show()

    @Slot()
    def show_again(self) -> None:
        """Show the welcome because the user asks for it."""
        welcome = self._show()
        welcome.show_doors()
        welcome.doors[0].setFocus(Qt.FocusReason.TabFocusReason)

    @Slot()
    def leave(self) -> None:
        """Take the welcome away, if it is there, and do not greet again."""
        if self._welcome is not None and not self._welcome.isHidden():
            self._welcome.hide()
            self._preferences.remember_welcomed()

    def show_theme(self, theme: Theme) -> None:
        """Draw in a look's colours."""
        self._theme = theme
        if self._welcome is not None:
            self._welcome.show_theme(theme)

    @Slot(object)
    def _state_changed(self, status: Status) -> None:
        if status.state is RunState.TRAINING:
            self.leave()

    @Slot(object)
    def _run_began(self, view: View) -> None:
        if view.status.origin is not None:
            self.leave()

    def _show(self) -> Welcome:
        if self._welcome is None:
            self._welcome = self._make()
        self._welcome.show()
        return self._welcome

    def _make(self) -> Welcome:
        from pg_desktop.ui.shell.welcome import Welcome  # noqa: PLC0415 (not for the first paint)

        welcome = Welcome(doors(), experiments(), self._window)
        docks = self._window.findChildren(QDockWidget)
        welcome.lie_in(self._window, self._room, self._agent, *docks)
        for dock in docks:  # one that comes to the front would come before it, too
            dock.visibilityChanged.connect(welcome.raise_)
        welcome.chosen.connect(self._begin)
        welcome.dismissed.connect(self._preferences.remember_welcomed)
        if self._theme is not None:
            welcome.show_theme(self._theme)
        order = [self._agent.stage, *welcome.doors, welcome.back_button, *welcome.experiments, welcome.close_button]
        for before, after in pairwise(order):
            QWidget.setTabOrder(before, after)
        return welcome

    def _room(self) -> QRect:
        """Below the pane in the middle, over plots that are empty; in its lower part where nothing is below."""
        middle = QRect(self._agent.mapTo(self._window, QPoint()), self._agent.size())
        below = QRect()
        for dock in self._window.findChildren(QDockWidget):
            place = dock.geometry()
            under = place.top() > middle.bottom() and place.left() <= middle.right() and place.right() >= middle.left()
            if dock.isVisible() and not dock.isFloating() and under and self._window.rect().contains(place):
                below |= place
        if below.height() >= _LEAST_ROOM:
            return below
        return middle.adjusted(0, middle.height() * 55 // 100, 0, 0)

    @Slot(str)
    def _begin(self, key: str) -> None:
        """Start over with a preset and what differs from it, and train."""
        self.leave()
        preset, changes = BEGINNINGS[key]
        settings = self._presets[preset].apply(self._beginning.panel.settings).changed(changes)
        self._beginning.with_settings(settings.as_dict())
        if not self._session.will_train:
            self._actions.train_or_pause.trigger()
        self._agent.stage.setFocus(Qt.FocusReason.OtherFocusReason)
        if key == PUSH:
            self._notice.tell(
                self.tr(
                    "Push the pole with ← and →, and with Shift the cart, or drag either with the mouse. At first the "
                    "pole falls anyway; within seconds the policy balances it, and you can try what it withstands."
                )
            )
