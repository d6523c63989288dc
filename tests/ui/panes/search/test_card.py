"""The card "Search": used with mouse and keys."""

from types import SimpleNamespace

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QToolTip

from pg_desktop.learning.games.table import game_entry
from pg_desktop.ui.kit.theme import DARK, LIGHT
from pg_desktop.ui.panes.search.card import SearchPane
from pg_desktop.ui.panes.search.exploring import SIMULATIONS_MAX, Stage
from pg_desktop.ui.panes.shown_game import ShownGame
from tests.ui.board.test_advice import policy_of
from tests.ui.panes.board.playing import PATIENCE, scene

THREE = game_entry("tic-tac-toe")


@pytest.fixture
def searcher(qtbot, tmp_path):
    game = ShownGame()
    pane = SearchPane(game, lambda: tmp_path, None)
    qtbot.addWidget(pane)
    pane.resize(420, 560)
    pane.show()
    pane.activateWindow()
    pane.refresh(scene())
    yield SimpleNamespace(game=game, pane=pane, qtbot=qtbot)
    pane.stop()


def push(searcher, button):
    searcher.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def press(searcher, key, modifier=Qt.KeyboardModifier.NoModifier):
    searcher.pane.tree.setFocus()
    searcher.qtbot.keyClick(searcher.pane.tree, key, modifier)


def test_stages_and_simulations_have_buttons_and_keys(searcher):
    pane = searcher.pane
    press(searcher, Qt.Key.Key_G)
    assert pane.exploration.stage is Stage.SELECT
    assert [label.property("chip") for label in pane.stages.labels] == ["lit", "dim", "dim", "dim"]
    assert pane.told.text().startswith("Select: ")
    push(searcher, pane.bar.stage)
    assert pane.exploration.stage is Stage.EXPAND
    assert pane.tree.picture.new == 1
    press(searcher, Qt.Key.Key_G)
    assert pane.tree.picture.bubble == "0.00"
    press(searcher, Qt.Key.Key_H)
    assert pane.exploration.stage is Stage.BACK_UP
    assert pane.tree.picture.rising
    assert pane.exploration.simulations == 1
    push(searcher, pane.bar.simulation)
    assert pane.exploration.simulations == 2
    assert pane.bar.count.text() == "simulation 2"
    press(searcher, Qt.Key.Key_Home, Qt.KeyboardModifier.ShiftModifier)
    assert pane.exploration.simulations == 0


def test_it_runs_by_itself_to_the_end_and_stops(searcher):
    pane = searcher.pane
    press(searcher, Qt.Key.Key_R)
    assert pane.running
    searcher.qtbot.waitUntil(lambda: pane.exploration.simulations > 2, timeout=PATIENCE)
    push(searcher, pane.bar.run)
    assert not pane.running
    while not pane.exploration.full:
        pane.exploration.finish()
    push(searcher, pane.bar.run)
    assert not pane.running
    pane.simulate()
    assert pane.exploration.simulations == SIMULATIONS_MAX


def test_the_table_says_where_the_next_simulation_begins(searcher):
    pane = searcher.pane
    assert len(pane.model.rows) == 9
    assert pane.model.rows[0].texts == ("a3", "11\u00a0%", "0", "–", "0.17")
    assert [row.next for row in pane.model.rows].count(True) == 1
    pane.simulate()
    assert sum(int(row.texts[2]) for row in pane.model.rows) == 1


def test_another_position_has_another_tree(searcher):
    pane = searcher.pane
    pane.simulate()
    searcher.game.play(4)
    assert pane.exploration.simulations == 0
    assert pane.exploration.side == -1
    for action in (0, 3, 1, 5):
        searcher.game.play(action)
    assert pane.exploration is None
    assert pane.tree.picture is None
    assert not pane.bar.stage.isEnabled()
    searcher.game.go_to(2)
    assert pane.exploration is not None


def test_a_tree_keeps_its_policy_until_it_is_started_over(searcher):
    pane, policy = searcher.pane, policy_of(THREE)
    pane.refresh(scene(policy=policy))
    assert pane.exploration.policy is None
    assert "No policy plays this here" in pane.whose.text()
    push(searcher, pane.bar.start_over)
    assert pane.exploration.policy is policy
    assert "Blue is good for X, orange for O." in pane.whose.text()
    searcher.game.adviser = policy_of(THREE, hidden=(4,))
    searcher.game.adviser_name = "Compete (run 2), rung 2, update 240"
    pane.refresh(scene(policy=policy))
    assert "Compete" not in pane.whose.text()
    pane.start_over()
    assert pane.exploration.policy is searcher.game.adviser
    assert pane.whose.text().startswith(
        "It looks ahead with the policy of Compete (run 2), rung 2, update 240. Blue is good for X, orange for O."
    )


def test_where_it_is_low_tree_and_table_take_turns(searcher):
    pane = searcher.pane
    assert pane.tree.isVisible()
    assert pane.table.isVisible()
    pane.resize(360, 260)
    assert pane.tree.isVisible()
    assert not pane.table.isVisible()
    push(searcher, pane.switch.buttons[1])
    assert not pane.tree.isVisible()
    assert pane.table.isVisible()


def test_a_node_tells_of_itself(searcher):
    pane = searcher.pane
    pane.simulate()
    spot = pane.tree.picture.dots[1].spot
    at = pane.tree.place_of(spot).toPoint()
    QApplication.sendEvent(pane.tree, QHelpEvent(QEvent.Type.ToolTip, at, pane.tree.mapToGlobal(at)))
    assert "a3: visits 1, mean value 0.00 for whoever moves now, prior 11" in QToolTip.text()
    QToolTip.hideText()


def test_nothing_runs_when_nobody_looks(searcher):
    pane = searcher.pane
    push(searcher, pane.bar.run)
    pane.hide()
    assert not pane.running
    before = pane.exploration
    searcher.game.play(4)
    assert pane.exploration is before  # it is made when somebody looks
    pane.show()
    pane.refresh(scene())
    assert pane.exploration.side == -1


def test_tree_and_moves_are_saved(searcher, tmp_path, monkeypatch):
    pane = searcher.pane
    pane.simulate()
    for save, name in ((pane.saving.save_picture, "search.png"), (pane.saving.save_table, "search.csv")):
        path = tmp_path / name
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, path=path, **__: (str(path), ""))
        save()
        assert path.stat().st_size > 100
    lines = (tmp_path / "search.csv").read_text().splitlines()
    assert lines[2:5] == ["# game=tic-tac-toe", "# simulations=1", "action,prior,visits,q,u"]
    assert len(lines) == 14


def test_it_is_drawn_in_both_looks(searcher):
    pane = searcher.pane
    for _ in range(30):
        pane.simulate()
    pictures = []
    for theme in (LIGHT, DARK):
        pane.show_theme(theme)
        pictures.append(pane.tree.grab().toImage())
    assert pictures[0] != pictures[1]


def test_every_control_says_what_it_is_and_has_a_key(searcher):
    bar = searcher.pane.bar
    for button in (bar.stage, bar.simulation, bar.run, bar.start_over):
        assert button.toolTip()
        assert button.accessibleName()
    assert [action.shortcut().toString() for action in searcher.pane.keys] == ["G", "H", "R", "Shift+Home"]
