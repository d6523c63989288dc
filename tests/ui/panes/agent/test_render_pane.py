"""The pane plays episodes with the newest policy: its speeds, its choices, its pictures."""

import time
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QImage, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from pg_desktop.learning.acting.policy import ActionMode, Architecture, Policy
from pg_desktop.learning.settings.table import Settings
from pg_desktop.learning.worlds.world import make_world
from pg_desktop.runs.facts import Origin
from pg_desktop.runs.live.status import RunState, Status, View
from pg_desktop.runs.record import RunRecord
from pg_desktop.storage.policy_format import TrainingStatistics
from pg_desktop.ui.cart_pole.scene_painter import CartPoleScenePainter
from pg_desktop.ui.kit import cards
from pg_desktop.ui.kit.numbers import fixed, percent
from pg_desktop.ui.kit.theme import DARK, LIGHT
from pg_desktop.ui.panes.agent.captions import figures
from pg_desktop.ui.panes.agent.choices import SPEEDS
from pg_desktop.ui.panes.agent.frame_clock import FRAMES_PER_SECOND
from pg_desktop.ui.panes.agent.frame_painter import FramePainter
from pg_desktop.ui.panes.agent.render_pane import RenderPane
from tests.learning.worlds import odd_worlds

WORLD = make_world("CartPole-v1")
ARCHITECTURE = Architecture(WORLD.spaces, (2, 2), "relu")
RIGHT = 0.8807971
"""Probability of the second action for logits 0 and 2: 1 / (1 + e⁻²)."""


def policy_with(logits: tuple[float, float]) -> Policy:
    """A policy that sees nothing and always has the same logits."""
    parameters = {name: np.zeros(shape, np.float32) for name, shape in ARCHITECTURE.parameter_shapes().items()}
    parameters["logits.bias"] = np.array(logits, np.float32)
    return Policy(ARCHITECTURE, parameters)


def upright() -> Policy:
    """Pushes to where the pole leans and turns to: stands for hundreds of steps."""
    parameters = {name: np.zeros(shape, np.float32) for name, shape in ARCHITECTURE.parameter_shapes().items()}
    parameters["hidden_1.weight"][:] = [[0, 0.1, 1, 1], [0, -0.1, -1, -1]]
    parameters["hidden_2.weight"][:] = np.eye(2)
    parameters["logits.weight"][:] = 100 * np.array([[0, 1], [1, 0]])
    return Policy(ARCHITECTURE, parameters)


def steady(world) -> Policy:
    """A policy for any world with some actions that always takes the last."""
    architecture = Architecture(world.spaces, (), "relu")
    parameters = {name: np.zeros(shape, np.float32) for name, shape in architecture.parameter_shapes().items()}
    parameters["logits.bias"][-1] = 50
    return Policy(architecture, parameters)


def view(policy: Policy | None, run: int = 1, update: int = 0, world=WORLD) -> View:
    status = Status(
        state=RunState.READY,
        run=run,
        update=update,
        episodes=0,
        env_steps=0,
        steps_per_second=0.0,
        mean_return_100=None,
        solved=None,
        limit=None,
        train_seconds=0.0,
        settings=Settings(),
        settings_version=0,
    )
    return View(status=status, policy=policy, world=world if policy else None)


def of_record(view: View) -> View:
    """The same view of a run that has a record."""
    return replace(view, record=RunRecord(view.status.run, view.status.settings))


@pytest.fixture
def pane(qtbot):
    """A pane that is shown and whose clock the test turns by hand."""
    parent = QWidget()
    qtbot.addWidget(parent)
    parent.resize(700, 420)
    pane = RenderPane(parent)
    pane.setGeometry(0, 0, 700, 420)
    parent.show()
    yield pane
    pane.stop()


def show(pane: RenderPane, policy: Policy, **changes) -> None:
    pane.show_view(view(policy, **changes))
    pane.clock.stop()


def tick(pane: RenderPane, frames: int = 1) -> None:
    for _ in range(frames):
        pane._show_frame()


def tick_until(pane: RenderPane, condition) -> None:
    """Let frames pass until an environment in another process has come so far."""
    until = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < until, "it has not come"
        tick(pane)
        QApplication.processEvents()


def set_speed(pane: RenderPane, speed: float) -> None:
    pane.speed_box.setCurrentIndex(SPEEDS.index(speed))


def image(widget: QWidget) -> QImage:
    QGuiApplication.processEvents()
    return widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)


def array(picture: QImage) -> np.ndarray:
    return np.array(picture.constBits(), np.uint8).reshape(picture.height(), picture.width(), 4)[..., 2::-1].astype(int)


def test_before_there_is_a_policy(pane):
    assert pane.moment is None
    assert pane.title.text() == "Policy"
    assert len(np.unique(array(image(pane.stage)).reshape(-1, 3), axis=0)) > 1  # says that it is loading
    tick(pane)
    assert pane.moment is None


@pytest.mark.parametrize(
    ("update", "title"),
    [(0, "Policy before training"), (1, "Policy after update 1"), (1234, "Policy after update 1,234")],
)
def test_the_title_says_how_old_the_policy_is(pane, update, title):
    show(pane, upright(), update=update)
    assert pane.title.text() == title


@pytest.mark.parametrize(("updates", "title"), [(0, "Policy before training"), (7, "Policy as opened, after update 7")])
def test_the_title_of_an_opened_policy(pane, updates, title):
    given = view(upright())
    origin = Origin(TrainingStatistics(updates, updates, 0, 0.0, None, None))
    pane.show_view(replace(given, status=replace(given.status, origin=origin)))
    assert pane.title.text() == title


@pytest.mark.parametrize(("speed", "steps"), [(0.25, 5), (0.5, 10), (1.0, 20), (2.0, 40), (4.0, 80)])
def test_speeds(pane, speed, steps):
    show(pane, upright())
    set_speed(pane, speed)
    tick(pane, 20)
    assert pane.moment.step == steps
    assert pane.speed == speed


def test_normal_speed_is_gymnasiums(pane):
    """50 env steps a second: one a frame, every 20 ms."""
    import gymnasium

    assert gymnasium.make("CartPole-v1").metadata["render_fps"] == FRAMES_PER_SECOND
    assert pane.clock.findChild(QTimer).interval() == 20


def test_the_clock_runs_by_itself(pane, qtbot):
    pane.show_view(view(upright()))
    qtbot.waitUntil(lambda: pane.moment.step >= 5, timeout=10_000)
    assert len(pane.clock.lateness) >= 5
    assert all(late >= 0 for late in pane.clock.lateness)
    pane.stop()
    step = pane.moment.step
    qtbot.wait(60)
    assert pane.moment.step == step


def test_slow_motion_moves_between_two_steps(pane):
    show(pane, upright())
    set_speed(pane, 0.25)
    tick(pane, 8)
    pictures = []
    for _ in range(4):
        tick(pane)
        pictures.append(image(pane.stage))
    assert pane.moment.step == 3
    assert len({bytes(picture.constBits()) for picture in pictures}) == 4


@pytest.mark.parametrize("key", [Qt.Key.Key_Down, Qt.Key.Key_Up])
def test_speed_is_chosen_by_key(pane, qtbot, key):
    show(pane, upright())
    pane.speed_box.setFocus()
    qtbot.keyClick(pane.speed_box, key)
    assert pane.speed == (2.0 if key == Qt.Key.Key_Down else 0.5)


def test_greedy_takes_the_most_probable_action(pane, qtbot):
    show(pane, policy_with((0.0, 2.0)))
    pane.mode_box.setFocus()
    qtbot.keyClick(pane.mode_box, Qt.Key.Key_Down)
    assert pane.mode is ActionMode.GREEDY
    actions = set()
    for _ in range(60):
        tick(pane)
        assert pane.moment.parts[0].probabilities_C == pytest.approx((1 - RIGHT, RIGHT), abs=1e-5)
        if pane.moment.step > 1 and pane.moment.action is not None:
            actions.add(pane.moment.action)
    assert actions == {1}


def test_sampled_takes_every_action_as_often_as_the_policy_says(pane):
    show(pane, policy_with((0.0, 2.0)))
    assert pane.mode is ActionMode.SAMPLED
    actions = []
    while len(actions) < 400:
        before = pane.moment
        tick(pane)
        if pane.moment is not before and pane.moment.action is not None:
            actions.append(pane.moment.action)
    assert 0.82 < np.mean(actions) < 0.94


def test_an_episode_ends_stays_in_view_and_begins_again(pane):
    show(pane, policy_with((0.0, 50.0)))
    ticks = 0
    while not pane.moment.ended:
        tick(pane)
        ticks += 1
    assert 6 < ticks < 20
    assert pane.moment.terminated
    assert not pane.moment.truncated
    assert pane.moment.action is None
    assert f"step {ticks} · return {ticks}" in pane.figures.whole
    last = pane.moment
    tick(pane, int(0.7 * FRAMES_PER_SECOND))
    assert pane.moment is last
    tick(pane, int(0.2 * FRAMES_PER_SECOND))
    assert not pane.moment.ended
    assert pane.moment.step < ticks
    assert not np.array_equal(pane.moment.obs_O, last.obs_O)


@pytest.mark.parametrize("speed", SPEEDS)
def test_the_end_stays_in_view_as_long_at_every_speed(pane, speed):
    show(pane, policy_with((0.0, 50.0)))
    while not pane.moment.ended:
        tick(pane)
    last = pane.moment
    set_speed(pane, speed)
    frames = 0
    while pane.moment is last:
        tick(pane)
        frames += 1
    assert frames == pytest.approx(0.8 * FRAMES_PER_SECOND, abs=4)


def test_a_time_limit_ends_an_episode_too(pane):
    show(pane, upright(), world=make_world("CartPole-v0"))
    set_speed(pane, 4.0)
    for _ in range(60):
        tick(pane)
        if pane.moment.ended:
            break
    assert pane.moment.truncated
    assert pane.moment.step == 200
    assert pane.moment.episode_return == 200
    red = array(image(pane.stage)) == np.array(LIGHT.bad.getRgb()[:3])
    assert not red.all(axis=2).any()  # a pole that stands has not failed


def test_the_newest_policy_acts_at_once_in_the_same_episode(pane):
    show(pane, policy_with((0.0, 50.0)))
    tick(pane, 3)
    show(pane, policy_with((50.0, 0.0)), update=1)
    assert pane.moment.step == 3
    tick(pane)
    assert pane.moment.step == 4
    assert pane.moment.action == 0


def test_another_run_begins_a_new_episode(pane):
    show(pane, upright())
    tick(pane, 7)
    show(pane, upright(), run=2)
    assert pane.moment.step == 0


def test_another_world_is_shown(pane):
    show(pane, upright())
    tick(pane, 3)
    show(pane, upright(), run=2, world=make_world("CartPole-v0"))
    tick(pane, 3)
    assert pane._player.playback.world.entry.id == "CartPole-v0"
    assert pane.moment.step == 3


def test_nothing_is_played_where_nobody_looks(pane):
    show(pane, upright())
    pane.hide()
    tick(pane, 10)
    assert pane.moment.step == 0


def test_the_cart_is_drawn_in_the_themes_colours(pane):
    show(pane, upright())
    tick(pane, 5)
    for theme in (LIGHT, DARK):
        pane.show_theme(theme)
        pixels = array(image(pane.stage))
        for colour, count in ((theme.card, 50_000), (theme.body, 500), (theme.second, 200), (theme.accent, 50)):
            assert (pixels == np.array(colour.getRgb()[:3])).all(axis=2).sum() > count, colour.name()


def test_the_bar_shows_the_probability(pane):
    show(pane, policy_with((0.0, 2.0)))
    pixels = array(image(pane.stage))
    bar = pixels[-(pane.stage.fontMetrics().height() + 14) // 2]
    accent = (bar == np.array(LIGHT.accent.getRgb()[:3])).all(axis=1).sum()
    groove = (bar == np.array(LIGHT.groove.getRgb()[:3])).all(axis=1).sum()
    assert accent / (accent + groove) == pytest.approx(RIGHT, abs=0.04)


def test_figures_say_step_return_and_probability(pane):
    show(pane, policy_with((0.0, 50.0)))
    tick(pane, 4)
    assert pane.figures.whole == "step 4 · return 4 · π(a|s) 100\u00a0%"


def test_gymnasiums_own_frames_are_shown(pane):
    show(pane, upright())
    tick(pane, 5)
    pane.show_own_frames(True)
    assert isinstance(pane._painter, FramePainter)
    tick(pane, 3)
    frame = pane._player.playback.frame()
    picture = array(image(pane.stage))
    available = picture.shape[0] - (pane.stage.fontMetrics().height() + 14)
    height = min(available, picture.shape[1] * frame.shape[0] // frame.shape[1])
    width = height * frame.shape[1] // frame.shape[0]
    left, top = (picture.shape[1] - width) // 2, (available - height) // 2
    rows = np.linspace(20, frame.shape[0] - 20, 12).astype(int)
    columns = np.linspace(20, frame.shape[1] - 20, 12).astype(int)
    scale = height / frame.shape[0]
    ours = picture[(top + rows * scale).astype(int)[:, None], (left + columns * scale).astype(int)]
    theirs = frame[rows[:, None], columns].astype(int)
    assert np.mean(np.abs(ours - theirs).max(axis=2) < 12) > 0.9
    black = (picture[:, left : left + width] < 12).all(axis=2)
    assert black.sum() > 300  # the cart
    pane.show_own_frames(False)
    assert isinstance(pane._painter, CartPoleScenePainter)
    assert not (array(image(pane.stage))[:, left : left + width] < 12).all(axis=2).any()


def test_another_experiments_run_of_the_same_number_is_another_run(pane):
    pane.show_view(of_record(view(policy_with((0, 2)))))
    pane.clock.stop()
    pane.controls.pause.trigger()
    acrobot = make_world("Acrobot-v1")
    pane.show_view(of_record(view(steady(acrobot), world=acrobot)))
    assert pane._player.playback.world is acrobot
    assert pane.moment.step == 0


def test_own_frames_are_kept_for_the_next_run(pane):
    show(pane, upright())
    pane.show_own_frames(True)
    show(pane, upright(), run=2, world=make_world("CartPole-v0"))
    assert isinstance(pane._painter, FramePainter)


def test_own_frames_can_be_chosen_before_there_is_a_policy(pane):
    pane.show_own_frames(True)
    show(pane, upright())
    tick(pane, 2)
    assert isinstance(pane._painter, FramePainter)


@pytest.mark.parametrize("size", [(220, 140), (240, 900), (1600, 180)])
def test_every_size_is_drawn(pane, size):
    show(pane, upright())
    pane.stage.resize(*size)
    tick(pane, 2)
    picture = pane.stage.grab().toImage()
    assert (picture.width(), picture.height()) == size
    assert (
        (array(picture.convertToFormat(QImage.Format.Format_RGB32)) == np.array(LIGHT.body.getRgb()[:3]))
        .all(axis=2)
        .any()
    )


def test_a_view_without_a_world_changes_nothing(pane):
    show(pane, upright())
    tick(pane, 3)
    pane.show_view(view(None))
    tick(pane)
    assert pane.moment is not None


def test_controls_say_what_they_are(pane):
    for box in (pane.mode_box, pane.speed_box):
        assert box.toolTip()
        assert box.whatsThis()
        assert box.accessibleName()
    assert "median of a squashed Gaussian" in pane.mode_box.toolTip()
    assert [pane.speed_box.itemText(index) for index in range(5)] == ["¼×", "½×", "1×", "2×", "4×"]


def odd_world(name: str):
    return make_world(f"{odd_worlds.MODULE}:{name}-v0")


@pytest.mark.parametrize("name", odd_worlds.WITH_ODD_STATES)
def test_a_state_that_is_no_vector_does_no_harm(pane, name):
    world = odd_world(name)
    show(pane, steady(world), world=world)
    tick_until(pane, lambda: pane.moment is not None and pane.moment.step == 3)
    grey = (array(image(pane.stage)) == 128).all(axis=2)
    assert grey.mean() > 0.3


def ink(pane: RenderPane) -> int:
    """Pixels of the scene that are not ground, above the bar."""
    scene = array(image(pane.stage))[: -pane.stage.fontMetrics().height() - 20]
    return int((scene != np.array(LIGHT.card.getRgb()[:3])).any(axis=2).sum())


@pytest.mark.parametrize("name", odd_worlds.WITHOUT_PICTURES)
def test_without_pictures_the_figures_go_on_and_the_pane_says_why_there_are_none(pane, name):
    world = odd_world(name)
    show(pane, steady(world), world=world)
    tick_until(pane, lambda: pane.moment is not None and pane.moment.step == 4)
    pane._show_figures()
    assert pane.figures.whole == "step 4 · return 4 · π(a|s) 100\u00a0%"
    assert 100 < ink(pane) < 4000  # a line of text
    assert (array(image(pane.stage)) == np.array(LIGHT.accent.getRgb()[:3])).all(axis=2).any()  # and the bar
    tick_until(pane, lambda: pane.moment.truncated)


@pytest.mark.parametrize("where", ["__init__", "reset", "step"])
def test_a_world_that_fails_ends_the_playback_and_is_named(pane, monkeypatch, tmp_path, where):
    """No old world plays on in its place, and nothing fails again with the next frame."""
    broken_in = odd_worlds.broken_in(monkeypatch, tmp_path)
    world = odd_world("Fragile")
    broken_in(where)
    emitted = []
    pane.moment_shown.connect(lambda *shown: emitted.append(shown))
    show(pane, upright())
    tick(pane, 3)
    show(pane, steady(world), run=2, world=world)
    tick_until(pane, lambda: emitted and emitted[-1] == (None, None))
    tick(pane, 4)
    assert pane.moment is None
    assert pane.figures.whole == ""
    message = pane.stage.accessibleDescription()
    assert message.startswith(
        "The shown episode has stopped because tests.learning.worlds.odd_worlds:Fragile-v0 failed"
    )
    assert f"RuntimeError: the motor is broken in {where}." in message
    assert ink(pane) > 100
    assert emitted[-1] == (None, None)
    for button in (pane.controls.step, pane.controls.restart):
        tries = len(emitted)
        button.trigger()
        pane.controls.pause.setChecked(False)
        tick_until(pane, lambda: len(emitted) > tries and emitted[-1] == (None, None))  # noqa: B023 (called here)
        tick(pane, 2)
        assert pane.moment is None
    broken_in("")
    pane.controls.restart.trigger()
    tick_until(pane, lambda: pane.moment is not None and pane.moment.step == 3)
    assert "stopped" not in pane.stage.accessibleDescription()


def test_the_next_world_is_shown_after_one_that_failed(pane, monkeypatch, tmp_path):
    broken_in = odd_worlds.broken_in(monkeypatch, tmp_path)
    world = odd_world("Fragile")
    broken_in("reset")
    show(pane, steady(world), world=world)
    assert not pane.perturb.active
    show(pane, upright(), run=2)
    tick(pane, 2)
    assert pane.moment.step == 2
    assert pane.perturb.active


@pytest.mark.parametrize(
    ("episode_return", "text"),
    [(12.0, "12"), (-200.0, "−200"), (-7.99138, "−7.99"), (0.5, "0.50"), (-0.001, "0.00")],
)
def test_a_return_has_two_decimals_at_most(pane, episode_return, text):
    show(pane, upright())
    moment = replace(pane.moment, episode_return=episode_return)
    told = figures(moment, pane.locale())
    assert (told["step"], told["return"]) == (f"step {moment.step}", f"return {text}")


def figures_of(pane: RenderPane) -> str:
    """The text and the bar that belong to the moment."""
    moment = pane.moment
    returned = moment.episode_return
    text = f"step {moment.step} · return {fixed(returned, 0 if returned.is_integer() else 2)}"
    return text if moment.probability is None else f"{text} · π(a|s) {percent(moment.probability)}"


def bar_share(pane: RenderPane) -> float:
    """How much of the bar is filled."""
    row = array(image(pane.stage))[-(pane.stage.fontMetrics().height() + 14) // 2]
    accent = (row == np.array(LIGHT.accent.getRgb()[:3])).all(axis=1).sum()
    groove = (row == np.array(LIGHT.groove.getRgb()[:3])).all(axis=1).sum()
    return float(accent / (accent + groove))


def leaning(scale: float = 3.0) -> Policy:
    """Its probabilities are others in every state."""
    policy = upright()
    weights = dict(policy.parameters)
    weights["logits.weight"] = scale * np.array([[0, 1], [1, 0]], np.float32)
    return Policy(ARCHITECTURE, weights)


@pytest.mark.parametrize("steps", [1, 2, 3, 4])
def test_single_steps_bring_figures_and_bar_along(pane, steps):
    show(pane, leaning(30))
    tick(pane, 20)
    for _ in range(steps):
        pane.controls.step.trigger()
        assert pane.figures.whole == figures_of(pane)
        assert bar_share(pane) == pytest.approx(pane.moment.parts[0].probabilities_C[1], abs=0.06)


@pytest.mark.parametrize("frames", [6, 7, 8, 9])
def test_a_pause_brings_figures_and_bar_to_the_moment(pane, frames):
    show(pane, leaning(30))
    tick(pane, frames)
    pane.controls.pause.trigger()
    assert pane.moment.step == frames
    assert pane.figures.whole == figures_of(pane)
    assert bar_share(pane) == pytest.approx(pane.moment.parts[0].probabilities_C[1], abs=0.06)


@pytest.mark.parametrize("recorded", [False, True])
def test_the_title_is_whole_at_every_width(pane, recorded):
    show(pane, leaning(30))
    pane.title.setText("Policy after update 1,234")
    pane.heading.show_recorded(recorded)
    for width in range(360, 1000, 20):
        pane.resize(width, 400)
        QApplication.processEvents()
        assert pane.title.shown == pane.title.text(), width


def test_another_text_does_not_repaint_the_card_behind_it(pane, qtbot, monkeypatch):
    painted = []
    monkeypatch.setattr(cards, "paint_card", painted.append)
    show(pane, leaning(30))
    tick(pane, 9)
    pane.repaint()
    qtbot.waitUntil(lambda: bool(painted))
    for label in (pane.title, pane.figures.labels["step"], pane.pushes):
        label.setText("7")
        pane.heading.layout().activate()
        pane.layout().activate()
        pane.repaint()  # another size moves what is beside it
        painted.clear()
        label.update()  # as another text of the same size does
        QApplication.processEvents()
        assert painted == []
        assert label.grab().toImage().pixelColor(0, 0) == pane.palette().color(QPalette.ColorRole.Button)


def test_figures_bar_and_other_panes_tell_of_the_same_moments(pane):
    told = []
    pane.moment_shown.connect(lambda moment, entry: told.append((moment.step, pane.figures.whole, entry.id)))
    show(pane, leaning(30))
    tick(pane, 52)
    steps, figures, worlds = zip(*told, strict=True)
    assert pane.moment.step == 52
    assert steps == (0, *range(4, 52, 5))
    assert [text.split(" · ")[0] for text in figures] == [f"step {step}" for step in steps]
    assert set(worlds) == {"CartPole-v1"}


def test_while_it_stands_still_another_policy_takes_the_moment(pane):
    emitted = []
    pane.moment_shown.connect(lambda moment, entry: emitted.append(moment))
    show(pane, policy_with((0.0, 50.0)), update=3)
    tick(pane, 4)
    pane.controls.pause.trigger()
    before = pane.moment
    show(pane, policy_with((2.0, 0.0)), update=7)
    assert pane.title.text() == "Policy after update 7"
    assert pane.moment.parts[0].probabilities_C == pytest.approx((RIGHT, 1 - RIGHT), abs=1e-5)
    assert (pane.moment.step, pane.moment.episode_return) == (4, 4)
    assert pane.moment.obs_O.tobytes() == before.obs_O.tobytes()
    assert emitted[-1] is pane.moment
    assert pane.figures.whole == figures_of(pane)
    assert bar_share(pane) == pytest.approx(1 - RIGHT, abs=0.04)
    show(pane, policy_with((50.0, 0.0)), update=8)
    pane.controls.pause.trigger()
    state = pane.moment.state
    tick(pane)
    assert pane.moment.state[1] < state[1]  # the newest policy's push is given


def test_the_same_policy_published_again_draws_nothing_anew(pane):
    show(pane, policy_with((0.0, 0.0)), update=3)
    tick(pane, 4)
    pane.controls.pause.trigger()
    before = pane.moment
    for _ in range(20):
        show(pane, policy_with((0.0, 0.0)), update=3)
    assert pane.moment is before


def test_the_title_tells_of_the_policy_whose_moment_is_shown(pane):
    """In slow motion the newest policy comes into view with the next env step, and the title with it."""
    show(pane, policy_with((0.0, 50.0)), update=3)
    set_speed(pane, 0.25)
    tick(pane, 5)
    show(pane, policy_with((50.0, 0.0)), update=7)
    assert pane.title.text() == "Policy after update 3"
    assert pane.moment.parts[0].probabilities_C[1] > 0.99
    tick(pane, 4)
    assert pane.title.text() == "Policy after update 7"
    assert pane.moment.parts[0].probabilities_C[0] > 0.99


def test_at_an_episodes_end_another_policy_takes_the_last_moment(pane):
    show(pane, policy_with((0.0, 50.0)), update=3)
    while not pane.moment.ended:
        tick(pane)
    show(pane, policy_with((50.0, 0.0)), update=7)
    assert pane.title.text() == "Policy after update 7"
    assert pane.moment.action is None
    assert pane.moment.ended
    assert bar_share(pane) < 0.06


def test_another_mode_takes_the_moment_that_stands_still(pane):
    show(pane, policy_with((0.0, 0.5)))
    pane.controls.pause.trigger()
    while pane.moment.action != 0:
        pane.controls.step.trigger()
    step = pane.moment.step
    pane.mode_box.setCurrentIndex(1)
    assert (pane.moment.step, pane.moment.action) == (step, 1)
    assert pane.figures.whole == figures_of(pane)


def test_what_the_keys_do_is_said_where_they_do_it(pane):
    show(pane, upright())
    assert "push the pole" in pane.stage.accessibleDescription()
    pane.show_own_frames(True)
    assert "push" not in pane.stage.accessibleDescription()
    acrobot = make_world("Acrobot-v1")
    policy = Policy(
        Architecture(acrobot.spaces, (), "relu"),
        {"logits.weight": np.zeros((3, 6), np.float32), "logits.bias": np.zeros(3, np.float32)},
    )
    pane.show_own_frames(False)
    assert "push the pole" in pane.stage.accessibleDescription()
    show(pane, policy, run=2, world=acrobot)
    assert pane.stage.accessibleDescription() == "A picture of the environment, 50 times a second."


def test_nothing_is_pushed_where_no_hand_does(pane, monkeypatch):
    show(pane, upright())
    pushed = []
    monkeypatch.setattr(pane._player.site, "push", lambda *forces: pushed.append(forces))
    tick(pane, 3)
    assert pushed == []
    monkeypatch.setattr(pane.perturb, "forces", lambda state: (0.0, 1.5))
    tick(pane, 2)
    assert pushed == [(0.0, 1.5)] * 2


def test_the_window_speaks_to_the_pane(user, qtbot):
    pane = user.window.render_pane
    user.press(Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier)
    assert isinstance(pane._painter, FramePainter)
    user.press(Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier)
    assert isinstance(pane._painter, CartPoleScenePainter)
    step = pane.moment
    qtbot.waitUntil(lambda: pane.moment is not step, timeout=10_000)
    user.click(pane.stage, QPoint(5, 5))
    assert QApplication.focusWidget() is pane.stage
