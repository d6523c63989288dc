"""What `train` and `inspect` say of how far training has come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pg_desktop.cli.output import counted

if TYPE_CHECKING:
    from pg_desktop.storage.policy_format import TrainingStatistics


def training_rows(statistics: TrainingStatistics) -> list[tuple[str, str]]:
    """Rows for `output.table`."""
    mean, solved = statistics.mean_return_100, statistics.solved_at_episode
    done = (
        counted(statistics.updates, "update"),
        counted(statistics.episodes, "episode"),
        counted(statistics.env_steps, "env step"),
    )
    return [
        ("Trained", f"{', '.join(done)} in {statistics.train_seconds:.2f} s"),
        ("Speed", f"{steps_per_second(statistics):,.0f} env steps a second"),
        ("Mean return", "none yet" if mean is None else f"{mean:.1f} over the last 100 episodes"),
        ("Solved", "no" if solved is None else f"at episode {solved:,}"),
    ]


def steps_per_second(statistics: TrainingStatistics) -> float:
    """Env steps for each second of training; 0 before the first."""
    return statistics.env_steps / statistics.train_seconds if statistics.train_seconds else 0.0
