"""The dialog that asks for an environment that is not in the table."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from pg_desktop.learning.worlds.arguments import canonical_arguments
from pg_desktop.learning.worlds.ids import absolute_id, registered_name
from pg_desktop.messages import UserError
from pg_desktop.runs.live.background import Background, Work
from pg_desktop.runs.live.status import Failure
from pg_desktop.ui.kit.message_boxes import dress_buttons
from pg_desktop.ui.kit.notices import sentence
from pg_desktop.ui.panes.settings.own_file import OwnFile
from pg_desktop.ui.panes.settings.world_facts import world_facts

if TYPE_CHECKING:  # Gymnasium, which the first paint does not need
    from pg_desktop.learning.worlds.world import World


_NAMED: Final = 8
"""The most environments of a file that are named."""


class OtherEnvironmentDialog(QDialog):
    """Asks for an id, looks the environment up and shows it before it is accepted. Lives in the GUI thread.

    Signals:
        chosen (str, str): the id of an environment that a policy fits, and the arguments that it is made with.
    """

    chosen = Signal(str, str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("otherEnvironmentDialog")
        self.setWindowTitle(self.tr("Another environment"))
        self.setMinimumWidth(480)
        self._background = Background(self)
        self._search: Work | None = None
        self._asked = ("", "")
        self._found: tuple[str, str] | None = None
        self.field = QLineEdit(self)
        self.field.setObjectName("otherEnvironmentId")
        self.field.setPlaceholderText("package.module:Name-v0")
        self.field.setAccessibleName(self.tr("Id of the environment"))
        self.field.setToolTip(
            self.tr("An id that Gymnasium knows, or the module or file that registers it, a colon and the id.")
        )
        self.arguments = QLineEdit(self)
        self.arguments.setObjectName("otherEnvironmentArguments")
        self.arguments.setPlaceholderText("is_slippery=false, map_name=8x8")
        self.arguments.setAccessibleName(self.tr("Arguments of the environment"))
        self.arguments.setToolTip(self.tr("What the environment is made with, as name=value; most need nothing."))
        self.browse_button = QPushButton(self.tr("&Browse…"), self)
        self.browse_button.setObjectName("otherEnvironmentBrowse")
        self.browse_button.setToolTip(self.tr("Choose a Python file of yours that registers an environment."))
        self.browse_button.setAutoDefault(False)
        self.own_file = OwnFile(self)
        self.look_button = QPushButton(self.tr("&Look it up"), self)
        self.look_button.setToolTip(self.tr("Run the module or file, make the environment once and show its spaces."))
        self.look_button.setDefault(True)
        self.answer = QLabel(self)
        self.answer.setObjectName("otherEnvironmentAnswer")
        self.answer.setWordWrap(True)
        self.answer.setTextFormat(Qt.TextFormat.PlainText)
        self.answer.setMinimumHeight(3 * self.fontMetrics().lineSpacing())
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel, self
        )
        self.use_button = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        dress_buttons(self.buttons)
        self.use_button.setText(self.tr("&Use it"))
        self.use_button.setToolTip(self.tr("Train in this environment from the next Reset on."))
        self._lay_out()
        for field in (self.field, self.arguments):
            field.textChanged.connect(self._forget)
        self.look_button.clicked.connect(self.look_up)
        self.browse_button.clicked.connect(self.own_file.browse)
        self.own_file.found.connect(self._show_names)
        self.own_file.failed.connect(self._show_why_not)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self._forget()

    @Slot()
    def look_up(self) -> None:
        """Make the environment once, in a thread of its own, and show what it is."""
        self._forget()
        self._asked = self._wanted()
        identifier, written = self._asked
        try:
            arguments = canonical_arguments(written)
        except UserError as error:
            self.answer.setText(sentence(error))
            return
        self.look_button.setEnabled(False)
        self.answer.setText(self.tr("Looking for {id} …").format(id=identifier))
        self._search = self._background.begin(_maker(identifier, arguments), self._show_world, self._show_failure)

    def accept(self) -> None:
        if self._found is not None:
            self.chosen.emit(*self._found)
            super().accept()

    def done(self, result: int) -> None:
        if self._search is not None:
            self._search.end()
        self.own_file.end()
        super().done(result)

    def _lay_out(self) -> None:
        explanation = QLabel(
            self.tr(
                "Any environment registered with Gymnasium, whose observations are numbers and no pictures. "
                "<b>An id with a module or a file runs its code</b>: name only what you trust."
            ),
            self,
        )
        explanation.setWordWrap(True)
        row = QHBoxLayout()
        row.addWidget(self.field, 1)
        row.addWidget(self.browse_button)
        row.addWidget(self.look_button)
        form = QFormLayout()
        label = QLabel(self.tr("&Id"), self)
        label.setBuddy(self.field)
        form.addRow(label, row)
        form.addRow(self.tr("&Arguments"), self.arguments)
        column = QVBoxLayout(self)
        column.setSpacing(12)
        column.addWidget(explanation)
        column.addLayout(form)
        column.addWidget(self.answer)
        column.addWidget(self.buttons)

    @Slot()
    def _forget(self) -> None:
        self._found = None
        self.answer.clear()
        self.use_button.setEnabled(False)
        self.look_button.setEnabled(bool(self._wanted()[0]))

    def _wanted(self) -> tuple[str, str]:
        """The id and the arguments as they stand in the fields."""
        return absolute_id(self.field.text().strip()), self.arguments.text().strip()

    @Slot(object)
    def _show_names(self, identifiers: list[str]) -> None:
        """Take over what a file registers: the only one at once, of several the first one to begin with."""
        self.field.setText(identifiers[0])
        if len(identifiers) == 1:
            self.look_up()
            return
        more = ["…"] if len(identifiers) > _NAMED else []
        names = ", ".join([*map(registered_name, identifiers[:_NAMED]), *more])
        self.answer.setText(self.tr("The file registers {names}. Write one behind the colon.").format(names=names))

    @Slot(object)
    def _show_why_not(self, failure: Failure) -> None:
        self._forget()
        self.answer.setText(sentence(failure))

    @Slot(object)
    def _show_world(self, world: World) -> None:
        if self._is_answered():
            self._found = world.entry.id, world.arguments
            self.answer.setText(world_facts(world))
            self.use_button.setEnabled(True)
            self.use_button.setDefault(True)

    @Slot(object)
    def _show_failure(self, failure: Failure) -> None:
        if self._is_answered():
            self.answer.setText(sentence(failure))

    def _is_answered(self) -> bool:
        """Whether this is about what is in the fields now, and not about what was there when it was looked for."""
        answered = self._asked == self._wanted()
        self.look_button.setEnabled(bool(self._wanted()[0]))
        return answered


def _maker(identifier: str, arguments: str) -> Callable[[Callable[[], bool]], World]:
    def look_up(stop: Callable[[], bool]) -> World:
        from pg_desktop.learning.worlds.world import make_world  # noqa: PLC0415 (Gymnasium, after the first paint)

        return make_world(identifier, stop, arguments=arguments)

    return look_up
