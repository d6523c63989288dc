"""What version 2 of the policy file added: other distributions, normalised observations; and version 1 still opens."""

import math
from pathlib import Path

import numpy as np
import pytest

from pg_desktop.learning.acting.distributions import DistributionKind, Family, StdSource
from pg_desktop.learning.acting.policy import OBSERVATION_STD, Architecture, Policy
from pg_desktop.learning.settings.table import Settings
from pg_desktop.learning.worlds.spaces import (
    BoxSpace,
    DiscreteSpace,
    MultiBinarySpace,
    MultiDiscreteSpace,
    Spaces,
    VectorSpace,
)
from pg_desktop.storage.policy_checks import examine
from pg_desktop.storage.policy_file import PolicyDocument, PolicyFileError, load_policy, save_policy
from pg_desktop.storage.policy_format import encode
from tests.storage.policy_samples import STATISTICS, parts, random_policy, same, sample_document

BOX = BoxSpace((-1.0, 0.25), (1.0, 30.0))
OPEN = BoxSpace((-math.inf, 0.0), (math.inf, math.inf))
KINDS = {
    "Categorical": (DiscreteSpace(3), DistributionKind()),
    "MultiCategorical": (MultiDiscreteSpace((3, 2)), DistributionKind()),
    "MultiBernoulli": (MultiBinarySpace(4), DistributionKind()),
    "Gaussian": (BOX, DistributionKind()),
    "Gaussian, open": (OPEN, DistributionKind()),
    "Gaussian, state": (BOX, DistributionKind(Family.GAUSSIAN, StdSource.STATE)),
    "SquashedGaussian": (BOX, DistributionKind(Family.SQUASHED, StdSource.FREE)),
    "SquashedGaussian, state": (BOX, DistributionKind(Family.SQUASHED, StdSource.STATE)),
}


def _document(action, kind, normalised=False):
    policy = random_policy(Architecture(Spaces(VectorSpace(3), action), (4,), "tanh", kind, normalised))
    if normalised:
        scales = {OBSERVATION_STD: np.array([0.5, 2, 1e-4], np.float32)}
        policy = Policy(policy.architecture, {**policy.parameters, **scales})
    settings = Settings(environment="mine.worlds:Name-v0")
    return PolicyDocument(policy, settings, settings.environment, STATISTICS)


@pytest.mark.parametrize("normalised", [False, True])
@pytest.mark.parametrize("name", KINDS)
def test_what_is_saved_is_what_is_opened(tmp_path, name, normalised):
    document = _document(*KINDS[name], normalised)
    save_policy(tmp_path / "a", document)
    opened = load_policy(tmp_path / "a")
    assert same(opened, document)
    built = parts((tmp_path / "a").read_bytes()).metadata["architecture"]
    assert built["distribution"] == name.partition(",")[0]
    assert built["normalised"] is normalised
    continuous = document.policy.architecture.continuous
    assert built["std_source"] == (document.policy.architecture.kind.std_source if continuous else None)
    obs_NO = np.random.default_rng(0).normal(size=(5, 3)).astype(np.float32)
    np.testing.assert_array_equal(opened.policy.outputs(obs_NO), document.policy.outputs(obs_NO))


def test_a_file_of_version_1_as_it_was_written_then():
    opened = load_policy(Path(__file__).with_name("version_1.safetensors"))
    assert parts(Path(__file__).with_name("version_1.safetensors").read_bytes()).metadata["format_version"] == 1
    expected = sample_document()
    assert opened.policy.equals(expected.policy)
    assert (opened.settings, opened.statistics, opened.edits) == (expected.settings, STATISTICS, ())
    assert not opened.policy.architecture.normalised


@pytest.mark.parametrize("version", [1, 2])
def test_the_random_numbers_of_a_branch_stand_among_the_settings(version):
    found = parts(encode(sample_document()))
    assert "stream" not in found.metadata["settings"]
    found.metadata["settings"]["stream"] = 3
    if version == 1:
        found.metadata["format_version"] = 1
        del found.metadata["edits"], found.metadata["algorithm"]
        for entry in ("std_source", "normalised"):
            del found.metadata["architecture"][entry]
    document = examine(found.sealed().content(), "a").document
    assert (document.stream, document.settings) == (3, sample_document().settings)
    assert parts(encode(document)).metadata["settings"]["stream"] == 3


@pytest.mark.parametrize("stream", [-1, 1.5, "1", True, None, 2**31])
def test_random_numbers_that_there_are_not_are_refused(stream):
    found = parts(encode(sample_document()))
    found.metadata["settings"]["stream"] = stream
    with pytest.raises(PolicyFileError, match="stream must be a whole number"):
        examine(found.sealed().content(), "a")


def _refusal(document, *changes):
    sample = parts(encode(document))
    for entry, value in changes:
        sample.metadata["architecture"][entry] = value
    with pytest.raises(PolicyFileError) as caught:
        examine(sample.sealed().content(), "it")
    return str(caught.value)


@pytest.mark.parametrize(
    ("kind", "changes", "sentence"),
    [
        ("Categorical", [("distribution", "MultiCategorical")], "'MultiCategorical', which does not fit its actions"),
        ("Categorical", [("std_source", "free")], "“architecture.std_source” in its metadata cannot be 'free'"),
        ("Gaussian", [("distribution", "Categorical")], "'Categorical', which does not fit its actions"),
        ("Gaussian", [("std_source", None)], "“architecture.std_source” in its metadata cannot be None"),
        ("Gaussian", [("std_source", "both")], "“architecture.std_source” in its metadata cannot be 'both'"),
        ("Gaussian", [("std_source", ["free"])], "“architecture.std_source” in its metadata cannot be ['free']"),
        ("Gaussian", [("std_source", "state")], "the tensor mean_and_log_std.weight is missing"),
        (
            "Gaussian, open",
            [("distribution", "SquashedGaussian")],
            "'SquashedGaussian', which does not fit its actions",
        ),
        ("Gaussian", [("normalised", True)], "the tensor observation.mean is missing"),
        ("Gaussian", [("normalised", 1)], "“architecture.normalised” in its metadata cannot be 1"),
    ],
)
def test_contradictions_are_refused(kind, changes, sentence):
    assert sentence in _refusal(_document(*KINDS[kind]), *changes)


def test_scales_that_the_architecture_does_not_have_are_refused():
    assert "'observation.mean', which its architecture does not have" in _refusal(
        _document(*KINDS["Gaussian"], normalised=True), ("normalised", False)
    )


@pytest.mark.parametrize("entry", ["std_source", "normalised"])
def test_version_2_needs_its_entries_and_version_1_has_none_of_them(entry):
    sample = parts()
    del sample.metadata["architecture"][entry]
    with pytest.raises(PolicyFileError, match=f"lacks the entry “architecture.{entry}”"):
        examine(sample.sealed().content(), "it")
    sample = parts(Path(__file__).with_name("version_1.safetensors").read_bytes())
    sample.metadata["architecture"][entry] = None
    with pytest.raises(PolicyFileError, match=f"unknown entry 'architecture.{entry}'"):
        examine(sample.sealed().content(), "it")
