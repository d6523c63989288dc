"""Environments in processes: the same as in one, bounded in number, deaf to Ctrl-C, and gone when they should be."""

import os
import signal
import subprocess
import sys
import time
from contextlib import closing
from functools import partial

import numpy as np
import pytest

from pg_desktop.cli.exit_codes import ExitCode
from pg_desktop.learning.acting.policy import Architecture, Policy
from pg_desktop.learning.acting.rollout import RolloutStoppedError
from pg_desktop.learning.settings.table import Settings
from pg_desktop.learning.trainer import Trainer
from pg_desktop.learning.worlds import elsewhere, processes, vectorisation, world
from pg_desktop.learning.worlds.limits import Place
from pg_desktop.learning.worlds.making import make_env
from pg_desktop.learning.worlds.processes import ProcessVectorEnv
from pg_desktop.learning.worlds.recipe import Recipe
from pg_desktop.learning.worlds.resting import RestingVectorEnv
from pg_desktop.learning.worlds.spaces import DiscreteSpace, Spaces, VectorSpace
from pg_desktop.learning.worlds.vectorisation import Vectorisation
from pg_desktop.learning.worlds.world import make_world
from pg_desktop.messages import UserError
from pg_desktop.storage.policy_file import load_policy
from tests.learning.playing import played
from tests.learning.states import assert_same_run, assert_same_state
from tests.learning.worlds.counting_world import FAIL_WHILE
from tests.tables import table_in

MODULE = "tests.learning.worlds.counting_world"
COUNTING = f"{MODULE}:Counting-v0"
SMALL = Settings(environment=COUNTING, hidden_size=4, episodes_per_update=5)


@pytest.fixture
def policy():
    architecture = Architecture(Spaces(VectorSpace(2), DiscreteSpace(2)), (4,), "tanh")
    rng, shapes = np.random.default_rng(0), architecture.parameter_shapes()
    return Policy(architecture, {name: rng.normal(size=shape).astype(np.float32) for name, shape in shapes.items()})


@pytest.fixture
def stepped(monkeypatch):
    """Decide how an environment steps."""

    def decide(environment, how):
        monkeypatch.setitem(vectorisation._FOUND, environment, how)

    return decide


def assert_same_rollout(rollout, expected):
    for name, value in vars(expected).items():
        np.testing.assert_array_equal(getattr(rollout, name), value, err_msg=name)
        assert np.asarray(getattr(rollout, name)).dtype == np.asarray(value).dtype


@pytest.mark.parametrize("count", [1, 2, 3, 99])
def test_it_does_not_matter_how_many_processes_there_are(policy, count):
    here = RestingVectorEnv([partial(make_env, Recipe(COUNTING))] * 5)
    with closing(here), closing(ProcessVectorEnv(Recipe(COUNTING), 5, count)) as env:
        assert len(env.processes) == min(count, 5)
        assert (env.num_envs, env.single_observation_space, env.action_space) == (
            5,
            here.single_observation_space,
            here.action_space,
        )
        first, second = (np.random.default_rng(1) for _ in range(2))
        for _ in range(2):
            assert_same_rollout(played(env, policy, first), played(here, policy, second))


def test_a_run_is_the_same_with_and_without_processes(stepped, monkeypatch):
    settings = SMALL.changed({"advantage": "value", "normalise_observations": True})
    stepped(COUNTING, Vectorisation.SYNC)
    here = Trainer(settings)
    stepped(COUNTING, Vectorisation.ASYNC)
    monkeypatch.setattr(world, "_PROCESSES", 2)
    elsewhere = Trainer(settings)
    assert_same_run(elsewhere, here)
    assert len(elsewhere._env.processes) == 2
    for trainer in (elsewhere, here):
        trainer.close()


def test_there_are_a_few_processes_however_many_episodes(stepped):
    assert 2 * os.cpu_count() >= world._PROCESSES
    stepped(COUNTING, Vectorisation.ASYNC)
    with closing(make_world(COUNTING).vector_env(40)) as env:
        assert len(env.processes) == world._PROCESSES


def test_a_rollout_that_was_stopped_leaves_no_trace(policy):
    with closing(ProcessVectorEnv(Recipe(COUNTING), 4, 2)) as env:
        asked = iter([False] * 3 + [True])
        with pytest.raises(RolloutStoppedError):
            played(env, policy, np.random.default_rng(9), stop=lambda: next(asked))
        first = played(env, policy, np.random.default_rng(1))
        with closing(RestingVectorEnv([partial(make_env, Recipe(COUNTING))] * 4)) as here:
            assert_same_rollout(first, played(here, policy, np.random.default_rng(1)))


def test_an_update_that_was_stopped_keeps_the_processes(stepped):
    stepped(COUNTING, Vectorisation.ASYNC)
    trainer, undisturbed = Trainer(SMALL), Trainer(SMALL)
    trainer.update()
    undisturbed.update()
    before, asked = list(trainer._env.processes), iter([False] * 2 + [True])
    with pytest.raises(RolloutStoppedError):
        trainer.update(stop=lambda: next(asked))
    assert_same_run(trainer, undisturbed)
    assert trainer._env.processes == before
    for each in (trainer, undisturbed):
        each.close()


@pytest.fixture
def trouble(tmp_path, monkeypatch):
    """A switch: environments fail while it is there."""
    path = tmp_path / "trouble"
    monkeypatch.setenv(FAIL_WHILE, str(path))
    return path


@pytest.mark.parametrize(
    ("name", "how", "cause"),
    [
        ("Failing", Vectorisation.SYNC, "RuntimeError: out of fuel"),
        ("SlowFailing", Vectorisation.ASYNC, "RuntimeError: out of fuel"),
        ("Dying", Vectorisation.ASYNC, "its process has ended with exit code 3"),
    ],
)
def test_an_environment_that_fails_is_named_and_made_anew(trouble, name, how, cause):
    settings = SMALL.changed({"environment": f"{MODULE}:{name}-v0", "episodes_per_update": 3})
    trainer, undisturbed = Trainer(settings), Trainer(settings)
    assert trainer.world.vectorisation is how
    trainer.update()
    undisturbed.update()
    before = list(trainer._env.processes)
    trouble.touch()
    for _ in range(2):
        with pytest.raises(UserError) as caught:
            trainer.update()
        assert str(caught.value) == f"The environment {MODULE}:{name}-v0 has failed in step(): {cause}."
        assert trainer._env is None
        assert not any(process.is_alive() for process in before)
        assert_same_state(trainer.state(), undisturbed.state())
    trouble.unlink()
    assert_same_run(trainer, undisturbed)
    for each in (trainer, undisturbed):
        each.close()


@pytest.mark.parametrize("name", ["Failing", "SlowFailing"])
def test_what_an_environment_raised_can_be_read_in_full(trouble, name):
    trainer = Trainer(SMALL.changed({"environment": f"{MODULE}:{name}-v0"}))
    trouble.touch()
    with pytest.raises(UserError) as caught:
        trainer.update()
    cause = caught.value.__cause__
    assert isinstance(cause, RuntimeError) or "in step" in str(cause)
    assert "out of fuel" in str(cause)


def test_an_environment_that_cannot_be_made_leaves_no_process():
    with pytest.raises(UserError, match=r"Unmakable-v0 cannot be made: FileNotFoundError: no map of the world\.$"):
        ProcessVectorEnv(Recipe(f"{MODULE}:Unmakable-v0"), 3, 2)


def test_closing_ends_the_processes_in_good_order():
    env = ProcessVectorEnv(Recipe(f"{MODULE}:Slow-v0"), 2, 2)
    env.reset(seed=0)
    env.close()
    assert [process.exitcode for process in env.processes] == [0, 0]
    env.close()


def test_closing_does_not_wait_for_an_answer_that_nobody_wants():
    env = ProcessVectorEnv(Recipe(f"{MODULE}:Slow-v0"), 2, 2)
    env.reset(seed=0)
    for house in env._houses:
        house.ask(Place.STEP, processes._step, np.zeros(1, int))
    started = time.monotonic()
    env.close()
    assert time.monotonic() - started < 1
    assert not any(process.is_alive() for process in env.processes)


_TRAIN = """
import sys

def main():
    from pg_desktop.__main__ import main
    from pg_desktop.runs.run import Run

    advance = Run.advance

    def tell(run, *stop):
        report = advance(run, *stop)
        if report.update == 2:
            print("two updates", file=sys.stderr, flush=True)
        return report

    Run.advance = tell
    return main(sys.argv[1:])

if __name__ == "__main__":
    sys.exit(main())
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no process groups that a signal can be sent to")
@pytest.mark.parametrize("name", ["Slow", "Counting"])
def test_ctrl_c_ends_a_run_in_good_order_and_saves_it(tmp_path, name):
    """A terminal sends it to all processes of the program."""
    policy, history, script = tmp_path / "policy.safetensors", tmp_path / "history.csv", tmp_path / "train.py"
    script.write_text(_TRAIN)
    command = ["train", "--env", f"{MODULE}:{name}-v0", "--set", "episodes_per_update=3", "--updates", "100000"]
    running = subprocess.Popen(
        [sys.executable, script, *command, "--save", policy, "--history", history],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    try:
        assert running.stderr.readline() == "two updates\n"
        os.killpg(running.pid, signal.SIGINT)
        out, err = running.communicate(timeout=60)
    finally:
        if running.poll() is None:
            os.killpg(running.pid, signal.SIGKILL)
            running.communicate()
    assert err == ""
    assert running.returncode == ExitCode.INTERRUPTED
    assert f"{name}-v0" in out
    assert len(table_in(history)) >= 3 * 2
    assert load_policy(policy).statistics.updates >= 2


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signal masks")
def test_ctrl_c_while_the_processes_start_is_not_theirs_either(policy, monkeypatch):
    start = elsewhere.started

    def start_and_interrupt():
        pipe, process = start()
        os.kill(process.pid, signal.SIGINT)
        return pipe, process

    monkeypatch.setattr(elsewhere, "started", start_and_interrupt)
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [])
    with closing(ProcessVectorEnv(Recipe(COUNTING), 3, 2)) as env:
        assert signal.pthread_sigmask(signal.SIG_BLOCK, []) == before
        for process in env.processes:
            os.kill(process.pid, signal.SIGINT)
        played(env, policy, np.random.default_rng(0))
