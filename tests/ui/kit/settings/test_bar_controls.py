"""Controls of settings that stand in a bar."""

import pytest
from PySide6.QtWidgets import QWidget

from pg_desktop.learning.settings.table import HYPERPARAMETERS
from pg_desktop.ui.kit.settings.bar_controls import BarChoice, BarSlider, bar_control_for


@pytest.fixture
def make(qtbot):
    parent = QWidget()
    qtbot.addWidget(parent)
    parent.show()

    def make_(key):
        control = bar_control_for(HYPERPARAMETERS[key], parent)
        control.show()
        return control

    yield make_


def test_they_are_one_line_high_and_have_no_chip(make):
    for key, kind in (("pace", BarSlider), ("algorithm", BarChoice)):
        control = make(key)
        assert type(control) is kind
        assert control.objectName() == key
        assert not control.chip.isVisible()
        assert control.sizeHint().height() == max(stop.sizeHint().height() for stop in control.stops)


def test_no_chip_lies_over_the_name_of_a_slider_whose_change_is_under_way(make):
    control = make("pace")
    control.show_applied(control.value() / 2)
    assert not control.chip.isVisible()


def test_a_switch_has_no_place_in_a_bar(qapp):
    with pytest.raises(TypeError, match="no control in a bar for stop_when_solved"):
        bar_control_for(HYPERPARAMETERS["stop_when_solved"])


def test_a_choice_that_waits_is_told_by_border_and_tooltip(make):
    control = make("algorithm")
    box, width = control.combo_box, control.sizeHint().width()
    assert box.toolTip().startswith("<b>REINFORCE</b>")
    control.show_value("dqn")
    assert box.toolTip().startswith("<b>DQN</b>")
    control.show_applied("reinforce")
    assert box.property("waiting") is True
    assert box.waiting == "The run still uses REINFORCE; this acts on Reset."
    assert box.waiting in box.toolTip()
    assert control.sizeHint().width() == width
    control.show_applied("dqn")
    assert box.property("waiting") is False
    assert "still uses" not in box.toolTip()


def test_a_slider_shows_what_there_is_room_for(make):
    control = make("pace")
    full = control.sizeHint().width()
    for room, name, slider in ((full, True, True), (full - 10, False, True), (control.least_width, False, False)):
        control.fit(room)
        assert (control.name_label.isVisible(), control.slider.isVisible()) == (name, slider)
        assert control.sizeHint().width() <= room
        assert control.spin_box.isVisible()
