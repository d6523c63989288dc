"""The board of a world, drawn from what the policy sees of it. Everything here belongs to the GUI thread.

An observation has the mover's pieces, then the opponent's; in Hex once for each player, see its planes. Who began, it
does not say: where pieces never go away, their numbers do.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRectF
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import QGraphicsItem, QGraphicsScene, QStyleOptionGraphicsItem, QWidget

from pg_desktop.learning.games.table import game_of_world
from pg_desktop.learning.worlds.variation import Variation
from pg_desktop.ui.board.layout import BoardLayout
from pg_desktop.ui.board.look import FIRST, SECOND, Ground, Look
from pg_desktop.ui.board.painter import board_layout, paint_board
from pg_desktop.ui.board.picture import Hint, Overlay, Picture
from pg_desktop.ui.kit.contained import contained, nothing
from pg_desktop.ui.kit.theme import Theme

if TYPE_CHECKING:  # NumPy and Gymnasium, which the first paint does not need
    from pg_desktop.learning.acting.playback import Moment
    from pg_desktop.learning.games.game import Game

_EDGE: Final = 8.0
_OVERLAYS: Final = (Overlay.POLICY,)
_GROWING: Final = (Ground.STROKES, Ground.COLUMNS, Ground.HEXAGONS)
"""Where pieces never go away."""


class BoardItem(QGraphicsItem):
    """A board in a scene of Qt's."""

    def __init__(self) -> None:
        super().__init__()
        self._drawn: tuple[BoardLayout, Picture, Theme, QFont] | None = None
        self._rect = QRectF()

    @property
    def picture(self) -> Picture | None:
        """What is drawn."""
        return None if self._drawn is None else self._drawn[1]

    def show_board(self, rect: QRectF, look: Look, picture: Picture, theme: Theme, font: QFont) -> None:
        """Draw this."""
        if rect != self._rect:
            self.prepareGeometryChange()
            self._rect = QRectF(rect)
        room = rect.adjusted(_EDGE, _EDGE, -_EDGE, -_EDGE)
        # Without lines of figures, which stand below the board anyway.
        self._drawn = board_layout(room, look, (), font), picture, theme, font
        self.update()

    @contained(lambda *_: QRectF())
    def boundingRect(self) -> QRectF:
        return self._rect

    @contained(nothing)
    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        del option, widget
        if self._drawn is not None:
            paint_board(painter, *self._drawn)


class BoardScenePainter:
    """Draws the positions of an episode, with how likely the policy makes each move. See `ScenePainter`.

    Attributes:
        graphics: what it draws, for a view to show.
        item: the board in it.
    """

    flows = False

    def __init__(self, environment: str) -> None:
        """Draw nothing yet.

        Args:
            environment: id of the world.
        """
        self.graphics = QGraphicsScene()
        self.item = BoardItem()
        self.graphics.addItem(self.item)
        entry = game_of_world(environment)
        self._game: Game | None = None if entry is None else entry.rules()
        self._look = None if self._game is None else Look.of(self._game)
        self._picture: Picture | None = None
        self._last: int | None = None
        self._shown: tuple[object, ...] = ()

    def show_variation(self, variation: Variation) -> None:
        """See `ScenePainter.show_variation`: rules are what they are."""

    def show(self, before: Moment | None, moment: Moment, frame: Callable[[], object]) -> None:
        """See `ScenePainter.show`."""
        del frame
        if self._game is not None and self._look is not None:
            earlier = None if before is None else stones_of(self._game, self._look, before.obs_O.tolist())[0]
            now, mover = stones_of(self._game, self._look, moment.obs_O.tolist())
            self._last = _new_piece(earlier, now, -mover)
        self.revise(moment)

    def revise(self, moment: Moment) -> None:
        """See `ScenePainter.revise`."""
        if self._game is not None and self._look is not None:
            self._picture = _picture(self._game, self._look, moment, self._last)

    def arrange(self, rect: QRectF, theme: Theme, font: QFont, progress: float) -> None:
        """See `ScenePainter.arrange`."""
        del progress
        shown = rect, theme, font, self._picture
        if self._picture is not None and self._look is not None and shown != self._shown:
            self._shown = shown
            self.item.show_board(rect, self._look, self._picture, theme, font)


def stones_of(game: Game, look: Look, obs: Sequence[float]) -> tuple[tuple[int, ...], int]:
    """The board as `Game.stones` has it, and who is to move, from what the mover sees.

    Where that does not say who began, it is the mover.
    """
    cells = look.cells

    def plane(number: int) -> list[bool]:
        return [value > 0.5 for value in obs[number * cells : (number + 1) * cells]]

    mine, theirs = plane(0), plane(1)
    if game.observed - game.actions >= 4 * cells and look.ground is Ground.HEXAGONS:
        mine = [one or other for one, other in zip(mine, plane(2), strict=True)]
        theirs = [one or other for one, other in zip(theirs, plane(3), strict=True)]
    mover = SECOND if look.ground in _GROWING and sum(theirs) > sum(mine) else FIRST
    stones = tuple(mover if own else -mover if other else 0 for own, other in zip(mine, theirs, strict=True))
    return stones, mover


def _picture(game: Game, look: Look, moment: Moment, last: int | None) -> Picture:
    from pg_desktop.ui.board.winning import winning_cells  # noqa: PLC0415 (NumPy, after the first paint)

    obs = moment.obs_O.tolist()
    stones, mover = stones_of(game, look, obs)
    line = next((found for side in (FIRST, SECOND) if (found := winning_cells(game, stones, side))), ())
    hints: list[Hint | None] = [None] * look.cells
    chosen = None
    if not moment.ended:
        likely = _probabilities(moment)
        legal = [value > 0.5 for value in obs[-game.actions :]]
        for cell in range(look.cells):
            action = game.action_at(cell)
            if action is None or not legal[action] or not _lands(look, stones, cell):
                continue
            if likely:
                hints[cell] = Hint(prior=likely[action])
            if moment.action is not None and action == int(moment.action):
                chosen = cell
    falling = chosen if look.falls else None  # elsewhere it would cover the figures
    cursor = None if look.falls else chosen
    return Picture(stones, mover, last, line, falling, cursor, tuple(hints), _OVERLAYS)


def _probabilities(moment: Moment) -> list[float]:
    """How likely every action is; nothing of an actor without a distribution."""
    from pg_desktop.learning.acting.distributions import ChoicePart  # noqa: PLC0415 (NumPy, after the first paint)

    part = moment.parts[0] if moment.parts else None
    return list(part.probabilities_C.tolist()) if isinstance(part, ChoicePart) else []


def _lands(look: Look, stones: Sequence[int], cell: int) -> bool:
    """Whether a piece that falls comes to lie in a cell; where none falls, always."""
    if not look.falls:
        return True
    below = cell + look.columns
    return not stones[cell] and (below >= look.cells or bool(stones[below]))


def _new_piece(before: Sequence[int] | None, now: Sequence[int], opponent: int) -> int | None:
    """The cell with the opponent's last piece, which came after the mover's; None where that is not clear.

    Args:
        before: the board a step of the mover's and the opponent's answer earlier.
        now: the board.
        opponent: whose piece it is, 1 or −1.
    """
    if before is None:
        return None
    pieces = [cell for cell, (old, new) in enumerate(zip(before, now, strict=True)) if new == opponent and not old]
    return pieces[0] if len(pieces) == 1 else None
