"""A recorded moment in the agent's pane: chosen elsewhere, played on, and left again."""

import numpy as np
import pytest
from PySide6.QtCore import Qt

from pg_desktop.runs.live.status import RunState
from pg_desktop.ui.panes.agent.frame_painter import FramePainter
from pg_desktop.ui.panes.opened_update import Selected


class Viewer:
    """Looks at the update, and at the agent's pane, whose clock the test turns by hand."""

    def __init__(self, user):
        self.user, self.window = user, user.window
        self.pane, self.opened = user.window.render_pane, user.window.opened
        self.pane.clock.stop()

    def until(self, condition):
        def looked():
            self.opened.look()
            return condition()

        self.user.wait_until(looked)

    def open(self, updates=1):
        self.user.step(updates)
        self.until(lambda: self.traced is not None and self.traced.trace.update == self.user.status.update)

    def choose(self, episode, step):
        self.opened.select(episode, step)
        self.until(lambda: self.shown == (self.traced.trace.update, episode, step))

    def enter(self, environment):
        self.window.panel.choose_environment(environment)
        self.window.session.reset()
        self.user.wait_until(lambda: self.window.session.status.settings.environment == environment)
        self.user.settle()

    @property
    def traced(self):
        return self.opened.traced

    @property
    def shown(self):
        recorded = self.pane.recorded
        return recorded and (recorded.tape.trace.update, recorded.tape.episode, recorded.step)

    def frames(self, count):
        for _ in range(count):
            self.pane._show_frame()


@pytest.fixture
def viewer(user):
    return Viewer(user)


def test_a_chosen_moment_is_shown_exactly_and_stands_still(viewer):
    viewer.open()
    rollout = viewer.traced.trace.rollout
    viewer.choose(2, 5)
    pane = viewer.pane
    assert pane.title.text() == "Update 1, episode 3 of 32"
    assert pane.controls.paused
    assert pane.live_button.isVisible()
    assert not pane.mode_box.isVisible()
    assert pane.moment.obs_O.tobytes() == rollout.obs_TNO[5, 2].tobytes()
    assert pane.moment.state.astype(np.float32).tobytes() == rollout.obs_TNO[5, 2].tobytes()
    assert pane.moment.action == rollout.action_TN[5, 2]
    assert viewer.window.shown_moment.moment is pane.moment
    viewer.frames(10)
    assert viewer.shown == (1, 2, 5)


def test_it_plays_on_from_there_and_the_selection_follows(viewer):
    viewer.open()
    episode = int(viewer.traced.trace.rollout.length_N.argmax())
    viewer.choose(episode, 3)
    viewer.user.press(Qt.Key.Key_L)
    assert viewer.shown == (1, episode, 4)
    assert viewer.opened.selected == Selected(episode, 4)
    viewer.user.press(Qt.Key.Key_K)
    assert not viewer.pane.controls.paused
    viewer.frames(7)
    assert viewer.shown == (1, episode, 11)
    viewer.frames(3)
    assert viewer.opened.selected.step >= 10
    viewer.user.press(Qt.Key.Key_J)
    assert viewer.shown == (1, episode, 0)
    viewer.frames(1000)
    length = viewer.traced.trace.rollout.length_N[episode]
    assert viewer.shown == (1, episode, length)
    assert viewer.pane.moment.ended
    assert viewer.pane.controls.paused
    assert viewer.opened.selected == Selected(episode, length - 1)
    viewer.user.press(Qt.Key.Key_K)
    assert viewer.shown == (1, episode, 0)


def test_back_to_live_brings_the_live_episode_back_as_it_was(viewer):
    viewer.open()
    pane = viewer.pane
    viewer.frames(5)
    before = pane.moment
    viewer.choose(0, 1)
    viewer.user.click(pane.live_button)
    assert pane.recorded is None
    assert pane.moment.obs_O.tobytes() == before.obs_O.tobytes()
    assert pane.moment.step == before.step
    assert not pane.controls.paused
    assert pane.title.text() == "Policy after update 1"
    assert not pane.live_button.isVisible()
    assert pane.mode_box.isVisible()
    viewer.frames(1)
    assert pane.moment.step == before.step + 1


def test_what_stood_still_stands_still_again(viewer):
    viewer.open()
    viewer.user.press(Qt.Key.Key_K)
    viewer.choose(0, 1)
    viewer.user.click(viewer.pane.live_button)
    assert viewer.pane.controls.paused


def test_another_update_brings_no_moment_into_view(viewer):
    viewer.open()
    viewer.opened.look_at(4, 6)
    viewer.open(2)
    viewer.opened.open(1)
    viewer.until(lambda: viewer.traced.trace.update == 1)
    assert viewer.pane.recorded is None
    assert not viewer.pane.controls.paused


def test_a_recorded_moment_stays_while_other_updates_come(viewer):
    viewer.open()
    viewer.choose(1, 2)
    viewer.open(2)
    assert viewer.shown == (1, 1, 2)
    assert viewer.opened.follows
    viewer.user.press(Qt.Key.Key_L)
    assert viewer.shown == (1, 1, 3)
    assert viewer.opened.selected.step == 2


def test_a_recorded_moment_goes_with_whoever_opens_another_update(viewer):
    viewer.open()
    viewer.open(2)
    viewer.choose(1, 2)
    viewer.opened.open(1)
    viewer.until(lambda: viewer.shown == (1, 1, 2))
    assert viewer.pane.title.text() == "Update 1, episode 2 of 32"


def test_in_training_a_choice_holds_the_update_until_the_way_back(viewer):
    viewer.open()
    viewer.user.choose_full_speed()
    viewer.user.click(viewer.user.train_button)
    viewer.until(lambda: viewer.traced.trace.update > 1)
    viewer.opened.select(0, 3)
    update = viewer.traced.trace.update
    assert not viewer.opened.follows
    viewer.until(lambda: viewer.shown == (update, 0, 3))
    viewer.until(lambda: viewer.user.status.update > update + 3)
    assert viewer.traced.trace.update == update
    viewer.user.click(viewer.pane.live_button)
    assert viewer.opened.follows
    viewer.until(lambda: viewer.traced.trace.update > update)
    viewer.user.click(viewer.user.train_button)
    viewer.user.wait_for(RunState.PAUSED)


def test_another_episode_is_another_tape(viewer):
    viewer.open()
    viewer.choose(0, 4)
    viewer.choose(3, 2)
    assert viewer.pane.title.text() == "Update 1, episode 4 of 32"
    viewer.opened.look_at(5, 0)
    viewer.until(lambda: viewer.shown == (1, 5, 0))


def test_another_run_ends_it(viewer):
    viewer.open()
    viewer.choose(0, 4)
    run = viewer.user.status.run
    viewer.window.session.reset()
    viewer.user.wait_until(lambda: viewer.user.status.run > run)
    viewer.user.settle()
    assert viewer.pane.recorded is None
    assert not viewer.pane.controls.paused
    assert viewer.pane.title.text() == "Policy before training"


def test_another_world_ends_it_also_where_the_live_episode_had_ended(viewer):
    viewer.open()
    while not viewer.pane.moment.ended:
        viewer.frames(1)
    viewer.choose(0, 4)
    viewer.enter("Pendulum-v1")
    assert viewer.pane.recorded is None
    assert len(viewer.pane.moment.obs_O) == 3
    assert viewer.pane.title.text() == "Policy before training"


def test_nothing_is_pushed_in_what_is_recorded(viewer):
    viewer.open()
    assert viewer.pane.perturb.active
    viewer.choose(0, 4)
    assert not viewer.pane.perturb.active
    viewer.user.click(viewer.pane.live_button)
    assert viewer.pane.perturb.active


@pytest.mark.slow
@pytest.mark.parametrize("environment", ["Acrobot-v1", "LunarLander-v3"])
def test_other_worlds_show_theirs(viewer, environment):
    viewer.enter(environment)
    viewer.open()
    viewer.choose(1, 7)
    rollout = viewer.traced.trace.rollout
    assert viewer.pane.moment.obs_O.tobytes() == rollout.obs_TNO[7, 1].tobytes()
    if isinstance(viewer.pane._painter, FramePainter):
        assert viewer.pane._painter.sentence == ""


def test_a_world_of_others_says_why_there_is_no_picture(viewer):
    viewer.enter("tests.ui.own_world:OwnWorld-v0")
    viewer.open()
    viewer.choose(1, 7)
    said = viewer.pane._painter.sentence
    assert said.startswith("Recorded moments of tests.ui.own_world:OwnWorld-v0 have no picture")
    room = viewer.pane.stage._split[0].width()
    assert viewer.pane._painter._sentence.boundingRect().width() <= room
    assert viewer.pane.moment.step == 7


def test_gymnasiums_own_frames_are_those_of_the_moment(viewer):
    viewer.enter("Acrobot-v1")
    viewer.open()
    viewer.window.actions_.gymnasium_frames.trigger()
    viewer.choose(1, 7)
    assert isinstance(viewer.pane._painter, FramePainter)
    assert viewer.pane._painter.sentence == ""
    viewer.user.click(viewer.pane.live_button)
    assert isinstance(viewer.pane._painter, FramePainter)


def test_a_step_that_is_chosen_again_stands_still_there(viewer):
    viewer.open()
    episode = int(viewer.traced.trace.rollout.length_N.argmax())
    viewer.choose(episode, 3)
    viewer.user.press(Qt.Key.Key_K)
    viewer.frames(2)
    assert viewer.shown == (1, episode, 5)
    viewer.opened.select(episode, 3)
    assert viewer.shown == (1, episode, 3)
    assert viewer.pane.controls.paused
