"""What is seen of the game at the board: put together from the game, whoever plays, and what is known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCoreApplication

from pg_desktop.learning.games.game import Game
from pg_desktop.ui.board.advice import Advice, Judgement, Question, fits
from pg_desktop.ui.board.look import Look
from pg_desktop.ui.board.picture import Hint, Overlay, Picture
from pg_desktop.ui.board.reply import Kind
from pg_desktop.ui.board.view import Shown
from pg_desktop.ui.board.winning import winning_cells
from pg_desktop.ui.kit.foreign import plain_tip
from pg_desktop.ui.kit.numbers import whole
from pg_desktop.ui.panes.board import words
from pg_desktop.ui.panes.board.advising import Advising
from pg_desktop.ui.panes.board.moves import MoveRow
from pg_desktop.ui.panes.board.opponents import shown_moment
from pg_desktop.ui.panes.board.playing import Playing
from pg_desktop.ui.panes.shown_game import ShownGame
from pg_desktop.ui.scene import Scene

if TYPE_CHECKING:
    from pg_desktop.learning.acting.policy import Policy

HINT_SIMULATIONS: Final = 100
"""Of the search that advises, where the opponent does not search."""
_ALL_LOST: Final = 1.5


class Sight:
    """To be used in the GUI thread; loaded with NumPy."""

    def __init__(self, game: ShownGame, playing: Playing, advising: Advising) -> None:
        self._game, self._playing, self._advising = game, playing, advising
        self._policy: Policy | None = None
        self._overlays: tuple[Overlay, ...] = ()
        self._perfect: tuple[str, tuple[int, ...], int] | None = None
        self._games: dict[str, tuple[Look, tuple[int | None, ...]]] = {}

    def look(self, scene: Scene, overlays: tuple[Overlay, ...]) -> None:
        """Take notice of what there is to be seen now."""
        strength = self._playing.strength
        of_run = strength.kind is Kind.RUN
        policy = strength.policy() if of_run else scene.shown.policy
        self._policy = self._game.adviser = policy if fits(policy, self.rules) else None
        self._game.adviser_name = strength.moment if of_run else shown_moment(scene)
        nothing = {Overlay.TRUTH: not self.knows_truth, Overlay.POLICY: self._policy is None}
        self._overlays = tuple(overlay for overlay in overlays if not nothing.get(overlay))

    def ask_perfect(self) -> None:
        """Show what perfect play would do, until another position is shown; or no more."""
        here = self.here
        self._perfect = None if self._perfect == here else here

    @property
    def policy(self) -> Policy | None:
        """Whose advice is shown; None if no policy plays this game."""
        return self._policy

    @property
    def simulations(self) -> int:
        """Of the search that advises."""
        return self._playing.strength.simulations or HINT_SIMULATIONS

    @property
    def asks_perfect(self) -> bool:
        """Whether it is asked what perfect play would do here."""
        return self._perfect == self.here

    @property
    def knows_truth(self) -> bool:
        """Whether anybody knows the truth about this game."""
        return bool(self._game.entry.truth)

    @property
    def judges(self) -> bool:
        """Whether values are shown: not while a game goes on, unless hints are wanted."""
        return self._game.line.over or bool(self._overlays)

    @property
    def overlays(self) -> tuple[Overlay, ...]:
        """What is shown of every move."""
        asked = self.asks_perfect and Overlay.TRUTH not in self._overlays
        return (*self._overlays, Overlay.TRUTH) if asked else self._overlays

    @property
    def pass_action(self) -> int | None:
        """The move that is on no cell; None where there is none."""
        on_cells = set(self._actions_of_cells)
        return next((action for action in range(self.rules.actions) if action not in on_cells), None)

    @property
    def judgements(self) -> tuple[Judgement, ...]:
        """What the positions were worth; nothing where that is hidden."""
        advice = self.advice
        return advice.judgements[: len(self._game.line.positions)] if advice is not None and self.judges else ()

    @property
    def sides(self) -> tuple[int, ...]:
        """Who made each move."""
        line = self._game.line
        return tuple(line.mover(ply) for ply in range(len(line.actions)))

    def question(self) -> Question | None:
        """What is to be found out; None for nothing."""
        if not (self.judges or self.asks_perfect):
            return None
        search = self.simulations if self.judges else 0
        return Question(
            self._game.entry,
            self._game.line,
            self._game.ply,
            self._policy,
            search,
            judged=self.judges,
            truth=self.knows_truth,
        )

    def board(self) -> Shown:
        """What the board shows, and what may be done with it."""
        line, ply, look = self._game.line, self._game.ply, self.board_look
        legal = line.legal(ply)
        landing = {action: line.landing(ply, action) for action in legal}
        hints: list[Hint | None] = [None] * look.cells if self.overlays and self.hints else []
        if hints:
            for action, cell in landing.items():
                if cell is not None:
                    hints[cell] = self.hints.get(action)
        stones = line.stones(ply)
        picture = Picture(
            stones,
            line.mover(ply),
            line.last(ply),
            winning_cells(self.rules, stones, line.winner) if line.over_at(ply) else (),
            hints=tuple(hints),
            overlays=self.overlays,
        )
        tips = {action: words.hint_tip(self.rules, action, self.hints.get(action), self.overlays) for action in legal}
        return Shown(
            look,
            picture,
            self._actions_of_cells,
            landing if self._playing.may_move else {},
            tips,
            words.position_text(look, line, ply),
        )

    def moves(self) -> tuple[MoveRow, ...]:
        """The moves as rows of the list."""
        line, judged = self._game.line, self.judgements
        rows = []
        for ply, action in enumerate(line.actions):
            before = judged[ply] if ply < len(judged) else Judgement()
            after = judged[ply + 1] if ply + 1 < len(judged) else Judgement()
            mark = "" if not before.blunder else " ??" if (before.lost or 0) > _ALL_LOST else " ?"
            value = after.policy if after.search is None else after.search
            rows.append(
                MoveRow(
                    whole(ply + 1),
                    words.move_text(self.rules, action) + mark,
                    line.mover(ply),
                    words.value_text(value),
                    "" if after.truth is None else self._outcome(after.truth),
                    before.blunder,
                    self._told(ply + 1),
                )
            )
        return tuple(rows)

    def tip_of_ply(self, ply: int) -> str:
        """What is said of the position after so many moves."""
        return plain_tip(self._told(ply))

    @property
    def rules(self) -> Game:
        """The rules of the game."""
        return self._game.line.game

    @property
    def board_look(self) -> Look:
        """What kind of board it is played on."""
        return self._of_game[0]

    @property
    def here(self) -> tuple[str, tuple[int, ...], int]:
        """What tells the position that is shown from all others."""
        return self._game.entry.id, self._game.line.actions, self._game.ply

    @property
    def advice(self) -> Advice | None:
        """What is known by now."""
        return self._advising.advice

    @property
    def hints(self) -> dict[int, Hint]:
        """What is known of every move in this position."""
        return {} if self.advice is None else self.advice.hints

    @property
    def _actions_of_cells(self) -> tuple[int | None, ...]:
        return self._of_game[1]

    @property
    def _of_game(self) -> tuple[Look, tuple[int | None, ...]]:
        """What is the same in every position of a game."""
        game = self._game.entry.id
        if game not in self._games:
            rules = self.rules
            actions = tuple(rules.action_at(cell) for cell in range(rules.rows * rules.columns))
            self._games[game] = Look.of(rules), actions
        return self._games[game]

    def _outcome(self, truth: float) -> str:
        """Who wins without mistakes."""
        if not truth:
            return QCoreApplication.translate("BoardWords", "draw")
        return words.side_name(self.board_look, 1 if truth > 0 else -1)

    def _told(self, ply: int) -> str:
        """What is known of the position after so many moves, in a sentence."""
        translate = QCoreApplication.translate
        line, judged = self._game.line, self.judgements
        move = translate("BoardWords", "Beginning")
        if ply:
            side = words.side_name(self.board_look, line.mover(ply - 1))
            name = words.move_text(self.rules, line.actions[ply - 1])
            move = translate("BoardWords", "Move {ply}, {side} {move}").format(ply=ply, side=side, move=name)
        parts = [move]
        if ply < len(judged):
            one = judged[ply]
            for text, value in (
                (translate("BoardWords", "policy {value}"), one.policy),
                (translate("BoardWords", "search {value}"), one.search),
            ):
                if value is not None:
                    parts.append(text.format(value=words.value_text(value)))
            if one.truth is not None:
                parts.append(translate("BoardWords", "truth: {outcome}").format(outcome=self._outcome(one.truth)))
        if ply and ply <= len(judged) and judged[ply - 1].blunder:
            parts.append(translate("BoardWords", "a blunder"))
        return "; ".join(parts) + "."
