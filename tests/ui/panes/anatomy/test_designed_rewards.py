"""Where rewards were designed, the panes that lay an update open say so, and tell the score apart."""

import numpy as np
import pytest
from PySide6.QtCore import QLocale

from pg_desktop.learning.explaining.anatomy import anatomy_of
from pg_desktop.learning.explaining.memory import extents_of, memory_of
from pg_desktop.learning.explaining.tape import tape_of
from pg_desktop.learning.settings.table import Settings
from pg_desktop.learning.trainer import Trainer
from pg_desktop.ui.panes.anatomy.sight import Sight
from pg_desktop.ui.panes.anatomy.telling import returns
from pg_desktop.ui.panes.episode.words import Words, heading

KINDS = {"reinforce": {}, "dqn": {"algorithm": "dqn", "learning_starts": 50}}


@pytest.fixture(params=KINDS)
def traced(request):
    wanted = {"hidden_size": 8, "episodes_per_update": 4, "seed": 3, "reward": "2 + 0 * x", **KINDS[request.param]}
    trainer = Trainer(Settings().changed(wanted))
    return trainer, trainer.update(traced=True)


def test_returns_are_told_from_the_score(traced, qapp):
    del qapp
    _, report = traced
    sight = Sight(report.trace, anatomy_of(report.trace), 0, 0, None, ("left", "right"))
    told = returns(sight)
    mean = report.returns_N.mean()
    assert "designed return" in told.sentence
    assert f"{2 * mean:.1f}".rstrip("0").rstrip(".")[:3] in told.sentence
    assert "the score, of the world's own rewards" in told.sentence


def test_an_episode_names_its_designed_return_and_rewards(traced, qapp):
    del qapp
    _, report = traced
    memory = memory_of(report.trace, 0, extents_of(report.trace))
    assert Words(memory).help("reward").startswith("rₜ: the designed reward of this step")
    length = report.lengths_N[0]
    assert heading(report.trace, 0, QLocale("en_US"))[-1].text == f"designed return {2 * length}"


def test_the_agents_pane_counts_what_the_world_gave(traced):
    trainer, report = traced
    tape = tape_of(report.trace, trainer.world, 0, None)
    assert tape.moments[-1].episode_return == report.returns_N[0]
    for before, after in zip(tape.moments, tape.moments[1:], strict=False):
        assert np.array_equal(after.passed.obs_O, before.obs_O)
        assert after.passed.environment_action == before.environment_action
        assert after.passed.reward == 1.0
    assert tape.moments[0].passed is None
