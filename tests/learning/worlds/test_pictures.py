"""Whatever form a picture is drawn in, it is shown in the same."""

import numpy as np
import pytest

from pg_desktop.learning.worlds.pictures import PIXELS_MAX, picture_of

RGB = np.array([[[0, 51, 255], [255, 102, 0]]], np.uint8)


@pytest.mark.parametrize(
    ("drawn", "expected"),
    [
        (RGB, RGB),
        ([RGB * 0, RGB], RGB),
        (RGB / 255.0, RGB),
        ((RGB / 255.0).astype(np.float32), RGB),
        (RGB.astype(np.float64), RGB),
        (RGB.astype(np.int64) * 3 - 100, np.array([[[0, 53, 255], [255, 206, 0]]])),
        (np.dstack([RGB, np.full((1, 2), 255, np.uint8)]), RGB),
        (np.dstack([RGB, np.full((1, 2), 0, np.uint8)]), np.full((1, 2, 3), 255)),
        (RGB[:, :, 1], np.array([[[51] * 3, [102] * 3]])),
        (RGB[:, :, 1:2], np.array([[[51] * 3, [102] * 3]])),
        (RGB > 60, np.array([[[0, 0, 255], [255, 255, 0]]])),
        (np.array([[np.nan, np.inf]]), np.array([[[0] * 3, [255] * 3]])),
        (RGB[:, ::-1], RGB[:, ::-1]),
    ],
)
def test_it_is_red_green_and_blue(drawn, expected):
    picture = picture_of(drawn)
    np.testing.assert_array_equal(picture, expected)
    assert picture.dtype == np.uint8
    assert picture.flags.c_contiguous
    assert not np.shares_memory(picture, np.asarray(drawn))


@pytest.mark.parametrize(
    "drawn",
    [None, "a corridor", [], 3.0, np.empty((0, 3, 3)), np.zeros((2, 2, 2)), np.zeros((2, 2, 3, 3)), np.array("x")],
    ids=repr,
)
def test_what_is_no_picture_is_none(drawn):
    assert picture_of(drawn) is None


def test_a_large_one_is_reduced():
    drawn = np.zeros((3000, 4000, 3), np.uint8)
    drawn[::4, ::4] = 200
    picture = picture_of(drawn)
    assert picture.shape[0] * picture.shape[1] <= PIXELS_MAX
    assert (picture == 200).all()
