"""A search as files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from pg_desktop.ui.kit.exporting import export, picture_kind, picture_of, table_kind
from pg_desktop.ui.panes.search.bar import SearchBar

if TYPE_CHECKING:  # NumPy, which the first paint does not need
    from pg_desktop.storage.history_csv import Table
    from pg_desktop.ui.panes.search.exploring import Exploration


class Saving(QObject):
    """Asks for files and writes them. Lives in the GUI thread."""

    def __init__(
        self, tree: QWidget, exploration: Callable[[], Exploration | None], folder: Callable[[], Path], pane: QWidget
    ) -> None:
        """Prepare.

        Args:
            tree: what is a picture.
            exploration: tells the search; None for none.
            folder: tells where dialogs begin.
            pane: above which they open.
        """
        super().__init__(pane)
        self._tree, self._exploration, self._folder, self._pane = tree, exploration, folder, pane

    def fill(self, bar: SearchBar) -> None:
        """Put what can be saved into a menu."""
        bar.add_entry(self.tr("Save the &tree as a picture…"), self.tr("The tree as it is seen."), self.save_picture)
        bar.add_entry(self.tr("Save the &moves as a table…"), self.tr("Prior, visits, Q and U."), self.save_table)

    @Slot()
    def save_picture(self) -> None:
        """Save the tree as it is seen."""
        kinds = (picture_kind(lambda: picture_of(self._tree)),)
        export(self._pane, self.tr("Save the tree as a picture"), self._folder() / "search.png", kinds)

    @Slot()
    def save_table(self) -> None:
        """Save the root's moves."""
        exploration = self._exploration()
        if exploration is not None:
            kinds = (table_kind(lambda: _table_of(exploration)),)
            export(self._pane, self.tr("Save the moves as a table"), self._folder() / "search.csv", kinds)


def _table_of(exploration: Exploration) -> Table:
    import pg_desktop  # noqa: PLC0415 (when it is wanted)
    from pg_desktop.storage.history_csv import Table  # noqa: PLC0415

    game = exploration.game
    rows = (
        (game.move_name(move.action), move.prior, move.visits, float("nan") if move.q is None else move.q, move.u)
        for move in exploration.root_moves()
    )
    about = (
        ("program", "PG Desktop"),
        ("version", pg_desktop.__version__),
        ("game", game.id),
        ("simulations", str(exploration.simulations)),
    )
    return Table("search", about, ("action", "prior", "visits", "q", "u"), rows)
