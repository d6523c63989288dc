"""The window says what the chosen world is, and what it lacks."""

import pytest
from PySide6.QtWidgets import QWidget

from pg_desktop.learning.worlds import table as environments
from pg_desktop.learning.worlds.table import ENVIRONMENTS, environment_entry
from pg_desktop.ui.panes.settings.world_words import WorldWords


@pytest.fixture
def words(qtbot):
    parent = QWidget()
    qtbot.addWidget(parent)
    yield WorldWords(parent)


@pytest.mark.parametrize("installed", [True, False])
def test_what_must_be_installed_is_said_where_it_is_missing(words, monkeypatch, installed):
    monkeypatch.setattr(environments, "find_spec", lambda name: object() if installed else None)
    for entry in ENVIRONMENTS:
        assert words.show_chosen(entry.id, None)
        needed = entry.extra is not None and not installed
        assert words.summary.text() == entry.summary + (f" {entry.extra.sentence}" if needed else "")
    words.show_chosen("LunarLander-v3", None)
    assert words.summary.text().endswith("pip install 'pg-desktop[box2d]'”.") != installed
    assert environment_entry("CartPole-v1").extra is None


def test_the_same_world_is_told_of_once(words):
    assert words.show_chosen("CartPole-v1", None)
    assert not words.show_chosen("CartPole-v1", None)
