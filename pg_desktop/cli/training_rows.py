"""What `train` and `inspect` say of how far training has come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pg_desktop.cli.output import counted

if TYPE_CHECKING:
    from pg_desktop.storage.policy_format import TrainingStatistics


def training_rows(statistics: TrainingStatistics, *, fallen: bool = False) -> list[tuple[str, str]]:
    """Rows for `output.table`.

    Args:
        statistics: how far training has come.
        fallen: whether it was solved, and its returns have fallen far below the target since.
    """
    mean, solved = statistics.mean_return_100, statistics.solved_at_episode
    done = (
        counted(statistics.updates, "update"),
        counted(statistics.episodes, "episode"),
        counted(statistics.env_steps, "env step"),
    )
    since = f"; mean now {mean:.1f}" if fallen and mean is not None else ""
    return [
        ("Trained", f"{', '.join(done)} in {statistics.train_seconds:.2f} s"),
        ("Speed", f"{steps_per_second(statistics):,.0f} env steps a second"),
        ("Mean return", "none yet" if mean is None else f"{mean:.1f} over the last 100 episodes"),
        ("Solved", "no" if solved is None else f"at episode {solved:,}{since}"),
    ]


def steps_per_second(statistics: TrainingStatistics) -> float:
    """Env steps for each second of training; 0 before the first."""
    return statistics.env_steps / statistics.train_seconds if statistics.train_seconds else 0.0
