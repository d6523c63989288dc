"""The File menu: policies, recent files, exports, and the question about unsaved changes."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QMenu, QMessageBox, QPushButton, QWidget

from pg_desktop.learning.measuring.measurements import Measurements
from pg_desktop.learning.worlds.ids import module_of, registered_name
from pg_desktop.messages import QT_TRANSLATE_NOOP, UserError
from pg_desktop.runs.facts import Origin
from pg_desktop.runs.live.control import Load
from pg_desktop.runs.live.session import Session
from pg_desktop.runs.live.status import View
from pg_desktop.storage.experiment.recognised import is_experiment
from pg_desktop.storage.leftovers import sweep_all
from pg_desktop.storage.shown import shown_name, shown_path
from pg_desktop.ui.kit.exporting import FileKind, export, may_write, table_kind
from pg_desktop.ui.kit.foreign import in_menu, plain_tip, readable
from pg_desktop.ui.kit.message_boxes import dress
from pg_desktop.ui.kit.notices import error_box, sentence, show_error
from pg_desktop.ui.shell.documents import document_of, script_of
from pg_desktop.ui.shell.preferences import Preferences

if TYPE_CHECKING:  # safetensors, which the window does not need for its first paint
    from pg_desktop.storage.history_csv import Table
    from pg_desktop.storage.policy_format import PolicyDocument

EXPERIMENT_SUFFIX: Final = ".pglab"
POLICY_SUFFIX: Final = ".safetensors"


class Files(QObject):
    """What the window opens and saves. Lives in the GUI thread.

    Signals:
        experiment_wanted (Path): the user has chosen an experiment, and not a policy.
    """

    experiment_wanted = Signal(object)

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
        self._opening: tuple[Path, Origin] | None = None
        self.recent_menu = QMenu(self.tr("Open &recent"), window)
        self.recent_menu.setObjectName("recentMenu")
        self.recent_menu.aboutToShow.connect(self._fill_recent_menu)

    @property
    def path(self) -> Path | None:
        """The policy file that the run which is trained came from, or was saved to last."""
        return self._paths.get(self._session.status.run)

    @property
    def opening(self) -> bool:
        """Whether a policy has been read and is about to begin its run."""
        return self._opening is not None

    @Slot()
    def open(self) -> None:
        """Ask for an experiment or a policy and open it."""
        every = self.tr("Experiments and policies (*{experiment} *{policy})")
        filters = every.format(experiment=EXPERIMENT_SUFFIX, policy=POLICY_SUFFIX)
        name, _ = QFileDialog.getOpenFileName(
            self._window, self.tr("Open"), str(self._preferences.latest_folder()), filters
        )
        if name:
            self.open_path(Path(name))

    def open_path(self, path: Path) -> None:
        """Open a file that was chosen, dropped, or named on the command line: an experiment or a policy."""
        if path.suffix == EXPERIMENT_SUFFIX or is_experiment(path):
            self.experiment_wanted.emit(path)
        else:
            self._read(path)

    @Slot()
    def save_policy(self) -> bool:
        """Ask for a file and save the policy of the run that is trained to it; False if it did not come to that."""
        path = self._ask_for_policy(self._session.status.settings.environment)
        return path is not None and self._write(path)

    @Slot()
    def export_history(self) -> None:
        """Ask for a file and save every episode's figures to it."""
        kinds = (table_kind(self._history_table),)
        export(self._window, self.tr("Export history as CSV"), self._preferences.latest_folder() / "history.csv", kinds)

    @Slot()
    def export_edits(self) -> None:
        """Ask for a file and save what the run began with and all its edits, to be played again."""
        kinds = (FileKind(".json", self.tr("Edits (*.json)"), self._write_edits),)
        export(self._window, self.tr("Export edits as JSON"), self._preferences.latest_folder() / "edits.json", kinds)

    def _write_edits(self, path: Path) -> None:
        from pg_desktop.storage.edit_script import write_edit_script  # noqa: PLC0415 (after the first paint)

        write_edit_script(path, script_of(self._session.view))

    def _history_table(self) -> Table:
        from pg_desktop.runs.table import table_about, table_header, table_rows  # noqa: PLC0415 (after the first paint)
        from pg_desktop.storage.history_csv import Table  # noqa: PLC0415 (after the first paint)

        history, edits = self._session.history, self._session.edits.all()
        about = tuple(table_about(script_of(self._session.view)))
        return Table("history", about, tuple(table_header(history)), table_rows(history, edits))

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
            file=shown_name(path),
            there=document.environment,
            here=here,
        )
        box = error_box(self._window, sentence(error))
        module = module_of(document.environment)
        if module is not None:
            warning = self.tr("To open it runs the code of the Python module {module}. Do so only if you trust it.")
            box.setInformativeText(readable(warning.format(module=module)))
        switch = QPushButton(self.tr("&Switch to {there} and open").format(there=in_menu(document.environment)), box)
        box.addButton(switch, QMessageBox.ButtonRole.ActionRole)
        box.setStandardButtons(QMessageBox.StandardButton.Cancel)
        box.setDefaultButton(QMessageBox.StandardButton.Cancel)
        dress(box)
        switch.clicked.connect(lambda: self.take(path, document))
        box.open()

    def take(self, path: Path, document: PolicyDocument) -> None:
        """Begin a run with a policy that was read, in its own environment, and belong to its file."""
        from pg_desktop.storage.policy_format import tensors_digest  # noqa: PLC0415 (after the first paint)

        digest = tensors_digest(document.policy.parameters)
        origin = Origin(document.statistics, document.edits, document.measurements, digest, shown_name(path))
        self._opening = path, origin
        self._session.load(document.settings, document.policy, origin, document.stream)

    def run_began(self, view: View) -> None:
        """Belong to the run's file, which may be the one that is being opened; Save writes there from now on."""
        if self._opening is not None and view.status.origin is self._opening[1]:
            path, _ = self._opening
            self._opening = None
            self._preferences.remember_file(path)
            self._paths[view.status.run] = path

    def forget_runs(self) -> None:
        """All runs are those of another experiment."""
        self._paths.clear()

    @Slot(object)
    def command_refused(self, command: object) -> None:
        """Go on belonging to the same file, if it was the one that is being opened which could not be had."""
        if isinstance(command, Load) and self._opening is not None and command.origin is self._opening[1]:
            path, _ = self._opening
            self._opening = None
            self._preferences.forget_file(path)

    def _ask_for_policy(self, environment: str) -> Path | None:
        suggestion = (
            self.path
            or self._preferences.latest_folder() / f"{registered_name(environment).rpartition('/')[2]}{POLICY_SUFFIX}"
        )
        name, _ = QFileDialog.getSaveFileName(
            self._window, self.tr("Save policy as"), str(suggestion), self._policy_filter()
        )
        path = with_suffix(Path(name), POLICY_SUFFIX)
        return path if name and may_write(self._window, path, name) else None

    def _write(self, path: Path) -> bool:
        view = self._session.view
        try:
            self._write_document(path, document_of(view, self._measurements()))
        except UserError as error:
            show_error(self._window, sentence(error))
            return False
        self._paths[view.status.run] = path
        return True

    def _write_document(self, path: Path, document: PolicyDocument) -> None:
        from pg_desktop.storage.policy_file import save_policy  # noqa: PLC0415 (after the first paint)

        save_policy(path, document)
        self._preferences.remember_file(path)

    @Slot()
    def tidy(self) -> None:
        """Remove what programs that were ended while they saved have left beside the recent files.

        Nobody waits for it: a folder may be on a network that does not answer.
        """
        folders = [path.parent for path in self._preferences.recent_files()]
        if folders:
            threading.Thread(target=sweep_all, args=(folders,), name="tidying", daemon=True).start()

    def _policy_filter(self) -> str:
        return self.tr("Policies (*{suffix})").format(suffix=POLICY_SUFFIX)

    @Slot()
    def _fill_recent_menu(self) -> None:
        self.recent_menu.clear()
        files = self._preferences.recent_files()
        for number, path in enumerate(files, start=1):
            action = self.recent_menu.addAction(f"&{number}  {in_menu(shown_name(path))}")
            action.setToolTip(plain_tip(shown_path(path)))
            action.setStatusTip(shown_path(path))
            action.triggered.connect(lambda _checked=False, path=path: self.open_path(path))
        if not files:
            self.recent_menu.addAction(self.tr("No recent files")).setEnabled(False)
            return
        self.recent_menu.addSeparator()
        self.recent_menu.addAction(self.tr("&Clear this list")).triggered.connect(self._preferences.forget_files)


def with_suffix(path: Path, suffix: str) -> Path:
    """A file's name with an ending, which is added where the name has another."""
    return path if path.suffix == suffix or not path.name else path.with_name(path.name + suffix)
