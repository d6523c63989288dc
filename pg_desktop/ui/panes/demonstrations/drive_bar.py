"""The line above the picture while somebody drives: which keys, how fast, whether it is recorded."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from pg_desktop.ui.kit.cards import set_on_card
from pg_desktop.ui.kit.wheel import ComboBox
from pg_desktop.ui.panes.demonstrations.driver import SPEEDS, Driver
from pg_desktop.ui.panes.demonstrations.keys import help_of


class DriveBar(QWidget):
    """Hidden while nobody drives. Lives in the GUI thread."""

    def __init__(self, driver: Driver, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("driveBar")
        self._driver = driver
        self.text = QLabel(self)
        self.text.setObjectName("driveText")
        self.text.setWordWrap(True)
        self.text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        set_on_card(self.text)
        self.speed = ComboBox(self)
        self.speed.setObjectName("driveSpeed")
        self.speed.addItems(["⅛×", "¼×", "½×", "1×"])
        self.speed.setCurrentIndex(SPEEDS.index(driver.speed))
        self._explain(self.speed, self.tr("Speed while you drive"), self.tr("How fast the world goes while you drive."))
        self.record = QCheckBox(self.tr("Re&cord"), self)
        self.record.setObjectName("driveRecord")
        self.record.setChecked(driver.records)
        self._explain(
            self.record, self.tr("Record"), self.tr("Keep every episode that you drive to its end, with its score.")
        )
        self.teach = QCheckBox(self.tr("&Learn each time"), self)
        self.teach.setObjectName("driveTeach")
        self.teach.setChecked(driver.teaches)
        self._explain(
            self.teach,
            self.tr("Learn each time"),
            self.tr(
                "After each episode in which you took over, clone from all labels so far; the new clone drives the "
                "next one (HG-DAgger)."
            ),
        )
        self.stop = QPushButton(self.tr("Sto&p driving"), self)
        self.stop.setObjectName("driveStop")
        self._explain(self.stop, self.tr("Stop driving"), self.tr("Let the policy drive again (Esc)."))
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.speed)
        row.addWidget(self.record)
        row.addWidget(self.teach)
        row.addStretch(1)
        row.addWidget(self.stop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 2, 0, 2)
        column.setSpacing(4)
        column.addWidget(self.text)
        column.addLayout(row)
        self.speed.currentIndexChanged.connect(self._set_speed)
        self.record.toggled.connect(self._set_record)
        self.teach.toggled.connect(self._set_teach)
        self.stop.clicked.connect(driver.end)
        driver.changed.connect(self._show_state)
        self._show_state()

    @staticmethod
    def _explain(control: QWidget, name: str, tip: str) -> None:
        control.setAccessibleName(name)
        control.setToolTip(tip)
        control.setWhatsThis(tip)

    @Slot(int)
    def _set_speed(self, index: int) -> None:
        self._driver.speed = SPEEDS[index]

    @Slot(bool)
    def _set_record(self, records: bool) -> None:
        self._driver.records = records
        self._show_state()

    @Slot(bool)
    def _set_teach(self, teaches: bool) -> None:
        self._driver.teaches = teaches

    @Slot()
    def _show_state(self) -> None:
        keys = self._driver.keys
        self.setVisible(keys is not None)
        self.teach.setVisible(self._driver.takes_over)
        self.teach.setEnabled(self._driver.records)
        if keys is not None:
            told = self._sentence().format(keys=help_of(keys, alone=not self._driver.takes_over))
            if self._driver.pad:
                told += " " + self.tr("The game pad does, too: {pad}.").format(pad=self._driver.pad)
            self.text.setText(told)

    def _sentence(self) -> str:
        driver = self._driver
        if driver.learning:
            return self.tr("The policy learns from what you did, and drives on in a moment. {keys}.")
        if not driver.has_keyboard:
            return self.tr("The world stands still: click the picture, or go to it with Tab, to drive. {keys}.")
        if driver.holds:
            return self.tr("The world stands still while Space is down. {keys}.")
        if driver.waits:
            return self.tr("Press an arrow key to begin. {keys}. Space holds, Esc ends.")
        if driver.takes_over:
            return self.tr("The policy drives until you press a key. {keys}. Space holds, Esc ends.")
        return self.tr("You drive. {keys}. Space holds, Esc ends.")
