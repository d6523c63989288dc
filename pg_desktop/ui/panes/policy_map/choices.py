"""What is mapped, over what, and what lies on it: chosen in boxes and a menu."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal, Slot
from PySide6.QtGui import QAction, QActionGroup, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QComboBox, QHBoxLayout, QLabel, QMenu, QSizePolicy, QToolButton, QWidget

from pg_desktop.ui.kit.contained import contained
from pg_desktop.ui.kit.icons import icon
from pg_desktop.ui.kit.theme import Theme
from pg_desktop.ui.kit.wheel import ComboBox

if TYPE_CHECKING:  # NumPy, which the first paint does not need
    from pg_desktop.learning.explaining.quantities import Quantity

_WIDE: Final = 640
"""From here on, in pixels, all boxes stand side by side."""


class Others(StrEnum):
    """What the numbers are that are no axes."""

    MOMENT = "moment"
    ZERO = "zero"
    VISITS = "visits"


class Visits(StrEnum):
    """How visited states are shown."""

    DOTS = "dots"
    DENSITY = "density"
    NONE = "none"


NO_DIFFERENCE: Final = "none"
TO_MOMENT: Final = "moment"
TO_BEFORE: Final = "before"
TO_RUN: Final = "run:"
"""With which the choice of another run begins; its id follows."""


class Choices(QWidget):
    """Lives in the GUI thread.

    Attributes:
        quantity_box: what is mapped.
        others_box: what the numbers are that are no axes, an `Others` each.
        x_box: which number is the x axis.
        y_box: which is the y axis.
        more: opens the menu.

    Signals:
        changed (): something else is chosen.
        axes_chosen (int, int): the user has chosen these axes.
        picture_wanted (): the map is to be saved as a picture.
        table_wanted (): its numbers are to be saved as a table.
    """

    changed = Signal()
    axes_chosen = Signal(int, int)
    picture_wanted = Signal()
    table_wanted = Signal()

    def __init__(self, runs: Callable[[], Sequence[tuple[int, str]]], parent: QWidget) -> None:
        """Make the boxes.

        Args:
            runs: the ids and names of the runs that the shown one can be compared with.
            parent: of the widget.
        """
        super().__init__(parent)
        self._runs = runs
        self._quantities: list[Quantity] = []
        self._axes = (0, 1)
        self.difference = NO_DIFFERENCE
        self.visits = Visits.DOTS
        self.quantity_box = self._box(
            "mapQuantity", self.tr("What is mapped"), self.tr("What the colours of the policy map stand for."), 9
        )
        self.others_box = self._box(
            "mapOthers",
            self.tr("The other numbers"),
            self.tr(
                "What the observed numbers are that are no axes: as in the moment that is shown, 0, or averaged over "
                "the states that the policy has visited."
            ),
            9,
        )
        for others, text in (
            (Others.MOMENT, self.tr("others as now")),
            (Others.ZERO, self.tr("others at 0")),
            (Others.VISITS, self.tr("averaged over visits")),
        ):
            self.others_box.addItem(text, others)
        self.x_box = self._box("mapX", self.tr("x axis of the map"), self.tr("What grows to the right."), 4)
        self.y_box = self._box("mapY", self.tr("y axis of the map"), self.tr("What grows upwards."), 4)
        self.more = QToolButton(self)
        self._make_menu()
        self._lay_out()
        self.quantity_box.currentIndexChanged.connect(self.changed)
        self.others_box.currentIndexChanged.connect(self.changed)
        self.x_box.currentIndexChanged.connect(self._x_chosen)
        self.y_box.currentIndexChanged.connect(self._y_chosen)

    @property
    def quantity(self) -> Quantity | None:
        """What is mapped; None before there is anything."""
        index = self.quantity_box.currentIndex()
        return self._quantities[index] if 0 <= index < len(self._quantities) else None

    @property
    def others(self) -> Others:
        """What the numbers are that are no axes."""
        return Others(self.others_box.currentData())

    @property
    def axes(self) -> tuple[int, int]:
        """Which numbers are x and y."""
        return self._axes

    def offer_quantities(self, offered: Sequence[tuple[Quantity, str]]) -> None:
        """Let one of these be mapped: the same one as before if it is among them, otherwise the first."""
        quantities, before = [quantity for quantity, _ in offered], self.quantity
        with QSignalBlocker(self.quantity_box):
            self.quantity_box.clear()
            self._quantities = quantities
            for _, text in offered:
                self.quantity_box.addItem(text)
            if before in quantities:
                self.quantity_box.setCurrentIndex(quantities.index(before))

    def offer_axes(self, labels: Sequence[str], axes: tuple[int, int]) -> None:
        """Let two of these numbers be the axes, at first these."""
        for box in (self.x_box, self.y_box):
            with QSignalBlocker(box):
                box.clear()
                box.addItems(list(labels))
        self.others_box.setVisible(len(labels) > 2)
        self.show_axes(axes)

    def show_axes(self, axes: tuple[int, int]) -> None:
        """Have these axes."""
        self._axes = axes
        for box, index in zip((self.x_box, self.y_box), axes, strict=True):
            with QSignalBlocker(box):
                box.setCurrentIndex(index)

    def show_theme(self, theme: Theme) -> None:
        """Draw in a look's colours."""
        self.more.setIcon(icon("settings", theme.muted))

    @contained(QWidget.minimumSizeHint)
    def minimumSizeHint(self) -> QSize:
        # What stands side by side now can stand in two rows.
        rows = [row.minimumSize().width() for row in (self._first, self._second)]
        return QSize(max(rows), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        sideways, downwards = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._rows.setDirection(sideways if self.width() >= _WIDE else downwards)

    def _box(self, name: str, accessible_name: str, tip: str, letters: int) -> ComboBox:
        box = ComboBox(self)
        box.setObjectName(name)
        box.setAccessibleName(accessible_name)
        box.setToolTip(tip)
        box.setWhatsThis(tip)
        box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        box.setMinimumContentsLength(letters)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        return box

    def _lay_out(self) -> None:
        self._rows = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(5)
        self._first, self._second = QHBoxLayout(), QHBoxLayout()
        for row in (self._first, self._second):
            row.setSpacing(5)
            self._rows.addLayout(row, 1)
        self._first.addWidget(self.quantity_box, 1)
        self._first.addWidget(self.others_box, 1)
        for text, box in ((self.tr("x"), self.x_box), (self.tr("y"), self.y_box)):
            label = QLabel(text, self)
            label.setProperty("role", "muted")
            label.setBuddy(box)
            self._second.addWidget(label)
            self._second.addWidget(box, 1)
        self._second.addWidget(self.more)

    def _make_menu(self) -> None:
        tip = self.tr("Compare the map with another policy, choose how visited states are shown, and export it.")
        self.more.setObjectName("mapMore")
        self.more.setAccessibleName(self.tr("More about the policy map"))
        self.more.setToolTip(tip)
        self.more.setWhatsThis(tip)
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.more.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.menu = QMenu(self.more)
        self.menu.setObjectName("mapMenu")
        self.difference_menu = self.menu.addMenu(self.tr("&Difference to"))
        self.difference_menu.setObjectName("mapDifferenceMenu")
        self._differences = QActionGroup(self.difference_menu)
        visits_menu = self.menu.addMenu(self.tr("&Visited states"))
        visits_group = QActionGroup(visits_menu)
        self.visits_actions: dict[Visits, QAction] = {}
        for visits, text in (
            (Visits.DOTS, self.tr("As &dots")),
            (Visits.DENSITY, self.tr("As &light: the map is pale where there were none")),
            (Visits.NONE, self.tr("&Not at all")),
        ):
            action = visits_menu.addAction(text)
            action.setCheckable(True)
            action.setChecked(visits is self.visits)
            action.triggered.connect(lambda _checked=False, visits=visits: self._choose_visits(visits))
            visits_group.addAction(action)
            self.visits_actions[visits] = action
        self.menu.addSeparator()
        self.picture_action = self.menu.addAction(self.tr("Export as &picture…"))
        self.picture_action.triggered.connect(self.picture_wanted)
        self.table_action = self.menu.addAction(self.tr("Export numbers as &CSV…"))
        self.table_action.triggered.connect(self.table_wanted)
        self.menu.aboutToShow.connect(self._fill_differences)
        self._fill_differences()
        self.more.setMenu(self.menu)

    @Slot()
    def _fill_differences(self) -> None:
        self.difference_menu.clear()
        self._add_difference(NO_DIFFERENCE, self.tr("&Nothing: the map itself"))
        self._add_difference(TO_MOMENT, self.tr("The moment of the &time machine"))
        self._add_difference(TO_BEFORE, self.tr("The policy &before the opened update"))
        runs = self._runs()
        if runs:
            self.difference_menu.addSeparator()
        for run, name in runs:
            self._add_difference(f"{TO_RUN}{run}", name.replace("&", "&&"))

    def _add_difference(self, key: str, text: str) -> None:
        action = self.difference_menu.addAction(text)
        action.setCheckable(True)
        action.setChecked(key == self.difference)
        action.setData(key)
        action.triggered.connect(lambda _checked=False: self.choose_difference(key))
        self._differences.addAction(action)

    def choose_difference(self, key: str) -> None:
        """Show how far the map is from that of another policy."""
        if key != self.difference:
            self.difference = key
            self.changed.emit()

    def _choose_visits(self, visits: Visits) -> None:
        self.visits = visits
        self.changed.emit()

    @Slot()
    def _x_chosen(self) -> None:
        x, y = self._axes
        chosen = self.x_box.currentIndex()
        self._choose_axes((chosen, x if chosen == y else y))

    @Slot()
    def _y_chosen(self) -> None:
        x, y = self._axes
        chosen = self.y_box.currentIndex()
        self._choose_axes((y if chosen == x else x, chosen))

    def _choose_axes(self, axes: tuple[int, int]) -> None:
        """Choose both; one that took the other's number has given it its own."""
        self.show_axes(axes)
        self.axes_chosen.emit(*axes)
