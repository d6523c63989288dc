"""Past updates, played again from a state before them and laid open."""

import pytest

from pg_desktop.learning.stopping import RolloutStoppedError
from pg_desktop.messages import UserError
from pg_desktop.runs.checkpoints import Checkpoints
from pg_desktop.runs.reopening import reopened, way_back
from pg_desktop.runs.run import Run
from tests.runs.conftest import SMALL, advanced

DQN = SMALL.changed({"algorithm": "dqn", "learning_starts": 8, "train_frequency": 4, "batch_size": 8})


def run_with_few_states(settings=SMALL):
    """One that keeps few of its states, so that there is a way to go."""
    run = Run.begin(settings, id=1, watched=True)
    run.record.contents.checkpoints = Checkpoints(max_entries=8)
    run._kept.remember()
    return run


def policies_of(run, updates):
    """The policy before each of so many updates, and after the last."""
    policies = [run.policy()]
    for _ in range(updates):
        run.advance()
        policies.append(run.policy())
    return policies


def weights(policy):
    """Without ε, which goes on between two updates."""
    return {name: array.tobytes() for name, array in policy.parameters.items() if name != "epsilon"}


@pytest.mark.parametrize("settings", [SMALL, SMALL.changed({"advantage": "value"}), DQN])
def test_it_is_the_update_that_was_bit_for_bit(settings):
    run = run_with_few_states(settings)
    policies = policies_of(run, 14)
    lengths = run.history.since().lengths_E.reshape(14, -1)
    ways = [way_back(run.record, update) for update in range(1, 15)]
    assert max(way.updates for way in ways) > 1
    for way in ways:
        trace = reopened(way)
        assert trace.update == way.update
        assert weights(trace.before) == weights(policies[way.update - 1])
        assert trace.after.equals(policies[way.update])
        assert trace.rollout.length_N.tolist() == lengths[way.update - 1].tolist()


def test_what_was_changed_on_the_way_is_changed_again_and_the_run_itself_is_left_alone():
    run = run_with_few_states()
    before = policies_of(run, 9)
    run.apply(run.settings.changed({"learning_rate": 0.05}))
    before += policies_of(run, 2)[1:]
    run.reseed(3)
    run.apply(run.settings.changed({"hidden_size": 5}))
    wider = run.policy()
    after = policies_of(run, 4)
    history, edits, entries = run.history.updates, run.edits.all(), run.record.checkpoints.entries()
    way = way_back(run.record, 11)
    assert reopened(way).before.equals(before[10])
    assert reopened(way_back(run.record, 12)).before.equals(wider)
    assert reopened(way_back(run.record, 15)).after.equals(after[4])
    assert (run.history.updates, run.edits.all(), run.record.checkpoints.entries()) == (history, edits, entries)


def test_in_a_branch_the_way_leads_through_what_it_has_in_common_with_its_parent():
    run = advanced(run_with_few_states(), 6)
    entry = run.record.checkpoints.nearest(4)
    branch = Run.branch(run.record, entry, entry.payload.settings.changed({"gamma": 0.5}), stream=1, id=2)
    first = branch.policy()
    advanced(branch, 3)
    trace = reopened(way_back(branch.record, entry.update + 1))
    assert trace.before.equals(first)
    assert trace.settings.gamma == 0.5
    assert reopened(way_back(branch.record, branch.updates)).after.equals(branch.policy())
    assert reopened(way_back(branch.record, entry.update)).after.equals(entry.payload.policy())


def test_it_says_how_long_it_takes_and_how_far_it_is():
    run = run_with_few_states()
    policies_of(run, 12)
    way = max((way_back(run.record, update) for update in range(1, 13)), key=lambda way: way.updates)
    seconds = run.history.since().seconds_U
    before = seconds[way.entry.update - 1] if way.entry.update else 0.0
    assert way.seconds == pytest.approx(seconds[way.update - 1] - before)
    told = []
    reopened(way, tell=told.append)
    assert told == list(range(way.entry.update + 1, way.update + 1))


def test_it_can_be_stopped():
    run = advanced(run_with_few_states(), 3)
    with pytest.raises(RolloutStoppedError):
        reopened(way_back(run.record, 3), stop=lambda: True)


@pytest.mark.parametrize("update", [0, 4, -1])
def test_what_was_not_done_cannot_be_opened(update):
    run = advanced(run_with_few_states(), 3)
    with pytest.raises(UserError, match="the newest update of the run is 3"):
        way_back(run.record, update)
