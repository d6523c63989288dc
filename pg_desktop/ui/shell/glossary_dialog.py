"""The glossary, which also shows the help for a control."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, QUrl, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from pg_desktop.ui.kit.glossary.words import SCHEME, article, found, linked, name_of, sorted_terms, term
from pg_desktop.ui.kit.message_boxes import dress_buttons

_KEY: Final = Qt.ItemDataRole.UserRole
_LIST_WIDTH: Final = 190
_ARROWS: Final = Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown


class GlossaryDialog(QDialog):
    """A list of words to search, and what the chosen one means. Lives in the GUI thread."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("glossaryDialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Glossary"))
        self._pages: list[str] = []
        """Links of terms, and texts of helps; the last one is shown."""
        self.search = self._make_search()
        self.list = self._make_list()
        self.page = self._make_page()
        self.back_button = QPushButton(self.tr("&Back"), self)
        self.back_button.setToolTip(self.tr("Show what was shown before (Alt+Left)."))
        self.back_button.setShortcut(QKeySequence(Qt.Modifier.ALT | Qt.Key.Key_Left))
        self.back_button.setAutoDefault(False)
        self._lay_out()
        self.search.textChanged.connect(self._fill)
        self.search.installEventFilter(self)
        self.list.currentItemChanged.connect(self._chosen)
        self.page.anchorClicked.connect(self._follow)
        self.back_button.clicked.connect(self._go_back)
        self._fill()

    def show_glossary(self) -> None:
        """Let the user search."""
        if not self._pages:
            self._turn_to(SCHEME + sorted_terms()[0].key)
        self.search.setFocus()
        self.search.selectAll()

    def show_help(self, text: str) -> None:
        """Show the help for a control, rich text, with links to the words that it uses."""
        self._turn_to(text)
        self.page.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the arrow keys of the search field choose in the list."""
        pressed = watched is self.search and event.type() is QEvent.Type.KeyPress
        if pressed and isinstance(event, QKeyEvent) and event.key() in _ARROWS:
            self.list.keyPressEvent(event)
            return True
        return super().eventFilter(watched, event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange:
            self._show_page()  # links have the colour of when they were written

    def _make_search(self) -> QLineEdit:
        search = QLineEdit(self)
        search.setObjectName("glossarySearch")
        search.setPlaceholderText(self.tr("A word, or a part of one"))
        search.setAccessibleName(self.tr("Search the glossary"))
        search.setToolTip(self.tr("Show the entries in which these words occur."))
        return search

    def _make_list(self) -> QListWidget:
        entries = QListWidget(self)
        entries.setObjectName("glossaryList")
        entries.setAccessibleName(self.tr("Words"))
        entries.setToolTip(self.tr("Choose a word to read what it means."))
        entries.setFixedWidth(_LIST_WIDTH)
        return entries

    def _make_page(self) -> QTextBrowser:
        page = QTextBrowser(self)
        page.setObjectName("glossaryPage")
        page.setAccessibleName(self.tr("What it means"))
        page.setToolTip(self.tr("Tab goes from link to link, and Enter follows one."))
        page.setOpenLinks(False)
        page.setTabChangesFocus(False)
        page.document().setDocumentMargin(10)
        return page

    def _lay_out(self) -> None:
        label = QLabel(self.tr("&Search"), self)
        label.setBuddy(self.search)
        top = QHBoxLayout()
        top.addWidget(label)
        top.addWidget(self.search, 1)
        middle = QHBoxLayout()
        middle.setSpacing(10)
        middle.addWidget(self.list)
        middle.addWidget(self.page, 1)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.addButton(self.back_button, QDialogButtonBox.ButtonRole.ActionRole)
        dress_buttons(buttons)
        buttons.button(QDialogButtonBox.StandardButton.Close).setAutoDefault(False)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 12)
        column.setSpacing(10)
        column.addLayout(top)
        column.addLayout(middle, 1)
        column.addWidget(buttons)
        self.resize(640, 440)

    @Slot()
    def _fill(self) -> None:
        """List what is searched for, and show the first of it where something is."""
        self.list.blockSignals(True)
        self.list.clear()
        for entry in found(self.search.text()):
            item = QListWidgetItem(name_of(entry), self.list)
            item.setData(_KEY, entry.key)
        self.list.blockSignals(False)
        if self.search.text() and self.list.count():
            self.list.setCurrentRow(0)

    @Slot(QListWidgetItem)
    def _chosen(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self._turn_to(SCHEME + item.data(_KEY))

    @Slot(QUrl)
    def _follow(self, link: QUrl) -> None:
        self._turn_to(link.toString())

    @Slot()
    def _go_back(self) -> None:
        if len(self._pages) > 1:
            self._pages.pop()
            self._show_page()

    def _turn_to(self, page: str) -> None:
        if not self._pages or self._pages[-1] != page:
            self._pages.append(page)
            self._show_page()

    def _show_page(self) -> None:
        if not self._pages:
            return
        page = self._pages[-1]
        key = page.removeprefix(SCHEME) if page.startswith(SCHEME) else ""
        self.page.setHtml(article(term(key)) if key else linked(page))
        self.back_button.setEnabled(len(self._pages) > 1)
        self._mark(key)

    def _mark(self, key: str) -> None:
        """Select a term in the list, as far as it is listed."""
        rows = range(self.list.count())
        row = next((row for row in rows if self.list.item(row).data(_KEY) == key), -1)
        self.list.blockSignals(True)
        self.list.setCurrentRow(row)
        self.list.blockSignals(False)
