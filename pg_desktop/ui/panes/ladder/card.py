"""The pane "Ladder": the rungs of a game, climbing them, and how good each is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from pg_desktop.ladder.table import RUNGS
from pg_desktop.learning.games.table import GAMES, game_entry, game_of_world
from pg_desktop.learning.measuring.match_reading import Seat, Side
from pg_desktop.runs.experiment import Experiment
from pg_desktop.runs.processes import Processes
from pg_desktop.ui.kit.panes import Pane
from pg_desktop.ui.kit.theme import Theme
from pg_desktop.ui.kit.wheel import PickerBox
from pg_desktop.ui.panes.ladder.climbing import Climbing
from pg_desktop.ui.panes.ladder.details import Details
from pg_desktop.ui.panes.ladder.exports import Exports
from pg_desktop.ui.panes.ladder.known import Known, Ladder
from pg_desktop.ui.panes.ladder.steps import Step, StepState
from pg_desktop.ui.panes.ladder.steps_view import StepsView
from pg_desktop.ui.panes.ladder.words import callout_of, curves_hint, game_name, head_told, told_of
from pg_desktop.ui.panes.runs.wishes import RunWishes
from pg_desktop.ui.panes.shown_game import ShownGame
from pg_desktop.ui.scene import Scene

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
        shown_game: ShownGame,
        folder: Callable[[], Path],
        parent: QWidget | None,
    ) -> None:
        """Make the pane.

        Args:
            climbing: climbs.
            experiment: whose runs the rungs are.
            processes: play matches.
            run_wishes: shows a run.
            shown_game: the game at the board, and whom one wants to play there.
            folder: where dialogs that save something begin.
            parent: the window.
        """
        super().__init__(parent)
        self.setObjectName("ladderPane")
        self._climbing, self._known = climbing, Known(experiment)
        self._run_wishes, self._shown_game = run_wishes, shown_game
        self._scene: Scene | None = None
        self._world = self._followed = ""
        self._at_board = shown_game.entry.id
        self._make_head()
        self.steps = StepsView(self)
        self.details = Details(experiment, processes, self)
        self._exports = Exports(self.details, folder, self)
        self.beside_title += self._exports.buttons
        self._lay_out()
        self._stop_key = self._make_stop_key()
        self._connect()
        self._choose_game(shown_game.entry.id)

    @property
    def game(self) -> str:
        """The id of the game whose ladder it is."""
        return str(self.game_box.currentData())

    @property
    def keys(self) -> tuple[QAction, ...]:
        """See `Pane.keys`."""
        return (self._stop_key,)

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
        self._exports.show_theme(theme)

    def stop(self) -> None:
        """See `Pane.stop`; what is being climbed goes on."""
        self.details.stop()

    def _make_head(self) -> None:
        self.game_box = PickerBox(self)
        self.game_box.setObjectName("ladderGame")
        self.game_box.setAccessibleName(self.tr("Game of the ladder"))
        self.game_box.explain(self.tr("<p>Whose ladder this is.</p>"))
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

    def _make_stop_key(self) -> QAction:
        action = QAction(self.tr("Stop climbing"), self)
        action.setShortcut(QKeySequence(Qt.Key.Key_Escape))
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.setStatusTip(self.tr("In the ladder: climb no further, or give the matches up."))
        action.setEnabled(False)
        action.triggered.connect(self._escape)
        self.addAction(action)
        return action

    def _connect(self) -> None:
        self.game_box.currentIndexChanged.connect(self._show)
        self.climb_all.clicked.connect(self._climb_all)
        self.steps.chosen.connect(self._show)
        self.steps.climb.clicked.connect(self._climb_here)
        self.steps.play.clicked.connect(self._play)
        self.steps.show_run.clicked.connect(self._show_run)
        self.details.pages.chosen.connect(self._show)
        self._climbing.changed.connect(self._climb_changed)
        self._shown_game.changed.connect(self._board_changed)

    def _choose_game(self, game: str) -> None:
        self.game_box.setCurrentIndex(max(self.game_box.findData(game), 0))

    @Slot()
    def _board_changed(self) -> None:
        """Another game is at the board, or another position."""
        game = self._shown_game.entry.id
        if game != self._at_board:
            self._at_board = game
            self._choose_game(game)

    @Slot()
    def _climb_changed(self) -> None:
        going = self._climbing.going
        rung = "" if going is None else going.rungs[0]
        if going is not None and rung != self._followed:
            begins, looked_at = not self._followed, (self.game, RUNGS[self.steps.index].id)
            if begins or looked_at == (going.game, self._followed):  # else the user reads about another
                self._choose_game(going.game)
                self.steps.choose([row.id for row in RUNGS].index(rung))
        self._followed = rung
        self._show()

    @Slot()
    def _climb_all(self) -> None:
        if self._climbing.going is not None:
            self._climbing.stop()
        elif self._scene is not None:
            again = self._known.ladder(self.game, self._scene).done
            self._climbing.climb(self.game, RUNGS[-1].id, again=again)

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
        if step is None or step.record is None:
            return
        seat = Seat(Side.POLICY, step.record.id, step.record.figures.updates, step.rung.simulations)
        self._shown_game.want_opponent(game_entry(self.game), seat)

    @Slot()
    def _show_run(self) -> None:
        step = self._step
        if step is not None and step.record is not None:
            self._run_wishes.chosen.emit(step.record.id)

    @property
    def _step(self) -> Step | None:
        """The chosen rung, as far as it is; None before the pane has been shown."""
        scene = self._scene
        return None if scene is None else self._known.ladder(self.game, scene).steps[self.steps.index]

    @Slot()
    def _show(self) -> None:
        """Show what is known now."""
        scene = self._scene
        if scene is None:
            return
        ladder = self._known.ladder(self.game, scene)
        step = ladder.steps[self.steps.index]
        self.steps.show_steps(ladder.steps, ladder.share)
        self._show_head(ladder)
        self._show_chosen(ladder, step)
        moment = self._known.moment(self.game, scene)
        self.details.matrix.show_ladder(self.game, ladder.steps, scene.live, moment)
        self._exports.look(self.game, step.rung.id)
        self._stop_key.setEnabled(self._climbing.going is not None or self.details.matrix.busy)

    def _show_head(self, ladder: Ladder) -> None:
        """The button that climbs everything, and what is said below it."""
        going, ended = self._climbing.going, self._climbing.ended
        if going is not None:
            name = self.tr("Stop")
            tip = self.tr(
                "Climb no further (Esc, from anywhere in this perspective). What has been learned is kept. Pause above "
                "holds the climb, and Train goes on with it."
            )
        else:
            name = self.tr("Climb again") if ladder.done else self.tr("Climb the ladder")
            tip = self.tr(
                "Climb all rungs that are left or outdated, one after the other. Each is a run that begins with the "
                "policy of the rung before."
            )
        _name(self.climb_all, name, tip)
        text = head_told(ladder, going, ended)
        if text != self.line.text():
            self.line.setText(text)

    def _show_chosen(self, ladder: Ladder, step: Step) -> None:
        """What there is to say, see and do about the chosen rung."""
        locale, found = self.locale(), self._known.divergence(ladder, step)
        callout = "" if found is None else callout_of(found, locale)
        share, curves = ladder.share_of(step), self._known.curves(step)
        self.steps.say(told_of(step, curves, share, called_out=bool(callout), locale=locale), callout)
        climbable = step.state in (StepState.AHEAD, StepState.EARLIER) or bool(step.rung.algorithm)
        self.steps.offer(step, can_climb=climbable and step.state is not StepState.CLIMBING)
        self.details.show_rung(step.rung.id)
        self.details.curves.show_series(self._known.series(step), curves_hint(step))


def _name(button: QPushButton, name: str, tip: str) -> None:
    if button.text() != name:
        button.setText(name)
        button.setAccessibleName(name)
        button.setToolTip(f"<p>{tip}</p>")
        button.setWhatsThis(tip)
