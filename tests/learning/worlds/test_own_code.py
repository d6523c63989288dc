"""Environments in files of the user's."""

import os
import sys
from contextlib import closing
from textwrap import dedent

import gymnasium
import pytest

from pg_desktop.learning.settings.table import Settings
from pg_desktop.learning.trainer import Trainer
from pg_desktop.learning.worlds import own_code
from pg_desktop.learning.worlds.own_code import registered_by
from pg_desktop.learning.worlds.processes import ProcessVectorEnv
from pg_desktop.learning.worlds.recipe import Recipe
from pg_desktop.learning.worlds.world import make_world
from pg_desktop.messages import UserError

CODE = """
import gymnasium
from gymnasium.spaces import Discrete

class Mine(gymnasium.Env):
    observation_space = Discrete({size})
    action_space = Discrete(2)

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        return 0, {{}}

    def step(self, action):
        {step}
        return 1, 1.0, False, False, {{}}

gymnasium.register("Mine-v0", Mine, max_episode_steps=3)
"""


@pytest.fixture
def write(tmp_path, monkeypatch):
    """Write a file; what it registers is forgotten after the test."""
    registry, modules, before = dict(gymnasium.registry), dict(sys.modules), list(sys.path)
    monkeypatch.setattr(own_code, "_FOUND", {})

    def write_(name, code=CODE, size=4, step="pass"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(dedent(code).format(size=size, step=step), encoding="utf-8")
        return path

    yield write_
    gymnasium.registry.clear()
    gymnasium.registry.update(registry)
    for name in set(sys.modules) - set(modules):
        if "own_world" in name or "pg_desktop_environment" in name:
            del sys.modules[name]
    sys.path[:] = before


def test_a_file_is_trained_in(write):
    environment = f"{write('my env.py')}:Mine-v0"
    with closing(Trainer(Settings(environment=environment, hidden_size=4, episodes_per_update=2))) as trainer:
        assert trainer.update().lengths_N.tolist() == [3, 3]
        assert trainer.world.name == "my env.py:Mine-v0"
    with closing(make_world(environment).single_env(drawn=False)) as env:
        assert env.observation_space.shape == (4,)


def test_it_runs_in_other_processes_too(write):
    environment = f"{write('a.py')}:Mine-v0"
    with closing(ProcessVectorEnv(Recipe(environment), 3, 2)) as env:
        assert env.reset(seed=0)[0].shape == (3, 4)


def test_two_files_may_register_the_same_id(write):
    first, second = write("a/world.py", size=3), write("b/world.py", size=5)
    sizes = [make_world(f"{path}:Mine-v0").spaces.observation.size for path in (first, second, first)]
    assert sizes == [3, 5, 3]


def test_a_file_that_was_changed_runs_again(write):
    path = write("a.py", size=3)
    assert make_world(f"{path}:Mine-v0").spaces.observation.size == 3
    registered_by(path)
    write("a.py", size=6)
    os.utime(path, ns=(1, 1))
    assert make_world(f"{path}:Mine-v0").spaces.observation.size == 6
    with pytest.warns(UserWarning, match="already in registry"):
        registered_by(path)
    assert registered_by(path) is registered_by(path)


def test_it_can_import_what_lies_beside_it_and_hides_nothing(write):
    write("own_world_parts.py", "SIZE = 7")
    path = write("json.py", "from own_world_parts import SIZE\n" + CODE.replace("{size}", "SIZE"))
    assert make_world(f"{path}:Mine-v0").spaces.observation.size == 7
    registered_by(path)
    assert not hasattr(sys.modules["json"], "Mine")


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("1 / 0", "The file {file} of the environment cannot be run: ZeroDivisionError: division by zero."),
        ("raise SystemExit(3)", "The file {file} of the environment cannot be run: SystemExit: 3."),
        ("def", "The file {file} of the environment cannot be run: SyntaxError: invalid syntax (a.py, line 1)."),
        ("x = 1", "The file {file} registers no environment; it must call gymnasium.register."),
        (CODE.replace("Mine-v0", "Other-v0"), "The file {file} registers no environment named Mine-v0, but Other-v0."),
        (
            CODE.replace("    action_space", "    def __init__(self): raise SystemExit\n    action_space"),
            "a.py:Mine-v0 cannot be made: SystemExit.",
        ),
        (
            CODE.replace("        super().reset(seed=seed)", "        import sys; sys.exit(2)"),
            "The environment a.py:Mine-v0 has failed in reset(): SystemExit: 2.",
        ),
        (
            CODE.replace("Discrete({size})", "gymnasium.spaces.Sequence(Discrete(2))"),
            "Observations of the form Sequence(Discrete(2), stack=False) are not supported; Box, Discrete, "
            "MultiDiscrete and MultiBinary are, and Dict and Tuple of these.",
        ),
    ],
)
def test_what_is_wrong_with_a_file_is_said_in_one_sentence(write, code, sentence):
    path = write("a.py", code)
    for _ in range(2):
        with pytest.raises(UserError) as caught:
            make_world(f"{path}:Mine-v0")
        assert str(caught.value) == sentence.format(file=path)


def test_what_ends_the_process_in_a_step_is_said(write):
    path = write("a.py", step="raise SystemExit(5)")
    with pytest.raises(UserError, match=r"a\.py:Mine-v0 has failed in step\(\): SystemExit: 5\.$"):
        make_world(f"{path}:Mine-v0")
    with closing(ProcessVectorEnv(Recipe(f"{path}:Mine-v0"), 2, 2)) as elsewhere:
        elsewhere.reset(seed=0)
        with pytest.raises(UserError, match=r"a\.py:Mine-v0 has failed in step\(\): SystemExit: 5\.$"):
            elsewhere.step(elsewhere.action_space.sample())


def test_a_file_that_is_not_there_is_named(tmp_path):
    path = tmp_path / "none.py"
    with pytest.raises(UserError) as caught:
        make_world(f"{path}:Mine-v0")
    assert str(caught.value) == f"The file {path} of the environment cannot be read: No such file or directory."
