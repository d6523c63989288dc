"""What the pane of adaptation says."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QCoreApplication

from pg_desktop.learning.adapting.changes import HELD_OUT, Change, change
from pg_desktop.learning.adapting.moments import Belief, Event, Lane
from pg_desktop.learning.adapting.scores import Score, Who, Worth
from pg_desktop.messages import QT_TRANSLATE_NOOP
from pg_desktop.ui.kit.numbers import fixed, whole

_NAMES: Final = {
    Who.FIXED: QT_TRANSLATE_NOOP("Adapting", "Fixed"),
    Who.RANDOMISED: QT_TRANSLATE_NOOP("Adapting", "Randomised"),
    Who.ADAPTIVE: QT_TRANSLATE_NOOP("Adapting", "Adaptive"),
    Who.ORACLE: QT_TRANSLATE_NOOP("Adapting", "Oracle"),
}
_TIPS: Final = {
    Who.FIXED: QT_TRANSLATE_NOOP("Adapting", "The policy that is shown, as it is: it does what it always did."),
    Who.RANDOMISED: QT_TRANSLATE_NOOP(
        "Adapting",
        "A policy that comes with the program, trained with another pole, cart, force, friction and noise in every "
        "episode. Its motor always pushed the way it says.",
    ),
    Who.ADAPTIVE: QT_TRANSLATE_NOOP(
        "Adapting",
        "The policy that is shown, and what it learns of the change within this episode. It is told nothing but how "
        "noisy its sensors are.",
    ),
    Who.ORACLE: QT_TRANSLATE_NOOP("Adapting", "Is told the new physics at once, and pushes as is best for it."),
}
_BUTTONS: Final = {
    "reversed": QT_TRANSLATE_NOOP("Adapting", "Reverse motor"),
    "half": QT_TRANSLATE_NOOP("Adapting", "½ strength"),
}
_WORTH: Final = {
    Worth.HELPS: QT_TRANSLATE_NOOP("Adapting", "helps"),
    Worth.NOT_NEEDED: QT_TRANSLATE_NOOP("Adapting", "no need"),
    Worth.NO_HELP: QT_TRANSLATE_NOOP("Adapting", "no help"),
    Worth.HURTS: QT_TRANSLATE_NOOP("Adapting", "hurts"),
}
_WORTH_SAID: Final = {
    Worth.HELPS: QT_TRANSLATE_NOOP("Adapting", "Adapting helps: {adaptive} further steps instead of {fixed}."),
    Worth.NOT_NEEDED: QT_TRANSLATE_NOOP(
        "Adapting", "Adapting does not help: the fixed policy stands for {fixed} steps by itself."
    ),
    Worth.NO_HELP: QT_TRANSLATE_NOOP(
        "Adapting", "Adapting does not help: {adaptive} further steps, {fixed} without it."
    ),
    Worth.HURTS: QT_TRANSLATE_NOOP("Adapting", "Adapting hurts: {adaptive} further steps instead of {fixed}."),
}


def _translated(text: str) -> str:
    return QCoreApplication.translate("Adapting", text)


def name_of(who: Who) -> str:
    """What one of the four is called."""
    return _translated(_NAMES[who])


def tip_of(who: Who) -> str:
    """What one of the four is."""
    return _translated(_TIPS[who])


def name_of_change(wanted: Change) -> str:
    """What a change is called."""
    return _translated(wanted.name)


def button_of(wanted: Change) -> str:
    """What the button says that lets a change come."""
    return _translated(_BUTTONS.get(wanted.id, wanted.name))


def reason_of(wanted: Change) -> str:
    """Why it is there."""
    return _translated(wanted.reason)


def worth_of(score: Score) -> str:
    """What adapting was worth, in a word or two."""
    return _translated(_WORTH[score.worth])


def told_of(score: Score) -> str:
    """What adapting was worth, and why the change is there."""
    said = _translated(_WORTH_SAID[score.worth]).format(adaptive=whole(score.adaptive), fixed=whole(score.fixed))
    return f"{said} {reason_of(change(score.change))}"


def told_of_all(scores: Sequence[Score]) -> str:
    """In how many of the held-out changes adapting helped, and in how many not."""
    held_out = {each.id for each in HELD_OUT}
    counted = [score.worth for score in scores if score.change in held_out]
    sentence = _translated(
        QT_TRANSLATE_NOOP(
            "Adapting",
            "Of {all} held-out changes, adapting helps in {helps}. It is not needed in {needless}, of no help in "
            "{useless}, and hurts in {hurts}.",
        )
    )
    return sentence.format(
        all=len(counted),
        helps=counted.count(Worth.HELPS),
        needless=counted.count(Worth.NOT_NEEDED),
        useless=counted.count(Worth.NO_HELP),
        hurts=counted.count(Worth.HURTS),
    )


def state_of(lane: Lane, *, changed: bool) -> str:
    """How one of the four is doing."""
    if not lane.stands:
        return _translated(QT_TRANSLATE_NOOP("Adapting", "fell after {steps}")).format(steps=whole(lane.steps))
    if not changed:
        return _translated(QT_TRANSLATE_NOOP("Adapting", "stands"))
    return _translated(QT_TRANSLATE_NOOP("Adapting", "stands, {steps}")).format(steps=whole(lane.steps))


def figure_of(belief: Belief) -> str:
    """A belief in figures."""
    return f"{fixed(belief.mean, 2)} ± {fixed(belief.std, 2)}"


def told_of_course(
    events: Sequence[Event], planned: Event | None, beliefs: Sequence[Belief], *, balances: bool, over: bool
) -> str:
    """What has happened, and what of it was learned.

    Args:
        events: the changes that have come.
        planned: the one that is to come.
        beliefs: of the adaptive one, after each step.
        balances: whether the policy still stands.
        over: whether all has come to its end.
    """
    if planned is not None:
        coming = _translated(QT_TRANSLATE_NOOP("Adapting", "{change} comes at step {step}, without a reset."))
        return coming.format(change=name_of_change(planned.change), step=whole(planned.step))
    if not events:
        if not balances:
            return _translated(
                QT_TRANSLATE_NOOP("Adapting", "This policy does not balance yet: train it, and it begins anew.")
            )
        return _translated(QT_TRANSLATE_NOOP("Adapting", "All four balance in the usual physics. Change something!"))
    return f"{_learned(events[-1], beliefs)}{_ended(over=over)}"


def _learned(event: Event, beliefs: Sequence[Belief]) -> str:
    since = beliefs[event.step :]
    second = next((each for each in since if each.second_stage), None)
    turned = next((each for each in since if each.mean < 0), None)
    name = name_of_change(event.change)
    if second is not None:
        return _translated(
            QT_TRANSLATE_NOOP(
                "Adapting",
                "{change}: the motor does not explain it, so {steps} steps later learned linear dynamics drove.",
            )
        ).format(change=name, steps=whole(second.step - event.step))
    if turned is not None:
        return _translated(
            QT_TRANSLATE_NOOP("Adapting", "{change}: {steps} steps later the belief was below 0, and pushes turned.")
        ).format(change=name, steps=whole(turned.step - event.step))
    return _translated(QT_TRANSLATE_NOOP("Adapting", "{change}: nothing that would ask for other pushes.")).format(
        change=name
    )


def _ended(*, over: bool) -> str:
    return _translated(QT_TRANSLATE_NOOP("Adapting", " That was 500 steps.")) if over else ""
