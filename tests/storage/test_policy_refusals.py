"""Every way in which a policy file can be wrong, with the sentence that the user reads, and the order of the checks."""

import io
import json
import pickle
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import safetensors.numpy

from pg_desktop.learning.acting.policy import Architecture
from pg_desktop.learning.worlds.spaces import DiscreteSpace, Spaces, VectorSpace
from pg_desktop.storage import policy_checks
from pg_desktop.storage.policy_checks import examine
from pg_desktop.storage.policy_file import PolicyFileError, load_policy
from pg_desktop.storage.policy_format import encode, tensors_digest
from tests.storage.policy_samples import Parts, container, parts, random_policy, sample_document

NOT_SAFETENSORS = "“it” is no PG Desktop policy: it does not begin as a safetensors file does."
NOT_OURS = "“it” is no PG Desktop policy: it is a safetensors file, but without the metadata entry “pg_desktop”."
SAYS_NOT = "“it” is no PG Desktop policy: its metadata does not say that it is one."
CHECKSUM = "“it” is damaged: its checksum does not agree with its content; copy it again or use another copy."


def refusal(content: bytes) -> str:
    with pytest.raises(PolicyFileError) as caught:
        examine(content, "it")
    return str(caught.value)


def changed(change) -> bytes:
    """The sample file with a change to its parts and a checksum that agrees with it."""
    sample = parts()
    change(sample)
    return sample.sealed().content()


def metadata_changed(*path_and_value) -> bytes:
    *path, key, value = path_and_value

    def change(sample: Parts) -> None:
        entry = sample.metadata
        for step in path:
            entry = entry[step]
        entry[key] = value

    return changed(change)


def metadata_text(text: str) -> bytes:
    return container(json.dumps({"__metadata__": {"pg_desktop": text}}).encode(), b"")


def test_the_sample_itself_passes():
    examine(changed(lambda sample: None), "it")


def test_size():
    assert refusal(b"") == "“it” is empty."


@pytest.mark.parametrize(
    "content",
    [
        b"\x10",
        b"Hello, world! This is no policy.",
        bytes(100),
        (2**20 + 1).to_bytes(8, "little") + b"{}",
        container(b" {}", b""),
        container(b"[]", b""),
        container(b"", b"{}")[:8],
    ],
)
def test_header_of_something_else(content):
    assert refusal(content) == NOT_SAFETENSORS


def test_header_cut_off():
    length = int.from_bytes(encode(sample_document())[:8], "little")
    assert refusal(encode(sample_document())[:108]) == (
        f"“it” is cut off: its header should be {length} bytes long, but 100 are left; copy it again."
    )


@pytest.mark.parametrize(
    ("header", "reason"),
    [
        (b'{"a" 1}', "Expecting ':' delimiter in line 1, column 6"),
        (b'{"a": "\xff"}', "it is not UTF-8 text"),
        (b'{"a": 1, "a": 2}', "it holds the key 'a' twice"),
        (b'{"a": NaN}', "it holds the number NaN, which is out of range"),
        (b'{"a":' * 10_000, "it is nested more than 16 levels deep"),
        (b'{"a":' + b"[" * 100_000, "it is nested more than 16 levels deep"),
    ],
)
def test_json_of_the_header(header, reason):
    assert refusal(container(header, b"")) == f"“it” is damaged, its header is not valid JSON: {reason}."


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "Expecting value in line 1, column 1"),
        ('{"format": 1, "format": 2}', "it holds the key 'format' twice"),
        ('{"format": Infinity}', "it holds the number Infinity, which is out of range"),
        ("[" * 100_000, "it is nested more than 16 levels deep"),
    ],
)
def test_json_of_the_metadata(text, reason):
    assert refusal(metadata_text(text)) == f"“it” is damaged, its metadata is not valid JSON: {reason}."


@pytest.mark.parametrize(
    "header",
    [b"{}", b'{"__metadata__": 1}', b'{"__metadata__": {"format": "pt"}}', b'{"__metadata__": {"pg_desktop": 1}}'],
)
def test_version_of_another_programs_safetensors_file(header):
    assert refusal(container(header, b"")) == NOT_OURS


@pytest.mark.parametrize(
    "text",
    ["1", "[]", "{}", '{"format": "other", "format_version": 1}', '{"format": "pg_desktop policy"}']
    + [
        f'{{"format": "pg_desktop policy", "format_version": {version}}}'
        for version in ("0", "-1", "1.0", "true", '"1"')
    ],
)
def test_version_of_something_else(text):
    assert refusal(metadata_text(text)) == SAYS_NOT


def test_version_of_a_newer_program():
    """Even if nothing else in it is as it was."""
    assert refusal(metadata_text('{"format": "pg_desktop policy", "format_version": 4}')) == (
        "“it” comes from a newer PG Desktop: it has format version 4 and this program knows version 3; update PG "
        "Desktop to open it."
    )


@pytest.mark.parametrize("key", sorted(parts().metadata))
def test_metadata_that_lacks_an_entry(key):
    sample = parts()
    del sample.metadata[key]
    expected = f"“it” is damaged: its metadata lacks the entry “{key}”."
    assert refusal(sample.content()) == (SAYS_NOT if key in {"format", "format_version"} else expected)


LONG = "x" * 1000
SHORTENED = "'" + "x" * 58 + "…"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (("extra", 1), "“it” is damaged: its metadata has the unknown entry 'extra'."),
        ((LONG, 1), f"“it” is damaged: its metadata has the unknown entry {SHORTENED}."),
        (
            ("environment", "Pong-v5"),
            "“it” contradicts itself: its environment is 'Pong-v5', but 'CartPole-v0' in its settings.",
        ),
        (("environment", "no id"), "“it” is damaged: “environment” in its metadata cannot be 'no id'."),
        (
            ("environment", "os; import x:Name"),
            "“it” is damaged: “environment” in its metadata cannot be 'os; import x:Name'.",
        ),
        (
            ("environment", [LONG]),
            f"“it” is damaged: “environment” in its metadata cannot be [{SHORTENED[:-2]}….",
        ),
        (
            ("environment", "CartPole-v1"),
            "“it” contradicts itself: its environment is 'CartPole-v1', but 'CartPole-v0' in its settings.",
        ),
        (("seed", 8), "“it” contradicts itself: its seed is 8, but 7 in its settings."),
        (("seed", None), "“it” contradicts itself: its seed is None, but 7 in its settings."),
        (("spaces", 1), "“it” is damaged: “spaces” in its metadata cannot be 1."),
        (("spaces", {}), "“it” is damaged: “spaces” in its metadata cannot be {}."),
        (("architecture", []), "“it” is damaged: “architecture” in its metadata cannot be []."),
        (("architecture", {}), "“it” is damaged: its metadata lacks the entry “architecture.hidden_sizes”."),
        (
            ("architecture", "bias", True),
            "“it” is damaged: its metadata has the unknown entry 'architecture.bias'.",
        ),
        (
            ("architecture", "hidden_sizes", 3),
            "“it” is damaged: “architecture.hidden_sizes” in its metadata cannot be 3.",
        ),
        (
            ("architecture", "hidden_sizes", [3, True]),
            "“it” is damaged: “architecture.hidden_sizes” in its metadata cannot be [3, True].",
        ),
        (
            ("architecture", "hidden_sizes", [3, 0]),
            "“it” is damaged: “architecture.hidden_sizes” in its metadata cannot be [3, 0].",
        ),
        (
            ("architecture", "activation", "eval"),
            "“it” is damaged: “architecture.activation” in its metadata cannot be 'eval'.",
        ),
        (
            ("architecture", "activation", ["relu"]),
            "“it” is damaged: “architecture.activation” in its metadata cannot be ['relu'].",
        ),
        (
            ("architecture", "distribution", "Gaussian"),
            "“it” contradicts itself: its policy has the action distribution 'Gaussian', which does not fit its "
            "actions.",
        ),
        (("settings", 1), "“it” is damaged: “settings” in its metadata cannot be 1."),
        (
            ("settings", "momentum", 0.9),
            "“it” has the setting 'momentum', which this program does not know; a newer PG Desktop may.",
        ),
        (
            ("settings", "gamma", 1.5),
            "“it” has a setting that is not allowed: gamma must be between 0 and 1, but it is 1.5.",
        ),
        (
            ("settings", "hidden_size", 2.5),
            "“it” has a setting that is not allowed: hidden_size must be a whole number, but it is 2.5.",
        ),
        (("settings", "gamma", None), "“it” is damaged: “settings.gamma” in its metadata cannot be None."),
        (("settings", "gamma", [0.9]), "“it” is damaged: “settings.gamma” in its metadata cannot be [0.9]."),
        (
            ("settings", "advantage", LONG),
            f"“it” is damaged: “settings.advantage” in its metadata cannot be {SHORTENED}.",
        ),
        (("statistics", None), "“it” is damaged: “statistics” in its metadata cannot be None."),
        (("statistics", {}), "“it” is damaged: its metadata lacks the entry “statistics.updates”."),
        (("statistics", "loss", 1), "“it” is damaged: its metadata has the unknown entry 'statistics.loss'."),
        (
            ("statistics", "updates", -1),
            "“it” is damaged: “statistics” in its metadata cannot be {'updates': -1, 'episodes': 1312, 'env_steps': "
            "123456, 'tra….",
        ),
        (("versions", "1"), "“it” is damaged: “versions” in its metadata cannot be '1'."),
        (("versions", "torch", 2), "“it” is damaged: “versions” in its metadata cannot be {'torch': 2}."),
        (
            ("versions", "torch", "\x1b[2J"),
            "“it” is damaged: “versions” in its metadata cannot be {'torch': '\\x1b[2J'}.",
        ),
        (
            ("versions", "torch", LONG),
            f"“it” is damaged: “versions” in its metadata cannot be {{'torch': {SHORTENED[:49]}….",
        ),
    ],
)  # fmt: skip
def test_metadata_that_is_wrong(change, sentence):
    assert refusal(metadata_changed(*change)) == sentence


@pytest.mark.parametrize("seed", [True, 1.0])
def test_metadata_with_a_seed_that_is_no_whole_number(seed):
    def change(sample: Parts) -> None:
        sample.metadata["seed"] = seed
        sample.metadata["settings"]["seed"] = 1

    assert refusal(changed(change)) == f"“it” contradicts itself: its seed is {seed}, but 1 in its settings."


@pytest.mark.parametrize(
    "spaces",
    [
        {"observation": {"type": "Box", "shape": [4, 0]}, "action": {"type": "Discrete", "n": 2}},
        {"observation": {"type": "Text"}, "action": {"type": "Discrete", "n": 2}},
        {"observation": {"type": "Box", "shape": [0]}, "action": {"type": "Discrete", "n": 2}},
        {"observation": {"type": "Box", "shape": "4"}, "action": {"type": "Discrete", "n": 2}},
        {"observation": {"type": "Box", "shape": [4]}, "action": {"type": "Discrete", "n": True}},
        {"observation": {"type": "Box", "shape": [4]}, "action": {"type": "Box", "n": 2}},
        {"observation": {"type": "Box", "shape": [4]}, "action": {"type": "Discrete", "n": 2, "start": 1}},
        {"observation": {"type": "Box", "shape": [4]}, "action": "Discrete"},
        {"observation": None, "action": {"type": "Discrete", "n": 2}},
    ],
)
def test_metadata_with_other_spaces(spaces):
    assert refusal(metadata_changed("spaces", spaces)).startswith(
        "“it” is damaged: “spaces” in its metadata cannot be {"
    )


def drop(name):
    return lambda sample: sample.tensors.pop(name)


def entry(name, **values):
    return lambda sample: sample.tensors[name].update(values)


WHERE = "“it” is damaged: its header does not say where the tensor logits.bias lies."


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (drop("hidden_2.bias"), "“it” is damaged: the tensor hidden_2.bias is missing."),
        (
            lambda sample: sample.tensors.update(extra=sample.tensors["logits.bias"]),
            "“it” is damaged: it holds the tensor 'extra', which its architecture does not have.",
        ),
        (
            lambda sample: sample.tensors.update({LONG: 1}),
            f"“it” is damaged: it holds the tensor {SHORTENED}, which its architecture does not have.",
        ),
        (
            entry("hidden_1.weight", shape=[4, 3]),
            "“it” holds the tensor hidden_1.weight with the shape [4, 3], but its architecture needs [3, 4].",
        ),
        (
            entry("logits.bias", shape=[2.0]),
            "“it” holds the tensor logits.bias with the shape [2.0], but its architecture needs [2].",
        ),
        (
            entry("logits.bias", shape=2),
            "“it” holds the tensor logits.bias with the shape 2, but its architecture needs [2].",
        ),
        (
            entry("logits.bias", dtype="F64"),
            "“it” holds the tensor logits.bias as 'F64', but it must be F32.",
        ),
        (entry("logits.bias", dtype=None), "“it” holds the tensor logits.bias as None, but it must be F32."),
        (lambda sample: sample.tensors.update({"logits.bias": 1}), WHERE),
        (lambda sample: sample.tensors["logits.bias"].pop("data_offsets"), WHERE),
        (entry("logits.bias", more=1), WHERE),
        (entry("logits.bias", data_offsets=[0]), WHERE),
        (entry("logits.bias", data_offsets="ab"), WHERE),
        (entry("logits.bias", data_offsets=[False, True]), WHERE),
        (entry("logits.bias", data_offsets=[0.0, 8.0]), WHERE),
    ],
)
def test_tensors_that_do_not_fit_the_architecture(change, sentence):
    assert refusal(changed(change)) == sentence


def lies(tensor, position, needed, begin, end):
    return (
        f"“it” is damaged: the tensor {tensor} should lie at the bytes {position} to {needed} of the data, but its "
        f"header says {begin} to {end}."
    )


# As they lie: hidden_1.bias 0-12, hidden_1.weight 12-60, hidden_2.bias 60-68, hidden_2.weight 68-92,
# logits.bias 92-100, logits.weight 100-116.
@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (entry("hidden_1.bias", data_offsets=[-12, 0]), lies("hidden_1.bias", 0, 12, -12, 0)),
        (entry("hidden_1.bias", data_offsets=[4, 16]), lies("hidden_1.bias", 0, 12, 4, 16)),
        (entry("hidden_2.bias", data_offsets=[56, 64]), lies("hidden_2.bias", 60, 68, 56, 64)),
        (entry("hidden_2.bias", data_offsets=[68, 60]), lies("hidden_2.bias", 60, 68, 68, 60)),
        (entry("hidden_2.bias", data_offsets=[60, 72]), lies("hidden_2.bias", 60, 68, 60, 72)),
        (entry("logits.bias", data_offsets=[60, 68]), lies("logits.bias", 68, 76, 60, 68)),
        (entry("logits.weight", data_offsets=[2**62, 2**62 + 16]), lies("logits.weight", 100, 116, 2**62, 2**62 + 16)),
    ],
)
def test_tensors_that_overlap_or_leave_a_gap(change, sentence):
    assert refusal(changed(change)) == sentence


@pytest.mark.parametrize(
    ("kept", "missing", "tensor"),
    [(115, 1, "logits.weight"), (100, 16, "logits.weight"), (99, 1, "logits.bias"), (0, 12, "hidden_1.bias")],
)
def test_tensors_cut_off(kept, missing, tensor):
    sample = parts()
    sample.data = sample.data[:kept]
    assert refusal(sample.content()) == (
        f"“it” is cut off: {missing} bytes of the tensor {tensor} are missing; copy it again."
    )


def test_bytes_after_the_tensors():
    assert refusal(encode(sample_document()) + b"abc") == "“it” is damaged: 3 bytes follow after its last tensor."


@pytest.mark.parametrize(
    ("hidden_sizes", "spaces", "sentence"),
    [
        ((), (4, 2), "“it” holds a policy with 0 hidden layers, but there must be 1 to 3."),
        ((1, 1, 1, 1), (4, 2), "“it” holds a policy with 4 hidden layers, but there must be 1 to 3."),
        (
            (4, 513),
            (4, 2),
            "“it” holds a policy with a hidden layer out of bounds: hidden_size must be between 1 and 512, but it is "
            "513.",
        ),
        ((1,), (4097, 2), "“it” holds a policy with 4097 observations, but there must be 1 to 4096."),
        ((1,), (4, 4097), "“it” holds a policy with 4097 actions, but there must be 1 to 4096."),
    ],
)
def test_limits(hidden_sizes, spaces, sentence):
    observations, actions = spaces
    document = sample_document(hidden_sizes, spaces=Spaces(VectorSpace(observations), DiscreteSpace(actions)))
    assert refusal(encode(document)) == sentence


def test_an_architecture_that_would_take_all_memory_takes_none():
    content = metadata_changed("architecture", "hidden_sizes", [10**18, 10**18])
    assert refusal(content) == (
        "“it” holds the tensor hidden_1.weight with the shape [3, 4], but its architecture needs "
        "[1000000000000000000, 4]."
    )


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_values_that_are_not_finite(value):
    document = sample_document()
    document.policy.parameters["logits.weight"][1, 0] = value
    assert refusal(encode(document)) == ("“it” is unusable: the tensor logits.weight holds a value that is not finite.")


@pytest.mark.parametrize("value", [0, -0.0, -1])
def test_a_standard_deviation_by_which_nothing_can_be_divided(value):
    architecture = Architecture(sample_document().policy.architecture.spaces, (3, 2), "tanh", normalised=True)
    policy = random_policy(architecture)
    policy.parameters["observation.std"][:] = (1, value, 1, 1)
    assert refusal(encode(replace(sample_document(), policy=policy))) == (
        "“it” is unusable: the tensor observation.std holds a standard deviation that is not larger than 0."
    )


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_a_standard_deviation_that_is_not_finite(value):
    architecture = Architecture(sample_document().policy.architecture.spaces, (3, 2), "tanh", normalised=True)
    policy = random_policy(architecture)
    policy.parameters["observation.std"][:] = (1, value, 1, 1)
    assert "the tensor observation.std holds a value that is not finite" in refusal(
        encode(replace(sample_document(), policy=policy))
    )


def test_a_header_that_is_too_large_for_a_policy():
    names = {f"layer.{number:06d}.weight": np.zeros(1, np.float32) for number in range(16_000)}
    content = safetensors.numpy.save(names)
    length = int.from_bytes(content[:8], "little")
    assert length > policy_checks.HEADER_MAX
    assert refusal(content) == (
        f"“it” is no PG Desktop policy: it begins as a safetensors file does, but its header of {length} bytes is "
        "larger than any policy's."
    )
    # Without so much after it, it is no length.
    other = "“it” is no PG Desktop policy but a safetensors file of another program."
    assert refusal(content[: length + 7]) == other
    assert refusal(content[:8] + b"[" + content[9:]) == NOT_SAFETENSORS


def test_checksum_of_the_tensors():
    sample = parts()
    sample.data = bytes([sample.data[0] ^ 1]) + sample.data[1:]
    assert refusal(sample.content()) == CHECKSUM


def test_checksum_of_tensors_that_changed_places():
    """Their bytes are all there and their header agrees, but their names do not belong to them."""
    sample = parts()
    one, other = sample.tensors["hidden_2.bias"], sample.tensors["logits.bias"]
    one["data_offsets"], other["data_offsets"] = other["data_offsets"], one["data_offsets"]
    assert refusal(sample.content()) == CHECKSUM


@pytest.mark.parametrize(
    "change", [("statistics", "updates", 42), ("settings", "gamma", 0.951), ("versions", "numpy", "9"), ("sha256", "0")]
)
def test_checksum_of_the_metadata(change):
    *path, key, value = change
    sample = parts()
    inner = sample.metadata[path[0]] if path else sample.metadata
    inner[key] = value
    assert refusal(sample.content()) == CHECKSUM


# Each item breaks one check more than the item after it; the first one broken must be the one that speaks.
FAULTS = {
    "header": lambda sample: b"x" + sample.content(),
    "JSON": lambda sample: sample.content().replace(b'"__metadata__":', b'"__metadata__" '),
    "version": lambda sample: sample.metadata.update(format_version=4),
    "metadata": lambda sample: sample.metadata.update(versions=0),
    "tensors": lambda sample: sample.tensors.pop("hidden_1.bias"),
    "limits": lambda sample: None,
    "finite values": lambda sample: None,
    "checksum": lambda sample: sample.metadata.update(sha256=""),
}
SPEAKS = {
    "header": "does not begin as",
    "JSON": "not valid JSON",
    "version": "newer PG Desktop",
    "metadata": "“versions” in its metadata",
    "tensors": "the tensor hidden_1.bias is missing",
    "limits": "4 hidden layers",
    "finite values": "not finite",
    "checksum": "checksum",
}


@pytest.mark.parametrize("first", FAULTS)
def test_the_checks_are_made_in_their_order(first):
    """A file that fails this check and all later ones is refused for this one."""
    assert list(FAULTS) == list(policy_checks.CHECKS[2:])
    names = list(FAULTS)[list(FAULTS).index(first) :]
    document = sample_document((1, 1, 1, 1) if "limits" in names else (3, 2))
    if "finite values" in names:
        document.policy.parameters["logits.bias"][0] = np.nan
    sample = parts(encode(document))
    content = None
    for name in reversed(names):
        changed_content = FAULTS[name](sample)
        content = changed_content if isinstance(changed_content, bytes) else sample.content()
    assert SPEAKS[first] in refusal(content)


class Bomb:
    """Touches a file when it is unpickled."""

    def __init__(self, path: Path):
        self.path = path

    def __reduce__(self):
        return Path.touch, (self.path,)


def test_a_pickle_is_not_unpickled(tmp_path):
    trap = tmp_path / "sprung"
    pickled = pickle.dumps({"hidden_1.weight": Bomb(trap)})
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:  # as torch.save lays it out
        file.writestr("archive/data.pkl", pickled)
    array = io.BytesIO()
    np.save(array, np.array([Bomb(trap)], object), allow_pickle=True)
    kinds = {
        "a pickle, which is never loaded, because loading it runs code": pickled,
        "a PyTorch file, which is never loaded, because loading it can run code": archive.getvalue(),
        "a file in the format NumPy": array.getvalue(),
    }
    for kind, content in kinds.items():
        (tmp_path / "it").write_bytes(content)
        with pytest.raises(PolicyFileError) as caught:
            load_policy(tmp_path / "it")
        assert str(caught.value) == f"“it” is no PG Desktop policy but {kind}."
    assert not trap.exists()
    pickle.loads(pickled)  # noqa: S301 (the trap works)
    assert trap.exists()


def test_a_tensor_that_holds_a_pickle_is_numbers(tmp_path):
    """The bytes of a tensor are read as float32, whatever they are."""
    trap = tmp_path / "sprung"
    pickled = pickle.dumps(Bomb(trap)).ljust(48, b"\0")[:48]
    sample = parts()
    sample.data = sample.data[:12] + pickled + sample.data[60:]
    arrays = {
        name: np.frombuffer(sample.data, "<f4", int(np.prod(entry["shape"])), entry["data_offsets"][0]).reshape(
            entry["shape"]
        )
        for name, entry in sample.tensors.items()
    }
    sample.metadata["sha256"] = tensors_digest(arrays)
    assert np.isfinite(arrays["hidden_1.weight"]).all()
    opened = examine(sample.sealed().content(), "it").document.policy
    assert opened.parameters["hidden_1.weight"].tobytes() == pickled
    assert not trap.exists()


def test_messages_keep_their_values_apart_for_translation():
    with pytest.raises(PolicyFileError) as caught:
        examine(metadata_changed("settings", "gamma", 1.5), "it")
    assert caught.value.template == "“{file}” has a setting that is not allowed: {reason}"
    assert caught.value.values["reason"].template == "{key} must be between {low} and {high}, but it is {value}."
