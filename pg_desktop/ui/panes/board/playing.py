"""Whose move it is, and who makes it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from pg_desktop.runs.live.turns import Turns
from pg_desktop.ui.board.look import FIRST
from pg_desktop.ui.board.reply import Kind, Turn, reply
from pg_desktop.ui.panes.board.thinking import Stop, Tell, Thinking
from pg_desktop.ui.panes.shown_game import ShownGame

if TYPE_CHECKING:  # NumPy, which the first paint does not need
    from pg_desktop.learning.acting.policy import Policy


@dataclass(frozen=True, eq=False)
class Strength:
    """Who plays against the user, and how well.

    Attributes:
        kind: who.
        name: what it is called, with its search.
        policy: tells that of a run, as it is now.
        policy_name: what that is called.
        moment: the same, with the rung that the run climbs and how far it has been trained.
        simulations: of its search.
        temperature: how much at random it plays.
    """

    kind: Kind
    name: str = ""
    policy: Callable[[], Policy | None] = lambda: None
    policy_name: str = ""
    moment: str = ""
    simulations: int = 0
    temperature: float = 0.0


class Playing(QObject):
    """Lets the user and an opponent move in turns. Lives in the GUI thread.

    Attributes:
        side: the user's, 1 for the one that begins.
        thinking: what the opponent thinks with.
        answered: how many moves the opponent has made.

    Signals:
        changed (): it is somebody else's turn to move, or may be.
        failed (Failure): the opponent could not move.
    """

    changed = Signal()
    failed = Signal(object)

    def __init__(self, game: ShownGame, turns: Turns, parent: QObject) -> None:
        super().__init__(parent)
        self.side = FIRST
        self.answered = 0
        self.thinking = Thinking(turns, self)
        self._game = game
        self._strength = Strength(Kind.RANDOM)
        self._games = 0
        self._active = False
        self.thinking.told.connect(self._answer)
        self.thinking.failed.connect(self._fail)

    @property
    def strength(self) -> Strength:
        """Who plays against the user."""
        return self._strength

    @property
    def is_users_turn(self) -> bool:
        """Whether the side that is to move is the user's."""
        line, ply = self._game.line, self._game.ply
        return self._strength.kind is Kind.SELF or line.mover(ply) == self.side

    @property
    def may_move(self) -> bool:
        """Whether the user may move now: on their turn, and to try something else in an earlier position."""
        line, ply = self._game.line, self._game.ply
        return not line.over_at(ply) and (self.is_users_turn or not self._game.newest)

    @property
    def waits(self) -> bool:
        """Whether the opponent is to answer."""
        line, ply = self._game.line, self._game.ply
        return self._game.newest and not line.over_at(ply) and not self.is_users_turn

    def set_up(self, strength: Strength) -> None:
        """Play against somebody else, or with another strength, from now on."""
        before, self._strength = self._strength, strength
        if before.kind is not strength.kind or before.name != strength.name:
            self.thinking.give_up()
            self.changed.emit()

    def activate(self, active: bool) -> None:
        """Let the opponent answer, or not while nobody looks."""
        self._active = active
        if active:
            self.go_on()
        else:
            self.thinking.give_up()

    @Slot()
    def go_on(self) -> None:
        """Ask the opponent for its move, if it is due."""
        if not self.waits or not self._active:
            self.thinking.give_up()
            return
        line, ply = self._game.line, self._game.ply
        asked = self.thinking.asked
        if isinstance(asked, Turn) and asked.position is line.positions[ply]:
            return
        strength = self._strength
        turn = Turn(
            self._game.entry,
            line.positions[ply],
            strength.kind,
            strength.policy(),
            strength.simulations,
            strength.temperature,
            (self._games, ply),
        )
        if turn.kind is Kind.RUN and turn.policy is None:
            return
        self.thinking.ask(turn, partial(_reply, turn))

    def move(self, action: int) -> None:
        """Make the user's move, or one that is tried in an earlier position."""
        if self.may_move:
            self._play(action)

    def begin(self) -> None:
        """Begin another game."""
        self._games += 1
        self.thinking.give_up()
        self._game.begin()

    def swap(self) -> None:
        """Go on with the other side; in an earlier position, where the opponent is to move now, from there."""
        self.side = -self.side
        self.thinking.give_up()
        if not self.is_users_turn:
            self._game.cut()
        self.changed.emit()
        self.go_on()

    def undo(self) -> None:
        """Go back to where the user was to move before; to the beginning if they were not."""
        self._go(-1)

    def redo(self) -> None:
        """Go to where the user is to move next; to the end if they are not."""
        self._go(1)

    def stop(self) -> None:
        """End for good."""
        self.thinking.stop()

    def _go(self, step: int) -> None:
        line, ply = self._game.line, self._game.ply + step
        while 0 < ply < len(line.actions) and self._strength.kind is not Kind.SELF and line.mover(ply) != self.side:
            ply += step
        self._game.go_to(ply)

    def _play(self, action: int) -> None:
        self.thinking.give_up()
        self._game.play(action)
        if self._game.line.over:
            you, other = self.tr("you"), self._strength.name
            names = (you, other) if self.side == FIRST else (other, you)
            both = self._strength.kind is Kind.SELF
            self._game.keep(*names, yours=0 if both else 1 if self.side == FIRST else -1)

    @Slot(object, object)
    def _answer(self, turn: Turn, action: int) -> None:
        if self.waits and turn.position is self._game.line.positions[self._game.ply]:
            self.answered += 1
            self._play(action)

    @Slot(object)
    def _fail(self, failure: object) -> None:
        self.failed.emit(failure)


def _reply(turn: Turn, tell: Tell, stop: Stop) -> None:
    """In another thread."""
    tell(reply(turn, stop))
