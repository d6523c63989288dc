"""A run that is taken up from a file goes on as if it had never been away, to the last bit."""

import json
import random
import subprocess
import sys

import pytest
import torch

from pg_desktop.learning.settings.table import Settings
from pg_desktop.runs.archive.columns import columns_digest
from pg_desktop.runs.run import Run
from pg_desktop.storage.presets import load_presets
from tests.runs.archive.resuming import go_on, outcome, resumed, write

UPDATES = 9
CUTS = 50
FEW = {"CartPole-v1": 8}
EDITS = [[2, "learning_rate", 0.004], [5, "hidden_size", 24], [7, "gamma", 0.97]]
PRESETS = {preset.id: preset for preset in load_presets()}
QUICK = ("quick", "chapter-23", "continuous-cart-pole", "pendulum", "dqn-cart-pole")


@pytest.fixture(autouse=True)
def _one_thread():
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def settings_of(preset_id, seed=5):
    """Those of a preset, with fewer episodes where these are long, and a buffer that is soon learned from."""
    settings = PRESETS[preset_id].apply(Settings()).changed({"seed": seed})
    changes = {"episodes_per_update": min(settings.episodes_per_update, FEW.get(settings.environment, 2))}
    if settings.algorithm == "dqn":
        changes |= {"learning_starts": 300, "buffer_size": 2_000}
    return settings.changed(changes)


def begun(preset_id, **arguments):
    return Run.begin(settings_of(preset_id), id=1, watched=True, **arguments)


def whole(preset_id, updates=UPDATES, edits=EDITS):
    run = begun(preset_id)
    go_on(run, updates, edits)
    found = outcome(run)
    run.close()
    return found


@pytest.mark.parametrize("preset", QUICK)
def test_a_run_goes_on_from_a_file_bit_for_bit(preset, tmp_path):
    cut = random.Random(preset).randrange(1, UPDATES)
    path = tmp_path / "e.pglab"
    first = begun(preset)
    go_on(first, cut, EDITS)
    write(path, first)
    first.close()
    second = resumed(path)
    go_on(second, UPDATES, [edit for edit in EDITS if edit[0] > cut])
    assert outcome(second) == whole(preset)
    second.close()


@pytest.mark.slow
@pytest.mark.parametrize("number", range(CUTS))
def test_in_another_process_at_any_cut(number, tmp_path, scoreboard):
    """Over every preset, with edits before and after."""
    ids = [preset for preset in PRESETS if "lunar" not in preset]
    preset = ids[number % len(ids)]
    cut = random.Random(number).randrange(1, UPDATES)
    path = tmp_path / "e.pglab"
    first = begun(preset)
    go_on(first, cut, EDITS)
    write(path, first)
    first.close()
    wanted = {"updates": UPDATES, "edits": [edit for edit in EDITS if edit[0] > cut]}
    done = subprocess.run(
        [sys.executable, "-m", "tests.runs.archive.resuming", path],
        input=json.dumps(wanted),
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(done.stdout) == whole(preset)
    scoreboard("exact-resume", 1, of=CUTS)


def test_within_a_branch(tmp_path):
    run = begun("quick")
    go_on(run, 4, EDITS)
    entry = run.record.checkpoints.nearest(3)
    ends = []
    for stored in (False, True):
        branch = Run.branch(run.record, entry, entry.payload.settings, stream=1, id=2)
        go_on(branch, 6, EDITS)
        if stored:
            write(tmp_path / "e.pglab", branch)
            branch.close()
            branch = resumed(tmp_path / "e.pglab")
        go_on(branch, UPDATES, EDITS[2:])
        ends.append(outcome(branch))
        branch.close()
    run.close()
    assert ends[0] == ends[1]


def test_after_an_update_that_was_undone(tmp_path):
    run = begun("quick")
    go_on(run, 3, [])
    with pytest.raises(RuntimeError, match="in the middle"):
        run.advance(stop=_fail_in_the_middle())
    write(tmp_path / "e.pglab", run)
    again = resumed(tmp_path / "e.pglab")
    for each in (run, again):
        go_on(each, 6, [])
    assert outcome(run) == outcome(again) == whole("quick", 6, [])
    run.close()
    again.close()


def _fail_in_the_middle():
    calls = []

    def stop():
        calls.append(1)
        if len(calls) > 20:
            raise RuntimeError("in the middle")
        return False

    return stop


def test_every_checkpoint_can_be_branched_from(tmp_path):
    """What is read from the file is what had been kept."""
    run = begun("dqn-cart-pole")
    go_on(run, UPDATES, EDITS)
    write(tmp_path / "e.pglab", run)
    again = resumed(tmp_path / "e.pglab")
    before, after = run.record.checkpoints.entries(), again.record.checkpoints.entries()
    assert [entry.update for entry in after] == [entry.update for entry in before]
    assert run.record.checkpoints.pinned == again.record.checkpoints.pinned
    for old, new in zip(before, after, strict=True):
        assert new.mean_return == old.mean_return
        assert new.payload.policy().equals(old.payload.policy())
        assert new.payload.edits == old.payload.edits
    entry, same = before[4], after[4]
    ends = []
    for parent, where in ((run.record, entry), (again.record, same)):
        branch = Run.branch(parent, where, where.payload.settings, stream=1, id=2)
        go_on(branch, 7, [])
        ends.append(columns_digest(branch.history))
        branch.close()
    assert ends[0] == ends[1]
    run.close()
    again.close()


def test_states_of_a_replay_buffer_share_their_memory_again(tmp_path):
    run = begun("dqn-cart-pole")
    go_on(run, UPDATES, [])
    write(tmp_path / "e.pglab", run)
    again = resumed(tmp_path / "e.pglab")
    states = [entry.payload for entry in reversed(again.record.checkpoints.entries())]
    chunks = {id(array) for state in states for array in state.shared}
    assert len(chunks) == 1
    run.close()
    again.close()
