"""How the shown policy acts, how fast its episode goes by, and the way back to it."""

from __future__ import annotations

from typing import Final

from PySide6.QtWidgets import QToolButton, QWidget

from pg_desktop.learning.acting.action_mode import ActionMode
from pg_desktop.ui.kit.wheel import ComboBox

SPEEDS: Final = (0.25, 0.5, 1.0, 2.0, 4.0)
_MODES: Final = (ActionMode.SAMPLED, ActionMode.GREEDY)


class ModeBox(ComboBox):
    """The choice between sampled and greedy actions. Lives in the GUI thread."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("actionMode")
        self.addItems([self.tr("sampled"), self.tr("greedy")])
        tip = self.tr(
            "Sampled: actions at random, as the policy learned. Greedy: always the most probable action, or the median "
            "of a squashed Gaussian. With DQN, greedy is the action that is worth most, and ε-greedy one at random now "
            "and then, as in training."
        )
        self.setToolTip(f"<p>{tip}</p>")
        self.setWhatsThis(tip)
        self.setAccessibleName(self.tr("How the shown policy acts"))

    def show_by_values(self, by_values: bool) -> None:
        """Name the first choice for a policy that acts by what actions are worth, or by their probabilities."""
        text = self.tr("ε-greedy") if by_values else self.tr("sampled")
        if text != self.itemText(0):
            self.setItemText(0, text)

    @property
    def mode(self) -> ActionMode:
        """What is chosen."""
        return _MODES[self.currentIndex()]


class SpeedBox(ComboBox):
    """The choice of a speed. Lives in the GUI thread."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("playbackSpeed")
        self.addItems(["¼×", "½×", "1×", "2×", "4×"])
        self.setCurrentIndex(SPEEDS.index(1.0))
        tip = self.tr("Speed of the shown episode. 1× is real time; training keeps its own pace.")
        self.setToolTip(tip)
        self.setWhatsThis(tip)
        self.setAccessibleName(self.tr("Speed of the shown episode"))

    @property
    def speed(self) -> float:
        """What is chosen, as a multiple of real time."""
        return SPEEDS[self.currentIndex()]


class LiveButton(QToolButton):
    """Brings the newest policy back, and is hidden while that is shown. Lives in the GUI thread."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("backToLive")
        self.setProperty("role", "toggle")
        self.setText(self.tr("Back to live"))
        tip = self.tr("Show the newest policy at work again, and not this recorded moment.")
        self.setToolTip(tip)
        self.setWhatsThis(tip)
        self.setAccessibleName(self.text())
        self.hide()
