"""The policy's distribution in the moment that the render pane shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, QTimer, Slot
from PySide6.QtGui import QFocusEvent, QHelpEvent, QPainter, QPaintEvent, QPicture
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from pg_desktop.ui.distribution.look import LEFT, RIGHT, Look, dot, write
from pg_desktop.ui.distribution.numbers import number
from pg_desktop.ui.distribution.words import action_texts, entropy_text, part_names, spoken
from pg_desktop.ui.theme import LIGHT, Theme

if TYPE_CHECKING:  # NumPy, which the first paint does not need
    from pg_desktop.learning.environments import EnvironmentEntry
    from pg_desktop.learning.exhibition import Moment
    from pg_desktop.ui.distribution.parts import PartPicture

REPAINTS_PER_SECOND: Final = 12
"""Numbers that change more often cannot be read."""
_PARTS_MAX: Final = 4
"""More dimensions than these have no room side by side."""
_GAP: Final = 18.0
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
        self.setMinimumSize(200, 120)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        # So that a change repaints this alone and not the card behind it.
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName(self.tr("The policy's distribution in this state"))
        self.setWhatsThis(
            self.tr(
                "How probable each action is in the state that is shown now, and the action that was taken, marked "
                "with a dot. Of an action that is a real number: its density, with μ as a line. What lies beyond the "
                "bounds is hatched: the environment is given the bound instead. The entropy tells how undecided the "
                "policy is."
            )
        )
        self.repaints = 0
        self._theme = LIGHT
        self._moment: Moment | None = None
        self._entry: EnvironmentEntry | None = None
        self._painted: Moment | None = None
        self._look: Look | None = None
        self._still: tuple[object, QPicture] | None = None
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(1000 // REPAINTS_PER_SECOND)
        self._rest.timeout.connect(self._catch_up)

    @property
    def moment(self) -> Moment | None:
        """What is shown, or will be with the next repaint."""
        return self._moment

    def show_moment(self, moment: Moment | None, entry: EnvironmentEntry | None) -> None:
        """Show a moment soon, or that there is none; of several within a twelfth of a second, the last.

        Costs nothing while hidden.
        """
        self._moment, self._entry = moment, entry
        if not self._rest.isActive() and self.isVisible():
            self._rest.start()
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

    def sizeHint(self) -> QSize:
        return QSize(352, 236)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        self.repaints += 1
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.card)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        moment = self._painted = self._moment
        if self._look is None:
            self._look = Look.of(self._theme, self.font())
        if moment is None or self._entry is None:
            self._paint_sentence(painter, self._placeholder())
        elif not _finite(moment):
            self._paint_sentence(painter, self.tr("The policy's outputs are not finite numbers any more."))
        else:
            self._paint(painter, moment, self._entry, self._look)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self._forget_pictures()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.setAccessibleDescription(self.reading())

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), self.reading(), self)
            return True
        return super().event(event)

    @Slot()
    def _catch_up(self) -> None:
        if self._moment is not self._painted and self.isVisible():
            self._rest.start()
            self.update()

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
        hidden = len(moment.parts) - _PARTS_MAX
        below = look.small_metrics.height() + 2 if hidden > 0 else 0.0
        area = QRectF(self.rect()).adjusted(0, heading.height() + _BELOW_HEADING, 0, -below)
        if hidden > 0:
            painter.setFont(look.small)
            text = self.tr("Dimensions of the action not shown: {count}").format(count=number(hidden, 0))
            rest = QRectF(0, self.height() - below, self.width(), below)
            write(painter, rest, LEFT, text, look.theme.muted)
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
        label, value = self.tr("Entropy"), entropy_text(moment.parts)
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
        from pg_desktop.ui.distribution.parts import picture_of  # noqa: PLC0415 (NumPy, after the first paint)

        parts = moment.parts[:_PARTS_MAX]
        width = (area.width() - _GAP * (len(parts) - 1)) / len(parts)
        return [
            picture_of(
                part,
                part_names(moment, entry, index),
                QRectF(area.left() + index * (width + _GAP), area.top(), width, area.height()),
                look,
            )
            for index, part in enumerate(parts)
        ]


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

    return bool(np.isfinite(moment.parameters_K).all())
