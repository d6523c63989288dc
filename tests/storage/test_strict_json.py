"""JSON as the standard has it, and every refusal of what Python would read beyond it."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pg_desktop.storage.strict_json import JsonError, parse_json

scalars = st.none() | st.booleans() | st.integers(-(2**63) + 1, 2**63 - 1) | st.floats(allow_nan=False)
scalars = scalars.filter(lambda value: value not in {float("inf"), float("-inf")})
texts = st.text(st.characters(exclude_categories=["Cs"]))
values = st.recursive(scalars | texts, lambda inner: st.lists(inner) | st.dictionaries(texts, inner), max_leaves=20)


def depth(value):
    if isinstance(value, dict):
        return 1 + max(map(depth, value.values()), default=0)
    return 1 + max(map(depth, value), default=0) if isinstance(value, list) else 0


@given(value=values.filter(lambda value: depth(value) <= 16), ascii_only=st.booleans())
def test_valid_json_is_read(value, ascii_only):
    assert parse_json(json.dumps(value, ensure_ascii=ascii_only).encode()) == value


@given(st.binary())
def test_bytes_are_read_as_python_reads_them_or_refused(data):
    try:
        value = parse_json(data)
    except JsonError:
        return
    assert value == json.loads(data)


@given(st.text('{}[]",:\\0123456789.eE+-nulltrueNaI \n'))
def test_almost_json_is_read_as_python_reads_it_or_refused(text):
    try:
        value = parse_json(text.encode())
    except JsonError:
        return
    assert value == json.loads(text)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "Expecting value in line 1, column 1"),
        (b"{} {}", "Extra data in line 1, column 4"),
        (b'{\n "a": }', "Expecting value in line 2, column 7"),
        (b'"\xff"', "it is not UTF-8 text"),
        (b'"\\ud800"', "it is not UTF-8 text"),
        (b"\xef\xbb\xbf{}", "Unexpected UTF-8 BOM (decode using utf-8-sig) in line 1, column 1"),
        (b"NaN", "it holds the number NaN, which is out of range"),
        (b"[-Infinity]", "it holds the number -Infinity, which is out of range"),
        (b"1e999", "it holds the number 1e999, which is out of range"),
        (b"9223372036854775808", "it holds the number 9223372036854775808, which is out of range"),
        (b"-9223372036854775808", "it holds the number -9223372036854775808, which is out of range"),
        (b"9" * 10_000, f"it holds the number {'9' * 30}, which is out of range"),
        (b'{"a": {"b": 1, "c": 2, "b": 1}}', "it holds the key 'b' twice"),
        (b"[" * 17 + b"]" * 17, "it is nested more than 16 levels deep"),
        (b'{"a":' * 17 + b"1" + b"}" * 17, "it is nested more than 16 levels deep"),
    ],
)
def test_refusals(data, reason):
    with pytest.raises(JsonError) as refusal:
        parse_json(data)
    assert str(refusal.value) == reason


@pytest.mark.parametrize(
    ("data", "value"),
    [
        (b"9223372036854775807", 2**63 - 1),
        (b"-9223372036854775807", -(2**63) + 1),
        (b'"' + b"[" * 100 + b'"', "[" * 100),
        (b'"\\"[[[[[[[[[[[[[[[[[["', '"[[[[[[[[[[[[[[[[[['),
        (b"[" * 16 + b"]" * 16, [[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]),
        (b"[" + b",".join([b"[]"] * 100) + b"]", [[]] * 100),
    ],
)
def test_what_lies_within_the_limits(data, value):
    assert parse_json(data) == value


@pytest.mark.timeout(20)
@pytest.mark.parametrize("data", [b'\\"' * 500_000, b'"' * 1_000_000, b'"\\' * 500_000, b'"' + b"\\\\" * 500_000])
def test_a_megabyte_made_to_be_slow_takes_no_longer_than_another(data):
    with pytest.raises(JsonError):
        parse_json(data)
