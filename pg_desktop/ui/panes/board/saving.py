"""Board and games as files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from pg_desktop.storage.atomic import write_atomically
from pg_desktop.ui.kit.exporting import FileKind, export, picture_kind, picture_of, table_kind
from pg_desktop.ui.panes.board.advising import Advising
from pg_desktop.ui.panes.board.bar import BoardBar
from pg_desktop.ui.panes.shown_game import ShownGame


class Saving(QObject):
    """Asks for files and writes them. Lives in the GUI thread."""

    def __init__(
        self, game: ShownGame, advising: Advising, board: QWidget, folder: Callable[[], Path], pane: QWidget
    ) -> None:
        """Prepare.

        Args:
            game: what is played.
            advising: knows what it was worth.
            board: what is a picture.
            folder: tells where dialogs begin.
            pane: above which they open.
        """
        super().__init__(pane)
        self._game, self._advising, self._board, self._folder, self._pane = game, advising, board, folder, pane
        self._played: QAction | None = None

    def fill(self, bar: BoardBar) -> None:
        """Put what can be saved into a menu."""
        bar.add_entry(self.tr("Save the &board as a picture…"), self.tr("The board as it is seen."), self.save_picture)
        bar.add_entry(self.tr("Save this &game as a table…"), self.tr("Every move, with its values."), self.save_game)
        self._played = bar.add_entry(
            self.tr("Save &all games that you have played…"),
            self.tr("A line for each game, or records to learn from."),
            self.save_played,
        )
        bar.menu.aboutToShow.connect(self._offer)

    @Slot()
    def save_picture(self) -> None:
        """Save the board as it is seen."""
        kinds = (picture_kind(lambda: picture_of(self._board)),)
        export(self._pane, self.tr("Save the board as a picture"), self._folder() / "board.png", kinds)

    @Slot()
    def save_game(self) -> None:
        """Save the moves with what is known of them."""
        from pg_desktop.ui.panes.board.export import table_of_game  # noqa: PLC0415 (when it is wanted)

        advice = self._advising.advice
        judgements = () if advice is None else advice.judgements
        kinds = (table_kind(lambda: table_of_game(self._game.line, judgements)),)
        export(self._pane, self.tr("Save this game as a table"), self._folder() / "game.csv", kinds)

    @Slot()
    def save_played(self) -> None:
        """Save all games that were played to their ends."""
        from pg_desktop.ui.panes.board.export import bytes_of, table_of_played  # noqa: PLC0415 (when it is wanted)

        entry = self._game.entry
        records = FileKind(
            ".games",
            self.tr("Records of {game} (*.games)").format(game=QCoreApplication.translate("Games", entry.name)),
            lambda path: write_atomically(path, [bytes_of(self._game.played, entry)]),
        )
        kinds = (table_kind(lambda: table_of_played(self._game.played)), records)
        export(self._pane, self.tr("Save all games that you have played"), self._folder() / "games.csv", kinds)

    @Slot()
    def _offer(self) -> None:
        if self._played is not None:
            self._played.setEnabled(bool(self._game.played))
