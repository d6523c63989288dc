"""What policy, search and truth say about the game at the board, found out beside the window."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import takewhile
from time import monotonic
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal, Slot

from pg_desktop.runs.live.turns import Turns
from pg_desktop.ui.panes.board.thinking import Stop, Tell, Thinking

if TYPE_CHECKING:  # NumPy, which the first paint does not need
    from pg_desktop.ui.board.advice import Advice, Judgement, Question
    from pg_desktop.ui.board.picture import Hint

_AGAIN_SECONDS: Final = 0.5
"""From the advice of one policy to that of the next of the same run."""


class Advising(QObject):
    """Asks for advice on the position that is looked at, and keeps it. Lives in the GUI thread.

    Attributes:
        thinking: what finds it out.

    Signals:
        changed (): there is other advice.
        failed (Failure): it could not be found out.
    """

    changed = Signal()
    failed = Signal(object)

    def __init__(self, turns: Turns, parent: QObject) -> None:
        super().__init__(parent)
        self.thinking = Thinking(turns, self)
        self._question: Question | None = None
        self._advice: Advice | None = None
        self._since = 0.0
        self.thinking.told.connect(self._take)
        self.thinking.failed.connect(self.failed)

    @property
    def advice(self) -> Advice | None:
        """What is known of the position that is looked at; None for nothing yet."""
        return self._advice

    def want(self, question: Question | None) -> None:
        """Find this out, unless it is known or on its way; None for nothing."""
        before = self._question
        if question is None:
            self._question = None
            self.thinking.give_up()
            return
        if before is not None and _alike(before, question):
            if before.policy is question.policy:
                return
            if self.thinking.busy or monotonic() < self._since + _AGAIN_SECONDS:
                return  # the next refresh comes back to it
        self._question, self._since = question, monotonic()
        self.thinking.ask(question, partial(_advise, question))
        if self._keep_what_holds(before, question):
            self.changed.emit()

    def stop(self) -> None:
        """End for good."""
        self.thinking.stop()

    def _keep_what_holds(self, before: Question | None, question: Question) -> bool:
        """Of another position the moves are others; what earlier positions are worth stays. Tells whether some goes."""
        if before is None or self._advice is None or _of_others(before, question):
            self._advice = None
        elif not _same_position(before, question):
            common = 1 + sum(
                1 for _ in takewhile(_equal, zip(before.line.actions, question.line.actions, strict=False))
            )
            kept = [_without_move(one) for one in self._advice.judgements[common - 1 : common]]
            judgements = (*self._advice.judgements[: common - 1], *kept)
            self._advice = replace(self._advice, hints={}, judgements=judgements, truth_unknown=False)
            return True
        return False

    @Slot(object, object)
    def _take(self, question: Question, advice: Advice) -> None:
        if question is not self._question:
            return
        if self._advice is not None:
            # What is there belongs to the same position, be it of the policy before: figures do not come and go.
            advice = replace(
                advice,
                hints=_filled_hints(advice.hints, self._advice.hints),
                judgements=_filled(advice.judgements, self._advice.judgements),
            )
        self._advice = advice
        self.changed.emit()


def _advise(question: Question, tell: Tell, stop: Stop) -> None:
    """In another thread."""
    from pg_desktop.ui.board.advice import advise  # noqa: PLC0415 (NumPy, after the first paint)

    for advice in advise(question, stop):
        tell(advice)


def _equal(pair: tuple[int, int]) -> bool:
    return pair[0] == pair[1]


def _of_others(before: Question, question: Question) -> bool:
    """Whether nothing that is known says anything about a question: another game, or another kind of adviser."""
    from pg_desktop.ui.board.advice import has_values  # noqa: PLC0415 (NumPy, after the first paint)

    one, other = before.policy, question.policy
    adviser = (one is None) != (other is None) or has_values(one) != has_values(other)
    return adviser or before.entry is not question.entry


def _same_position(one: Question, other: Question) -> bool:
    return one.entry is other.entry and one.line.actions == other.line.actions and one.ply == other.ply


def _alike(one: Question, other: Question) -> bool:
    """Whether two questions differ in nothing but the policy."""
    return _same_position(one, other) and (
        (one.simulations, one.judged, one.truth) == (other.simulations, other.judged, other.truth)
    )


def _without_move(judgement: Judgement) -> Judgement:
    """What is known of a position after which another move was made."""
    return replace(judgement, lost=None)


def _filled_hints(new: Mapping[int, Hint], old: Mapping[int, Hint]) -> dict[int, Hint]:
    """What is known of every move now; what has not been found out yet stands as it was."""
    return {action: _filled_hint(hint, old[action]) if action in old else hint for action, hint in new.items()}


def _filled_hint(new: Hint, old: Hint) -> Hint:
    searched = old if new.visits is None else new
    return replace(
        new,
        prior=old.prior if new.prior is None else new.prior,
        visits=searched.visits,
        share=searched.share,
        value=searched.value,
        truth=old.truth if new.truth is None else new.truth,
    )


def _filled(new: Sequence[Judgement], old: Sequence[Judgement]) -> tuple[Judgement, ...]:
    """What is known now; what has not been found out yet stands as it was."""

    def value(one: float | None, before: float | None) -> float | None:
        return before if one is None else one

    padded = [*old, *[None] * (len(new) - len(old))]
    return tuple(
        one
        if before is None
        else replace(
            one,
            policy=value(one.policy, before.policy),
            search=value(one.search, before.search),
            truth=value(one.truth, before.truth),
            lost=value(one.lost, before.lost),
        )
        for one, before in zip(new, padded, strict=False)
    )
