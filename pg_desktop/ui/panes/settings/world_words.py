"""What the chosen world is like, above the settings of the world."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from pg_desktop.learning.worlds.table import environment_entry, missing_extra
from pg_desktop.ui.kit.glossary.words import explanation
from pg_desktop.ui.panes.settings.world_facts import world_facts

if TYPE_CHECKING:  # Gymnasium, which the first paint does not need
    from pg_desktop.learning.worlds.world import World

_LINE: Final = 32
"""Characters of which a line has room for certain."""
_SMALL: Final = 0.92


class WorldWords(QWidget):
    """What is hard about the chosen world, and the world in figures. Lives in the GUI thread."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._told: tuple[str, World | None] | None = None
        self.summary = self._label("environmentSummary")
        self.facts = self._label("environmentFacts")
        self.facts.setWhatsThis(self._what_facts_mean())
        self.facts.setToolTip(explanation("spaces") + explanation("vectorised"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        column.addWidget(self.summary)
        column.addWidget(self.facts)

    @property
    def sentences(self) -> tuple[str, str]:
        """What is told."""
        return self.summary.text(), self.facts.text()

    def show_chosen(self, environment: str, world: World | None) -> bool:
        """Tell of a world; cheap if nothing is new.

        Args:
            environment: the id of the chosen one.
            world: the one in force, of which more is told if it is the chosen one; None if nothing is loaded yet.

        Returns:
            Whether something else is told than before.
        """
        if (environment, world) == self._told:
            return False
        self._told = environment, world
        self.summary.setText(_summary(environment))
        if world is None:
            facts = self.tr("Its spaces, step limit and target are read as soon as it is loaded.")
        elif world.entry.id == environment:
            facts = _unbroken(world_facts(world))
        else:
            facts = self.tr("Its spaces, step limit and target are known after Reset.")
        self.facts.setText(facts)
        return True

    def _label(self, name: str) -> QLabel:
        label = QLabel(self)
        label.setObjectName(name)
        label.setProperty("role", "muted")
        label.setWordWrap(True)
        label.setTextFormat(Qt.TextFormat.PlainText)
        font = label.font()
        font.setPointSizeF(font.pointSizeF() * _SMALL)
        label.setFont(font)
        return label

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


def _summary(environment: str) -> str:
    entry = environment_entry(environment)
    text = QCoreApplication.translate("Environments", entry.summary)
    if entry.extra is not None and missing_extra(entry):
        text += " " + QCoreApplication.translate("Environments", entry.extra.sentence)
    return text


def _unbroken(facts: str) -> str:
    """The same with line breaks between two facts alone, but for one that is longer than a line."""
    return " · ".join(
        fact.replace(" ", "\N{NO-BREAK SPACE}") if len(fact) <= _LINE else fact for fact in facts.split(" · ")
    )
