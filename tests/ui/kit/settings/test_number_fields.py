"""Fields for numbers take all that was typed, as the command line does, or keep their value and say why."""

import random

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget

from pg_desktop.learning.settings.kinds import IntegerParameter, RealParameter
from pg_desktop.learning.settings.table import HYPERPARAMETERS, Settings, parse_assignments
from pg_desktop.messages import UserError
from pg_desktop.ui.kit.settings.number_fields import DecimalField
from pg_desktop.ui.kit.settings.setting_controls import control_for

NUMBERS = [key for key, row in HYPERPARAMETERS.items() if isinstance(row, RealParameter | IntegerParameter)]


@pytest.fixture
def make(qtbot):
    parent = QWidget()
    parent.resize(400, 300)
    qtbot.addWidget(parent)
    parent.setLocale(QLocale.c())
    parent.show()

    def make_(key):
        control = control_for(HYPERPARAMETERS[key], parent)
        control.show_value(Settings().value(key))
        control.show()
        return control

    return make_


def enter(spin_box, text):
    spin_box.setFocus()
    spin_box.selectAll()
    QTest.keyClicks(spin_box, text)
    QTest.keyClick(spin_box, Qt.Key.Key_Return)


def complaint(spin_box):
    return spin_box.window().findChild(QLabel, f"{spin_box.objectName()}_complaint")


def spelling(random_, row):
    """A text that may be a number of a row."""
    low, high = float(row.low), min(float(row.high), 1e6)
    value = random_.choice([random_.uniform(low, high), low, high, high * 1.5, -high, random_.uniform(0, 1)])
    if isinstance(row, IntegerParameter) and random_.random() < 0.7:
        value = float(round(value))
    text = random_.choice(["{:.3e}", "{:.1E}", "{:g}", "{:,.2f}", "{:_.0f}", "{:.5f}", "{!r}", "{:.0f}"]).format(value)
    change = random_.random()
    if change < 0.2:
        text = text.replace(".", ",")
    elif change < 0.3:
        text = text.removeprefix("0")
    elif change < 0.4:
        text = text.replace("-", "−")
    elif change < 0.6:
        place = random_.randint(0, len(text))
        text = text[:place] + random_.choice("0123456789.,_eE+- xn'") + text[place:]
    elif change < 0.7:
        text = f" {text} "
    return text


def test_the_window_and_the_command_line_agree_on_a_thousand_spellings(make):
    random_ = random.Random(1000)
    controls = {key: make(key) for key in NUMBERS}
    taken = 0
    for number in range(1000):
        key = NUMBERS[number % len(NUMBERS)]
        control = controls[key]
        text = spelling(random_, control.row)
        before = control.value()
        try:
            expected = parse_assignments([f"{key}={text}"])[key]
            taken += 1
        except UserError:
            expected = before
        control.spin_box.lineEdit().setText(text)
        control.spin_box.interpretText()
        assert control.value() == expected, f"{key}={text!r}"
        assert type(control.value()) is type(expected)
    assert 300 < taken < 900


@pytest.mark.parametrize(
    ("key", "text", "value"),
    [
        ("learning_rate", "1e-3", 1e-3),
        ("learning_rate", "3E-4", 3e-4),
        ("learning_rate", "0.000123456", 0.000123456),
        ("gamma", ".5", 0.5),
        ("gamma", "0,9637", 0.9637),
        ("episode_limit", "1_000", 1000),
        ("episode_limit", "2e3", 2000),
        ("hidden_size", "+32", 32),
    ],
)
def test_every_key_of_a_spelling_counts(make, key, text, value):
    control = make(key)
    enter(control.spin_box, text)
    assert control.value() == value
    enter(control.spin_box, control.spin_box.text())  # what it shows means what it has
    assert control.value() == value
    assert complaint(control.spin_box) is None


@pytest.mark.parametrize(
    ("key", "text", "said"),
    [
        ("gamma", "1.5x", "gamma must be a number, but it is '1.5x'. The old value stays."),
        ("gamma", "1e-3e", "gamma must be a number, but it is '1e-3e'. The old value stays."),
        ("gamma", "7", "gamma must be between 0 and 1, but it is 7. The old value stays."),
        ("hidden_size", "12.5", "hidden_size must be a whole number, but it is '12.5'. The old value stays."),
        ("hidden_size", "1 5", "hidden_size must be a whole number, but it is '1 5'. The old value stays."),
        ("episode_limit", "", "episode_limit must be a whole number, but it is ''. The old value stays."),
    ],
)
def test_what_is_not_taken_is_said_and_nothing_changes(make, key, text, said):
    control = make(key)
    before = control.value()
    changes = []
    control.changed.connect(lambda *change: changes.append(change))
    if text:
        enter(control.spin_box, text)
    else:
        control.spin_box.setFocus()
        control.spin_box.selectAll()
        QTest.keyClick(control.spin_box, Qt.Key.Key_Delete)
        QTest.keyClick(control.spin_box, Qt.Key.Key_Return)
    assert (control.value(), changes) == (before, [])
    assert complaint(control.spin_box).isVisible()
    assert complaint(control.spin_box).text() == said
    assert complaint(control.spin_box).width() >= 240
    enter(control.spin_box, "1")
    assert control.value() == 1
    assert not complaint(control.spin_box).isVisible()


def test_a_step_goes_on_from_a_number_with_more_digits(make):
    control = make("learning_rate")
    control.setValue(0.0123456)
    QTest.keyClick(control.spin_box, Qt.Key.Key_Up)
    assert control.value() == 0.01335
    control.setValue(0.01)
    QTest.keyClick(control.spin_box, Qt.Key.Key_Down)
    assert control.value() == 0.0099
    control.setValue(0.01)
    QTest.keyClick(control.spin_box, Qt.Key.Key_Up)
    assert control.value() == 0.011


def test_a_field_without_a_row_says_its_range(qtbot):
    field = DecimalField()
    qtbot.addWidget(field)
    field.setObjectName("free")
    field.setLocale(QLocale.c())
    field.setKeyboardTracking(False)
    field.setRange(-5, 5)
    field.show()
    enter(field, "-1e0")
    assert field.value() == -1
    enter(field, "6")
    assert field.value() == -1
    assert complaint(field).text() == "It must be a number between −5 and 5, but it is 6. The old value stays."
