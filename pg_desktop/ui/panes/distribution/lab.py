"""Distributions to be tried: parameters on sliders, and 10,000 samples against what they are drawn from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from pg_desktop.ui.kit.numbers import whole
from pg_desktop.ui.kit.segments import Segment, Segments
from pg_desktop.ui.kit.theme import Theme
from pg_desktop.ui.kit.wheel import SpinBox
from pg_desktop.ui.panes.distribution.pages import ACTIONS_MAX, NUMBERS_MAX, ChoicePage, NumbersPage

if TYPE_CHECKING:  # NumPy, which the first paint does not need
    from pg_desktop.ui.panes.distribution.trial import Sampler

_SAMPLES: Final = 10_000
_ROOM_FOR_FORMULA: Final = 290
_ROOM_FOR_LEGEND: Final = 480
_SMALL: Final = 0.9
_COUNT_WIDTH: Final = 54
_ACTIONS_AT_FIRST: Final = 3


class DistributionLab(QWidget):
    """A softmax over logits, or Gaussians with μ and σ, set by hand and sampled. Lives in the GUI thread.

    Every change draws with the same random numbers, so that the histogram moves smoothly; the button takes others.
    Nothing is computed before it is shown.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("distributionLab")
        self._seed = 0
        self._sampler: Sampler | None = None
        self._outdated = True
        self.kind = Segments(
            self.tr("Kind of action"),
            (
                Segment(self.tr("Discrete"), self.tr("One of a few actions: probabilities from logits.")),
                Segment(self.tr("Continuous"), self.tr("Real numbers: a normal distribution with μ and σ for each.")),
            ),
            self,
        )
        self.choice_page, self.numbers_page = ChoicePage(self), NumbersPage(self)
        self.counts = self._make_counts()
        self.figures = QLabel(self)
        self.figures.setWordWrap(True)
        self.figures.setTextFormat(Qt.TextFormat.PlainText)
        self.figures.setProperty("role", "muted")
        self.figures.setToolTip(
            "<p>"
            + self.tr(
                "Entropy of the distribution; mean and standard deviation of the samples; and the largest deviation of "
                "a bar from its probability, in percent of all samples."
            )
            + "</p>"
        )
        font = self.figures.font()
        font.setPointSizeF(font.pointSizeF() * _SMALL)
        self.figures.setFont(font)
        self.formula = QLabel(self)
        self.formula.setTextFormat(Qt.TextFormat.RichText)
        self.formula.setProperty("role", "muted")
        self.formula.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.draw_button = QPushButton(
            self.tr("Draw {count} samples").format(count=whole(_SAMPLES, self.locale())), self
        )
        self.draw_button.setObjectName("drawSamples")
        self.draw_button.setToolTip(self.tr("Draw again, with other random numbers."))
        self.draw_button.setWhatsThis(self.draw_button.toolTip())
        self.draw_button.setAccessibleName(self.draw_button.text())
        self.pages = self._make_pages()
        self._lay_out()
        self.kind.chosen.connect(self._choose_kind)
        self.draw_button.clicked.connect(self._draw_afresh)
        for page in (self.choice_page, self.numbers_page):
            page.changed.connect(self._change)
        self._choose_kind(0)

    @property
    def seed(self) -> int:
        """Of the random numbers that are used."""
        return self._seed

    def show_theme(self, theme: Theme) -> None:
        """Draw in a look's colours."""
        self.choice_page.show_theme(theme)
        self.numbers_page.show_theme(theme)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._outdated:
            self._draw()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.formula.setVisible(self.width() >= _ROOM_FOR_FORMULA)
        self._show_formula()

    def _show_formula(self) -> None:
        formula = (ChoicePage.FORMULA, NumbersPage.FORMULA)[self.kind.index]
        legends = self.tr("filled: samples, outline: π"), self.tr("filled: samples, line: density")
        if self.width() >= _ROOM_FOR_LEGEND:
            formula += f"&nbsp;&nbsp; · &nbsp;&nbsp;{legends[self.kind.index]}"
        self.formula.setText(formula)

    def _make_counts(self) -> tuple[SpinBox, SpinBox]:
        boxes = []
        for low, high, value, page, name in (
            (2, ACTIONS_MAX, _ACTIONS_AT_FIRST, self.choice_page, self.tr("Number of actions")),
            (1, NUMBERS_MAX, 1, self.numbers_page, self.tr("Numbers of an action")),
        ):
            box = SpinBox(self)
            box.setRange(low, high)
            box.setPrefix("n\u2009=\u2009")
            box.setValue(value)
            box.lineEdit().setTextMargins(3, 0, 0, 0)
            box.setFixedWidth(_COUNT_WIDTH)
            box.setToolTip(name)
            box.setWhatsThis(name)
            box.setAccessibleName(name)
            page.show_count(value)
            box.valueChanged.connect(page.show_count)
            boxes.append(box)
        return boxes[0], boxes[1]

    def _make_pages(self) -> QStackedWidget:
        pages = QStackedWidget(self)
        for page in (self.choice_page, self.numbers_page):
            area = QScrollArea(pages)
            area.setFrameShape(QFrame.Shape.NoFrame)
            area.setWidgetResizable(True)
            area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            area.setWidget(page)
            area.viewport().setAutoFillBackground(False)
            page.setAutoFillBackground(False)
            area.setMinimumWidth(page.minimumSizeHint().width())
            area.setMinimumHeight(60)
            pages.addWidget(area)
        return pages

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(0)
        top.addWidget(self.kind)
        top.addStretch(1)
        for box in self.counts:
            top.addWidget(box)
        bottom = QHBoxLayout()
        bottom.setSpacing(8)
        bottom.addWidget(self.formula, 1)
        bottom.addWidget(self.draw_button, 0, Qt.AlignmentFlag.AlignRight)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(top)
        column.addWidget(self.pages, 1)
        column.addWidget(self.figures)
        column.addLayout(bottom)

    @Slot(int)
    def _choose_kind(self, index: int) -> None:
        self.pages.setCurrentIndex(index)
        for number, box in enumerate(self.counts):
            box.setVisible(number == index)
        self._show_formula()
        self._change()

    @Slot()
    def _draw_afresh(self) -> None:
        self._seed += 1
        self._sampler = None
        self._draw()

    @Slot()
    def _change(self) -> None:
        if self.isVisible():
            self._draw()
        else:
            self._outdated = True

    def _draw(self) -> None:
        from pg_desktop.ui.panes.distribution.trial import Sampler  # noqa: PLC0415 (NumPy, after the first paint)

        self._outdated = False
        if self._sampler is None:
            self._sampler = Sampler(self._seed)
        page = (self.choice_page, self.numbers_page)[self.kind.index]
        self.figures.setText(page.draw(self._sampler))
