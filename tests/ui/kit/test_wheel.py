"""The lists of combo boxes look as the window does."""

import pytest
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication, QStyledItemDelegate

from pg_desktop.ui.kit.theme import DARK, LIGHT
from pg_desktop.ui.kit.wheel import ComboBox


@pytest.fixture(params=[LIGHT, DARK], ids=["light", "dark"])
def theme(request, qapp):
    palette, sheet = QPalette(QApplication.palette()), qapp.styleSheet()
    QApplication.setPalette(request.param.palette())
    qapp.setStyleSheet(request.param.style_sheet())
    yield request.param
    qapp.setStyleSheet(sheet)
    QApplication.setPalette(palette)


@pytest.fixture
def box(theme, qtbot):
    found = ComboBox()
    qtbot.addWidget(found)
    found.addItems(["one", "two"])
    found.insertSeparator(2)
    found.addItem("three")
    found.show()
    found.showPopup()
    yield found
    found.hidePopup()


def test_a_list_has_one_quiet_frame(box, theme):
    window = box.view().window()
    picture = window.grab().toImage()
    middle = picture.height() // 2
    colours = [picture.pixelColor(x, middle).name() for x in range(6)]
    assert colours[1:] == 5 * [theme.card.name()]
    above = [picture.pixelColor(picture.width() // 2, y).lightness() for y in range(1, 6)]
    assert max(abs(lightness - theme.card.lightness()) for lightness in above) <= 4  # and not the ground's


def test_the_chosen_entry_is_rounded(box, theme):
    view = box.view()
    assert isinstance(view.itemDelegate(), QStyledItemDelegate)
    picture = view.viewport().grab().toImage()
    row = view.visualRect(box.model().index(0, 0))
    assert picture.pixelColor(row.left() + 2, row.center().y()).name() == theme.border.name()
    assert picture.pixelColor(row.topLeft()).name() == theme.card.name()


def test_a_line_is_thin(box):
    view = box.view()
    line, entry = (view.visualRect(box.model().index(row, 0)).height() for row in (2, 1))
    assert line < entry / 2
