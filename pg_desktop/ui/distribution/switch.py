"""A few words side by side of which one holds."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QToolButton, QWidget


class Switch(QWidget):
    """Buttons of which one is down. The arrow keys go from one to the next. Lives in the GUI thread.

    Attributes:
        buttons: in their order.

    Signals:
        chosen (int): the index of the button that is down now.
    """

    chosen = Signal(int)

    def __init__(self, parent: QWidget, name: str, role: str, choices: tuple[tuple[str, str], ...]) -> None:
        """Put down the first.

        Args:
            parent: of the switch.
            name: what is chosen with it.
            role: of the buttons in the style sheet.
            choices: text and tip of each.
        """
        super().__init__(parent)
        self.setAccessibleName(name)
        self.buttons: tuple[QToolButton, ...] = tuple(self._button(role, *choice) for choice in choices)
        self._group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        for index, button in enumerate(self.buttons):
            self._group.addButton(button, index)
            row.addWidget(button)
        self.buttons[0].setChecked(True)
        self._group.buttonToggled.connect(self._toggled)

    @property
    def index(self) -> int:
        """Which one is down."""
        return self._group.checkedId()

    def _button(self, role: str, text: str, tip: str) -> QToolButton:
        button = QToolButton(self)
        button.setProperty("role", role)
        button.setText(text)
        button.setCheckable(True)
        button.setToolTip(tip)
        button.setWhatsThis(tip)
        button.setAccessibleName(text.replace("&", ""))
        button.setAccessibleDescription(tip)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button

    @Slot(QAbstractButton, bool)
    def _toggled(self, button: QAbstractButton, down: bool) -> None:
        if down:
            self.chosen.emit(self._group.id(button))
