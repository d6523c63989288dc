"""A run whose reward was designed, or changed on the way, is kept, gone on with and branched from to the last bit."""

import numpy as np
import pytest

from pg_desktop.learning.settings.table import Settings
from pg_desktop.runs.archive.columns import columns_digest
from pg_desktop.runs.run import Run
from pg_desktop.storage.experiment.file import ExperimentFile
from pg_desktop.storage.experiment.packed import unpack
from tests.runs.archive.resuming import go_on, outcome, resumed, write

SMALL = {"hidden_size": 8, "episodes_per_update": 4, "seed": 3}
DQN = {**SMALL, "algorithm": "dqn", "learning_starts": 50, "learning_rate": 0.003}
EDITS = [[2, "reward", "1 - theta'^2"], [5, "reward", ""], [6, "reward", "v * u"]]


def begun(kind, **changes):
    return Run.begin(Settings().changed({**kind, **changes}), id=1, watched=True)


@pytest.mark.parametrize("kind", [SMALL, DQN], ids=["reinforce", "dqn"])
@pytest.mark.parametrize("cut", [1, 4, 6])
def test_a_run_with_rewards_that_change_goes_on_from_a_file(kind, cut, tmp_path):
    whole = begun(kind)
    go_on(whole, 8, EDITS)
    there = ~np.isnan(whole.history.since().metrics_U["designed_return"])
    assert there.tolist() == [False, False, True, True, True, False, True, True]
    first = begun(kind)
    go_on(first, cut, EDITS)
    write(tmp_path / "e.pglab", first)
    second = resumed(tmp_path / "e.pglab")
    go_on(second, 8, [edit for edit in EDITS if edit[0] > cut])
    assert outcome(second) == outcome(whole)
    for run in (whole, first, second):
        run.close()


def test_a_branch_has_the_reward_of_its_moment():
    run = begun(SMALL)
    go_on(run, 4, EDITS)
    entry = run.record.checkpoints.nearest(2)
    branch = Run.branch(run.record, entry, entry.payload.settings, stream=1, id=2)
    assert branch.settings.reward == ""
    branch.apply(branch.settings.changed({"reward": "x"}))
    branch.advance()
    assert not np.isnan(branch.history.since().metrics_U["designed_return"][-1])
    run.close()
    branch.close()


def test_a_run_without_one_has_no_column_of_it_in_files(tmp_path):
    names = {}
    for reward in ("", "x"):
        run = begun(SMALL, reward=reward)
        run.advance()
        path = tmp_path / f"{reward or 'own'}.pglab"
        write(path, run)
        file = ExperimentFile.open(path)
        names[reward] = {name for row in file.columns(1) for name in unpack(file.blob(row.blob))}
        file.close()
        again = resumed(path)
        assert columns_digest(again.history) == columns_digest(run.history)
        again.close()
        run.close()
    assert names["x"] - names[""] == {"metric.designed_return"}
