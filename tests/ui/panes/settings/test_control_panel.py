"""The panel of settings as a whole: sections that fold, controls that are made when they are seen."""

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QApplication, QMainWindow, QScrollArea

from pg_desktop.learning.algorithms.board.recipes import recipe_of
from pg_desktop.learning.edits import Edit
from pg_desktop.learning.settings.kinds import SECTIONS, Group
from pg_desktop.learning.settings.table import HYPERPARAMETERS, Settings, applies, rows_of
from pg_desktop.storage.presets import load_presets
from pg_desktop.ui.kit.actions import Actions
from pg_desktop.ui.kit.theme import LIGHT
from pg_desktop.ui.panes.settings.control_panel import ControlPanel


@pytest.fixture
def open_panel(qtbot):
    windows = []  # the panel does not keep its window

    def open_(height, folded=None, settings=None):
        window = QMainWindow()
        windows.append(window)
        qtbot.addWidget(window)
        window.setStyleSheet(LIGHT.style_sheet())
        panel = ControlPanel(settings or Settings(), load_presets(), Actions(window), window, folded)
        window.setCentralWidget(panel)
        window.resize(320, height)
        window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        return panel

    return open_


def in_sight(panel, control):
    viewport = panel.findChild(QScrollArea).viewport()
    return viewport.rect().contains(QRect(control.mapTo(viewport, control.rect().topLeft()), control.size()))


def click(qtbot, panel, group):
    qtbot.mouseClick(panel.sections[group].header, Qt.MouseButton.LeftButton)


def test_what_is_unfolded_comes_in_sight(open_panel, qtbot):
    """The heading is at the lower end of what is seen; what it hides would be below that."""
    panel = open_panel(900)
    header = panel.sections[Group.RUN].header
    bottom = header.mapTo(panel, QPoint(0, header.height())).y() + 5
    panel.window().resize(320, bottom)
    qtbot.waitUntil(lambda: panel.height() == bottom)
    assert in_sight(panel, header)
    click(qtbot, panel, Group.RUN)
    scroll_bar = panel.findChild(QScrollArea).verticalScrollBar()
    qtbot.waitUntil(lambda: scroll_bar.maximum() > 0 and in_sight(panel, panel.controls["seed"]))
    assert in_sight(panel, header)


def test_where_there_is_room_nothing_moves(open_panel, qtbot):
    panel = open_panel(2500)
    header = panel.sections[Group.RUN].header
    before = header.mapTo(panel, QPoint())
    click(qtbot, panel, Group.RUN)
    qtbot.waitUntil(lambda: in_sight(panel, panel.controls["seed"]))
    assert header.mapTo(panel, QPoint()) == before


def test_sections_and_rows_are_those_of_the_table_in_its_order(open_panel):
    panel = open_panel(2500, folded=())
    assert list(panel.sections) == list(SECTIONS)
    tops = []
    for group, section in panel.sections.items():
        tops.append(section.header.mapTo(panel, QPoint()).y())
        for row in rows_of(group):
            if row.key in panel.controls.made and panel.controls[row.key].isVisible():
                assert section.isAncestorOf(panel.controls[row.key])
                tops.append(panel.controls[row.key].mapTo(panel, QPoint()).y())
    assert tops == sorted(tops)
    assert len(tops) > 20


def test_only_what_is_seen_is_made(open_panel, qtbot):
    panel = open_panel(900)
    seen = {row.key for group in (Group.LEARNING, Group.POLICY) for row in rows_of(group)}
    foreign = {key for key in seen if not applies(key, Settings()) or HYPERPARAMETERS[key].needs != "nothing"}
    assert set(panel.controls.made) == seen - foreign
    click(qtbot, panel, Group.RUN)
    assert set(panel.controls.made) == (seen - foreign) | {row.key for row in rows_of(Group.RUN) if row.owner == ""}


def test_another_algorithm_brings_its_rows_and_takes_the_others_away(open_panel):
    panel = open_panel(900)
    panel.choose({"algorithm": "dqn"})
    visible = {key for key, control in panel.controls.made.items() if control.isVisible()}
    assert visible >= {row.key for row in HYPERPARAMETERS.values() if row.owner == "dqn"}
    assert not visible & {row.key for row in HYPERPARAMETERS.values() if row.owner == "reinforce"}
    panel.choose({"algorithm": "reinforce"})
    assert not panel.controls["batch_size"].isVisible()
    assert panel.controls["advantage"].isVisible()


def test_only_algorithms_that_can_learn_in_the_world_are_offered(open_panel):
    panel = open_panel(900)
    box = panel.controls["algorithm"].combo_box

    def offered():
        return [box.itemData(i) for i in range(box.count()) if not box.view().isRowHidden(i)]

    assert offered() == ["reinforce", "dqn"]
    panel.choose({"environment": "TicTacToe-v0"})
    assert offered() == ["reinforce", "dqn", "imitate", "compete", "self_play", "zero"]
    box.setCurrentIndex(box.findData("compete"))
    assert panel.settings.update_limit == recipe_of("tic-tac-toe", "compete")["update_limit"]
    panel.choose_environment("Acrobot-v1")
    assert (panel.settings.environment, panel.settings.algorithm) == ("Acrobot-v1", "reinforce")
    assert offered() == ["reinforce", "dqn"]


def test_a_control_that_is_made_late_shows_what_is_true_by_then(open_panel, qtbot):
    panel = open_panel(900)
    wanted = Settings(seed=7, update_limit=5)
    panel.show_settings(wanted)
    panel.show_applied(Settings(update_limit=5), all_acting=True)
    click(qtbot, panel, Group.RUN)
    seed = panel.controls["seed"]
    assert seed.value() == 7
    assert seed.chip.text() == "0 until Reset"
    assert panel.controls["update_limit"].value() == 5
    assert not panel.controls["update_limit"].chip.isVisible()
    assert panel.settings == wanted


def test_what_is_chosen_late_is_told(open_panel, qtbot):
    panel = open_panel(900)
    told = []
    panel.settings_chosen.connect(told.append)
    click(qtbot, panel, Group.RUN)
    panel.controls["seed"].setValue(3)
    assert [settings.seed for settings in told] == [3]


def test_headings_are_worked_by_keys(open_panel, qtbot):
    panel = open_panel(900)
    header = panel.sections[Group.RUN].header
    header.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(header, Qt.Key.Key_Space)
    assert panel.controls["seed"].isVisible()
    qtbot.keyClick(header, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is panel.controls["seed"].spin_box
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    assert QApplication.focusWidget() is header
    qtbot.keyClick(header, Qt.Key.Key_Space)
    assert not panel.controls["seed"].isVisible()
    assert "A change acts" in header.accessibleDescription()


def test_what_is_folded_is_known_and_can_be_given(open_panel, qtbot):
    panel = open_panel(900)
    click(qtbot, panel, Group.LEARNING)
    assert panel.folded == {Group.LEARNING, Group.WORLD, Group.RUN}
    other = open_panel(900, folded=panel.folded)
    assert other.folded == panel.folded
    assert "gamma" not in other.controls.made
    assert other.controls["hidden_size"].isVisible()


def places(panel):
    QApplication.processEvents()
    return {key: control.mapTo(panel, QPoint()) for key, control in panel.controls.made.items() if control.isVisible()}


def test_nothing_that_is_said_moves_a_row(open_panel, qtbot):
    panel = open_panel(2500, folded=())
    before = places(panel)
    assert len(before) > 15
    panel.show_edits((Edit(update=3, episode=96, env_step=900, key="hidden_size", old=64, new=128, moved=0.0123),))
    assert panel.controls["hidden_size"].note.text() == "64 → 128 units moved the policy by 0.0123 nats."
    assert places(panel) == before
    panel.show_applied(
        Settings(gamma=0.5, hidden_layers=1, seed=3, activation="tanh", advantage="none"), all_acting=False
    )
    assert panel.controls["gamma"].chip.isVisible()
    assert places(panel) == before
    field = panel.controls["environment_arguments"].field
    field.setFocus()
    qtbot.keyClicks(field, "ice")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    complaint = panel.controls["environment_arguments"].complaint
    assert complaint.isVisible()
    assert complaint.text().startswith("'ice' is no list of arguments; ")
    assert places(panel) == before
    qtbot.keyClick(field, Qt.Key.Key_Backspace)
    assert not complaint.isVisible()
    slider = panel.controls["hidden_size"].slider
    slider.setSliderDown(True)
    slider.setSliderPosition(slider.value() + 3)
    assert panel.controls["hidden_size"].chip.text() == "64 until next update"
    assert places(panel) == before


def test_a_complaint_goes_with_a_click_and_with_its_section(open_panel, qtbot):
    panel = open_panel(2500, folded=())
    control = panel.controls["environment_arguments"]

    def complain():
        control.field.setText("ice")
        control.field.editingFinished.emit()
        assert control.complaint.isVisible()
        assert control.field.property("refused") is True

    complain()
    qtbot.mouseClick(control.complaint, Qt.MouseButton.LeftButton)
    assert not control.complaint.isVisible()
    complain()
    click(qtbot, panel, Group.WORLD)
    assert not control.complaint.isVisible()
    panel.show_settings(Settings())
    assert control.field.property("refused") is False
