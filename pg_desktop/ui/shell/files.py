"""The File menu: policies, recent files, exports, and the question about unsaved changes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QMenu, QMessageBox, QPushButton, QWidget

from pg_desktop.learning.measuring.measurements import Measurements
from pg_desktop.learning.worlds.ids import module_of, registered_name
from pg_desktop.messages import QT_TRANSLATE_NOOP, UserError
from pg_desktop.runs.facts import Origin
from pg_desktop.runs.live.control import Load
from pg_desktop.runs.live.session import Session
from pg_desktop.runs.live.status import View
from pg_desktop.ui.kit.notices import error_box, sentence, show_error
from pg_desktop.ui.shell.documents import document_of, moment_of
from pg_desktop.ui.shell.preferences import Preferences

if TYPE_CHECKING:  # safetensors, which the window does not need for its first paint
    from pg_desktop.storage.policy_format import PolicyDocument

SUFFIX: Final = ".safetensors"


class Files(QObject):
    """What the window opens and saves. Lives in the GUI thread.

    Signals:
        titled (): the file, or whether it is up to date, is another.
    """

    titled = Signal()

    def __init__(
        self,
        session: Session,
        preferences: Preferences,
        measurements: Callable[[], Measurements],
        window: QWidget,
    ) -> None:
        """Prepare.

        Args:
            session: the run.
            preferences: remembers recent files.
            measurements: tells what has been measured of the run's policies.
            window: above which dialogs open.
        """
        super().__init__(window)
        self._measurements = measurements
        self._session = session
        self._preferences = preferences
        self._window = window
        self._paths: dict[int, Path] = {}
        self._saved: dict[int, object] = {}
        self._opening: tuple[Path, Origin] | None = None
        self.recent_menu = QMenu(self.tr("Open &recent"), window)
        self.recent_menu.setObjectName("recentMenu")
        self.recent_menu.aboutToShow.connect(self._fill_recent_menu)

    @property
    def path(self) -> Path | None:
        """The file that Save writes to: that of the run which is trained."""
        return self._paths.get(self._session.status.run)

    @property
    def unsaved(self) -> bool:
        """Whether the policy has learned something that no file holds."""
        view = self._session.view
        touched = view.status.update > 0 or bool(view.edits)
        return touched and moment_of(view) != self._saved.get(view.status.run)

    def may_discard(self) -> bool:
        """Ask what to do with the policy if it is not saved, before all goes; False if the user would rather stay."""
        if not self.unsaved:
            return True
        box = QMessageBox(self._window)
        box.setObjectName("unsavedDialog")
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle(self.tr("Unsaved policy"))
        box.setText(
            self.tr("The policy has been trained and is in no file yet.")
            if self._session.status.run not in self._saved and self.path is None
            else self.tr("The policy has been trained since it was last saved.")
        )
        box.setInformativeText(self.tr("Do you want to save it?"))
        button = QMessageBox.StandardButton
        box.setStandardButtons(button.Save | button.Discard | button.Cancel)
        box.setDefaultButton(button.Save)
        answer = box.exec()
        if answer == button.Save:
            return self.save()
        return answer == button.Discard

    @Slot()
    def open(self) -> None:
        """Ask for a policy file and open it."""
        name, _ = QFileDialog.getOpenFileName(
            self._window, self.tr("Open policy"), str(self._folder()), self._policy_filter()
        )
        if name:
            self._read(Path(name))

    def open_path(self, path: Path) -> None:
        """Open a policy file that was dropped, chosen among the recent ones or named on the command line."""
        self._read(path)

    @Slot()
    def save(self) -> bool:
        """Save to the policy's file, or ask for one; False if it did not come to that."""
        path = self.path
        return self.save_as() if path is None else self._write(path)

    @Slot()
    def save_as(self) -> bool:
        """Ask for a file and save to it; False if it did not come to that."""
        path = self._ask_for_policy(self._session.status.settings.environment)
        return path is not None and self._write(path)

    @Slot()
    def export_history(self) -> None:
        """Ask for a file and save every episode's figures to it."""
        suggestion = self._folder() / "history.csv"
        name, _ = QFileDialog.getSaveFileName(
            self._window, self.tr("Export history as CSV"), str(suggestion), self.tr("Table (*.csv)")
        )
        path = _with_suffix(Path(name), ".csv")
        if name and self.may_write(path, name):
            self._export_history(path)

    @Slot()
    def export_edits(self) -> None:
        """Ask for a file and save what the run began with and all its edits, to be played again."""
        from pg_desktop.storage.edit_script import EditScript, write_edit_script  # noqa: PLC0415 (after the first paint)

        suggestion = self._folder() / "edits.json"
        name, _ = QFileDialog.getSaveFileName(
            self._window, self.tr("Export edits as JSON"), str(suggestion), self.tr("Edits (*.json)")
        )
        path = _with_suffix(Path(name), ".json")
        if name and self.may_write(path, name):
            view = self._session.view
            origin = view.status.origin
            script = EditScript.of_run(
                view.status.settings,
                view.record.stream if view.record is not None else 0,
                view.edits,
                view.status.update,
                origin.policy_sha256 if origin else None,
            )
            try:
                write_edit_script(path, script)
            except UserError as error:
                show_error(self._window, sentence(error))

    def may_write(self, path: Path, chosen: str) -> bool:
        """Ask before overwriting a file that the dialog did not ask about, because its ending was added afterwards."""
        if str(path) == chosen or not path.exists():
            return True
        question = self.tr("There is already a file named {name}. Do you want to replace it?").format(name=path.name)
        button = QMessageBox.StandardButton
        box = QMessageBox(
            QMessageBox.Icon.Question, self.tr("Replace file"), question, button.Yes | button.No, self._window
        )
        box.setObjectName("replaceDialog")
        box.setTextFormat(Qt.TextFormat.PlainText)  # a file's name is no markup
        return box.exec() == button.Yes

    def _export_history(self, path: Path) -> None:
        from pg_desktop.runs.table import table_header, table_rows  # noqa: PLC0415 (after the first paint)
        from pg_desktop.storage.history_csv import write_history_csv  # noqa: PLC0415 (after the first paint)

        try:
            write_history_csv(
                path, table_header(self._session.history), table_rows(self._session.history, self._session.edits.all())
            )
        except UserError as error:
            show_error(self._window, sentence(error))

    def _read(self, path: Path) -> None:
        from pg_desktop.storage.policy_file import load_policy  # noqa: PLC0415 (after the first paint)

        try:
            document = load_policy(path)
        except UserError as error:
            self._preferences.forget_file(path)
            show_error(self._window, sentence(error))
            return
        here = self._session.status.settings.environment
        if document.environment in (here, self._session.wanted.environment):
            self.take(path, document)
        else:
            self._refuse(path, document, here)

    def _refuse(self, path: Path, document: PolicyDocument, here: str) -> None:
        error = UserError(
            QT_TRANSLATE_NOOP(
                "Errors",
                "{file} holds a policy for {there}, but the environment here is {here}, so it was not opened.",
            ),
            file=path.name,
            there=document.environment,
            here=here,
        )
        box = error_box(self._window, sentence(error))
        module = module_of(document.environment)
        if module is not None:
            warning = self.tr("To open it runs the code of the Python module {module}. Do so only if you trust it.")
            box.setInformativeText(warning.format(module=module))
        switch = QPushButton(self.tr("&Switch to {there} and open").format(there=document.environment), box)
        box.addButton(switch, QMessageBox.ButtonRole.ActionRole)
        box.setStandardButtons(QMessageBox.StandardButton.Cancel)
        box.setDefaultButton(QMessageBox.StandardButton.Cancel)
        switch.clicked.connect(lambda: self.take(path, document))
        box.open()

    def take(self, path: Path, document: PolicyDocument) -> None:
        """Begin a run with a policy that was read, in its own environment, and belong to its file."""
        from pg_desktop.storage.policy_format import tensors_digest  # noqa: PLC0415 (after the first paint)

        digest = tensors_digest(document.policy.parameters)
        origin = Origin(document.statistics, document.edits, document.measurements, digest, path.name)
        self._opening = path, origin
        self._session.load(document.settings, document.policy, origin, document.stream)

    def run_began(self, view: View) -> None:
        """Belong to the run's file, which may be the one that is being opened; Save writes there from now on."""
        if self._opening is not None and view.status.origin is self._opening[1]:
            path, _ = self._opening
            self._opening = None
            self._preferences.remember_file(path)
            self._paths[view.status.run] = path
        self.titled.emit()

    @Slot(object)
    def command_refused(self, command: object) -> None:
        """Go on belonging to the same file, if it was the one that is being opened which could not be had."""
        if isinstance(command, Load) and self._opening is not None and command.origin is self._opening[1]:
            path, _ = self._opening
            self._opening = None
            self._preferences.forget_file(path)

    def _ask_for_policy(self, environment: str) -> Path | None:
        suggestion = self.path or self._folder() / f"{registered_name(environment).rpartition('/')[2]}{SUFFIX}"
        name, _ = QFileDialog.getSaveFileName(
            self._window, self.tr("Save policy as"), str(suggestion), self._policy_filter()
        )
        path = _with_suffix(Path(name), SUFFIX)
        return path if name and self.may_write(path, name) else None

    def _write(self, path: Path) -> bool:
        view = self._session.view
        try:
            self._write_document(path, document_of(view, self._measurements()))
        except UserError as error:
            show_error(self._window, sentence(error))
            return False
        self._saved[view.status.run] = moment_of(view)
        self._paths[view.status.run] = path
        self.titled.emit()
        return True

    def _write_document(self, path: Path, document: PolicyDocument) -> None:
        from pg_desktop.storage.policy_file import save_policy  # noqa: PLC0415 (after the first paint)

        save_policy(path, document)
        self._preferences.remember_file(path)

    def _folder(self) -> Path:
        recent = self._preferences.recent_files()
        return recent[0].parent if recent else Path.home()

    def _policy_filter(self) -> str:
        return self.tr("Policies (*{suffix})").format(suffix=SUFFIX)

    @Slot()
    def _fill_recent_menu(self) -> None:
        self.recent_menu.clear()
        files = self._preferences.recent_files()
        for number, path in enumerate(files, start=1):
            action = self.recent_menu.addAction(f"&{number}  {path.name}")
            action.setToolTip(str(path))
            action.setStatusTip(str(path))
            action.triggered.connect(lambda _checked=False, path=path: self.open_path(path))
        if not files:
            self.recent_menu.addAction(self.tr("No recent files")).setEnabled(False)
            return
        self.recent_menu.addSeparator()
        self.recent_menu.addAction(self.tr("&Clear this list")).triggered.connect(self._preferences.forget_files)


def _with_suffix(path: Path, suffix: str) -> Path:
    return path if path.suffix == suffix or not path.name else path.with_name(path.name + suffix)
