"""What the terms of a reward come to in the shown step, as bars. Everything here belongs to the GUI thread."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from pg_desktop.learning.rewards.reward import Reward
from pg_desktop.ui.kit.contained import contained, nothing
from pg_desktop.ui.kit.fitted import elided, tabular
from pg_desktop.ui.kit.numbers import short
from pg_desktop.ui.kit.theme import Theme, theme_in_use

if TYPE_CHECKING:  # NumPy, which the first paint does not need
    from pg_desktop.learning.acting.playback import Moment

_ROW: Final = 21.0
_BAR: Final = 9.0
_GAP: Final = 8.0
_NAMES: Final = 0.4
"""The part of the width that the terms' texts have."""
_LEFT: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_DIGITS: Final = 3


@dataclass(frozen=True)
class Bar:
    """One line.

    Attributes:
        name: the term, as it was written.
        value: what it came to; may be no finite number.
        strong: whether it is the sum.
        quiet: whether it has no part in the sum.
    """

    name: str
    value: float
    strong: bool = False
    quiet: bool = False


def bars_of(reward: Reward, moment: Moment, gamma: float, total: str, own: str) -> tuple[Bar, ...]:
    """The terms of the step that led to a moment, their sum, and what the world itself gave.

    Args:
        reward: of the moment's world.
        moment: not the first of its episode.
        gamma: the discount.
        total: what the sum is called.
        own: what the world's own reward is called.
    """
    import numpy as np  # noqa: PLC0415

    from pg_desktop.learning.rewards.evaluating import Played, rewards, terms  # noqa: PLC0415

    passed = moment.passed
    if passed is None:
        return ()
    played = Played(
        passed.obs_O,
        moment.obs_O,
        np.asarray(passed.environment_action),
        np.asarray(passed.reward, np.float64),
        np.asarray(moment.terminated),
        np.asarray(moment.step - 1),
    )
    found = [Bar(reward.written(term), float(value)) for term, value in terms(reward, played, gamma)]
    summed = Bar(total, float(rewards(reward, played, gamma)), strong=True)
    return *found, summed, Bar(own, passed.reward, quiet=True)


class TermsView(QWidget):
    """Bars to the left and right of 0; their scale is that of the largest so far. Lives in the GUI thread.

    Attributes:
        bars: what is shown.
    """

    def __init__(self, parent: QWidget) -> None:
        """Show nothing yet."""
        super().__init__(parent)
        self.setObjectName("rewardTerms")
        self.setAccessibleName(self.tr("Terms of the reward in the shown step"))
        self.setToolTip(
            self.tr(
                "What each term adds to the reward of the step that led to the shown moment, and what the world "
                "itself gave for it. Bars to the right are above 0; the longest seen so far fills its side."
            )
        )
        self.bars: tuple[Bar, ...] = ()
        self._text = ""
        self._largest = 0.0
        self._hint = ""

    @contained(otherwise=QWidget.sizeHint)
    def sizeHint(self) -> QSize:
        """See `QWidget.sizeHint`."""
        return QSize(220, 120)

    def say(self, hint: str) -> None:
        """Show a sentence instead of bars."""
        if self.bars or hint != self._hint:
            self.bars, self._hint = (), hint
            self.setAccessibleDescription(hint)
            self.update()

    def show_bars(self, text: str, bars: tuple[Bar, ...]) -> None:
        """Show the terms of a reward.

        Args:
            text: the reward, whose scale is kept as long as it is the same.
            bars: its lines.
        """
        if text != self._text:
            self._text, self._largest = text, 0.0
        sizes = (abs(bar.value) for bar in bars if not bar.quiet and abs(bar.value) < float("inf"))
        self._largest = max([self._largest, *sizes])
        self.bars, self._hint = bars, ""
        self.setAccessibleDescription("; ".join(f"{bar.name} {short(bar.value, _DIGITS)}" for bar in bars))
        self.update()

    @contained(otherwise=nothing)
    def paintEvent(self, event: QPaintEvent) -> None:
        """See `QWidget.paintEvent`."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = theme_in_use()
        if not self.bars:
            painter.setPen(theme.muted)
            flags = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop) | int(Qt.TextFlag.TextWordWrap)
            painter.drawText(QRectF(self.rect()), flags, self._hint)
            return
        room = max(int(self.height() / _ROW), 2)
        *terms, total, own = self.bars
        shown = [*terms[: max(room - 2, 0)], total, own][-room:]
        for index, bar in enumerate(shown):
            self._paint(painter, theme, bar, QRectF(0, index * _ROW, self.width(), _ROW))

    def _paint(self, painter: QPainter, theme: Theme, bar: Bar, row: QRectF) -> None:
        font = tabular(QFont(self.font()))
        font.setWeight(QFont.Weight.DemiBold if bar.strong else QFont.Weight.Normal)
        metrics = QFontMetricsF(font)
        painter.setFont(font)
        figures = 1.05 * QFontMetricsF(self.font()).horizontalAdvance("−0.00000")
        names = row.width() * _NAMES
        colour = theme.text if bar.strong else theme.muted
        painter.setPen(colour)
        painter.drawText(QRectF(0, row.top(), names, row.height()), int(_LEFT), elided(bar.name, metrics, names))
        painter.drawText(row, int(_RIGHT), short(bar.value, _DIGITS))
        track = QRectF(names + _GAP, row.center().y() - _BAR / 2, row.width() - names - figures - 2 * _GAP, _BAR)
        painter.fillRect(track, theme.grid)
        painter.fillRect(_filled(track, bar.value, self._largest), _colour(theme, bar))
        painter.fillRect(QRectF(track.center().x() - 0.5, track.top() - 2, 1, _BAR + 4), theme.groove)


def _filled(track: QRectF, value: float, largest: float) -> QRectF:
    """The bar from the middle of its track."""
    share = max(min(value / largest, 1.0), -1.0) if largest and abs(value) < float("inf") else 0.0
    length = share * track.width() / 2
    return QRectF(track.center().x(), track.top(), length, track.height()).normalized()


def _colour(theme: Theme, bar: Bar) -> QColor:
    if bar.quiet:
        return theme.groove
    return theme.second if bar.strong else theme.accent
