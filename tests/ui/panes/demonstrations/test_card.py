"""Driving with the keys, the list of what was shown, and from a clone to REINFORCE, with real keys and clicks."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from pg_desktop.learning.algorithms.imitation import cloning
from pg_desktop.learning.algorithms.imitation.facts import Way
from pg_desktop.learning.demonstrations.demonstration import PlayedBy
from pg_desktop.learning.demonstrations.recording import record
from pg_desktop.learning.settings.table import Settings
from pg_desktop.learning.worlds.world import make_world
from pg_desktop.runs.learning_signal import Cause, MissingSignal
from pg_desktop.runs.live.status import RunState
from pg_desktop.ui.panes.runs.words import differences
from pg_desktop.ui.shell import learning_signal


@pytest.fixture
def pane(user):
    window = user.window
    user.resize(1700, 950)
    user.click(window.rail.buttons["challenge"])
    user.wait_until(lambda: "demonstrations" in window.panes.made_by_now)
    return window.panes.pane("demonstrations")


@pytest.fixture
def demonstrations(user):
    return user.window.experiment.demonstrations


@pytest.fixture
def hasty(monkeypatch):
    """Cloning takes a moment."""
    for name, value in (("_STEPS_MAX", 50), ("_PASSES_MAX", 10)):
        monkeypatch.setattr(cloning, name, value)


def seen(pane):
    """The rows that are shown."""
    return [pane.model.texts(shown) for shown in pane.model.shown]


def drive(user, pane):
    user.window.activateWindow()
    user.click(pane.drive)
    stage = user.window.render_pane.stage
    user.wait_until(stage.hasFocus)
    return stage, user.window.demonstrating.driver


def step(user):
    return user.window.render_pane.moment.step


def test_the_world_waits_for_the_first_key_and_then_does_what_the_keys_say(user, pane):
    stage, driver = drive(user, pane)
    bar = user.part("driveBar")
    assert bar.isVisible()
    assert user.part("driveText").text().startswith("Press an arrow key to begin.")
    assert driver.stands_still
    assert step(user) == 0
    QTest.keyPress(stage, Qt.Key.Key_Right)
    user.wait_until(lambda: step(user) >= 3)
    assert user.window.render_pane.moment.action == 1
    assert user.status.state is RunState.READY  # the arrows push nothing, and Space trains nothing


def test_space_holds_the_world_and_trains_nothing(user, pane):
    stage, driver = drive(user, pane)
    driver.speed = 0.125
    QTest.keyClick(stage, Qt.Key.Key_Right)
    user.wait_until(lambda: step(user) >= 1)
    QTest.keyPress(stage, Qt.Key.Key_Space)
    assert driver.stands_still
    assert user.part("driveText").text().startswith("The world stands still while Space is down.")
    QTest.keyRelease(stage, Qt.Key.Key_Space)
    assert not driver.stands_still
    assert not user.window.session.will_train


def test_without_the_keyboard_the_world_stands_still(user, pane):
    _, driver = drive(user, pane)
    pane.view.setFocus()
    assert driver.stands_still
    assert user.part("driveText").text().startswith("The world stands still: click the picture")


def test_a_notice_makes_room_for_what_is_driven_and_none_comes_meanwhile(user, pane, monkeypatch):
    found = MissingSignal(Cause.SAME_RETURN, 10, 320, -200.0)
    monkeypatch.setattr(learning_signal, "_missing_in", lambda record: found if record.history.updates else None)
    user.step()
    user.wait_until(user.window.notice.isVisible)
    stage, driver = drive(user, pane)
    assert user.window.notice.isHidden()
    user.step()
    user.window.refresh()
    assert driver.driving and user.window.notice.isHidden()
    stage.setFocus()
    QTest.keyClick(stage, Qt.Key.Key_Escape)
    assert not driver.driving


def test_by_keys_alone_the_speed_is_chosen_and_driving_goes_on(user, pane):
    stage, driver = drive(user, pane)
    user.press(Qt.Key.Key_Tab)
    user.press(Qt.Key.Key_Down)
    assert driver.speed == 0.5
    assert driver.stands_still
    assert "go to it with Tab" in user.part("driveText").text()
    user.press(Qt.Key.Key_Tab, Qt.KeyboardModifier.ShiftModifier)
    assert stage.hasFocus()
    QTest.keyPress(stage, Qt.Key.Key_Right)
    user.wait_until(lambda: step(user) >= 1)


def test_tab_goes_through_the_pane_as_it_stands(user, pane, demonstrations):
    demonstrations.add(record(make_world("CartPole-v1"), episodes=1, speed=0.25, seed=0))
    user.window.refresh()
    pane.drive.setFocus(Qt.FocusReason.TabFocusReason)
    for stop in (pane.take_over, pane.record, pane.episodes, pane.speed, pane.view, pane.clone, pane.dagger):
        user.press(Qt.Key.Key_Tab)
        assert stop.hasFocus(), stop.objectName()


def test_in_a_small_window_nothing_lies_over_anything_else(user, pane, demonstrations, hasty):
    demonstrations.add(record(make_world("CartPole-v1"), episodes=1, speed=0.25, seed=0))
    user.window.refresh()
    user.resize(1280, 720)
    dock = user.window.panes["demonstrations"]
    dock.raise_()
    user.wait_until(lambda: dock.in_front and pane.isVisible())
    user.click(pane.clone)
    session = user.window.session
    user.wait_until(lambda: session.view.record is not None and session.view.record.origin is not None)
    user.settle()
    user.click(pane.go_on)
    user.wait_until(lambda: "REINFORCE" in pane.text.text())
    session.pause()
    user.wait_for(RunState.PAUSED)
    user.settle()
    parts = [pane.drive, pane.take_over, pane.record.parentWidget(), pane.view, pane.clone, pane.dagger, pane.go_on]
    parts.append(pane.text)
    for one, other in combinations([part.geometry() for part in parts], 2):
        assert not one.intersects(other)
    assert pane.rect().contains(pane.text.geometry())
    assert pane.text.height() >= pane.text.heightForWidth(pane.text.width())


def test_escape_lets_the_policy_drive_again(user, pane, demonstrations):
    stage, driver = drive(user, pane)
    QTest.keyClick(stage, Qt.Key.Key_Left)
    QTest.keyClick(stage, Qt.Key.Key_Escape)
    assert not driver.driving
    assert not user.part("driveBar").isVisible()
    assert not pane.drive.isChecked()
    user.wait_until(lambda: step(user) >= 3)
    assert demonstrations.shown == ()


def test_in_another_world_the_keys_of_the_one_before_mean_nothing(user, pane):
    settings = Settings(environment="ContinuousCartPole")
    session = user.window.session
    session.want(settings)
    session.reset()
    user.wait_until(lambda: user.window.render_pane.world and user.window.render_pane.world.continuous)
    stage, driver = drive(user, pane)
    QTest.keyPress(stage, Qt.Key.Key_Right)
    user.wait_until(lambda: step(user) >= 1)
    user.window.render_pane.controls.pause.setChecked(True)
    shown = []
    user.window.render_pane.moment_shown.connect(lambda moment, entry: shown.append((moment, entry)))
    session.want(Settings())
    session.reset()
    user.wait_until(lambda: user.window.render_pane.world and not user.window.render_pane.world.continuous)
    user.wait_until(lambda: shown and shown[-1][0] is not None and shown[-1][1].id == "CartPole-v1")
    assert not driver.driving
    here = [moment for moment, entry in shown if entry is not None and entry.id == "CartPole-v1"]
    assert {np.ndim(moment.action) for moment in here} == {0}


def test_an_episode_that_is_driven_to_its_end_is_kept_with_its_score(user, pane, demonstrations):
    stage, driver = drive(user, pane)
    driver.speed = 1.0
    QTest.keyPress(stage, Qt.Key.Key_Right)  # until the pole falls to the left
    user.wait_until(lambda: len(demonstrations.shown) == 1)
    (shown,) = demonstrations.shown
    assert shown.about.by is PlayedBy.HUMAN
    assert shown.about.terminated
    assert (shown.action_L == 1).all()
    assert shown.labels == shown.length == shown.score
    shown.check()
    user.window.refresh()
    assert seen(pane) == [("1", "you", "1×", f"{shown.length}", f"{shown.length}", f"{shown.length}")]
    assert pane.text.text().startswith(f"Episode 1 is kept: you reached {shown.length}.")


def test_what_is_not_to_be_recorded_is_not_kept(user, pane, demonstrations):
    stage, driver = drive(user, pane)
    driver.speed = 1.0
    user.click(user.part("driveRecord"))
    stage.setFocus()
    QTest.keyPress(stage, Qt.Key.Key_Right)
    user.wait_until(lambda: step(user) > 5)
    user.wait_until(lambda: step(user) == 0)
    assert demonstrations.shown == ()


def test_whoever_takes_over_labels_only_these_moments(user, pane, demonstrations):
    user.window.activateWindow()
    user.click(pane.take_over)
    stage, driver = user.window.render_pane.stage, user.window.demonstrating.driver
    user.wait_until(stage.hasFocus)
    driver.speed = 0.125
    user.wait_until(lambda: step(user) >= 3)  # the policy drives, and waits for nobody
    QTest.keyPress(stage, Qt.Key.Key_Right)
    user.wait_until(lambda: len(demonstrations.shown) == 1)
    (shown,) = demonstrations.shown
    assert shown.about.policy_drove
    assert 0 < shown.labels < shown.length
    assert (shown.label_L[shown.labelled_L] == 1).all()


def test_the_clone_of_what_one_took_over_drives_the_next_episode(user, pane, demonstrations, hasty):
    user.window.activateWindow()
    user.click(pane.take_over)
    user.click(user.part("driveTeach"))
    stage, driver = user.window.render_pane.stage, user.window.demonstrating.driver
    stage.setFocus()
    driver.speed = 1.0
    session = user.window.session

    def made_from():
        record = session.view.record
        return 0 if record is None or record.origin is None else record.origin.clone.episodes

    for round_ in (1, 2):
        QTest.keyPress(stage, Qt.Key.Key_Right)
        user.wait_until(lambda n=round_: len(demonstrations.shown) == n)
        assert driver.learning
        assert driver.stands_still
        assert user.part("driveText").text().startswith("The policy learns from what you did")
        QTest.keyRelease(stage, Qt.Key.Key_Right)
        user.wait_until(lambda n=round_: made_from() == n and not driver.learning)
        assert driver.driving
        assert driver.takes_over
    assert session.view.record.origin.clone.way is Way.TAKING_OVER
    assert not user.part("driveTeach").visibleRegion().isEmpty()
    user.click(pane.drive)
    assert user.part("driveTeach").isHidden()


def test_a_scripted_player_records_and_says_that_it_is_synthetic(user, pane, demonstrations):
    pane.episodes.setValue(2)
    user.click(pane.record)
    user.wait_until(lambda: len(demonstrations.shown) == 2)
    user.window.refresh()
    assert [row[:3] for row in seen(pane)] == [(str(i), "scripted (synthetic)", "½×") for i in (1, 2)]


def test_only_episodes_of_the_chosen_environment_are_listed(user, pane, demonstrations):
    demonstrations.add(record(make_world("MountainCar-v0"), episodes=1, speed=0.5, seed=0))
    user.window.refresh()
    assert seen(pane) == []
    assert "1 more of other environments are kept" in pane.text.text()
    assert not pane.clone.isEnabled()


def test_an_episode_is_shown_again_and_taken_out_and_brought_back(user, pane, demonstrations):
    demonstrations.add(record(make_world("CartPole-v1"), episodes=2, speed=0.25, seed=0))
    user.window.refresh()
    pane.view.setFocus()
    render = user.window.render_pane
    assert render.recorded is None  # that the list has the focus shows nothing yet
    user.press(Qt.Key.Key_Return)
    user.wait_until(lambda: render.recorded is not None)
    assert render.title.text() == "Demonstration 1, as it was shown"
    user.wait_until(lambda: step(user) >= 3)
    user.press(Qt.Key.Key_Delete)
    assert [each.id for each in demonstrations.shown] == [2]
    user.window.steering.undo_stack.undo()
    assert [each.id for each in demonstrations.shown] == [1, 2]
    user.window.steering.undo_stack.redo()
    assert [each.id for each in demonstrations.shown] == [2]


def test_a_clone_is_a_run_that_reinforce_goes_on_with(user, pane, demonstrations, hasty):
    demonstrations.add(record(make_world("CartPole-v1"), episodes=1, speed=0.25, seed=0))
    user.window.refresh()
    assert not pane.go_on.isEnabled()
    user.click(pane.clone)
    session = user.window.session
    user.wait_until(lambda: session.view.record is not None and session.view.record.origin is not None)
    user.settle()
    record_ = session.view.record
    facts = record_.origin.clone
    assert facts.episodes == 1
    assert facts.labels == 500
    assert user.status.update == 0
    assert user.window.render_pane.title.text() == "Clone of what was shown"
    assert differences(record_, None, pane.locale()) == ("clone of one episode",)
    user.wait_until(lambda: "Clone of one episode (synthetic)" in pane.text.text())
    assert pane.go_on.isEnabled()
    user.click(pane.go_on)
    user.wait_until(lambda: user.status.update >= 4)
    session.pause()
    user.wait_for(RunState.PAUSED)
    assert session.view.record is record_
    assert "After REINFORCE" in pane.text.text() or "made it worse" in pane.text.text()


def test_a_policy_that_gets_worse_than_its_clone_is_told(user, pane, demonstrations, hasty):
    demonstrations.add(record(make_world("CartPole-v1"), episodes=1, speed=0.25, seed=0))
    user.window.refresh()
    user.click(pane.clone)
    session = user.window.session
    user.wait_until(lambda: session.view.record is not None and session.view.record.origin is not None)
    user.settle()
    origin = session.view.record.origin
    session.view.record.origin = replace(origin, clone=replace(origin.clone, score=10_000.0))
    user.step(3)
    assert not user.window.demonstrating.worse_than_clone  # of fewer than 100 episodes nothing is said
    user.step(1)
    assert user.window.demonstrating.worse_than_clone
    assert "REINFORCE has made it worse" in pane.text.text()
    assert user.window.notice.text.text().startswith("REINFORCE has made the policy worse than its clone")


def test_what_cannot_be_driven_says_so(user, pane):
    demonstrating = user.window.demonstrating
    driver = demonstrating.driver
    assert driver.can_drive("LunarLanderContinuous-v3")
    assert not driver.can_drive("my_env:Mine-v0")


def test_every_control_can_be_reached_and_has_a_name_and_a_tip(pane):
    controls = pane.drive, pane.take_over, pane.record, pane.episodes, pane.speed, pane.clone, pane.dagger, pane.go_on
    for control in controls:
        assert control.accessibleName()
        assert control.toolTip()
        assert control.focusPolicy() & Qt.FocusPolicy.TabFocus


def test_episodes_go_out_and_come_in_as_minari_data(user, pane, demonstrations, tmp_path, monkeypatch):
    pytest.importorskip("h5py")
    demonstrations.add(record(make_world("CartPole-v1"), episodes=2, speed=0.25, seed=0))
    user.window.refresh()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(tmp_path / "data" / "metadata.json"), ""))
    pane.export_action.trigger()
    user.wait_until(lambda: "2 episode" in pane.text.text())
    pane.import_action.trigger()
    user.wait_until(lambda: len(demonstrations.shown) == 4)
    assert demonstrations.shown[2].score == demonstrations.shown[0].score
