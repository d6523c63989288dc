"""The view "Policy map": π(a|s), entropy or values over two of the numbers that the policy sees."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from pg_desktop.runs.experiment import Experiment
from pg_desktop.runs.live.status import Failure
from pg_desktop.runs.live.turns import Turns
from pg_desktop.ui.kit.exporting import export, picture_kind, picture_of, table_kind
from pg_desktop.ui.kit.fitted import NoteLabel
from pg_desktop.ui.kit.heat_map.data import Cell
from pg_desktop.ui.kit.heat_map.field import FieldMap
from pg_desktop.ui.kit.notices import sentence as failure_sentence
from pg_desktop.ui.kit.panes import Pane
from pg_desktop.ui.kit.theme import Theme
from pg_desktop.ui.panes.opened_update import OpenedUpdate
from pg_desktop.ui.panes.policy_map.choices import Choices
from pg_desktop.ui.panes.policy_map.maker import MapMaker, Wish
from pg_desktop.ui.panes.runs.words import run_name
from pg_desktop.ui.panes.shown_moment import ShownMoment
from pg_desktop.ui.panes.shown_plane import ShownPlane
from pg_desktop.ui.panes.shown_run import ShownRun
from pg_desktop.ui.scene import Scene

if TYPE_CHECKING:  # NumPy, which the first paint does not need
    from pg_desktop.learning.explaining.policy_map import Refinement
    from pg_desktop.ui.panes.policy_map.sight import Sight


class PolicyMapPane(Pane):
    """What the policy does everywhere on a plane of two observed numbers. Lives in the GUI thread.

    While it is hidden it computes nothing.

    Attributes:
        choices: what is mapped, over what.
        map: the map.
        note: what it shows, in a sentence; or what is under the mouse or the cursor.
        maker: computes maps.

    Signals:
        subtitled (str): what is mapped is called so.
    """

    subtitled = Signal(str)

    def __init__(
        self,
        experiment: Experiment,
        shown: ShownRun,
        moments: ShownMoment,
        opened: OpenedUpdate,
        turns: Turns,
        plane: ShownPlane,
        folder: Callable[[], Path],
        parent: QWidget | None,
    ) -> None:
        super().__init__(parent)
        self._folder = folder
        self.setObjectName("policyMapPane")
        self._experiment, self._shown, self._moments, self._opened = experiment, shown, moments, opened
        self._plane = plane
        self._scene: Scene | None = None
        self._sight: Sight | None = None
        self._shown_as: object = None
        self.choices = Choices(self._other_runs, self)
        self.map = FieldMap(self)
        self.map.setObjectName("policyMap")
        self.map.setMinimumSize(200, 130)
        self.map.setWhatsThis(
            self.tr(
                "The policy is a function of everything that it observes. The map shows what it gives on a plane: two "
                "observed numbers are the axes, the others are as in the moment that is shown (the ring), 0, or "
                "averaged over visited states: the mean of π(a | s) over the states s with both axes replaced. Dots "
                "are states that the policy was in. Where there are none, nothing has taught it what to do. π(· | s) "
                "is the softmax of the network's outputs (Aprendizaje de Máquinas, chapter 23.2); with DQN the map "
                "shows Q(s, a)."
            )
        )
        self.note = NoteLabel(self)
        self.note.setObjectName("mapNote")
        self.note.setProperty("role", "muted")
        self.obstacle = QLabel(self)
        self.obstacle.setObjectName("mapObstacle")
        self.obstacle.setProperty("role", "muted")
        self.obstacle.setWordWrap(True)
        self.obstacle.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.obstacle.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        self.maker = MapMaker(turns, self)
        self.column.addWidget(self.choices)
        self.column.addWidget(self.map, 1)
        self.column.addWidget(self.note)
        self.column.addWidget(self.obstacle, 1)
        self._connect()
        self._show_obstacle(self.tr("As soon as there is a policy, what it does everywhere is shown here."))

    def refresh(self, scene: Scene) -> None:
        """See `Pane.refresh`."""
        self._scene = scene
        self._wish()

    def show_theme(self, theme: Theme) -> None:
        """See `Pane.show_theme`."""
        self.map.show_theme(theme)
        self.choices.show_theme(theme)

    def stop(self) -> None:
        """See `Pane.stop`."""
        self.maker.stop()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.maker.give_up()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.map and event.type() is QEvent.Type.FocusOut:
            self._read(None)
        return False

    def _connect(self) -> None:
        self.choices.changed.connect(self._wish)
        self.choices.axes_chosen.connect(lambda x, y: self._plane.choose((x, y)))
        self.choices.picture_wanted.connect(self._save_picture)
        self.choices.table_wanted.connect(self._save_table)
        self._plane.axes_changed.connect(self._wish)
        self._plane.unit_changed.connect(self._wish)
        self._moments.changed.connect(self._show_moment)
        self.map.hovered.connect(self._read)
        self.map.clicked.connect(self._select_visit)
        self.map.installEventFilter(self)
        self.maker.made.connect(self._show_map)
        self.maker.failed.connect(self._show_failure)

    @Slot()
    def _wish(self) -> None:
        """Wish for the map that is to be seen now, if anybody can see it."""
        scene = self._scene
        if scene is None or not self.in_sight:
            return
        if scene.shown.policy is None or scene.shown.world is None:
            return
        if self._sight is None:
            from pg_desktop.ui.panes.policy_map.sight import Sight  # noqa: PLC0415 (NumPy, after the first paint)

            self._sight = Sight(self._experiment, self._moments, self._opened, self._plane, self.choices)
        obstacle = self._sight.look(scene)
        if obstacle:
            self._show_obstacle(obstacle)
            return
        self.map.show_dots(self._sight.dots)
        self._show_ring()
        self.maker.want(self._sight.wish())

    @Slot(object, object)
    def _show_map(self, wish: Wish, refinement: Refinement) -> None:
        sight = self._sight
        if sight is None or not self.isVisible() or not sight.is_of_this_world(wish):
            return
        found = sight.drawn(wish, refinement)
        if found is None:
            self._show_obstacle(self.tr("The policy's outputs are not finite numbers any more."))
            return
        self._show_obstacle("")
        self.map.show_map(found)
        self.subtitled.emit(sight.subtitle(refinement))
        self._read(self.map.cursor_cell if self.map.hasFocus() else self.map.hovered_cell)

    @Slot(object)
    def _show_failure(self, failure: Failure) -> None:
        self._show_obstacle(failure_sentence(failure))

    @Slot()
    def _show_moment(self) -> None:
        if self.in_sight:
            self._show_ring()

    def _show_ring(self) -> None:
        moment, axes = self._moments.moment, self._plane.axes
        if moment is None or axes is None or max(axes) >= len(moment.obs_O):
            self.map.show_ring(None)
        else:
            self.map.show_ring((float(moment.obs_O[axes[0]]), float(moment.obs_O[axes[1]])))

    def _show_obstacle(self, text: str) -> None:
        if text:
            self.maker.give_up()
            self.subtitled.emit("")
        self.obstacle.setText(text)
        self.obstacle.setVisible(bool(text))
        for widget in (self.choices, self.map, self.note):
            widget.setVisible(not text)

    @Slot(object)
    def _read(self, cell: Cell | None) -> None:
        """Say what is under the mouse or the cursor, or else what the map shows."""
        if cell is not None:
            self.note.say(self.map.reading(cell))
        elif self._sight is not None:
            self.note.say(self._sight.sentence())

    @Slot(object)
    def _select_visit(self, cell: Cell) -> None:
        """Look at the visited moment of the opened update that is nearest to a point of the map."""
        if self._sight is not None:
            self._sight.select_nearest(cell.x, cell.y)

    def _other_runs(self) -> list[tuple[int, str]]:
        shown = self._shown.record
        return [(record.id, run_name(record)) for record in self._experiment.records if record is not shown]

    @Slot()
    def _save_picture(self) -> None:
        if self.map.field is not None:
            kinds = (picture_kind(lambda: picture_of(self.map)),)
            export(self, self.tr("Export the policy map"), self._folder() / "policy-map.png", kinds)

    @Slot()
    def _save_table(self) -> None:
        from pg_desktop.ui.panes.policy_map.export import table_of  # noqa: PLC0415 (when it is wanted)

        field = self.map.field
        if field is not None:
            kinds = (table_kind(lambda: table_of(field)),)
            export(self, self.tr("Export the policy map's numbers"), self._folder() / "policy-map.csv", kinds)
