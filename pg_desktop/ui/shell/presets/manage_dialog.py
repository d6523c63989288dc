"""The dialog that lists the user's own presets."""

from __future__ import annotations

from html import escape
from typing import Final

from PySide6.QtCore import QSignalBlocker, Qt, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from pg_desktop.messages import UserError
from pg_desktop.storage.own_presets import DeletedPreset, OwnPresets
from pg_desktop.storage.presets import Preset
from pg_desktop.storage.shown import shown_path
from pg_desktop.ui.kit.notices import sentence

_NAME, _SUMMARY = 0, 1
_PROBLEMS_NAMED: Final = 3


class ManagePresetsDialog(QDialog):
    """Renames and deletes presets, and brings back deleted ones. Lives in the GUI thread.

    Signals:
        changed (): there are others now, or they are called otherwise.
    """

    changed = Signal()

    def __init__(self, own: OwnPresets, parent: QWidget) -> None:
        """List them.

        Args:
            own: their files.
            parent: the window.
        """
        super().__init__(parent)
        self.setObjectName("managePresetsDialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Your presets"))
        self._own = own
        self._presets: tuple[Preset, ...] = ()
        self._deleted: list[DeletedPreset] = []
        self.table = self._make_table()
        self.rename_button = self._button("renamePreset", self.tr("&Rename"), self.tr("Change its name here (F2)."))
        self.delete_button = self._button("deletePreset", self.tr("&Delete"), self.tr("Delete its file (Del)."))
        self.undo_button = self._button(
            "undoDeletePreset", self.tr("&Undo"), self.tr("Bring back the preset that was deleted last.")
        )
        self.folder_button = self._button(
            "presetFolder", self.tr("&Open folder"), self.tr("Show the files, to copy them or to send them on.")
        )
        self.answer = QLabel(self)
        self.answer.setObjectName("managePresetsAnswer")
        self.answer.setWordWrap(True)
        self.answer.setTextFormat(Qt.TextFormat.PlainText)
        self._lay_out()
        self.table.itemChanged.connect(self._renamed)
        self.table.itemSelectionChanged.connect(self._offer)
        self.rename_button.clicked.connect(self._rename)
        self.delete_button.clicked.connect(self._delete)
        self.undo_button.clicked.connect(self._undo)
        self.folder_button.clicked.connect(self._open_folder)
        self._delete_key = QShortcut(QKeySequence(QKeySequence.StandardKey.Delete), self.table)
        self._delete_key.setContext(Qt.ShortcutContext.WidgetShortcut)
        self._delete_key.activated.connect(self._delete)
        self.resize(560, 360)
        problems = self._show()
        if problems:
            self._say(" ".join(map(sentence, problems[:_PROBLEMS_NAMED])))
        elif not self._presets:
            self._say(self.tr("There are none yet. File, Presets, Save these settings as a preset makes the first."))

    @property
    def chosen(self) -> Preset | None:
        """The one whose row is chosen."""
        row = self.table.currentRow()
        return self._presets[row] if 0 <= row < len(self._presets) else None

    def _make_table(self) -> QTableWidget:
        table = QTableWidget(0, 2, self)
        table.setObjectName("presetTable")
        table.setAccessibleName(self.tr("Your presets"))
        table.setToolTip(self.tr("Your presets. F2 renames the one that is chosen, Del deletes it."))
        table.setHorizontalHeaderLabels([self.tr("Name"), self.tr("Description")])
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        triggers = QAbstractItemView.EditTrigger
        table.setEditTriggers(triggers.DoubleClicked | triggers.EditKeyPressed)
        table.setShowGrid(False)
        table.setTabKeyNavigation(False)
        table.setWordWrap(False)
        table.verticalHeader().hide()
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(_NAME, QHeaderView.ResizeMode.Interactive)
        header.setStretchLastSection(True)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.resizeSection(_NAME, 190)
        return table

    def _button(self, name: str, text: str, tip: str) -> QPushButton:
        button = QPushButton(text, self)
        button.setObjectName(name)
        button.setToolTip(tip)
        button.setAutoDefault(False)
        return button

    def _lay_out(self) -> None:
        place = QLabel(self.tr("They are files in {folder}").format(folder=shown_path(self._own.folder)), self)
        place.setObjectName("presetPlace")
        place.setProperty("role", "muted")
        place.setTextFormat(Qt.TextFormat.PlainText)
        place.setWordWrap(True)
        place.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        beside = QVBoxLayout()
        beside.addWidget(self.rename_button)
        beside.addWidget(self.delete_button)
        beside.addWidget(self.undo_button)
        beside.addStretch(1)
        beside.addWidget(self.folder_button)
        middle = QHBoxLayout()
        middle.setSpacing(12)
        middle.addWidget(self.table, 1)
        middle.addLayout(beside)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(12)
        column.addLayout(middle, 1)
        column.addWidget(self.answer)
        column.addWidget(place)
        column.addWidget(buttons)

    def _show(self, chosen: str = "") -> tuple[UserError, ...]:
        """List what there is.

        Args:
            chosen: the id of the one whose row is to be chosen; of the row that was if "".

        Returns:
            For each file that cannot be listed, why.
        """
        found = self._own.load()
        row = max(self.table.currentRow(), 0)
        self._presets = found.presets
        with QSignalBlocker(self.table):
            self.table.setRowCount(len(self._presets))
            for index, preset in enumerate(self._presets):
                name, summary = QTableWidgetItem(preset.name), QTableWidgetItem(preset.summary)
                summary.setFlags(summary.flags() & ~Qt.ItemFlag.ItemIsEditable)
                for item in (name, summary):  # where there may be no room for all of it
                    item.setToolTip(f"<p>{escape(item.text())}</p>")
                self.table.setItem(index, _NAME, name)
                self.table.setItem(index, _SUMMARY, summary)
                row = index if preset.id == chosen else row
            if self._presets:
                self.table.setCurrentCell(min(row, len(self._presets) - 1), _NAME)
        self._offer()
        return found.problems

    @Slot()
    def _offer(self) -> None:
        for button in (self.rename_button, self.delete_button):
            button.setEnabled(self.chosen is not None)
        self.undo_button.setEnabled(bool(self._deleted))
        self.folder_button.setEnabled(self._own.folder.is_dir())

    @Slot()
    def _rename(self) -> None:
        item = self.table.item(self.table.currentRow(), _NAME)
        if item is not None:
            self.table.setFocus()
            self.table.setCurrentItem(item)
            self.table.editItem(item)

    @Slot(QTableWidgetItem)
    def _renamed(self, item: QTableWidgetItem) -> None:
        preset = self._presets[item.row()]
        if item.text() == preset.name:
            return
        try:
            renamed = self._own.rename(preset, item.text())
        except UserError as error:
            self._say(sentence(error))
            with QSignalBlocker(self.table):
                item.setText(preset.name)
            return
        # Not listed anew: Qt still holds the item that it tells of.
        self._presets = tuple(renamed if other is preset else other for other in self._presets)
        with QSignalBlocker(self.table):
            item.setText(renamed.name)
        self._say(self.tr("“{old}” is now called “{new}”.").format(old=preset.name, new=renamed.name))
        self.changed.emit()

    @Slot()
    def _delete(self) -> None:
        preset = self.chosen
        if preset is None:
            return
        try:
            self._deleted.append(self._own.delete(preset))
        except UserError as error:
            self._say(sentence(error))
            return
        self._say(
            self.tr("“{name}” was deleted. Undo brings it back until this dialog closes.").format(name=preset.name)
        )
        self._show()
        self.changed.emit()

    @Slot()
    def _undo(self) -> None:
        if not self._deleted:
            return
        deleted = self._deleted[-1]
        try:
            self._own.restore(deleted)
        except UserError as error:
            self._say(sentence(error))
            return
        self._deleted.pop()
        self._say(self.tr("“{name}” is back.").format(name=deleted.name))
        self._show(deleted.path.stem)
        self.changed.emit()

    @Slot()
    def _open_folder(self) -> None:
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._own.folder))):
            self._say(self.tr("The folder cannot be shown here; its name stands below."))

    def _say(self, text: str) -> None:
        self.answer.setText(text)
