"""Chips: a few words beside a control that say when a change of it acts."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from pg_desktop.learning.settings.kinds import TakesEffect


class Chip(QLabel):
    """A few words with a border; its property "chip" says in which colour. Lives in the GUI thread."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        font = self.font()
        font.setPointSizeF(font.pointSizeF() * 0.82)
        self.setFont(font)

    def say(self, kind: str, text: str, tip: str) -> None:
        """Show a text in the colour of a kind: "now", "next", "reset" or "waiting"."""
        self.setToolTip(tip)
        if self.property("chip") == kind and self.text() == text:
            return
        self.setProperty("chip", kind)
        self.setText(text)
        self.style().unpolish(self)
        self.style().polish(self)


class EffectChip(Chip):
    """Says when a change of a setting takes effect, or what is still waiting to. Lives in the GUI thread."""

    def __init__(self, takes_effect: TakesEffect, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._takes_effect = takes_effect
        self.show_applied()

    def show_applied(self) -> None:
        """Nothing waits."""
        texts = {
            TakesEffect.NOW: ("now", self.tr("now"), self.tr("A change acts at once.")),
            TakesEffect.NEXT_UPDATE: (
                "next",
                self.tr("next update"),
                self.tr("A change acts from the next update on, without stopping the run."),
            ),
            TakesEffect.RESET: (
                "reset",
                self.tr("on Reset"),
                self.tr("A change acts when the run is reset, or at once while it has not begun."),
            ),
        }
        self.say(*texts[self._takes_effect])

    def show_waiting(self, applied: str) -> None:
        """Something waits; `applied` is the value in force meanwhile."""
        if self._takes_effect is TakesEffect.RESET:
            text = self.tr("{applied} until Reset").format(applied=applied)
        else:
            text = self.tr("{applied} until next update").format(applied=applied)
        self.say("waiting", text, self.tr("The run still uses {applied}.").format(applied=applied))
