"""From frame to frame only what moves is painted anew, and what is on the screen is what a full repaint would give."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QFont, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget

from pg_desktop.learning.cart_pole.physics import Physics
from pg_desktop.learning.environments import ENVIRONMENTS
from pg_desktop.learning.hyperparameters import Settings
from pg_desktop.learning.trainer import Trainer
from pg_desktop.learning.worlds import make_world
from pg_desktop.ui.exhibition.cart_pole_painter import CartPolePainter, CartPoleScene
from pg_desktop.ui.exhibition.scene_painters import cart_pole_colours
from pg_desktop.ui.exhibition.stage import Stage
from pg_desktop.ui.hands.grip import Part
from pg_desktop.ui.theme import DARK, LIGHT
from tests.ui.exhibition.test_render_pane import pane, policy_with, set_speed, show, tick, upright

__all__ = ["pane"]  # a fixture

LEFT = Qt.MouseButton.LeftButton


def pixels(image: QImage) -> np.ndarray:
    image = image.convertToFormat(QImage.Format.Format_RGB32)
    return np.array(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4)[..., :3].astype(int)


def on_screen(widget: QWidget) -> np.ndarray:
    """What is on the screen, painted bit by bit since the window was opened."""
    QApplication.processEvents()
    window = widget.window()
    picture = window.screen().grabWindow(window.winId()).toImage()
    return pixels(picture.copy(QRect(widget.mapTo(window, QPoint(0, 0)), widget.size())))


def anew(widget: QWidget) -> np.ndarray:
    """What a repaint of everything gives."""
    return pixels(widget.grab().toImage())


@pytest.fixture
def painted(monkeypatch) -> list[QRect]:
    """What of the stage is painted, time by time."""
    regions: list[QRect] = []
    paint = Stage.paintEvent

    def watched(stage: Stage, event: QPaintEvent) -> None:
        regions.append(QRect(event.rect()))
        paint(stage, event)

    monkeypatch.setattr(Stage, "paintEvent", watched)
    return regions


def test_the_screen_can_be_looked_at(pane) -> None:
    show(pane, upright())
    assert (on_screen(pane.stage) == anew(pane.stage)).all()
    assert len(np.unique(on_screen(pane.stage).reshape(-1, 3), axis=0)) > 5


@pytest.mark.parametrize("speed", [0.25, 1.0, 4.0])
@pytest.mark.parametrize("policy", [policy_with((0.0, 0.0)), policy_with((0.0, 50.0)), upright()])
def test_many_frames_leave_the_picture_of_a_full_repaint(pane, painted, speed, policy) -> None:
    """Over falls, ends of the track, new episodes and pauses."""
    show(pane, policy)
    set_speed(pane, speed)
    on_screen(pane.stage)
    for _ in range(60):
        tick(pane)
        seen = on_screen(pane.stage)
        assert (seen == anew(pane.stage)).all()
    whole = pane.stage.rect()
    small = [region for region in painted if region.width() * region.height() < 0.3 * whole.width() * whole.height()]
    assert len(small) >= 4


def test_a_frame_paints_a_small_part(pane, painted) -> None:
    show(pane, upright())
    tick(pane, 20)
    on_screen(pane.stage)
    painted.clear()
    for _ in range(3):  # fewer than there are between two changes of the bar
        tick(pane)
        on_screen(pane.stage)
    areas = [region.width() * region.height() for region in painted]
    assert sorted(areas)[1] < 0.15 * pane.stage.width() * pane.stage.height()


def test_everything_is_painted_when_everything_changes(pane, painted) -> None:
    show(pane, upright())
    changes = [
        lambda: pane.show_theme(DARK),
        lambda: pane.stage.resize(pane.stage.width() - 31, pane.stage.height() - 17),
        lambda: pane.show_physics(Physics(pole_length=2.0)),
        lambda: pane.show_own_frames(True),
        lambda: pane.show_own_frames(False),
        lambda: show(pane, upright(), run=2, world=make_world("CartPole-v0")),
        lambda: pane.stage.setFont(QFont(pane.font().family(), 17)),
        lambda: pane.stage.show_message("Stopped."),
        lambda: show(pane, upright(), run=3),
    ]
    for change in changes:
        tick(pane, 2)
        on_screen(pane.stage)
        painted.clear()
        change()
        for _ in range(3):
            assert (on_screen(pane.stage) == anew(pane.stage)).all()
            tick(pane)
        assert pane.stage.rect() in painted


def test_what_hands_draw_over_it_leaves_nothing_behind(pane, qtbot) -> None:
    show(pane, upright())
    tick(pane, 20)
    hands = pane.hands
    at = hands._pose.point(hands._pose.middle(Part.POLE)).toPoint()
    qtbot.mousePress(hands, LEFT, pos=at)
    qtbot.mouseMove(hands, at + QPoint(15, 40))
    for _ in range(12):
        tick(pane)
        assert (on_screen(pane.stage) == anew(pane.stage)).all()
    qtbot.mouseRelease(hands, LEFT, pos=at)
    for _ in range(30):
        tick(pane)
        qtbot.wait(15)
        assert (on_screen(pane.stage) == anew(pane.stage)).all()


SCENES = [
    CartPoleScene(0.0, 0.0),
    CartPoleScene(1.3, 0.2, ((1.2, -0.2), (-0.9, 0.3)), push=-1.0),
    CartPoleScene(-2.3, -0.15, ((-2.0, 0.1),), push=0.04),
    CartPoleScene(0.4, 1.4, ((0.4, -1.4),), push=1.0),
    CartPoleScene(0.0, 3.0, pole_length=0.25),
    CartPoleScene(2.39, 0.0, push=1.0, pole_length=4.0),
]


@pytest.mark.parametrize("scene", SCENES)
@pytest.mark.parametrize("rect", [QRectF(35, 0, 630, 300), QRectF(10, 3, 200, 400), QRectF(5, 0, 101, 40)])
@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_nothing_that_moves_is_drawn_beyond_its_extent(scene, rect, theme) -> None:
    """Beyond it all scenes are the same: the track with its ends."""

    def drawn(shown: CartPoleScene) -> np.ndarray:
        image = QImage(700, 440, QImage.Format.Format_RGB32)
        image.fill(theme.card)
        with QPainter(image) as painter:
            CartPolePainter().paint(painter, rect, shown, cart_pole_colours(theme))
        return pixels(image)

    elsewhere = replace(scene, position=scene.position - 20, ghosts=(), push=None, angle=0.0)
    differs = (drawn(scene) != drawn(elsewhere)).any(axis=2)
    extent = CartPolePainter().extent(rect, scene).toAlignedRect().adjusted(-2, -2, 2, 2)
    inside = np.zeros_like(differs)
    inside[max(extent.top(), 0) : extent.bottom() + 1, max(extent.left(), 0) : extent.right() + 1] = True
    assert differs.any()
    assert not (differs & ~inside).any()


@pytest.mark.parametrize("needed", [QRectF(0, 0, 120, 440), QRectF(560, 0, 140, 440), QRectF(250, 0, 200, 440)])
def test_what_is_not_needed_may_be_left_out_and_nothing_else(needed) -> None:
    scene, rect = CartPoleScene(0.1, 0.1, push=1.0), QRectF(35, 0, 630, 300)
    images = []
    for wanted in (None, needed):
        image = QImage(700, 440, QImage.Format.Format_RGB32)
        image.fill(LIGHT.card)
        with QPainter(image) as painter:
            painter.setClipRect(needed)
            CartPolePainter().paint(painter, rect, scene, cart_pole_colours(LIGHT), wanted)
        images.append(pixels(image))
    assert (images[0] == images[1]).all()


@pytest.mark.parametrize("environment", [entry.id for entry in ENVIRONMENTS if entry.steerable])
def test_every_world_with_a_cart_is_painted_in_parts(pane, environment) -> None:
    world = make_world(environment)
    trainer = Trainer(Settings(environment=environment, hidden_size=4))
    show(pane, trainer.policy(), world=world)
    trainer.close()
    for _ in range(40):
        tick(pane)
        assert (on_screen(pane.stage) == anew(pane.stage)).all()
