"""Policies to save, and policy files taken apart and put together again by hand."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from hypothesis import strategies as st

from pg_desktop.learning.acting.policy import Architecture, Policy
from pg_desktop.learning.settings.table import Settings
from pg_desktop.learning.worlds.spaces import DiscreteSpace, Spaces, VectorSpace
from pg_desktop.storage.policy_file import PolicyDocument, TrainingStatistics
from pg_desktop.storage.policy_format import encode, metadata_digest

STATISTICS = TrainingStatistics(
    updates=41,
    episodes=1312,
    env_steps=123_456,
    train_seconds=1.5,
    mean_return_100=487.25,
    solved_at_episode=1290,
)
CART_POLE = Spaces(VectorSpace(4), DiscreteSpace(2))


def random_policy(architecture: Architecture, seed: int = 0) -> Policy:
    rng = np.random.default_rng(seed)
    return Policy(
        architecture,
        {name: rng.standard_normal(shape, np.float32) for name, shape in architecture.parameter_shapes().items()},
    )


def sample_document(
    hidden_sizes: tuple[int, ...] = (3, 2), activation: str = "tanh", spaces: Spaces = CART_POLE
) -> PolicyDocument:
    settings = Settings(gamma=0.95, seed=7, environment="CartPole-v0", activation="tanh")
    policy = random_policy(Architecture(spaces, hidden_sizes, activation))
    return PolicyDocument(policy, settings, settings.environment, STATISTICS)


def same(one: PolicyDocument, other: PolicyDocument) -> bool:
    """Whether both hold the same, but for the versions, which writing fills in."""
    return (
        one.policy.equals(other.policy)
        and other.policy.equals(one.policy)
        and (one.settings, one.environment, one.statistics) == (other.settings, other.environment, other.statistics)
    )


@dataclass
class Parts:
    """A policy file taken apart; change what you like and put it together with `content`."""

    tensors: dict[str, Any]
    metadata: dict[str, Any]
    data: bytes

    def sealed(self) -> "Parts":
        """With a checksum that agrees with the metadata as they are now."""
        self.metadata["metadata_sha256"] = metadata_digest(self.metadata)
        return self

    def content(self) -> bytes:
        header = {"__metadata__": {"pg_desktop": json.dumps(self.metadata)}, **self.tensors}
        return container(json.dumps(header).encode(), self.data)


def container(header: bytes, data: bytes) -> bytes:
    """What safetensors puts around a header and its data."""
    return len(header).to_bytes(8, "little") + header + data


def parts(content: bytes | None = None) -> Parts:
    content = encode(sample_document()) if content is None else content
    end = 8 + int.from_bytes(content[:8], "little")
    header: Mapping[str, Any] = json.loads(content[8:end])
    tensors = {name: entry for name, entry in header.items() if name != "__metadata__"}
    return Parts(tensors, json.loads(header["__metadata__"]["pg_desktop"]), content[end:])


architectures = st.builds(
    Architecture,
    st.builds(Spaces, st.builds(VectorSpace, st.integers(1, 9)), st.builds(DiscreteSpace, st.integers(1, 5))),
    st.lists(st.integers(1, 9), min_size=1, max_size=3).map(tuple),
    st.sampled_from(["relu", "tanh"]),
)
