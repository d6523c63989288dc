"""Policies of every kind, and what may happen to their files."""

import hashlib
import json
import random
import struct

import numpy as np

from pg_desktop.learning.acting.distributions import DistributionKind, Family, StdSource
from pg_desktop.learning.acting.policy import OBSERVATION_STD, Architecture, Policy
from pg_desktop.learning.edits import Edit
from pg_desktop.learning.settings.table import Settings
from pg_desktop.learning.worlds.spaces import (
    BoxSpace,
    DictSpace,
    DiscreteSpace,
    FlattenedSpace,
    MultiDiscreteSpace,
    Spaces,
    VectorSpace,
)
from pg_desktop.storage.policy_file import PolicyDocument
from pg_desktop.storage.policy_format import encode, metadata_digest
from tests.storage.mutations import BLIND, lie, respelt
from tests.storage.policy_samples import STATISTICS, Parts, container, parts, random_policy, sample_document

EDITS = (Edit(3, 96, 2000, "learning_rate", 0.01, 0.003), Edit(7, 224, 9000, "gamma", 0.99, 0.95))


def documents() -> list[PolicyDocument]:
    """One of every kind."""
    box = BoxSpace((-1.0, 0.25), (1.0, 30.0))
    seen = FlattenedSpace(DictSpace(("place", "goal"), (VectorSpace(2), DiscreteSpace(3))))
    made = [sample_document()]
    for spaces, kind, normalised, algorithm in (
        (Spaces(VectorSpace(3), box), DistributionKind(Family.SQUASHED, StdSource.STATE), True, "reinforce"),
        (Spaces(seen, MultiDiscreteSpace((3, 2))), DistributionKind(), False, "reinforce"),
        (Spaces(VectorSpace(4), DiscreteSpace(2)), DistributionKind(values=True), False, "dqn"),
    ):
        policy = random_policy(Architecture(spaces, (4, 3), "relu", kind, normalised))
        if normalised:
            policy = Policy(policy.architecture, {**policy.parameters, OBSERVATION_STD: np.full(3, 0.5, np.float32)})
        settings = Settings(environment="CartPole-v1", algorithm=algorithm, seed=3)
        made.append(PolicyDocument(policy, settings, settings.environment, STATISTICS, EDITS, stream=5))
    return made


DOCUMENTS = documents()
CONTENTS = [encode(document) for document in DOCUMENTS]


def mutated(number: int) -> tuple[bytes, PolicyDocument | None]:
    """A damaged or forged file, and what it may be opened as; None for whatever it says itself, as it is sealed."""
    rng = random.Random(number)
    which = number % len(CONTENTS)
    content, original = CONTENTS[which], DOCUMENTS[which]
    (make,) = rng.choices([_damaged, _tensors_lie, _poisoned, _respelt, _metadata_lie], [5, 1, 1, 1, 2])
    made, sealed = make(rng, content)
    return made, None if sealed else original


def _damaged(rng: random.Random, content: bytes) -> tuple[bytes, bool]:
    return rng.choice(BLIND)(rng, content, CONTENTS), False


def _tensors_lie(rng: random.Random, content: bytes) -> tuple[bytes, bool]:
    sample = parts(content)
    lie(rng, sample.tensors)
    return sample.content(), False


def _metadata_lie(rng: random.Random, content: bytes) -> tuple[bytes, bool]:
    sample = parts(content)
    for _ in range(rng.choice([1, 1, 2])):
        lie(rng, sample.metadata)
    if rng.random() < 0.25:
        return _plain(sample), False
    try:
        return sample.sealed().content(), True
    except (ValueError, UnicodeError, TypeError):  # nothing that could be sealed
        return _plain(sample), False


def _plain(sample: Parts) -> bytes:
    header = {"__metadata__": {"pg_desktop": json.dumps(sample.metadata)}, **sample.tensors}
    return container(json.dumps(header).encode("utf-8", "surrogatepass"), sample.data)


def _poisoned(rng: random.Random, content: bytes) -> tuple[bytes, bool]:
    """Weights that are no numbers, under a checksum that agrees."""
    sample = parts(content)
    data = bytearray(sample.data)
    place = 4 * rng.randrange(len(data) // 4)
    data[place : place + 4] = struct.pack("<f", rng.choice([float("nan"), float("inf"), float("-inf")]))
    sample.data = bytes(data)
    sample.metadata["sha256"] = _digest(sample)
    return sample.sealed().content(), True


def _digest(sample: Parts) -> str:

    digest = hashlib.sha256()
    for name in sorted(sample.tensors):
        entry = sample.tensors[name]
        begin, end = entry["data_offsets"]
        digest.update(f"{name} F32 [{','.join(map(str, entry['shape']))}]\n".encode() + sample.data[begin:end])
    return digest.hexdigest()


def _respelt(rng: random.Random, content: bytes) -> tuple[bytes, bool]:
    """Another spelling in the header's JSON, or in that of the metadata."""
    sample = parts(content)
    if rng.random() < 0.5:
        text = respelt(rng, json.dumps(sample.metadata))
        header = {"__metadata__": {"pg_desktop": text}, **sample.tensors}
        return container(json.dumps(header).encode(), sample.data), False
    end = 8 + int.from_bytes(content[:8], "little")
    return container(respelt(rng, content[8:end].decode()).encode("utf-8", "surrogatepass"), content[end:]), False


def says_itself(content: bytes, opened: PolicyDocument) -> bool:
    """Whether what was opened is what the file says, weights and settings."""
    sample = parts(content)
    settings = {key: value for key, value in sample.metadata["settings"].items() if key != "stream"}
    again = parts(encode(opened))
    values = {**Settings().as_dict(), **settings}
    return (
        opened.settings.as_dict() == values
        and metadata_digest(sample.metadata) == sample.metadata["metadata_sha256"]
        and again.data == sample.data
        and again.metadata["sha256"] == sample.metadata["sha256"]
        and len(opened.edits) == len(sample.metadata.get("edits", []))
    )
