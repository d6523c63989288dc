"""The policy's distribution in words: names of actions, what was taken, how undecided it is."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from pg_desktop.ui.kit.numbers import fixed, percent
from pg_desktop.ui.panes.distribution.density import action_at

if TYPE_CHECKING:  # NumPy, which the first paint does not need
    from pg_desktop.learning.acting.distributions import DensityPart, Part
    from pg_desktop.learning.acting.playback import Moment
    from pg_desktop.learning.worlds.table import EnvironmentEntry


def part_names(moment: Moment, entry: EnvironmentEntry, index: int) -> tuple[str, ...]:
    """The names of a choice's alternatives, or the one name of a number."""
    names = tuple(QCoreApplication.translate("Environments", name) for name in entry.action_names)
    part = moment.parts[index]
    choices = _choices(part)
    if choices:
        own = len(moment.parts) == 1 and len(names) == choices
        return names if own else tuple(map(str, range(choices)))
    return names[index : index + 1] or (f"a{index + 1}" if len(moment.parts) > 1 else "a",)


def entropy_text(parts: tuple[Part, ...]) -> str:
    """The entropy in nats, and for choices the largest that it can be."""
    entropy = sum(part.entropy for part in parts)
    choices = [_choices(part) for part in parts]
    if not all(choices):
        return QCoreApplication.translate("Distribution", "{entropy} nats").format(entropy=fixed(entropy, 2))
    return QCoreApplication.translate("Distribution", "{entropy} of {most} nats").format(
        entropy=fixed(entropy, 2), most=fixed(math.log(math.prod(choices)), 2)
    )


def exploration(parts: tuple[Part, ...]) -> str | None:
    """ε of a policy that chooses by what actions are worth; None of any other."""
    from pg_desktop.learning.acting.distributions import ValuePart  # noqa: PLC0415 (NumPy, after the first paint)

    if len(parts) == 1 and isinstance(parts[0], ValuePart):
        return fixed(parts[0].epsilon, 2)
    return None


def action_texts(moment: Moment, entry: EnvironmentEntry) -> tuple[str, ...]:
    """The action that was taken, first with what is left of it within the bounds if that is another."""
    if moment.ended:
        return (QCoreApplication.translate("Distribution", "end of the episode"),)
    drawn, given = [], []
    for index, part in enumerate(moment.parts):
        if part.chosen is None:
            continue
        if _choices(part):
            drawn.append(part_names(moment, entry, index)[int(part.chosen)])
            continue
        drawn.append(fixed(part.chosen, 2))
        given.append(fixed(min(max(part.chosen, part.low), part.high), 2))  # type: ignore[union-attr]
    text = QCoreApplication.translate("Distribution", "a = {action}").format(action=_together(drawn))
    if given and given != drawn:
        limited = QCoreApplication.translate("Distribution", "{text} → {given}")
        return limited.format(text=text, given=_together(given)), text
    return (text,)


def mean_and_std(part: DensityPart) -> str:
    """μ and σ of the normal variable, which tanh keeps between the bounds if the part is squashed."""
    text = QCoreApplication.translate("Distribution", "μ {mean}  σ {std}")
    return text.format(mean=fixed(part.mean, 2), std=fixed(part.std, 2))


def spoken(moment: Moment, entry: EnvironmentEntry) -> str:
    """The distribution, for a tooltip and a screen reader."""
    translate = QCoreApplication.translate
    epsilon = exploration(moment.parts)
    if epsilon is not None:
        sentences = [translate("Distribution", "What each action is worth; ε is {epsilon}.").format(epsilon=epsilon)]
    else:
        sentences = [translate("Distribution", "Entropy {entropy}.").format(entropy=entropy_text(moment.parts))]
    for index, part in enumerate(moment.parts):
        names = part_names(moment, entry, index)
        if epsilon is not None:
            values = zip(names, part.values_C, strict=True)  # type: ignore[union-attr]
            what = ", ".join(f"{name} {fixed(float(value), 2)}" for name, value in values)
        elif _choices(part):
            shares = zip(names, part.probabilities_C, strict=True)  # type: ignore[union-attr]
            what = ", ".join(f"{name} {percent(float(share))}" for name, share in shares)
        else:
            what = _spoken_density(part, names[0])  # type: ignore[arg-type]
        sentences.append(f"{what}.")
    return " ".join([*sentences, f"{action_texts(moment, entry)[0]}."])


def _spoken_density(part: DensityPart, name: str) -> str:
    translate = QCoreApplication.translate
    text = translate("Distribution", "{name}: μ {mean}, σ {std}")
    if part.squashed:
        text = translate("Distribution", "{name}: median {median}, μ {mean} and σ {std} before tanh")
    return text.format(
        name=name, mean=fixed(part.mean, 2), std=fixed(part.std, 2), median=fixed(action_at(part, part.mean), 2)
    )


def _choices(part: Part) -> int:
    """How many alternatives there are; 0 for a real number."""
    from pg_desktop.learning.acting.distributions import ChoicePart  # noqa: PLC0415 (NumPy, after the first paint)

    return len(part.probabilities_C) if isinstance(part, ChoicePart) else 0


def _together(texts: list[str]) -> str:
    return texts[0] if len(texts) == 1 else f"({'; '.join(texts)})"
