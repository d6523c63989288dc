"""Which tests are rapid: those that take a moment, in every layer, so that all of them take less than a minute.

Those are all that neither open a window nor stand here. `pytest -m rapid -n auto --durations=10` tells which should.
"""

from pathlib import Path
from typing import Final

import pytest

UNHURRIED: Final = (
    "bench/test_inside.py",
    "bench/test_learning.py",
    "bench/test_steering.py",
    "bench/test_window.py",
    "challenges/test_reality.py",
    "challenges/test_gallery.py",
    "challenges/test_adaptation.py",
    "challenges/test_demonstrations.py",
    "cli/test_experiments.py",
    "cli/test_explain.py",
    "cli/test_policy_files.py",
    "cli/test_replay.py",
    "cli/test_reward.py",
    "cli/test_selftest.py",
    "cli/test_train.py",
    "cli/test_train_border.py",
    "learning/acting/distributions/test_gaussian.py",
    "learning/adapting/test_trial.py",
    "learning/algorithms/dqn/test_dqn.py",
    "learning/algorithms/dqn/test_values.py",
    "learning/algorithms/imitation/test_cloning.py",
    "learning/algorithms/imitation/test_lesson.py",
    "learning/algorithms/reinforce/test_baselines.py",
    "learning/algorithms/reinforce/test_chapter_23.py",
    "learning/algorithms/test_designed.py",
    "learning/demonstrations/test_player.py",
    "learning/measuring/test_robustness.py",
    "learning/networks/test_adam.py",
    "learning/settings/test_kinds.py",
    "learning/test_imports.py",
    "learning/test_learns.py",
    "learning/test_presets_train.py",
    "learning/test_resizing_live.py",
    "learning/test_trainer.py",
    "learning/test_undo.py",
    "learning/worlds/cart_pole/test_physics.py",
    "learning/worlds/cart_pole/test_vector_env.py",
    "learning/worlds/test_arguments.py",
    "learning/worlds/test_border.py",
    "learning/worlds/test_own_code.py",
    "learning/worlds/test_plain.py",
    "learning/worlds/test_processes.py",
    "learning/worlds/test_worlds_of_others.py",
    "runs/archive/test_demonstrations.py",
    "runs/archive/test_experiments_by_hand.py",
    "runs/archive/test_failing_disks.py",
    "runs/archive/test_keeper.py",
    "runs/archive/test_mutations.py",
    "runs/archive/test_resume.py",
    "runs/live/test_experiment_machine.py",
    "runs/live/test_original.py",
    "runs/live/test_races.py",
    "runs/live/test_training_that_goes_wrong.py",
    "runs/live/test_turns.py",
    "runs/live/test_within_update.py",
    "runs/live/test_worker_border.py",
    "runs/live/test_worker_threads.py",
    "runs/test_branching.py",
    "runs/test_checkpoints.py",
    "runs/test_clones.py",
    "runs/test_experiment.py",
    "runs/test_golden_runs.py",
    "runs/test_history_many_items.py",
    "runs/test_history_properties.py",
    "runs/test_history_threads.py",
    "runs/test_learning_signal.py",
    "runs/test_processes.py",
    "runs/test_reopening.py",
    "storage/test_edit_script.py",
    "storage/test_json_mutations.py",
    "storage/test_own_presets.py",
    "storage/test_policy_file.py",
    "storage/test_policy_fuzz.py",
    "test_launch_endings.py",
    "test_process.py",
    "test_unforeseen.py",
    "ui/cart_pole/perturb/test_perturb.py",
    "ui/cart_pole/perturb/test_perturb_forces.py",
    "ui/cart_pole/physics",
    "ui/cart_pole/test_painter.py",
    "ui/kit/heat_map",
    "ui/kit/settings",
    "ui/kit/test_icons.py",
    "ui/kit/test_numbers.py",
    "ui/kit/test_theme.py",
    "ui/panes/agent/test_other_worlds.py",
    "ui/panes/agent/test_physics_note.py",
    "ui/panes/agent/test_render_pane.py",
    "ui/panes/agent/test_slow_worlds.py",
    "ui/panes/agent/test_stage_repaints.py",
    "ui/panes/distribution",
    "ui/panes/network",
    "ui/panes/plots/test_axis.py",
    "ui/panes/plots/test_marks.py",
    "ui/panes/plots/test_ranges.py",
    "ui/panes/policy_map",
    "ui/panes/robustness",
    "ui/panes/runs",
    "ui/shell",
)
"""Files and folders."""

_HERE: Final = Path(__file__).parent


def mark_the_rapid(items: list[pytest.Item]) -> None:
    """Mark them, besides those that are marked where they stand."""
    unhurried = tuple(str(_HERE / place) for place in UNHURRIED)
    for item in items:
        opens_a_window = "open_window" in item.fixturenames  # type: ignore[attr-defined]
        if not (opens_a_window or item.get_closest_marker("slow") or str(item.path).startswith(unhurried)):
            item.add_marker("rapid")
