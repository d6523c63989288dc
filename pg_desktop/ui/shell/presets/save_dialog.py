"""The dialog that saves settings as a preset."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QMessageBox,
    QVBoxLayout,
    QWidget,
)

from pg_desktop.learning.settings.table import Settings
from pg_desktop.learning.worlds.recipe import Recipe
from pg_desktop.messages import UserError
from pg_desktop.storage.own_presets import OwnPresets, values_of
from pg_desktop.storage.presets import NAME_MAX, SUMMARY_MAX, Preset
from pg_desktop.ui.kit.foreign import readable
from pg_desktop.ui.kit.notices import sentence
from pg_desktop.ui.panes.plots.edit_marks import in_short


class SavePresetDialog(QDialog):
    """Asks for a name and a description, and saves the settings. Lives in the GUI thread.

    Signals:
        saved (Preset): it is in its file.
    """

    saved = Signal(object)

    def __init__(self, own: OwnPresets, settings: Settings, parent: QWidget) -> None:
        """Ask.

        Args:
            own: where it goes.
            settings: of which it is made.
            parent: the window.
        """
        super().__init__(parent)
        self.setObjectName("savePresetDialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Save these settings as a preset"))
        self.setMinimumWidth(460)
        self._own = own
        self._settings = settings
        self.name = self._field("presetName", self.tr("Name of the preset"), NAME_MAX)
        self.name.setToolTip(self.tr("What you choose it by in the list of presets, and after --preset."))
        self.summary = self._field("presetSummary", self.tr("Description of the preset"), SUMMARY_MAX)
        self.summary.setToolTip(self.tr("What it is for; the list of presets shows it as a tip."))
        world = Recipe(settings.environment, settings.environment_arguments).name
        self.summary.setText(", ".join([world, *in_short(settings)])[:SUMMARY_MAX])
        self.seed = QCheckBox(self.tr("&With its seed, {seed}").format(seed=settings.seed), self)
        self.seed.setObjectName("presetSeed")
        self.seed.setToolTip(self.tr("Whoever chooses the preset gets this seed, too; else everybody keeps their own."))
        self.answer = QLabel(self)
        self.answer.setObjectName("presetAnswer")
        self.answer.setWordWrap(True)
        self.answer.setTextFormat(Qt.TextFormat.PlainText)
        self.answer.hide()
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Cancel, self
        )
        self.save_button = self.buttons.button(QDialogButtonBox.StandardButton.Save)
        self.save_button.setToolTip(self.tr("Save the preset; it is in the list of presets at once."))
        self._lay_out()
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self.name.textChanged.connect(self._name_changed)
        self._name_changed()

    def accept(self) -> None:
        try:
            taken = self._own.named(self.name.text())
            if taken is not None and not self._may_replace(taken):
                return
            values = values_of(self._settings, with_seed=self.seed.isChecked())
            preset = self._own.save(self.name.text(), self.summary.text(), values, instead_of=taken)
        except UserError as error:
            self._say(sentence(error))
            return
        self.saved.emit(preset)
        super().accept()

    def _field(self, name: str, accessible: str, longest: int) -> QLineEdit:
        field = QLineEdit(self)
        field.setObjectName(name)
        field.setAccessibleName(accessible)
        field.setMaxLength(longest)
        return field

    def _lay_out(self) -> None:
        explanation = QLabel(
            self.tr(
                "A preset keeps what is learned and how, in which world. How fast to train and how to look at it stays "
                "as it is when you choose a preset."
            ),
            self,
        )
        explanation.setWordWrap(True)
        form = QFormLayout()
        form.setHorizontalSpacing(12)
        form.setVerticalSpacing(8)
        for text, field in ((self.tr("&Name"), self.name), (self.tr("&Description"), self.summary)):
            label = QLabel(text, self)
            label.setBuddy(field)
            form.addRow(label, field)
        form.addRow("", self.seed)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(12)
        column.addWidget(explanation)
        column.addLayout(form)
        column.addWidget(self.answer)
        column.addWidget(self.buttons)

    def _may_replace(self, preset: Preset) -> bool:
        question = self.tr("There is already a preset “{name}”. Do you want to replace it?").format(name=preset.name)
        button = QMessageBox.StandardButton
        box = QMessageBox(QMessageBox.Icon.Question, self.tr("Replace preset"), question, button.Yes | button.No, self)
        box.setObjectName("replacePresetDialog")
        box.setTextFormat(Qt.TextFormat.PlainText)  # a name is no markup
        box.setText(readable(question))
        box.setDefaultButton(button.No)
        return box.exec() == button.Yes

    def _say(self, text: str) -> None:
        self.answer.setText(text)
        self.answer.setVisible(bool(text))

    @Slot()
    def _name_changed(self) -> None:
        self._say("")
        self.save_button.setEnabled(bool(self.name.text().strip()))
