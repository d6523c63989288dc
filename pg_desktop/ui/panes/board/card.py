"""The view "Board": play against policies, experts and perfect play, and see what each knows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QAction, QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from pg_desktop.learning.games.table import game_of_world
from pg_desktop.learning.settings.kinds import Value
from pg_desktop.messages import UserError
from pg_desktop.runs.experiment import Experiment
from pg_desktop.runs.live.status import Failure
from pg_desktop.runs.live.turns import Turns
from pg_desktop.ui.board.reply import Kind
from pg_desktop.ui.board.view import BoardView
from pg_desktop.ui.kit.fitted import NoteLabel
from pg_desktop.ui.kit.notices import sentence
from pg_desktop.ui.kit.panes import Pane
from pg_desktop.ui.kit.still_sentences import StillSentences
from pg_desktop.ui.kit.theme import Theme
from pg_desktop.ui.panes.board.advising import Advising
from pg_desktop.ui.panes.board.bar import BoardBar
from pg_desktop.ui.panes.board.controls import BoardControls
from pg_desktop.ui.panes.board.curve import GameCurve
from pg_desktop.ui.panes.board.explaining import explain_board
from pg_desktop.ui.panes.board.moves import MovesModel, MovesTable
from pg_desktop.ui.panes.board.opponents import Opponents, name_of
from pg_desktop.ui.panes.board.playing import Playing
from pg_desktop.ui.panes.board.saving import Saving
from pg_desktop.ui.panes.board.strength import strength_of
from pg_desktop.ui.panes.board.teaching import Teaching
from pg_desktop.ui.panes.shown_game import ShownGame
from pg_desktop.ui.scene import Scene

if TYPE_CHECKING:  # NumPy, which the first paint does not need
    from pg_desktop.ui.panes.board.sayings import Sayings
    from pg_desktop.ui.panes.board.sight import Sight

_LIST_FROM: Final = 38
"""Lines of text as which the pane is wide from which on the moves stand beside the board."""
_LOW: Final = 31
_LOWEST: Final = 24
"""Lines of text as which it is high below which the board needs all that others can spare, and the curve's room."""


class BoardPane(Pane):
    """The game at the board. Lives in the GUI thread; `stop` has to be called before it goes.

    Attributes:
        controls: who plays what.
        board: the board.
        bar: what is shown of moves, and what can be done.
        curve: what the game was worth.
        moves: the moves as a list.
        note: whose advice is shown; `short_note` is the same in a line.
        playing: whose move it is, and who makes it.
        advising: what is known of the position.
        saving: board and games as files.

    Signals:
        subtitled (str): the game is called so.
    """

    subtitled = Signal(str)

    def __init__(
        self,
        experiment: Experiment,
        turns: Turns,
        game: ShownGame,
        folder: Callable[[], Path],
        begin: Callable[[Mapping[str, Value]], None],
        parent: QWidget | None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("boardPane")
        self._game, self._experiment = game, experiment
        self._opponents = Opponents(experiment)
        self._scene: Scene | None = None
        self._sight: Sight | None = None
        self._sayings: Sayings | None = None
        self._world: str | None = None
        self._offered_for = ""
        self._failure = ""
        self.playing = Playing(game, turns, self)
        self.advising = Advising(turns, self)
        self.controls = BoardControls(self)
        self.board = BoardView(self)
        self.board.setObjectName("board")
        self.moves_model = MovesModel(self)
        self.moves = MovesTable(self.moves_model, self)
        self.bar = BoardBar(self)
        self.curve = GameCurve(self)
        self.note = StillSentences("boardNote", 2, self)
        self.short_note = NoteLabel(self)
        self.short_note.setProperty("role", "muted")
        self.saving = Saving(game, self.advising, self.board, folder, self)
        self.saving.fill(self.bar)
        self.teaching = Teaching(game, begin, self)
        self.teaching.fill(self.bar)
        explain_board(self.board)
        self.setFocusProxy(self.board)
        self._lay_out()
        self._connect()

    @property
    def keys(self) -> tuple[QAction, ...]:
        """See `Pane.keys`."""
        return tuple(self.bar.keys)

    def refresh(self, scene: Scene) -> None:
        """See `Pane.refresh`."""
        self._scene = scene
        self._share_room()
        self._follow_world(scene)
        self._show_opponents()
        self._show()

    def show_theme(self, theme: Theme) -> None:
        """See `Pane.show_theme`."""
        self.board.show_theme(theme)
        self.bar.show_theme(theme)
        self.curve.show_theme(theme)
        self.moves_model.show_theme(theme)

    def stop(self) -> None:
        """See `Pane.stop`."""
        self.playing.stop()
        self.advising.stop()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._scene is not None:
            self.playing.activate(True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.playing.activate(False)
        self.advising.want(None)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_room()

    def _share_room(self) -> None:
        """Show beside and below the board what leaves it enough room."""
        line = self.fontMetrics().height()
        self.moves.setVisible(self.width() >= _LIST_FROM * line)
        low = self.height() < _LOW * line
        self.curve.show_low(low)
        self.curve.setVisible(self.height() >= _LOWEST * line)
        self.note.setVisible(not low)
        self.short_note.setVisible(low)

    def _lay_out(self) -> None:
        beside = QHBoxLayout()
        beside.setSpacing(10)
        beside.addWidget(self.board, 1)
        beside.addWidget(self.moves)
        self.column.setSpacing(6)
        self.column.addWidget(self.controls)
        self.column.addLayout(beside, 1)
        self.column.addWidget(self.bar)
        self.column.addWidget(self.curve)
        self.column.addWidget(self.note)
        self.column.addWidget(self.short_note)

    def _connect(self) -> None:
        self.controls.game_chosen.connect(self._choose_game)
        self.controls.changed.connect(self._set_up)
        self.board.chosen.connect(self._move)
        self.moves.picked.connect(self._game.go_to)
        self.curve.picked.connect(self._game.go_to)
        bar, playing = self.bar, self.playing
        bar.changed.connect(self._show)
        bar.perfect.clicked.connect(self._ask_perfect)
        bar.pass_move.clicked.connect(self._pass)
        bar.begin.clicked.connect(playing.begin)
        bar.undo.clicked.connect(playing.undo)
        bar.redo.clicked.connect(playing.redo)
        bar.swap.clicked.connect(playing.swap)
        playing.changed.connect(self._show)
        playing.failed.connect(self._fail)
        self.advising.changed.connect(self._show)
        self.advising.failed.connect(self._fail)
        self._game.changed.connect(self._game_changed)

    def _follow_world(self, scene: Scene) -> None:
        """Have the game of the world in the window at the board, where it is one."""
        world = scene.run.world.entry.id if scene.run.world is not None else scene.wanted.environment
        entry = game_of_world(world)
        if world != self._world:
            self._world = world
            if entry is not None:
                self._game.choose(entry)
        self.controls.show_game(self._game.entry, fixed=entry is not None)

    def _show_opponents(self) -> None:
        """Offer everybody who can play this game; of another game than before, its newest run."""
        entry = self._game.entry
        anew, self._offered_for = self._offered_for != entry.id, entry.id
        offered = [(one, name_of(one, self._experiment)) for one in self._opponents.offered(entry)]
        self.controls.offer(offered, anew=anew, held=self._game.under_way)
        self._grant()
        opponent = self.controls.opponent
        if opponent.kind is Kind.RUN:
            try:
                self.controls.offer_checkpoints(self._opponents.checkpoints(opponent.run))
            except UserError as error:
                self._failure = sentence(error)
        self._set_up()

    def _grant(self) -> None:
        """Play against whom the user has wished for elsewhere: another game, unless one against them goes on."""
        wanted, self._game.wanted = self._game.wanted, None
        if wanted is not None:
            controls, opponent = self.controls, self._opponents.wanted(self._game.entry, wanted)
            goes_on = (controls.opponent, controls.simulations.value()) == (opponent, wanted.simulations)
            controls.choose(opponent, wanted.simulations)
            if self._game.line.over or (self._game.under_way and not goes_on):
                self.playing.begin()

    @Slot()
    def _set_up(self) -> None:
        if self._scene is None:
            return
        self.playing.set_up(strength_of(self.controls, self._opponents, self._experiment, self._scene.live))
        self.playing.activate(self.isVisible())

    @Slot(int)
    def _move(self, action: int) -> None:
        self._failure = ""
        self.playing.move(action)

    @Slot()
    def _pass(self) -> None:
        if self._sight is not None and self._sight.pass_action is not None:
            self._move(self._sight.pass_action)

    @Slot(object)
    def _choose_game(self, entry: object) -> None:
        self._game.choose(entry)  # type: ignore[arg-type]
        self._show_opponents()

    @Slot()
    def _game_changed(self) -> None:
        self._show()
        self.playing.go_on()

    @Slot()
    def _ask_perfect(self) -> None:
        if self._sight is not None:
            self._sight.ask_perfect()
            self._show()

    @Slot(object)
    def _fail(self, failure: Failure) -> None:
        self._failure = sentence(failure)
        self._show()

    @Slot()
    def _show(self) -> None:
        """Show the game as it is, and find out what is to be known of it."""
        if self._scene is None or not self.isVisible():
            return
        sight, sayings = self._eyes()
        sight.look(self._scene, self.bar.overlays)
        self.board.show_board(sight.board())
        self.moves_model.show_rows(sight.moves())
        self.moves.show_truth(sight.knows_truth)
        self.moves.show_row(self._game.ply - 1 if self._game.ply else None)
        self.curve.show_game(sight.judgements, sight.sides, self._game.ply, sight.tip_of_ply, sayings.curve_note())
        self.bar.status.say(self._failure or sayings.status())
        self.note.say(sayings.note())
        self.short_note.say(sayings.note())
        self.bar.pass_move.setText(sayings.pass_text())
        self.bar.offer(self._game, self.playing, sight)
        self.subtitled.emit(sayings.title())
        self.advising.want(sight.question())

    def _eyes(self) -> tuple[Sight, Sayings]:
        """What sees the game and what speaks of it, made with NumPy after the first paint."""
        if self._sight is None or self._sayings is None:
            from pg_desktop.ui.panes.board.sayings import Sayings  # noqa: PLC0415
            from pg_desktop.ui.panes.board.sight import Sight  # noqa: PLC0415

            self._sight = Sight(self._game, self.playing, self.advising)
            self._sayings = Sayings(self._game, self.playing, self._sight)
        return self._sight, self._sayings
