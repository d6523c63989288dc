"""Who has been chosen to play against, with all that makes them stronger or weaker."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from pg_desktop.runs.experiment import Experiment
from pg_desktop.ui.board.reply import Kind
from pg_desktop.ui.panes.board.controls import BoardControls
from pg_desktop.ui.panes.board.opponents import Opponents, update_of
from pg_desktop.ui.panes.board.playing import Strength
from pg_desktop.ui.panes.runs.words import moment_name, run_name

if TYPE_CHECKING:  # NumPy, which the first paint does not need
    from pg_desktop.runs.live.status import View


def strength_of(controls: BoardControls, opponents: Opponents, experiment: Experiment, live: View) -> Strength:
    """Whom the controls have as the opponent.

    Args:
        controls: what the user has chosen.
        opponents: know the policies.
        experiment: whose runs these are of.
        live: the run that is trained.
    """
    opponent, entry = controls.opponent, controls.checkpoint
    record = experiment.record(opponent.run)
    itself = QCoreApplication.translate("Opponents", "yourself")
    return Strength(
        opponent.kind,
        itself if opponent.kind is Kind.SELF else controls.opponent_name,
        lambda: opponents.policy(opponent.run, entry, live),
        "" if record is None else controls.with_skill(run_name(record)),
        "" if record is None else moment_name(record, update_of(record, entry, live)),
        controls.simulations.value(),
        controls.temperature.value(),
    )
