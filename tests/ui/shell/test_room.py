"""Nothing is cut off, outside of the window or over something else: in every perspective, at every size."""

from itertools import combinations, product

import pytest
from PySide6.QtCore import QCoreApplication, QPoint, QRect, QSize, Qt, QTranslator
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QHeaderView,
    QLabel,
    QScrollArea,
    QSlider,
    QSpinBox,
    QToolButton,
    QWidget,
)

from pg_desktop.ui.kit.fitted import ElidedLabel, PartsLabel
from pg_desktop.ui.kit.theme import ThemeChoice
from pg_desktop.ui.shell.arranging import Room
from pg_desktop.ui.shell.registry import offered_perspectives
from tests.ui.user import User

ZOOMED = [((1280, 800), 175)]
ZOOMED_FURTHER = [
    *(((1280, 800), percent) for percent in (150, 200)),
    *(((1024, 768), percent) for percent in (150, 175, 200)),
    ((1366, 768), 175),
    ((1600, 900), 200),
]
SIZES = [(800, 600), (1024, 768), (1280, 800), (2560, 1440)]
CONTROLS = QAbstractButton | QComboBox | QSlider | QSpinBox | QLabel


class Longer(QTranslator):
    """Makes every text 40 % longer."""

    def translate(self, context, text, disambiguation=None, n=-1):
        del context, disambiguation, n
        if text.startswith("<") or "://" in text:
            return text
        return text + "ē" * max(1, len(text) * 2 // 5)

    def isEmpty(self):
        return False


@pytest.fixture
def longer(qapp):
    translator = Longer()
    QCoreApplication.installTranslator(translator)
    yield
    QCoreApplication.removeTranslator(translator)


def shown_controls(window):
    """Those that somebody can see, with the part of them that can be seen."""
    for widget in window.findChildren(QWidget):
        if isinstance(widget, CONTROLS) and widget.isVisible() and widget.window() is window:
            seen = widget.visibleRegion().boundingRect()
            if not seen.isEmpty():
                yield widget, seen


def place(widget, window):
    return QRect(widget.mapTo(window, QPoint()), widget.size())


def is_scrolled(widget):
    parent = widget.parentWidget()
    while parent is not None:
        if isinstance(parent.parentWidget(), QScrollArea):
            return True
        parent = parent.parentWidget()
    return False


def is_cut(widget):
    """Whether a text needs more room than its control has, and nothing says that it goes on."""
    if isinstance(widget, ElidedLabel | PartsLabel | QComboBox | QSlider | QSpinBox):
        return False
    if isinstance(widget, QLabel):
        if widget.wordWrap():
            return widget.hasHeightForWidth() and widget.heightForWidth(widget.width()) > widget.height() + 1
        return widget.sizeHint().width() > widget.width() + 1
    if isinstance(widget, QToolButton) and not widget.text():
        return False
    text = QFontMetrics(widget.font()).horizontalAdvance(widget.text().replace("&", ""))
    icon_only = isinstance(widget, QToolButton) and widget.toolButtonStyle() is Qt.ToolButtonStyle.ToolButtonIconOnly
    return bool(widget.text()) and not icon_only and text > widget.width()


def cut_headings(window):
    """Headings of tables that need more room than their column has."""
    for header in window.findChildren(QHeaderView):
        if (
            not header.isVisible()
            or header.visibleRegion().isEmpty()
            or header.orientation() is Qt.Orientation.Vertical
        ):
            continue
        for section in range(header.count()):
            text = header.model().headerData(section, Qt.Orientation.Horizontal)
            hidden = not text or header.isSectionHidden(section)
            if not hidden and header.sectionSizeHint(section) > header.sectionSize(section) + 1:
                yield f"cut: {type(header.parent()).__name__} {header.parent().objectName()} “{text}”"


def is_behind(drawer, widget):
    """Whether a control lies below the pane that is open over the others, where nothing is seen of it in part."""
    if not drawer.isVisible() or drawer is widget or drawer.isAncestorOf(widget):
        return False
    return place(widget, drawer.window()).intersects(drawer.geometry())


def name(widget):
    return (
        f"{type(widget).__name__} {widget.objectName()} “{getattr(widget, 'text', lambda: '')()}” {widget.geometry()}"
    )


def faults(window):
    found = list(cut_headings(window))
    shown = list(shown_controls(window))
    for widget, seen in shown:
        if is_cut(widget):
            found.append(f"cut: {name(widget)}")
        if not is_scrolled(widget) and not is_behind(window.drawer, widget) and seen.width() < widget.width() - 1:
            found.append(f"outside: {name(widget)}")
    for card in (*window.panes, window.drawer, window.centre):
        inside = card.isVisible() and card.window() is window and not card.visibleRegion().isEmpty()
        if inside and not window.rect().contains(place(card, window)):
            found.append(f"outside: {name(card)}")
    for (one, _), (other, _) in combinations(shown, 2):
        if one.parentWidget() is other.parentWidget() and place(one, window).intersects(place(other, window)):
            found.append(f"over each other: {name(one)} and {name(other)}")
    return found


def arrange(user, size, perspective):
    window = user.window
    window.resize(*size)
    user.click(window.rail.buttons[perspective.id])
    room = Room.of(QSize(*size), perspective, window.perspectives.scale)
    user.wait_until(lambda: window.size() == QSize(*size) and window.perspectives._room == room)
    for _ in range(4):
        QApplication.processEvents()


def all_faults(user):
    return {
        f"{size} {perspective.id}": found
        for size, perspective in product(SIZES, offered_perspectives())
        for found in [(arrange(user, size, perspective), faults(user.window))[1]]
        if found
    }


@pytest.mark.parametrize("choice", [ThemeChoice.LIGHT, pytest.param(ThemeChoice.DARK, marks=pytest.mark.slow)])
def test_everything_has_its_room(user, choice):
    user.step(2)
    user.window.actions_.themes[choice].trigger()
    assert all_faults(user) == {}


@pytest.mark.slow
def test_everything_has_its_room_in_a_language_that_needs_more(longer, open_window, qtbot):
    user = User(open_window(), qtbot)
    user.step(2)
    assert all_faults(user) == {}


def zoomed_faults(user, zooms):
    found = {}
    for (size, percent), perspective in product(zooms, offered_perspectives()):
        user.window._view_actions.zoom_to(percent)
        arrange(user, size, perspective)
        user.wait_until(lambda: user.window.perspectives.at_rest)
        found[f"{size} {percent} % {perspective.id}"] = faults(user.window)
        for dock in user.window.perspectives.folded if user.window.perspectives.tight else ():
            if dock.toggleViewAction().isVisible():
                user.window.drawer.show_over(dock)
                QApplication.processEvents()
                found[f"{size} {percent} % {perspective.id}, {dock.entry.id}"] = faults(user.window)
        user.window.drawer.shut()
    return {where: what for where, what in found.items() if what}


def test_everything_has_its_room_at_a_large_zoom(user):
    user.step()
    assert zoomed_faults(user, ZOOMED) == {}


@pytest.mark.slow
def test_everything_has_its_room_at_other_large_zooms(user):
    user.step()
    user.window.actions_.themes[ThemeChoice.DARK].trigger()
    assert zoomed_faults(user, ZOOMED_FURTHER) == {}


def test_a_fault_is_found(user):
    arrange(user, (1280, 800), offered_perspectives()[0])
    assert faults(user.window) == []
    label = QLabel("A text that is far too long for this", user.window.render_pane)
    label.setGeometry(5, 5, 30, 10)
    label.show()
    QApplication.processEvents()
    assert any(fault.startswith("cut") for fault in faults(user.window))
