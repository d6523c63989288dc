"""A reading of the compass: dial, figure, bars, and what they say in a sentence."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QStackedLayout, QVBoxLayout, QWidget

from pg_desktop.learning.measuring.compass_reading import CompassReading
from pg_desktop.ui.kit.cards import set_on_card
from pg_desktop.ui.kit.contained import contained
from pg_desktop.ui.kit.numbers import NOTHING, whole
from pg_desktop.ui.kit.theme import Theme
from pg_desktop.ui.panes.compass.dial import Dial
from pg_desktop.ui.panes.compass.rows import Rows
from pg_desktop.ui.panes.compass.words import lesson, number, spoken

_LARGE: Final = 1.9
_SMALL: Final = 0.92


class CompassView(QWidget):
    """Shows a reading, or a sentence that says why there is none. Lives in the GUI thread.

    Attributes:
        dial: the needle.
        rows: the bars.
        figure: the cosine of the update itself.
        error: how far that may be off.
        caption: which update and which reference.
        sentence: what the reading says.
        hint: instead of all that.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.dial, self.rows = Dial(self), Rows(self)
        self.figure, self.error = self._label("compassFigure", "figure"), self._label("compassError", "muted")
        self.caption = self._label("compassCaption", "muted")
        self.sentence = self._label("compassSentence", "")
        self.hint = self._label("compassHint", "muted")
        self.hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        for label in (self.caption, self.sentence, self.hint):
            label.setWordWrap(True)
            label.setMinimumWidth(1)
        large, small = self.figure.font(), self.caption.font()
        large.setPointSizeF(large.pointSizeF() * _LARGE)
        large.setWeight(large.Weight.DemiBold)
        self.figure.setFont(large)
        small.setPointSizeF(small.pointSizeF() * _SMALL)
        self.caption.setFont(small)
        self.figure.setAccessibleName(self.tr("Cosine of this update's gradient"))
        self._pages = QStackedLayout(self)
        self._pages.addWidget(self.hint)
        self._pages.addWidget(self._scrolled(self._page()))

    def show_hint(self, text: str) -> None:
        """Show a sentence instead of a reading."""
        self.hint.setText(text)
        self._pages.setCurrentIndex(0)

    def show_reading(self, reading: CompassReading, update: int, current: int | None) -> None:
        """Show a reading.

        Args:
            reading: it.
            update: its update, counted from the run's first.
            current: the update that is looked at; None if it is that one.
        """
        stale = current is not None
        own = reading.cosine
        self.dial.show_cosine(own, stale=stale)
        self.rows.show_reading(reading, stale=stale)
        self.figure.setText(NOTHING if own is None else number(own.value))
        self.error.setText("" if own is None else self.tr("± {half}").format(half=number(own.half)))
        self.figure.setAccessibleDescription(spoken(reading))
        self.caption.setText(self._caption(reading, update, current))
        self.sentence.setText(lesson(reading))
        self.sentence.setVisible(bool(self.sentence.text()))
        self._pages.setCurrentIndex(1)

    def show_theme(self, theme: Theme) -> None:
        """Draw in a look's colours."""
        self.dial.show_theme(theme)
        self.rows.show_theme(theme)

    def _caption(self, reading: CompassReading, update: int, current: int | None) -> str:
        episodes = whole(reading.episodes, self.locale())
        if current is None:
            template = self.tr("cosine of update {update} against {episodes} episodes of the policy before it")
        else:
            template = self.tr(
                "measured at update {update} against {episodes} episodes; update {current} has not been measured"
            )
        return template.format(update=whole(update), episodes=episodes, current=whole(current or 0))

    def _page(self) -> QWidget:
        page = QWidget(self)
        figure = QHBoxLayout()
        figure.setSpacing(6)
        figure.addWidget(self.figure)
        figure.addWidget(self.error, 0, Qt.AlignmentFlag.AlignBottom)
        figure.addStretch(1)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addStretch(1)
        words.addLayout(figure)
        words.addWidget(self.caption)
        words.addStretch(1)
        top = QHBoxLayout()
        top.setSpacing(14)
        top.addWidget(self.dial)
        top.addLayout(words, 1)
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 2, 0, 0)
        column.setSpacing(8)
        column.addLayout(top)
        column.addWidget(self.rows)
        column.addWidget(self.sentence)
        column.addStretch(1)
        return page

    def _scrolled(self, page: QWidget) -> QScrollArea:
        area = _Area(self)
        area.setObjectName("compassArea")
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        area.setAccessibleName(self.tr("Reading of the compass"))
        area.setWidget(page)
        area.viewport().setAutoFillBackground(False)
        page.setAutoFillBackground(False)
        return area

    def _label(self, name: str, role: str) -> QLabel:
        label = QLabel(self)
        label.setObjectName(name)
        if role:
            label.setProperty("role", role)
        set_on_card(label)
        return label


class _Area(QScrollArea):
    """Lets what has no room be scrolled."""

    @contained(QScrollArea.minimumSizeHint)
    def minimumSizeHint(self) -> QSize:
        return QSize(220, 120)
