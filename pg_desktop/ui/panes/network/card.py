"""The card "Network": units and weights, and what they make of the moment that is shown."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QLabel, QMenu, QSizePolicy, QToolButton, QWidget

from pg_desktop.ui.kit.exporting import export, picture_kind, picture_of, table_kind
from pg_desktop.ui.kit.fitted import NoteLabel
from pg_desktop.ui.kit.icons import icon
from pg_desktop.ui.kit.numbers import whole
from pg_desktop.ui.kit.panes import Pane
from pg_desktop.ui.kit.theme import Theme
from pg_desktop.ui.panes.network.contributions import ContributionsView
from pg_desktop.ui.panes.network.view import NetworkView
from pg_desktop.ui.panes.opened_update import OpenedUpdate
from pg_desktop.ui.panes.shown_moment import ShownMoment
from pg_desktop.ui.panes.shown_plane import ShownPlane
from pg_desktop.ui.scene import Scene

if TYPE_CHECKING:  # NumPy, which the first paint does not need
    from pg_desktop.learning.explaining.network import Health, Inside
    from pg_desktop.ui.panes.network.facts import Facts, Unit

_WEIGHTS_SECONDS: Final = 0.2
"""From one drawing of weights that keep changing to the next, at least."""
_HEALTH_SECONDS: Final = 1.0
"""The same for the count of units that are of no use."""
_HEALTH_STATES: Final = 512


class NetworkPane(Pane):
    """The network of the policy that is shown. Lives in the GUI thread. While it is hidden it computes nothing.

    Attributes:
        view: units and weights.
        contributions: what each observed number brings to each output.
        health: which units do nothing, in a sentence.
        note: what the pane shows, in a sentence; or the unit that is looked at.
        computed: how often anything has been computed.
    """

    def __init__(
        self,
        moments: ShownMoment,
        opened: OpenedUpdate,
        plane: ShownPlane,
        folder: Callable[[], Path],
        parent: QWidget | None,
    ) -> None:
        super().__init__(parent)
        self._folder = folder
        self.setObjectName("networkPane")
        self._moments, self._opened, self._plane = moments, opened, plane
        self._scene: Scene | None = None
        self._facts: Facts | None = None
        self._update = 0
        self._inside: Inside | None = None
        self._healthy_of: object = None
        self._drawn_at = self._looked_at = 0.0
        self.computed = 0
        self.view = NetworkView(self)
        self.view.setWhatsThis(
            self.tr(
                "The neural network makes the parameters of the policy's distribution of what is observed: logits, μ "
                "and log σ, or Q(s, a) (Aprendizaje de Máquinas, chapter 23.2). A line is a weight: its colour the "
                "sign, its width the size, in relation to the largest of its layer; the smallest are left out. A unit "
                "is filled as much as it puts out in the moment that is shown; one that is crossed out is dead or "
                "saturated. Point at a unit, or choose it with the arrow keys, and the policy map shows what it puts "
                "out everywhere. Layers of more than 64 units are drawn as matrices, a row for each unit."
            )
        )
        self.contributions = ContributionsView(self)
        self.health = QLabel(self)
        self.health.setObjectName("networkHealth")
        self.health.setWordWrap(True)
        self.health.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self.note = NoteLabel(self)
        self.note.setObjectName("networkNote")
        self.note.setProperty("role", "muted")
        self.obstacle = QLabel(self)
        self.obstacle.setObjectName("networkObstacle")
        self.obstacle.setProperty("role", "muted")
        self.obstacle.setWordWrap(True)
        self.obstacle.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.obstacle.setText(self.tr("As soon as there is a policy, its network is shown here."))
        self.export_button = self._make_export()
        self.beside_title = [self.export_button]
        for widget, stretch in (
            (self.view, 1),
            (self.note, 0),
            (self.contributions, 0),
            (self.health, 0),
            (self.obstacle, 1),
        ):
            self.column.addWidget(widget, stretch)
        self._show_parts(False)
        self.view.looked_at.connect(self._look_at)
        moments.changed.connect(self._moment_changed)

    def refresh(self, scene: Scene) -> None:
        """See `Pane.refresh`."""
        self._scene = scene
        view = scene.shown
        if view.policy is None or view.world is None:
            return
        now = monotonic()
        if self._facts is None or view.policy is not self._facts.policy:
            same = self._facts is not None and self._facts.policy.architecture == view.policy.architecture
            if same and now - self._drawn_at < _WEIGHTS_SECONDS:
                return
            from pg_desktop.ui.panes.network.facts import Facts  # noqa: PLC0415 (NumPy, after the first paint)

            self._drawn_at = now
            self._facts, self._update = Facts.of(view.policy, view.world.entry), view.status.update
            self.view.show_network(self._facts)
            self._show_parts(True)
            self._show_inside()
            self._tell()
        if now - self._looked_at >= _HEALTH_SECONDS:
            self._looked_at = now
            self._look_at_health(scene)

    def show_theme(self, theme: Theme) -> None:
        """See `Pane.show_theme`."""
        self.view.show_theme(theme)
        self.contributions.show_theme(theme)
        self.export_button.setIcon(icon("export", theme.muted))

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._plane.look_at(None)

    def _make_export(self) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName("networkExport")
        button.setAutoRaise(True)
        tip = self.tr("Save the network as a picture, or what each number brings as a table.")
        button.setAccessibleName(self.tr("Export the network"))
        button.setToolTip(tip)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(button)
        self.picture_action = menu.addAction(self.tr("Export as &picture…"))
        self.picture_action.triggered.connect(self._save_picture)
        self.table_action = menu.addAction(self.tr("Export contributions as &CSV…"))
        self.table_action.triggered.connect(self._save_table)
        button.setMenu(menu)
        return button

    def _show_parts(self, there: bool) -> None:
        for widget in (self.view, self.note, self.contributions, self.health):
            widget.setVisible(there)
        self.obstacle.setVisible(not there)

    @Slot()
    def _moment_changed(self) -> None:
        if self.in_sight and self._facts is not None:
            self._show_inside()

    def _show_inside(self) -> None:
        """Show what the network makes of the moment that is shown."""
        from pg_desktop.learning.explaining.network import inside  # noqa: PLC0415 (NumPy, after the first paint)

        facts, moment = self._facts, self._moments.moment
        if facts is None:
            return
        fits = moment is not None and len(moment.obs_O) == len(facts.inputs)
        self._inside = None
        if moment is not None and fits:
            self.computed += 1
            self._inside = inside(facts.policy, moment.obs_O)
        self.view.show_inside(self._inside)
        self.contributions.show_inside(facts, self._inside)
        if self.view.unit is not None:
            self._tell()

    def _look_at_health(self, scene: Scene) -> None:
        """Count the units of no use over visited states."""
        from pg_desktop.learning.explaining.network import health  # noqa: PLC0415 (NumPy, after the first paint)
        from pg_desktop.ui.panes.network.facts import health_sentence  # noqa: PLC0415 (NumPy, after the first paint)
        from pg_desktop.ui.panes.policy_map.subject import state_near, visited_in  # noqa: PLC0415 (NumPy, after the first paint)

        facts, status = self._facts, scene.shown.status
        if facts is None or self._healthy_of is facts:
            return
        self._healthy_of = facts
        state = state_near(scene.record, status.update)
        visited_BO = visited_in(state, self._opened.traced, status.run, status.update)
        found: Health | None = None
        if visited_BO is not None and visited_BO.shape[1] == len(facts.inputs):
            self.computed += 1
            found = health(facts.policy, visited_BO[:: max(1, -(-len(visited_BO) // _HEALTH_STATES))])
        self.view.show_health(found)
        text = health_sentence(found, facts.policy.architecture.activation)
        self.health.setText(text or self.tr("After the first update, units that do nothing are counted here."))

    @Slot(object)
    def _look_at(self, unit: Unit | None) -> None:
        hidden = self._facts is not None and unit is not None and 0 < unit.layer < len(self._facts.sizes) - 1
        self._plane.look_at((unit.layer - 1, unit.index) if unit is not None and hidden else None)
        self._tell()

    def _tell(self) -> None:
        text = self.view.reading()
        usual = self.tr("After update {update}: from what is observed to π(· | s).")
        if self._facts is not None and self._facts.policy.architecture.kind.values:
            usual = self.tr("After update {update}: from what is observed to Q(s, ·).")
        self.note.say(text or usual.format(update=whole(self._update)))

    @Slot()
    def _save_picture(self) -> None:
        if self._facts is not None:
            kinds = (picture_kind(lambda: picture_of(self)),)
            export(self, self.tr("Export the network"), self._folder() / "network.png", kinds)

    @Slot()
    def _save_table(self) -> None:
        from pg_desktop.ui.panes.network.facts import contributions_table  # noqa: PLC0415 (NumPy, after the first paint)

        facts, inside = self._facts, self._inside
        if facts is not None and inside is not None:
            kinds = (table_kind(lambda: contributions_table(facts, inside)),)
            export(self, self.tr("Export contributions"), self._folder() / "contributions.csv", kinds)
