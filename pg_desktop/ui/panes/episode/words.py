"""What is said of an episode: the names of its columns, what they mean, and which numbers went into them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCoreApplication, QLocale

from pg_desktop.ui.kit.fitted import Part
from pg_desktop.ui.kit.numbers import exact, fixed, short, whole

if TYPE_CHECKING:  # NumPy and torch, which the first paint does not need
    from pg_desktop.learning.algorithms.trace import Trace
    from pg_desktop.learning.explaining.memory import Memory

_SUBSCRIPTS: Final = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def subscript(number: int) -> str:
    """A number written low: ₁₂."""
    return str(number).translate(_SUBSCRIPTS)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Episode", text)


def sentence_of_all() -> str:
    """What the pane shows, in the chapter's words."""
    return _tr(
        "The memory of one episode: what was seen, done and earned, and Gₜ, the discounted sum of what followed."
    )


def heading(trace: Trace, episode: int, locale: QLocale) -> list[Part]:
    """Which update it is, and how the episode went."""
    steps, earned = int(trace.rollout.length_N[episode]), float(trace.rollout.episode_return_N[episode])
    value = fixed(earned, 0 if earned.is_integer() else 2, locale)
    return [
        Part(_tr("Update {update}").format(update=whole(trace.update, locale)), 2),
        Part(_tr("{steps} steps").format(steps=whole(steps, locale)), 1),
        Part(
            (_tr("designed return {value}") if trace.settings.reward else _tr("return {value}")).format(value=value), 0
        ),
    ]


class Words:
    """The names of an episode's columns and what they mean."""

    def __init__(self, memory: Memory) -> None:
        from pg_desktop.learning.explaining.memory import Baseline, Measure  # noqa: PLC0415 (torch)

        self._memory = memory
        self._baselines, self._measures = Baseline, Measure

    @property
    def by_values(self) -> bool:
        """Whether the policy is one by action values."""
        return self._memory.measure is self._measures.VALUE

    def title(self, key: str) -> str:
        """What a column is called."""
        expected = {
            self._measures.PROBABILITY: "π(a|s)",
            self._measures.DENSITY: "p(a|s)",
            self._measures.VALUE: "Q(s,a)",
        }
        titles = {
            "t": "t",
            "action": "a",
            "expected": expected[self._memory.measure],
            "reward": "r",
            "return": "y" if self.by_values else "Gₜ",
            "baseline": "V(s)" if self._memory.baseline is self._baselines.VALUE_NETWORK else "b",
            "advantage": "y − Q" if self.by_values else "Aₜ",
        }
        return titles[key]

    def seen(self, name: str) -> str:
        """What a number of the observation means."""
        return _tr("{name}: a part of sₜ, what was seen before the action.").format(name=name)

    def help(self, key: str) -> str:
        """What a column means, with its formula and where that is from."""
        told = {
            "t": _tr("t: env steps since the episode began. A click on a row shows that moment."),
            "action": _tr("aₜ: what was done, drawn from the policy of before the update."),
            "expected": self._expected(),
            "reward": self._reward(),
            "return": self._return(),
            "baseline": self._baseline(),
            "advantage": self._advantage(),
        }
        return told[key]

    def _reward(self) -> str:
        if self._memory.trace.settings.reward:
            return _tr("rₜ: the designed reward of this step, which learning was told in place of the world's own.")
        return _tr("rₜ: what the world gave for this step.")

    def _expected(self) -> str:
        if self.by_values:
            return _tr("Q(sₜ, aₜ): what the action was taken to be worth before the update (Watkins 1989).")
        if self._memory.measure is self._measures.DENSITY:
            return _tr(
                "p(aₜ|sₜ): the density of the policy at this action before the update. It is no probability and may be "
                "larger than 1."
            )
        return _tr("π(aₜ|sₜ): how probable this action was to the policy before the update, from 0 to 1.")

    def _return(self) -> str:
        if self.by_values:
            return _tr(
                "y = rₜ + γ max Q′(sₜ₊₁, ·): what the action turned out to be worth, by the target network (Mnih et "
                "al. 2015)."
            )
        if self._memory.estimated:
            return _tr(
                "Gₜ: what followed, estimated as Aₜ before scaling + V(sₜ): the λ-return of GAE (Schulman et al. 2016)."
            )
        if self._memory.from_start:
            return _tr("Gₜ = Σₖ γᵏ rₖ over k ≥ t: the discounted sum of what followed, as in the course chapter.")
        return _tr(
            "Gₜ = Σₖ γᵏ rₜ₊ₖ: the discounted sum of what followed (Williams 1992; Sutton and Barto 2018, eq. 3.8)."
        )

    def _baseline(self) -> str:
        kind, kinds = self._memory.baseline, self._baselines
        if kind is kinds.VALUE_NETWORK:
            return _tr("V(sₜ): what the value network expected to follow, before the update.")
        if kind is kinds.TIME:
            return _tr("b: what was to be expected, the mean Gₜ of the batch's episodes that were still going at t.")
        if kind is kinds.BATCH:
            return _tr("b: what was to be expected, the mean Gₜ of all steps of the batch.")
        return _tr("b: what was to be expected, the mean Gₜ of this episode, as in the course chapter.")

    def _advantage(self) -> str:
        if self.by_values:
            return _tr("y − Q(sₜ, aₜ): the TD error, by how much the action was worth more than expected.")
        if self._memory.baseline is self._baselines.NONE:
            return _tr("Aₜ = Gₜ: what weighs log π(aₜ|sₜ) in the loss; nothing is subtracted from it.")
        return _tr(
            "Aₜ = (Gₜ − b) / σ: the normalised Gₜ, which weighs log π(aₜ|sₜ) in the loss. Above 0 the action is to "
            "become more likely, below 0 less."
        )


def notes(memory: Memory, locale: QLocale) -> str:
    """Which numbers went into the columns: the discount, what was subtracted, and what it was divided by."""
    told = [_discount(memory, locale), _normalisation(memory, locale)]
    if memory.reward_scale != 1.0:
        text = _tr("Learning took the rewards divided by {scale}.")
        told.append(text.format(scale=short(memory.reward_scale, 4, locale)))
    return " ".join(told)


def _discount(memory: Memory, locale: QLocale) -> str:
    from pg_desktop.learning.explaining.memory import Baseline  # noqa: PLC0415 (torch)

    settings = memory.trace.settings
    gamma = exact(settings.gamma, locale)
    if memory.baseline is Baseline.ACTION_VALUE:
        return _tr("y = r + γ max Q′(s′, ·) with γ = {gamma}.").format(gamma=gamma)
    if memory.estimated:
        text = _tr("γ = {gamma}, λ = {lambda_}: Gₜ ends in the value network.")
        return text.format(gamma=gamma, lambda_=exact(settings.gae_lambda, locale))
    if memory.from_start:
        return _tr("γ = {gamma}, from the start: Gₜ = γᵗ rₜ + Gₜ₊₁.").format(gamma=gamma)
    return _tr("γ = {gamma}, reward-to-go: Gₜ = rₜ + γ Gₜ₊₁.").format(gamma=gamma)


def _normalisation(memory: Memory, locale: QLocale) -> str:
    from pg_desktop.learning.explaining.memory import Baseline  # noqa: PLC0415 (torch)

    if memory.baseline is Baseline.ACTION_VALUE:
        return _tr("The TD error y − Q is not scaled.")
    if memory.baseline is Baseline.NONE:
        return _tr("Aₜ = Gₜ: nothing is subtracted, and nothing scaled.")
    if memory.scale is None:
        return _tr("Aₜ = 0: everything turned out as expected, and the update learned nothing from it.")
    scale, mean = (short(value, 4, locale) for value in (memory.scale, float(memory.baseline_L[0])))
    sentences = {
        Baseline.TIME: _tr("Aₜ = (Gₜ − b) / {scale}: the batch's mean at t, std of the differences."),
        Baseline.BATCH: _tr("Aₜ = (Gₜ − {mean}) / {scale}: mean and std of all steps of the batch."),
        Baseline.EPISODE: _tr("Aₜ = (Gₜ − {mean}) / {scale}: mean and std of this episode."),
        Baseline.VALUE_NETWORK: _tr("Aₜ = (Gₜ − V) / {scale}, the root mean square of the batch."),
    }
    if memory.baseline is Baseline.VALUE_NETWORK and memory.from_start:
        return _tr("Aₜ = γᵗ (Gₜ − V) / {scale}, the root mean square of the batch.").format(scale=scale)
    return sentences[memory.baseline].format(scale=scale, mean=mean)
