"""The table of panes and perspectives."""

from collections import Counter
from dataclasses import fields
from importlib import import_module

import pytest

from pg_desktop.resources import resource_path
from pg_desktop.ui.shell import registry
from pg_desktop.ui.shell.parts import Parts
from pg_desktop.ui.shell.registry import PANES, PERSPECTIVES, VIEWS, Area, offered_perspectives


@pytest.mark.parametrize("entry", (*PANES, *VIEWS), ids=lambda entry: entry.id)
def test_an_entry_names_what_there_is(entry):
    module, _, name = entry.maker.partition(":")
    assert callable(getattr(import_module(module), name))
    assert set(entry.needs) <= {field.name for field in fields(Parts)}
    assert set(entry.places) <= {perspective.id for perspective in PERSPECTIVES}
    assert resource_path(f"icons/{entry.icon}.svg").is_file()
    assert entry.title.count("&") == 1


@pytest.mark.parametrize("perspective", PERSPECTIVES, ids=lambda perspective: perspective.id)
def test_no_place_has_more_than_four_panes_behind_each_other(perspective):
    places = [entry.places[perspective.id] for entry in PANES if perspective.id in entry.places]
    assert all(count <= 4 for count in Counter((place.area, place.group) for place in places).values())
    assert all(sum(place.front for place in places if place.area is area) <= 1 for area in Area)
    assert len(perspective.views) <= 2
    assert set(perspective.views) <= {"agent", *(view.id for view in VIEWS)}
    assert resource_path(f"icons/{perspective.icon}.svg").is_file()


def test_a_perspective_without_panes_is_not_offered(monkeypatch):
    assert [one.id for one in offered_perspectives()] == ["train", "understand", "challenge", "compare", "play"]
    elsewhere = tuple(entry for entry in PANES if "play" not in entry.places)
    monkeypatch.setattr(registry, "PANES", elsewhere)
    assert [one.id for one in offered_perspectives()] == ["train", "understand", "challenge", "compare"]


def test_letters_of_the_menu_are_different():
    letters = [entry.title[entry.title.index("&") + 1].lower() for entry in PANES]
    assert len(set(letters)) == len(letters)
