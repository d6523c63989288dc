"""The stages of an update, in the order in which the course chapter's algorithm goes through them. Loads nothing."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from pg_desktop.messages import QT_TRANSLATE_NOOP


class Stage(StrEnum):
    """A stage of an update."""

    EPISODES = "episodes"
    RETURNS = "returns"
    SUMS = "sums"
    BASELINE = "baseline"
    LOSS = "loss"
    GRADIENT = "gradient"
    ADAM = "adam"
    POLICY = "policy"
    TARGETS = "targets"
    ERRORS = "errors"
    STEPS = "steps"
    VALUES = "values"


@dataclass(frozen=True)
class StageRow:
    """One row of the table; texts are English sources for translation in the context "Stages".

    Attributes:
        stage: which.
        name: a word or two, as on a button.
        help: what is done in it, in a sentence.
        formula: the same in symbols, or "".
        of_policies: whether an update that moves log π has it.
        of_values: whether an update that moves action values has it.
    """

    stage: Stage
    name: str
    help: str
    formula: str = ""
    of_policies: bool = True
    of_values: bool = False


STAGES: Final = (
    StageRow(
        Stage.EPISODES,
        QT_TRANSLATE_NOOP("Stages", "episodes"),
        QT_TRANSLATE_NOOP("Stages", "The policy plays its episodes to their ends, and each step is kept in memory."),
        "(sₜ, aₜ, rₜ)",
        of_values=True,
    ),
    StageRow(
        Stage.RETURNS,
        QT_TRANSLATE_NOOP("Stages", "returns"),
        QT_TRANSLATE_NOOP("Stages", "The rewards of each episode are added up: this is the score."),
        "R = Σₜ rₜ",
    ),
    StageRow(
        Stage.SUMS,
        QT_TRANSLATE_NOOP("Stages", "Gₜ"),
        QT_TRANSLATE_NOOP("Stages", "For each step, the rewards that follow it are added up, each discounted."),
        "Gₜ = Σₖ γᵏ rₜ₊ₖ",
    ),
    StageRow(
        Stage.BASELINE,
        QT_TRANSLATE_NOOP("Stages", "baseline"),
        QT_TRANSLATE_NOOP(
            "Stages",
            "Gₜ is normalised: what was to be expected is subtracted and the rest divided by its spread, so that about "
            "half the steps were good, whatever the unit of the rewards.",
        ),
        "Aₜ = (Gₜ − b) / σ",
    ),
    StageRow(
        Stage.LOSS,
        QT_TRANSLATE_NOOP("Stages", "loss"),
        QT_TRANSLATE_NOOP("Stages", "The log-probability of each action is weighed with its advantage."),
        "L = −mean(log π(aₜ|sₜ) · Aₜ)",
    ),
    StageRow(
        Stage.GRADIENT,
        QT_TRANSLATE_NOOP("Stages", "gradient"),
        QT_TRANSLATE_NOOP("Stages", "How the loss changes with each weight says which way to move it."),
        "∇L",
    ),
    StageRow(
        Stage.ADAM,
        QT_TRANSLATE_NOOP("Stages", "Adam"),
        QT_TRANSLATE_NOOP("Stages", "Adam takes a step for each weight at a scale of its own, and with momentum."),
        "θ ← θ − α · m̂ / (√v̂ + ε)",
    ),
    StageRow(
        Stage.POLICY,
        QT_TRANSLATE_NOOP("Stages", "new policy"),
        QT_TRANSLATE_NOOP("Stages", "The same actions in the same states have other probabilities now."),
        "Δ log π(aₜ|sₜ)",
    ),
    StageRow(
        Stage.TARGETS,
        QT_TRANSLATE_NOOP("Stages", "targets y"),
        QT_TRANSLATE_NOOP("Stages", "What each action should be worth: its reward, and what the best next one is."),
        "y = r + γ max Q′(s′, ·)",
        of_policies=False,
        of_values=True,
    ),
    StageRow(
        Stage.ERRORS,
        QT_TRANSLATE_NOOP("Stages", "TD errors δ"),
        QT_TRANSLATE_NOOP("Stages", "By how much each action was worth more than the network believed."),
        "δ = y − Q(s, a)",
        of_policies=False,
        of_values=True,
    ),
    StageRow(
        Stage.STEPS,
        QT_TRANSLATE_NOOP("Stages", "gradient steps"),
        QT_TRANSLATE_NOOP("Stages", "Adam takes many small steps, each along the gradient of a few remembered steps."),
        "θ ← θ − α · m̂ / (√v̂ + ε)",
        of_policies=False,
        of_values=True,
    ),
    StageRow(
        Stage.VALUES,
        QT_TRANSLATE_NOOP("Stages", "new values"),
        QT_TRANSLATE_NOOP("Stages", "The same actions in the same states are taken to be worth something else now."),
        "Δ Q(sₜ, aₜ)",
        of_policies=False,
        of_values=True,
    ),
)
"""All stages, in their order."""


def stages_of(*, by_values: bool) -> tuple[StageRow, ...]:
    """The stages of an update.

    Args:
        by_values: whether it moves action values and not log-probabilities.
    """
    return tuple(row for row in STAGES if (row.of_values if by_values else row.of_policies))
