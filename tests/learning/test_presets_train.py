"""Every row of the table, trained for two updates with the preset that suits it."""

import pytest

from pg_desktop.learning.settings.table import Settings
from pg_desktop.learning.trainer import Trainer
from pg_desktop.learning.worlds.table import ENVIRONMENTS, environment_entry, missing_extra
from pg_desktop.messages import UserError
from pg_desktop.storage.presets import load_presets, preset_for
from tests.learning.states import assert_same_report, assert_same_state

PRESETS = load_presets()


def _settings(environment):
    """The preset's, with fewer episodes, which need not be many to go through everything that it turns on."""
    settings = preset_for(environment, PRESETS).apply(Settings())
    return settings.changed({"environment": environment, "episodes_per_update": 3, "seed": 11})


@pytest.mark.parametrize("environment", [entry.id for entry in ENVIRONMENTS])
def test_two_updates_and_the_same_again(environment):
    settings = _settings(environment)
    if missing_extra(environment_entry(environment)):
        with pytest.raises(UserError, match=r"pip install 'pg-desktop\[box2d\]'"):
            Trainer(settings)
        return
    first, second = Trainer(settings), Trainer(settings)
    untrained = first.policy()
    for _ in range(2):
        report = first.update()
        assert_same_report(report, second.update())
        assert ("explained_variance" in report.metrics) == (settings.advantage == "value")
        assert report.lengths_N.max() <= first.world.max_episode_steps
    assert_same_state(first.state(), second.state())
    # Where no episode is better than another there is nothing to learn from, but scales move all the same.
    assert not first.policy().equals(untrained)
    other = Trainer(settings.changed({"seed": 12}))
    assert not other.policy().equals(untrained)
    for trainer in (first, second, other):
        trainer.close()
