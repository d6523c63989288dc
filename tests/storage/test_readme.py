"""What the README says of policy files holds, as it stands there."""

import re
from pathlib import Path

import numpy as np
import pytest

from pg_desktop.learning.acting.distributions import DistributionKind, Family, StdSource
from pg_desktop.learning.acting.policy import Architecture
from pg_desktop.learning.settings.table import Settings
from pg_desktop.learning.worlds.spaces import (
    BoxSpace,
    DiscreteSpace,
    MultiBinarySpace,
    MultiDiscreteSpace,
    Spaces,
    VectorSpace,
)
from pg_desktop.storage.policy_file import PolicyDocument, save_policy
from tests.storage.policy_samples import STATISTICS, random_policy

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
BOUNDED = BoxSpace((-2.0, 0.5), (2.0, 0.75))
HALF_BOUNDED = BoxSpace((-0.01, -float("inf")), (float("inf"), 0.01))
GAUSSIAN, SQUASHED, FREE, NETWORK = Family.GAUSSIAN, Family.SQUASHED, StdSource.FREE, StdSource.STATE


def snippet():
    """The Python below the heading."""
    section = README.partition("## Read a policy file without PG Desktop\n")[2].partition("\n## ")[0]
    return re.search(r"```python\n(.*?)```", section, re.DOTALL)[1]


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("normalised", [False, True])
@pytest.mark.parametrize("activation", ["relu", "tanh"])
@pytest.mark.parametrize(
    ("action", "kind", "name"),
    [
        (DiscreteSpace(5), DistributionKind(), "Categorical"),
        (DiscreteSpace(5), DistributionKind(values=True), "ActionValues"),
        (MultiDiscreteSpace((2, 4, 3)), DistributionKind(), "MultiCategorical"),
        (MultiBinarySpace(6), DistributionKind(), "MultiBernoulli"),
        (BOUNDED, DistributionKind(GAUSSIAN, FREE), "Gaussian"),
        (BOUNDED, DistributionKind(GAUSSIAN, NETWORK), "Gaussian"),
        (HALF_BOUNDED, DistributionKind(GAUSSIAN, FREE), "Gaussian"),
        (BOUNDED, DistributionKind(SQUASHED, FREE), "SquashedGaussian"),
        (BOUNDED, DistributionKind(SQUASHED, NETWORK), "SquashedGaussian"),
    ],
)
def test_a_policy_is_read_without_the_program(
    tmp_path, monkeypatch, capsys, action, kind, name, activation, normalised, seed
):
    architecture = Architecture(Spaces(VectorSpace(3), action), (7, 5), activation, kind, normalised)
    policy = random_policy(architecture, seed)
    if normalised:
        np.abs(policy.parameters["observation.std"], out=policy.parameters["observation.std"])
    settings = Settings(environment="CartPole-v1")
    save_policy(tmp_path / "policy.safetensors", PolicyDocument(policy, settings, "CartPole-v1", STATISTICS))
    monkeypatch.chdir(tmp_path)
    found = {}
    exec(compile(snippet(), "README.md", "exec"), found)  # noqa: S102 (our own)

    distribution = architecture.distribution
    assert type(distribution).__name__ == name == found["distribution"]
    outputs_NK = policy.outputs(np.zeros((1, 3), np.float32))
    expected = distribution.environment_action(distribution.mode(outputs_NK))[0]
    np.testing.assert_allclose(found["action"], expected, rtol=1e-4, atol=1e-6)
    assert capsys.readouterr().out.startswith("CartPole-v1 greedy action: ")


def test_no_distribution_is_forgotten():
    from pg_desktop.learning.acting import distributions

    kinds = {"ActionValues", "Categorical", "MultiCategorical", "MultiBernoulli", "Gaussian", "SquashedGaussian"}
    assert {name for name in distributions.__all__ if hasattr(getattr(distributions, name), "mode")} - {
        "ActionDistribution"
    } == kinds
