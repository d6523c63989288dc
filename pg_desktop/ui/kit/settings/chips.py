"""Chips: a few words beside a control that say when a change of it acts."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from pg_desktop.learning.settings.kinds import TakesEffect

_FRAME: Final = 5
"""Pixels above and below the text, for border and padding; see the style sheet."""


class Chip(QLabel):
    """A few words with a border; its property "chip" says in which colour. Lives in the GUI thread."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        font = self.font()
        font.setPointSizeF(font.pointSizeF() * 0.82)
        self.setFont(font)
        self.setFixedHeight(self.fontMetrics().height() + _FRAME)

    def say(self, kind: str, text: str, tip: str) -> None:
        """Show a text in the colour of a kind: "now", "next", "reset" or "waiting"."""
        self.setToolTip(tip)
        if self.property("chip") == kind and self.text() == text:
            return
        self.setProperty("chip", kind)
        self.setText(text)
        if self.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):  # or it will be when it is first shown
            self.style().unpolish(self)
            self.style().polish(self)


def effect_word(takes_effect: TakesEffect) -> str:
    """When a change acts, in a word or two."""
    translate = QCoreApplication.translate
    return {
        TakesEffect.NOW: translate("EffectChip", "now"),
        TakesEffect.NEXT_UPDATE: translate("EffectChip", "next update"),
        TakesEffect.RESET: translate("EffectChip", "on Reset"),
    }[takes_effect]


def effect_sentence(takes_effect: TakesEffect) -> str:
    """When a change acts."""
    translate = QCoreApplication.translate
    return {
        TakesEffect.NOW: translate("EffectChip", "A change acts at once."),
        TakesEffect.NEXT_UPDATE: translate(
            "EffectChip", "A change acts from the next update on, without stopping the run."
        ),
        TakesEffect.RESET: translate(
            "EffectChip", "A change acts when the run is reset, or at once while it has not begun."
        ),
    }[takes_effect]


class EffectChip(Chip):
    """Says when a change of a setting takes effect, or what is still waiting to. Lives in the GUI thread."""

    def __init__(self, takes_effect: TakesEffect, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._takes_effect = takes_effect
        self.show_applied()

    def show_applied(self) -> None:
        """Nothing waits."""
        kind = {TakesEffect.NOW: "now", TakesEffect.NEXT_UPDATE: "next", TakesEffect.RESET: "reset"}
        self.say(kind[self._takes_effect], effect_word(self._takes_effect), effect_sentence(self._takes_effect))

    def show_waiting(self, applied: str) -> None:
        """Something waits; `applied` is the value in force meanwhile."""
        if self._takes_effect is TakesEffect.RESET:
            text = self.tr("{applied} until Reset").format(applied=applied)
        else:
            text = self.tr("{applied} until next update").format(applied=applied)
        self.say("waiting", text, self.tr("The run still uses {applied}.").format(applied=applied))
