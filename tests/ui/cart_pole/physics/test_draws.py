"""What is said of the physics that training episodes draw, against what they draw."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QLocale

from pg_desktop.learning.worlds.cart_pole.physics import AMOUNTS, FACTORS, QUANTITIES, Physics, PhysicsRanges
from pg_desktop.learning.worlds.world import make_world
from pg_desktop.ui.cart_pole.physics.draws import Draw, draws, draws_line

ENGLISH = QLocale(QLocale.Language.English, QLocale.Country.UnitedStates)
GERMAN = QLocale(QLocale.Language.German, QLocale.Country.Germany)
OFF = "Off: every training episode has the chosen physics."
MANY = 4_000


@pytest.mark.parametrize(
    ("physics", "ranges", "expected"),
    [
        (Physics(), PhysicsRanges(), ()),
        (Physics(gravity=2.0, friction=1.0), PhysicsRanges(), ()),
        (Physics(), PhysicsRanges(gravity=2.0), (Draw("gravity", 0.5, 2.0),)),
        (Physics(gravity=2.0), PhysicsRanges(gravity=3.0), (Draw("gravity", 2 / 3, 4.0),)),
        (Physics(pole_mass=0.25), PhysicsRanges(pole_mass=2.0), (Draw("pole_mass", 0.25, 0.5),)),
        (Physics(friction=1.0), PhysicsRanges(friction=0.5), (Draw("friction", 1.0, 1.5),)),
        (Physics(friction=4.0), PhysicsRanges(friction=5.0), (Draw("friction", 4.0, 5.0),)),
        (Physics(friction=5.0), PhysicsRanges(friction=5.0), ()),
        (Physics(), PhysicsRanges(motor=0.5), (Draw("motor", 0.5, 1.0),)),
        (Physics(motor=-0.5), PhysicsRanges(motor=1.0), (Draw("motor", -1.0, 0.5),)),
        (Physics(delay=1), PhysicsRanges(delay=4), (Draw("delay", 1, 5),)),
        (Physics(backlash=4), PhysicsRanges(backlash=4), (Draw("backlash", 4, 6),)),
        (Physics(delay=6), PhysicsRanges(delay=4), ()),
        (
            Physics(),
            PhysicsRanges(sensor_noise=0.1, cart_mass=16.0),
            (Draw("cart_mass", 0.25, 4.0), Draw("sensor_noise", 0.0, 0.1)),
        ),
    ],
)
def test_bounds(physics, ranges, expected):
    assert draws(physics, ranges) == expected


@pytest.mark.parametrize(
    ("physics", "ranges", "line"),
    [
        (Physics(), PhysicsRanges(), OFF),
        (Physics(friction=5.0), PhysicsRanges(friction=1.0), OFF),
        (
            Physics(),
            PhysicsRanges(gravity=2.0, pole_length=4.0),
            "Each training episode: gravity 0.5× to 2×, pole length 0.25× to 4×.",
        ),
        (
            Physics(gravity=0.38, friction=0.25),
            PhysicsRanges(gravity=1.5, friction=1.0, sensor_noise=0.05),
            "Each training episode: gravity 0.253× to 0.57×, friction 0.25 to 1.25\u00a0N\u00a0s/m, "
            "sensor noise 0 to 0.05.",
        ),
        (
            Physics(),
            PhysicsRanges(pole_mass=2.0, cart_mass=4.0, push_force=1.25),
            "Each training episode: pole mass 0.5× to 2×, cart mass 0.25× to 4×, push force 0.8× to 1.25×.",
        ),
        (
            Physics(backlash=1),
            PhysicsRanges(motor=0.25, delay=4, backlash=2),
            "Each training episode: motor 0.75× to 1×, delay 0 to 4 steps, backlash 1 to 3 steps.",
        ),
    ],
)
def test_the_line(physics, ranges, line):
    assert draws_line(physics, ranges, ENGLISH) == line


@pytest.mark.parametrize(
    ("physics", "ranges"),
    [(Physics(), PhysicsRanges(gravity=6.13)), (Physics(gravity=2.0), PhysicsRanges(gravity=3.0))],
)
def test_the_line_says_where_a_spread_is_cut(physics, ranges):
    line = draws_line(physics, ranges, ENGLISH)
    assert line.endswith("× to 4×. 0.25× and 4× are the limits.")


def test_a_german_reads_commas():
    line = draws_line(Physics(), PhysicsRanges(gravity=2.0), GERMAN)
    assert line == "Each training episode: gravity 0,5× to 2×."


@given(
    factors=st.tuples(*[st.tuples(st.floats(0.25, 4.0), st.floats(1.0, 16.0)) for _ in FACTORS]),
    shares=st.tuples(*[st.tuples(st.floats(0.0, 1.0), st.floats(0.0, 1.0)) for _ in AMOUNTS]),
)
def test_draws_are_physics_around_the_chosen_one(factors, shares):
    chosen = dict(zip(FACTORS, (value for value, _ in factors), strict=True))
    spreads = dict(zip(FACTORS, (spread for _, spread in factors), strict=True))
    for (name, high), (value, addition) in zip(AMOUNTS.items(), shares, strict=True):
        chosen[name], spreads[name] = value * high, addition * high
    drawn = draws(Physics(**chosen), PhysicsRanges(**spreads))
    assert [draw.name for draw in drawn] == [name for name in QUANTITIES if name in {draw.name for draw in drawn}]
    for draw in drawn:
        Physics(**{draw.name: draw.low})
        Physics(**{draw.name: draw.high})
        assert draw.low <= chosen[draw.name] <= draw.high


@pytest.mark.parametrize(
    ("physics", "ranges"),
    [
        (Physics(push_force=0.5), PhysicsRanges(push_force=4.0)),
        (Physics(push_force=2.0), PhysicsRanges(push_force=1.5)),
        (Physics(friction=1.0), PhysicsRanges(friction=2.0)),
        (Physics(friction=4.0), PhysicsRanges(friction=2.0)),
    ],
)
def test_the_bounds_are_those_of_the_episodes(physics, ranges):
    """Pushes and friction are read off the carts' speeds after a step; both act on them in proportion."""
    (draw,) = draws(physics, ranges)
    drawn_N = _read_off(physics, ranges, draw.name)
    room = 0.005 * (draw.high - draw.low)
    assert draw.low - 1e-9 <= drawn_N.min() <= draw.low + room
    assert draw.high - room <= drawn_N.max() <= draw.high + 1e-9


def _read_off(physics, ranges, name):
    at_zero = Physics(push_force=physics.push_force)
    if name == "push_force":
        return _speeds(physics, ranges, 0.0) / _speeds(Physics(), PhysicsRanges(), 0.0)
    braked = _speeds(physics, ranges, 1.0) - _speeds(at_zero, PhysicsRanges(), 1.0)
    return braked / (_speeds(Physics(friction=1.0), PhysicsRanges(), 1.0) - _speeds(at_zero, PhysicsRanges(), 1.0))


def _speeds(physics, ranges, speed):
    """Speeds of upright carts, m/s, (N,), one step after they had `speed` and were pushed to the right."""
    env = make_world("CartPole-v1").vector_env(MANY)
    env.reset(seed=0, options={"physics": physics, "ranges": ranges})
    env.state[:] = 0.0
    env.state[1] = speed
    env.step(np.ones(MANY, np.int64))
    return env.state[1].copy()
