"""A line that says in which physics the shown episode is played, where no training episode is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCoreApplication, QLocale, QTimer
from PySide6.QtWidgets import QLabel, QWidget

from pg_desktop.learning.settings.table import Settings, hyperparameter
from pg_desktop.learning.worlds.variation import Variation, Variations
from pg_desktop.ui.kit.cards import set_on_card
from pg_desktop.ui.kit.settings.quantities import quantity_text
from pg_desktop.ui.kit.settings.values import translated

if TYPE_CHECKING:  # NumPy and Gymnasium, which the first paint does not need
    from pg_desktop.learning.acting.sites import SteerableSite
    from pg_desktop.runs.live.status import View

_PATIENCE_MS: Final = 600
_ROUNDING: Final = 1e-9
"""Bounds are worked out, and what has been chosen to be one of them may differ in the last digit."""


class PhysicsNote(QLabel):
    """The line, which takes no room while there is nothing to say. Lives in the GUI thread.

    It waits a moment before it appears: where training follows the shown episode's physics, that is over with the
    next update.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("physicsNote")
        self.setProperty("role", "muted")
        self.setWordWrap(True)
        set_on_card(self)
        self.hide()
        self._told: tuple[object, ...] = ()
        """What it was written from."""
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(_PATIENCE_MS)
        self._patience.timeout.connect(self.show)

    def tell_of(self, view: View | None, site: SteerableSite | None) -> None:
        """Say so where an episode is played in another physics than training; cheap if nothing has changed.

        Args:
            view: the policy that plays, and its run.
            site: where it plays; None where the physics cannot be changed.
        """
        variations = None if view is None or view.world is None else view.world.variations
        settings = None if view is None else view.status.settings
        told = site and site.variation, variations, settings, self.locale()
        if told == self._told:
            return
        self._told, text = told, ""
        if settings is not None and site is not None and variations is not None:
            text = physics_note(site.variation, variations, settings, self.locale())
        self.tell(text)

    def tell(self, text: str) -> None:
        """Show a text from now on, "" for none; cheap if it is the same."""
        self.setText(text)
        if not text:
            self._patience.stop()
            self.hide()
        elif self.isHidden() and not self._patience.isActive():
            self._patience.start()


def physics_note(shown: Variation, variations: Variations, settings: Settings, locale: QLocale) -> str:
    """Which quantities of the shown physics the policy is not trained in; "" if it is trained in all of them.

    Args:
        shown: the physics that the episode is played in.
        variations: of its world.
        settings: of the run.
        locale: writes the numbers.
    """
    bounds = variations.training_bounds(settings)
    strange = [name for name, value in shown.as_dict().items() if not _within(value, *bounds[name])]
    if not strange:
        return ""
    translate = QCoreApplication.translate
    phrase = translate("RenderPane", "{quantity} {shown} instead of {trained}")
    phrases = [
        phrase.format(
            quantity=translated(hyperparameter(name).name),
            shown=quantity_text(name, shown.as_dict()[name], locale),
            trained=_amounts(name, *bounds[name], locale),
        )
        for name in strange
    ]
    text = translate("RenderPane", "Shown in another physics than trained in: {quantities}")
    return text.format(quantities=", ".join(phrases))


def _within(value: float, low: float, high: float) -> bool:
    return low - abs(low) * _ROUNDING <= value <= high + abs(high) * _ROUNDING


def _amounts(name: str, low: float, high: float, locale: QLocale) -> str:
    if low == high:
        return quantity_text(name, low, locale)
    text = QCoreApplication.translate("RenderPane", "{low} to {high}")
    return text.format(low=quantity_text(name, low, locale), high=quantity_text(name, high, locale))
