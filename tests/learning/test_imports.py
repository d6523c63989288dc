"""What loading the learning half of the program loads."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

import pg_desktop.learning

ROOT = Path(pg_desktop.learning.__file__).parent
ALL = sorted(
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    for path in ROOT.rglob("*.py")
    if path.parent != ROOT or path.stem != "__init__"
)
LEARNING_WITH_TORCH = {
    "networks.network",
    "networks.value_network",
    "networks.trained_policy",
    "algorithms.reinforce.loss",
    "algorithms.reinforce.baselines",
    "algorithms.reinforce.reinforce",
    "algorithms.dqn.dqn",
    "algorithms.dqn.gradient_steps",
    "networks.valued_policy",
    "algorithms.board.learner",
    "algorithms.board.lessons",
    "algorithms.board.symmetries",
    "algorithms.imitate.imitate",
    "algorithms.imitate.lesson",
    "algorithms.compete.compete",
    "algorithms.self_play.self_play",
    "algorithms.zero.memory",
    "algorithms.zero.searched",
    "algorithms.zero.zero",
    "algorithms.imitation.cloning",
    "algorithms.imitation.dagger",
    "algorithms.imitation.judging",
    "explaining.anatomy",
    "explaining.memory",
    "explaining.compass",
    "explaining.score_gradients",
    "trainer",
}
BEFORE_THE_FIRST_PAINT = ["acting.action_mode", "settings.table", "settings.kinds", "worlds.table", "worlds.spaces"]
ACTING = [
    "acting.policy",
    "acting.perceptron",
    "acting.distributions",
    "acting.distributions.parts",
    "algorithms.reinforce.returns",
    "networks.running_statistics",
]

_ACT = """
import numpy as np
from pg_desktop.learning.acting.policy import ActionMode, Architecture, Policy
from pg_desktop.learning.worlds.spaces import DiscreteSpace, Spaces, VectorSpace

architecture = Architecture(Spaces(VectorSpace(2), DiscreteSpace(2)), (3,), "relu")
shapes = architecture.parameter_shapes()
policy = Policy(architecture, {name: np.ones(shape, np.float32) for name, shape in shapes.items()})
for mode in ActionMode:
    outputs_NK = policy.frozen().outputs(np.ones((2, 2), np.float32))
    distribution = architecture.distribution
    distribution.choose(outputs_NK, mode, distribution.noise_by_step(np.random.default_rng(0), 2))
"""


def _loaded_by(script):
    report = script + "\nimport json, sys\nprint(json.dumps(sorted({name.partition('.')[0] for name in sys.modules})))"
    done = subprocess.run([sys.executable, "-c", report], check=True, capture_output=True, text=True)
    assert done.stderr == ""
    return set(json.loads(done.stdout))


def _import(modules):
    return "\n".join(f"import pg_desktop.learning.{module}" for module in modules)


@pytest.mark.parametrize(
    ("script", "foreign"),
    [
        (_import(BEFORE_THE_FIRST_PAINT), {"torch", "PySide6", "gymnasium", "pygame", "pyqtgraph", "numpy"}),
        (_import(sorted(set(ALL) - LEARNING_WITH_TORCH)), {"torch", "PySide6", "pyqtgraph"}),
        (_import(ALL), {"PySide6", "pyqtgraph"}),
        (_import(ACTING) + _ACT, {"torch", "PySide6", "gymnasium", "pygame", "pyqtgraph"}),
    ],
    ids=["before the first paint", "playing", "everything", "acting"],
)
def test_loading(script, foreign):
    loaded = _loaded_by(script)
    assert "pg_desktop" in loaded
    assert not loaded & foreign


def test_the_modules_that_learn_are_looked_at():
    assert set(ALL) > {
        *LEARNING_WITH_TORCH,
        *BEFORE_THE_FIRST_PAINT,
        *ACTING,
        "acting.rollout",
        "measuring.evaluation",
        "worlds.world",
    }
