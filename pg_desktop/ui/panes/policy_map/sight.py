"""What the policy map is to show now, put together from what is shown, visited and chosen."""

from __future__ import annotations

from collections import deque
from time import monotonic
from typing import TYPE_CHECKING, Final

import numpy as np
from PySide6.QtCore import QCoreApplication

from pg_desktop.learning.explaining.policy_map import Axis, Plane, Refinement, Surface
from pg_desktop.learning.worlds.observed import has_axes, usual_axes
from pg_desktop.ui.kit.numbers import whole
from pg_desktop.ui.panes.policy_map.choices import NO_DIFFERENCE, Choices, Others, Visits
from pg_desktop.ui.panes.policy_map.comparing import Comparer, Comparison
from pg_desktop.ui.panes.policy_map.drawing import Words, colours_of, drawn, veil_of
from pg_desktop.ui.panes.policy_map.maker import Wish
from pg_desktop.ui.panes.policy_map.ranges import Ranges
from pg_desktop.ui.panes.policy_map.subject import (
    Subject,
    dots_of,
    others_at,
    state_near,
    subject_of,
    visited_in,
)
from pg_desktop.ui.panes.policy_map.words import observed, quantity_label, quantity_name, sentence, why_no_map

if TYPE_CHECKING:
    from pg_desktop.learning.acting.distributions import Float32
    from pg_desktop.learning.worlds.observed import Observed
    from pg_desktop.runs.experiment import Experiment
    from pg_desktop.runs.live.status import View
    from pg_desktop.ui.kit.heat_map.field import FieldData
    from pg_desktop.ui.panes.opened_update import OpenedUpdate
    from pg_desktop.ui.panes.shown_moment import ShownMoment
    from pg_desktop.ui.panes.shown_plane import ShownPlane
    from pg_desktop.ui.scene import Scene

_DOTS_SECONDS: Final = 0.4
"""How long dots stay, at least, while the states keep changing: to be seen."""
_SEEN_MAX: Final = 1000
"""Moments of the shown episode that are remembered, for axes and averages before there has been an update."""
_SEEN_FEW: Final = 20
"""Moments from fewer of which nobody can tell how far they go."""


class Sight:
    """What is to be seen. Lives in the GUI thread.

    Attributes:
        dots: visited states on the map.
    """

    def __init__(
        self,
        experiment: Experiment,
        moments: ShownMoment,
        opened: OpenedUpdate,
        plane: ShownPlane,
        choices: Choices,
    ) -> None:
        self._moments, self._opened = moments, opened
        self._shared, self._choices = plane, choices
        self._ranges = Ranges()
        self._seen: deque[Float32] = deque(maxlen=_SEEN_MAX)
        self._view: View | None = None
        self._base: Subject | None = None
        """The policy that is shown; in some differences another one is mapped."""
        self._comparison: Comparison | None = None
        self._comparer = Comparer(experiment, opened)
        self._taken: tuple[object, object] = (None, None)
        self._world: object = None
        self._numbers: tuple[Observed, ...] = ()
        self._offered: object = None
        self._run = -1
        self._serial = 0
        self._visited: tuple[int, Float32] | None = None
        """Visited states, with a number that no others had."""
        self.dots: list[tuple[float, float]] = []
        self._dotted: object = None
        self._dotted_at = 0.0
        self._plane_of: tuple[object, Plane] | None = None
        self._veil: tuple[object, np.ndarray[tuple[int, ...], np.dtype[np.uint8]]] | None = None

    def look(self, scene: Scene) -> str:
        """Take what there is to be seen; returns why there is nothing, or ""."""
        view = scene.shown
        if view.policy is None or view.world is None:
            return _tr("As soon as there is a policy, what it does everywhere is shown here.")
        spaces = view.policy.architecture.spaces
        if not has_axes(spaces):
            return why_no_map(spaces, view.world.name)
        self._meet(view)
        self._take(scene)
        self._see_moment()
        self._mark_visits()
        return self._compare(scene)

    def wish(self) -> Wish:
        """The map that is to be seen."""
        surfaces, key = self._surfaces()
        plane, others_BO, others_key = self._plane_now, *self._others()
        return Wish((key, plane, others_key), surfaces, plane, others_BO, self._world)

    def is_of_this_world(self, wish: Wish) -> bool:
        """Whether a map is not of one that has been left while it was computed."""
        return wish.world is self._world

    def drawn(self, wish: Wish, refinement: Refinement) -> FieldData | None:
        """A finished map; None if it is not finite."""
        subject, view = self._subject, self._view
        values_YX = refinement.values_YX
        if subject is None or view is None or view.world is None or not np.isfinite(values_YX).all():
            return None
        quantity = None if self._unit_shown else self._choices.quantity
        two = len(wish.surfaces) == 2
        colours = colours_of(quantity, subject.policy.architecture.distribution, values_YX, difference=two)
        x, y = (self._numbers[axis.index] for axis in (wish.plane.x, wish.plane.y))
        title = _tr("Policy map of {what} over {x} and {y}").format(what=self._label(), x=x.label, y=y.label)
        return drawn(values_YX, wish.plane, Words(title, self._value_name(), x, y), colours, self._veil_on(wish.plane))

    def subtitle(self, refinement: Refinement) -> str:
        """What is mapped, after which update, and over how many states it is averaged by now."""
        text = self._label()
        if self._is_difference:
            text = _tr("{what}: difference to {other}").format(
                what=text, other=self._comparison.name if self._comparison else ""
            )
        elif self._view is not None:
            text = _tr("{what} · update {update}").format(what=text, update=whole(self._view.status.update))
        if refinement.states and not refinement.done:
            return _tr("{what} · {states} of {of} states").format(
                what=text, states=whole(refinement.states), of=whole(refinement.of)
            )
        if refinement.states:
            return _tr("{what} · {states} states").format(what=text, states=whole(refinement.states))
        return text

    def sentence(self) -> str:
        """What the map shows, in a sentence."""
        subject, view, quantity = self._subject, self._view, self._choices.quantity
        if subject is None or view is None or view.world is None or quantity is None:
            return ""
        if self._unit_shown:
            return _tr("What this unit of the network puts out in every state: the feature that it has learned.")
        if self._is_difference:
            text = _tr("Above 0 it is more than {other}, below 0 less.")
            return text.format(other=self._comparison.name if self._comparison else "")
        return sentence(quantity, subject.policy.architecture.distribution, view.world.entry)

    def select_nearest(self, x: float, y: float) -> None:
        """Look at the moment of the opened update that is nearest to a point of the map."""
        traced = self._opened.traced
        view, axes = self._view, self._shared.axes
        if traced is None or view is None or axes is None or traced.run != view.status.run:
            return
        rollout, plane = traced.trace.rollout, self._plane_now
        if rollout.obs_TNO.shape[2] != len(self._numbers):
            return
        far_TN = sum(
            np.square((rollout.obs_TNO[:, :, axis.index].astype(np.float64) - at) / (axis.high - axis.low))
            for axis, at in ((plane.x, x), (plane.y, y))
        )
        step, episode = np.unravel_index(np.argmin(np.where(rollout.mask_TN, far_TN, np.inf)), rollout.mask_TN.shape)
        self._opened.select(int(episode), int(step))

    @property
    def _subject(self) -> Subject | None:
        return self._comparison.subject if self._comparison is not None else None

    @property
    def _unit_shown(self) -> bool:
        return self._subject is not None and self._subject.unit_surface(self._shared.unit) is not None

    @property
    def _is_difference(self) -> bool:
        return self._choices.difference != NO_DIFFERENCE and not self._unit_shown

    def _meet(self, view: View) -> None:
        """Begin anew in another world."""
        if view.world is None or view.policy is None:
            return
        world = view.world.entry.id, view.policy.architecture.spaces
        if world != self._world:
            self._world = world
            size = view.policy.architecture.spaces.observation.size
            self._numbers = observed(view.world.entry, size)
            self._ranges.forget()
            self._seen.clear()
            self._plane_of = None
            self._visited, self._offered, self._base, self._comparison = None, None, None, None
            axes = usual_axes(view.world.entry, size)
            self._choices.offer_axes([number.name for number in self._numbers], axes)
            self._shared.choose(axes)
        elif self._shared.axes is not None:
            self._choices.show_axes(self._shared.axes)

    def _take(self, scene: Scene) -> None:
        """Take the policy, and what its run remembers."""
        view = scene.shown
        if view.policy is None or view.world is None:
            return
        traced = self._opened.traced
        if view.status.run != self._run:
            self._run, self._visited = view.status.run, None
        if self._base is None or (view.policy, traced) != self._taken:
            self._taken = view.policy, traced
            state = state_near(scene.record, view.status.update)
            self._base = subject_of(view, state)
            visited_BO = visited_in(state, traced, view.status.run, view.status.update)
            if visited_BO is not None and (self._visited is None or self._visited[1] is not visited_BO):
                self._serial += 1
                self._visited = self._serial, visited_BO
        self._view = view
        offered = view.policy.architecture.distribution, self._base.quantities
        if offered != self._offered:
            self._offered = offered
            entry = view.world.entry
            self._choices.offer_quantities(
                [(quantity, quantity_label(quantity, offered[0], entry)) for quantity in offered[1]]
            )

    def _see_moment(self) -> None:
        moment = self._moments.moment
        fits = moment is not None and len(moment.obs_O) == len(self._numbers)
        if moment is not None and fits and (not self._seen or self._seen[-1] is not moment.obs_O):
            self._seen.append(moment.obs_O)

    def _compare(self, scene: Scene) -> str:
        """Find the other policy of a difference; returns why there is none, or ""."""
        shown, quantity = self._base, self._choices.quantity
        if shown is None or quantity is None:
            return ""
        found = self._comparer.compared(self._choices.difference, scene, shown, quantity)
        self._comparison = Comparison(shown) if isinstance(found, str) else found
        return found if isinstance(found, str) else ""

    def _surfaces(self) -> tuple[tuple[Surface, ...], object]:
        found, quantity = self._comparison, self._choices.quantity
        if found is None or quantity is None:
            raise ValueError("nothing to be seen")
        subject = found.subject
        unit = subject.unit_surface(self._shared.unit)
        if unit is not None:
            return (unit,), (id(subject.policy), subject.policy, self._shared.unit)
        surfaces = [each.surface(quantity) for each in (subject, found.other) if each is not None]
        policies = [each.policy for each in (subject, found.other) if each is not None]
        return tuple(surface for surface in surfaces if surface is not None), (*policies, quantity)

    @property
    def _axes(self) -> tuple[int, int]:
        return self._shared.axes or (0, 1)

    @property
    def _visits(self) -> Float32:
        """Visited states, at least one."""
        if self._visited is not None:
            return self._visited[1]
        if self._seen:
            return np.array(self._seen, np.float32)
        return np.zeros((1, len(self._numbers)), np.float32)

    @property
    def _plane_now(self) -> Plane:
        key = self._visited[0] if self._visited is not None else (len(self._seen),), self._axes
        here = self._seen[-1] if self._seen else None
        kept = self._plane_of
        if kept is None or kept[0] != key or (here is not None and not kept[1].holds(here)):
            few = self._visited is None and len(self._seen) < _SEEN_FEW
            visited_BO = self._visits[:0] if few else self._visits
            x, y = (Axis(index, *self._ranges.of(index, visited_BO, here)) for index in self._axes)
            self._plane_of = kept = key, Plane(x, y)
        return kept[1]

    def _others(self) -> tuple[Float32, object]:
        """What the other numbers are, and a key for it."""
        if len(self._numbers) == 2:
            return np.zeros((1, 2), np.float32), ()
        match self._choices.others:
            case Others.ZERO:
                return np.zeros((1, len(self._numbers)), np.float32), ()
            case Others.VISITS:
                key = self._visited[0] if self._visited is not None else len(self._seen)
                return self._visits, key
            case Others.MOMENT:
                here = self._seen[-1] if self._seen else self._visits[0]
                others_O = others_at(here, self._axes)
                return others_O[None], others_O.tobytes()

    def _mark_visits(self) -> None:
        visits = self._choices.visits
        chosen, serial = (visits, self._axes), self._visited[0] if self._visited is not None else None
        if (chosen, serial) == self._dotted:
            return
        same = isinstance(self._dotted, tuple) and self._dotted[0] == chosen
        if not same or monotonic() - self._dotted_at >= _DOTS_SECONDS:
            self._dotted, self._dotted_at = (chosen, serial), monotonic()
            dotted = visits is Visits.DOTS and self._visited is not None
            self.dots = dots_of(self._visits, self._axes) if dotted else []

    def _veil_on(self, plane: Plane) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]] | None:
        if self._choices.visits is not Visits.DENSITY or self._visited is None:
            return None
        key = plane, self._visited[0]
        if self._veil is None or self._veil[0] != key:
            self._veil = key, veil_of(plane, self._visited[1])
        return self._veil[1]

    def _label(self) -> str:
        subject, view, quantity = self._subject, self._view, self._choices.quantity
        if subject is None or view is None or view.world is None or quantity is None:
            return ""
        unit = self._shared.unit
        if self._unit_shown and unit is not None:
            return _tr("Unit {unit} of hidden layer {layer}").format(unit=unit[1] + 1, layer=unit[0] + 1)
        return quantity_label(quantity, subject.policy.architecture.distribution, view.world.entry)

    def _value_name(self) -> str:
        subject, view, quantity = self._subject, self._view, self._choices.quantity
        if subject is None or view is None or view.world is None or quantity is None:
            return ""
        if self._unit_shown:
            return _tr("output")
        return quantity_name(quantity, subject.policy.architecture.distribution, view.world.entry)


def _tr(text: str) -> str:
    return QCoreApplication.translate("PolicyMap", text)
