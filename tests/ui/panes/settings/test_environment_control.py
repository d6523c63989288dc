"""The picker of worlds says what the chosen one is, and what it lacks."""

import pytest

from pg_desktop.learning.settings.table import HYPERPARAMETERS
from pg_desktop.learning.worlds import table as environments
from pg_desktop.learning.worlds.table import ENVIRONMENTS, environment_entry
from pg_desktop.ui.panes.settings.environment_control import EnvironmentControl


@pytest.fixture
def control(qtbot):
    control = EnvironmentControl(HYPERPARAMETERS["environment"])
    qtbot.addWidget(control)
    return control


@pytest.mark.parametrize("installed", [True, False])
def test_what_must_be_installed_is_said_where_it_is_missing(control, monkeypatch, installed):
    monkeypatch.setattr(environments, "find_spec", lambda name: object() if installed else None)
    for entry in ENVIRONMENTS:
        control.setValue(entry.id)
        needed = entry.extra is not None and not installed
        assert control.summary.text() == entry.summary + (f" {entry.extra.sentence}" if needed else "")
    control.setValue("LunarLander-v3")
    assert control.summary.text().endswith("pip install 'pg-desktop[box2d]'”.") != installed
    assert environment_entry("CartPole-v1").extra is None
