"""The policy map in words: what is mapped, and how its numbers are written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

if TYPE_CHECKING:  # NumPy, which the first paint does not need
    from pg_desktop.learning.acting.distributions import ActionDistribution
    from pg_desktop.learning.explaining.quantities import Quantity
    from pg_desktop.learning.worlds.observed import Observed
    from pg_desktop.learning.worlds.spaces import Spaces
    from pg_desktop.learning.worlds.table import EnvironmentEntry


def observed(entry: EnvironmentEntry, size: int) -> tuple[Observed, ...]:
    """What the numbers of an observation are called, in the user's language."""
    from pg_desktop.learning.worlds.observed import observed_numbers  # noqa: PLC0415 (not for the first paint)

    names = (QCoreApplication.translate("Environments", name) for name in entry.observation_names)
    return observed_numbers(tuple(names), size)


def action_name(quantity: Quantity, distribution: ActionDistribution, entry: EnvironmentEntry) -> str:
    """What the action, or the dimension of it, is called that a quantity tells of."""
    from pg_desktop.learning.acting.distributions import (  # noqa: PLC0415 (NumPy, after the first paint)
        ActionValues,
        Categorical,
        MultiBernoulli,
        MultiCategorical,
    )

    names = [QCoreApplication.translate("Environments", name) for name in entry.action_names]
    match distribution:
        case Categorical(n) | ActionValues(n):
            return names[quantity.choice] if len(names) == n else _tr("action {number}").format(number=quantity.choice)
        case MultiCategorical():
            return f"a{quantity.part + 1} = {quantity.choice}"
        case MultiBernoulli():
            return f"a{quantity.part + 1} = 1"
    if quantity.part < len(names):
        return names[quantity.part]
    return f"a{quantity.part + 1}" if distribution.parameter_size > 2 else "a"


def quantity_label(quantity: Quantity, distribution: ActionDistribution, entry: EnvironmentEntry) -> str:
    """What is mapped, as a formula: "π(right | s)"."""
    from pg_desktop.learning.explaining.quantities import Kind  # noqa: PLC0415 (NumPy, after the first paint)

    name = action_name(quantity, distribution, entry)
    texts = {
        Kind.PROBABILITY: _tr("π({action} | s)"),
        Kind.ENTROPY: _tr("Entropy of π(· | s)"),
        Kind.ACTION_VALUE: _tr("Q(s, {action})"),
        Kind.LEAD: _tr("Q(s, {action}) − best other"),
        Kind.BEST_VALUE: _tr("max Q(s, ·)"),
        Kind.MEAN: _tr("μ of {action}"),
        Kind.STD: _tr("σ of {action}"),
        Kind.STATE_VALUE: _tr("V(s), the baseline"),
    }
    return texts[quantity.kind].format(action=name)


def quantity_name(quantity: Quantity, distribution: ActionDistribution, entry: EnvironmentEntry) -> str:
    """What a value is called where it is read: "right"."""
    from pg_desktop.learning.explaining.quantities import Kind  # noqa: PLC0415 (NumPy, after the first paint)

    name = action_name(quantity, distribution, entry)
    texts = {
        Kind.PROBABILITY: "{action}",
        Kind.ENTROPY: _tr("entropy"),
        Kind.ACTION_VALUE: _tr("Q of {action}"),
        Kind.LEAD: _tr("lead of {action}"),
        Kind.BEST_VALUE: _tr("max Q"),
        Kind.MEAN: _tr("μ of {action}"),
        Kind.STD: _tr("σ of {action}"),
        Kind.STATE_VALUE: _tr("V"),
    }
    return texts[quantity.kind].format(action=name)


def sentence(quantity: Quantity, distribution: ActionDistribution, entry: EnvironmentEntry) -> str:
    """What the map shows, in the chapter's words."""
    from pg_desktop.learning.explaining.quantities import Kind  # noqa: PLC0415 (NumPy, after the first paint)

    name = action_name(quantity, distribution, entry)
    texts = {
        Kind.PROBABILITY: _tr("How probable the policy makes “{action}” in every state."),
        Kind.ENTROPY: _tr("How undecided the policy is in every state: where it still explores."),
        Kind.ACTION_VALUE: _tr("What the network takes “{action}” to be worth in every state."),
        Kind.LEAD: _tr("By how much “{action}” is worth more than the best other action: where above 0, it is chosen."),
        Kind.BEST_VALUE: _tr("What the network takes every state to be worth, with the best action."),
        Kind.MEAN: _tr("The action around which the policy samples in every state."),
        Kind.STD: _tr("How widely the policy samples around μ in every state: how much it explores."),
        Kind.STATE_VALUE: _tr("The return that the value network expects from every state: the learned baseline."),
    }
    return texts[quantity.kind].format(action=name)


def why_no_map(spaces: Spaces, world: str) -> str:
    """Why what is seen in a world gives no map."""
    if spaces.observation.size < 2:
        return _tr("A map needs two observed numbers, but {world} shows only one.").format(world=world)
    return _tr(
        "The states of {world} do not lie on axes: each is one of several things, with nothing in between. In a world "
        "that shows numbers, such as CartPole-v1, the map shows what the policy does everywhere."
    ).format(world=world)


def _tr(text: str) -> str:
    return QCoreApplication.translate("PolicyMap", text)
