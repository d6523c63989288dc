"""Steering a run: changes of settings with undo and redo, travelling in time, branches, and the way back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from pg_desktop.learning.settings.kinds import Value
from pg_desktop.learning.settings.table import Settings
from pg_desktop.runs.live.control import Branch
from pg_desktop.runs.live.session import Session
from pg_desktop.runs.live.status import Status
from pg_desktop.ui.cart_pole.physics.playback import Playback, PlaybackPhysics
from pg_desktop.ui.kit.actions import Actions
from pg_desktop.ui.kit.notices import NoticeBar
from pg_desktop.ui.kit.numbers import score, whole
from pg_desktop.ui.panes.settings.control_panel import ControlPanel
from pg_desktop.ui.shell.others_code import may_run
from pg_desktop.ui.shell.undo import Undo

if TYPE_CHECKING:  # NumPy, which the first paint does not need
    from pg_desktop.runs.checkpoint import Checkpoint
    from pg_desktop.runs.collapse import Collapse
    from pg_desktop.runs.record import CompleteState


class Steering(QObject):
    """What the user changes reaches the run through this, and can be taken back. Lives in the GUI thread.

    Signals:
        changed (): other settings are wanted, or another run is to come.
    """

    changed = Signal()

    def __init__(
        self,
        session: Session,
        panel: ControlPanel,
        playback: Playback,
        notice: NoticeBar,
        actions: Actions,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._panel = panel
        self._playback = playback
        self._notice = notice
        self._actions = actions
        self._collapse_seen: Collapse | None = None
        self._offered: Callable[[], None] | None = None
        self.undo_stack = Undo(self._text_of, self._choose, playback.show, self)
        panel.settings_chosen.connect(self._settings_chosen)
        playback.chosen.connect(self._playback_chosen)
        actions.undo.triggered.connect(self.undo_stack.undo)
        actions.redo.triggered.connect(self.undo_stack.redo)
        self.undo_stack.indexChanged.connect(self._name_steps)
        session.worker.refused.connect(self._refused)
        self._name_steps()

    def show_status(self, status: Status) -> None:
        """Say what a change of the hidden size has done; say once that returns have collapsed, and offer a way back."""
        self._panel.show_edits(self._session.edits.all())
        collapse, best = status.collapse, self._session.checkpoints.best
        if collapse is self._collapse_seen:
            return
        self._collapse_seen = collapse
        if collapse is None or best is None:
            return
        locale = self._panel.locale()
        text = self.tr("The returns have collapsed: the mean of the last 100 fell from {best} to {level}.").format(
            best=score(collapse.best, locale), level=score(collapse.level, locale)
        )
        label = self.tr("&Go back to update {update}").format(update=whole(best.update, locale))
        tip = self.tr(
            "Pause, and branch from the best policy so far with the settings of then. This run is kept. Returns count "
            "as collapsed when the mean of 100 episodes has lost more than half of its rise to the best, for 100 "
            "episodes and 3 updates on end, and by more than chance explains."
        )
        self._offered = partial(self._go_back, best)
        self._notice.offer(text, label, tip, self._offered)

    def show_run(self) -> None:
        """Show the settings of a run that has taken the place of another: a file, Reset, a branch, an older run."""
        self._notice.withdraw_offer(self._offered)
        shown, wanted = self._panel.settings, self._session.wanted
        if shown != wanted:
            self.undo_stack.record(shown, wanted, name=self.tr("settings of another run"))
            self._panel.show_settings(wanted)

    def activate(self, run: int) -> None:
        """Train another run, from where it was left, if its code may run."""
        if not self._may_run(run):
            return
        self._notice.hide()
        before = self._session.wanted
        self._session.activate(run)
        self.undo_stack.record(before, self._session.wanted, name=self.tr("settings of the run before"))
        self._panel.show_settings(self._session.wanted)
        self.changed.emit()

    def _may_run(self, run: int) -> bool:
        record = self._session.experiment.record(run)
        if record is None:
            return False
        environment = record.progress.settings.environment
        return may_run(environment, self._session.experiment, self._notice.window())

    def branch(self, entry: Checkpoint[CompleteState], run: int | None = None) -> None:
        """Go on from a checkpoint of a run, the live one if None, if its code may run."""
        if run is not None and not self._may_run(run):
            return
        self._notice.hide()
        before = self._session.wanted
        self._session.branch(entry, run)
        name = self.tr("settings of update {update}").format(update=whole(entry.update, self._panel.locale()))
        self.undo_stack.record(before, self._session.wanted, name=name)
        self._panel.show_settings(self._session.wanted)
        self.changed.emit()

    def _go_back(self, offered: Checkpoint[CompleteState]) -> None:
        """Branch from the best and pause, so that what went wrong can be looked at before it happens again.

        It is the one that was offered, unless a better one has taken its place meanwhile.
        """
        held = self._session.checkpoints
        entry = offered if offered in held.entries() else held.best
        if entry is not None:
            self._session.pause()
            self.branch(entry)

    @Slot(object)
    def _settings_chosen(self, settings: Settings) -> None:
        preset = self._panel.preset_name
        self.undo_stack.record(
            self._session.wanted,
            settings,
            self._panel.gesture,
            several=self.tr("preset {name}").format(name=preset) if preset else "",
        )
        self._session.want(settings)
        self.changed.emit()

    @Slot(object, object)
    def _playback_chosen(self, old: PlaybackPhysics, new: PlaybackPhysics) -> None:
        self.undo_stack.record_playback(old, new, self._playback.gesture)

    @Slot(object)
    def _refused(self, command: object) -> None:
        """What was asked for could not be had, and the run goes on as before: show what is wanted again."""
        if isinstance(command, Branch) and not self._is_kept(command):
            self._notice.show_notice(
                self.tr("That moment is no longer kept, so the run goes on as it was. Choose another one.")
            )
        if self._panel.settings != self._session.wanted:
            self._panel.show_settings(self._session.wanted)
        self.changed.emit()

    def _is_kept(self, command: Branch) -> bool:
        """Whether the moment is still there, and something else has failed, which is being said."""
        record = self._session.experiment.record(command.run)
        return record is not None and command.entry in record.checkpoints.entries()

    def _choose(self, values: Mapping[str, Value]) -> None:
        settings = self._session.wanted.changed(values)
        self._panel.show_settings(settings)
        self._session.want(settings)
        self.changed.emit()

    def _text_of(self, key: str, value: Value) -> str:
        return self._panel.controls[key].text_of(value)

    @Slot()
    def _name_steps(self) -> None:
        stack, a = self.undo_stack, self._actions
        a.undo.setEnabled(stack.canUndo())
        a.redo.setEnabled(stack.canRedo())
        undo, redo = self.tr("&Undo {step}"), self.tr("&Redo {step}")
        a.undo.setText(undo.format(step=stack.undoText()) if stack.canUndo() else self.tr("&Undo"))
        a.redo.setText(redo.format(step=stack.redoText()) if stack.canRedo() else self.tr("&Redo"))
