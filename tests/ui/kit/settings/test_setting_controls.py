"""The controls that are made from the table of hyperparameters, one by one."""

import pytest
from PySide6.QtCore import QEvent, QLocale, QPoint, Qt
from PySide6.QtGui import QHelpEvent, QValidator
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from pg_desktop.learning.settings.kinds import Hyperparameter, TakesEffect
from pg_desktop.learning.settings.table import HYPERPARAMETERS, PACE_MAX
from pg_desktop.ui.kit.settings.chips import EffectChip
from pg_desktop.ui.kit.settings.gesture import REST_MS
from pg_desktop.ui.kit.settings.scales import scale_for
from pg_desktop.ui.kit.settings.setting_controls import (
    ChoiceControl,
    NumberControl,
    SliderControl,
    SwitchControl,
    TextControl,
    control_for,
)


@pytest.fixture
def make(qtbot):
    """Make a shown control for a key; what it tells is in its `told`."""
    parent = QWidget()
    qtbot.addWidget(parent)
    parent.show()

    def make_(key):
        control = control_for(HYPERPARAMETERS[key], parent)
        control.told = []
        control.changed.connect(lambda *change: control.told.append(change))
        control.show()
        return control

    yield make_


@pytest.mark.parametrize(
    ("key", "kind"),
    [
        ("gamma", SliderControl),
        ("hidden_size", SliderControl),
        ("seed", NumberControl),
        ("advantage", ChoiceControl),
        ("stop_when_solved", SwitchControl),
        ("environment_arguments", TextControl),
        ("reward", TextControl),
    ],
)
def test_every_kind_of_row_has_its_control(make, key, kind):
    control = make(key)
    assert type(control) is kind
    assert control.objectName() == key


def test_a_kind_without_a_control_is_an_error(qapp):
    row = Hyperparameter(
        name="x", help="", takes_effect=TakesEffect.NOW, group=HYPERPARAMETERS["gamma"].group, key="mystery"
    )
    with pytest.raises(TypeError, match="no control for mystery"):
        control_for(row)


def test_a_slider_out_of_sight_costs_nothing_and_stands_at_its_value_when_it_is_shown(qtbot):
    scale_for.cache_clear()
    page = QWidget()
    qtbot.addWidget(page)
    control = control_for(HYPERPARAMETERS["gamma"], page)
    told = []
    control.changed.connect(lambda *change: told.append(change))
    control.setValue(0.9)
    assert scale_for.cache_info().currsize == 0
    assert control.value() == 0.9
    page.show()
    scale = scale_for(HYPERPARAMETERS["gamma"])
    assert (control.slider.maximum(), control.slider.value()) == (scale.ticks, scale.tick(0.9))
    assert control.value() == 0.9
    assert told == [("gamma", 0.9)]


VALUES = [
    ("gamma", 0.5),
    ("gamma", 0.98765),
    ("learning_rate", 0.00123),
    ("hidden_size", 33),
    ("episodes_per_update", 511),
    ("pace", PACE_MAX),
    ("pace", 0.5),
    ("entropy_bonus", 0.0),
    ("entropy_bonus", 0.3),
    ("seed", 2**31 - 1),
    ("episode_limit", 12),
    ("advantage", "none"),
    ("environment", "CartPole-v0"),
    ("stop_when_solved", True),
]


@pytest.mark.parametrize(("key", "value"), VALUES)
def test_a_value_that_is_set_is_told_once_and_stays(make, key, value):
    control = make(key)
    control.setValue(value)
    control.gesture.end()
    assert control.value() == value
    assert type(control.value()) is type(HYPERPARAMETERS[key].check(value))
    assert control.told in ([(key, value)], [])
    if control.told == []:
        assert value == HYPERPARAMETERS[key].low
    control.setValue(value)
    assert len(control.told) <= 1


@pytest.mark.parametrize(("key", "value"), VALUES)
def test_a_value_that_is_shown_is_not_told(make, key, value):
    control = make(key)
    control.show_value(value)
    assert control.value() == value
    assert control.told == []


def test_the_slider_follows_the_field_and_the_field_the_slider(make, qtbot):
    control = make("episodes_per_update")
    control.setValue(64)
    position = control.slider.value()
    qtbot.keyClick(control.slider, Qt.Key.Key_Right)
    assert control.slider.value() == position + 1
    assert control.spin_box.value() == control.value() == 76
    qtbot.keyClick(control.spin_box, Qt.Key.Key_Up)
    assert control.value() == 77
    assert control.slider.value() == position + 1
    assert [value for _, value in control.told] == [64, 76, 77]


def press_slider(slider, tick):
    """Take the handle and move it, as `sliderMoved` would, without letting go."""
    slider.setSliderDown(True)
    slider.setSliderPosition(tick)


def test_a_change_that_lasts_is_told_when_the_slider_is_let_go(make):
    control = make("hidden_size")
    control.show_value(64)
    control.show_applied(64)
    ticks = [control.slider.value() + step for step in (-1, -2, -3, 4)]
    for tick in ticks:
        press_slider(control.slider, tick)
    assert control.spin_box.value() == control.value() == 128
    assert control.told == []
    assert control.chip.text() == "64 until next update"
    control.slider.setSliderDown(False)
    assert control.told == [("hidden_size", 128)]


def test_a_drag_that_comes_back_changes_nothing(make):
    control = make("hidden_size")
    control.show_value(64)
    control.show_applied(64)
    start = control.slider.value()
    for tick in (start + 3, start):
        press_slider(control.slider, tick)
    assert control.chip.text() == "next update"
    control.slider.setSliderDown(False)
    assert control.told == []


def test_a_change_that_lasts_is_told_once_the_keys_have_rested(make, qtbot):
    control = make("hidden_size")
    control.show_value(64)
    for _ in range(4):
        qtbot.keyClick(control.slider, Qt.Key.Key_Right)
    assert (control.value(), control.told) == (128, [])
    qtbot.waitUntil(lambda: control.told == [("hidden_size", 128)])


def test_a_held_key_has_not_come_to_rest(make, qtbot):
    control = make("hidden_size")
    control.show_value(64)
    right = Qt.Key.Key_Right
    qtbot.keyPress(control.slider, right)
    with qtbot.assertNotEmitted(control.changed, wait=2 * REST_MS):
        pass
    for _ in range(3):
        QTest.simulateEvent(control.slider, True, right.value, Qt.KeyboardModifier.NoModifier, "", True, -1)
    assert (control.value(), control.told) == (128, [])
    with qtbot.waitSignal(control.changed):
        qtbot.keyRelease(control.slider, right)
    assert control.told == [("hidden_size", 128)]


def test_a_number_that_is_typed_is_told_at_once(make, qtbot):
    control = make("hidden_size")
    control.spin_box.selectAll()
    qtbot.keyClicks(control.spin_box, "33")
    assert control.told == []
    qtbot.keyClick(control.spin_box, Qt.Key.Key_Return)
    assert control.told == [("hidden_size", 33)]


def test_a_value_from_elsewhere_ends_what_has_not_come_to_rest(make, qtbot):
    control = make("hidden_size")
    control.show_value(64)
    qtbot.keyClick(control.slider, Qt.Key.Key_Right)
    control.show_value(16)
    with qtbot.assertNotEmitted(control.changed, wait=2 * REST_MS):
        pass
    assert control.value() == 16


def test_only_settings_that_last_wait_for_a_rest():
    assert [key for key, row in HYPERPARAMETERS.items() if row.lasting] == ["hidden_size"]


@pytest.mark.parametrize("key", ["gamma", "seed", "advantage", "stop_when_solved"])
def test_whats_this_is_answered_wherever_it_is_asked(make, key):
    """By the name and the chip, too."""
    control, row = make(key), HYPERPARAMETERS[key]
    for part in (control.name_label, control.chip, *control.stops):
        asked = QHelpEvent(QEvent.Type.QueryWhatsThis, QPoint(2, 2), QPoint(2, 2))
        QApplication.sendEvent(part, asked)
        answering = next(widget for widget in (part, part.parentWidget()) if widget.whatsThis())
        assert asked.isAccepted()
        assert row.help in answering.whatsThis()
        assert row.formula in answering.whatsThis()


@pytest.mark.parametrize("key", ["gamma", "learning_rate", "pace", "entropy_bonus"])
def test_the_field_shows_what_the_slider_chose(make, qtbot, key):
    control = make(key)
    control.setValue(HYPERPARAMETERS[key].high)
    for _ in range(40):
        qtbot.keyClick(control.slider, Qt.Key.Key_Left)
        assert control.spin_box.value() == control.value()
    control.setValue(HYPERPARAMETERS[key].low)
    for _ in range(40):
        qtbot.keyClick(control.slider, Qt.Key.Key_Right)
        assert control.spin_box.value() == control.value()


@pytest.mark.parametrize(
    ("key", "value", "text"),
    [
        ("gamma", 0.99, "0.99"),
        ("gamma", 0.9990, "0.999"),
        ("gamma", 1.0, "1"),
        ("gamma", 0.0, "0"),
        ("learning_rate", 0.00001, "0.00001"),
        ("learning_rate", 0.03, "0.03"),
        ("pace", 10.0, "10 /s"),
        ("pace", 0.5, "0.5 /s"),
        ("pace", 100.0, "100 /s"),
        ("pace", PACE_MAX, "Max"),
        ("hidden_size", 512, "512"),
    ],
)
def test_numbers_are_written_in_as_few_digits_as_they_need(make, key, value, text):
    control = make(key)
    control.setValue(value)
    assert control.spin_box.text() == text
    assert control.text_of(value) == text


@pytest.mark.parametrize(
    ("key", "value", "text"),
    [
        ("advantage", "time", "Time baseline"),
        ("activation", "relu", "ReLU"),
        ("stop_when_solved", True, "on"),
        ("stop_when_solved", False, "off"),
        ("episode_limit", 0, "none"),
        ("episode_limit", 500, "500"),
        ("seed", 0, "0"),
    ],
)
def test_values_are_named_as_the_user_knows_them(make, key, value, text):
    assert make(key).text_of(value) == text


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("12", QValidator.State.Acceptable),
        ("12 /s", QValidator.State.Acceptable),
        ("0.5", QValidator.State.Acceptable),
        ("", QValidator.State.Intermediate),
        ("M", QValidator.State.Intermediate),
        ("Ma", QValidator.State.Intermediate),
        ("Max", QValidator.State.Acceptable),
        ("0", QValidator.State.Intermediate),
        ("Mix", QValidator.State.Intermediate),
        ("12345", QValidator.State.Intermediate),
    ],
)
def test_what_can_be_typed_into_pace(make, text, state):
    spin_box = make("pace").spin_box
    found, same, position = spin_box.validate(text, len(text))
    assert found is state
    assert (same, position) == (text, len(text))


@pytest.mark.parametrize(
    ("text", "value"), [("12", 12.0), ("12 /s", 12.0), ("12/s", 12.0), ("Max", PACE_MAX), (" Max ", PACE_MAX)]
)
def test_what_typed_texts_mean(make, text, value):
    assert make("pace").spin_box.valueFromText(text) == value


def test_max_is_typed_in_small_letters(make, qtbot):
    control = make("pace")
    control.setValue(10.0)
    control.spin_box.selectAll()
    qtbot.keyClicks(control.spin_box, "max")
    qtbot.keyClick(control.spin_box, Qt.Key.Key_Return)
    assert control.value() == PACE_MAX
    assert control.spin_box.text() == "Max"


def test_a_limit_of_none_is_typed(make, qtbot):
    control = make("episode_limit")
    control.setValue(500)
    control.spin_box.selectAll()
    qtbot.keyClicks(control.spin_box, "0")
    qtbot.keyClick(control.spin_box, Qt.Key.Key_Return)
    assert control.value() == 0
    assert control.spin_box.text() == "none"


def test_a_german_reads_and_writes_commas(make, qtbot):
    control = make("gamma")
    control.setLocale(QLocale(QLocale.Language.German, QLocale.Country.Germany))
    control.setValue(0.95)
    assert control.spin_box.text() == "0,95"
    control.spin_box.selectAll()
    qtbot.keyClicks(control.spin_box, "0,25")
    qtbot.keyClick(control.spin_box, Qt.Key.Key_Return)
    assert control.value() == 0.25


@pytest.mark.parametrize("locale", [QLocale.c(), QLocale(QLocale.Language.German), QLocale(QLocale.Language.English)])
@pytest.mark.parametrize("text", ["0,25", "0.25", ",25", ".25"])
def test_a_point_and_a_comma_are_read_everywhere(make, qtbot, locale, text):
    control = make("gamma")
    control.setLocale(locale)
    control.setValue(0.95)
    control.spin_box.selectAll()
    qtbot.keyClicks(control.spin_box, text)
    qtbot.keyClick(control.spin_box, Qt.Key.Key_Return)
    assert control.value() == 0.25


def test_a_comma_and_a_unit_go_together(make, qtbot):
    control = make("pace")
    control.spin_box.selectAll()
    qtbot.keyClicks(control.spin_box, "2,5 /s")
    qtbot.keyClick(control.spin_box, Qt.Key.Key_Return)
    assert control.value() == 2.5


def test_keeping_a_number_after_looking_at_it_changes_nothing(make, qtbot):
    """A number with more digits than the field shows stays what it is when the field is only visited."""
    control = make("gamma")
    control.setValue(0.98765)
    control.told.clear()
    control.spin_box.setFocus()
    qtbot.keyClick(control.spin_box, Qt.Key.Key_Return)
    control.spin_box.clearFocus()
    assert control.told == []
    assert control.value() == 0.98765


@pytest.mark.parametrize(
    ("effect", "text"),
    [(TakesEffect.NOW, "now"), (TakesEffect.NEXT_UPDATE, "next update"), (TakesEffect.RESET, "on Reset")],
)
def test_a_chip_says_when_a_change_acts(qtbot, effect, text):
    chip = EffectChip(effect)
    qtbot.addWidget(chip)
    assert chip.text() == text
    assert chip.toolTip().startswith("A change acts")


@pytest.mark.parametrize(
    ("key", "applied", "text"),
    [
        ("gamma", 0.5, "0.5 until next update"),
        ("hidden_size", 16, "16 until next update"),
        ("hidden_layers", 2, "2 until Reset"),
        ("activation", "tanh", "tanh until Reset"),
        ("stop_when_solved", True, "on until next update"),
        ("update_limit", 0, "none until next update"),
    ],
)
def test_a_chip_says_what_is_in_force_meanwhile(make, key, applied, text):
    control = make(key)
    control.show_value(getattr(HYPERPARAMETERS[key], "high", False) if key != "activation" else "relu")
    control.show_applied(applied)
    assert control.chip.text() == text
    assert control.chip.property("chip") == "waiting"
    control.show_applied(control.value())
    assert control.chip.property("chip") != "waiting"


@pytest.mark.parametrize("key", list(HYPERPARAMETERS))
def test_names_and_help_come_from_the_table(make, key):
    control = make(key)
    row = HYPERPARAMETERS[key]
    inner = control.stops[0]
    assert row.name in control.name_label.text()
    assert row.symbol in control.name_label.text()
    assert row.help in inner.toolTip()
    assert inner.accessibleName() == row.name
    assert inner.accessibleDescription() == row.help


def test_every_choice_is_explained(make):
    for key in ("environment", "advantage", "discounting", "activation"):
        control = make(key)
        box, row = control.combo_box, HYPERPARAMETERS[key]
        for index, choice in enumerate(row.choices):
            assert box.itemText(index) == choice.name
            assert box.itemData(index) == choice.value
            assert box.itemData(index, Qt.ItemDataRole.ToolTipRole) == choice.help
            assert choice.help in box.whatsThis()


HELD = '{"is_slippery": false}'


def test_a_text_is_taken_over_with_enter(make, qtbot):
    control = make("environment_arguments")
    control.show_value("")
    control.field.setFocus()
    qtbot.keyClicks(control.field, "is_slippery = False")
    assert control.told == []
    qtbot.keyClick(control.field, Qt.Key.Key_Return)
    assert control.told == [("environment_arguments", HELD)]
    assert control.field.text() == "is_slippery=false"
    assert control.text_of(HELD) == "is_slippery=false"
    assert control.text_of("") == "none"
    qtbot.keyClick(control.field, Qt.Key.Key_Return)
    assert len(control.told) == 1


def test_a_text_that_is_not_allowed_says_why_and_changes_nothing(make, qtbot):
    control = make("environment_arguments")
    control.show_value(HELD)
    control.field.setFocus()
    control.field.selectAll()
    qtbot.keyClicks(control.field, "ice")
    qtbot.keyClick(control.field, Qt.Key.Key_Return)
    assert control.told == []
    assert control.value() == HELD
    assert control.complaint.text().startswith("'ice' is no list of arguments; ")
    control.show_value(HELD)
    assert control.field.text() == "is_slippery=false"
    assert not control.complaint.isVisible()
