"""All files that somebody made on purpose, of every kind that the program reads, each read as it would be opened."""

import os
import time
from collections import Counter

import pytest

from pg_desktop.messages import QUOTED_MAX, UserError
from pg_desktop.storage.edit_script import read_edit_script
from pg_desktop.storage.policy_file import load_policy
from pg_desktop.storage.presets import read_preset
from tests.runs.archive import test_experiments_by_hand as experiments
from tests.runs.archive.everything import everything
from tests.runs.archive.small_runs import small_records, write_records
from tests.storage import test_json_mutations as texts
from tests.storage import test_policies_by_hand as policies
from tests.storage.watching import nothing_is_executed

READERS = {
    "policy": load_policy,
    "edits": read_edit_script,
    "preset": read_preset,
    "experiment": everything,
}


def of_policies():
    """Those that lie about themselves, with checksums that agree."""
    for name, change in policies.FORGERIES.items():
        try:
            yield name, policies.changed(change)
        except (ValueError, UnicodeError):
            continue  # nothing that JSON could hold


def of_anything(folder):
    """Those that are something else, for every reader."""
    yield from policies.pickles(folder / "sprung")
    yield from policies.headers()
    yield from texts.BY_HAND.items()
    yield from experiments.FILES.items()


def of_experiments(folder):
    """Those of somebody who knows the tables."""
    path = folder / "original.pglab"
    write_records(path, small_records(2))
    original = path.read_bytes()
    for name, change in experiments.CHANGES.items():
        forged = folder / "forged.pglab"
        experiments.changed(forged, original, change)
        yield name, forged.read_bytes()


def refused(kind, path, name):
    """Look that a reader refuses a file, in a second of computing and in a sentence."""
    started = time.process_time()
    with nothing_is_executed(), pytest.raises(UserError) as caught:
        READERS[kind](path)
    assert time.process_time() - started < 1, name
    assert str(caught.value).isprintable(), name
    assert len(str(caught.value)) < 3 * QUOTED_MAX, name


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="files of every name and kind there are not")
@pytest.mark.parametrize("kind", ["policy", "experiment", "anything"])
def test_each_is_refused(kind, tmp_path, scoreboard):
    folder = tmp_path / "files"
    folder.mkdir()
    path, counts = folder / "it.json", Counter()
    if kind == "policy":
        for name, content in of_policies():
            path.write_bytes(content)
            refused("policy", path, name)
            counts[kind] += 1
    elif kind == "experiment":
        for name, content in of_experiments(tmp_path):
            path.write_bytes(content)
            refused("experiment", path, name)
            counts[kind] += 1
    else:
        for name, content in of_anything(tmp_path):
            path.write_bytes(content)
            for reader in READERS:
                refused(reader, path, name)
            counts[kind] += 1
    assert [each.name for each in folder.iterdir()] == ["it.json"]
    assert not (tmp_path / "sprung").exists()
    scoreboard("files-by-hand", sum(counts.values()), of=0)
