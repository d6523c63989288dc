"""Edit ▸ Environment limits: what code of others may take before its process is ended."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication, Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFormLayout, QLabel, QVBoxLayout, QWidget

from pg_desktop.learning.worlds.limit_rows import LIMIT_ROWS, LimitRow
from pg_desktop.ui.kit.message_boxes import dress_buttons
from pg_desktop.ui.kit.settings.number_fields import RealNumberField


class LimitsDialog(QDialog):
    """A field for each row of the table. Lives in the GUI thread.

    Signals:
        chosen (dict): the values that the user wants, by the names of the environment variables; a row that is left
            as usual is None.
    """

    chosen = Signal(object)

    def __init__(self, values: Mapping[str, float], usual: Mapping[str, float], parent: QWidget) -> None:
        """Show what is in force.

        Args:
            values: what is, by the names of the variables.
            usual: what it would be if nobody had chosen.
            parent: above which it opens.
        """
        super().__init__(parent)
        self.setObjectName("limitsDialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Environment limits"))
        self._usual = usual
        text = QLabel(
            self.tr(
                "The code of an environment that is neither Gymnasium's nor the program's own runs in a process of its "
                "own. One that takes more than this is ended, and the run goes on from where it was. What you choose "
                "acts on processes that are started from now on, and changes no number of a run."
            ),
            self,
        )
        text.setWordWrap(True)
        form = QFormLayout()
        self.fields = {row.allowed.variable: self._field(row, values) for row in LIMIT_ROWS}
        for row in LIMIT_ROWS:
            field = self.fields[row.allowed.variable]
            label = QLabel(_tr(row.number.name), self)
            label.setBuddy(field)
            form.addRow(label, field)
        standard = QDialogButtonBox.StandardButton
        self.buttons = QDialogButtonBox(standard.Ok | standard.Cancel | standard.RestoreDefaults, self)
        dress_buttons(self.buttons)
        restore = self.buttons.button(standard.RestoreDefaults)
        restore.setText(self.tr("&Usual limits"))
        restore.setToolTip(self.tr("Put the usual limits into the fields."))
        restore.clicked.connect(self._restore)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(14)
        column.addWidget(text)
        column.addLayout(form)
        column.addWidget(self.buttons)
        self.setMinimumWidth(480)

    def accept(self) -> None:
        """Take what is in the fields; one that cannot be read says so, and the dialog stays."""
        for field in self.fields.values():
            readable = field.hasAcceptableInput()
            field.interpretText()
            if not readable:
                field.setFocus()
                return
        values = {name: field.value() for name, field in self.fields.items()}
        self.chosen.emit({name: None if value == self._usual[name] else value for name, value in values.items()})
        super().accept()

    def _field(self, row: LimitRow, values: Mapping[str, float]) -> RealNumberField:
        field = RealNumberField(row.number, "", self)
        name = _tr(row.number.name)
        field.setObjectName(row.allowed.option.removeprefix("--"))
        field.setAccessibleName(name)
        field.setToolTip(_tr(row.number.help))
        field.setValue(values[row.allowed.variable])
        return field

    @Slot()
    def _restore(self) -> None:
        for name, field in self.fields.items():
            field.setValue(self._usual[name])


def _tr(text: str) -> str:
    return QCoreApplication.translate("Limits", text)
