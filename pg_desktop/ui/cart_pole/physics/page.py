"""A page of the physics card: a control for each quantity, and a button that sets all of them back."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Slot
from PySide6.QtGui import QFont, QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from pg_desktop.learning.settings.kinds import Value
from pg_desktop.learning.settings.table import Settings
from pg_desktop.ui.kit.settings.scrolled import scrolled
from pg_desktop.ui.kit.settings.setting_control import SettingControl


class PhysicsPage(QWidget):
    """Controls of quantities, below each other. Lives in the GUI thread.

    What has another value than the Earth and Gymnasium give it stands out by its name. When changes act is said by
    what stands above them.

    Attributes:
        controls: what the page lays out, in order; it becomes their parent.
        head: what stands beside the button that sets everything back.
        reset_button: that button; what a click does is for the card to say.
    """

    def __init__(self, head: QWidget, controls: Sequence[SettingControl], reset_button: QPushButton) -> None:
        super().__init__()
        self.controls = tuple(controls)
        self.head = head
        self.reset_button = reset_button
        self._plain = Settings()
        self._open = True
        self._line = QLabel(self)
        self._line.setProperty("role", "muted")
        self._line.setWordWrap(True)
        self._line.hide()
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(head, 1)
        top.addWidget(reset_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 2, 0, 0)
        column.setSpacing(6)
        column.addLayout(top)
        column.addWidget(scrolled(self.controls, 9, self), 1)
        # Below the controls: it grows and shrinks while one of them is dragged.
        column.addWidget(self._line)
        self.refresh()

    @property
    def away(self) -> bool:
        """Whether any quantity has another value than the Earth and Gymnasium give it."""
        return any(self._is_away(control) for control in self.controls)

    @property
    def line(self) -> str:
        """The sentence below the controls, or ""."""
        return self._line.text()

    def show_line(self, text: str) -> None:
        """Say something about all quantities below their controls; "" says nothing."""
        self._line.setText(text)
        self._line.setVisible(bool(text))

    def set_open(self, is_open: bool) -> None:
        """Let the user change the quantities, or only look at them."""
        self._open = is_open
        for control in self.controls:
            control.setEnabled(is_open)
        self.refresh()

    def plain_values(self) -> dict[str, Value]:
        """What the Earth and Gymnasium give every quantity, by key."""
        return {control.row.key: self._plain.value(control.row.key) for control in self.controls}

    @Slot()
    def refresh(self) -> None:
        """Let what is away stand out."""
        for control in self.controls:
            away = self._is_away(control)
            label = control.name_label
            label.setForegroundRole(QPalette.ColorRole.Accent if away else QPalette.ColorRole.WindowText)
            font = label.font()
            font.setWeight(QFont.Weight.Bold if away else QFont.Weight.Normal)
            label.setFont(font)
        self.reset_button.setEnabled(self._open and self.away)

    def _is_away(self, control: SettingControl) -> bool:
        return control.value() != self._plain.value(control.row.key)
