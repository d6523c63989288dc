"""Steering a run in the window: undo, travelling in time, branches, a way back after a collapse, all in one sitting."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QPushButton

from pg_desktop.learning.acting.policy import ActionMode
from pg_desktop.learning.measuring.evaluation import evaluate
from pg_desktop.learning.worlds.cart_pole.physics import Physics
from pg_desktop.runs.collapse import Collapse, CollapseDetector
from pg_desktop.runs.facts import Parent
from pg_desktop.runs.live.status import RunState
from pg_desktop.runs.run import Run
from pg_desktop.storage.policy_file import load_policy
from tests.ui.looking import canvas_of
from tests.ui.policy_files import other_file
from tests.ui.user import CTRL, User

SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def machine(user: User):
    return user.window.time_machine


def visit(user: User, update: int) -> None:
    """Go to an update with the keys of the scrubber."""
    machine = user.window.time_machine
    machine.slider.setFocus()
    user.press(Qt.Key.Key_Home)
    for _ in range(1000):
        if machine.visited is not None and machine.visited.update == update:
            return
        user.press(Qt.Key.Key_Right)
    raise AssertionError(f"update {update} is not kept")


def test_ctrl_z_takes_a_change_back_and_ctrl_shift_z_makes_it_again(user):
    slider = user.control("gamma").stops[0]
    slider.setFocus()
    user.press(Qt.Key.Key_Home)
    low, undo = user.window.session.wanted.gamma, user.window.actions_.undo
    assert low < 0.99
    assert undo.text().startswith("&Undo Discount ")
    user.press(Qt.Key.Key_Z, CTRL)
    assert user.window.session.wanted.gamma == 0.99
    assert float(user.control("gamma").value()) == 0.99
    assert not undo.isEnabled()
    user.press(Qt.Key.Key_Z, CTRL | SHIFT)
    assert user.window.session.wanted.gamma == low
    assert QKeySequence("Ctrl+Shift+Z") in user.window.actions_.redo.shortcuts()


def test_undoing_a_change_of_a_run_is_an_edit_of_it(user):
    user.step(2)
    user.type(user.control("learning_rate").stops[1], "0.01")
    user.step(1)
    user.control("learning_rate").stops[0].setFocus()
    user.press(Qt.Key.Key_Z, CTRL)
    user.step(1)
    edits = [(edit.update, edit.key, edit.old, edit.new) for edit in user.window.session.edits.all()]
    assert edits == [(2, "learning_rate", 0.03, 0.01), (3, "learning_rate", 0.01, 0.03)]


def test_a_preset_and_a_world_are_one_step_with_a_name(user):
    box, before = user.window.panel.preset_box, user.window.session.wanted
    box.setCurrentIndex(next(i for i in range(box.count()) if box.itemText(i) == "Chapter 23"))
    box.activated.emit(box.currentIndex())
    undo = user.window.actions_.undo
    assert "CartPole-v0" in undo.text() or "Chapter 23" in undo.text()
    assert user.window.session.wanted != before
    undo.trigger()
    assert user.window.session.wanted == before
    user.window.panel.choose_environment("Pendulum-v1")
    assert undo.text() == "&Undo Environment CartPole-v1 → Pendulum-v1"
    undo.trigger()
    assert user.window.session.wanted == before


def test_the_scrubber_shows_an_earlier_policy_wherever_one_is_shown(user, machine):
    user.step(4)
    seen = user.window.session.checkpoints.nearest(2).payload.policy()
    visit(user, 2)
    window = user.window
    showing = lambda update: window.render_pane.title.text().lower() == f"policy after update {update}"  # noqa: E731
    user.wait_until(lambda: showing(2))  # from the next moment on
    assert window.panes.pane("robustness")._view.policy.equals(seen)
    expected = seen.outputs(window.render_pane.moment.obs_O[None])[0]
    assert window.render_pane.moment.parameters_K.tolist() == expected.tolist()
    user.step(1)
    assert showing(2)  # training goes on, the view stays
    user.click(user.part("nowButton"))
    assert machine.visited is None
    user.wait_until(lambda: showing(5))
    assert machine.where.text() == "now: update 5"


def test_the_right_end_of_the_scrubber_is_now(user, machine):
    user.step(3)
    visit(user, 1)
    user.press(Qt.Key.Key_End)
    assert machine.visited is None
    assert not user.window.actions_.branch.isEnabled()


@pytest.mark.slow
def test_what_is_looked_at_is_not_thinned_out_meanwhile(user, machine):
    checkpoints = user.window.session.checkpoints
    checkpoints._max_entries = 8
    user.choose_full_speed()
    user.step(5)
    visit(user, 3)
    user.window.session.step(60)
    user.wait_until(lambda: user.status.update == 65)
    user.settle()
    assert machine.visited.update == 3
    assert user.window.actions_.branch.isEnabled()
    user.click(user.part("nowButton"))
    assert checkpoints.nearest(3).update != 3


def test_branching_goes_on_from_there_and_can_be_followed_by_undo(user, machine):
    user.step(3)
    user.type(user.control("gamma").stops[1], "0.9")
    user.step(3)
    visit(user, 2)
    user.click(user.part("branchButton"))
    user.wait_until(lambda: user.status.update == 2)
    user.settle()
    session, undo = user.window.session, user.window.actions_.undo
    assert machine.visited is None
    assert session.experiment.live.parent == Parent(1, 2)
    assert session.wanted.gamma == 0.99
    assert float(user.control("gamma").value()) == 0.99
    assert undo.text() == "&Undo settings of update 2"
    user.press(Qt.Key.Key_Z, CTRL)
    assert session.wanted.gamma == 0.9
    assert user.status.run == 2  # the branch itself stays
    user.step(1)
    assert user.status.update == 3
    assert [(e.update, e.key) for e in session.edits.all()] == [(2, "stream"), (2, "gamma")]
    assert undo.text() == "&Undo Discount 0.99 → 0.9"


def test_what_was_measured_after_a_branch_point_goes(user):
    user.window.panes["robustness"].raise_()
    card = user.window.panes.pane("robustness")
    user.wait_until(lambda: card.in_sight)
    user.step(3)
    user.wait_until(lambda: card._view is not None and card._view.status.update == 3)
    card.push.measure()
    user.wait_until(lambda: not card.push.bar.busy)
    assert card.push.result.update == 3
    visit(user, 2)
    user.click(user.part("branchButton"))
    user.wait_until(lambda: user.status.run == 2)
    user.wait_until(lambda: card.push.result is None)
    first, branch = user.window.experiment.records
    assert (first.measurements.push_test.update, branch.measurements.push_test) == (3, None)


def test_a_moment_that_is_no_longer_kept_is_refused_and_nothing_changes(user):
    user.step(3)
    entry = user.window.session.checkpoints.nearest(1)
    user.window.session.checkpoints._entries = user.window.session.checkpoints._entries[:1]
    user.type(user.control("gamma").stops[1], "0.9")
    user.settle()
    user.window.steering.branch(entry)
    user.wait_until(user.window.notice.isVisible)
    user.settle()
    assert user.window.notice.text.text().startswith("That moment is no longer kept")
    assert user.status.update == 3
    assert user.window.session.wanted.gamma == float(user.control("gamma").value()) == 0.9


@pytest.fixture
def collapsing(monkeypatch):
    """The fourth update of a run is taken for a collapse."""
    seen = []

    def add(self, returns):
        seen.append(returns)
        return Collapse(128, 20.0, 10.0, 400.0, 64) if len(seen) == 4 else None

    monkeypatch.setattr(CollapseDetector, "add", add)


def offer(user: User) -> QPushButton:
    return user.window.notice.action_button


def test_after_a_collapse_the_window_offers_the_way_back_to_the_best(user, collapsing):
    user.step(4)
    user.wait_until(lambda: offer(user).isVisible())
    best = user.window.session.checkpoints.best
    assert user.window.notice.text.text().endswith("fell from 400.0 to 20.0.")
    assert offer(user).text() == f"&Go back to update {best.update}"
    user.click(offer(user))
    user.wait_until(lambda: user.status.run == 2)
    assert user.status.update == best.update
    assert not user.window.notice.isVisible()
    user.settle()
    assert not user.window.notice.isVisible()  # said once


def test_the_offer_goes_with_the_run_that_it_belongs_to(user, collapsing):
    user.step(4)
    user.wait_until(lambda: offer(user).isVisible())
    user.press(Qt.Key.Key_R, CTRL)
    user.wait_until(lambda: user.status.update == 0)
    user.wait_until(lambda: not offer(user).isVisible())
    assert not user.window.notice.isVisible()


def test_a_size_changed_in_a_pause_is_unsaved_and_is_saved_with_its_edit(user, saved, choose, tmp_path):
    choose(tmp_path / "lesson.pglab")
    assert user.window.experiments.save()
    user.settle()
    assert not user.window.isWindowModified()
    user.type(user.control("hidden_size").stops[1], "16")
    user.wait_until(lambda: user.policy.architecture.hidden_sizes == (16, 16))
    user.settle()
    assert user.window.isWindowModified()
    user.press(Qt.Key.Key_S, CTRL)
    user.settle()
    assert not user.window.isWindowModified()
    choose(saved)
    user.press(Qt.Key.Key_S, CTRL | Qt.KeyboardModifier.AltModifier)
    document = load_policy(saved)
    assert document.policy.architecture.hidden_sizes == (16, 16)
    assert [(edit.update, edit.key, edit.old, edit.new) for edit in document.edits] == [(1, "hidden_size", 64, 16)]


@pytest.mark.slow
def test_edits_and_measurements_come_along_when_a_file_is_trained_on(user, saved, open_window, qtbot):
    user.type(user.control("gamma").stops[1], "0.9")
    user.step(1)
    card = user.window.panes.pane("robustness")
    card.push.measure()
    user.wait_until(lambda: not card.push.bar.busy)
    user.press(Qt.Key.Key_S, CTRL | Qt.KeyboardModifier.AltModifier)
    first = load_policy(saved)
    assert first.measurements.push_test == card.push.result
    other = User(open_window(), qtbot)
    other.window.open_policy(saved)
    other.wait_until(lambda: other.window.files.path == saved)
    other.settle()
    card = other.window.panes.pane("robustness")
    assert card.push.result == first.measurements.push_test
    assert card.push.shown.map.data.title == "As opened"
    other.type(other.control("hidden_size").stops[1], "16")
    other.step(1)
    other.press(Qt.Key.Key_S, CTRL | Qt.KeyboardModifier.AltModifier)
    second = load_policy(saved)
    assert [(e.update, e.episode, e.key) for e in second.edits] == [(1, 32, "gamma"), (2, 64, "hidden_size")]
    assert second.statistics.updates == 3
    assert second.measurements == first.measurements
    assert "moved the policy" in other.control("hidden_size").note.text()


def test_a_file_that_the_thread_refuses_is_not_the_windows_file(user, saved, tmp_path, monkeypatch):
    odd = tmp_path / "odd.safetensors"
    other_file(user, odd, hidden_size=65)  # its settings ask for another architecture than its weights have
    content = odd.read_bytes()
    user.window.open_policy(odd)
    user.wait_until(user.window.notice.isVisible)
    user.settle()
    assert user.window.files.path == saved
    user.step(1)
    user.press(Qt.Key.Key_S, CTRL | Qt.KeyboardModifier.AltModifier)
    user.settle()
    assert odd.read_bytes() == content
    assert load_policy(saved).statistics.updates == 2


def test_the_window_trains_as_a_run_without_one_bit_for_bit(user):
    """With the shown episode on, the plots drawn, and a robustness map measured meanwhile."""
    user.choose_full_speed()
    user.window.panes.pane("robustness").transfer.measure()
    user.window.session.step(20)
    user.wait_until(lambda: user.status.update == 20 and user.status.state is RunState.PAUSED)
    run = Run.begin(user.status.settings)
    for _ in range(20):
        run.advance()
    assert user.policy.equals(run.policy())
    assert user.window.session.history.mean_return() == run.history.mean_return()
    user.wait_until(lambda: not user.window.panes.pane("robustness").transfer.bar.busy)


@pytest.mark.slow
def test_in_one_sitting(user):
    """Train to solved, widen and narrow the network, triple gravity, push the pole, go back, branch, undo."""
    session, window = user.window.session, user.window
    user.choose_full_speed()
    user.click(user.train_button)
    user.wait_until(lambda: user.status.solved is not None)
    user.click(user.train_button)
    user.wait_for(RunState.PAUSED)
    for size in ("128", "16"):
        user.type(user.control("hidden_size").stops[1], size)
        user.wait_until(lambda size=size: user.policy.architecture.hidden_sizes == (int(size),) * 2)
        good = evaluate(user.policy, session.view.world, episodes=100, seed=0, mode=ActionMode.GREEDY)
        assert good.mean_return >= 475
    window.panes["physics"].raise_()
    user.type(user.control("gravity").stops[1], "3")
    user.settle()
    assert session.status.settings.gravity == 3.0
    assert window.playback.physics == Physics(gravity=3.0)
    window.render_pane.controls.restart.trigger()
    window.render_pane.stage.setFocus()
    user.press(Qt.Key.Key_Right)
    user.wait_until(lambda: bool(window.render_pane.pushes.text()))
    window.panes["settings"].raise_()
    user.click(user.train_button)
    solved_at = user.status.update
    user.wait_until(lambda: user.status.update > solved_at + 5)
    visit(user, 12)
    user.click(user.part("branchButton"))
    user.wait_until(lambda: session.experiment.live.parent == Parent(1, 12))
    user.wait_until(lambda: user.status.update > 14)
    user.settle()
    assert user.policy.architecture.hidden_sizes == (64, 64)
    assert session.wanted.gravity == 1.0
    user.press(Qt.Key.Key_Z, CTRL)
    assert (session.wanted.gravity, session.wanted.hidden_size) == (3.0, 16)
    user.wait_until(lambda: user.policy.architecture.hidden_sizes == (16, 16))
    user.click(user.train_button)
    user.wait_for(RunState.PAUSED)
    assert user.window.notice.isHidden()


def test_after_a_branch_reset_begins_the_same_run_again(user):
    user.step(2)
    first = user.policy
    user.step(1)
    visit(user, 1)
    user.click(user.part("branchButton"))
    user.wait_until(lambda: user.status.run == 2)
    user.type(user.control("gamma").stops[1], "0.9")
    user.press(Qt.Key.Key_Z, CTRL)
    user.click(user.window.run_bar.reset_button)
    user.wait_until(lambda: user.status.run == 3)
    user.settle()
    assert user.window.steering.undo_stack.canRedo()  # what was undone can still be redone
    user.step(2)
    assert user.policy.equals(first)


def test_nothing_is_lost_by_reset_and_branch_and_one_can_go_back(user):
    user.step(2)
    first = user.policy
    user.click(user.window.run_bar.reset_button)
    user.wait_until(lambda: user.status.run == 2)
    user.type(user.control("gamma").stops[1], "0.9")
    user.settle()
    user.step(1)
    experiment = user.window.experiment
    assert [record.history.updates for record in experiment.records] == [2, 1]
    user.window.session.activate(1)
    user.wait_until(lambda: user.status.run == 1)
    user.settle()
    assert user.policy.equals(first)
    assert float(user.control("gamma").value()) == 0.99
    assert user.window.actions_.undo.text() == "&Undo settings of another run"
    assert len(canvas_of(user.window.plots.return_plot).strips[0].curve.x) > 0
    assert user.window.time_machine.slider.maximum() == 2
    user.step(1)
    assert experiment.record(1).history.updates == 3
    assert experiment.record(2).history.updates == 1


def test_going_back_after_a_collapse_pauses_while_training_is_on(user, collapsing):
    user.click(user.train_button)
    user.wait_until(lambda: offer(user).isVisible())
    user.click(offer(user))
    user.wait_until(lambda: user.status.run == 2)
    user.settle()
    assert user.status.state is RunState.PAUSED
    record = user.window.experiment.live
    assert user.status.update == record.parent.update == record.history.updates


def test_where_there_is_no_room_the_window_says_once_that_less_is_kept(user):
    user.step(2)
    user.window.experiment.byte_budget = 1000
    user.step(1)
    assert "keeps fewer moments" in user.window.notice.text.text()
    assert user.window.notice.isVisible()
    user.step(1)  # takes the notice away
    assert user.window.notice.isHidden()
