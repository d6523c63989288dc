"""Policy files: what is saved is what is opened, by this program and by others."""

import hashlib
import json
import os
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import safetensors.numpy
from hypothesis import given
from hypothesis import strategies as st

import pg_desktop
from pg_desktop.learning.acting.policy import Architecture, Policy
from pg_desktop.learning.settings.table import Settings
from pg_desktop.learning.worlds.spaces import DiscreteSpace, Spaces, VectorSpace
from pg_desktop.storage.policy_checks import CHECKS, examine
from pg_desktop.storage.policy_file import (
    PolicyDocument,
    PolicyFileError,
    TensorInfo,
    TrainingStatistics,
    inspect_policy,
    load_policy,
    save_policy,
)
from pg_desktop.storage.policy_format import encode
from tests.storage.policy_samples import STATISTICS, architectures, parts, random_policy, same, sample_document


@given(
    architecture=architectures,
    seed=st.integers(0, 2**31 - 1),
    gamma=st.floats(0, 1),
    statistics=st.builds(
        TrainingStatistics,
        updates=st.integers(0, 10**9),
        episodes=st.integers(0, 10**9),
        env_steps=st.integers(0, 10**12),
        train_seconds=st.floats(0, 1e9),
        mean_return_100=st.none() | st.floats(allow_nan=False, allow_infinity=False),
        solved_at_episode=st.none() | st.integers(0, 10**9),
    ),
)
def test_what_is_written_is_what_is_read(architecture, seed, gamma, statistics):
    settings = Settings(seed=seed, gamma=gamma)
    document = PolicyDocument(random_policy(architecture, seed), settings, settings.environment, statistics)
    assert same(examine(encode(document), "it").document, document)


def test_saved_and_opened(tmp_path):
    document = sample_document()
    save_policy(tmp_path / "a.safetensors", document)
    opened = load_policy(tmp_path / "a.safetensors")
    assert same(opened, document)
    assert opened.versions["pg_desktop"] == pg_desktop.__version__
    assert opened.versions["numpy"] == np.__version__
    assert list(opened.versions) == ["pg_desktop", "python", "numpy", "torch", "gymnasium", "safetensors"]


def test_every_value_of_float32_survives():
    values = np.array([0.0, -0.0, 1e-45, -1e-38, np.finfo(np.float32).max, 1 / 3, np.pi, 16777217], np.float32)
    document = sample_document((1,))
    parameters = {**document.policy.parameters, "hidden_1.weight": values[:4].reshape(1, 4)}
    parameters["logits.weight"] = values[4:6].reshape(2, 1)
    parameters["logits.bias"] = values[6:]
    document = replace(document, policy=Policy(document.policy.architecture, parameters))
    assert examine(encode(document), "it").document.policy.equals(document.policy)


def test_the_same_policy_makes_the_same_bytes(tmp_path):
    save_policy(tmp_path / "a", sample_document())
    save_policy(tmp_path / "b", load_policy(tmp_path / "a"))
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_another_process_makes_the_same_bytes():
    script = (
        "import sys; from pg_desktop.storage.policy_format import encode;"
        "from tests.storage.policy_samples import sample_document;"
        "sys.stdout.buffer.write(encode(sample_document()))"
    )
    root = Path(__file__).parents[2]
    environment = {**os.environ, "PYTHONHASHSEED": "12345"}
    done = subprocess.run([sys.executable, "-c", script], cwd=root, env=environment, capture_output=True, check=True)
    assert done.stdout == encode(sample_document())


def test_weights_that_lie_otherwise_in_memory_make_the_same_bytes():
    document = sample_document()
    turned = {name: np.asfortranarray(array) for name, array in document.policy.parameters.items()}
    assert not turned["hidden_1.weight"].flags.c_contiguous
    assert encode(replace(document, policy=Policy(document.policy.architecture, turned))) == encode(document)


def test_opened_weights_are_their_own_and_cannot_be_changed(tmp_path):
    save_policy(tmp_path / "a", sample_document())
    for array in load_policy(tmp_path / "a").policy.parameters.values():
        assert array.dtype == np.float32
        assert array.flags.c_contiguous
        assert not array.flags.writeable
        assert array.base is None


def test_counts_from_numpy_can_be_saved():
    statistics = TrainingStatistics(np.int64(3), np.int64(4), np.int64(5), np.float64(2), np.float32(1.5), np.int64(2))
    assert statistics == TrainingStatistics(3, 4, 5, 2.0, 1.5, 2)
    opened = examine(encode(replace(sample_document(), statistics=statistics)), "it").document.statistics
    assert opened == statistics
    assert type(opened.updates) is int


@pytest.mark.parametrize(
    "change",
    [{"updates": -1}, {"episodes": True}, {"env_steps": 1.5}, {"train_seconds": -0.1}, {"train_seconds": float("nan")},
     {"mean_return_100": float("inf")}, {"mean_return_100": "1"}, {"solved_at_episode": -1}],
)  # fmt: skip
def test_statistics_that_are_no_statistics(change):
    with pytest.raises((TypeError, ValueError)):
        replace(STATISTICS, **change)


def test_the_metadata_of_version_3(tmp_path):
    save_policy(tmp_path / "a", sample_document())
    metadata = dict(inspect_policy(tmp_path / "a").metadata)
    versions, sha256, metadata_sha256 = (metadata.pop(key) for key in ("versions", "sha256", "metadata_sha256"))
    assert metadata == {
        "format": "pg_desktop policy",
        "format_version": 3,
        "algorithm": "reinforce",
        "environment": "CartPole-v0",
        "spaces": {"observation": {"type": "Box", "shape": [4]}, "action": {"type": "Discrete", "n": 2}},
        "architecture": {
            "hidden_sizes": [3, 2],
            "activation": "tanh",
            "distribution": "Categorical",
            "std_source": None,
            "normalised": False,
        },
        "settings": sample_document().settings.as_dict(),
        "seed": 7,
        "statistics": {
            "updates": 41,
            "episodes": 1312,
            "env_steps": 123456,
            "train_seconds": 1.5,
            "mean_return_100": 487.25,
            "solved_at_episode": 1290,
        },
        "edits": [],
    }
    assert set(versions) >= {"pg_desktop", "python", "numpy"}
    assert len(sha256) == len(metadata_sha256) == 64


def test_the_checksum_as_it_is_defined():
    """Computed by another program from the definition in words: names, dtypes and shapes as lines before the values."""
    weights = sample_document().policy.parameters
    whole = (
        b"hidden_1.bias F32 [3]\n" + weights["hidden_1.bias"].tobytes()
        + b"hidden_1.weight F32 [3,4]\n" + weights["hidden_1.weight"].tobytes()
        + b"hidden_2.bias F32 [2]\n" + weights["hidden_2.bias"].tobytes()
        + b"hidden_2.weight F32 [2,3]\n" + weights["hidden_2.weight"].tobytes()
        + b"logits.bias F32 [2]\n" + weights["logits.bias"].tobytes()
        + b"logits.weight F32 [2,2]\n" + weights["logits.weight"].tobytes()
    )  # fmt: skip
    assert parts().metadata["sha256"] == hashlib.sha256(whole).hexdigest()


def test_the_metadata_checksum_as_it_is_defined():
    """Over the JSON of everything else, with sorted keys and without spaces; their order in the file does not count."""
    metadata = parts().metadata
    described = {key: metadata[key] for key in sorted(metadata) if "sha256" not in key}

    def written(value):
        if isinstance(value, dict):
            return "{" + ",".join(f'"{key}":{written(value[key])}' for key in sorted(value)) + "}"
        if isinstance(value, list):
            return "[" + ",".join(map(written, value)) + "]"
        return json.dumps(value)

    assert metadata["metadata_sha256"] == hashlib.sha256(written(described).encode()).hexdigest()
    turned = parts()
    turned.metadata = dict(reversed(metadata.items()))
    assert same(examine(turned.content(), "it").document, sample_document())


def test_inspection(tmp_path):
    save_policy(tmp_path / "a", sample_document())
    inspection = inspect_policy(tmp_path / "a")
    assert inspection.tensors == (
        TensorInfo("hidden_1.weight", (3, 4), "F32"),
        TensorInfo("hidden_1.bias", (3,), "F32"),
        TensorInfo("hidden_2.weight", (2, 3), "F32"),
        TensorInfo("hidden_2.bias", (2,), "F32"),
        TensorInfo("logits.weight", (2, 2), "F32"),
        TensorInfo("logits.bias", (2,), "F32"),
    )
    assert inspection.checks == CHECKS
    assert same(inspection.document, sample_document())


def test_a_setting_that_is_newer_than_the_file_has_its_default():
    older = parts()
    del older.metadata["settings"]["entropy_bonus"]
    assert same(examine(older.sealed().content(), "it").document, sample_document())


def test_other_programs_may_add_metadata_of_their_own():
    sample = parts()
    tensors = {name: np.asarray(array) for name, array in sample_document().policy.parameters.items()}
    content = safetensors.numpy.save(tensors, {"pg_desktop": json.dumps(sample.metadata), "title": "mine"})
    assert same(examine(content, "it").document, sample_document())


def test_safetensors_reads_it_without_this_project(tmp_path):
    path = tmp_path / "a.safetensors"
    document = sample_document()
    save_policy(path, document)
    tensors = safetensors.numpy.load_file(path)
    assert {name: array.tobytes() for name, array in tensors.items()} == {
        name: array.tobytes() for name, array in document.policy.parameters.items()
    }
    with safetensors.safe_open(path, "np") as file:
        assert list(file.metadata()) == ["pg_desktop"]
        assert json.loads(file.metadata()["pg_desktop"])["settings"]["gamma"] == 0.95


@pytest.mark.parametrize(("hidden_sizes", "activation"), [((10, 10), "relu"), ((5,), "tanh"), ((8, 4, 6), "relu")])
def test_ten_lines_of_numpy_act_as_the_policy_does(tmp_path, hidden_sizes, activation):
    document = sample_document(hidden_sizes, activation)
    save_policy(tmp_path / "a.safetensors", document)
    obs_NO = np.random.default_rng(1).standard_normal((200, 4), np.float32)
    logits_NK = document.policy.outputs(obs_NO)
    clear_N = np.abs(logits_NK[:, 0] - logits_NK[:, 1]) > 1e-4  # closer ones are up to the order of additions
    obs_NO, logits_NK = obs_NO[clear_N], logits_NK[clear_N]
    expected = logits_NK.argmax(-1).tolist()
    assert 0 < sum(expected) < len(expected)
    done = subprocess.run(
        [sys.executable, "-I", Path(__file__).with_name("independent_reader.py"), tmp_path / "a.safetensors"],
        input=json.dumps(obs_NO.tolist()),
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(done.stdout) == expected


def test_a_policy_with_weights_that_are_not_finite_is_not_saved(tmp_path):
    document = sample_document()
    document.policy.parameters["hidden_2.bias"][1] = np.nan
    path = tmp_path / "a.safetensors"
    path.write_bytes(b"old")
    with pytest.raises(PolicyFileError) as refusal:
        save_policy(path, document)
    assert str(refusal.value) == (
        "“a.safetensors” was not saved, because it could not be opened again: “a.safetensors” is unusable: the tensor "
        "hidden_2.bias holds a value that is not finite."
    )
    assert path.read_bytes() == b"old"


def test_a_document_that_contradicts_itself_is_not_saved(tmp_path):
    with pytest.raises(PolicyFileError, match="its environment is 'CartPole-v1', but 'CartPole-v0' in its settings"):
        save_policy(tmp_path / "a", replace(sample_document(), environment="CartPole-v1"))
    assert not list(tmp_path.iterdir())


def test_the_largest_policy_passes():
    document = sample_document((512, 512, 512))
    assert same(examine(encode(document), "it").document, document)


def test_no_file(tmp_path):
    with pytest.raises(PolicyFileError) as refusal:
        load_policy(tmp_path / "a")
    assert str(refusal.value) == "There is no file “a”."


def test_a_folder(tmp_path):
    with pytest.raises(PolicyFileError) as refusal:
        load_policy(tmp_path)
    assert str(refusal.value) == f"“{tmp_path.name}” is no file but a folder or a device; choose a file."


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
@pytest.mark.timeout(10)
def test_a_pipe_is_refused_without_waiting_for_a_writer(tmp_path):
    os.mkfifo(tmp_path / "a")
    with pytest.raises(PolicyFileError, match="“a” is no file but a folder or a device"):
        load_policy(tmp_path / "a")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
@pytest.mark.timeout(10)
def test_a_file_that_becomes_a_pipe_after_it_was_looked_at(tmp_path, monkeypatch):
    path = tmp_path / "a"
    path.write_bytes(b"regular")
    looked = path.stat()
    path.unlink()
    os.mkfifo(path)
    monkeypatch.setattr(Path, "stat", lambda self, **_: looked)
    with pytest.raises(PolicyFileError, match="“a” is no file but a folder or a device"):
        load_policy(path)


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="no such device here")
def test_a_device():
    with pytest.raises(PolicyFileError, match="“zero” is no file but a folder or a device"):
        load_policy(Path("/dev/zero"))


def test_no_permission(tmp_path, monkeypatch):
    (tmp_path / "a").write_bytes(b"x")
    monkeypatch.setattr(os, "open", _raising(PermissionError(13, "Permission denied")))
    with pytest.raises(PolicyFileError) as refusal:
        load_policy(tmp_path / "a")
    assert str(refusal.value) == "“a” cannot be read: you have no permission to."


def test_a_disk_that_fails(tmp_path, monkeypatch):
    (tmp_path / "a").write_bytes(b"x")
    monkeypatch.setattr(os, "open", _raising(OSError(5, "Input/output error")))
    with pytest.raises(PolicyFileError) as refusal:
        load_policy(tmp_path / "a")
    assert str(refusal.value) == "“a” cannot be read: Input/output error."


def test_too_large(tmp_path):
    with (tmp_path / "a").open("wb") as file:
        file.truncate(64 * 2**20 + 1)
    with pytest.raises(PolicyFileError) as refusal:
        load_policy(tmp_path / "a")
    assert str(refusal.value) == "“a” is larger than 64 MiB, too large for a policy."


def test_a_file_exchanged_while_it_is_opened_cannot_mix_two_policies(tmp_path):
    """Whoever opens a file that is being saved again and again gets one of the two policies, whole."""
    documents = [sample_document(), sample_document((5, 4))]
    path = tmp_path / "a"
    save_policy(path, documents[0])
    done = threading.Event()

    def save_again_and_again():
        while not done.is_set():
            for document in documents:
                save_policy(path, document)

    saver = threading.Thread(target=save_again_and_again)
    saver.start()
    try:
        opened = [load_policy(path) for _ in range(50)]
    finally:
        done.set()
        saver.join()
    assert all(any(same(found, document) for document in documents) for found in opened)


def test_opening_needs_neither_torch_nor_gymnasium_nor_qt(tmp_path):
    save_policy(tmp_path / "a", sample_document())
    script = (
        "import sys; from pathlib import Path; from pg_desktop.storage.policy_file import *;"
        "save_policy(Path(sys.argv[1]), load_policy(Path(sys.argv[1])));"
        "print(sorted({'torch', 'gymnasium', 'PySide6'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, tmp_path / "a"],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "[]\n"


def test_saving_where_torch_is_not_installed(monkeypatch):
    import importlib.metadata

    found = importlib.metadata.version

    def version(name):
        if name == "torch":
            raise importlib.metadata.PackageNotFoundError(name)
        return found(name)

    monkeypatch.setattr(importlib.metadata, "version", version)
    versions = examine(encode(sample_document()), "it").document.versions
    assert "torch" not in versions
    assert "gymnasium" in versions


def test_a_name_that_is_not_unicode_can_be_printed():
    with pytest.raises(PolicyFileError) as refusal:
        load_policy(Path(os.fsdecode(b"/nowhere/\xff.safetensors")))
    assert str(refusal.value) == "There is no file “\ufffd.safetensors”."


def _raising(error):
    def fail(*_, **__):
        raise error

    return fail


def test_a_policy_that_brings_a_value_network_is_opened_with_it():
    spaces = Spaces(VectorSpace(5), DiscreteSpace(3, masked=True))
    policy = random_policy(Architecture(spaces, (4, 2), "tanh", valued=True), 5)
    document = replace(sample_document(), policy=policy)
    opened = examine(encode(document), "it").document.policy
    assert opened.architecture == policy.architecture
    obs_NO = np.array([[0.5, -1, 1, 0, 1]], np.float32)
    np.testing.assert_array_equal(opened.values(obs_NO), policy.values(obs_NO))
    np.testing.assert_array_equal(opened.outputs(obs_NO), policy.outputs(obs_NO))
    assert "valued" not in parts(encode(sample_document())).metadata["architecture"]
