"""The table of environments."""

import tomllib
from pathlib import Path

import pytest

from pg_desktop.learning.algorithms.table import ALGORITHMS
from pg_desktop.learning.worlds import table as environments
from pg_desktop.learning.worlds.ids import absolute_id, file_of, is_environment_id, module_of, registered_name, short_id
from pg_desktop.learning.worlds.table import (
    ENVIRONMENTS,
    Painter,
    environment_entry,
    missing_extra,
)
from pg_desktop.learning.worlds.world import make_world
from pg_desktop.messages import UserError

PYPROJECT = Path(__file__).parents[3] / "pyproject.toml"
IDS = ("CartPole-v9", "Mine", "ALE/Pong-v5", "package.module:Name-v0", "_a._b:name-space/N_m.e-v12", "x" * 100)
FILES = ("./a.py:Name-v0", "a b/c.d/é.py:space/Name", "C:\\R & D\\my.py:N", "/x" * 240 + ".py:Name-v0")
NO_IDS = (
    "",
    "a b",
    ":Name",
    "mo-dule:Name",
    "1a:Name",
    ".a:Name",
    "a.:Name",
    "a:b:Name",
    "a/b/Name",
    "-v0",
    "Näme",
    "x" * 101,
    "Name\n",
    "os;x:Name",
    "./a.txt:Name-v0",
    "a.py:",
    "a.py:b c",
    "<b>/a.py:Name",
    "a\n/b.py:Name",
    "a\u202e/b.py:Name",
    "/x" * 250 + ".py:Name",
)


def test_every_row_can_be_found_by_its_id():
    assert [environment_entry(entry.id) for entry in ENVIRONMENTS] == list(ENVIRONMENTS)
    assert len({entry.id for entry in ENVIRONMENTS}) == len(ENVIRONMENTS)


def test_every_row_says_what_it_is():
    for entry in ENVIRONMENTS:
        assert entry.summary.endswith(".")
        assert isinstance(entry.painter, Painter)


@pytest.mark.parametrize("entry", ENVIRONMENTS, ids=lambda entry: entry.id)
def test_every_row_knows_whether_its_actions_are_real_numbers(entry):
    if missing_extra(entry):
        pytest.skip("needs what is not installed")
    assert make_world(entry.id).continuous is entry.continuous


@pytest.mark.parametrize("text", NO_IDS)
def test_what_is_no_id_is_refused_and_the_known_ones_named(text):
    with pytest.raises(UserError) as caught:
        environment_entry(text)
    message = str(caught.value)
    assert message.startswith(f"{text!r} is no name of an environment; known are ")
    assert message.endswith(", and others as “package.module:Name-v0” or “./file.py:Name-v0”.")
    assert all(entry.id in message for entry in ENVIRONMENTS)


@pytest.mark.parametrize("environment", IDS + FILES)
def test_an_id_of_somebody_else_gets_a_row_with_what_suits_any_world(environment):
    entry = environment_entry(environment)
    assert (entry.id, entry.preset, entry.painter) == (environment, "quick", Painter.FRAMES)
    assert (entry.action_names, entry.vector_entry_point, entry.variations) == ((), None, None)
    assert not missing_extra(entry)
    assert is_environment_id(environment)


@pytest.mark.parametrize(
    ("environment", "module"),
    [("CartPole-v1", None), ("ALE/Pong-v5", None), ("mine:Name-v0", "mine"), ("a.b_c:space/Name", "a.b_c")],
)
def test_the_module_before_the_colon(environment, module):
    assert module_of(environment) == module


@pytest.mark.parametrize("environment", FILES)
def test_the_file_before_the_colon(environment):
    file, _, name = environment.rpartition(":")
    assert file_of(environment) == Path(file)
    assert module_of(environment) == file
    assert registered_name(environment) == name
    assert short_id(environment) == f"{Path(file).name}:{name}"
    assert absolute_id(environment) == f"{Path.cwd() / file}:{name}"


@pytest.mark.parametrize("environment", IDS)
def test_what_names_no_file_stays_as_it_is(environment):
    assert file_of(environment) is None
    assert short_id(environment) == absolute_id(environment) == environment


@pytest.mark.parametrize("entry", ENVIRONMENTS, ids=lambda entry: entry.id)
def test_every_row_says_how_to_install_what_it_needs_and_what_is_asked_of_training(entry):
    if entry.extra is not None:
        extras = tomllib.loads(PYPROJECT.read_text())["project"]["optional-dependencies"]
        assert entry.extra.name in extras
        assert f"“pip install 'pg-desktop[{entry.extra.name}]'”." in entry.extra.sentence
    benchmark = entry.benchmark
    assert benchmark.patience_seconds > (benchmark.median_seconds or 0)
    assert benchmark.solved_share is None or 0 < benchmark.solved_share <= 1
    algorithms = [greedy.algorithm for greedy in entry.greedy_benchmarks]
    assert len(set(algorithms)) == len(algorithms)
    assert {*algorithms} <= {known.id for known in ALGORITHMS[1:]}
    assert all(greedy.share is None or 0 < greedy.share <= 1 for greedy in entry.greedy_benchmarks)


def test_what_is_missing_is_what_cannot_be_found(monkeypatch):
    lander = environment_entry("LunarLander-v3")
    asked = []

    def find_spec(name):
        asked.append(name)

    monkeypatch.setattr(environments, "find_spec", find_spec)
    assert missing_extra(lander)
    assert asked == ["Box2D"]
    assert [entry.id for entry in ENVIRONMENTS if missing_extra(entry)] == [
        "LunarLander-v3",
        "LunarLanderContinuous-v3",
    ]
