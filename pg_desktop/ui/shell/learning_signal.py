"""Saying that there is nothing to learn from, what that means, and what to try."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from pg_desktop.learning.settings.table import Settings
from pg_desktop.runs.live.session import Session
from pg_desktop.ui.kit.notices import NoticeBar
from pg_desktop.ui.kit.numbers import short, whole

if TYPE_CHECKING:  # NumPy, which the first paint does not need
    from pg_desktop.runs.learning_signal import Cause, MissingSignal
    from pg_desktop.runs.record import RunRecord


class LearningSignal(QObject):
    """Says it of each run once for each cause, where no other notice stands. Lives in the GUI thread.

    What it has said of a run goes once another one is trained.
    """

    def __init__(self, session: Session, notice: NoticeBar, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._notice = notice
        self._seen: tuple[int, int] | None = None
        self._said: set[tuple[int, Cause]] = set()
        self._standing: tuple[int, str] | None = None

    def forget(self) -> None:
        """The runs are those of another experiment, which have numbers of their own."""
        self._seen = None
        self._said.clear()

    def look(self) -> None:
        """Look at what is new in the run that is trained; costs next to nothing if nothing is."""
        view = self._session.view
        moment = view.status.run, view.status.update
        if self._standing is not None and self._standing[0] != moment[0]:
            self._notice.withdraw(self._standing[1])
            self._standing = None
        if view.record is None or moment == self._seen or self._notice.isVisible():
            return
        self._seen = moment
        missing = _missing_in(view.record)
        if missing is not None and (moment[0], missing.cause) not in self._said:
            self._said.add((moment[0], missing.cause))
            self._standing = moment[0], self._sentence(missing, view.status.settings)
            self._notice.show_notice(self._standing[1])

    def _sentence(self, missing: MissingSignal, settings: Settings) -> str:
        from pg_desktop.runs.learning_signal import Cause  # noqa: PLC0415 (NumPy, which is there by now)

        locale = self._notice.locale()
        text = {
            Cause.SAME_RETURN: self._same_return,
            Cause.NO_ADVANTAGE: self._no_advantage,
            Cause.NO_ENTROPY: self._no_entropy,
        }[missing.cause](settings)
        return text.format(
            updates=whole(missing.updates, locale),
            episodes=whole(missing.episodes, locale),
            mean=short(missing.mean_return, 4, locale),
        )

    def _same_return(self, settings: Settings) -> str:
        if settings.algorithm == "dqn":
            return self.tr(
                "All {episodes} episodes of the last {updates} updates had the same return, {mean}, so no action looks "
                "better than another and nothing is learned. Try more exploration, or a higher step limit, so that an "
                "episode comes to another end."
            )
        return self.tr(
            "All {episodes} episodes of the last {updates} updates had the same return, {mean}, so no action looks "
            "better than another and nothing is learned. Try a higher step limit or more episodes per update, so that "
            "one comes to another end, or another algorithm."
        )

    def _no_advantage(self, settings: Settings) -> str:
        if settings.gamma == 0:
            return self.tr(
                "In the last {updates} updates the policy loss was 0: with γ = 0 only the reward of the same step "
                "counts, and that is the same for every action, so nothing is learned. Try γ = 0.99."
            )
        return self.tr(
            "In the last {updates} updates the policy loss was 0: no action looked better than another, so nothing is "
            "learned. Try another advantage or a larger γ."
        )

    def _no_entropy(self, settings: Settings) -> str:
        del settings
        return self.tr(
            "In the last {updates} updates the policy had no doubt left, an entropy of 0, with a mean return of "
            "{mean}, so it tries nothing new and hardly learns. Try a larger entropy bonus or a lower learning rate, "
            "and Reset."
        )


def _missing_in(record: RunRecord) -> MissingSignal | None:
    """What a run lacks now; nothing if it is solved."""
    from pg_desktop.runs.learning_signal import missing_signal  # noqa: PLC0415 (NumPy, which is there by now)

    world, progress = record.world, record.progress
    if world is None or (progress.solved is not None and not progress.fallen):
        return None
    return missing_signal(
        record.history, since=record.updates_before, target=world.threshold, choice=not world.continuous
    )
