"""The experiment as a document: new, open, save and revert."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from pg_desktop.messages import QT_TRANSLATE_NOOP, UserError
from pg_desktop.runs.live.document import Document
from pg_desktop.runs.live.session import Session
from pg_desktop.runs.live.working_copies import Lost, WorkingCopies, WorkingCopy
from pg_desktop.storage.shown import shown_name
from pg_desktop.ui.kit.actions import Actions
from pg_desktop.ui.kit.notices import NoticeBar, sentence, show_error
from pg_desktop.ui.shell.files import EXPERIMENT_SUFFIX, with_suffix
from pg_desktop.ui.shell.perspectives import Perspectives
from pg_desktop.ui.shell.preferences import Preferences
from pg_desktop.ui.shell.recovery import Recovery
from pg_desktop.ui.shell.saving import Saving
from pg_desktop.ui.shell.unsaved_questions import UnsavedQuestions

_NO_PLACE: Final = QT_TRANSLATE_NOOP(
    "Errors",
    "Nothing can be written in “{folder}”: {cause}. Save the experiment often, for a crash may lose what is not saved.",
)
_OTHERS: Final = QT_TRANSLATE_NOOP(
    "Errors",
    "Runs in “{file}” were trained with {others}; their numbers may come out slightly different from here on.",
)


class Experiments(QObject):
    """Keeps the experiment in a working copy, and that in the user's file when told to. Lives in the GUI thread.

    Signals:
        titled (): the file, or whether it is up to date, is another.
    """

    titled = Signal()

    def __init__(
        self,
        session: Session,
        preferences: Preferences,
        perspectives: Perspectives,
        notice: NoticeBar,
        actions: Actions,
        window: QWidget,
    ) -> None:
        """Prepare; see `begin`.

        Args:
            session: whose experiment it is.
            preferences: remembers recent files, and where working copies are.
            perspectives: what the file remembers of the window.
            notice: tells what went wrong.
            actions: the window's.
            window: above which dialogs open.
        """
        super().__init__(window)
        self._session, self._preferences, self._perspectives = session, preferences, perspectives
        self._notice, self._actions, self._window = notice, actions, window
        self._questions, self._saving = UnsavedQuestions(window), Saving(notice, self)
        self._copies = WorkingCopies(preferences.working_copies)
        self._recovery = Recovery(self._copies, notice, window)
        self._copy: WorkingCopy | None = None
        self._document: Document | None = None
        self._coming: dict[Document, WorkingCopy] = {}
        self._saved_mark: object = self._nothing
        self._told_of: set[Path] = set()
        """Files of which it was said that their numbers may be others here."""
        actions.new.triggered.connect(self.new)
        actions.save.triggered.connect(self.save)
        actions.save_as.triggered.connect(self.save_as)
        actions.revert.triggered.connect(self.revert)
        actions.recover.triggered.connect(self._recovery.offer)
        session.worker.exchanged.connect(self._exchanged)
        session.worker.refused.connect(self._refused)
        session.worker.run_began.connect(self._recovery.offer_once)
        self._recovery.wanted.connect(self._recover)
        self._show_state()

    def begin(self) -> None:
        """Keep the experiment in a working copy from now on; before the session starts."""
        for root in (self._preferences.working_copies, Path(tempfile.gettempdir()) / "pg-desktop"):
            try:
                self._copies = self._recovery.copies = WorkingCopies(root)
                self._copy = self._copies.begin()
            except OSError as error:
                place = UserError(_NO_PLACE, folder=str(root), cause=error.strerror or error)
                self._notice.show_notice(sentence(place))
                continue
            self._document = Document(self._copy.path)
            self._session.keep_in(self._document)
            return

    def end(self, *, keep: bool) -> None:
        """Let go of the working copy; the session has ended.

        Args:
            keep: whether what is unsaved is to be found again at the next start.
        """
        self._recovery.end()
        for copy in self._coming.values():
            copy.discard()
        if self._copy is not None:
            if keep and self.unsaved:
                self._copy.leave()
            else:
                self._copy.discard()

    @property
    def path(self) -> Path | None:
        """The file that Save writes to."""
        return None if self._document is None else self._document.saved_as

    @property
    def unsaved(self) -> bool:
        """Whether something has happened that is not in the user's file."""
        return self._mark() not in (self._saved_mark, self._nothing)

    def look(self) -> None:
        """Tell the document whether it is up to date; cheap."""
        if self._document is not None:
            unsaved = self.unsaved
            if unsaved is not self._document.unsaved:
                self._document.unsaved = unsaved
                self._show_state()

    @Slot()
    def new(self) -> None:
        """Begin another experiment, once the user has said what becomes of this one."""
        if self.may_discard():
            self._exchange(None)

    def open_path(self, path: Path) -> None:
        """Open an experiment, once the user has said what becomes of this one."""
        if self.may_discard():
            self._exchange(path)

    @Slot()
    def revert(self) -> None:
        """Go back to what the file holds, if the user means it."""
        path = self.path
        if path is not None and not self._is_saving() and self._questions.may_revert(path):
            self._exchange(path)

    @Slot()
    def save(self) -> bool:
        """Save to the experiment's file, or ask for one; False if it did not come to that."""
        return not self._is_saving() and self._save(usable=True)

    @Slot()
    def save_as(self) -> bool:
        """Ask for a file and save to it; False if it did not come to that."""
        return not self._is_saving() and self._save_as(usable=True)

    def _save_as(self, *, usable: bool) -> bool:
        suggestion = self.path or self._preferences.latest_folder() / f"experiment{EXPERIMENT_SUFFIX}"
        filters = self.tr("Experiments (*{suffix})").format(suffix=EXPERIMENT_SUFFIX)
        name, _ = QFileDialog.getSaveFileName(self._window, self.tr("Save experiment as"), str(suggestion), filters)
        path = with_suffix(Path(name), EXPERIMENT_SUFFIX)
        return bool(name) and self._write(path, usable=usable)

    def _save(self, *, usable: bool) -> bool:
        path = self.path
        return self._save_as(usable=usable) if path is None else self._write(path, usable=usable)

    def _is_saving(self) -> bool:
        """Whether it is still being saved, which is said then: one thing after the other."""
        if self._saving.busy:
            self._notice.tell(self.tr("The experiment is still being saved. Do that once it has been."))
        return self._saving.busy

    def may_discard(self) -> bool:
        """Ask what to do with what is not saved, before all goes; False if the user would rather stay."""
        if self._is_saving():
            return False
        if not self.unsaved:
            return True
        answer = self._questions.what_to_do(self.path)
        button = QMessageBox.StandardButton
        return self._save(usable=False) if answer == button.Save else answer == button.Discard

    @property
    def _nothing(self) -> object:
        return ()

    def _mark(self) -> object:
        """What tells one state of the experiment from another; `_nothing` if there is nothing to lose."""
        experiment = self._session.experiment
        records = experiment.records
        given = experiment.demonstrations.shown or experiment.judgements.made
        if all(record.is_empty for record in records) and not given:
            return self._nothing
        live = experiment.live
        moment = None if live is None else (live.id, live.figures.updates, len(live.edits.all()))
        return experiment.changes, moment, tuple(id(record.measurements) for record in records)

    def _exchange(self, source: Path | None) -> None:
        try:
            copy = self._copies.begin()
        except OSError as error:
            folder = str(self._preferences.working_copies)
            show_error(self._window, sentence(UserError(_NO_PLACE, folder=folder, cause=error.strerror or error)))
            return
        self._go_on_with(Document(copy.path, source, source), copy)

    def _go_on_with(self, document: Document, copy: WorkingCopy) -> None:
        self._coming[document] = copy
        self._session.exchange(document)

    @Slot(object)
    def _exchanged(self, document: Document) -> None:
        before, self._copy = self._copy, self._coming.pop(document, None)
        if before is not None:
            before.discard()
        self._document = document
        if document.saved_as is not None:
            self._preferences.remember_file(document.saved_as)
        self._perspectives.arrange_as(document.window)
        self._saved_mark = object() if document.source is None and document.read is not None else self._mark()
        self._show_state()
        self._tell_others(document)

    def _tell_others(self, document: Document) -> None:
        """Say, once for each file, that the same numbers cannot be promised."""
        path = document.saved_as or document.path
        if document.others and path not in self._told_of:
            self._told_of.add(path)
            self._notice.tell(sentence(UserError(_OTHERS, file=shown_name(path), others=", ".join(document.others))))

    @Slot(object)
    def _refused(self, command: object) -> None:
        document = getattr(command, "document", None)
        copy = self._coming.pop(document, None) if isinstance(document, Document) else None
        if copy is None or not isinstance(document, Document):
            return
        if document.source is not None:
            copy.discard()
            self._preferences.forget_file(document.source)
        else:
            copy.leave()

    @Slot(object)
    def _recover(self, lost: Lost) -> None:
        if self.may_discard():
            self._recovery.taken(lost)
            self._go_on_with(Document(lost.copy.path), lost.copy)

    def _write(self, path: Path, *, usable: bool) -> bool:
        document, mark = self._document, self._mark()
        if document is not None:
            document.window = self._perspectives.as_json()
        try:
            self._saving.save(document, path, usable=usable)
        except UserError as error:
            show_error(self._window, sentence(error))
            return False
        if document is not None:
            document.saved_as, self._saved_mark = path, mark
        self._preferences.remember_file(path)
        self._show_state()
        return True

    def _show_state(self) -> None:
        self._actions.revert.setEnabled(self.path is not None)
        self.titled.emit()
