"""The other policy of a map that is a difference of two."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from pg_desktop.ui.kit.numbers import whole
from pg_desktop.ui.panes.policy_map.choices import NO_DIFFERENCE, TO_BEFORE, TO_MOMENT, TO_RUN
from pg_desktop.ui.panes.policy_map.subject import Subject, last_state, subject_of
from pg_desktop.ui.panes.runs.words import run_name

if TYPE_CHECKING:
    from pg_desktop.learning.explaining.quantities import Quantity
    from pg_desktop.runs.experiment import Experiment
    from pg_desktop.ui.panes.opened_update import OpenedUpdate
    from pg_desktop.ui.scene import Scene


@dataclass(frozen=True, eq=False)
class Comparison:
    """Two policies.

    Attributes:
        subject: the one whose map it is.
        other: the one that is taken away from it; None for a map of one.
        name: what the other is called.
    """

    subject: Subject
    other: Subject | None = None
    name: str = ""


class Comparer:
    """Finds what a map is compared with. Lives in the GUI thread."""

    def __init__(self, experiment: Experiment, opened: OpenedUpdate) -> None:
        self._experiment, self._opened = experiment, opened
        self._kept: tuple[object, Subject] | None = None
        """The subject made last, by what it was made of."""

    def compared(self, wanted: str, scene: Scene, shown: Subject, quantity: Quantity) -> Comparison | str:
        """Two policies, or why there are none.

        Args:
            wanted: what the user has chosen, see `Choices.difference`.
            scene: what there is to be seen.
            shown: the policy that is shown.
            quantity: what is mapped.
        """
        if wanted == NO_DIFFERENCE:
            return Comparison(shown)
        if wanted == TO_MOMENT:
            found = self._with_moment(scene, shown)
        elif wanted == TO_BEFORE:
            found = self._with_before(scene)
        else:
            found = self._with_run(int(wanted.removeprefix(TO_RUN)), shown)
        if isinstance(found, str) or found.other is None:
            return found
        alike = found.other.policy.architecture.spaces == found.subject.policy.architecture.spaces
        if not alike or any(quantity not in each.quantities for each in (found.subject, found.other)):
            text = _tr("There is no such map of {other}; choose something else to be mapped, or another difference.")
            return text.format(other=found.name)
        return found

    def _with_moment(self, scene: Scene, shown: Subject) -> Comparison | str:
        """The newest policy and the visited one."""
        newest = scene.run.policy
        if newest is None or newest is shown.policy:
            return _tr("Go to an earlier moment with the time machine to see what has changed since.")
        name = _tr("update {update}").format(update=whole(scene.shown.status.update))
        if self._kept is None or self._kept[0] is not newest:
            self._kept = newest, subject_of(scene.run, None)
        return Comparison(self._kept[1], shown, name)

    def _with_before(self, scene: Scene) -> Comparison | str:
        """The policies after and before the opened update."""
        traced = self._opened.traced
        if traced is None or traced.run != scene.shown.status.run:
            return _tr("Open an update in the pane “Anatomy” to see here what it has changed.")
        name = _tr("before update {update}").format(update=whole(traced.trace.update))
        return Comparison(Subject(traced.trace.after), Subject(traced.trace.before), name)

    def _with_run(self, run: int, shown: Subject) -> Comparison | str:
        record = self._experiment.record(run)
        state = None if record is None else last_state(record)
        if record is None or state is None:
            return _tr("The run that the map was compared with is gone; choose another difference in the menu.")
        if self._kept is None or self._kept[0] is not state:
            self._kept = state, Subject(state.policy())
        return Comparison(shown, self._kept[1], run_name(record))


def _tr(text: str) -> str:
    return QCoreApplication.translate("PolicyMap", text)
