"""The stage "new policy": every action's change as a table, and prediction against truth beside it."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from pg_desktop.ui.kit.contained import contained
from pg_desktop.ui.kit.numbers import short
from pg_desktop.ui.kit.segments import Segment, Segments
from pg_desktop.ui.kit.theme import Theme
from pg_desktop.ui.panes.anatomy.chips import air_of
from pg_desktop.ui.panes.anatomy.drawings import Dots, Told
from pg_desktop.ui.panes.anatomy.picture import Picture
from pg_desktop.ui.panes.anatomy.sight import Sight
from pg_desktop.ui.panes.anatomy.table import ActionsModel, Which
from pg_desktop.ui.panes.anatomy.table_view import ActionsTable

_LEAST_WIDTH: Final = 200
_BETWEEN: Final = 4
_BESIDE: Final = 70
"""Widths of a letter from which on there is room for the table and the scatter side by side."""


class PolicyPage(QWidget):
    """What became of the actions. Lives in the GUI thread.

    Attributes:
        counted: the line on actions that did not change as their advantage asked.
        figures: how far the policy moved.
        switch: whose actions the table shows.
        table: of the actions.
        scatter: predicted against real change.
        swap: shows the scatter instead of the table, where there is no room for both.

    Signals:
        picked (int, int): the episode and the step of the action that the user has chosen.
    """

    picked = Signal(int, int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._sight: Sight | None = None
        self.counted = QLabel(self)
        self.counted.setObjectName("anatomyCounts")
        self.counted.setWordWrap(True)
        self.figures = QLabel(self)
        self.figures.setObjectName("anatomyFigures")
        self.figures.setProperty("role", "muted")
        self.model = ActionsModel(self)
        self.switch = self._switch()
        self.table = ActionsTable(self.model, self)
        self.scatter = Picture(self)
        self.scatter.setObjectName("anatomyScatter")
        self.scatter.setAccessibleName(self.tr("Predicted against real change"))
        self.scatter.setWhatsThis(self._what_the_scatter_is())
        self.swap = QToolButton(self)
        self.swap.setObjectName("anatomySwap")
        self.swap.setProperty("role", "toggle")
        self.swap.setText(self.tr("Scatter"))
        self.swap.setCheckable(True)
        self.swap.setAccessibleName(self.tr("Predicted against real change"))
        self.swap.setToolTip(self.tr("Show predicted against real change instead of the table."))
        self._lay_out()
        self.switch.chosen.connect(self._choose)
        self.swap.toggled.connect(self._arrange)
        self.table.picked.connect(self.picked)
        self.scatter.picked.connect(self._pick_dot)

    def show_stage(self, told: Told, sight: Sight, figures: str) -> None:
        """Show what became of the actions.

        Args:
            told: the count and the scatter.
            sight: what is looked at.
            figures: how far the policy moved.
        """
        self._sight = sight
        self.counted.setText(told.sentence)
        self.figures.setText(figures)
        self.figures.setToolTip(self._layers(sight))
        self.scatter.show_drawing(told.drawing)
        self._choose(self.switch.index)

    def show_theme(self, theme: Theme) -> None:
        """Draw in a look's colours."""
        self.model.show_theme(theme)
        self.scatter.show_theme(theme)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    @contained(QWidget.minimumSizeHint)
    def minimumSizeHint(self) -> QSize:
        return QSize(_LEAST_WIDTH, super().minimumSizeHint().height())

    def _switch(self) -> Segments:
        return Segments(
            self.tr("Whose actions the table shows"),
            (
                Segment(self.tr("Episode"), self.tr("The actions of the episode that is looked at."), "anatomyEpisode"),
                Segment(self.tr("All"), self.tr("The actions of all episodes of the update."), "anatomyAll"),
                Segment(
                    self.tr("Encouraged"),
                    self.tr("The actions that the update made more likely than any others, the most at first."),
                    "anatomyEncouraged",
                ),
                Segment(
                    self.tr("Discouraged"),
                    self.tr("The actions that the update made less likely than any others, the most at first."),
                    "anatomyDiscouraged",
                ),
            ),
            self,
        )

    def _lay_out(self) -> None:
        above = QHBoxLayout()
        above.setSpacing(4)
        above.addWidget(self.switch)
        above.addWidget(self.swap)
        above.addStretch(1)
        above.addWidget(self.figures)
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(self.table, 6)
        row.addWidget(self.scatter, 5)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.counted)
        column.addLayout(above)
        column.addLayout(row, 1)

    @Slot()
    def _arrange(self, *_: object) -> None:
        """Show the scatter beside the table, or one of them where there is no room for both."""
        beside = self.width() >= _BESIDE * self.fontMetrics().averageCharWidth()
        self.swap.setVisible(not beside)
        self.table.setVisible(beside or not self.swap.isChecked())
        self.scatter.setVisible(beside or self.swap.isChecked())
        self.figures.setVisible(beside)
        taken = self.figures.sizeHint().width() if beside else self.swap.sizeHint().width()
        room = self.width() - taken
        self._name_segments(room)

    def _name_segments(self, room: int) -> None:
        """Write whose actions there are in full, or in signs where there is no room for that."""
        names = [button.accessibleName() for button in self.switch.buttons]
        air = max(map(air_of, self.switch.buttons)) + _BETWEEN
        needed = sum(map(self.fontMetrics().horizontalAdvance, names)) + len(names) * air
        texts = names if needed <= room else [self.tr("ep."), self.tr("all"), "▲", "▼"]
        for button, text in zip(self.switch.buttons, texts, strict=True):
            if button.text() != text:
                button.setText(text)

    @Slot(int)
    def _choose(self, which: int) -> None:
        self.model.show_actions(self._sight, Which(which))
        if self._sight is not None:
            self.table.show_moment(self._sight.episode, self._sight.step)

    @Slot(int)
    def _pick_dot(self, index: int) -> None:
        anatomy = None if self._sight is None else self._sight.anatomy
        if anatomy is not None and isinstance(self.scatter.drawing, Dots):
            self.picked.emit(int(anatomy.episode_B[index]), int(anatomy.time_B[index]))

    def _layers(self, sight: Sight) -> str:
        """The step of each layer, as rich text."""
        from pg_desktop.ui.panes.anatomy.telling_step import layer_name  # noqa: PLC0415 (NumPy)

        line = self.tr("<tr><td>{layer}&nbsp;</td><td align=right>{step}&nbsp;</td><td align=right>{weights}</td></tr>")
        rows = "".join(
            line.format(layer=layer_name(layer.name), step=short(layer.step, 3), weights=short(layer.weights, 4))
            for layer in sight.layers
        )
        return self.tr(
            "<p>How far the update moved the policy: the mean KL divergence of its distributions, and the length of "
            "the step of its weights, which was in each layer, beside the length of its "
            "weights:</p><table>{rows}</table>"
        ).format(rows=rows)

    def _what_the_scatter_is(self) -> str:
        return self.tr(
            "<h3>Predicted against real change</h3><p>Each dot is an action. To the right, by how much the update was "
            "to change its log-probability to first order: <i>∇log π(a|s) · Δθ</i>. Upwards, by how much it did "
            "change. On the diagonal, the prediction came true: a step is short if all dots lie there.</p><p>Click a "
            "dot to look at that moment.</p>"
        )
