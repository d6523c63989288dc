"""File ▸ Replay edits: a run is played again in the window, as a new run of the experiment."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QFileDialog, QMessageBox, QPushButton, QWidget

from pg_desktop.learning.worlds.ids import module_of
from pg_desktop.messages import UserError
from pg_desktop.runs.facts import Origin
from pg_desktop.runs.live.session import Session
from pg_desktop.runs.live.status import ReplayEnd, ReplayEnded, RunState, Status, View
from pg_desktop.storage.shown import shown_name
from pg_desktop.ui.kit.actions import Actions
from pg_desktop.ui.kit.foreign import readable
from pg_desktop.ui.kit.notices import NoticeBar, error_box, sentence, show_error
from pg_desktop.ui.kit.numbers import whole
from pg_desktop.ui.panes.settings.control_panel import ControlPanel
from pg_desktop.ui.shell.foreign_rewards import ForeignRewards

if TYPE_CHECKING:  # NumPy, which the window does not need for its first paint
    from pg_desktop.runs.replay import Replay
    from pg_desktop.storage.edit_script import EditScript
    from pg_desktop.storage.policy_format import PolicyDocument


class Replays(QObject):
    """Asks for edits, has them played again and tells how far that is. Lives in the GUI thread."""

    def __init__(
        self,
        session: Session,
        panel: ControlPanel,
        notice: NoticeBar,
        actions: Actions,
        folder: Callable[[], Path],
        rewards: ForeignRewards,
        window: QWidget,
    ) -> None:
        """Prepare.

        Args:
            session: the run.
            panel: shows the settings that the edits change.
            notice: where to say that a run is being played again.
            actions: one of which asks for it.
            folder: where the user's files are.
            rewards: knows which have been shown.
            window: above which dialogs open.
        """
        super().__init__(window)
        self._session = session
        self._panel = panel
        self._notice = notice
        self._folder = folder
        self._rewards = rewards
        self._window = window
        self._told = ""
        actions.replay_edits.triggered.connect(self.open)
        worker = session.worker
        worker.run_began.connect(self._run_began)
        worker.state_changed.connect(self._state_changed)
        worker.replayed.connect(self._show_settings)
        worker.replay_ended.connect(self._ended)

    @Slot()
    def open(self) -> None:
        """Ask for a file of edits, and play its run again."""
        name, _ = QFileDialog.getOpenFileName(
            self._window, self.tr("Replay edits"), str(self._folder()), self.tr("Edits (*.json)")
        )
        if name:
            self.open_path(Path(name))

    def open_path(self, path: Path) -> None:
        """Play the run in a file again; whatever is not certain yet is asked for first."""
        from pg_desktop.storage.edit_script import read_edit_script  # noqa: PLC0415 (after the first paint)

        try:
            script = read_edit_script(path)
        except UserError as error:
            show_error(self._window, sentence(error))
            return
        environment = script.settings.environment
        known = (self._session.status.settings.environment, self._session.wanted.environment)
        module = module_of(environment)
        if module is not None and environment not in known:
            self._ask_for_trust(path, script, module)
        else:
            self._go_on(path, script)

    def _ask_for_trust(self, path: Path, script: EditScript, module: str) -> None:
        text = self.tr("“{file}” asks for {environment}, which runs the code of the module {module}.").format(
            file=shown_name(path), environment=script.settings.environment, module=module
        )
        further = self.tr("It can do whatever you can do on this computer. Run it only if you trust it.")
        tip = self.tr("Run the module, and play the run again in its environment.")
        self._ask(text, further, self.tr("&Run it"), tip, partial(self._go_on, path, script))

    def _go_on(self, path: Path, script: EditScript) -> None:
        """Show the rewards that it brings, if there are some; they act at once."""
        edited = (str(value) for edit in script.edits if edit.key == "reward" for value in (edit.old, edit.new))
        rewards = self._rewards.unknown((script.settings.reward, *edited))
        if not rewards:
            self._look_for_policy(path, script)
            return
        text = self.tr("“{file}” brings a reward of its own, to learn from in place of the world's.").format(
            file=shown_name(path)
        )
        tip = self.tr("Play the run again, with this reward.")
        answer = partial(self._look_for_policy, path, script)
        self._ask(text, "\n".join(rewards), self.tr("&Learn from it"), tip, answer)

    def _look_for_policy(self, path: Path, script: EditScript) -> None:
        """Begin, if nothing else is needed than the seed."""
        if script.policy_sha256 is None:
            self._begin(path, script, None)
            return
        text = self.tr("The run in “{file}” began from a policy, whose file is needed, too.").format(
            file=shown_name(path)
        )
        further = self.tr("Its SHA-256 is {digest}.").format(digest=script.policy_sha256)
        tip = self.tr("Choose the policy file from which the run began.")
        self._ask(text, further, self.tr("&Choose the policy…"), tip, partial(self._ask_for_policy, path, script))

    def _ask_for_policy(self, path: Path, script: EditScript) -> None:
        from pg_desktop.runs.replay import require_environment, require_same_start  # noqa: PLC0415 (after the first paint)
        from pg_desktop.storage.policy_file import load_policy  # noqa: PLC0415 (after the first paint)

        name, _ = QFileDialog.getOpenFileName(
            self._window, self.tr("Open policy"), str(path.parent), self.tr("Policies (*.safetensors)")
        )
        if not name:
            return
        file = Path(name)
        try:
            document = load_policy(file)
            require_environment(document, script.settings.environment, shown_name(file))
            require_same_start(script, document, shown_name(path), shown_name(file))
        except UserError as error:
            show_error(self._window, sentence(error))
            return
        self._begin(path, script, (file, document))

    def _begin(self, path: Path, script: EditScript, start: tuple[Path, PolicyDocument] | None) -> None:
        from pg_desktop.runs.replay import Replay  # noqa: PLC0415 (after the first paint)

        origin, policy = None, None
        if start is not None:
            file, document = start
            policy = document.policy
            name, digest = shown_name(file), script.policy_sha256
            origin = Origin(document.statistics, document.edits, document.measurements, digest, name)
        replay = Replay.of(script, shown_name(path))
        self._session.replay(script.settings, replay, policy, origin, script.stream)

    def _ask(self, text: str, further: str, label: str, tip: str, answer: Callable[[], None]) -> None:
        """Ask something on the way, which goes on with a button and ends with Cancel."""
        box = error_box(self._window, text)
        box.setObjectName("replayQuestion")
        box.setIcon(QMessageBox.Icon.Question)
        box.setInformativeText(readable(further))
        button = QPushButton(label, box)
        button.setToolTip(tip)
        box.addButton(button, QMessageBox.ButtonRole.AcceptRole)
        box.setStandardButtons(QMessageBox.StandardButton.Cancel)
        box.setDefaultButton(QMessageBox.StandardButton.Cancel)
        button.clicked.connect(answer)
        box.open()

    @Slot(object)
    def _run_began(self, view: View) -> None:
        """Say that a run is played again, or no longer say it of one that another has replaced."""
        replay = view.status.replay
        if replay is not None:
            self._say(self._words_of(replay))
        elif self._told and self._notice.text.text() == self._told:
            self._notice.hide()
            self._told = ""

    @Slot(object)
    def _state_changed(self, status: Status) -> None:
        """Say again what training on has hidden."""
        if status.replay is not None and status.state is RunState.TRAINING:
            self._say(self._words_of(status.replay))

    @Slot()
    def _show_settings(self) -> None:
        if self._panel.settings != self._session.wanted:
            self._panel.show_settings(self._session.wanted)

    @Slot(object)
    def _ended(self, ended: ReplayEnded) -> None:
        number = partial(whole, locale=self._panel.locale())
        left = len(ended.replay.left(ended.update))
        if ended.cause is ReplayEnd.DONE:
            text = self.tr("The run in {file} has been played again to its end, update {update}.")
        elif left:
            text = self.tr(
                "You have changed a setting, so the replay of {file} ended after update {update}; edits left out: "
                "{left}."
            )
        else:
            text = self.tr("You have changed a setting, so the replay of {file} ended after update {update}.")
        self._say(text.format(file=ended.replay.file, update=number(ended.update), left=number(left)))

    def _words_of(self, replay: Replay) -> str:
        count = len(replay.edits)
        if count == 1:
            text = self.tr("Replaying 1 edit of {file}; changing a setting ends the replay.")
        else:
            text = self.tr("Replaying {count} edits of {file}; changing a setting ends the replay.")
        return text.format(count=whole(count, self._panel.locale()), file=replay.file)

    def _say(self, text: str) -> None:
        self._told = text
        self._notice.show_notice(text)
