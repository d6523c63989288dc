"""The stages of an update tell what it reported, in every preset."""

import re

import numpy as np
import pytest

from pg_desktop.learning.explaining.anatomy import anatomy_of
from pg_desktop.learning.explaining.facts import whole_step
from pg_desktop.learning.explaining.losses import loss_of
from pg_desktop.learning.explaining.stages import stages_of
from pg_desktop.learning.settings.table import Settings
from pg_desktop.learning.trainer import Trainer
from pg_desktop.learning.worlds.table import environment_entry, missing_extra
from pg_desktop.storage.presets import load_presets
from pg_desktop.ui.kit.numbers import short
from pg_desktop.ui.panes.anatomy.sight import Sight
from pg_desktop.ui.panes.anatomy.telling import tell

BRACES = re.compile(r"\{\w*\}")


def look_at(settings):
    """Do two updates, and look whether the stages of the second one tell what it reported."""
    trainer = Trainer(settings.changed({"episodes_per_update": 3, "seed": 11}))
    trainer.update()
    report = trainer.update(traced=True)
    trainer.close()
    anatomy, metrics = anatomy_of(report.trace), report.metrics
    sight = Sight(report.trace, anatomy, 0, 0, metrics.get("policy_loss"), trainer.world.entry.action_names)
    told = {row.stage: tell(row.stage, sight).sentence for row in stages_of(by_values=anatomy.by_values)}
    assert not any(BRACES.search(sentence) or "nan" in sentence for sentence in told.values())
    if anatomy.by_values:
        return
    scale = np.abs(anatomy.before_B * anatomy.advantage_B).mean()
    assert loss_of(anatomy.before_B, anatomy.advantage_B) == pytest.approx(metrics["policy_loss"], abs=1e-5 * scale)
    assert f"<b>{short(whole_step(report.trace).gradient, 3)}</b>" in told["gradient"]
    assert whole_step(report.trace).gradient == pytest.approx(metrics["gradient_norm"], rel=1e-5)


@pytest.mark.slow
def test_in_every_preset_the_stages_tell_what_the_update_reported(scoreboard):
    presets = [
        preset
        for preset in load_presets()
        if not missing_extra(environment_entry(preset.apply(Settings()).environment))
    ]
    for preset in presets:
        look_at(preset.apply(Settings()))
    scoreboard("anatomy-presets", f"{len(presets)} of {len(presets)}")
