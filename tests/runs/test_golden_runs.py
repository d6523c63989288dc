"""Runs of every preset, held to the last bit: what they compute must not change while the code around them does.

Each has the settings that its preset had when it was recorded: a preset that is tuned changes nothing here.

Sums round differently on other processors and with other libraries, and after a few updates the actions differ with
them. Some have a recording; elsewhere, what the first episodes return is compared, which does not depend on that.
`python -m tests.runs.test_golden_runs` prints the file anew, for a change that is meant to change the numbers, with a
recording for this machine alone; with `--add`, beside those of others.
"""

import hashlib
import json
import sys
from pathlib import Path

import numpy as np
import pytest
import torch

from pg_desktop.learning.settings.table import Settings
from pg_desktop.runs.provenance import kernels
from pg_desktop.runs.run import Run
from pg_desktop.storage.policy_format import tensors_digest
from pg_desktop.storage.presets import load_presets
from pg_desktop.versions import maker

FILE = Path(__file__).with_name("golden_runs.json")
UPDATES = 8
FEWER_EPISODES = {
    "Acrobot-v1",
    "MountainCar-v0",
    "MountainCarContinuous-v0",
    "LunarLander-v3",
    "LunarLanderContinuous-v3",
}
"""Where episodes are long; there an update of a run that is recorded plays four of them."""
EDITS = {
    2: {"gamma": 0.95, "learning_rate": 0.02},
    4: {"hidden_size": 40},
    5: {"episodes_per_update": 3, "entropy_bonus": 0.02},
}
GOLDEN = json.loads(FILE.read_text())
REINFORCE_METRICS = "policy_loss", "entropy", "gradient_norm", "explained_variance"
DQN_METRICS = "epsilon", "gradient_norm", "mean_q", "td_loss"


def made_with():
    return {
        "processor": maker(),
        "kernels": kernels(),
        "cpu": torch.backends.cpu.get_cpu_capability(),
        "torch": torch.__version__,
        "numpy": np.__version__,
    }


DIGESTS = next((entry["digests"] for entry in GOLDEN["recordings"] if entry["made_with"] == made_with()), {})


def to_record(preset):
    """The settings of the run that is recorded for a preset, where they are not the defaults."""
    fewer = {"episodes_per_update": 4} if preset.settings.get("environment") in FEWER_EPISODES else {}
    return {**preset.settings, **fewer}


def digest(run):
    """SHA-256 of the weights and of what every update and every episode came to."""
    hashed = hashlib.sha256(tensors_digest(run.policy().parameters).encode())
    block = run.history.since()
    learns_by_gradients = run.settings.algorithm == "reinforce"
    metrics = REINFORCE_METRICS if learns_by_gradients else DQN_METRICS
    for array in (block.returns_E, block.lengths_E, *(block.metrics_U[key] for key in metrics)):
        hashed.update(np.ascontiguousarray(array).tobytes())
    return hashed.hexdigest()


def plain(changes):
    run = Run.begin(Settings().changed(changes))
    for _ in range(UPDATES):
        run.advance()
    run.close()
    return run


def edited_and_branched(changes):
    """The digests of a run with live edits, and of its branch from update 3."""
    run = Run.begin(Settings().changed(changes), watched=True)
    for update in range(UPDATES):
        run.apply(run.settings.changed(EDITS.get(update, {})))
        run.advance()
    edited = digest(run)
    run.close()
    entry = run.record.checkpoints.nearest(3)
    branched = Run.branch(run.record, entry, entry.payload.settings, stream=1)
    for _ in range(UPDATES // 2):
        branched.advance()
    branched.close()
    return {"edited": edited, "branched": digest(branched)}


def first_returns(run):
    block = run.history.since()
    return block.returns_E[:4].tolist()


@pytest.mark.parametrize("preset", GOLDEN["runs"])
def test_a_run_is_what_it_was(preset):
    golden = GOLDEN["runs"][preset]
    run = plain(golden["settings"])
    assert first_returns(run) == pytest.approx(golden["first_returns"], rel=1e-3)
    if preset in DIGESTS:
        assert digest(run) == DIGESTS[preset]["plain"]


@pytest.mark.parametrize("preset", DIGESTS)
def test_a_run_with_live_edits_and_its_branch_are_what_they_were(preset):
    found = edited_and_branched(GOLDEN["runs"][preset]["settings"])
    assert found == {key: DIGESTS[preset][key] for key in ("edited", "branched")}


def _recorded(add):
    runs = dict(GOLDEN["runs"]) if add else {}
    digests = {}
    wanted = {key: golden["settings"] for key, golden in runs.items()}
    for preset, settings in (wanted or {preset.id: to_record(preset) for preset in load_presets()}).items():
        run = plain(settings)
        digests[preset] = {"plain": digest(run), **edited_and_branched(settings)}
        runs.setdefault(preset, {"settings": settings, "first_returns": first_returns(run)})
    others = [entry for entry in GOLDEN["recordings"] if add and entry["made_with"] != made_with()]
    return {"runs": runs, "recordings": [*others, {"made_with": made_with(), "digests": digests}]}


if __name__ == "__main__":
    json.dump(_recorded("--add" in sys.argv), sys.stdout, indent=2)
