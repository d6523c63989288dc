"""The picker of worlds: the table's, and any other by its id."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCoreApplication, Qt, Signal, Slot
from PySide6.QtWidgets import QLabel, QWidget

from pg_desktop.learning.settings.kinds import EnvironmentParameter, Value
from pg_desktop.learning.worlds.ids import short_id
from pg_desktop.learning.worlds.table import environment_entry, missing_extra
from pg_desktop.ui.kit.settings.setting_controls import ChoiceControl
from pg_desktop.ui.panes.settings.world_facts import world_facts

if TYPE_CHECKING:  # Gymnasium, which the first paint does not need
    from pg_desktop.learning.worlds.world import World


_LINE: Final = 32
"""Characters of which a line of the panel has room for certain."""


class EnvironmentControl(ChoiceControl):
    """A combo box of worlds, and what is hard about the chosen one. Lives in the GUI thread.

    Signals:
        other_wanted (): the user wants one that is not in the table.
    """

    other_wanted = Signal()

    def __init__(self, row: EnvironmentParameter, parent: QWidget | None = None) -> None:
        super().__init__(row, parent)
        self._shown = self.value()
        self.summary = QLabel(self)
        self.summary.setObjectName("environmentSummary")
        self.summary.setProperty("role", "muted")
        self.summary.setWordWrap(True)
        font = self.summary.font()
        font.setPointSizeF(font.pointSizeF() * 0.92)
        self.summary.setFont(font)
        self._grid.addWidget(self.summary, 2, 0, 1, 2)
        self._world: World | None = None
        self.facts = QLabel(self)
        self.facts.setObjectName("environmentFacts")
        self.facts.setProperty("role", "muted")
        self.facts.setWordWrap(True)
        self.facts.setTextFormat(Qt.TextFormat.PlainText)
        self.facts.setFont(font)
        self.facts.setWhatsThis(self._what_facts_mean())
        self._grid.addWidget(self.facts, 3, 0, 1, 2)
        self.combo_box.addItem(self.tr("Other…"), "")
        tip = self.tr("Any environment registered with Gymnasium, by its id.")
        self.combo_box.setItemData(self.combo_box.count() - 1, tip, Qt.ItemDataRole.ToolTipRole)
        self._show_chosen()

    def setValue(self, value: Value) -> None:
        """See `SettingControl.setValue`."""
        if self.combo_box.findData(value) < 0:
            # Before the entry for others, which stays the last one.
            place = self.combo_box.count() - 1
            self.combo_box.insertItem(place, short_id(str(value)), value)
            self.combo_box.setItemData(place, str(value), Qt.ItemDataRole.ToolTipRole)
        super().setValue(value)
        self._shown = self.value()
        self._show_chosen()

    def show_world(self, world: World) -> None:
        """Take over which world is in force; more is told of it if it is the chosen one."""
        self._world = world
        self._show_facts()

    def text_of(self, value: Value) -> str:
        """See `SettingControl.text_of`."""
        return super().text_of(value) or short_id(str(value))

    @Slot()
    def _changed(self) -> None:
        if self.value():
            self._shown = self.value()
            self._show_chosen()
            super()._changed()
            return
        self.combo_box.blockSignals(True)
        self.combo_box.setCurrentIndex(self.combo_box.findData(self._shown))
        self.combo_box.blockSignals(False)
        self.other_wanted.emit()

    def _show_chosen(self) -> None:
        self._show_summary()
        self._show_facts()

    def _show_facts(self) -> None:
        if self._world is not None and self._world.entry.id == self._shown:
            self.facts.setText(_unbroken(world_facts(self._world)))
        elif self._world is None:
            self.facts.setText(self.tr("Its spaces, step limit and target are read as soon as it is loaded."))
        else:
            self.facts.setText(self.tr("Its spaces, step limit and target are known after Reset."))

    def _what_facts_mean(self) -> str:
        return self.tr(
            "<h3>The world in figures</h3>"
            "<p><b>Box(4) → Discrete(2)</b>: what the policy sees, here 4 numbers, and what it does, here one of 2 "
            "actions. A Box of actions is as many numbers that it chooses freely.</p>"
            "<p><b>At most 500 steps</b>: then an episode is cut off. <b>Solved at 475</b>: the mean return of 100 "
            "episodes that counts as solved.</p>"
            "<p>The episodes of an update are played side by side. <b>Vectorised</b>: all of them step in one call. "
            "<b>Stepped one by one</b>: each in turn. <b>In processes of their own</b>: at the same time, which is "
            "worth it where a single step takes long.</p>"
        )

    def _show_summary(self) -> None:
        entry = environment_entry(str(self._shown))
        text = QCoreApplication.translate("Environments", entry.summary)
        if entry.extra is not None and missing_extra(entry):
            text += " " + QCoreApplication.translate("Environments", entry.extra.sentence)
        self.summary.setText(text)


def _unbroken(facts: str) -> str:
    """The same with line breaks between two facts alone, but for one that is longer than a line."""
    return " · ".join(
        fact.replace(" ", "\N{NO-BREAK SPACE}") if len(fact) <= _LINE else fact for fact in facts.split(" · ")
    )
