"""The bar over the window: what is in it, and what it leaves out where the window is narrow."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow, QToolButton

from pg_desktop.learning.settings.table import PACE_MAX, Settings
from pg_desktop.storage.presets import load_presets
from pg_desktop.ui.kit.actions import Actions
from pg_desktop.ui.kit.theme import LIGHT
from pg_desktop.ui.panes.settings.control_panel import ControlPanel
from pg_desktop.ui.shell.run_bar import RunBar


class Bench(QMainWindow):
    """A window of bar and settings alone."""

    def __init__(self) -> None:
        super().__init__()
        self.setStyleSheet(LIGHT.style_sheet())
        self.actions_ = Actions(self)
        self.panel = ControlPanel(Settings(), load_presets(), self.actions_, self)
        self.bar = RunBar(self.actions_, self.panel.controls, self.panel.preset, self)
        self.addToolBar(Qt.ToolBarArea.TopToolBarArea, self.bar)
        self.setCentralWidget(QLabel(self))


@pytest.fixture
def bench(qtbot):
    window = Bench()
    qtbot.addWidget(window)
    window.resize(1280, 600)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return window


def fit(bench, width) -> None:
    bench.resize(width, 600)
    for _ in range(3):
        QApplication.processEvents()


def test_it_stays_where_it_is_and_cannot_be_hidden(bench):
    assert not bench.bar.isMovable()
    assert not bench.bar.isFloatable()
    assert not bench.bar.toggleViewAction().isVisible()
    assert bench.bar.width() == bench.width()


def test_only_train_is_filled(bench):
    bar = bench.bar
    roles = [button.property("role") for button in (bar.train_button, bar.step_button, bar.reset_button)]
    assert roles == ["main", "plain", "plain"]


@pytest.mark.parametrize(
    ("width", "with_name", "with_slider"),
    [(1280, True, True), (1000, True, True), (800, False, False), (720, False, False)],
)
def test_a_narrow_window_keeps_what_is_needed(bench, width, with_name, with_slider):
    fit(bench, 1280)
    fit(bench, width)
    pace = bench.panel.controls["pace"]
    assert (pace.name_label.isVisible(), pace.slider.isVisible()) == (with_name, with_slider)
    assert pace.spin_box.isVisible()
    edge = 0
    for stop in bench.bar.stops:
        if stop.isVisible():
            left = stop.mapTo(bench, QPoint()).x()
            assert left >= edge, stop.objectName()
            edge = left + stop.width()
            assert stop.width() >= stop.minimumSizeHint().width() or stop in pace.stops, stop.objectName()
    assert edge <= bench.width()
    more = bench.bar.findChild(QToolButton, "qt_toolbar_ext_button")
    assert more is None or not more.isVisible()
    fit(bench, 1280)
    assert pace.name_label.isVisible()
    assert pace.slider.isVisible()


def test_the_name_goes_before_the_slider(bench):
    pace = bench.panel.controls["pace"]
    seen = []
    for width in range(1100, 700, -10):
        fit(bench, width)
        seen.append((pace.name_label.isVisible(), pace.slider.isVisible()))
    assert list(dict.fromkeys(seen)) == [(True, True), (False, True), (False, False)]


def test_a_name_without_room_is_read_in_the_tooltip(bench):
    fit(bench, 720)
    box = bench.panel.controls["environment"].combo_box
    bench.panel.choose_environment("LunarLanderContinuous-v3")
    assert box.fontMetrics().horizontalAdvance(box.currentText()) > box.width()
    assert "LunarLanderContinuous-v3" in box.toolTip()
    assert "engines that can be throttled" in box.toolTip()
    width = box.width()
    bench.panel.choose_environment("CartPole-v1")
    QApplication.processEvents()
    assert box.width() == width  # another name moves nothing


def test_tab_goes_from_left_to_right_and_on_into_the_settings(bench, qtbot):
    bench.panel.setParent(None)
    bench.setCentralWidget(bench.panel)
    bench.panel.order_tabs(bench.bar.stops)
    QApplication.processEvents()
    bench.bar.train_button.setFocus(Qt.FocusReason.TabFocusReason)
    reached = []
    for _ in range(len(bench.bar.stops) + 2):
        reached.append(QApplication.focusWidget())
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    places = [widget.mapTo(bench, QPoint()).x() for widget in bench.bar.stops]
    assert places == sorted(places)
    assert reached[:-2] == bench.bar.stops
    assert reached[-2].objectName() == "learningHeader"
    assert reached[-1] is bench.panel.controls["gamma"].slider


def test_the_pace_is_chosen_in_it(bench, qtbot):
    told = []
    bench.panel.settings_chosen.connect(told.append)
    slider = bench.panel.controls["pace"].slider
    slider.setFocus()
    qtbot.keyClick(slider, Qt.Key.Key_End)
    assert told[-1].pace == PACE_MAX
    assert bench.panel.controls["pace"].spin_box.text() == "Max"


def test_what_waits_for_reset_is_named(bench):
    button = bench.bar.reset_button
    plain = button.toolTip()
    bench.bar.show_waiting(("seed", "hidden_layers"))
    assert button.property("role") == "due"
    assert button.toolTip() == plain + "\nThese wait for it: Seed, Hidden layers."
    bench.bar.show_waiting(())
    assert button.property("role") == "plain"
    assert button.toolTip() == plain


@pytest.mark.parametrize(("share", "filled"), [(0.0, 0.0), (0.25, 0.25), (1.0, 1.0), (7.0, 1.0)])
def test_progress_is_a_line_of_that_length(bench, share, filled):
    line = bench.bar.progress
    bench.bar.show_progress(share)
    picture = line.grab().toImage()
    accent = line.palette().color(line.palette().ColorRole.Accent).name()
    columns = [picture.pixelColor(x, 0).name() for x in range(picture.width())]
    assert columns.count(accent) == pytest.approx(filled * picture.width(), abs=1)
    assert line.share == min(share, 1.0)


def test_without_progress_there_is_no_line_but_its_room(bench):
    line = bench.bar.progress
    place = line.geometry()
    bench.bar.show_progress(0.5)
    bench.bar.show_progress(None)
    QApplication.processEvents()
    picture = line.grab().toImage()
    assert len({picture.pixelColor(x, 0).name() for x in range(picture.width())}) == 1
    assert line.geometry() == place
