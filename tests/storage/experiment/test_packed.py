"""Arrays as bytes and back, with nothing taken on trust."""

import numpy as np
import pytest
from safetensors.numpy import save

from pg_desktop.storage.experiment.packed import PackedError, pack, unpack


@pytest.mark.parametrize("level", [0, 1])
@pytest.mark.parametrize(
    "array",
    [
        np.arange(300, dtype=np.float32).reshape(20, 15),
        np.zeros((20, 15), np.float32),
        np.zeros((0, 4), np.float32),
        np.zeros(3, np.int64),
        np.array(0.0),
        np.full(100, -0.0),
        np.array([np.nan, np.inf, 1.5]),
        np.zeros((2, 3, 50), np.int64),
        np.zeros((30, 40), np.float32)[:, ::2],
        np.eye(20, 91, dtype=np.float32),
        np.eye(20, 91, dtype=np.float64),
        np.where(np.eye(20, 90) > 0, np.float32(1), np.float32(-0.0)),
        np.eye(20, dtype=np.float32)[:, :, None],
        np.ones((100, 1), np.float32),
    ],
)
def test_what_is_packed_comes_back_bit_for_bit(array, level):
    found = unpack(pack({"it": array, "other": np.arange(3)}, level=level))
    assert set(found) == {"it", "other"}
    assert (found["it"].dtype, found["it"].shape) == (array.dtype, array.shape)
    assert found["it"].tobytes() == array.tobytes()


def test_zeros_take_next_to_nothing_and_can_be_written_to():
    packed = pack({"zeros": np.zeros(1_000_000, np.float32)}, level=0)
    assert len(packed) < 300
    found = unpack(packed)["zeros"]
    found[3] = 1.0
    assert found.sum() == 1.0


def test_boards_of_zeros_and_ones_are_bits():
    boards = np.random.default_rng(0).integers(0, 2, (1000, 91)).astype(np.float32)
    packed = pack({"boards": boards}, level=0)
    assert len(packed) < 1000 * 12 + 300
    assert np.array_equal(unpack(packed)["boards"], boards)


@pytest.mark.parametrize(
    "claims",
    [
        {"it@bits9": np.zeros((3, 1), np.uint8)},
        {"it@bits9": np.zeros(2, np.uint8)},
        {"it@bits9": np.zeros((3, 2), np.float32)},
        {"it@bits8": np.zeros((3, 1), np.uint8), "it": np.arange(3)},
        {"it": np.zeros((3, 1), np.uint8)},
    ],
)
def test_lies_about_bits_are_refused(claims):
    with pytest.raises(PackedError, match="its numbers are damaged"):
        unpack(b"\0" + save(claims))


def test_bits_that_would_fill_the_memory_are_refused():
    bits = np.zeros((3 * 2**20, 3), np.uint8)
    with pytest.raises(PackedError, match="it unpacks to more than 256 MiB"):
        unpack(b"\0" + save({"it@bits24": bits}))


@pytest.mark.parametrize(
    "claim",
    [
        np.array([], np.int64),
        np.array([3, 10], np.int64),
        np.array([-1, 10], np.int64),
        np.array([0, -10], np.int64),
        np.array([[0, 10]], np.int64),
        np.array([0.0, 10.0]),
    ],
)
def test_lies_about_zeros_are_refused(claim):
    with pytest.raises(PackedError, match="its numbers are damaged"):
        unpack(b"\0" + save({"it@zeros": claim}))


@pytest.mark.parametrize("shapes", [[[2**40]], [[2**20, 2**20, 2**20]], [[2**24], [2**24], [2**24], [2**24], [2**24]]])
def test_zeros_that_would_fill_the_memory_are_refused(shapes):
    claims = {f"{number}@zeros": np.array([0, *shape], np.int64) for number, shape in enumerate(shapes)}
    with pytest.raises(PackedError, match="it unpacks to more than 256 MiB"):
        unpack(b"\0" + save(claims))


def test_an_array_that_is_there_twice_is_refused():
    claims = {"it": np.arange(100), "it@zeros": np.array([0, 100], np.int64)}
    with pytest.raises(PackedError, match="its numbers are damaged"):
        unpack(b"\0" + save(claims))
