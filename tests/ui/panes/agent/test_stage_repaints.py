"""From frame to frame only what moves is painted again, and what is on the screen is what a full repaint would give."""

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt
from PySide6.QtGui import QFont, QImage, QPaintEvent
from PySide6.QtWidgets import QApplication, QGraphicsView, QWidget

from pg_desktop.learning.settings.table import Settings
from pg_desktop.learning.trainer import Trainer
from pg_desktop.learning.worlds.cart_pole.physics import Physics
from pg_desktop.learning.worlds.table import ENVIRONMENTS
from pg_desktop.learning.worlds.world import make_world
from pg_desktop.ui.cart_pole.perturb.grip import Part
from pg_desktop.ui.cart_pole.perturb.perturb import Perturb
from pg_desktop.ui.kit.theme import DARK
from pg_desktop.ui.panes.agent.stage import Stage
from tests.ui.panes.agent.test_render_pane import pane, policy_with, set_speed, show, tick, upright
from tests.ui.user import move_mouse

__all__ = ["pane"]  # a fixture

LEFT = Qt.MouseButton.LeftButton


def pixels(image: QImage) -> np.ndarray:
    image = image.convertToFormat(QImage.Format.Format_RGB32)
    return np.array(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4)[..., :3].astype(int)


def on_screen(widget: QWidget) -> np.ndarray:
    """What is on the screen, painted bit by bit since the window was opened."""
    for _ in range(2):  # items tell of their changes first, and are painted then
        QApplication.processEvents()
    window = widget.window()
    picture = window.screen().grabWindow(window.winId()).toImage()
    return pixels(picture.copy(QRect(widget.mapTo(window, QPoint(0, 0)), widget.size())))


def anew(widget: QWidget) -> np.ndarray:
    """What a repaint of everything gives."""
    return pixels(widget.grab().toImage())


class Watch(QObject):
    """Sees what of a view is painted, time by time."""

    def __init__(self, view: QGraphicsView) -> None:
        super().__init__(view)
        self.regions: list[QRect] = []
        view.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QPaintEvent):
            self.regions.append(event.region().boundingRect())
        return False


@pytest.fixture
def painted(pane) -> list[QRect]:
    """What of the moving part of the stage is painted, time by time."""
    return Watch(view_of(pane)).regions


def view_of(pane) -> QGraphicsView:
    return pane.stage.findChild(QGraphicsView)


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
    whole = view_of(pane).rect()
    small = [region for region in painted if region.width() * region.height() < 0.3 * whole.width() * whole.height()]
    assert len(small) >= 4


def test_a_frame_paints_a_small_part(pane, painted) -> None:
    show(pane, upright())
    tick(pane, 20)
    on_screen(pane.stage)
    painted.clear()
    for _ in range(3):
        tick(pane)
        on_screen(pane.stage)
    areas = [region.width() * region.height() for region in painted]
    assert len(areas) == 3
    assert max(areas) < 0.15 * pane.stage.width() * pane.stage.height()


def test_python_takes_no_part_in_painting_a_frame(pane, monkeypatch) -> None:
    show(pane, upright())
    tick(pane, 20)
    on_screen(pane.stage)
    called = []
    monkeypatch.setattr(Stage, "paintEvent", lambda *_: called.append("stage"))
    monkeypatch.setattr(type(pane.perturb._sheet), "paintEvent", lambda *_: called.append("perturb"))
    for _ in range(3):  # fewer than there are between two changes of the bar
        tick(pane)
        on_screen(pane.stage)
    assert len(called) <= 1
    assert not {"event", "paintEvent"} & {*vars(Perturb)}  # it lies over the stage, and is painted with it


def test_everything_is_painted_when_everything_changes(pane, painted) -> None:
    show(pane, upright())
    changes = [
        lambda: pane.show_theme(DARK),
        lambda: pane.stage.resize(pane.stage.width() - 31, pane.stage.height() - 17),
        lambda: pane.show_variation(Physics(pole_length=2.0)),
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
        assert view_of(pane).isHidden() or view_of(pane).rect() in painted


def test_what_perturbations_draw_over_it_leaves_nothing_behind(pane, qtbot) -> None:
    show(pane, upright())
    tick(pane, 20)
    perturb = pane.perturb
    at = perturb._pose.point(perturb._pose.middle(Part.POLE)).toPoint()
    qtbot.mousePress(perturb, LEFT, pos=at)
    move_mouse(perturb, at + QPoint(15, 40))
    for _ in range(12):
        tick(pane)
        assert (on_screen(pane.stage) == anew(pane.stage)).all()
    qtbot.mouseRelease(perturb, LEFT, pos=at)
    for _ in range(30):
        tick(pane)
        qtbot.wait(15)
        assert (on_screen(pane.stage) == anew(pane.stage)).all()


@pytest.mark.parametrize("environment", [entry.id for entry in ENVIRONMENTS if entry.variations])
def test_every_world_with_a_cart_is_painted_in_parts(pane, environment) -> None:
    world = make_world(environment)
    trainer = Trainer(Settings(environment=environment, hidden_size=4))
    show(pane, trainer.policy(), world=world)
    trainer.close()
    for _ in range(40):
        tick(pane)
        assert (on_screen(pane.stage) == anew(pane.stage)).all()
