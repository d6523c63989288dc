"""Why the loss is no score, shown live: the losses of the same episodes with other baselines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCoreApplication, Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QWidget

from pg_desktop.learning.settings.kinds import ChoiceParameter
from pg_desktop.learning.settings.table import HYPERPARAMETERS
from pg_desktop.ui.kit.numbers import compact, fixed
from pg_desktop.ui.kit.settings.number_fields import DecimalField
from pg_desktop.ui.panes.anatomy.sight import Sight, bold

if TYPE_CHECKING:
    from pg_desktop.learning.explaining.losses import OtherLoss

_ADDED_MAX: Final = 100.0
_BESIDE: Final = 100
"""Widths of a letter from which on there is room for losses and control side by side."""


class OtherLosses(QWidget):
    """The losses that other baselines would have given of the update. Lives in the GUI thread.

    Attributes:
        words: the losses, and the return that they have in common.
        added: what is added to every reward.
        losses: what is shown; none while nothing is known.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._sight: Sight | None = None
        self.losses: tuple[OtherLoss, ...] = ()
        self.words = QLabel(self)
        self.words.setObjectName("otherLosses")
        self.words.setTextFormat(Qt.TextFormat.RichText)
        self.words.setWordWrap(True)
        tip = self.tr(
            "Add a constant to every reward. In episodes of the same length it favours no action over another, and the "
            "policy that played them is as good as before; the losses are others."
        )
        self.added = DecimalField(self)
        self.added.setObjectName("addedReward")
        self.added.setRange(-_ADDED_MAX, _ADDED_MAX)
        self.added.setDecimals(1)
        self.added.setSingleStep(1.0)
        self.added.setAccessibleName(self.tr("Added to every reward"))
        self.added.setAccessibleDescription(tip)
        self.added.setToolTip(f"<p>{tip}</p>")
        self.added.setWhatsThis(tip)
        self.added.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        label = QLabel(self.tr("Added to every &reward"), self)
        label.setProperty("role", "muted")
        label.setBuddy(self.added)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(label)
        row.addWidget(self.added)
        row.addStretch(1)
        self._box = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(4)
        self._box.addWidget(self.words, 1)
        self._box.addLayout(row)
        self.added.valueChanged.connect(self._compute)

    def show_update(self, sight: Sight | None) -> None:
        """Show the losses of another update."""
        self._sight = sight
        self._compute()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        beside = self.width() >= _BESIDE * self.fontMetrics().averageCharWidth()
        direction = QBoxLayout.Direction
        self._box.setDirection(direction.LeftToRight if beside else direction.TopToBottom)

    @Slot()
    def _compute(self, *_: object) -> None:
        sight = self._sight
        if sight is None or sight.anatomy is None or sight.by_values:
            self.losses = ()
            self.words.setText("")
            return
        from pg_desktop.learning.explaining.losses import other_losses  # noqa: PLC0415 (NumPy)

        self.losses = other_losses(sight.trace, sight.anatomy.before_B, self.added.value())
        one = self.tr("{baseline} {loss}")
        told = " · ".join(
            one.format(baseline=baseline_name(other.advantage), loss=bold(fixed(other.loss, 3)))
            for other in self.losses
        )
        mean = float(sight.trace.rollout.score_N.mean())
        text = self.tr("Loss of this update with other baselines: {losses}; the mean return is {mean} in all of them.")
        self.words.setText(text.format(losses=told, mean=bold(compact(mean))))


def baseline_name(advantage: str) -> str:
    """What a choice of advantage is called in the settings."""
    parameter = HYPERPARAMETERS["advantage"]
    if isinstance(parameter, ChoiceParameter):
        for choice in parameter.choices:
            if choice.value == advantage:
                return QCoreApplication.translate("Hyperparameters", choice.name).lower()
    return advantage
