"""The table of rungs, and the settings with which each is climbed."""

import subprocess
import sys

import pytest

from pg_desktop.ladder.table import RUNGS, rung_entry, settings_of
from pg_desktop.learning.games.table import GAMES
from pg_desktop.learning.settings.table import Settings
from pg_desktop.messages import UserError
from pg_desktop.resources import resource_path
from pg_desktop.storage.presets import load_presets, preset_for

LEARNED = [rung for rung in RUNGS if rung.algorithm]


def test_rungs_are_in_order_and_each_begins_below():
    ids = [rung.id for rung in RUNGS]
    assert ids == ["imitate", "compete", "self_play", "search", "zero"]
    assert [rung.after for rung in RUNGS] == ["", "imitate", "compete", "self_play", ""]
    assert [rung.id for rung in RUNGS if not rung.algorithm] == ["search"]


@pytest.mark.parametrize("rung", RUNGS, ids=lambda rung: rung.id)
def test_every_rung_has_a_text(rung):
    text = resource_path(rung.text).read_text(encoding="utf-8")
    assert text.startswith("# ")
    assert "Silver" in text


@pytest.mark.parametrize("game", [entry.id for entry in GAMES])
def test_settings_fit_the_rung_and_policies_fit_the_next(game):
    settings = {rung.id: settings_of(game, rung.id, 7) for rung in LEARNED}
    for rung in LEARNED:
        assert settings[rung.id].algorithm == rung.algorithm
        assert settings[rung.id].seed == 7
        assert settings[rung.id].update_limit > 0
    followed = [settings[rung.id] for rung in LEARNED if rung.id != "zero"]  # which begins with nothing
    assert len({(each.environment, each.hidden_size, each.hidden_layers) for each in followed}) == 1


def test_the_window_and_the_command_line_choose_the_same_settings():
    preset = preset_for("ConnectFour-v0", load_presets(), "compete")
    assert preset.apply(Settings()).changed({"seed": 3}) == settings_of("connect-four", "compete", 3)


def test_an_unknown_rung_names_those_that_there_are():
    assert rung_entry("self-play").id == "self_play"
    with pytest.raises(UserError, match="imitate, compete, self_play, search, zero"):
        rung_entry("climb")


def test_the_table_needs_no_numpy():
    code = "import sys, pg_desktop.ladder.table; sys.exit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
