"""The forces of a hand, worked out by hand, and what they do to a policy."""

from math import cos, sin
from time import monotonic

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, QRectF

from pg_desktop.learning.acting.actor import PolicyActor
from pg_desktop.learning.acting.playback import Playback
from pg_desktop.learning.acting.policy import ActionMode
from pg_desktop.learning.settings.table import Settings
from pg_desktop.learning.trainer import Trainer
from pg_desktop.learning.worlds.cart_pole.limits import HAND_SURVIVE_STEPS, TIME_STEP
from pg_desktop.learning.worlds.world import make_world
from pg_desktop.ui.cart_pole.perturb.episode import PushedEpisode, Tally
from pg_desktop.ui.cart_pole.perturb.grip import STRENGTHS, Grip, Motion, Part, Pose
from pg_desktop.ui.cart_pole.perturb.push import KeyPush, MousePush
from pg_desktop.ui.cart_pole.scene import CartPoleGeometry

WORLD = make_world("CartPole-v1")
GEOMETRY = CartPoleGeometry.fit(QRectF(0, 0, 480, 320))
"""100 pixels to the metre, the axle of a cart in the middle at (240, 234)."""
AXLE = QPointF(240, 234)
REST = Motion(0.0, 0.0, 0.0, 0.0)


def test_the_picture_is_the_one_that_was_reckoned_with():
    assert GEOMETRY.scale == 100
    assert GEOMETRY.axle(0) == AXLE


@pytest.mark.parametrize(
    ("grip", "mouse_x", "motion", "length", "forces"),
    [
        # 6 N/m over 0.2 m at the tip, all of it on the tip; halfway up, half of it on either
        (Grip(Part.POLE, 1.0), 0.2, REST, 1.0, (0.0, 1.2)),
        (Grip(Part.POLE, 0.5), 0.2, REST, 1.0, (0.6, 0.6)),
        (Grip(Part.POLE, 0.5), -0.2, REST, 2.0, (-0.9, -0.3)),
        # what the mouse was beside the grip does not pull
        (Grip(Part.POLE, 1.0, 0.05), 0.05, REST, 1.0, (0.0, 0.0)),
        # 0.4 N s/m against a tip at 2 m/s: the cart's 0.5 m/s and 1 m × 1.5 rad/s
        (Grip(Part.POLE, 1.0), 0.0, Motion(0, 0.5, 0, 1.5), 1.0, (0.0, -0.8)),
        # no more than 3 N and 20 N
        (Grip(Part.POLE, 1.0), 0.6, REST, 1.0, (0.0, 3.0)),
        (Grip(Part.POLE, 0.25), -9.0, REST, 1.0, (-2.25, -0.75)),
        (Grip(Part.CART, 0.0), 0.3, REST, 1.0, (6.0, 0.0)),
        (Grip(Part.CART, 0.0), 0.3, Motion(0.1, 0.5, 0.2, 9.0), 1.0, (1.0, 0.0)),
        (Grip(Part.CART, 0.0), 1.5, REST, 1.0, (20.0, 0.0)),
    ],
)
def test_a_spring(grip, mouse_x, motion, length, forces):
    assert grip.pull(mouse_x, motion, length) == pytest.approx(forces)


@given(
    reach=st.floats(0.0, 1.0),
    mouse=st.floats(-5.0, 5.0),
    angle=st.floats(-0.2, 0.2),
)
def test_both_forces_together_do_what_one_at_the_grip_does(reach, mouse, angle):
    cart, tip = Grip(Part.POLE, reach).pull(mouse, Motion(0, 0, angle, 0), 1.0)
    force = min(max(6.0 * (mouse - reach * sin(angle)), -3.0), 3.0)
    assert cart + tip == pytest.approx(force)
    assert tip * 1.0 * cos(angle) == pytest.approx(force * reach * cos(angle))


@pytest.mark.parametrize("factor", [0.25, 1.0, 4.0])
@pytest.mark.parametrize(("part", "mass"), [(Part.POLE, 0.1 / 3), (Part.CART, 1.1)])
def test_no_spring_feeds_energy_into_what_it_holds(part, mass, factor):
    """The map from one Euler step to the next has no eigenvalue beyond 1, whatever the mass that can be chosen."""
    strength = STRENGTHS[part]
    step = np.eye(2) + TIME_STEP * np.array(
        [[0, 1], [-strength.stiffness / (mass * factor), -strength.damping / (mass * factor)]]
    )
    assert np.abs(np.linalg.eigvals(step)).max() < 1


@pytest.mark.parametrize(
    ("x", "y", "part", "reach", "away"),
    [
        (0, -50, Part.POLE, 0.5, 1),
        (8, -50, Part.POLE, 0.5, -1),
        (-8, -50, Part.POLE, 0.5, 1),
        (0, -104, Part.POLE, 0.96, 1),  # beyond the tip
        (-20, 6, Part.CART, 0.0, 1),
        (20, 6, Part.CART, 0.0, -1),
        (30, 6, Part.CART, 0.0, -1),  # just beside it
        (0, 20, Part.CART, 0.0, 1),  # between its wheels
    ],
)
def test_what_is_taken_hold_of(x, y, part, reach, away):
    grip = Pose(GEOMETRY, 0.0, 0.0).grip_at(AXLE + QPointF(x, y))
    assert grip.part is part
    assert grip.reach == pytest.approx(reach)
    assert grip.offset == pytest.approx(x / 100)
    assert grip.away == away


@pytest.mark.parametrize(("x", "y"), [(13, -50), (-13, -50), (0, -110), (40, 6), (0, 40)])
def test_what_is_too_far_off(x, y):
    assert Pose(GEOMETRY, 0.0, 0.0).grip_at(AXLE + QPointF(x, y)) is None


@given(position=st.floats(-2.4, 2.4), angle=st.floats(-0.4, 0.4), reach=st.floats(0.25, 0.95))
def test_a_pole_that_leans_is_found_where_it_is_drawn(position, angle, reach):
    pose = Pose(GEOMETRY, position, angle)
    grip = pose.grip_at(pose.point(Grip(Part.POLE, reach)))
    assert grip.part is Part.POLE
    assert grip.reach == pytest.approx(reach)
    assert grip.offset == pytest.approx(0.0, abs=1e-9)


def test_a_count_by_hand():
    tally = Tally()
    tally.wait(2)
    tally.step(False)
    tally.wait(2)
    assert tally.counts == (0, 0)
    tally.step(False)
    assert tally.counts == (1, 1)
    tally.step(True)
    assert tally.counts == (1, 2)
    tally.wait(1)
    tally.forget()
    tally.step(True)
    assert tally.counts == (1, 2)


def test_a_tap_waits_for_its_own_step_too():
    episode = PushedEpisode()
    episode.began()
    episode.push = KeyPush(1, Part.POLE, 1, monotonic)
    assert episode.release() is not None
    assert episode.forces(REST, GEOMETRY) == (0.0, pytest.approx(1.5))
    for _ in range(HAND_SURVIVE_STEPS):
        episode.stepped(terminated=False, truncated=False)
        assert episode.tally.counts == (0, 0)
        assert episode.forces(REST, GEOMETRY) == (0.0, 0.0)
    episode.stepped(terminated=False, truncated=False)
    assert episode.tally.counts == (1, 1)


@pytest.fixture(scope="module")
def policies():
    """Before training, and after 25 updates of the Quick preset: 0.2 s on a free core."""
    trainer = Trainer(Settings(seed=1))
    untrained = trainer.policy()
    for _ in range(25):
        trainer.update()
    trainer.close()
    return untrained, trainer.policy()


def stands(policy, push_of, steps=HAND_SURVIVE_STEPS, settle=25):
    """In which part of 20 episodes the pole stands so many env steps after `push_of` has given its push."""
    playback, stood = Playback(WORLD, 0), 0
    actor = PolicyActor(policy, ActionMode.SAMPLED, playback.rng)
    for _ in range(20):
        moment = playback.begin(actor)
        for step in range(settle + steps):
            if step == settle:
                push = push_of(Pose(GEOMETRY, float(moment.state[0]), float(moment.state[2])))
            if step >= settle:
                playback.steerable.push(*push.forces(Motion(*moment.state), GEOMETRY))
            moment = playback.advance(moment, actor)
            if moment.ended:
                break
        stood += not moment.ended
    return stood / 20


class Once:
    """A tap and nothing more: the key is released before it counts as held."""

    def __init__(self, part):
        self._push, self._given = KeyPush(1, part, 1, monotonic), False

    def forces(self, motion, geometry):
        if self._given:
            return 0.0, 0.0
        self._given = True
        return self._push.forces(motion, geometry)


def dragged(metres):
    """Drags the tip from where it is."""

    def push_of(pose):
        point = pose.point(pose.middle(Part.POLE))
        push = MousePush(pose.grip_at(point), point, 1, monotonic)
        push.move(point + QPointF(metres * GEOMETRY.scale, 0))
        return push

    return push_of


@pytest.mark.parametrize("part", Part)
def test_a_trained_policy_survives_a_tap(policies, part):
    assert stands(policies[1], lambda _: Once(part)) >= 0.8


def test_a_firm_drag_topples_the_pole(policies):
    untrained, trained = policies
    assert stands(untrained, dragged(0.5), steps=15, settle=1) == 0
    assert stands(trained, dragged(0.5), steps=15) == 0


def test_holding_the_tip_keeps_it_up(policies):
    def held(pose):
        push = dragged(0.001)(pose)
        push.move(push.point + QPointF(5, 0))
        push.move(push.point - QPointF(5, 0))
        return push

    assert stands(policies[1], held) >= 0.9
