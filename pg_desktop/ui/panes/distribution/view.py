"""The policy's distribution in the moment that the render pane shows."""

from __future__ import annotations

import math
from html import escape
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QFocusEvent, QHelpEvent, QPainter, QPaintEvent, QPicture, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from pg_desktop.ui.kit.contained import contained, nothing
from pg_desktop.ui.kit.focus import paint_focus
from pg_desktop.ui.kit.glossary.words import explained
from pg_desktop.ui.kit.theme import LIGHT, Theme
from pg_desktop.ui.panes.distribution.grid import Grid, Reach
from pg_desktop.ui.panes.distribution.look import LEFT, RIGHT, Look, dot, write
from pg_desktop.ui.panes.distribution.words import action_texts, entropy_text, exploration, part_names, spoken

if TYPE_CHECKING:  # NumPy, which the first paint does not need
    from pg_desktop.learning.acting.playback import Moment
    from pg_desktop.learning.worlds.table import EnvironmentEntry
    from pg_desktop.ui.panes.distribution.parts import PartPicture

_LEAST_HEIGHT: Final = 120
_BELOW_HEADING: Final = 6.0


class DistributionView(QWidget):
    """π(·|s), dimension by dimension, with its entropy. Lives in the GUI thread.

    Attributes:
        repaints: how often it has been painted.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("distributionView")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(200, _LEAST_HEIGHT)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        # So that a change repaints this alone and not the card behind it.
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName(self.tr("The policy's distribution in this state"))
        self.setWhatsThis(
            self.tr(
                "How probable each action is in the state that is shown now, and the action that was taken, marked "
                "with a dot. Of an action that is a real number: its density, with μ as a line. What lies beyond the "
                "bounds is hatched: the environment is given the bound instead. A squashed number is tanh of a normal "
                "variable, brought between the bounds: μ and σ are those of the normal variable, and the line is the "
                "median, which μ becomes. The entropy tells how undecided the policy is. With DQN, the bars tell what "
                "each action is worth, Q(s, a), on a scale that holds 0 and all values seen so far; the best one "
                "stands out, and ε is the share of actions that are drawn at random instead."
            )
        )
        self.repaints = 0
        self._theme = LIGHT
        self._moment: Moment | None = None
        self._entry: EnvironmentEntry | None = None
        self._look: Look | None = None
        self._still: tuple[object, QPicture] | None = None
        self._reach = Reach()

    @property
    def moment(self) -> Moment | None:
        """What is shown."""
        return self._moment

    def show_moment(self, moment: Moment | None, entry: EnvironmentEntry | None) -> None:
        """Show a moment, or that there is none; costs nothing while hidden."""
        before, self._moment, self._entry = self._moment, moment, entry
        another = before is None or moment is None or before.distribution != moment.distribution
        if another and self.isVisible():
            self._ask_for_room()
        self.update()

    def show_theme(self, theme: Theme) -> None:
        """Draw in a look's colours."""
        self._theme = theme
        self._forget_pictures()
        self.update()

    def reading(self) -> str:
        """What is shown, in words."""
        if self._moment is None or self._entry is None:
            return self._placeholder()
        return spoken(self._moment, self._entry)

    @contained(QWidget.sizeHint)
    def sizeHint(self) -> QSize:
        return QSize(352, 236)

    @contained(nothing)
    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        self.repaints += 1
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.card)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        moment = self._moment
        if moment is None or self._entry is None:
            self._paint_sentence(painter, self._placeholder())
        elif not _finite(moment):
            self._paint_sentence(painter, self.tr("The policy's outputs are not finite numbers any more."))
        else:
            self._paint(painter, moment, self._entry, self._current_look)
        if self.hasFocus():
            paint_focus(painter, self._theme, QRectF(self.rect()))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._ask_for_room()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.isVisible():
            self._ask_for_room()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self._forget_pictures()
            self._ask_for_room()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.setAccessibleDescription(self.reading())

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            reading = escape(self.reading()).replace("\n", "<br>")
            QToolTip.showText(event.globalPos(), explained(f"<p>{reading}</p>"), self)
            return True
        return super().event(event)

    def _forget_pictures(self) -> None:
        self._look = self._still = None

    def _placeholder(self) -> str:
        return self.tr("As soon as the policy acts, what it makes of each state is shown here.")

    def _paint_sentence(self, painter: QPainter, sentence: str) -> None:
        painter.setPen(self._theme.muted)
        painter.drawText(
            QRectF(self.rect()), int(Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextWordWrap), sentence
        )

    def _paint(self, painter: QPainter, moment: Moment, entry: EnvironmentEntry, look: Look) -> None:
        heading = QRectF(0, 0, self.width(), look.metrics.height() + 2)
        self._paint_heading(painter, heading, moment, entry, look)
        area = QRectF(self.rect()).adjusted(0, heading.height() + _BELOW_HEADING, 0, 0)
        pictures = self._pictures(area, moment, entry, look)
        # One call for everything that stays from moment to moment.
        key = (self.size(), *(picture.still_key for picture in pictures))
        if self._still is None or self._still[0] != key:
            self._still = key, _recorded(pictures)
        painter.drawPicture(0, 0, self._still[1])
        for picture in pictures:
            picture.paint(painter)

    def _paint_heading(
        self, painter: QPainter, rect: QRectF, moment: Moment, entry: EnvironmentEntry, look: Look
    ) -> None:
        epsilon = exploration(moment.parts)
        label, value = (self.tr("Entropy"), entropy_text(moment.parts)) if epsilon is None else (self.tr("ε"), epsilon)
        painter.setFont(look.font)
        write(painter, rect, LEFT, label, look.theme.muted)
        painter.setFont(look.bold)
        label_width = look.metrics.horizontalAdvance(label) + 7
        write(painter, rect.adjusted(label_width, 0, 0, 0), LEFT, value, look.theme.text)
        room = rect.width() - label_width - look.metrics.horizontalAdvance(value) - 34
        texts = action_texts(moment, entry)
        text = next((text for text in texts if look.metrics.horizontalAdvance(text) <= room), "")
        if not text:
            return
        write(painter, rect, RIGHT, text, look.theme.text)
        if not moment.ended:
            centre = rect.right() - look.metrics.horizontalAdvance(text) - 10
            mark = rect.center()
            mark.setX(centre)
            painter.fillPath(dot(mark), look.theme.second)

    def _pictures(self, area: QRectF, moment: Moment, entry: EnvironmentEntry, look: Look) -> list[PartPicture]:
        from pg_desktop.ui.panes.distribution.parts import ends_of, picture_of  # noqa: PLC0415 (NumPy, after the first paint)

        self._reach.forget_unless(moment.distribution)
        pictures = []
        for index, (part, cell) in enumerate(
            zip(moment.parts, Grid.fit(len(moment.parts), area.width()).cells(area), strict=True)
        ):
            needed = ends_of(part)
            ends = None if needed is None else self._reach.widest(index, needed)
            pictures.append(picture_of(part, part_names(moment, entry, index), cell, look, ends))
        return pictures

    def _ask_for_room(self) -> None:
        """Be as high as all dimensions need at this width; whoever holds it scrolls."""
        if self._moment is None:
            self.setMinimumHeight(_LEAST_HEIGHT)
            return
        from pg_desktop.ui.panes.distribution.parts import least_height_of  # noqa: PLC0415 (NumPy, after the first paint)

        look, parts = self._current_look, self._moment.parts
        grid = Grid.fit(len(parts), self.width())
        width = grid.cell_width(self.width())
        rows = grid.height(max(least_height_of(part, width, look) for part in parts))
        self.setMinimumHeight(max(_LEAST_HEIGHT, math.ceil(look.metrics.height() + 2 + _BELOW_HEADING + rows)))

    @property
    def _current_look(self) -> Look:
        if self._look is None:
            self._look = Look.of(self._theme, self.font())
        return self._look


def _recorded(pictures: list[PartPicture]) -> QPicture:
    recording = QPicture()
    painter = QPainter(recording)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for picture in pictures:
        picture.paint_still(painter)
    painter.end()
    return recording


def _finite(moment: Moment) -> bool:
    import numpy as np  # noqa: PLC0415 (after the first paint)

    return bool(moment.parameters_K is None or np.isfinite(moment.parameters_K).all())
