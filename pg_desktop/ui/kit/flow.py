"""Controls side by side, in as many lines as the width needs."""

from __future__ import annotations

from PySide6.QtCore import QMargins, QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget

from pg_desktop.ui.kit.contained import contained


class FlowLayout(QLayout):
    """Lines of controls; the layout is as high as it has to be for its width. Lives in the GUI thread."""

    def __init__(self, gap: int, parent: QWidget | None = None) -> None:
        """Begin without controls.

        Args:
            gap: pixels between two controls, and between two lines.
            parent: whose layout it is; None where it is put into another layout.
        """
        super().__init__(parent) if parent is not None else super().__init__()
        self.setContentsMargins(QMargins())
        self._gap = gap
        self._items: list[QLayoutItem] = []

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    @contained(lambda *_: 0)
    def heightForWidth(self, width: int) -> int:
        return self._arranged(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._arranged(rect, move=True)

    @contained(QLayout.sizeHint)
    def sizeHint(self) -> QSize:
        return self.minimumSize()

    @contained(QLayout.minimumSize)
    def minimumSize(self) -> QSize:
        size = QSize()
        for item in self._shown:
            size = size.expandedTo(item.minimumSize())
        return size

    @property
    def _shown(self) -> list[QLayoutItem]:
        return [item for item in self._items if not item.isEmpty()]

    def _arranged(self, rect: QRect, *, move: bool) -> int:
        """Put all in lines, or only see how high these are."""
        x, y, line = rect.x(), rect.y(), 0
        for item in self._shown:
            size = item.sizeHint()
            if x > rect.x() and x + size.width() > rect.x() + rect.width():
                x, y, line = rect.x(), y + line + self._gap, 0
            if move:
                item.setGeometry(QRect(QPoint(x, y), size))
            x += size.width() + self._gap
            line = max(line, size.height())
        return y + line - rect.y()
