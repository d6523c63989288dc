"""Measurements are numbers that go together, with the means that are read from them."""

from dataclasses import replace

import pytest

from pg_desktop.learning.measuring.compass_reading import CompassReading, CompassRow, Estimate
from pg_desktop.learning.measuring.measurements import Measurements, PushTest, TransferMap
from pg_desktop.learning.worlds.cart_pole.physics import Physics

FEW = (0.5, 1.0, 2.0, 4.0)
PUSHES = PushTest(
    update=3,
    variation=Physics(),
    strengths=(-1.0, 0.0, 1.0, 2.0),
    angles=(0.0, 8.0),
    survival=((0.5, 1.0, 0.25, 0.75), (1.0, 0.0, 0.5, 0.0)),
    episodes=4,
)
RETURNS = TransferMap(
    update=5,
    variation=Physics(gravity=2.0),
    x="gravity",
    y="pole_length",
    x_values=FEW,
    y_values=(1.0, 2.0),
    mean_return=((4.0, 9.0, 1.0, 7.0), (8.0, 2.0, 6.0, 5.0)),
    highest=500.0,
    episodes=16,
)
READING = CompassReading(
    update=5,
    episodes=8192,
    env_steps=1_900_000,
    cosine=Estimate(0.84, 0.82, 0.86),
    rows=(
        CompassRow(episodes=1, weights="time", batches=384, cosine=Estimate(0.14, 0.1, 0.18)),
        CompassRow(episodes=32, weights="none", batches=96, cosine=Estimate(-0.07, -0.1, -0.04)),
    ),
)


def test_the_means_by_hand():
    assert PUSHES.overall == 0.5
    assert PUSHES.worst_quarter == 0.0
    assert RETURNS.overall == 5.25
    assert RETURNS.worst_quarter == 1.5
    one = replace(RETURNS, x_values=(1.0,), y_values=(1.0,), mean_return=((3.0,),))
    assert one.overall == one.worst_quarter == 3.0


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("update", -1),
        ("update", 1.5),
        ("update", True),
        ("episodes", 0),
        ("strengths", ()),
        ("strengths", (0.0, 1.0, 2.0)),
        ("strengths", (0.0, 1.0, 2.0, float("nan"))),
        ("angles", (0.0,)),
        ("survival", ((0.5, 1.0, 0.25, 0.75),)),
        ("survival", ((0.5, 1.0, 0.25, 0.75), (1.0, 0.0, 0.5))),
        ("survival", ((0.5, 1.0, 0.25, 1.5), (1.0, 0.0, 0.5, 0.0))),
        ("survival", ((0.5, 1.0, 0.25, -0.5), (1.0, 0.0, 0.5, 0.0))),
        ("survival", ((0.5, 1.0, 0.25, "1"), (1.0, 0.0, 0.5, 0.0))),
        ("survival", 1),
    ],
)
def test_a_push_test_whose_numbers_do_not_go_together_is_refused(key, value):
    with pytest.raises((TypeError, ValueError)):
        replace(PUSHES, **{key: value})


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("x", "pole_length"),
        ("y", "weather"),
        ("x_values", (0.0, 1.0, 2.0, 4.0)),
        ("highest", 8.0),
        ("highest", float("inf")),
        ("mean_return", ((4.0, 9.0, 1.0, 7.0), (8.0, 2.0, 6.0, -5.0))),
    ],
)
def test_a_map_whose_numbers_do_not_go_together_is_refused(key, value):
    with pytest.raises((TypeError, ValueError)):
        replace(RETURNS, **{key: value})


def test_only_those_of_earlier_policies():
    both = Measurements(PUSHES, RETURNS)
    assert both.any
    assert both.until(5) == both
    assert both.until(4) == Measurements(PUSHES)
    assert both.until(2) == Measurements()
    assert not Measurements().any
    assert Measurements().until(9) == Measurements()


def test_one_reading_of_the_compass_an_update_in_their_order_and_only_those_of_earlier_policies():
    later = replace(READING, update=9)
    known = Measurements(PUSHES).with_compass(later).with_compass(READING)
    assert known.compass == (READING, later)
    again = replace(later, episodes=64)
    assert known.with_compass(again).compass == (READING, again)
    assert known.until(5).compass == (READING,)
    assert Measurements().with_compass(READING).any


@pytest.mark.parametrize(
    ("key", "value"), [("update", -1), ("episodes", 0), ("env_steps", 0), ("update", True), ("episodes", 1.5)]
)
def test_a_reading_whose_numbers_do_not_go_together_is_refused(key, value):
    with pytest.raises((TypeError, ValueError)):
        replace(READING, **{key: value})


@pytest.mark.parametrize(
    "numbers", [(0.5, 0.6, 0.7), (0.5, 0.4, 0.45), (1.0, 0.9, 1.1), (float("nan"), 0, 1), ("0", "0", "0")]
)
def test_no_cosine_lies_outside_of_its_interval(numbers):
    with pytest.raises((TypeError, ValueError)):
        Estimate(*numbers)


@pytest.mark.parametrize(("key", "value"), [("episodes", 0), ("batches", 1), ("weights", "luck")])
def test_a_row_of_the_compass_is_of_a_known_kind(key, value):
    with pytest.raises((TypeError, ValueError)):
        replace(READING.rows[0], **{key: value})
