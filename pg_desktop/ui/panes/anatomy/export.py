"""The table of all actions of an update for a file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import pg_desktop
from pg_desktop.storage.history_csv import Table
from pg_desktop.ui.panes.anatomy.table import Which, rows_of

if TYPE_CHECKING:  # torch
    from pg_desktop.learning.explaining.anatomy import Anatomy


def table_of(anatomy: Anatomy, run: int) -> Table:
    """Every action of an update of a run."""
    trace, counts = anatomy.trace, anatomy.counts
    settings = trace.settings
    measure = "value" if anatomy.by_values else "log_prob"
    about = [
        ("program", "PG Desktop"),
        ("version", pg_desktop.__version__),
        ("environment", settings.environment),
        ("algorithm", settings.algorithm),
        ("seed", str(settings.seed)),
        ("run", str(run)),
        ("update", str(trace.update)),
        ("positive", str(counts.positive)),
        ("positive_fell", str(counts.positive_fell)),
        ("negative", str(counts.negative)),
        ("negative_rose", str(counts.negative_rose)),
    ]
    if anatomy.kl is not None:
        about.append(("kl", repr(anatomy.kl)))
    about += [(f"step_{layer.name}", repr(layer.step)) for layer in anatomy.layers]
    observations = tuple(f"obs_{index}" for index in range(trace.rollout.obs_TNO.shape[-1]))
    header = (
        "episode",
        "t",
        *observations,
        "action",
        "reward",
        "return",
        "baseline",
        "advantage",
        f"{measure}_before",
        f"{measure}_after",
        "change",
        "predicted",
    )
    return Table(f"update-{trace.update}", tuple(about), header, _rows(anatomy))


def _rows(anatomy: Anatomy) -> Iterator[Sequence[float | str]]:
    trace = anatomy.trace
    rollout, judged = trace.rollout, trace.judged
    change_B = anatomy.change_B
    for at in rows_of(anatomy, Which.BATCH, 0):
        time, episode = int(anatomy.time_B[at]), int(anatomy.episode_B[at])
        action = rollout.action_TN[time, episode].reshape(-1).tolist()
        yield (
            episode + 1,
            time,
            *map(float, rollout.obs_TNO[time, episode]),
            action[0] if len(action) == 1 else " ".join(map(str, action)),
            float(judged.reward_TN[time, episode]),
            float(judged.return_TN[time, episode]),
            float(judged.baseline_TN[time, episode]),
            float(anatomy.advantage_B[at]),
            float(anatomy.before_B[at]),
            float(anatomy.after_B[at]),
            float(change_B[at]),
            float(anatomy.predicted_B[at]),
        )
