"""Demonstrations in Minari's layout: written, read again, read by Minari itself, and nothing of a file is run."""

import importlib
import json
from dataclasses import replace

import numpy as np
import pytest

from pg_desktop.learning.demonstrations.demonstration import PlayedBy
from pg_desktop.learning.demonstrations.recording import record
from pg_desktop.learning.worlds.world import make_world
from pg_desktop.messages import UserError
from pg_desktop.storage.minari import layout
from pg_desktop.storage.minari.reading import read_minari
from pg_desktop.storage.minari.writing import write_minari

h5py = pytest.importorskip("h5py")


def shown_in(environment, episodes=2):
    world = make_world(environment)
    return world, record(world, episodes=episodes, speed=0.5, seed=3)


def same(one, other):
    arrays = "obs_LO", "final_obs_O", "action_L", "label_L", "labelled_L", "reward_L"
    return one.about == other.about and all(
        getattr(one, name).dtype == getattr(other, name).dtype
        and np.array_equal(getattr(one, name), getattr(other, name))
        for name in arrays
    )


@pytest.mark.parametrize("environment", ["CartPole-v1", "Pendulum-v1"], ids=["choices", "real numbers"])
def test_what_is_written_is_what_is_read(environment, tmp_path):
    world, shown = shown_in(environment)
    drove = replace(shown[1].about, by=PlayedBy.HUMAN, policy_drove=True, seed=-1)
    labelled_L = np.arange(shown[1].length) % 3 == 0
    shown[1] = replace(shown[1], about=drove, labelled_L=labelled_L)
    write_minari(tmp_path / "mine", shown, world)
    for path in (tmp_path / "mine", tmp_path / "mine" / "data", tmp_path / "mine" / "data" / "metadata.json"):
        assert all(map(same, read_minari(path, world), shown))
    with pytest.raises(UserError, match="There is a data set in"):
        write_minari(tmp_path / "mine", shown, world)


def test_what_says_nothing_of_players_is_imported_and_all_of_it_is_a_label(tmp_path):
    world, shown = shown_in("CartPole-v1", 1)
    write_minari(tmp_path, shown, world)
    with h5py.File(tmp_path / "data" / "main_data.hdf5", "a") as file:
        del file["episode_0/infos"], file["episode_0"].attrs["shown_by"]
    (found,) = read_minari(tmp_path, world)
    assert found.about.by is PlayedBy.IMPORTED
    assert found.labels == found.length


def test_minari_itself_reads_it(tmp_path):
    minari = pytest.importorskip("minari")
    world, shown = shown_in("Pendulum-v1")
    write_minari(tmp_path, shown, world)
    dataset = minari.MinariDataset(tmp_path / "data")
    assert dataset.total_episodes == 2
    assert dataset.spec.env_spec.id == "Pendulum-v1"
    for episode, each in zip(dataset.iterate_episodes(), shown, strict=True):
        np.testing.assert_array_equal(episode.observations[:-1], each.obs_LO)
        np.testing.assert_array_equal(episode.actions, each.action_L)
        np.testing.assert_array_equal(episode.rewards, each.reward_L)
        assert bool(episode.truncations[-1]) is not each.about.terminated


def metadata_with(folder, **changes):
    path = folder / "data" / "metadata.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | changes))


def test_another_environment_is_named_and_none_is_made(tmp_path):
    world, shown = shown_in("CartPole-v1", 1)
    write_minari(tmp_path / "set", shown, world)
    spec = {"id": "Evil-v0", "entry_point": "os:abort", "additional_wrappers": []}
    metadata_with(tmp_path / "set", env_spec=json.dumps(spec), observation_space=None)
    with pytest.raises(UserError, match="are of 'Evil-v0', not of CartPole-v1; choose that environment"):
        read_minari(tmp_path / "set", world)


def relinked(file):
    del file["episode_0/rewards"]
    file["episode_0/rewards"] = h5py.ExternalLink("/etc/passwd", "/")


def elsewhere(file):
    del file["episode_0/rewards"]
    file["episode_0"].create_dataset("rewards", shape=(5,), dtype="f8", external=[("/etc/passwd", 0, 40)])


def objects(file):
    del file["episode_0/rewards"]
    file["episode_0/rewards"] = np.array([b"x"] * 5)


def huge(file):
    del file["episode_0/rewards"]
    file["episode_0"].create_dataset("rewards", shape=(10**12,), dtype="f8", chunks=(1000,))


def foreign_action(file):
    file["episode_0/actions"][0] = 2


def not_finite(file):
    file["episode_0/rewards"][0] = np.nan


@pytest.mark.parametrize("change", [relinked, elsewhere, objects, huge, foreign_action, not_finite])
def test_what_is_no_numbers_of_the_file_is_refused(change, tmp_path):
    world, shown = shown_in("CartPole-v1", 1)
    write_minari(tmp_path, shown, world)
    with h5py.File(tmp_path / "data" / "main_data.hdf5", "a") as file:
        change(file)
    with pytest.raises(UserError, match=r"“main_data\.hdf5” is no Minari data that can be read"):
        read_minari(tmp_path, world)


@pytest.mark.parametrize(
    "changes", [{"total_episodes": 0}, {"total_episodes": 10**6}, {"total_episodes": "2"}, {"data_format": "arrow"}]
)
def test_what_is_no_metadata_is_refused(changes, tmp_path):
    world, shown = shown_in("CartPole-v1", 1)
    write_minari(tmp_path, shown, world)
    metadata_with(tmp_path, **changes)
    with pytest.raises(UserError, match=r"“metadata\.json” is of no Minari data that can be read"):
        read_minari(tmp_path, world)
    (tmp_path / "data" / "main_data.hdf5").write_text("no HDF5")
    metadata_with(tmp_path, total_episodes=1, data_format="hdf5")
    with pytest.raises(UserError, match=r"“main_data\.hdf5” is no Minari data"):
        read_minari(tmp_path, world)


def test_without_h5py_it_says_how_to_get_it(monkeypatch):
    def missing(name):
        raise ImportError(name)

    monkeypatch.setattr(layout, "import_module", missing)
    with pytest.raises(UserError, match=r"install it with “pip install 'pg-desktop\[minari\]'”"):
        layout.h5py()
    assert importlib.import_module("h5py") is h5py
