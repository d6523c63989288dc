"""The card "Search": the tree of the board's position, one simulation at a time."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QAction, QHideEvent, QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from pg_desktop.ui.kit.panes import Pane
from pg_desktop.ui.kit.segments import Segment, Segments
from pg_desktop.ui.kit.theme import Theme
from pg_desktop.ui.panes.adaptation.sentence import Sentences
from pg_desktop.ui.panes.board.opponents import shown_moment
from pg_desktop.ui.panes.search.bar import SearchBar
from pg_desktop.ui.panes.search.saving import Saving
from pg_desktop.ui.panes.search.stages import StageStrip
from pg_desktop.ui.panes.search.table import RootModel, RootTable
from pg_desktop.ui.panes.search.tree_view import TreeView
from pg_desktop.ui.panes.shown_game import ShownGame
from pg_desktop.ui.scene import Scene

if TYPE_CHECKING:  # NumPy, which the first paint does not need
    from pg_desktop.learning.acting.policy import Policy
    from pg_desktop.ui.panes.search.exploring import Exploration

_TICK_MS: Final = 60
_SPEED_UP: Final = 25
"""Of so many simulations that were made, one more is made at a tick: the beginning is what is worth watching."""
_BOTH_FROM: Final = 31
"""Lines of text as which it is high from which on tree and table have room below each other."""


class SearchPane(Pane):
    """Searches while somebody watches. Lives in the GUI thread.

    One simulation asks the network once, which takes about a millisecond; so it needs no thread.

    Attributes:
        bar: what makes simulations.
        stages: which of the four stages is shown.
        tree: the tree.
        table: the root's moves.
        told: what has just happened.
        switch: chooses between tree and table where there is no room for both.
    """

    def __init__(self, game: ShownGame, folder: Callable[[], Path], parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setObjectName("searchPane")
        self._game = game
        self._scene: Scene | None = None
        self._exploration: Exploration | None = None
        self._root: object = None
        self._name = ""
        self.bar = SearchBar(self)
        self.stages = StageStrip(self)
        self.tree = TreeView(self)
        self.model = RootModel(self)
        self.table = RootTable(self.model, self)
        self.told = Sentences("searchTold", 2, self)
        self.whose = Sentences("searchWhose", 1, self)
        self.switch = Segments(
            self.tr("What is shown of the search"),
            (
                Segment(self.tr("Tree"), self.tr("The tree that the simulations have made."), "searchShowTree"),
                Segment(self.tr("Moves"), self.tr("The moves of the board's position."), "searchShowMoves"),
            ),
            self,
        )
        self.saving = Saving(self.tree, lambda: self._exploration, folder, self)
        self.saving.fill(self.bar)
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self._tick)
        self._lay_out()
        self._connect()

    @property
    def keys(self) -> tuple[QAction, ...]:
        """See `Pane.keys`."""
        return tuple(self.bar.keys)

    @property
    def exploration(self) -> Exploration | None:
        """The tree; None where there is none."""
        return self._exploration

    @property
    def running(self) -> bool:
        """Whether simulations are made by themselves."""
        return self._timer.isActive()

    def refresh(self, scene: Scene) -> None:
        """See `Pane.refresh`."""
        self._scene = scene
        self._share_room()
        self._take_position()

    def show_theme(self, theme: Theme) -> None:
        """See `Pane.show_theme`."""
        self.tree.show_theme(theme)
        self.bar.show_theme(theme)

    def stop(self) -> None:
        """See `Pane.stop`."""
        self._timer.stop()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._run(False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_room()
        self._show()

    def _lay_out(self) -> None:
        body = QVBoxLayout()
        body.setSpacing(6)
        body.addWidget(self.tree, 3)
        body.addWidget(self.table, 2)
        self.column.setSpacing(6)
        self.column.addWidget(self.bar)
        self.column.addWidget(self.stages)
        self.column.addWidget(self.switch)
        self.column.addLayout(body, 1)
        self.column.addWidget(self.told)
        self.column.addWidget(self.whose)

    def _connect(self) -> None:
        self.bar.stage.clicked.connect(self.next_stage)
        self.bar.simulation.clicked.connect(self.simulate)
        self.bar.run.toggled.connect(self._run)
        self.bar.start_over.clicked.connect(self.start_over)
        self.switch.chosen.connect(self._share_room)
        self._game.changed.connect(self._take_position)

    @Slot()
    def next_stage(self) -> None:
        """Show the next stage of a simulation."""
        self.bar.run.setChecked(False)
        if self._exploration is not None and not self._exploration.full:
            self._exploration.advance()
            self._show()

    @Slot()
    def simulate(self) -> None:
        """Show a whole simulation."""
        self.bar.run.setChecked(False)
        if self._exploration is not None and not self._exploration.full:
            self._exploration.finish()
            self._show()

    @Slot()
    def start_over(self) -> None:
        """Begin a tree with the policy as it is now."""
        self.bar.run.setChecked(False)
        self._root = None
        self._take_position()

    @Slot(bool)
    def _run(self, on: bool) -> None:
        if on and self._exploration is not None and not self._exploration.full:
            self._timer.start()
        else:
            self._timer.stop()
        self.bar.show_running(self.running)

    @Slot()
    def _tick(self) -> None:
        exploration = self._exploration
        if exploration is None or exploration.full or not self.in_sight:
            self._run(False)
            return
        for _ in range(1 + exploration.simulations // _SPEED_UP):
            exploration.finish()
        self._show()

    @Slot()
    def _take_position(self) -> None:
        """Begin another tree if another position is at the board."""
        if self._scene is None or not self.in_sight:
            return
        line, ply = self._game.line, self._game.ply
        root = line.positions[ply]
        if root is self._root:
            return
        self._run(False)
        self._root = root
        if line.over_at(ply):
            self._exploration = None
        else:
            from pg_desktop.ui.panes.search.exploring import Exploration  # noqa: PLC0415 (NumPy, after the first paint)

            policy, self._name = self._policy(line.game)
            self._exploration = Exploration(line.game, root, policy)
        self._show()

    def _policy(self, game: object) -> tuple[Policy | None, str]:
        """Whose search it is, and its name: whoever advises at the board, or else the policy that is shown."""
        from pg_desktop.ui.board.advice import fits  # noqa: PLC0415 (NumPy, after the first paint)

        offered = [(self._game.adviser, self._game.adviser_name)]
        if self._scene is not None:
            offered.append((self._scene.shown.policy, shown_moment(self._scene)))
        return next((one for one in offered if fits(one[0], game)), (None, ""))  # type: ignore[arg-type]

    @Slot()
    def _share_room(self) -> None:
        """Show tree and table, or one of them."""
        both = self.height() >= _BOTH_FROM * self.fontMetrics().height()
        self.switch.setVisible(not both)
        self.tree.setVisible(both or self.switch.index == 0)
        self.table.setVisible(both or self.switch.index == 1)
        self.whose.setVisible(both)

    def _show(self) -> None:
        exploration = self._exploration
        if self._scene is None:
            return
        if exploration is None:
            self.tree.show_message(self.tr("The game is over here: there is nothing to look ahead to."))
            self.model.show_rows(())
            self.told.say("")
            self.whose.say("")
        else:
            from pg_desktop.ui.panes.search.showing import Showing  # noqa: PLC0415 (NumPy, after the first paint)

            showing = Showing(exploration)
            self.tree.show_tree(showing.picture(self.tree.leaves_max), showing.tip_of)
            self.model.show_rows(showing.rows())
            self.told.say(showing.sentence())
            self.tree.setAccessibleDescription(showing.sentence())
            self.whose.say(showing.whose(self._name))
        self.stages.show_stage(None if exploration is None else exploration.stage)
        self.bar.show_progress(exploration)
