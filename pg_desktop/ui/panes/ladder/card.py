"""The pane "Ladder": the rungs of a game, climbing them, and how good each is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QToolButton, QVBoxLayout, QWidget

from pg_desktop.ladder.table import RUNGS
from pg_desktop.learning.games.table import GAMES, game_of_world
from pg_desktop.learning.measuring.match_reading import Seat, Side
from pg_desktop.runs.experiment import Experiment
from pg_desktop.runs.processes import Processes
from pg_desktop.ui.kit.exporting import export, picture_kind, picture_of, table_kind
from pg_desktop.ui.kit.foreign import plain_tip
from pg_desktop.ui.kit.icons import icon
from pg_desktop.ui.kit.panes import Pane
from pg_desktop.ui.kit.theme import Theme
from pg_desktop.ui.kit.wheel import ComboBox
from pg_desktop.ui.panes.game_wishes import GameWishes
from pg_desktop.ui.panes.ladder.callout import divergence
from pg_desktop.ui.panes.ladder.climbing import Climbing
from pg_desktop.ui.panes.ladder.details import CURVES, MATRIX, Details
from pg_desktop.ui.panes.ladder.export import curves_table, matrix_table
from pg_desktop.ui.panes.ladder.roster import Snapshot
from pg_desktop.ui.panes.ladder.series import Series, by_key, series_of
from pg_desktop.ui.panes.ladder.steps import Step, StepState, steps_of
from pg_desktop.ui.panes.ladder.steps_view import StepsView
from pg_desktop.ui.panes.ladder.words import callout_of, ended_told, game_name, going_told, rung_name, told_of
from pg_desktop.ui.panes.runs.wishes import RunWishes
from pg_desktop.ui.scene import Scene

if TYPE_CHECKING:  # NumPy, which the first paint does not need
    from pg_desktop.runs.record import RunRecord

_GAP: Final = 6


class LadderPane(Pane):
    """Climbs, and tells what came of it. Lives in the GUI thread; `stop` has to be called before it goes.

    Attributes:
        game_box: the choice of games.
        climb_all: climbs the whole ladder, or stops climbing.
        line: what is being climbed, or how that came to its end.
        steps: the rungs.
        details: curves, matrix and text.
    """

    def __init__(
        self,
        climbing: Climbing,
        experiment: Experiment,
        processes: Processes,
        run_wishes: RunWishes,
        game_wishes: GameWishes,
        folder: Callable[[], Path],
        parent: QWidget | None,
    ) -> None:
        """Make the pane.

        Args:
            climbing: climbs.
            experiment: whose runs the rungs are.
            processes: play matches.
            run_wishes: shows a run.
            game_wishes: tells which game is at the board, and wants opponents there.
            folder: where dialogs that save something begin.
            parent: the window.
        """
        super().__init__(parent)
        self.setObjectName("ladderPane")
        self._climbing, self._experiment = climbing, experiment
        self._run_wishes, self._game_wishes, self._folder = run_wishes, game_wishes, folder
        self._scene: Scene | None = None
        self._world = ""
        self._drawn: tuple[object, ...] = ()
        self._curves: dict[int, tuple[int, tuple[Series, ...]]] = {}
        self._make_head()
        self.steps = StepsView(self)
        self.details = Details(experiment, processes, self)
        self._lay_out()
        self._make_exports()
        self._keys = self._make_keys()
        self._connect()
        self._choose_game(game_wishes.game or GAMES[0].id)

    @property
    def game(self) -> str:
        """The id of the game whose ladder it is."""
        return str(self.game_box.currentData())

    @property
    def keys(self) -> tuple[QAction, ...]:
        """See `Pane.keys`."""
        return self._keys

    def refresh(self, scene: Scene) -> None:
        """See `Pane.refresh`."""
        self._scene = scene
        world = scene.wanted.environment
        if world != self._world:
            self._world = world
            entry = game_of_world(world)
            if entry is not None:
                self._choose_game(entry.id)
        self._show()

    def show_theme(self, theme: Theme) -> None:
        """See `Pane.show_theme`."""
        self.steps.show_theme(theme)
        self.details.show_theme(theme)
        self.csv_button.setIcon(icon("csv", theme.muted))
        self.picture_button.setIcon(icon("image", theme.muted))

    def stop(self) -> None:
        """See `Pane.stop`; what is being climbed goes on."""
        self.details.stop()

    def _make_head(self) -> None:
        self.game_box = ComboBox(self)
        self.game_box.setObjectName("ladderGame")
        self.game_box.setAccessibleName(self.tr("Game"))
        self.game_box.setToolTip(self.tr("Whose ladder this is."))
        for entry in GAMES:
            self.game_box.addItem(game_name(entry.id), entry.id)
        self.climb_all = QPushButton(self)
        self.climb_all.setObjectName("ladderClimbAll")
        self.climb_all.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.line = QLabel(self)
        self.line.setObjectName("ladderLine")
        self.line.setProperty("role", "muted")
        self.line.setTextFormat(Qt.TextFormat.PlainText)
        self.line.setWordWrap(True)
        self.line.setMinimumWidth(1)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(_GAP)
        head.addWidget(self.game_box, 1)
        head.addWidget(self.climb_all)
        inside = QWidget(self)
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(_GAP)
        column.addWidget(self.line)
        column.addWidget(self.steps)
        column.addWidget(self.details, 1)
        scroll = QScrollArea(self)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inside)
        scroll.viewport().setAutoFillBackground(False)
        inside.setAutoFillBackground(False)
        self.column.setSpacing(_GAP)
        self.column.addLayout(head)
        self.column.addWidget(scroll, 1)

    def _make_exports(self) -> None:
        self.csv_button = self._export_button("ladderCsv", self.tr("Export curves or matches as CSV"))
        self.picture_button = self._export_button("ladderPicture", self.tr("Save curves or matches as a picture"))

    def _export_button(self, name: str, tip: str) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(name)
        button.setIconSize(QSize(16, 16))
        button.setAccessibleName(tip)
        button.setToolTip(tip)
        self.beside_title.append(button)
        return button

    def _make_keys(self) -> tuple[QAction, ...]:
        stop = self._key(self.tr("Stop climbing"), Qt.Key.Key_Escape, self._escape)
        stop.setStatusTip(self.tr("In the ladder: climb no further, or give the matches up."))
        return (stop,)

    def _key(self, text: str, key: Qt.Key, act: Callable[[], None]) -> QAction:
        action = QAction(text, self)
        action.setShortcut(QKeySequence(key))
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.triggered.connect(act)
        self.addAction(action)
        return action

    def _connect(self) -> None:
        self.game_box.currentIndexChanged.connect(self._show)
        self.climb_all.clicked.connect(self._climb_all)
        self.steps.chosen.connect(self._show)
        self.steps.climb.clicked.connect(self._climb_here)
        self.steps.play.clicked.connect(self._play)
        self.steps.show_run.clicked.connect(self._show_run)
        self.details.pages.chosen.connect(self._show_exports)
        self.csv_button.clicked.connect(self._export_csv)
        self.picture_button.clicked.connect(self._export_picture)
        self._climbing.changed.connect(self._climb_changed)
        self._game_wishes.game_chosen.connect(self._choose_game)

    @property
    def _step(self) -> Step | None:
        """The chosen rung, as far as it is; None before the pane has been shown."""
        scene = self._scene
        if scene is None:
            return None
        return steps_of(self._experiment.records, self.game, scene.live.status)[self.steps.index]

    @Slot(str)
    def _choose_game(self, game: str) -> None:
        self.game_box.setCurrentIndex(max(self.game_box.findData(game), 0))

    @Slot()
    def _climb_changed(self) -> None:
        going = self._climbing.going
        if going is not None:
            self._choose_game(going.game)
            if going.rungs[0] != self._followed:
                self.steps.choose([rung.id for rung in RUNGS].index(going.rungs[0]))
        self._followed = "" if going is None else going.rungs[0]
        self._show()

    @Slot()
    def _climb_all(self) -> None:
        if self._climbing.going is not None:
            self._climbing.stop()
            return
        done = all(step.state is StepState.DONE for step in self._steps)
        self._climbing.climb(self.game, RUNGS[-1].id, again=done)

    @Slot()
    def _climb_here(self) -> None:
        self._climbing.climb(self.game, RUNGS[self.steps.index].id)

    @Slot()
    def _escape(self) -> None:
        if self._climbing.going is not None:
            self._climbing.stop()
        else:
            self.details.matrix.bar.cancel()

    @Slot()
    def _play(self) -> None:
        step = self._step
        if step is not None and step.record is not None:
            seat = Seat(Side.POLICY, step.record.id, step.record.figures.updates, step.rung.simulations)
            self._game_wishes.want_opponent(self.game, seat)
            self.pane_wanted.emit("board")

    @Slot()
    def _show_run(self) -> None:
        step = self._step
        if step is not None and step.record is not None:
            self._run_wishes.chosen.emit(step.record.id)

    @Slot()
    def _show(self) -> None:
        """Show what is known now."""
        scene = self._scene
        if scene is None:
            return
        status = scene.live.status
        steps = self._steps = steps_of(self._experiment.records, self.game, status)
        limit = status.settings.update_limit
        climbed = next((step for step in steps if step.record is not None and step.record.id == status.run), None)
        share = status.update / limit if climbed is not None and limit else None
        self.steps.show_steps(steps, share)
        self._show_head(steps)
        self._show_chosen(steps, share)
        self.details.matrix.show_ladder(self.game, steps, scene.live, self._moment(scene))
        self._show_exports()
