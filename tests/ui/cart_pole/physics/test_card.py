"""The card of the cart-pole's physics, with the settings panel that its controls come from."""

import subprocess
import sys
from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QPalette
from PySide6.QtWidgets import QApplication, QMainWindow, QScrollArea, QStyle, QStyleOptionSlider

from pg_desktop.learning.settings.kinds import Group
from pg_desktop.learning.settings.table import HYPERPARAMETERS, Settings
from pg_desktop.learning.worlds.cart_pole.physics import QUANTITIES, Physics, PhysicsRanges
from pg_desktop.storage.presets import load_presets
from pg_desktop.ui.cart_pole.physics.card import PhysicsCard
from pg_desktop.ui.cart_pole.physics.playback import Playback
from pg_desktop.ui.kit.actions import Actions
from pg_desktop.ui.kit.settings.setting_control import SettingControl
from pg_desktop.ui.kit.theme import DARK, LIGHT
from pg_desktop.ui.panes.settings.control_panel import ControlPanel
from pg_desktop.ui.shell.undo import Undo
from tests.ui.docked import docked

EARTH = Physics()
OFF = "Off: every training episode has the chosen physics."
TRAINING, PLAYBACK, RANDOMISE = range(3)
KEYS = [key for key, row in HYPERPARAMETERS.items() if row.group in (Group.PHYSICS, Group.RANGES)]


class Laboratory(QMainWindow):
    """A window of the settings panel and the card alone, wired as the program's."""

    def __init__(self, settings=None):
        super().__init__()
        self.wanted = settings or Settings()
        self.panel = ControlPanel(self.wanted, load_presets(), Actions(self), self)
        self.playback = Playback(self.wanted.physics, self)
        self.card = PhysicsCard(self.playback, self.panel.controls, self)
        self.card.show_settings(self.wanted)
        text_of = lambda key, value: self.panel.controls[key].text_of(value)  # noqa: E731
        self.undo = Undo(text_of, self.choose, self.playback.show, self)
        self.told = []
        self.playback.changed.connect(self.told.append)
        self.panel.settings_chosen.connect(self._chosen)
        self.card.settings_wanted.connect(self.panel.choose)
        self.playback.chosen.connect(self._playback_chosen)
        self.setCentralWidget(self.panel)
        self.dock = docked(self.card, self)
        self.panel.order_tabs([])

    def choose(self, values):
        self.show_chosen(self.wanted.changed(values))

    def show_chosen(self, settings):
        self.wanted = settings
        self.panel.show_settings(settings)
        self.playback.follow(settings.physics)
        self.card.show_settings(settings)

    def _chosen(self, settings):
        self.undo.record(self.wanted, settings, self.panel.gesture)
        self.wanted = settings
        self.playback.follow(settings.physics)
        self.card.show_settings(settings)

    def _playback_chosen(self, old, new):
        self.undo.record_playback(old, new, self.playback.gesture)

    def control(self, name) -> SettingControl:
        control = self.card.findChild(SettingControl, name)
        assert control is not None, name
        return control

    def exhibit(self, name) -> SettingControl:
        return self.control(f"playback_{name}")


@pytest.fixture
def open_laboratory(qtbot):
    def open_(settings=None):
        window = Laboratory(settings)
        qtbot.addWidget(window)
        window.resize(900, 700)
        window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        return window

    return open_


@pytest.fixture
def lab(open_laboratory):
    return open_laboratory()


def click(qtbot, widget, at=None):
    qtbot.mouseClick(widget, Qt.MouseButton.LeftButton, pos=at or widget.rect().center())


def turn_to(qtbot, lab, page):
    click(qtbot, lab.card.switch.buttons[page])


def unlink(qtbot, lab):
    turn_to(qtbot, lab, PLAYBACK)
    click(qtbot, lab.card.link_box, QPoint(8, lab.card.link_box.height() // 2))


def drag_to_end(qtbot, slider):
    """Drag a slider's handle beyond its right end."""
    option = QStyleOptionSlider()
    slider.initStyleOption(option)
    handle = slider.style().subControlRect(
        QStyle.ComplexControl.CC_Slider, option, QStyle.SubControl.SC_SliderHandle, slider
    )
    start, end = handle.center(), QPoint(slider.width() + 20, handle.center().y())
    left = Qt.MouseButton.LeftButton
    qtbot.mousePress(slider, left, pos=start)
    for step in range(1, 6):
        at = start + (end - start) * step / 5
        place = QPointF(slider.mapToGlobal(at))
        kind, none = QEvent.Type.MouseMove, Qt.KeyboardModifier.NoModifier
        QApplication.sendEvent(slider, QMouseEvent(kind, QPointF(at), place, Qt.MouseButton.NoButton, left, none))
    qtbot.mouseRelease(slider, left, pos=end)


def stands_out(control):
    return control.name_label.foregroundRole() is QPalette.ColorRole.Accent and control.name_label.font().bold()


def marked(lab):
    return [segment.text() for segment in lab.card.switch.buttons]


def test_the_panels_own_controls_are_laid_out(lab):
    for page, group in ((lab.card.training_page, Group.PHYSICS), (lab.card.ranges_page, Group.RANGES)):
        keys = [key for key, row in HYPERPARAMETERS.items() if row.group is group]
        assert list(page.controls) == [lab.panel.controls[key] for key in keys]
        assert all(page.isAncestorOf(control) for control in page.controls)
    assert lab.panel.isAncestorOf(lab.panel.controls["gamma"])


@pytest.mark.parametrize("page", [TRAINING, PLAYBACK, RANDOMISE])
def test_the_switch_shows_one_page(lab, qtbot, page):
    turn_to(qtbot, lab, page)
    assert [each.isVisible() for each in lab.card.pages] == [index == page for index in range(3)]
    assert all(control.isVisible() for control in lab.card.pages[page].controls)
    assert [segment.isChecked() for segment in lab.card.switch.buttons] == [index == page for index in range(3)]


def test_it_begins_linked_on_the_training_page(lab):
    assert lab.playback.linked
    assert lab.playback.physics == EARTH
    assert lab.card.training_page.isVisible()
    assert lab.told == []


def test_it_begins_with_the_settings_physics(open_laboratory):
    lab = open_laboratory(Settings(gravity=2.0, sensor_noise=0.1, pole_mass_range=2.0))
    assert lab.playback.physics == Physics(gravity=2.0, sensor_noise=0.1)
    assert lab.exhibit("gravity").value() == 2.0
    assert lab.card.ranges_page.line == "Each training episode: pole mass 0.5× to 2×."
    assert marked(lab) == ["Training •", "Playback •", "Randomise •"]


def test_linked_the_playback_follows_a_key_on_the_training_slider(lab, qtbot):
    slider = lab.control("gravity").slider
    qtbot.keyClick(slider, Qt.Key.Key_End)
    assert lab.wanted.physics == Physics(gravity=4.0)
    assert lab.told == [Physics(gravity=4.0)]
    assert lab.playback.physics == Physics(gravity=4.0)
    assert lab.exhibit("gravity").value() == 4.0
    qtbot.keyClick(slider, Qt.Key.Key_Home)
    assert lab.told[1:] == [Physics(gravity=0.25)]


def test_linked_the_playback_follows_a_drag_which_is_one_step_of_undo(lab, qtbot):
    drag_to_end(qtbot, lab.control("pole_length").slider)
    assert lab.wanted.pole_length == 4.0
    assert lab.told[-1] == Physics(pole_length=4.0)
    assert lab.undo.count() == 1
    lab.undo.undo()
    assert lab.playback.physics == EARTH
    assert lab.told[-1] == EARTH


def test_linked_the_playbacks_controls_are_only_looked_at(lab, qtbot):
    turn_to(qtbot, lab, PLAYBACK)
    control = lab.exhibit("gravity")
    assert not any(stop.isEnabled() for stop in control.stops)
    drag_to_end(qtbot, control.slider)
    assert control.value() == 1.0
    assert lab.told == []


def test_unlinking_keeps_the_values(lab, qtbot):
    qtbot.keyClick(lab.control("gravity").slider, Qt.Key.Key_End)
    lab.told.clear()
    unlink(qtbot, lab)
    assert not lab.playback.linked
    assert lab.told == []
    assert lab.playback.physics == Physics(gravity=4.0)
    assert all(stop.isEnabled() for name in QUANTITIES for stop in lab.exhibit(name).stops)


@pytest.mark.parametrize("name", QUANTITIES)
def test_unlinked_each_slider_moves_the_playback_alone(lab, qtbot, name):
    unlink(qtbot, lab)
    row = HYPERPARAMETERS[name]
    end, key = (row.low, Qt.Key.Key_Home) if name == "motor" else (row.high, Qt.Key.Key_End)
    qtbot.keyClick(lab.exhibit(name).slider, key)
    assert lab.told == [Physics(**{name: end})]
    assert lab.wanted == Settings()
    assert lab.undo.undoText().startswith(f"{HYPERPARAMETERS[name].name} of the shown episode ")
    assert lab.control(name).value() == getattr(EARTH, name)


def test_unlinked_a_drag_moves_the_playback_alone(lab, qtbot):
    unlink(qtbot, lab)
    drag_to_end(qtbot, lab.exhibit("gravity").slider)
    assert lab.told[-1] == Physics(gravity=4.0)
    assert len(set(map(tuple, lab.told))) == len(lab.told)
    assert lab.wanted == Settings()


def test_unlinked_a_number_is_typed(lab, qtbot):
    unlink(qtbot, lab)
    spin_box = lab.exhibit("gravity").spin_box
    spin_box.selectAll()
    qtbot.keyClicks(spin_box, "0.38")
    qtbot.keyClick(spin_box, Qt.Key.Key_Return)
    assert lab.told == [Physics(gravity=0.38)]


def test_unlinked_the_playback_stays_when_training_changes(lab, qtbot):
    unlink(qtbot, lab)
    turn_to(qtbot, lab, TRAINING)
    qtbot.keyClick(lab.control("cart_mass").slider, Qt.Key.Key_End)
    assert lab.wanted.cart_mass == 4.0
    assert lab.told == []
    assert lab.playback.physics == EARTH


def test_linking_again_takes_over_the_training_physics(lab, qtbot):
    unlink(qtbot, lab)
    qtbot.keyClick(lab.exhibit("gravity").slider, Qt.Key.Key_End)
    qtbot.keyClick(lab.control("friction").slider, Qt.Key.Key_End)
    lab.told.clear()
    click(qtbot, lab.card.link_box, QPoint(8, lab.card.link_box.height() // 2))
    assert lab.told == [Physics(friction=5.0)]
    assert lab.exhibit("gravity").value() == 1.0
    assert not lab.exhibit("gravity").slider.isEnabled()


def test_linking_again_to_the_same_physics_tells_nothing(lab, qtbot):
    unlink(qtbot, lab)
    click(qtbot, lab.card.link_box, QPoint(8, lab.card.link_box.height() // 2))
    assert lab.playback.linked
    assert lab.told == []


def test_settings_from_elsewhere_are_followed_exactly(lab):
    lab.show_chosen(Settings(gravity=0.377777, gamma=0.5))
    assert lab.told == [Physics(gravity=0.377777)]
    lab.show_chosen(Settings(gravity=0.377777, gamma=0.9))
    assert len(lab.told) == 1


def test_training_goes_back_as_an_edit_that_can_be_undone(open_laboratory, qtbot):
    changed = Settings(gravity=2.0, friction=1.0, pole_mass_range=2.0)
    lab = open_laboratory(changed)
    click(qtbot, lab.card.training_page.reset_button)
    assert lab.wanted == replace(changed, gravity=1.0, friction=0.0)
    assert lab.playback.physics == EARTH
    assert lab.told[-1] == EARTH
    assert lab.undo.count() == 1
    assert not lab.card.training_page.reset_button.isEnabled()
    lab.undo.undo()
    assert lab.wanted == changed
    assert lab.card.training_page.reset_button.isEnabled()


def test_what_was_chosen_for_the_playback_is_undone_and_redone(lab, qtbot):
    unlink(qtbot, lab)
    assert lab.undo.undoText() == "shown episode with physics of its own"
    drag_to_end(qtbot, lab.exhibit("gravity").slider)
    assert lab.undo.count() == 2
    assert lab.undo.undoText() == "Gravity of the shown episode 1 × → 4 ×"
    click(qtbot, lab.card.playback_page.reset_button)
    assert lab.undo.count() == 3
    lab.undo.undo()
    assert lab.playback.physics == Physics(gravity=4.0)
    lab.undo.undo()
    assert lab.playback.physics == EARTH
    lab.undo.redo()
    assert lab.playback.physics == lab.told[-1] == Physics(gravity=4.0)
    lab.undo.undo()
    lab.undo.undo()
    assert lab.playback.linked
    assert not lab.exhibit("gravity").slider.isEnabled()
    qtbot.keyClick(lab.control("friction").slider, Qt.Key.Key_End)
    assert lab.playback.physics == Physics(friction=5.0)
    lab.undo.undo()
    assert lab.playback.physics == EARTH


def test_the_playback_goes_back_by_itself(open_laboratory, qtbot):
    changed = Settings(gravity=2.0, friction=1.0)
    lab = open_laboratory(changed)
    turn_to(qtbot, lab, PLAYBACK)
    assert not lab.card.playback_page.reset_button.isEnabled()
    unlink(qtbot, lab)
    click(qtbot, lab.card.playback_page.reset_button)
    assert lab.told == [EARTH]
    assert lab.exhibit("gravity").value() == 1.0
    assert lab.wanted == changed
    assert not lab.card.playback_page.reset_button.isEnabled()


def test_randomisation_is_turned_off(open_laboratory, qtbot):
    lab = open_laboratory(Settings(gravity=2.0, gravity_range=2.0, friction_range=1.0))
    turn_to(qtbot, lab, RANDOMISE)
    click(qtbot, lab.card.ranges_page.reset_button)
    assert lab.wanted == Settings(gravity=2.0)
    assert lab.wanted.ranges == PhysicsRanges()
    assert lab.card.ranges_page.line == OFF
    assert not lab.card.ranges_page.reset_button.isEnabled()


def test_the_line_follows_spreads_and_what_they_surround(lab, qtbot):
    turn_to(qtbot, lab, RANDOMISE)
    assert lab.card.ranges_page.line == OFF
    spin_box = lab.control("gravity_range").spin_box
    spin_box.selectAll()
    qtbot.keyClicks(spin_box, "2")
    qtbot.keyClick(spin_box, Qt.Key.Key_Return)
    assert lab.card.ranges_page.line == "Each training episode: gravity 0.5× to 2×."
    qtbot.keyClick(lab.control("pole_length_range").slider, Qt.Key.Key_End)
    expected = "Each training episode: gravity 0.5× to 2×, pole length 0.25× to 4×. 0.25× and 4× are the limits."
    assert lab.card.ranges_page.line == expected
    qtbot.keyClick(lab.control("gravity").slider, Qt.Key.Key_End)
    assert lab.card.ranges_page.line == expected.replace("0.5× to 2×", "2× to 4×")
    assert lab.told == [Physics(gravity=4.0)]


def test_what_is_away_from_the_earth_stands_out(lab, qtbot):
    gravity, seen = lab.control("gravity"), lab.exhibit("gravity")
    assert not stands_out(gravity)
    assert marked(lab) == ["Training", "Playback", "Randomise"]
    gravity.setValue(2.0)
    assert stands_out(gravity)
    assert stands_out(seen)
    assert not stands_out(lab.control("pole_mass"))
    assert marked(lab) == ["Training •", "Playback •", "Randomise"]
    assert lab.card.switch.buttons[0].accessibleDescription() == "Something is changed here."
    lab.control("friction_range").setValue(1.0)
    assert stands_out(lab.control("friction_range"))
    lab.show_chosen(Settings())
    assert not any(stands_out(lab.control(key)) for key in KEYS)
    assert not stands_out(seen)
    assert marked(lab) == ["Training", "Playback", "Randomise"]


@pytest.mark.parametrize("settings", [Settings(), Settings(**{key: HYPERPARAMETERS[key].high for key in KEYS})])
def test_it_is_narrow(lab, settings):
    lab.setStyleSheet(LIGHT.style_sheet())
    lab.show_chosen(settings)
    for key in KEYS:
        lab.control(key).show_applied(HYPERPARAMETERS[key].low + 0.123)  # a chip that needs much room
    lab.card.setParent(None)
    lab.card.resize(300, 420)
    lab.card.show()
    QApplication.processEvents()
    assert lab.card.minimumSizeHint().width() <= 280
    assert lab.card.width() == 300
    assert lab.card.height() == 420
    lab.card.resize(280, 420)
    for index, page in enumerate(lab.card.pages):
        lab.card.switch.buttons[index].setChecked(True)
        QApplication.processEvents()
        area = page.findChild(QScrollArea)
        assert area.widget().width() <= area.viewport().width()
        assert area.viewport().height() >= 150


def stops_from(qtbot, widget, last):
    """Where Tab stops after a widget, up to the last one."""
    widget.setFocus()
    found = []
    while len(found) < 60 and widget is not last:
        qtbot.keyClick(widget, Qt.Key.Key_Tab)
        widget = QApplication.focusWidget()
        found.append(widget)
    return found


@pytest.mark.parametrize("index", [TRAINING, PLAYBACK, RANDOMISE])
def test_tab_goes_through_a_page_as_it_is_read(lab, qtbot, index):
    unlink(qtbot, lab)
    page, segments = lab.card.pages[index], lab.card.switch.buttons
    page.controls[-1].setValue(2)
    turn_to(qtbot, lab, index)
    stops = [stop for control in page.controls for stop in control.stops]
    head = [lab.card.link_box] if index == PLAYBACK else []
    found = stops_from(qtbot, segments[index], stops[-1])
    assert [widget for widget in found if widget not in segments] == [*head, page.reset_button, *stops]


def test_tab_leaves_the_panels_order_as_it_was(lab, qtbot):
    keys = ("gamma", "learning_rate", "episodes_per_update", "advantage", "entropy_bonus")
    expected = [stop for key in keys for stop in lab.panel.controls[key].stops]
    assert stops_from(qtbot, expected[0], expected[-1]) == expected[1:]


def test_everything_is_named_and_explained(lab):
    card = lab.card
    operated = [
        *card.switch.buttons,
        card.link_box,
        *(page.reset_button for page in card.pages),
        *(stop for page in card.pages for control in page.controls for stop in control.stops),
    ]
    assert all(widget.accessibleName() and widget.toolTip() and widget.objectName() for widget in operated)
    assert len({widget.objectName() for widget in operated}) == len(operated)
    assert lab.exhibit("gravity").slider.accessibleName() == "Gravity of the shown episode"
    assert "--set" not in lab.exhibit("gravity").slider.whatsThis()
    assert lab.exhibit("gravity").chip.text() == "now"
    assert lab.control("gravity").chip.text() == "next update"
    assert lab.control("gravity_range").slider.accessibleName() == "Gravity, spread"


def test_what_cannot_be_changed_fades_in_both_looks(lab, qtbot):
    turn_to(qtbot, lab, PLAYBACK)
    for theme in (LIGHT, DARK):
        lab.setStyleSheet(theme.style_sheet())
        slider = lab.exhibit("gravity").slider
        at = QPoint(slider.width() // 8, slider.height() // 2)
        assert slider.grab().toImage().pixelColor(at).name() == theme.groove.name()
        for name in ("gravity", "delay"):  # a real number and a whole one
            field = lab.exhibit(name).spin_box.grab().toImage()
            colours = {field.pixelColor(x, y).name() for x in range(field.width()) for y in range(field.height())}
            assert theme.muted.name() in colours
            assert theme.text.name() not in colours


def test_the_first_paint_loads_nothing_heavy():
    script = (
        "import pg_desktop.ui.cart_pole.physics.card, sys; print(*{name.partition('.')[0] for name in sys.modules})"
    )
    done = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True, timeout=60)
    assert not set(done.stdout.split()) & {"numpy", "torch", "gymnasium", "pyqtgraph"}
