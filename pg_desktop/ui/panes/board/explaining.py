"""What the board says of itself."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget


def explain_board(board: QWidget) -> None:
    """Say how one plays there, and what the hints are."""
    translate = QCoreApplication.translate
    tip = translate(
        "BoardPane",
        "Click a cell to move; the arrow keys and Return do so, too, and digits in the columns. In an earlier "
        "position, a move tries another game.",
    )
    board.setToolTip(tip)
    board.setWhatsThis(
        translate(
            "BoardPane",
            "<p>{tip}</p><p>What is shown of every move: how likely the policy makes it (the disc), how many "
            "simulations of the search went there (the ring), what the search expects after it, and what it leads to "
            "without mistakes. AlphaGo put these together: a policy that imitates, then plays against itself; a value "
            "network; and a search that is guided by both (Silver et al. 2016, 2017).</p>",
        ).format(tip=tip)
    )
