"""All runs together: what is added, left, taken out and brought back, and how much room they take."""

import gc
import hashlib
import threading

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from pg_desktop.learning.settings.table import Settings
from pg_desktop.messages import UserError
from pg_desktop.runs.experiment import Experiment
from pg_desktop.runs.facts import Parent
from pg_desktop.runs.live.status import RunState
from pg_desktop.runs.record import CompleteState, RunRecord
from pg_desktop.runs.run import Run
from pg_desktop.storage.policy_format import tensors_digest
from tests.runs.conftest import SMALL, advanced, new_run
from tests.runs.histories import columns_of, update


class State:
    """Something that takes room."""

    def __init__(self, stream=0, edits=()):
        self.stream, self.edits = stream, edits
        self.settings, self.solved, self.seconds = SMALL, None, 0.0
        self.nbytes, self.shared = 1000, ()


def grow(record, updates, nbytes=1000):
    """Let a record have some updates more, each with a checkpoint."""
    for _ in range(updates):
        record.history.append(update([1.0], [1]))
        state = State(record.stream, record.edits.all())
        state.nbytes = nbytes
        record.checkpoints.record(record.history.updates, 1.0, nbytes, state)
    return record


def begun(experiment, updates=0, live=True):
    record = RunRecord(experiment.next_id(), SMALL)
    record.checkpoints.record(0, None, 1000, State())
    experiment.add(record, live=live)
    return grow(record, updates)


def branched(experiment, parent, at, updates=0):
    entry = parent.checkpoints.nearest(at)
    record = parent.branched(experiment.next_id(), entry)
    record.stream = experiment.next_stream(parent.id)
    experiment.add(record)
    return grow(record, updates)


def ids(experiment):
    return [record.id for record in experiment.records]


def test_runs_stand_in_the_order_in_which_they_began():
    experiment = Experiment()
    assert (experiment.records, experiment.live, experiment.version) == ((), None, 0)
    first, second = begun(experiment, 3), begun(experiment, 2)
    assert (experiment.records, experiment.live) == ((first, second), second)
    assert [record.label.number for record in experiment.records] == [1, 2]
    assert [record.label.colour for record in experiment.records] == [0, 1]
    assert experiment.record(1) is first
    assert experiment.record(9) is None


def test_a_run_in_which_nothing_has_happened_is_replaced():
    experiment = Experiment()
    begun(experiment)
    second = begun(experiment)
    assert ids(experiment) == [2]
    assert (second.label.number, second.label.colour) == (1, 0)
    grow(second, 1)
    third = begun(experiment)
    branch = branched(experiment, second, 1)
    assert ids(experiment) == [2, branch.id]
    assert (branch.parent, branch.label.number) == (Parent(2, 1), third.label.number)
    begun(experiment)
    assert ids(experiment) == [2, 5]  # nor in the branch


@pytest.mark.parametrize("change", [{"name": "mine"}, {"note": "look at this"}, {"pinned": True}])
def test_what_the_user_has_written_on_stays(change):
    experiment = Experiment()
    empty = begun(experiment)
    experiment.relabel(empty.id, **change)
    begun(experiment)
    assert ids(experiment) == [1, 2]


def test_a_run_that_another_branched_from_stays():
    experiment = Experiment()
    empty = begun(experiment)
    branched(experiment, empty, 0)
    assert ids(experiment) == [1, 2]


def test_an_edit_is_something_that_has_happened():
    experiment = Experiment()
    run = Run.begin(SMALL, new_run().policy(), id=experiment.next_id(), watched=True)
    experiment.add(run.record)
    assert run.record.is_empty
    run.apply(SMALL.changed({"gamma": 0.5}))
    begun(experiment)
    assert ids(experiment) == [1, 2]


def test_the_live_run_cannot_be_taken_out_and_others_come_back_to_where_they_were():
    experiment = Experiment()
    first, second, third = (begun(experiment, 1) for _ in range(3))
    with pytest.raises(UserError, match="The run that is trained cannot be deleted"):
        experiment.remove(third.id)
    before = experiment.version
    assert experiment.remove(first.id) is first
    assert (experiment.records, experiment.version) == ((second, third), before + 1)
    with pytest.raises(UserError, match="no such run"):
        experiment.remove(first.id)
    experiment.restore(first)
    experiment.restore(first)
    assert (experiment.records, experiment.version) == ((first, second, third), before + 2)


def test_labels_are_changed_and_those_of_runs_that_are_gone_are_left():
    experiment = Experiment()
    record = begun(experiment)
    experiment.rename(1, "mine")
    experiment.annotate(1, "a note")
    experiment.relabel(1, colour=4, hidden=True)
    assert (record.label.name, record.label.note, record.label.colour, record.label.hidden) == (
        "mine",
        "a note",
        4,
        True,
    )
    before = experiment.version
    experiment.rename(7, "nobody")
    assert experiment.version == before


def test_no_two_relatives_draw_from_one_stream():
    experiment = Experiment()
    root = begun(experiment, 4)
    child = branched(experiment, root, 2, 2)
    grandchild = branched(experiment, child, 3, 1)
    other = begun(experiment, 3)
    stranger = branched(experiment, other, 1, 1)
    again = branched(experiment, root, 2, 1)
    assert [r.stream for r in (root, child, grandchild, again)] == [0, 1, 2, 3]
    assert [r.stream for r in (other, stranger)] == [0, 1]
    experiment.make_live(root)
    experiment.remove(again.id)
    assert branched(experiment, root, 1, 1).stream == 4


def test_a_run_that_began_with_a_stream_of_its_own_counts_on_from_there():
    experiment = Experiment()
    record = RunRecord(experiment.next_id(), SMALL, stream=7)
    record.checkpoints.record(0, None, 1, State(7))
    experiment.add(record)
    assert branched(experiment, grow(record, 1), 0, 1).stream == 8


# --- whatever is done to it ------------------------------------------------------------------------------------------

KINDS_OF_STEP = ("begin", "branch", "grow", "remove", "restore", "live")
steps = st.lists(st.tuples(st.sampled_from(KINDS_OF_STEP), st.integers(0, 99)))


@given(steps)
@hypothesis_settings(max_examples=60)
def test_whatever_is_done_runs_are_whole_and_none_is_lost_that_was_not_taken_out(done):
    experiment, removed, expected, families = Experiment(), [], {1: 1}, {1: 1}
    begun(experiment, 1)
    for what, number in done:
        records = experiment.records
        chosen = records[number % len(records)]
        before = experiment.live
        match what:
            case "begin":
                new = begun(experiment, number % 2)
                expected[new.id], families[new.id] = number % 2, new.id
            case "branch":
                at = chosen.checkpoints.nearest(number % (chosen.history.updates + 1)).update
                new = branched(experiment, chosen, at, number % 3)
                expected[new.id], families[new.id] = at + number % 3, families[chosen.id]
            case "grow":
                grow(chosen, 1)
                expected[chosen.id] += 1
            case "remove" if chosen is not experiment.live:
                removed.append(experiment.remove(chosen.id))
            case "restore" if removed:
                experiment.restore(removed.pop(number % len(removed)))
            case "live":
                experiment.make_live(chosen)
        if before is not experiment.live and before.is_empty and before not in experiment.records:
            del expected[before.id]
        assert ids(experiment) == sorted(set(ids(experiment)))
        assert experiment.live in experiment.records
        gone = {record.id for record in removed}
        assert set(ids(experiment)) == expected.keys() - gone
        for record in experiment.records:
            assert record.history.updates == expected[record.id]
        drawn = [(families[record.id], record.stream) for record in experiment.records]
        assert len(set(drawn)) == len(drawn)


def test_others_read_while_runs_come_and_go():
    experiment, wrong, done = Experiment(), [], threading.Event()

    def read():
        while not done.is_set():
            seen = ids(experiment)
            if seen != sorted(set(seen)) or sum(record.history.updates for record in experiment.records) < 0:
                wrong.append(seen)
            experiment.make_room()
            if len(seen) > 5:
                try:
                    experiment.restore(experiment.remove(seen[0]))
                except UserError as error:
                    wrong.append(error)

    reader = threading.Thread(target=read)
    reader.start()
    try:
        for _ in range(200):
            record = begun(experiment, 3)
            branched(experiment, record, 2, 1)
    finally:
        done.set()
        reader.join()
    assert not wrong
    assert len(experiment.records) == 400


# --- room ------------------------------------------------------------------------------------------------------------


def test_what_branches_share_counts_once():
    experiment = Experiment()
    root = begun(experiment, 50)
    alone = experiment.nbytes
    child = branched(experiment, root, 40)
    assert experiment.nbytes == alone
    grow(child, 1)
    assert 1000 < experiment.nbytes - alone < 1500


def test_where_there_is_no_room_checkpoints_are_thinned_the_oldest_first_and_the_pinned_and_the_live_last():
    experiment = Experiment(byte_budget=200_000)
    records = [begun(experiment, 40) for _ in range(4)]
    experiment.make_room()
    assert not experiment.thinned
    assert [len(record.checkpoints.entries()) for record in records] == [41] * 4
    experiment.relabel(records[0].id, pinned=True)
    grow(records[3], 60)
    experiment.make_room()
    assert experiment.thinned
    assert experiment.nbytes <= 200_000
    pinned, oldest, younger, live = (len(record.checkpoints.entries()) for record in records)
    assert oldest < 41
    assert oldest <= younger <= pinned <= live < 101
    for record in records:
        held = [entry.update for entry in record.checkpoints.entries()]
        assert {0, record.history.updates} <= set(held)


def test_what_cannot_be_thinned_stays_though_there_is_no_room():
    experiment = Experiment(byte_budget=10)
    record = begun(experiment, 30)
    experiment.make_room()
    held = [entry.update for entry in record.checkpoints.entries()]
    assert held == sorted({0, record.checkpoints.best.update, 30})
    assert experiment.thinned
    experiment.make_room()


# --- left and gone back to -------------------------------------------------------------------------------------------


def fingerprint(history, policy):
    """SHA-256 of the weights and of the columns but the seconds."""
    hashed = hashlib.sha256(tensors_digest(policy.parameters).encode())
    for name, column in columns_of(history.since()).items():
        if name != "seconds_U":
            hashed.update(np.ascontiguousarray(column).tobytes())
    return hashed.hexdigest()


KINDS = [
    SMALL,
    SMALL.changed({"advantage": "value", "activation": "tanh"}),
    SMALL.changed({"environment": "ContinuousCartPole", "normalise_observations": True, "normalise_rewards": True}),
    Settings(hidden_size=8, episodes_per_update=2, environment="MountainCarContinuous-v0"),
    Settings(algorithm="dqn", hidden_size=8, learning_starts=100),
]


@pytest.mark.parametrize("settings", KINDS)
def test_a_run_that_was_left_goes_on_bit_for_bit_as_if_it_never_had_been(settings):
    run = advanced(Run.begin(settings, watched=True), 3)
    run.leave()
    again = advanced(Run.resume(run.record), 3)
    expected = advanced(Run.begin(settings), 6)
    assert fingerprint(again.history, again.policy()) == fingerprint(expected.history, expected.policy())
    assert again.solved == expected.solved
    assert run.record.left is None


def test_it_goes_on_after_edits_that_no_update_has_heeded_yet():
    run, expected = Run.begin(SMALL, watched=True), new_run()
    for each in (advanced(run, 3), advanced(expected, 3)):
        each.apply(each.settings.changed({"gamma": 0.5, "hidden_size": 20}))
    run.leave()
    assert run.record.checkpoints.nearest(3).payload.settings == SMALL  # as it was before the edit
    again = advanced(Run.resume(run.record), 2)
    advanced(expected, 2)
    assert again.edits.all() == expected.edits.all()
    assert fingerprint(again.history, again.policy()) == fingerprint(expected.history, expected.policy())


def test_a_run_that_was_not_left_cannot_be_gone_on_with():
    with pytest.raises(ValueError, match="where it was left"):
        Run.resume(Run.begin(SMALL, watched=True).record)


def test_the_thread_leaves_a_run_and_comes_back_to_it(observe):
    observed = observe().ready()
    observed.step(6)
    observed.session.reset()
    observed.expect(RunState.READY)
    observed.step(2)
    experiment = observed.session.experiment
    first, second = experiment.records
    assert isinstance(first.left, CompleteState)
    assert (experiment.live, second.left) == (second, None)
    observed.session.activate(1)
    observed.until(lambda: observed.status.run == 1)
    assert (observed.status.update, observed.status.state, experiment.live) == (6, RunState.PAUSED, first)
    observed.step(6)
    expected = advanced(new_run(), 12)
    assert fingerprint(observed.session.history, observed.policy) == fingerprint(expected.history, expected.policy())
    assert observed.session.history is first.history
    assert first.left is None
    assert second.left.trainer.updates == 2
    assert [view.status.run for view in observed.runs] == [1, 2, 1]


def test_every_run_has_its_settings_and_the_user_a_pace(observe):
    observed = observe().ready()
    observed.step(1)
    observed.want(gamma=0.5)
    observed.step(1)
    observed.session.reset()
    observed.expect(RunState.READY)
    observed.want(gamma=0.7, pace=50.0)
    observed.step(1)
    observed.session.activate(1)
    observed.until(lambda: observed.status.run == 1)
    assert (observed.session.wanted.gamma, observed.session.wanted.pace) == (0.5, 50.0)
    assert [(edit.key, edit.new) for edit in observed.session.edits.all()] == [("gamma", 0.5)]
    observed.step(1)
    observed.session.activate(2)
    observed.until(lambda: observed.status.run == 2)
    assert observed.session.wanted.gamma == 0.7


def test_a_run_that_is_gone_is_refused_and_the_settings_come_back(observe):
    observed = observe().ready()
    observed.step(1)
    observed.session.reset()
    observed.expect(RunState.READY)
    observed.want(gamma=0.5)
    observed.step(1)
    before = observed.session.wanted
    gone = observed.session.experiment.remove(1)
    observed.session.activate(1)  # nothing, since it is known to be gone
    observed.session.experiment.restore(gone)
    gone.left = None
    observed.session.activate(1)
    observed.until(lambda: observed.session.wanted == before and observed.session.wanted_version > 1)
    observed.until(lambda: observed.status.settings_version == observed.session.wanted_version)
    assert (observed.status.run, observed.status.update) == (2, 1)


def test_a_run_that_was_taken_out_takes_room_as_long_as_it_can_come_back():
    experiment = Experiment(byte_budget=1_000_000)
    begun(experiment, 40)
    live = begun(experiment, 20)
    everything = experiment.nbytes
    gone = experiment.remove(1)
    assert experiment.nbytes == everything
    experiment.byte_budget = everything - 10_000
    kept = len(live.checkpoints.entries())
    experiment.make_room()
    assert experiment.nbytes <= experiment.byte_budget
    assert len(live.checkpoints.entries()) == kept  # the other one went first
    assert gone.checkpoints.entries()[-1].update == 40
    experiment.restore(gone)
    assert ids(experiment) == [1, 2]
    experiment.remove(1)
    del gone
    gc.collect()
    assert experiment.nbytes < everything / 2
