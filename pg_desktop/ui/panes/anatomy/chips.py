"""The stages of an update in a row, one of which is looked at."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from PySide6.QtCore import QCoreApplication, QEvent, QSize, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLabel, QSizePolicy, QToolButton, QWidget

from pg_desktop.learning.explaining.stages import Stage, StageRow, stages_of
from pg_desktop.ui.kit.contained import contained
from pg_desktop.ui.kit.numbers import whole

_ARROW: Final = "›"


class StageChips(QWidget):
    """A button for each stage; where there is no room for their names, all but one have their numbers alone.

    Lives in the GUI thread.

    Signals:
        chosen (str): the user has clicked a stage.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Stages of the update"))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._group = QButtonGroup(self)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(4)
        self.buttons: dict[Stage, QToolButton] = {}
        self._arrows: list[QLabel] = []
        self._rows: tuple[StageRow, ...] = ()
        self._stage: Stage | None = None

    def show_stages(self, stage: Stage, *, by_values: bool) -> None:
        """Offer the stages of a kind of update, and let one of them stand out."""
        rows = stages_of(by_values=by_values)
        if rows != self._rows:
            self._make(rows)
        self._stage = stage
        self.buttons[stage].setChecked(True)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self._fit()

    @contained(QWidget.minimumSizeHint)
    def minimumSizeHint(self) -> QSize:
        return QSize(1, super().minimumSizeHint().height())

    def _make(self, rows: tuple[StageRow, ...]) -> None:
        for widget in (*self.buttons.values(), *self._arrows):
            self._row.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        while self._row.count():
            self._row.takeAt(0)
        self._rows, self.buttons, self._arrows = rows, {}, []
        for row in rows:
            if self.buttons:
                arrow = QLabel(_ARROW, self)
                arrow.setProperty("role", "muted")
                self._arrows.append(arrow)
                self._row.addWidget(arrow)
            button = self.buttons[row.stage] = self._button(row)
            self._group.addButton(button)
            self._row.addWidget(button)
        self._row.addStretch(1)

    def _button(self, row: StageRow) -> QToolButton:
        name, tip = (QCoreApplication.translate("Stages", text) for text in (row.name, row.help))
        button = QToolButton(self)
        button.setObjectName(f"stage_{row.stage.value}")
        button.setProperty("role", "toggle")
        button.setProperty("room", "chip")
        button.setCheckable(True)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setAccessibleName(name)
        button.setAccessibleDescription(tip)
        formula = f"<p><i>{row.formula}</i></p>" if row.formula else ""
        button.setToolTip(f"<p>{tip}</p>{formula}")
        button.setWhatsThis(f"<h3>{name}</h3><p>{tip}</p>{formula}")
        button.clicked.connect(self._clicked)
        return button

    @Slot()
    def _clicked(self) -> None:
        stage = next((stage for stage, button in self.buttons.items() if button.isChecked()), None)
        if stage is not None:
            self.chosen.emit(stage.value)

    def _fit(self) -> None:
        """Write as many names as there is room for: all of them, or that of the stage that is looked at."""
        names = {stage: button.accessibleName() for stage, button in self.buttons.items()}
        metrics, air = self.fontMetrics(), max(map(air_of, self.buttons.values()), default=0)
        arrows = len(self._arrows) * (metrics.horizontalAdvance(_ARROW) + self._row.spacing())

        def needed(texts: Iterable[str]) -> int:
            return sum(metrics.horizontalAdvance(text) + air + self._row.spacing() for text in texts)

        all_fit = needed(names.values()) + arrows <= self.width()
        numbered = {
            stage: names[stage] if all_fit or stage is self._stage else whole(number)
            for number, stage in enumerate(self.buttons, start=1)
        }
        for stage, button in self.buttons.items():
            if button.text() != numbered[stage]:
                button.setText(numbered[stage])
        for arrow in self._arrows:
            arrow.setVisible(needed(numbered.values()) + arrows <= self.width())


def air_of(button: QToolButton) -> int:
    """Pixels of a button around its text."""
    return button.sizeHint().width() - button.fontMetrics().horizontalAdvance(button.text())
