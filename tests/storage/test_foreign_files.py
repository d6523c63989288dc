"""Files that are something else are named, and nothing in them is loaded."""

import gzip
import io
import json
import lzma
import pickle
import sqlite3
import tarfile
import zipfile

import numpy as np
import pytest
import safetensors.numpy
import torch

from pg_desktop.messages import UserError
from pg_desktop.storage.edit_script import read_edit_script
from pg_desktop.storage.foreign_files import EXPERIMENT_ID, kind_of
from pg_desktop.storage.policy_file import load_policy
from pg_desktop.storage.policy_format import encode
from pg_desktop.storage.presets import read_preset
from tests.storage.policy_samples import sample_document

NEVER = "which is never loaded, because loading it can run code"


def zipped(**entries):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in entries.items():
            archive.writestr(name.replace("__", "/").replace("DOT", "."), content)
    return buffer.getvalue()


def torch_file(**options):
    buffer = io.BytesIO()
    torch.save({"weight": torch.zeros(3)}, buffer, **options)
    return buffer.getvalue()


def stable_baselines(size=0):
    """As `model.save` lays it out: the weights may be long, and the names stand at the end."""
    return zipped(
        data="{}", policyDOTpth=torch_file() + bytes(size), policyDOToptimizerDOTpth=b"", _stable_baselines3_version="2"
    )


def sqlite(application_id):
    with sqlite3.connect(":memory:") as database:
        database.execute(f"PRAGMA application_id = {application_id}")
        database.execute("CREATE TABLE a (b)")
        return database.serialize()


def numpy_array():
    buffer = io.BytesIO()
    np.save(buffer, np.zeros(3))
    return buffer.getvalue()


def tar():
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("a"))
    return buffer.getvalue()


KINDS = {
    "a Git LFS pointer: the real file was not downloaded; “git lfs pull” gets it": [
        b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 12345\n"
    ],
    f"a Stable-Baselines3 archive, {NEVER}": [stable_baselines(), stable_baselines(200_000)],
    f"a PyTorch file, {NEVER}": [torch_file(), torch_file(_use_new_zipfile_serialization=False)],
    "a pickle, which is never loaded, because loading it runs code": [
        *(pickle.dumps({"a": [1, 2.5], "b": print}, protocol=protocol) for protocol in range(6)),
        b"cos\nsystem\n(S'true'\ntR.",
    ],
    "an archive (ZIP); unpack it and choose a file in it": [zipped(a="b"), zipped()],
    "an archive (gzip); unpack it and choose a file in it": [gzip.compress(b"a", mtime=0)],
    "an archive (xz); unpack it and choose a file in it": [lzma.compress(b"a")],
    "an archive (tar); unpack it and choose a file in it": [tar()],
    "a picture (PNG)": [b"\x89PNG\r\n\x1a\n0000"],
    "a picture (JPEG)": [b"\xff\xd8\xff\xe0"],
    "a picture (SVG)": [b'<?xml version="1.0"?>\n<svg/>'],
    "a picture (WebP)": [b"RIFF0000WEBPVP8 "],
    "a web page (HTML): a page about the file was downloaded, and not the file itself": [
        b"\xef\xbb\xbf\n<!DOCTYPE html><html>",
        b"<HTML>",
    ],
    "a file in the format NumPy": [numpy_array(), zipped(aDOTnpy=numpy_array())],
    "a file in the format PDF": [b"%PDF-1.7"],
    "a file in the format HDF5": [b"\x89HDF\r\n\x1a\n"],
    "a file in the format SQLite": [sqlite(0)],
    "a file in the format XML": [b'<?xml version="1.0"?><a/>'],
    "a program": [b"\x7fELF\x02", b"MZ\x90", b"#!/bin/sh\n"],
    "an experiment of PG Desktop, which has to be opened as one": [sqlite(EXPERIMENT_ID)],
    "a run's history, which is a table for other programs": [b"# program=PG Desktop\n# version=1\n"],
    "a safetensors file of another program": [safetensors.numpy.save({"a": np.zeros(3)})],
    "a policy of PG Desktop": [encode(sample_document())],
    "the edits of a run, which can be played again": [b'{"settings": {}, "edits": []}'],
    "a preset": [b'{"order": 1, "name": "n", "summary": "s", "settings": {}}'],
    "a file in the format JSON": [b"[]", b' {"a": 1}'],
    "a file in the format Jupyter": [b'{"cells": [], "nbformat": 4}'],
}
CASES = [(kind, content) for kind, contents in KINDS.items() for content in contents]


@pytest.mark.parametrize(("kind", "content"), CASES)
def test_what_it_is(kind, content):
    assert str(kind_of(content)) == kind


@pytest.mark.parametrize("content", [b"", b"\x00" * 300, b"Hello, world!", b"\x80", b"PK", "ünïcode".encode() * 99])
def test_what_is_not_known(content):
    assert kind_of(content) is None


def refusal(read, path, content):
    path.write_bytes(content)
    with pytest.raises(UserError) as caught:
        read(path)
    return str(caught.value)


@pytest.mark.parametrize(("kind", "content"), CASES)
def test_every_reader_names_it(tmp_path, kind, content):
    path = tmp_path / "it.any"
    if "safetensors" not in kind and "policy" not in kind:
        assert refusal(load_policy, path, content) == f"“it.any” is no PG Desktop policy but {kind}."
    if not content.lstrip().startswith((b"{", b"[")):
        assert refusal(read_edit_script, path, content) == f"“it.any” holds no edits of a run but is {kind}."
        assert refusal(read_preset, path, content[:60_000]).startswith("“it.any” is no preset but ")


def test_one_of_our_own_in_another_place(tmp_path):
    path = tmp_path / "it.json"
    preset = json.dumps({"order": 1, "name": "n", "summary": "s", "settings": {}}).encode()
    assert refusal(read_edit_script, path, preset) == "“it.json” holds no edits of a run but is a preset."
    edits = b'{"settings": {}, "edits": []}'
    assert refusal(read_preset, path, edits).startswith("The preset “it.json” must be an object with exactly")


def test_what_is_far_too_large_is_named_by_its_ends(tmp_path):
    path = tmp_path / "model.zip"
    content = stable_baselines()
    with path.open("wb") as file:
        file.write(content[:1000])
        file.seek(10**10)  # sparse: ten gigabytes that take no room
        file.write(content[-1000:])
    with pytest.raises(UserError, match="but a Stable-Baselines3 archive"):
        load_policy(path)
    with path.open("r+b") as file:
        file.write(bytes(2000))
    with pytest.raises(UserError, match="is larger than 64 MiB, too large for a policy"):
        load_policy(path)
