"""What cannot fit is refused beforehand with an estimate, and what did not fit after all is said in one sentence."""

import subprocess
import sys
import tracemalloc

import numpy as np
import pytest
import torch

from pg_desktop.learning import memory
from pg_desktop.learning.memory import Need, free_memory, is_shortage, memory_needed, naming_memory, require_memory
from pg_desktop.learning.settings.table import Settings
from pg_desktop.learning.trainer import Trainer
from pg_desktop.messages import UserError
from pg_desktop.runs.run import Run
from tests.learning.states import assert_same_state

DEFAULT = Settings()
MB = 10**6


def test_the_estimate_by_hand():
    settings = Settings(hidden_size=8, hidden_layers=2, episodes_per_update=4)
    weights = 4 * 8 + 8 * 8 + 2 * 8
    assert memory_needed(settings, 4, 500) == Need(
        weights=4 * (12 * 2 * weights + 2 * 2000 * (2 * 16 + 4)), episodes=2000 * (12 * 4 + 48), replay=0
    )
    dqn = settings.changed({"algorithm": "dqn", "buffer_size": 1000, "batch_size": 16})
    assert memory_needed(dqn, 4, 500).replay == 1000 * 4 * 11


def test_the_usual_settings_need_little():
    assert memory_needed(DEFAULT, 4, 500).total < 50 * MB
    assert memory_needed(DEFAULT.changed({"algorithm": "dqn"}), 4, 500).total < 50 * MB


@pytest.mark.parametrize("changes", [{}, {"hidden_size": 512, "hidden_layers": 3}, {"algorithm": "dqn"}])
def test_it_is_not_less_than_what_an_update_takes(changes):
    settings = DEFAULT.changed({"episodes_per_update": 8, **changes})
    tracemalloc.start()
    try:
        trainer = Trainer(settings)
        trainer.update()
        taken = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    need = memory_needed(settings, 4, trainer.world.max_episode_steps).total
    assert taken < need + 2 * MB  # what modules take that are loaded now


@pytest.mark.parametrize(
    ("changes", "size", "steps", "words", "way_out"),
    [
        ({"hidden_size": 512}, 200_000, 10, "weights of the networks", "smaller hidden size"),
        ({"episodes_per_update": 512}, 4, 1_000_000, "an update's episodes", "fewer episodes per update"),
        ({"algorithm": "dqn", "buffer_size": 1_000_000}, 5_000, 10, "the replay buffer", "a smaller replay buffer"),
    ],
)
def test_what_cannot_fit_is_refused_with_the_estimate_and_a_way_out(monkeypatch, changes, size, steps, words, way_out):
    monkeypatch.setattr(memory, "free_memory", lambda: 1500 * MB)
    settings = DEFAULT.changed(changes)
    with pytest.raises(UserError) as refused:
        require_memory(settings, size, steps)
    total = -(-memory_needed(settings, size, steps).total // MB)
    assert f"may need {total} MB" in str(refused.value)
    assert "only 1500 MB are free" in str(refused.value)
    assert words in str(refused.value)
    assert way_out in str(refused.value)


def test_what_needs_no_more_than_before_is_not_refused(monkeypatch):
    monkeypatch.setattr(memory, "free_memory", lambda: 0)
    require_memory(DEFAULT.changed({"learning_rate": 0.5, "hidden_size": 32}), 4, 500, DEFAULT)
    with pytest.raises(UserError):
        require_memory(DEFAULT.changed({"hidden_size": 128}), 4, 500, DEFAULT)


def test_where_nothing_is_known_nothing_is_refused(monkeypatch):
    monkeypatch.setattr(memory, "free_memory", lambda: None)
    require_memory(DEFAULT.changed({"hidden_size": 512}), 10**9, 10**9)


@pytest.mark.parametrize("algorithm", ["reinforce", "dqn"])
def test_a_run_that_cannot_fit_does_not_begin(monkeypatch, algorithm):
    monkeypatch.setattr(memory, "free_memory", lambda: 1 * MB)
    with pytest.raises(UserError, match=r"may need \d+ MB of memory"):
        Run.begin(DEFAULT.changed({"algorithm": algorithm}))


@pytest.mark.parametrize("changes", [{"hidden_size": 512}, {"episodes_per_update": 512}])
def test_a_change_that_cannot_fit_leaves_the_run_as_it_was(monkeypatch, changes):
    settings = Settings(hidden_size=8, episodes_per_update=4, seed=3)
    trainer, twin = Trainer(settings), Trainer(settings)
    trainer.update()
    twin.update()
    with monkeypatch.context() as patch:
        patch.setattr(memory, "free_memory", lambda: 2 * MB)
        with pytest.raises(UserError):
            trainer.apply(settings.changed(changes))
    assert trainer.settings == settings
    assert_same_state(trainer.state(), twin.state())
    trainer.update()
    twin.update()
    assert_same_state(trainer.state(), twin.state())


def _of_numpy():
    np.empty(2**60, np.uint8)


def _of_torch():
    torch.empty(2**60, dtype=torch.uint8)


def _of_python():
    raise MemoryError


@pytest.mark.parametrize("exhaust", [_of_numpy, _of_torch, _of_python])
def test_what_did_not_fit_after_all_is_one_sentence(exhaust):
    match = "not enough memory, so nothing of what was begun has happened"
    with pytest.raises(UserError, match=match) as said, naming_memory():
        exhaust()
    assert said.value.__cause__ is not None


@pytest.mark.parametrize("error", [RuntimeError("memory"), ValueError("DefaultCPUAllocator: not enough memory")])
def test_other_errors_stay_what_they_are(error):
    assert not is_shortage(error)
    with pytest.raises(type(error)), naming_memory():
        raise error


def test_what_the_system_says():
    free = free_memory()
    assert free is None or free > 10 * MB


_LIMITED = """
import resource
from pg_desktop.learning.memory import free_memory
limit = 3 * 10**9
resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
print(free_memory() < limit)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only there it is known what a limit leaves")
def test_a_limit_of_the_process_counts():
    done = subprocess.run([sys.executable, "-c", _LIMITED], check=False, capture_output=True, text=True)
    assert done.stdout == "True\n", done.stderr


def test_a_limit_of_the_control_group_counts(tmp_path, monkeypatch):
    lines = {
        "/sys/fs/cgroup/memory.max": ["1000000"],
        "/sys/fs/cgroup/memory.current": ["700000"],
        "/sys/fs/cgroup/memory.stat": ["anon 5", "inactive_file 100000"],
    }
    monkeypatch.setattr(memory, "_lines", lambda path: lines.get(path, []))
    assert memory._of_group() == 400_000
    lines["/sys/fs/cgroup/memory.max"] = ["max"]
    assert memory._of_group() is None
