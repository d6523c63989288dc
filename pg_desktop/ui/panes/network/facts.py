"""What is known of the network that is shown: its layers with their names, and what they do in the shown moment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from PySide6.QtCore import QCoreApplication

import pg_desktop
from pg_desktop.learning.acting.distributions import ActionValues, Gaussian, MultiBernoulli, MultiCategorical
from pg_desktop.learning.explaining.network import Health, Inside
from pg_desktop.learning.explaining.quantities import Kind, Quantity
from pg_desktop.storage.history_csv import Table
from pg_desktop.ui.kit.numbers import fixed, short, whole
from pg_desktop.ui.panes.policy_map.words import action_name, observed

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pg_desktop.learning.acting.policy import Policy
    from pg_desktop.learning.worlds.table import EnvironmentEntry

_STRONGEST: Final = 3
"""Weights of a unit that are told."""


@dataclass(frozen=True)
class Unit:
    """A unit of the network: `layer` 0 is what is observed, the last one what the network puts out; from 0."""

    layer: int
    index: int


@dataclass(frozen=True, eq=False)
class Facts:
    """A policy's network, with names.

    Attributes:
        policy: whose.
        entry: its world's row.
        inputs: what the observed numbers are called.
        outputs: what the network's outputs are called.
    """

    policy: Policy
    entry: EnvironmentEntry
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]

    @classmethod
    def of(cls, policy: Policy, entry: EnvironmentEntry) -> Facts:
        """Name everything of a policy's network."""
        numbers = observed(entry, policy.architecture.spaces.observation.size)
        return cls(policy, entry, tuple(number.name for number in numbers), _output_names(policy, entry))

    @property
    def sizes(self) -> tuple[int, ...]:
        """Units of each layer, from what is observed on."""
        return len(self.inputs), *self.policy.perceptron.hidden_sizes, len(self.outputs)

    @property
    def weights(self) -> tuple[NDArray[np.float32], ...]:
        """Between each layer and the next, (outputs, inputs)."""
        return self.policy.perceptron.weights

    def layer_name(self, layer: int) -> str:
        """What a layer is called."""
        if layer == 0:
            return _tr("observation")
        if layer == len(self.sizes) - 1:
            return _tr("output")
        return _tr("hidden layer {layer}").format(layer=layer)

    def unit_name(self, unit: Unit) -> str:
        """What a unit is called."""
        if unit.layer == 0:
            return self.inputs[unit.index]
        if unit.layer == len(self.sizes) - 1:
            return self.outputs[unit.index]
        return _tr("unit {unit} of hidden layer {layer}").format(unit=unit.index + 1, layer=unit.layer)

    def reading(self, unit: Unit, inside: Inside | None) -> str:
        """A unit in words: what it puts out now, and its strongest weights."""
        name = self.unit_name(unit)
        sentences = [name[:1].upper() + name[1:]]
        if inside is not None:
            sentences[0] = _tr("{unit}: {value}").format(unit=sentences[0], value=fixed(self.value(unit, inside), 2))
        weights = self.weights
        if unit.layer > 0:
            row = weights[unit.layer - 1][unit.index]
            sentences.append(_tr("from {weights}").format(weights=self._strongest(row, unit.layer - 1)))
        if unit.layer < len(self.sizes) - 1:
            column = weights[unit.layer][:, unit.index]
            sentences.append(_tr("to {weights}").format(weights=self._strongest(column, unit.layer + 1)))
        return "; ".join(sentences)

    def value(self, unit: Unit, inside: Inside) -> float:
        """What a unit puts out; of what is observed, as the network sees it."""
        return float(self.values(unit.layer, inside)[unit.index])

    def values(self, layer: int, inside: Inside) -> NDArray[np.float64]:
        """What all units of a layer put out."""
        if layer == 0:
            return inside.input_O
        return inside.output_K if layer == len(self.sizes) - 1 else inside.hidden[layer - 1]

    def _strongest(self, weights: NDArray[np.float32], layer: int) -> str:
        order = np.argsort(-np.abs(weights), kind="stable")[:_STRONGEST]
        names = [self._short_name(Unit(layer, int(index))) for index in order]
        return ", ".join(f"{name} {fixed(float(weights[index]), 2)}" for name, index in zip(names, order, strict=True))

    def _short_name(self, unit: Unit) -> str:
        if 0 < unit.layer < len(self.sizes) - 1:
            return _tr("unit {unit}").format(unit=unit.index + 1)
        return self.unit_name(unit)


def health_sentence(health: Health | None, activation: str) -> str:
    """Which units do nothing, in a sentence; "" for a network without hidden units."""
    if health is None or not health.units:
        return ""
    values = {"units": whole(health.units), "states": whole(health.states)}
    if activation == "relu":
        if not health.dead_count:
            return _tr("None of {units} hidden units is dead: each is on in some of {states} visited states.").format(
                **values
            )
        return _tr(
            "{dead} of {units} hidden units are dead: they are 0 in all {states} visited states, and no gradient "
            "reaches them there."
        ).format(dead=whole(health.dead_count), **values)
    if not health.saturated_count:
        return _tr("None of {units} hidden units is saturated in nearly all of {states} visited states.").format(
            **values
        )
    return _tr(
        "{saturated} of {units} hidden units are saturated: almost ±1 in nearly all of {states} visited states, where "
        "hardly any gradient passes them."
    ).format(saturated=whole(health.saturated_count), **values)


def contributions_table(facts: Facts, inside: Inside) -> Table:
    """What each observed number brings to each output: a line a number, the rest, and the sums."""
    about = (("program", "PG Desktop"), ("version", pg_desktop.__version__))
    rows: list[tuple[str | float, ...]] = [
        (name, *map(float, row_K)) for name, row_K in zip(facts.inputs, inside.contribution_KO.T, strict=True)
    ]
    rows += [(_tr("rest"), *map(float, inside.rest_K)), (_tr("sum"), *map(float, inside.output_K))]
    return Table("contributions", about, ("observation", *facts.outputs), rows)


def number_text(value: float) -> str:
    """A number in few characters."""
    return fixed(value, 2) if abs(value) < 1000 else short(value, 3)


def _output_names(policy: Policy, entry: EnvironmentEntry) -> tuple[str, ...]:
    distribution = policy.architecture.distribution
    match distribution:
        case Gaussian():
            dimensions = range(distribution.space.size)
            names = [action_name(Quantity(Kind.MEAN, part), distribution, entry) for part in dimensions]
            means = [_tr("μ {name}").format(name=name) for name in names]
            return (
                *means,
                *(() if distribution.free_std else [_tr("log σ {name}").format(name=name) for name in names]),
            )
        case MultiCategorical(counts):
            quantities = [
                Quantity(Kind.PROBABILITY, part, choice) for part, n in enumerate(counts) for choice in range(n)
            ]
        case MultiBernoulli(n):
            quantities = [Quantity(Kind.PROBABILITY, part, 1) for part in range(n)]
        case _:
            quantities = [Quantity(Kind.PROBABILITY, 0, choice) for choice in range(distribution.output_size)]
    template = _tr("Q {name}") if isinstance(distribution, ActionValues) else _tr("logit {name}")
    return tuple(template.format(name=action_name(quantity, distribution, entry)) for quantity in quantities)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Network", text)
