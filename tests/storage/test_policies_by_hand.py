"""Files that somebody made on purpose: each is refused in one sentence, at once, and does nothing else."""

import bz2
import gzip
import io
import json
import lzma
import os
import pickle
import socket
import struct
import zipfile
import zlib
from pathlib import Path

import numpy as np
import pytest
import torch

from pg_desktop.messages import QUOTED_MAX, UserError
from pg_desktop.storage.edit_script import read_edit_script
from pg_desktop.storage.policy_file import PolicyFileError, load_policy
from pg_desktop.storage.presets import read_preset
from tests.storage.policy_samples import Parts, container, parts
from tests.storage.watching import at_once, in_little_memory, nothing_is_executed

posix = pytest.mark.skipif(os.name == "nt", reason="there is no such thing on Windows")
MIB = 2**20


class Canary:
    """Touches a file when it is unpickled."""

    def __init__(self, path: Path):
        self.path = path

    def __reduce__(self):
        return Path.touch, (self.path,)


def zipped(name, content, method=zipfile.ZIP_STORED):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        archive.writestr(name, content)
    return buffer.getvalue()


def pickles(trap):
    """Whatever would run code if it were loaded."""
    canary = Canary(trap)
    for protocol in range(6):
        yield f"pickle of protocol {protocol}", pickle.dumps(canary, protocol=protocol)
    pickled = pickle.dumps({"hidden_1.weight": canary})
    yield "torch archive by hand", zipped("archive/data.pkl", pickled)
    buffer = io.BytesIO()
    torch.save({"a": canary}, buffer)
    yield "torch archive", buffer.getvalue()
    buffer = io.BytesIO()
    torch.save({"a": canary}, buffer, _use_new_zipfile_serialization=False)
    yield "old torch file", buffer.getvalue()
    buffer = io.BytesIO()
    np.save(buffer, np.array([canary], object), allow_pickle=True)
    yield "array of objects", buffer.getvalue()
    yield "arrays of objects", zipped("a.npy", buffer.getvalue())
    yield (
        "Stable-Baselines3 archive",
        zipped("data", json.dumps({":serialized:": "gASV"})) + b"_stable_baselines3_version",
    )
    for name, compress in (
        ("gzip", gzip.compress),
        ("bzip2", bz2.compress),
        ("xz", lzma.compress),
        ("zlib", zlib.compress),
    ):
        yield f"{name} of a pickle", compress(pickled)
    yield "pickle behind a header", container(b"{}", pickled)
    yield "pickle as the metadata", container(json.dumps({"__metadata__": {"pg_desktop": repr(pickled)}}).encode(), b"")


def bombs():
    nothing = bytes(64 * MIB)
    yield "zip bomb", zipped("archive/data.pkl", nothing, zipfile.ZIP_DEFLATED)
    yield "zip bomb in a zip", zipped("a.zip", zipped("a", nothing, zipfile.ZIP_DEFLATED), zipfile.ZIP_DEFLATED)
    yield "gzip bomb", gzip.compress(nothing)
    yield "bzip2 bomb", bz2.compress(nothing)
    yield "xz bomb", lzma.compress(nothing, preset=0)
    yield "zip of 60,000 names", b"PK\x03\x04" + b"PK\x01\x02" * 200_000


def headers():
    many = ",".join(f'"{number}":0' for number in range(100_000)).encode()
    texts = {
        "100 MB of blanks": b"{" + b" " * 100 * MIB + b"}",
        "1 MiB of blanks": b"{" + b" " * (MIB - 2) + b"}",
        "brackets": b"{" + b"[" * (MIB - 1),
        "objects": b'{"a":' * (MIB // 5),
        "empty arrays": b'{"a":[' + b"[]," * 340_000 + b"[]]}",
        "empty objects": b'{"a":[' + b"{}," * 340_000 + b"{}]}",
        "numbers": b'{"a":[' + b"1," * 500_000 + b"1]}",
        "a long number": b'{"a":' + b"9" * (MIB - 6) + b"}",
        "a long fraction": b'{"a":0.' + b"9" * (MIB - 8) + b"}",
        "a long exponent": b'{"a":1e' + b"9" * 1000 + b"}",
        "many keys": b"{" + many + b"}",
        "a long key": b'{"' + b"k" * (MIB - 10) + b'":0}',
        "an open string": b'{"' + b"k" * (MIB - 10),
        "backslashes": b'{"' + b"\\" * (MIB - 10) + b'":0}',
        "quotes": b"{" + b'"' * (MIB - 1),
        "escapes": b'{"' + b"\\u0041" * 170_000 + b'":0}',
        "half a character": b'{"\\ud800":0}',
        "no character": b'{"\xed\xa0\x80":0}',
        "a zero": b'{"a\x00":0}',
        "two keys": b'{"__metadata__":{},"__metadata__":{}}',
        "a comment": b'{/* */"a":0}',
        "a trailing comma": b'{"a":0,}',
        "nothing": b"{",
        "two documents": b"{}{}",
        "infinity": b'{"a":-Infinity}',
    }
    for name, text in texts.items():
        yield f"header: {name}", container(text, b"")
    for length in (0, 1, 2**20 + 1, 2**31, 2**32 - 1, 2**63, 2**64 - 1):
        yield f"header of {length} bytes", struct.pack("<Q", length) + b'{"a":0}'


def changed(change):
    sample = parts()
    change(sample)
    return sample.sealed().content()


def at(*path):
    """Set an entry of the metadata."""
    *outer, key, value = path

    def change(sample: Parts) -> None:
        entry = sample.metadata
        for step in outer:
            entry = entry[step]
        entry[key] = value

    return change


def tensor(key, value):
    return lambda sample: sample.tensors["hidden_1.weight"].update({key: value})


def renamed(name):
    return lambda sample: sample.tensors.update({name: sample.tensors.pop("hidden_1.weight")})


def nested(levels):
    space = {"type": "Box", "shape": [1]}
    for _ in range(levels):
        space = {"type": "Tuple", "spaces": [space]}
    return space


SIZES = [10**9, 2**62, 0, -1, True, 3.0, "3", None, [3]]
NAMES = [
    "../../../etc/passwd",
    "/etc/passwd",
    "C:\\x",
    "__class__",
    "__proto__",
    "<b>x</b>",
    "\u202ex",
    "a\x00b",
    "n" * 9999,
]
OFFSETS = [
    [0, 0],
    [-48, 0],
    [48, 0],
    [0, 2**62],
    [2**62, 2**62 + 48],
    [0.0, 48.0],
    ["0", "48"],
    [0],
    [0, 48, 48],
    None,
    [1, 49],
]
SHAPES = [[4, 3], [12], [3, 4, 1], [2**32, 2**32], [-3, -4], [3.0, 4.0], [True, 4], "3,4", None, [[3, 4]], [10**9, 4]]
ENVIRONMENTS = [
    "",
    "../../x:A-v0",
    "<script>alert(1)</script>",
    "\u202eA-v0",
    "a b",
    "x" * 10**6,
    "os;rm:A-v0",
    None,
    7,
    [],
    "A\x00-v0",
]
ENTRIES = {
    "format": ["", "pg_desktop experiment", None, "<b>"],
    "format_version": [0, -1, 4, 2**63, 1.0, "3", True, None],
    "seed": [-1, 2**63, "0", None, 8],
    "sha256": ["", "0" * 64, None, 0],
    "algorithm": ["sarsa", "<b>", None, "dqn"],
    "edits": [{}, None, [{}], [[]], [0] * 100_000, [{"update": 0, "key": "gamma", "old": 0, "new": 7}]],
    "versions": [[], None, {"a": 1}, {"a": "\x1b[31m"}, {"\u202e": "1"}, {"a": "x" * 9999}],
    "measurements": [{}, [], {"push_test": 1, "transfer_map": None}, 7],
    "statistics": [None, {}, []],
}
SETTINGS = [
    ("gamma", 2),
    ("gamma", "x"),
    ("hidden_size", 10**9),
    ("__class__", 1),
    ("<b>", 1),
    ("environment", "x" * 10**6),
]


def forgeries():
    """Files with checksums that agree: who makes such a file can compute them."""
    architecture, spaces = ("architecture",), ("spaces",)
    for size in SIZES:
        yield f"hidden size {size!r}", at(*architecture, "hidden_sizes", [size])
    yield "300,000 layers", at(*architecture, "hidden_sizes", [1] * 190_000)
    yield "no layer", at(*architecture, "hidden_sizes", [])
    yield "many choices", at(*spaces, "action", {"type": "MultiDiscrete", "counts": [2] * 190_000})
    yield "a choice of many", at(*spaces, "action", {"type": "Discrete", "n": 2**62})
    yield "many switches", at(*spaces, "action", {"type": "MultiBinary", "n": 2**62})
    bounds = {"type": "Box", "low": [0.0] * 90_000, "high": [1.0] * 90_000}
    yield "many numbers to choose", at(*spaces, "action", bounds)
    yield "no bounds", at(*spaces, "action", {"type": "Box", "low": [1.0], "high": [-1.0]})
    yield "many numbers to see", at(*spaces, "observation", {"type": "Box", "shape": [2**62]})
    yield "many axes", at(*spaces, "observation", {"type": "Box", "shape": [2] * 190_000})
    yield "spaces in each other", at(*spaces, "observation", nested(6))
    yield "spaces far in each other", at(*spaces, "observation", nested(50))
    yield "an unknown space", at(*spaces, "observation", {"type": "Graph"})
    for number, name in enumerate(NAMES):
        yield f"tensor name {number}", renamed(name)
    for number, offsets in enumerate(OFFSETS):
        yield f"offsets {number}", tensor("data_offsets", offsets)
    for number, shape in enumerate(SHAPES):
        yield f"shape {number}", tensor("shape", shape)
    for kind in ("F64", "BF16", "I8", "f32", None, 7, "O"):
        yield f"dtype {kind!r}", tensor("dtype", kind)
    for number, environment in enumerate(ENVIRONMENTS):
        yield f"environment {number}", at("environment", environment)
    for key, values in ENTRIES.items():
        for number, value in enumerate(values):
            yield f"{key} {number}", at(key, value)
    for number, (key, value) in enumerate(SETTINGS):
        yield f"setting {number}", at("settings", key, value)
    for value in (-1, 1.5, "0", None, True, 10**400):
        yield f"updates {str(value)[:9]}", at("statistics", "updates", value)
    yield "more after it", lambda sample: setattr(sample, "data", sample.data + b"\x00")
    yield "less of it", lambda sample: setattr(sample, "data", sample.data[:-1])
    yield "no weights", lambda sample: setattr(sample, "data", b"")
    yield "no tensors", lambda sample: sample.tensors.clear()


FORGERIES = dict(forgeries())


def refused(read, path, *, measured=False):
    """The sentence with which a file is refused; the memory that it takes is measured only where that is asked for."""
    with at_once(), nothing_is_executed(), pytest.raises(UserError) as caught:
        read(path)
    if measured:
        with in_little_memory(), pytest.raises(UserError):
            read(path)
    sentence = str(caught.value)
    assert sentence.isprintable()
    assert len(sentence) < 2 * QUOTED_MAX
    return sentence


def test_there_are_enough():
    assert len(FORGERIES) + len(list(pickles(Path("x")))) + len(list(headers())) > 150


@pytest.mark.parametrize("ending", ["safetensors", "pt", "zip"])
def test_nothing_is_unpickled_under_any_ending(tmp_path, ending):
    trap = tmp_path / "sprung"
    for name, content in pickles(trap):
        path = tmp_path / f"{name}.{ending}"
        path.write_bytes(content)
        for read in (load_policy, read_edit_script, read_preset):
            assert name in refused(read, path)
    assert not trap.exists()
    pickle.loads(pickle.dumps(Canary(trap)))  # noqa: S301 (the trap works)
    assert trap.exists()


@pytest.mark.slow
def test_nothing_is_unpacked(tmp_path):
    for name, content in bombs():
        path = tmp_path / name
        path.write_bytes(content)
        assert (
            " is no PG Desktop policy but an archive (" in refused(load_policy, path, measured=True)
            or "zip bomb" in name
        )


@pytest.mark.slow
def test_headers(tmp_path):
    for content in (content for _, content in headers()):
        path = tmp_path / "it"
        path.write_bytes(content)
        for read in (load_policy, read_edit_script, read_preset):
            refused(read, path, measured=True)


LARGE = [
    *("300,000 layers", "many choices", "many numbers to choose", "many axes", "edits 4", "environment 5", "setting 5")
]


@pytest.mark.slow
@pytest.mark.parametrize("name", LARGE)
def test_large_forgeries(tmp_path, name):
    (tmp_path / "it").write_bytes(changed(FORGERIES[name]))
    refused(load_policy, tmp_path / "it", measured=True)


@pytest.mark.parametrize("name", [name for name in FORGERIES if name not in LARGE])
def test_forgeries(tmp_path, name):
    path = tmp_path / "it"
    try:
        content = changed(FORGERIES[name])
    except (ValueError, UnicodeError):
        pytest.skip("nothing that JSON could hold")
    path.write_bytes(content)
    assert refused(load_policy, path).startswith("“it” ")


@pytest.mark.slow
def test_a_file_of_64_mib_with_one_weight_that_is_none(tmp_path):
    """The largest that is read at all: nothing of it is copied before it is refused."""
    sample = parts()
    sample.metadata["architecture"]["hidden_sizes"] = [4000, 4000]
    layers = {"hidden_1.weight": [4000, 4], "hidden_1.bias": [4000], "hidden_2.weight": [4000, 4000]}
    layers |= {"hidden_2.bias": [4000], "logits.weight": [2, 4000], "logits.bias": [2]}
    place = 0
    sample.tensors.clear()
    for name, shape in layers.items():
        end = place + 4 * int(np.prod(shape))
        sample.tensors[name] = {"dtype": "F32", "shape": shape, "data_offsets": [place, end]}
        place = end
    sample.data = bytes(place - 4) + struct.pack("<f", float("nan"))
    path = tmp_path / "it"
    path.write_bytes(sample.sealed().content())
    assert path.stat().st_size > 60 * MIB
    refused(load_policy, path, measured=True)


@posix
def test_what_is_no_file(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "zero").symlink_to("/dev/zero")
    (tmp_path / "to a pipe").symlink_to("pipe")
    (tmp_path / "to nothing").symlink_to("nowhere")
    before = Path.cwd()
    os.chdir(tmp_path)  # the name of a socket must be short
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("socket")
    os.chdir(before)
    paths = [
        *tmp_path.iterdir(),
        *map(Path, ("/dev/zero", "/dev/random", "/dev/tty", "/", "/proc/self/mem")),
    ]
    paths += [tmp_path.joinpath(*["n"] * 3000), tmp_path / ("n" * 300)]
    paths += [tmp_path / "a\x00b", tmp_path / "\udcff\u202e\n"]
    for path in paths:
        for read in (load_policy, read_edit_script, read_preset):
            refused(read, path)


@posix
@pytest.mark.parametrize(
    "name", ["\x1b]0;owned\x07", "\u202ecod.exe", "<img src=x>", "a\nb", "n" * 255, "\udcfe\udcff", "-rf", "%n%s"]
)
def test_names(tmp_path, name):
    path = tmp_path / name
    path.write_bytes(b"nothing")
    assert refused(load_policy, path).isprintable()


def test_a_module_that_a_file_names_is_not_imported(tmp_path):
    """Whether it may run is asked for elsewhere, see `--trust-module`."""
    (tmp_path / "evil.py").write_text("from pathlib import Path\nPath(__file__).with_name('sprung').touch()\n", "utf-8")
    environment = f"{tmp_path / 'evil.py'}:Evil-v0"

    def change(sample: Parts) -> None:
        sample.metadata["environment"] = sample.metadata["settings"]["environment"] = environment

    path = tmp_path / "it"
    path.write_bytes(changed(change))
    with nothing_is_executed():
        assert load_policy(path).environment == environment
    assert not (tmp_path / "sprung").exists()


def test_a_refusal_is_of_the_policies_own_kind(tmp_path):
    (tmp_path / "it").write_bytes(b"nothing")
    with pytest.raises(PolicyFileError):
        load_policy(tmp_path / "it")
