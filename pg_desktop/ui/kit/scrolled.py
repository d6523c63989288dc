"""What may need more room than there is: it is scrolled then, and fills its room otherwise."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from pg_desktop.ui.kit.contained import contained


class _Holder(QWidget):
    """Gives a widget all its room, and needs as much as that at the least.

    Without a layout, since a scroll area would let one have all the height that it likes, not what it needs.
    """

    content: QWidget | None = None

    @contained(QWidget.minimumSizeHint)
    def minimumSizeHint(self) -> QSize:
        content = self.content
        return QSize() if content is None else content.minimumSizeHint().expandedTo(content.minimumSize())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.LayoutRequest:  # it needs more or less than before
            self.updateGeometry()
        return super().event(event)

    def fit(self) -> None:
        """Let what is in it have the room."""
        if self.content is not None:
            self.content.setGeometry(self.rect())


class Scrolled(QScrollArea):
    """Shows a widget, with scroll bars where it has too little room. Lives in the GUI thread."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._holder = _Holder()
        self.setWidget(self._holder)
        for ground in (self._holder, self.viewport()):  # which is the card behind
            ground.setAutoFillBackground(False)

    @property
    def content(self) -> QWidget | None:
        """What it shows."""
        return self._holder.content

    @property
    def needed(self) -> QSize:
        """The least room in which nothing has to be scrolled."""
        return self._holder.minimumSizeHint()

    def put(self, content: QWidget) -> None:
        """Show a widget, which stays somebody else's."""
        self._holder.content = content
        content.setParent(self._holder)
        content.show()
        self._holder.fit()
        self._holder.updateGeometry()

    def take(self) -> None:
        """Give up what it shows, which has got another parent or is about to."""
        self._holder.content = None

    @contained(QScrollArea.minimumSizeHint)
    def minimumSizeHint(self) -> QSize:
        return QSize(1, 1)

    @contained(QScrollArea.sizeHint)
    def sizeHint(self) -> QSize:
        return self.needed
