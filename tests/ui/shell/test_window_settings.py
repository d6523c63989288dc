"""Every setting is changed by keys and by the mouse, and the window says when that acts."""

import pytest
from PySide6.QtCore import QLocale, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QStyle, QStyleOptionSlider

from pg_desktop.learning.settings.kinds import SECTIONS, Group, Needs, TakesEffect
from pg_desktop.learning.settings.table import HYPERPARAMETERS, PACE_MAX, Settings, applies, rows_of
from pg_desktop.runs.live.status import RunState
from pg_desktop.storage.presets import load_presets
from pg_desktop.ui.kit.settings.bar_controls import BarChoice, BarSlider
from pg_desktop.ui.kit.settings.chips import effect_sentence
from pg_desktop.ui.kit.settings.gesture import REST_MS
from pg_desktop.ui.kit.settings.setting_controls import (
    ChoiceControl,
    NumberControl,
    SliderControl,
    SwitchControl,
    TextControl,
)
from pg_desktop.ui.panes.settings.environment_control import EnvironmentControl
from tests.ui.user import CTRL, NONE, PATIENCE, User

SLIDERS = ["gamma", "learning_rate", "hidden_size", "episodes_per_update", "pace", "entropy_bonus"]
CHOICES = ["algorithm", "advantage", "discounting", "activation"]
NUMBERS = ["seed", "episode_limit", "update_limit", "smoothing_window", "hidden_layers", "step_limit"]
SWITCHES = ["stop_when_solved", "normalise_observations", "normalise_rewards"]


def show_all(user: User) -> None:
    user.unfold()


def handle(slider) -> QPoint:
    option = QStyleOptionSlider()
    slider.initStyleOption(option)
    part = QStyle.SubControl.SC_SliderHandle
    return slider.style().subControlRect(QStyle.ComplexControl.CC_Slider, option, part, slider).center()


def wanted(user: User, key: str):
    return user.window.session.wanted.value(key)


def applied(user: User, key: str):
    return user.status.settings.value(key)


def come_to_rest(user: User, key: str) -> None:
    """Wait until what the control shows is wanted: a change that lasts is told after a rest."""
    user.wait_until(lambda: wanted(user, key) == user.control(key).value())


def waits_until_applied(user: User, key: str) -> None:
    user.wait_until(lambda: applied(user, key) == wanted(user, key))


def chip(user: User, key: str) -> str:
    """What the chip of a setting says; "" if it has none to see, because its section says it for all."""
    user.window.refresh()
    chip = user.control(key).chip
    return "" if chip.isHidden() else chip.text()


def test_every_setting_has_a_control_named_by_its_key(user):
    kinds = {
        SliderControl: [key for key in SLIDERS if key != "pace"],
        BarSlider: ["pace"],
        ChoiceControl: [key for key in CHOICES if key != "algorithm"],
        BarChoice: ["algorithm"],
        NumberControl: NUMBERS,
        SwitchControl: SWITCHES,
        EnvironmentControl: ["environment"],
        TextControl: ["environment_arguments", "reward"],
    }
    now_and_then = [
        key for key, row in HYPERPARAMETERS.items() if row.needs is not Needs.NOTHING or not applies(key, Settings())
    ]
    for kind, keys in kinds.items():
        for key in keys:
            control = user.control(key)
            assert type(control) is kind
            assert control.value() == wanted(user, key) == getattr(Settings(), key)
    assert {*(key for keys in kinds.values() for key in keys), *now_and_then} == set(HYPERPARAMETERS)


@pytest.mark.parametrize("key", SLIDERS)
def test_a_slider_is_moved_by_keys(user, key):
    show_all(user)
    control = user.control(key)
    control.slider.setFocus()
    before, tick = wanted(user, key), control.slider.value()
    user.press(Qt.Key.Key_Right)
    assert control.slider.value() == tick + 1
    come_to_rest(user, key)
    assert wanted(user, key) > before
    user.press(Qt.Key.Key_Home)
    come_to_rest(user, key)
    assert wanted(user, key) == HYPERPARAMETERS[key].low
    user.press(Qt.Key.Key_PageUp)
    come_to_rest(user, key)
    assert HYPERPARAMETERS[key].low < wanted(user, key) < HYPERPARAMETERS[key].high
    user.press(Qt.Key.Key_End)
    come_to_rest(user, key)
    assert wanted(user, key) == HYPERPARAMETERS[key].high
    assert control.spin_box.value() == HYPERPARAMETERS[key].high
    waits_until_applied(user, key)


@pytest.mark.parametrize("key", SLIDERS)
def test_a_slider_is_dragged_and_clicked(user, key):
    show_all(user)
    control = user.control(key)
    user.window.panel.findChild(type(control), key)
    slider = control.slider
    area = user.part("settingsArea")
    area.ensureWidgetVisible(control)
    start = handle(slider)
    user.drag(slider, start, QPoint(slider.width() * 3 // 4, start.y()))
    dragged = wanted(user, key)
    assert dragged != getattr(Settings(), key)
    assert 0.65 < slider.value() / slider.maximum() < 0.85
    assert control.spin_box.value() == pytest.approx(dragged, abs=10.0 ** -getattr(control.row, "decimals", 0))
    user.click(slider, QPoint(3, start.y()))
    come_to_rest(user, key)
    assert wanted(user, key) < dragged
    waits_until_applied(user, key)


@pytest.mark.parametrize(
    ("key", "text", "value"),
    [
        ("gamma", "0.5", 0.5),
        ("gamma", "1", 1.0),
        ("learning_rate", "0.00123", 0.00123),
        ("hidden_size", "33", 33),
        ("episodes_per_update", "7", 7),
        ("pace", "3.5", 3.5),
        ("pace", "Max", PACE_MAX),
        ("pace", "250 /s", 250.0),
        ("entropy_bonus", "0.015", 0.015),
        ("seed", "20260", 20260),
        ("episode_limit", "500", 500),
        ("update_limit", "12", 12),
        ("smoothing_window", "20", 20),
    ],
)
def test_a_number_is_typed(user, key, text, value):
    show_all(user)
    user.type(user.control(key).spin_box, text)
    assert wanted(user, key) == value
    assert user.control(key).value() == value
    assert user.window.panel.preset_box.currentText() == (
        "Quick" if key in {"pace", "seed", "smoothing_window"} else "Custom"
    )
    waits_until_applied(user, key)


def test_what_the_typed_number_is_not_changed_by_the_sliders_grid(user):
    user.type(user.control("gamma").spin_box, "0.9637")
    assert wanted(user, "gamma") == 0.9637
    assert user.control("gamma").spin_box.text() == "0.9637"


@pytest.mark.parametrize(
    ("key", "text", "shown"), [("gamma", "2", "0.99"), ("hidden_size", "0", "64"), ("gamma", "x", "0.99")]
)
def test_nothing_out_of_range_can_be_typed(user, key, text, shown):
    spin_box = user.control(key).spin_box
    user.type(spin_box, text)
    user.window.render_pane.stage.setFocus()
    low, high = HYPERPARAMETERS[key].low, HYPERPARAMETERS[key].high
    assert low <= wanted(user, key) <= high
    assert spin_box.value() == wanted(user, key)
    if text == "x":
        assert spin_box.text() == shown


def test_half_a_number_does_not_act(user):
    spin_box = user.control("episodes_per_update").spin_box
    spin_box.setFocus()
    spin_box.selectAll()
    QTest.keyClicks(spin_box, "1")
    assert wanted(user, "episodes_per_update") == 32
    QTest.keyClicks(spin_box, "6")
    user.press(Qt.Key.Key_Return)
    assert wanted(user, "episodes_per_update") == 16


def test_a_german_types_a_comma(open_window, qtbot):
    QLocale.setDefault(QLocale(QLocale.Language.German, QLocale.Country.Germany))
    user = User(open_window(), qtbot)
    spin_box = user.control("gamma").spin_box
    assert spin_box.text() == "0,99"
    user.type(spin_box, "0,5")
    assert wanted(user, "gamma") == 0.5
    assert spin_box.text() == "0,5"
    user.type(user.control("pace").spin_box, "2,5 /s")
    assert wanted(user, "pace") == 2.5


@pytest.mark.parametrize("key", CHOICES)
def test_a_choice_is_made_by_keys(user, key):
    show_all(user)
    control = user.control(key)
    control.combo_box.setFocus()
    user.press(Qt.Key.Key_Down)
    row = HYPERPARAMETERS[key]
    assert wanted(user, key) == row.choices[1].value
    user.press(Qt.Key.Key_End)
    offered = [choice.value for choice in row.choices if key != "algorithm" or choice.value in ("reinforce", "dqn")]
    assert wanted(user, key) == offered[-1]
    user.press(Qt.Key.Key_Home)
    assert wanted(user, key) == row.choices[0].value
    waits_until_applied(user, key)


def test_a_choice_is_made_in_its_list(user, qtbot):
    box = user.control("advantage").combo_box
    user.click(box)
    view = box.view()
    user.wait_until(view.isVisible)
    qtbot.keyClick(view, Qt.Key.Key_Down)
    qtbot.keyClick(view, Qt.Key.Key_Down)
    assert wanted(user, "advantage") == "time"
    qtbot.keyClick(view, Qt.Key.Key_Return)
    user.wait_until(lambda: not view.isVisible())
    assert wanted(user, "advantage") == "normalised"


def test_a_switch_is_pressed(user):
    show_all(user)
    box = user.control("stop_when_solved").check_box
    user.part("settingsArea").ensureWidgetVisible(box)
    user.click(box, QPoint(8, box.height() // 2))
    assert wanted(user, "stop_when_solved") is True
    box.setFocus()
    user.press(Qt.Key.Key_Space)
    assert wanted(user, "stop_when_solved") is False


def test_the_wheel_scrolls_the_settings_and_changes_nothing(user):
    show_all(user)
    area = user.part("settingsArea")
    bar = area.verticalScrollBar()
    user.wait_until(lambda: bar.maximum() > 100)
    before = user.window.session.wanted
    for key in (key for key in [*SLIDERS, *CHOICES, *NUMBERS] if HYPERPARAMETERS[key].group in SECTIONS):
        inner = user.control(key).stops[0]
        area.ensureWidgetVisible(inner)
        place = bar.value()
        user.wheel(inner, inner.rect().center(), -1 if place < bar.maximum() else 1)
        assert user.window.session.wanted == before, key
        assert bar.value() != place, key


def test_before_the_first_update_everything_acts_at_once(user):
    user.type(user.control("hidden_size").spin_box, "16")
    waits_until_applied(user, "hidden_size")
    user.settle()
    assert user.policy.architecture.hidden_sizes == (16, 16)
    assert chip(user, "hidden_size") == "next update"
    assert user.window.run_bar.reset_button.property("role") == "plain"
    assert user.status.update == 0


def test_hidden_layers_wait_for_reset_during_a_run(user):
    show_all(user)
    user.step()
    user.type(user.control("hidden_layers").spin_box, "1")
    user.settle()
    assert chip(user, "hidden_layers") == "2 until Reset"
    assert "still uses 2" in user.control("hidden_layers").chip.toolTip()
    assert user.window.run_bar.reset_button.property("role") == "due"
    assert user.policy.architecture.hidden_sizes == (64, 64)
    user.step()
    assert user.policy.architecture.hidden_sizes == (64, 64)
    user.click(user.window.run_bar.reset_button)
    user.wait_for(RunState.READY)
    assert user.policy.architecture.hidden_sizes == (64,)
    assert chip(user, "hidden_layers") == ""
    assert user.window.run_bar.reset_button.property("role") == "plain"


def test_hidden_size_acts_during_a_run(user):
    user.step()
    user.type(user.control("hidden_size").spin_box, "16")
    user.settle()
    assert chip(user, "hidden_size") == "next update"
    assert user.window.run_bar.reset_button.property("role") == "plain"
    assert user.policy.architecture.hidden_sizes == (16, 16)
    user.step()
    assert user.policy.architecture.hidden_sizes == (16, 16)


def test_going_back_to_what_is_in_force_ends_the_waiting(user):
    user.step()
    show_all(user)
    user.type(user.control("hidden_layers").spin_box, "1")
    user.settle()
    assert chip(user, "hidden_layers") == "2 until Reset"
    user.type(user.control("hidden_layers").spin_box, "2")
    user.settle()
    assert chip(user, "hidden_layers") == ""
    assert user.window.run_bar.reset_button.property("role") == "plain"


def test_names_of_choices_stand_in_the_chip(user):
    user.step()
    show_all(user)
    box = user.control("activation").combo_box
    box.setFocus()
    user.press(Qt.Key.Key_Down)
    user.settle()
    assert chip(user, "activation") == "ReLU until Reset"


def test_gamma_acts_from_the_next_update_on_and_is_marked(user):
    user.step(2)
    episodes = user.status.episodes
    user.type(user.control("gamma").spin_box, "0.5")
    user.settle()
    assert applied(user, "gamma") == 0.5
    assert chip(user, "gamma") == ""
    (edit,) = user.window.session.edits.all()
    assert (edit.update, edit.episode, edit.key, edit.old, edit.new) == (2, episodes, "gamma", 0.99, 0.5)
    user.step()
    labels = [mark.label for spot in user.window.plots.return_plot.canvas.strips[0].edits._spots for mark in spot]
    assert labels == ["γ 0.99 → 0.5"]


def test_when_a_change_acts_is_said_once_for_a_section_and_of_exceptions_alone(user):
    show_all(user)
    said = {group: user.part(f"{group.value}When").text() for group in SECTIONS}
    assert said == {
        Group.LEARNING: "next update",
        Group.POLICY: "on Reset",
        Group.WORLD: "on Reset",
        Group.RUN: "next update",
    }
    words = {TakesEffect.NOW: "now", TakesEffect.NEXT_UPDATE: "next update", TakesEffect.RESET: "on Reset"}
    chips = {row.key: chip(user, row.key) for group in SECTIONS for row in rows_of(group)}
    assert {key: text for key, text in chips.items() if text and user.control(key).isVisible()} == {
        "hidden_size": "next update",
        "reward": "next update",
        "seed": "on Reset",
        "smoothing_window": "now",
    }
    for key, text in chips.items():
        row = HYPERPARAMETERS[key]
        if user.control(key).isVisible():
            assert words[row.takes_effect] == (text or said[row.group]), key
        for stop in user.control(key).stops:
            assert effect_sentence(row.takes_effect) in stop.toolTip()


def test_a_preset_changes_all_its_values(user):
    user.type(user.control("pace").spin_box, "5")
    box = user.window.panel.preset_box
    assert box.currentText() == "Quick"
    box.setFocus()
    user.press(Qt.Key.Key_Down)
    assert box.currentText() == "Chapter 23"
    chapter = next(preset for preset in load_presets() if preset.id == "chapter-23")
    for key, value in chapter.settings.items():
        assert wanted(user, key) == value
        assert user.control(key).value() == value
    assert wanted(user, "pace") == 5.0
    waits_until_applied(user, "environment")
    user.settle()
    assert user.status.state is RunState.READY
    assert user.policy.architecture.hidden_sizes == (10, 10)


def test_a_preset_is_custom_once_one_value_differs(user):
    box = user.window.panel.preset_box
    user.type(user.control("gamma").spin_box, "0.5")
    assert box.currentText() == "Custom"
    user.type(user.control("gamma").spin_box, "0.99")
    assert box.currentText() == "Quick"
    box.setFocus()
    user.press(Qt.Key.Key_Down)
    user.type(user.control("hidden_size").spin_box, "11")
    assert box.currentText() == "Custom"
    assert wanted(user, "learning_rate") == 0.001


def test_custom_cannot_be_chosen(user):
    box = user.window.panel.preset_box
    box.setFocus()
    user.press(Qt.Key.Key_End)
    assert box.currentText() == "Quick"
    assert user.window.session.wanted == Settings()


def test_dragging_the_hidden_size_resizes_once(user):
    user.step()
    control = user.control("hidden_size")
    slider, start = control.slider, handle(control.slider)
    user.drag(slider, start, QPoint(slider.width() * 3 // 4, start.y()))
    user.settle()
    (edit,) = user.window.session.edits.all()
    assert (edit.old, edit.new) == (64, control.value())
    assert control.value() > 100
    assert chip(user, "hidden_size") == "next update"
    assert f"64 → {control.value()} units" in control.note.text()


def test_reset_takes_what_has_not_come_to_rest_yet(user):
    user.step()
    user.control("hidden_size").slider.setFocus()
    user.press(Qt.Key.Key_Right)
    assert wanted(user, "hidden_size") == 64
    user.press(Qt.Key.Key_R, CTRL)
    assert wanted(user, "hidden_size") == 76
    user.wait_until(lambda: user.status.run == 2)
    assert user.status.settings.hidden_size == 76
    assert not user.window.session.edits.all()


def undo_steps(user):
    return user.window.steering.undo_stack.count()


def test_a_held_key_is_one_step_of_undo(user, qtbot):
    slider = user.control("gamma").slider
    slider.setFocus()
    qtbot.keyPress(slider, Qt.Key.Key_Left)
    with qtbot.assertNotEmitted(user.control("gamma").changed, wait=2 * REST_MS):  # as long as keys wait to repeat
        pass
    for _ in range(20):
        QTest.simulateEvent(slider, True, Qt.Key.Key_Left.value, NONE, "", True, -1)
    qtbot.keyRelease(slider, Qt.Key.Key_Left)
    assert wanted(user, "gamma") < 0.99
    assert undo_steps(user) == 1
    user.press(Qt.Key.Key_Z, CTRL)
    assert wanted(user, "gamma") == 0.99


def test_keys_in_quick_succession_are_one_step_and_keys_after_a_rest_another(user):
    control = user.control("gamma")
    control.slider.setFocus()
    control.gesture._rest.setInterval(PATIENCE)  # however slow the machine is, this is quick
    user.press(Qt.Key.Key_Left, times=3)
    assert undo_steps(user) == 1
    control.gesture._rest.setInterval(REST_MS)
    user.wait_until(lambda: not control.gesture.going_on)
    between = wanted(user, "gamma")
    user.press(Qt.Key.Key_PageDown)
    assert undo_steps(user) == 2
    user.press(Qt.Key.Key_Z, CTRL)
    assert wanted(user, "gamma") == between


def test_two_controls_are_two_steps_and_so_are_two_numbers_that_are_typed(user):
    user.control("gamma").slider.setFocus()
    user.press(Qt.Key.Key_Left)
    user.control("learning_rate").slider.setFocus()
    user.press(Qt.Key.Key_Left)
    user.control("gamma").slider.setFocus()
    user.press(Qt.Key.Key_Left)
    assert undo_steps(user) == 3
    for number in ("0.5", "0.7"):
        user.type(user.control("gamma").spin_box, number)
    assert undo_steps(user) == 5


def preset_waiting(user):
    """What the picker of presets says to wait, with its border and in its tooltip."""
    user.window.refresh()
    box = user.window.panel.preset_box
    assert bool(box.property("waiting")) is bool(box.waiting)
    assert box.waiting in box.toolTip()
    return box.waiting


def choose_preset(user, name):
    box = user.window.panel.preset_box
    box.setCurrentText(name)
    box.activated.emit(box.currentIndex())
    user.settle()


def test_the_preset_says_what_of_it_acts_when(user):
    assert preset_waiting(user) == ""
    user.step()
    choose_preset(user, "Chapter 23")
    names = preset_waiting(user).removeprefix("These wait for Reset: ").removesuffix(".").split(", ")
    assert len(names) == 9
    assert {"Environment", "Seed", "Learning rate", "Hidden size"} <= set(names)
    assert all(name in user.window.run_bar.reset_button.toolTip() for name in names)
    assert user.status.settings.learning_rate == 0.03  # what suits another world leaves this run alone
    user.type(user.control("gamma").spin_box, "0.5")
    assert user.window.panel.preset_box.currentText() == "Custom"
    assert preset_waiting(user) == ""
    choose_preset(user, "Continuous cart-pole")
    assert preset_waiting(user).count(",") == 1
    choose_preset(user, "Quick")
    assert preset_waiting(user) == ""
    assert "These wait" not in user.window.run_bar.reset_button.toolTip()


def test_a_preset_acts_partly_on_reset():
    """As its What's This says: every preset but those of the default environment has something for Reset."""
    effects = {HYPERPARAMETERS[key].takes_effect for preset in load_presets() for key in preset.settings}
    assert {TakesEffect.NEXT_UPDATE, TakesEffect.RESET} <= effects


def facts(user):
    user.window.refresh()
    return user.window.panel.world_words.facts.text().replace("\N{NO-BREAK SPACE}", " ")


def test_the_facts_are_those_of_the_chosen_environment(user):
    box = user.control("environment").combo_box
    assert facts(user) == "Box(4) → Discrete(2) · at most 500 steps · solved at 475 · vectorised"
    user.step()
    box.setCurrentText("Pendulum-v1")
    assert facts(user) == "Its spaces, step limit and target are known after Reset."
    user.click(user.window.run_bar.reset_button)
    user.wait_until(lambda: facts(user).startswith("Box(3)"))
    assert facts(user) == "Box(3) → Box(1) · at most 200 steps · solved at −300 · stepped one by one"
    assert "Stepped one by one" in user.window.panel.world_words.facts.whatsThis()


CONTINUOUS = ["action_distribution", "std_source", "start_std"]


def offered(user):
    user.window.refresh()
    return [not user.control(key).isHidden() for key in CONTINUOUS]


def test_settings_of_continuous_actions_are_offered_with_the_environment_that_has_them(user):
    """They act on Reset, so they must be there before it."""
    box = user.control("environment").combo_box
    user.step()
    assert offered(user) == [False] * 3
    box.setCurrentText("Pendulum-v1")
    assert offered(user) == [True] * 3
    box.setCurrentText("CartPole-v1")
    assert offered(user) == [False] * 3
    box.setCurrentText("Pendulum-v1")
    user.click(user.window.run_bar.reset_button)
    user.wait_until(lambda: user.status.run == 2)
    user.step()
    box.setCurrentText("CartPole-v1")
    assert offered(user) == [True] * 3  # as long as they are in force


def test_the_smoothing_window_redraws_the_curve_at_once(user):
    user.step(3)
    show_all(user)
    curve = user.window.plots.return_plot.canvas.strips[0].curve
    user.window.refresh()
    before = curve.y.copy()
    user.type(user.control("smoothing_window").spin_box, "2")
    user.window.refresh()
    after = curve.y
    returns = [row.episode_return for block in user.window.session.history.episode_rows() for row in block]
    assert after[-1] == pytest.approx((returns[-1] + returns[-2]) / 2)
    assert before[-1] == pytest.approx(sum(returns[-50:]) / 50, rel=1e-6)
    assert "mean of 2" in user.window.plots.return_plot.note.text()
    assert not user.window.session.edits.all()


def test_a_section_unfolds_and_folds(user):
    header = user.window.panel.sections[Group.RUN].header
    made = user.window.panel.controls.made
    assert "seed" not in made
    user.click(header)
    assert made["seed"].isVisible()
    user.click(header)
    assert not made["seed"].isVisible()


def test_nothing_is_cut_off_in_the_panel(user):
    show_all(user)
    user.step()
    for key, value in (("hidden_size", "512"), ("environment", None), ("activation", None)):
        if value:
            user.type(user.control(key).spin_box, value)
        else:
            box = user.control(key).combo_box
            box.setFocus()
            user.press(Qt.Key.Key_Down)
    user.settle()
    QApplication.processEvents()
    area = user.part("settingsArea")
    inside = area.viewport().width()
    for key in HYPERPARAMETERS:
        control = user.control(key)
        if not (control.isVisible() and area.isAncestorOf(control)):
            continue
        assert control.minimumSizeHint().width() <= control.width() <= inside, key
        assert control.mapTo(area.widget(), QPoint(control.width(), 0)).x() <= inside, key
        if control.chip.isVisible():
            assert control.chip.width() >= control.chip.sizeHint().width(), key
        if control.name_label.isVisible():
            assert control.name_label.width() >= control.name_label.sizeHint().width(), key


def test_the_widest_number_fits_its_field(user):
    show_all(user)
    for key in [*SLIDERS, *NUMBERS]:
        spin_box = user.control(key).spin_box
        row = HYPERPARAMETERS[key]
        widest = {"gamma": "0.9999", "learning_rate": "0.00001", "entropy_bonus": "0.0001", "pace": "999.9 /s"}
        text = widest.get(key, str(row.high))
        needed = spin_box.fontMetrics().horizontalAdvance(text)
        assert spin_box.lineEdit().contentsRect().width() - spin_box.lineEdit().textMargins().left() >= needed, key


def test_settings_are_there_again_next_time(open_window, qtbot):
    user = User(open_window(), qtbot)
    user.type(user.control("gamma").spin_box, "0.75")
    user.type(user.control("hidden_size").spin_box, "24")
    user.window.close()
    again = User(open_window(), qtbot)
    assert again.control("gamma").value() == 0.75
    assert again.status.settings.hidden_size == 24
    assert again.window.panel.preset_box.currentText() == "Custom"


def test_a_pane_that_goes_behind_another_leaves_the_focus_to_the_pane_in_the_middle(user):
    user.control("gamma").stops[0].setFocus()
    user.window.panes["physics"].raise_()
    user.wait_until(lambda: user.window.panes["physics"].in_front)
    user.wait_until(lambda: QApplication.focusWidget() is user.window.render_pane.stage)
    user.press(Qt.Key.Key_Space)  # which trains there
    user.wait_until(lambda: user.status.update > 0)
    assert user.window.run_bar.train_button.isVisible()
    user.click(user.window.run_bar.train_button)
    user.wait_for(RunState.PAUSED)
