"""A run that begins as a clone is a run like any other: kept, gone on with and branched from bit for bit."""

from contextlib import closing

import numpy as np
import pytest

from pg_desktop.learning.algorithms.imitation.cloning import imitated
from pg_desktop.learning.algorithms.imitation.facts import CloneFacts, Way
from pg_desktop.learning.demonstrations.recording import record
from pg_desktop.learning.settings.table import Settings
from pg_desktop.learning.worlds.world import make_world
from pg_desktop.messages import UserError
from pg_desktop.runs.archive.reader import opener_of, read_experiment
from pg_desktop.runs.facts import Origin
from pg_desktop.runs.run import Run
from pg_desktop.storage.experiment.file import ExperimentFile
from pg_desktop.storage.policy_format import TrainingStatistics
from tests.runs.archive.small_runs import write_records

SETTINGS = Settings().changed(
    {"advantage": "value", "normalise_observations": True, "episodes_per_update": 2, "hidden_size": 8}
)
FACTS = CloneFacts(Way.CLONING, 1, 200, 0, 0.25, 200.0, 7, 0.25, 180.0, 9.5, 200.0)
ORIGIN = Origin(TrainingStatistics(0, 0, 0, 0.0, None, None), policy_sha256="0" * 64, clone=FACTS)


@pytest.fixture(scope="module")
def clone():
    world = make_world("CartPole-v1")
    return imitated(SETTINGS, world, record(world, episodes=1, speed=0.25, seed=0), seed=0)


def begun(clone, **changes):
    return Run.begin(SETTINGS.changed(changes), start=clone.state, origin=ORIGIN, watched=True)


def outcome(run):
    return run.policy(), run.history.since(0).returns_E.tolist()


def assert_same(one, other):
    assert one[0].equals(other[0])
    assert one[1] == other[1]


def test_it_begins_with_all_that_the_clone_is(clone):
    with closing(begun(clone)) as run:
        assert run.policy().equals(clone.policy())
        state = run.state().trainer.algorithm
        assert np.array_equal(state.value_network.weights_P, clone.state.value_network.weights_P)
        assert state.value_network.adam.steps > 0
        assert not run.untouched


def test_it_goes_on_from_a_file_bit_for_bit(clone, tmp_path):
    path = tmp_path / "e.pglab"
    with closing(begun(clone)) as run:
        run.advance()
        run.leave()
        write_records(path, [run.record])
    with closing(begun(clone)) as whole:
        whole.advance()
        whole.advance()
        wanted = outcome(whole)
    with closing(ExperimentFile.open(path)) as file:
        (found,) = read_experiment(file, opener_of(path)).records
    assert found.origin == ORIGIN
    with closing(Run.resume(found)) as again:
        again.advance()
        assert_same(outcome(again), wanted)


def test_a_branch_from_its_beginning_is_the_clone(clone):
    with closing(begun(clone)) as run:
        run.advance()
        run.leave()
        first = run.record.checkpoints.nearest(0)
        with closing(Run.branch(run.record, first, SETTINGS, stream=1, id=2)) as branch:
            assert branch.policy().equals(clone.policy())
            assert branch.record.origin.clone == FACTS


def test_a_clone_that_is_built_otherwise_is_refused(clone):
    with pytest.raises(UserError, match="The policy is built as 4 → 8 → 8 → 2"):
        begun(clone, hidden_size=16)
    with pytest.raises(UserError, match="The policy is built as 4"):
        begun(clone, environment="Acrobot-v1")
