"""What one has played at the board, to be imitated."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from pg_desktop.learning.algorithms.board.recipes import recipe_of
from pg_desktop.learning.games.own_games import OwnGame, games_as_text
from pg_desktop.learning.settings.kinds import Value
from pg_desktop.ui.panes.board.bar import BoardBar
from pg_desktop.ui.panes.shown_game import ShownGame


class Teaching(QObject):
    """Begins runs that imitate the user. Lives in the GUI thread."""

    def __init__(self, game: ShownGame, begin: Callable[[Mapping[str, Value]], None], pane: QWidget) -> None:
        """Prepare.

        Args:
            game: what is played, and was.
            begin: begins a run with settings, by their keys.
            pane: whose it is.
        """
        super().__init__(pane)
        self._game, self._begin = game, begin
        self._entry: QAction | None = None

    def fill(self, bar: BoardBar) -> None:
        """Put what can be taught into a menu."""
        self._entry = bar.add_entry(
            self.tr("&Begin a run that imitates your games"),
            self.tr("It studies your moves in all games that you have played to their ends, and the experts' games."),
            self.begin,
        )
        bar.menu.aboutToShow.connect(self._offer)

    @property
    def own(self) -> tuple[OwnGame, ...]:
        """What there is to imitate, of the game at the board."""
        here = self._game.entry.id
        return tuple(OwnGame(each.yours, each.actions) for each in self._game.played if each.game == here)

    @Slot()
    def begin(self) -> None:
        """Begin another run; Train lets it study."""
        entry = self._game.entry
        named = {
            "environment": entry.environment,
            "environment_arguments": "",
            "algorithm": "imitate",
            "own_games": games_as_text(self.own),
        }
        self._begin({**recipe_of(entry.id, "imitate"), **named})

    @Slot()
    def _offer(self) -> None:
        if self._entry is not None:
            self._entry.setEnabled(bool(self.own))
