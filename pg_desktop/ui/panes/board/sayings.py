"""What stands around the board: whose move it is, whose advice is shown, and what nobody knows."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from pg_desktop.ui.board.picture import Overlay
from pg_desktop.ui.board.reply import Kind
from pg_desktop.ui.kit.numbers import percent, whole
from pg_desktop.ui.panes.board import words
from pg_desktop.ui.panes.board.playing import Playing
from pg_desktop.ui.panes.board.sight import Sight
from pg_desktop.ui.panes.shown_game import ShownGame


class Sayings:
    """To be used in the GUI thread; loaded with NumPy."""

    def __init__(self, game: ShownGame, playing: Playing, sight: Sight) -> None:
        self._game, self._playing, self._sight = game, playing, sight

    def curve_note(self) -> str:
        """What stands in the curve's place."""
        translate = QCoreApplication.translate
        if self._sight.judges:
            return ""
        return translate("BoardWords", "What the game was worth is shown when it is over, or with hints.")

    def status(self) -> str:
        """Whose move it is, or how the game has ended; and what perfect play would do, if that is asked."""
        line, ply, strength = self._game.line, self._game.ply, self._playing.strength
        if line.over_at(ply):
            you = None if strength.kind is Kind.SELF else self._playing.side
            return words.over_text(self._sight.board_look, line.winner, you)
        if self._sight.asks_perfect:
            return self._perfect_text()
        return self._whose_move(words.side_name(self._sight.board_look, line.mover(ply)))

    def _whose_move(self, mover: str) -> str:
        translate = QCoreApplication.translate
        strength, ply = self._playing.strength, self._game.ply
        if not self._game.newest:
            said = translate("BoardWords", "After move {ply} of {plies}, {side} to move: try another move here.")
        elif strength.kind is Kind.SELF:
            said = translate("BoardWords", "{side} is to move.")
        elif not self._playing.waits:
            said = translate("BoardWords", "Your move, with {side}.")
        elif strength.kind is Kind.RUN and strength.policy() is None:
            said = translate("BoardWords", "{name} has no policy yet.")
        else:
            said = translate("BoardWords", "{name} thinks, with {side}.")
        plies = len(self._game.line.actions)
        return said.format(side=mover, name=strength.name, ply=whole(ply), plies=whole(plies))

    def note(self) -> str:
        """Whose advice is shown, or that nobody knows the truth."""
        translate = QCoreApplication.translate
        name = QCoreApplication.translate("Games", self._game.entry.name)
        unknown = translate(
            "BoardWords", "Nobody knows the truth about {game}, so no move is called right or wrong here."
        ).format(game=name)
        if not self._sight.judges:
            return "" if self._sight.knows_truth else unknown
        simulations = self._sight.simulations
        if self._sight.policy is None:
            said = translate(
                "BoardWords", "No policy plays this here: the search of {count} simulations knows but the rules."
            ).format(count=whole(simulations))
        else:
            of_run = self._playing.strength.kind is Kind.RUN
            whose = (
                self._playing.strength.policy_name if of_run else translate("BoardWords", "the policy that is shown")
            )
            said = translate("BoardWords", "Hints of {whose}, with {count} simulations.").format(
                whose=whose, count=whole(simulations)
            )
        if not self._sight.knows_truth:
            return f"{unknown} {said}"
        if self._sight.advice is not None and self._sight.advice.truth_unknown:
            unsure = translate(
                "BoardWords", "The truth about this position is not known: the end is too far away to be computed."
            )
            return f"{unsure} {said}"
        return said

    def title(self) -> str:
        """What the game is called, and who plays it."""
        translate = QCoreApplication.translate
        name = translate("Games", self._game.entry.name)
        if self._playing.strength.kind is Kind.SELF:
            return name
        return translate("BoardWords", "{game}, against {name}").format(game=name, name=self._playing.strength.name)

    def pass_text(self) -> str:
        """What the button says that makes no move."""
        translate = QCoreApplication.translate
        action = self._sight.pass_action
        hint = None if action is None else self._sight.hints.get(action)
        if hint is None or hint.prior is None or Overlay.POLICY not in self._sight.overlays:
            return translate("BoardWords", "Pass")
        return translate("BoardWords", "Pass {share}").format(share=percent(hint.prior))

    def _perfect_text(self) -> str:
        translate = QCoreApplication.translate
        said = words.perfect_text(self._sight.rules, self._sight.hints)
        if said:
            return said
        if self._sight.advice is not None and self._sight.advice.truth_unknown:
            return translate(
                "BoardWords", "Nobody knows what perfect play would do here: the end is too far away to be computed."
            )
        return translate("BoardWords", "Looking for perfect play…")
