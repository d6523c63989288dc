"""Episodes that were shown come back from a file as they were, and what is no episode is refused."""

from contextlib import closing
from dataclasses import replace

import numpy as np
import pytest

from pg_desktop.learning.demonstrations.recording import record
from pg_desktop.learning.worlds.world import make_world
from pg_desktop.runs.archive.document import open_kept
from pg_desktop.runs.archive.reader import opener_of, read_experiment
from pg_desktop.runs.archive.writer import ArchiveWriter
from pg_desktop.runs.experiment import Experiment
from pg_desktop.storage.experiment.faults import ExperimentFileError
from pg_desktop.storage.experiment.file import EpisodeRow, ExperimentFile
from pg_desktop.storage.experiment.packed import pack, unpack


def experiment_with(world="Pendulum-v1", episodes=2):
    experiment = Experiment()
    experiment.demonstrations.add(record(make_world(world), episodes=episodes, speed=0.5, seed=3))
    return experiment


def written(path, experiment):
    with closing(ExperimentFile.create(path)) as file:
        ArchiveWriter(file).write((), None, {}, demonstrations=experiment.demonstrations.shown)


def read(path):
    with closing(ExperimentFile.open(path, writable=True)) as file:
        return read_experiment(file, opener_of(path))


def same(one, other):
    arrays = "obs_LO", "final_obs_O", "action_L", "label_L", "labelled_L", "reward_L"
    return (one.id, one.about) == (other.id, other.about) and all(
        getattr(one, name).dtype == getattr(other, name).dtype
        and np.array_equal(getattr(one, name), getattr(other, name))
        for name in arrays
    )


@pytest.mark.parametrize("world", ["Pendulum-v1", "CartPole-v1"], ids=["real numbers", "choices"])
def test_they_come_back_bit_for_bit(world, tmp_path):
    experiment = experiment_with(world)
    written(tmp_path / "e.pglab", experiment)
    found = read(tmp_path / "e.pglab").demonstrations
    assert [each.id for each in found] == [1, 2]
    assert all(map(same, found, experiment.demonstrations.shown))


def test_what_is_deleted_goes_and_what_is_brought_back_comes(tmp_path):
    path, experiment = tmp_path / "e.pglab", experiment_with(episodes=3)
    with closing(ExperimentFile.create(path)) as file:
        writer = ArchiveWriter(file)
        assert writer.write((), None, {}, demonstrations=experiment.demonstrations.shown)
        assert not writer.write((), None, {}, demonstrations=experiment.demonstrations.shown)
        gone = experiment.demonstrations.remove([2])
        assert writer.write((), None, {}, demonstrations=experiment.demonstrations.shown)
        assert [row.id for row in file.episodes()] == [1, 3]
        writer.sweep()
        experiment.demonstrations.restore(gone)
        writer.write((), None, {}, demonstrations=experiment.demonstrations.shown)
    assert all(map(same, read(path).demonstrations, experiment.demonstrations.shown))


def test_numbers_go_on_where_the_file_ended(tmp_path):
    written(tmp_path / "e.pglab", experiment_with(episodes=2))
    experiment = Experiment()
    found = read(tmp_path / "e.pglab")
    experiment.fill(found.records, found.memory, found.demonstrations)
    (added,) = experiment.demonstrations.add(found.demonstrations[:1])
    assert added.id == 3


def test_one_whose_steps_are_lost_is_counted_and_the_others_are_there(tmp_path):
    path = tmp_path / "e.pglab"
    written(path, experiment_with())
    with closing(ExperimentFile.open(path, writable=True)) as file, file.transaction():
        file.set_episode(replace(file.episodes()[0], blob="0" * 64))
    found = read(path)
    assert ([each.id for each in found.demonstrations], found.lost) == ([2], 1)


def lies(row, arrays):
    """What somebody could have written in the place of an episode: JSON, and arrays."""
    about = row.json
    yield {**about, "by": "a ghost"}, arrays
    yield {**about, "speed": -1.0}, arrays
    yield about, {**arrays, "reward": arrays["reward"][:-1]}
    yield about, {**arrays, "reward": np.full_like(arrays["reward"], np.nan)}
    yield about, {**arrays, "obs": arrays["obs"].astype(np.float64)}
    yield about, {**arrays, "action": arrays["action"][:, 0]}
    yield about, {**arrays, "label": np.zeros(len(arrays["reward"]), np.int64)}
    yield about, {name: array for name, array in arrays.items() if name != "labelled"}
    yield about, {name: array[:0] if array.ndim else array for name, array in arrays.items()}


@pytest.mark.parametrize("number", range(9))
def test_what_is_no_episode_is_refused(number, tmp_path):
    path = tmp_path / "e.pglab"
    written(path, experiment_with(episodes=1))
    with closing(ExperimentFile.open(path, writable=True)) as file, file.transaction():
        (row,) = file.episodes()
        json, arrays = [*lies(row, unpack(file.blob(row.blob)))][number]
        file.set_episode(EpisodeRow(1, json, file.put_blob(pack(arrays))))
    with pytest.raises(ExperimentFileError):
        read(path)


def test_a_kept_experiment_has_them_when_it_is_opened_again(tmp_path):
    path = tmp_path / "e.pglab"
    kept = open_kept(path, raised, begin=True)
    kept.keeper.start()
    before = kept.experiment.changes
    kept.experiment.demonstrations.add(record(make_world("CartPole-v1"), episodes=2, speed=0.25, seed=0))
    assert kept.experiment.changes > before  # so that the window knows that there is something to save
    assert kept.keeper.end(30)
    again = open_kept(path, raised, begin=False)
    assert all(map(same, again.experiment.demonstrations.shown, kept.experiment.demonstrations.shown))
    assert len(again.experiment.demonstrations.shown) == 2
    again.close()


def raised(error):
    raise error
