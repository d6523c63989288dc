"""An update that was laid open, as JSON and as text."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from pg_desktop.cli.output import counted, table
from pg_desktop.learning.algorithms.table import algorithm_entry
from pg_desktop.learning.explaining.anatomy import Anatomy
from pg_desktop.learning.measuring.compass_reading import CompassReading, Estimate
from pg_desktop.learning.worlds.recipe import Recipe
from pg_desktop.learning.worlds.table import environment_entry

if TYPE_CHECKING:
    from pg_desktop.cli.explain import Explained

_EXTREMES: Final = 5
"""Actions that changed most, of those that rose and of those that fell."""
_WEIGHED: Final = {
    "time": "time baseline",
    "batch": "batch mean",
    "normalised": "normalised in each episode",
    "none": "no baseline",
    "whole": "whole return",
}


def explained_as_json(explained: Explained) -> dict[str, Any]:
    """All of it. Episodes count from 1, time from 0; what is no finite number is null."""
    anatomy, trace = explained.anatomy, explained.trace
    settings, rollout = trace.settings, trace.rollout
    steps = _Steps(anatomy)
    return {
        "run": explained.run,
        "update": trace.update,
        "updates_before": explained.updates_before,
        "algorithm": settings.algorithm,
        "env": settings.environment,
        "seed": settings.seed,
        "played_updates": explained.played,
        "played_seconds": explained.seconds,
        "episodes": len(rollout.length_N),
        "env_steps": int(rollout.length_N.sum()),
        "mean_return": float(rollout.score_N.mean()),
        "mean_designed_return": float(rollout.episode_return_N.mean()) if settings.reward else None,
        "measure": "action_value" if anatomy.by_values else "log_prob",
        "counts": vars(anatomy.counts),
        "kl": _finite(anatomy.kl),
        "layers": [{key: _finite(value) for key, value in vars(layer).items()} for layer in anatomy.layers],
        "most_encouraged": [steps.place(b) for b in anatomy.most_encouraged(_EXTREMES)],
        "most_discouraged": [steps.place(b) for b in anatomy.most_discouraged(_EXTREMES)],
        "compass": None if explained.compass is None else _compass_as_json(explained.compass),
        "steps": [steps.row(b) for b in steps.of_episode(explained.episode)],
    }


def explained_as_text(explained: Explained) -> str:
    """What matters; the steps of one episode where one was asked for."""
    anatomy = explained.anatomy
    sections = [table(_heading(explained)), _counts_as_text(anatomy), f"Layers\n{table(_layer_rows(anatomy))}"]
    steps = _Steps(anatomy)
    measure = "Q(s,a)" if anatomy.by_values else "log π(a|s)"
    for name, found in (
        ("Most encouraged", anatomy.most_encouraged(_EXTREMES)),
        ("Most discouraged", anatomy.most_discouraged(_EXTREMES)),
    ):
        if len(found):
            sections.append(f"{name}\n{table([_step_header(measure), *map(steps.as_text, found)])}")
    if explained.compass is not None:
        sections.append(f"Gradient compass\n{table(_compass_rows(explained.compass))}")
    if explained.episode is not None:
        rows = [_step_header(measure), *map(steps.as_text, steps.of_episode(explained.episode))]
        sections.append(f"Episode {explained.episode}\n{table(rows)}")
    return "\n\n".join(sections)


class _Steps:
    """The steps of an update, by their place in the anatomy."""

    def __init__(self, anatomy: Anatomy) -> None:
        self._anatomy = anatomy
        trace = anatomy.trace
        self._names = environment_entry(trace.settings.environment).action_names
        self._by_steps = np.lexsort((anatomy.time_B, anatomy.episode_B))

    def of_episode(self, episode: int | None) -> list[int]:
        """Where the steps of an episode are, in their order; those of all episodes if None."""
        order: list[int] = self._by_steps.tolist()
        return order if episode is None else [b for b in order if self._anatomy.episode_B[b] == episode - 1]

    def place(self, b: int) -> dict[str, Any]:
        """Which step it is, and by how much its action's measure changed."""
        t, n = self._at(b)
        return {"episode": n + 1, "t": t, "change": _finite(self._anatomy.change_B[b])}

    def row(self, b: int) -> dict[str, Any]:
        """All that is known of a step."""
        t, n = self._at(b)
        anatomy, judged = self._anatomy, self._anatomy.trace.judged
        rollout = anatomy.trace.rollout
        numbers = {
            "reward": rollout.reward_TN[t, n],
            "return": judged.return_TN[t, n],
            "baseline": judged.baseline_TN[t, n],
            "advantage": anatomy.advantage_B[b],
            "before": anatomy.before_B[b],
            "after": anatomy.after_B[b],
            "change": anatomy.change_B[b],
            "predicted": anatomy.predicted_B[b],
        }
        seen = [_finite(number) for number in rollout.obs_TNO[t, n]]
        action = rollout.action_TN[t, n].tolist()
        return {
            "episode": n + 1,
            "t": t,
            "observation": seen,
            "action": action,
            **{name: _finite(number) for name, number in numbers.items()},
        }

    def as_text(self, b: int) -> tuple[str, ...]:
        """A line of a table, see `_step_header`."""
        row = self.row(b)
        keys = ("reward", "return", "advantage", "before", "after", "change", "predicted")
        return (f"  {row['episode']}", str(row["t"]), self._action(row["action"]), *(_text(row[key]) for key in keys))

    def _action(self, action: Any) -> str:
        if isinstance(action, int) and action < len(self._names):
            return self._names[action]
        if isinstance(action, list):
            return ", ".join(f"{part:.3g}" for part in np.array(action).reshape(-1).tolist())
        return f"{action:.3g}" if isinstance(action, float) else str(action)

    def _at(self, b: int) -> tuple[int, int]:
        return int(self._anatomy.time_B[b]), int(self._anatomy.episode_B[b])


def _heading(explained: Explained) -> list[tuple[str, str]]:
    trace = explained.trace
    settings, rollout = trace.settings, trace.rollout
    world = Recipe(settings.environment, settings.environment_arguments).name
    rows = [
        ("Update", f"{trace.update:,}" + ("" if explained.run is None else f" of run {explained.run}")),
        ("Algorithm", algorithm_entry(settings.algorithm).name),
        ("Environment", f"{world}, seed {settings.seed}"),
        ("Played again", f"{counted(explained.played, 'update')} in {explained.seconds:.2f} s"),
        (
            "Episodes",
            f"{len(rollout.length_N):,}, {counted(int(rollout.length_N.sum()), 'env step')}, "
            f"mean return {rollout.score_N.mean():.1f}"
            + (f", designed {rollout.episode_return_N.mean():.4g}" if settings.reward else ""),
        ),
    ]
    if explained.run is None:
        rows[3] = ("Played", f"the next update with the file's settings, in {explained.seconds:.2f} s")
    kl = explained.anatomy.kl
    return rows if kl is None else [*rows, ("KL", f"{kl:.3g} nats from the policy before to the one after")]


def _counts_as_text(anatomy: Anatomy) -> str:
    counts = anatomy.counts
    worse, better = ("less likely", "more likely") if not anatomy.by_values else ("worth less", "worth more")
    return (
        f"Of {counts.positive:,} actions with positive advantage {counts.positive_fell:,} became {worse}, and of "
        f"{counts.negative:,} with negative advantage {counts.negative_rose:,} {better}: the weights are shared."
    )


def _layer_rows(anatomy: Anatomy) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = [("  layer", "gradient", "step", "weights")]
    for layer in anatomy.layers:
        gradient = "many" if layer.gradient is None else f"{layer.gradient:.3g}"
        rows.append((f"  {layer.name}", gradient, f"{layer.step:.3g}", f"{layer.weights:.3g}"))
    return rows


def _step_header(measure: str) -> tuple[str, ...]:
    return ("  episode", "t", "action", "reward", "G", "A", f"{measure} before", "after", "change", "predicted")


def _compass_rows(reading: CompassReading) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = [("  gradient of", "cosine", "95 % interval")]
    if reading.cosine is not None:
        rows.append(("  this update", *_estimate_as_text(reading.cosine)))
    rows += [
        (f"  {counted(row.episodes, 'episode')}, {_WEIGHED[row.weights]}", *_estimate_as_text(row.cosine))
        for row in reading.rows
    ]
    return [*rows, (f"  against {counted(reading.episodes, 'episode')}", counted(reading.env_steps, "env step"), "")]


def _estimate_as_text(estimate: Estimate) -> tuple[str, str]:
    return f"{estimate.value:.3f}", f"{estimate.low:.3f} to {estimate.high:.3f}"


def _compass_as_json(reading: CompassReading) -> dict[str, Any]:
    return {
        "cosine": None if reading.cosine is None else vars(reading.cosine),
        "episodes": reading.episodes,
        "env_steps": reading.env_steps,
        "rows": [{**vars(row), "cosine": vars(row.cosine)} for row in reading.rows],
    }


def _finite(value: Any) -> Any:
    """A number as JSON has it."""
    if isinstance(value, str) or value is None:
        return value
    number = float(value)
    return number if math.isfinite(number) else None


def _text(value: float | None) -> str:
    return "-" if value is None else f"{value:.4g}"
