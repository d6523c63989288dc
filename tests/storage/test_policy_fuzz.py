"""Whatever happens to a policy file, opening it gives the policy that was saved or a sentence for the user."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pg_desktop.messages import UserError
from pg_desktop.storage.policy_checks import examine
from pg_desktop.storage.policy_format import encode, metadata_digest
from tests.storage.policy_samples import container, parts, same, sample_document

DOCUMENT = sample_document()
CONTENT = encode(DOCUMENT)
DATA_AT = 8 + int.from_bytes(CONTENT[:8], "little")
VERSIONS = examine(CONTENT, "it").document.versions


def opens_as_saved_or_not_at_all(content: bytes) -> None:
    try:
        opened = examine(content, "it").document
    except UserError as refusal:
        assert str(refusal).startswith("“it” ")
        return
    assert same(opened, DOCUMENT)
    assert opened.versions == VERSIONS


@pytest.mark.slow
def test_every_byte_flipped_in_turn():
    for position in range(len(CONTENT)):
        for mask in (0x01, 0x20, 0x80, 0xFF):
            damaged = bytearray(CONTENT)
            damaged[position] ^= mask
            opens_as_saved_or_not_at_all(bytes(damaged))


def test_every_length_it_can_be_cut_to():
    for length in range(len(CONTENT)):
        try:
            examine(CONTENT[:length], "it")
        except UserError:
            continue
        raise AssertionError(f"{length} of {len(CONTENT)} bytes were taken for the whole")


@given(st.lists(st.tuples(st.integers(0, len(CONTENT) - 1), st.integers(0, 255)), min_size=1, max_size=8))
def test_bytes_overwritten(changes):
    damaged = bytearray(CONTENT)
    for position, value in changes:
        damaged[position] = value
    opens_as_saved_or_not_at_all(bytes(damaged))


@given(
    start=st.integers(0, len(CONTENT)),
    length=st.integers(0, 64),
    inserted=st.binary(max_size=64) | st.sampled_from([CONTENT, b"{", b"]", b'"', b"NaN", b"-", b"\\u0000"]),
)
def test_a_piece_exchanged(start, length, inserted):
    opens_as_saved_or_not_at_all(CONTENT[:start] + inserted + CONTENT[start + length :])


@given(st.binary(max_size=300))
def test_anything_at_all(content):
    opens_as_saved_or_not_at_all(content)


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["F32", "Box", "Discrete", "relu", "CartPole-v1", "Categorical"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


def places(value, path=()):
    """The path to every entry of nested objects and lists."""
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in entries:
        yield (*path, key)
        yield from places(inner, (*path, key))


def put(document, path, value):
    *outer, key = path
    for step in outer:
        document = document[step]
    document[key] = value


@given(path=st.sampled_from(list(places(parts(CONTENT).metadata))), value=json_values)
def test_any_metadata_with_a_checksum_that_agrees(path, value):
    """The other checks must hold by themselves: who writes such a file can compute a checksum too."""
    sample = parts(CONTENT)
    put(sample.metadata, path, value)
    try:
        sample.sealed()
    except (ValueError, UnicodeError):  # not a finite number, or no Unicode: nothing to agree with
        sample.metadata["metadata_sha256"] = ""
    try:
        document = examine(sample.content(), "it").document
    except UserError as refusal:
        assert len(str(refusal)) < 500
        return
    obs_NO = np.ones((3, 4), np.float32)
    assert document.policy.outputs(obs_NO).tolist() == DOCUMENT.policy.outputs(obs_NO).tolist()
    assert metadata_digest(sample.metadata) == sample.metadata["metadata_sha256"]


@given(path=st.sampled_from(list(places(parts(CONTENT).tensors))), value=json_values)
def test_any_header(path, value):
    sample = parts(CONTENT)
    put(sample.tensors, path, value)
    opens_as_saved_or_not_at_all(sample.content())


@given(json_values)
def test_any_json_as_the_header(value):
    opens_as_saved_or_not_at_all(container(json.dumps(value).encode(), CONTENT[DATA_AT:]))
