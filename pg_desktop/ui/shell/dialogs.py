"""The Help menu's dialogs."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from pg_desktop.ui.kit.icons import application_icon
from pg_desktop.ui.kit.message_boxes import dress_buttons
from pg_desktop.ui.panes.board.keys import board_keys
from pg_desktop.ui.panes.plots.keys import plot_keys
from pg_desktop.versions import versions


class AboutDialog(QDialog):
    """Versions, with a button that copies them. Lives in the GUI thread."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("aboutDialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("About PG Desktop"))
        picture = QLabel(self)
        picture.setPixmap(application_icon().pixmap(64, 64))
        title = QLabel(
            self.tr("<h2>PG Desktop</h2><p>A laboratory for policy gradients: train, steer and watch REINFORCE.</p>"),
            self,
        )
        title.setWordWrap(True)
        form = QFormLayout()
        form.setHorizontalSpacing(18)
        for name, number in versions():
            value = QLabel(number, self)
            value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            form.addRow(name, value)
        licence = QLabel(self.tr("MIT licence."), self)
        licence.setProperty("role", "muted")
        self.copy_button = QPushButton(self.tr("Copy &versions"), self)
        self.copy_button.setObjectName("copyVersions")
        self.copy_button.setToolTip(self.tr("Copy the versions for a report."))
        self.copy_button.clicked.connect(self._copy)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.addButton(self.copy_button, QDialogButtonBox.ButtonRole.ActionRole)
        dress_buttons(buttons)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(12)
        column.addWidget(picture)
        column.addWidget(title)
        column.addLayout(form)
        column.addWidget(licence)
        column.addWidget(buttons)

    @Slot()
    def _copy(self) -> None:
        text = "\n".join(f"{name} {number}" for name, number in versions())
        QGuiApplication.clipboard().setText(text)
        self.copy_button.setText(self.tr("&Versions copied"))


class ShortcutsDialog(QDialog):
    """Every key and what it does. Lives in the GUI thread."""

    def __init__(
        self, window: Iterable[QAction], playback: Iterable[QAction], runs: Iterable[QAction], parent: QWidget
    ) -> None:
        """List the keys.

        Args:
            window: the window's actions.
            playback: those of the shown episode.
            runs: those of the list of runs.
            parent: the window.
        """
        super().__init__(parent)
        self.setObjectName("shortcutsDialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Keyboard shortcuts"))
        sections = (
            (self.tr("Everywhere in the window"), _keys_of(window)),
            (self.tr("The policy at work"), [*_keys_of(playback), *self._keys_of_the_stage()]),
            (self.tr("A plot with the focus"), plot_keys()),
            (self.tr("The list of runs with the focus"), _keys_of(runs)),
            (self.tr("The board with the focus"), board_keys()),
            (self.tr("Settings and other controls"), self._keys_of_controls()),
        )
        self.table = self._make_table(sum(1 + len(rows) for _, rows in sections))
        row = 0
        for title, rows in sections:
            self._put_heading(row, title)
            for number, texts in enumerate(rows, start=row + 1):
                for column, text in enumerate(texts):
                    self.table.setItem(number, column, QTableWidgetItem(text))
            row += 1 + len(rows)
        self.table.setCurrentCell(0, 0)  # from where the arrow keys and Page Down scroll
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        dress_buttons(buttons)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 12)
        layout.addWidget(self.table)
        layout.addWidget(buttons)
        self.resize(680, 660)

    def _keys_of_the_stage(self) -> list[tuple[str, str]]:
        return [
            (self.tr("Left, Right"), self.tr("With the focus on the picture: push the pole's tip while held.")),
            (self.tr("Shift+Left, Shift+Right"), self.tr("With the focus on the picture: push the cart while held.")),
        ]

    def _keys_of_controls(self) -> list[tuple[str, str]]:
        return [
            (self.tr("Tab, Shift+Tab"), self.tr("Go to the next or the previous control.")),
            (self.tr("Arrow keys, Page Up, Page Down"), self.tr("Move the slider that has the focus.")),
            (self.tr("A letter or a digit"), self.tr("Choose the entry of a list that begins with it.")),
            (self.tr("Esc"), self.tr("In the pane Robustness: give the measurement up that is going on.")),
            (self.tr("Alt + underlined letter"), self.tr("Open a menu or press a button.")),
        ]

    def _make_table(self, rows: int) -> QTableWidget:
        table = QTableWidget(rows, 2, self)
        table.setAccessibleName(self.tr("Keyboard shortcuts"))
        table.setHorizontalHeaderLabels([self.tr("Key"), self.tr("What it does")])
        table.verticalHeader().hide()
        # Hidden as it is, it would make rows as high as headings.
        table.verticalHeader().setMinimumSectionSize(0)
        table.verticalHeader().setStyleSheet("QHeaderView::section { padding: 0px; }")
        table.setShowGrid(False)
        table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        table.setSelectionMode(QTableWidget.SelectionMode.NoSelection)
        table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        table.horizontalHeader().setStretchLastSection(True)
        table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        return table

    def _put_heading(self, row: int, text: str) -> None:
        item = QTableWidgetItem(text)
        font = self.font()
        font.setWeight(font.Weight.DemiBold)
        item.setFont(font)
        self.table.setItem(row, 0, item)
        self.table.setSpan(row, 0, 1, 2)


def _keys_of(actions: Iterable[QAction]) -> list[tuple[str, str]]:
    """The keys of those that have one, and what they do."""
    return [
        (action.shortcut().toString(QKeySequence.SequenceFormat.NativeText), action.statusTip())
        for action in actions
        if not action.shortcut().isEmpty()
    ]
