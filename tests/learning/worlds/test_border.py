"""Whatever code of others does, it is one sentence that names environment, place and cause, and the run goes on."""

import json
import os
import pickle
import signal
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from pg_desktop.learning.settings.table import Settings
from pg_desktop.learning.stopping import RolloutStoppedError
from pg_desktop.learning.trainer import Trainer
from pg_desktop.learning.worlds import elsewhere, world
from pg_desktop.learning.worlds.arguments import canonical_arguments
from pg_desktop.learning.worlds.limits import Limits
from pg_desktop.learning.worlds.pickles import read_told
from pg_desktop.learning.worlds.world import make_world
from pg_desktop.messages import UserError
from tests.learning.states import assert_same_run, assert_same_state
from tests.learning.worlds.hostile_world import IMPORT

HOSTILE = "tests.learning.worlds.hostile_world:Hostile-v0"
SHORT = Limits(seconds=0.4, start_seconds=20.0, close_seconds=0.4)
MODULE = HOSTILE.partition(":")[0]

DEEDS = [
    ("raise", "RuntimeError: out of fuel"),
    ("exit", "SystemExit: 7"),
    ("interrupt", "KeyboardInterrupt"),
    ("generator", "GeneratorExit"),
    ("base", "BaseException: base"),
    ("silent", "SilentError: its text cannot be read, because that fails too"),
    ("vanish", "its process has ended with exit code 0"),
    ("crash", "its process was ended by SIGSEGV, “Segmentation fault”"),
    ("pointer", "its process was ended by SIGSEGV, “Segmentation fault”"),
    ("spin", "it has not answered for 0.4 s, so its process was ended"),
    ("lock", "it has not answered for 0.4 s, so its process was ended"),
]


def said(cause, place):
    """The cause as a sentence has it: of what was too slow, it says where more is allowed."""
    options = {"import": "--env-start-seconds", "make": "--env-start-seconds", "close": None}
    option = options.get(place, "--env-seconds")
    if not cause.startswith("it has not answered") or option is None:
        return cause
    return f"{cause}; Edit ▸ Environment limits allows more, and so does {option}"


@pytest.fixture
def switch(tmp_path):
    """While this file is there, the environment does what it can."""
    return tmp_path / "switch"


@pytest.fixture
def hasty(monkeypatch):
    monkeypatch.setattr(elsewhere, "usual_limits", lambda: SHORT)


def arguments(**given):
    return canonical_arguments(json.dumps({name: str(value) for name, value in given.items()}))


def settings(**given):
    return Settings(environment=HOSTILE, environment_arguments=arguments(**given), hidden_size=4, episodes_per_update=2)


def assert_as_before(trainer, before):
    now = trainer.state()
    assert (now.updates, now.rng) == (before.updates, before.rng)
    assert now.algorithm.policy().equals(before.algorithm.policy())


@pytest.mark.parametrize(("what", "cause"), DEEDS)
@pytest.mark.parametrize("where", ["reset", "step"])
def test_what_happens_in_an_update_is_said_and_undone_and_training_goes_on(hasty, switch, where, what, cause):
    wanted = settings(where=where, what=what, switch=switch)
    with closing(Trainer(wanted)) as trainer, closing(Trainer(wanted)) as undisturbed:
        trainer.update()
        undisturbed.update()
        switch.touch()
        with pytest.raises(UserError) as caught:
            trainer.update()
        sentence = str(caught.value)
        assert sentence.startswith(f"The environment {HOSTILE}, switch=")
        assert sentence.endswith(f" has failed in {where}(): {said(cause, where)}.")
        assert_same_state(trainer.state(), undisturbed.state())
        switch.unlink()
        assert_same_run(trainer, undisturbed)


@pytest.mark.parametrize(("what", "cause"), DEEDS)
@pytest.mark.parametrize(("where", "failed"), [("make", "cannot be made"), ("close", "has failed in close()")])
def test_what_happens_when_it_is_made_or_closed_is_said(where, failed, what, cause):
    limits = Limits(seconds=0.4, start_seconds=0.4 if where == "make" else 20.0, close_seconds=0.4)
    with pytest.raises(UserError) as caught:
        make_world(HOSTILE, arguments=arguments(where=where, what=what), limits=limits)
    assert str(caught.value).endswith(f"what={what}, where={where} {failed}: {said(cause, where)}.")


@pytest.mark.parametrize(("what", "cause"), DEEDS)
def test_what_happens_when_its_code_runs_is_said(monkeypatch, what, cause):
    monkeypatch.setenv(IMPORT, what)
    with pytest.raises(UserError) as caught:
        make_world(HOSTILE, limits=Limits(start_seconds=0.4))
    ended, cause = "process" in cause, said(cause, "import")
    beginning = f"The code of the environment {HOSTILE}" if ended else f"The module {MODULE} of the environment"
    assert str(caught.value) == f"{beginning} cannot be {'run' if ended else 'imported'}: {cause}."


def test_closing_that_fails_after_an_update_is_said_once(hasty, switch):
    trainer = Trainer(settings(where="close", what="spin", switch=switch))
    trainer.update()
    process = trainer._env.processes[0]
    switch.touch()
    with pytest.raises(UserError, match=r"has failed in close\(\): it has not answered for 0\.4 s"):
        trainer.close()
    assert not process.is_alive()
    trainer.close()


def test_closing_at_once_waits_for_nothing(switch):
    trainer = Trainer(settings(where="close", what="spin", switch=switch))
    trainer.update()
    process = trainer._env.processes[0]
    switch.touch()
    asked = time.monotonic()
    trainer.close(at_once=True)
    assert time.monotonic() - asked < 0.5
    assert not process.is_alive()


@pytest.mark.parametrize(
    ("what", "cause"),
    [
        ("nan", "a reward is not finite: nan"),
        ("inf", "a reward is not finite: -inf"),
        ("huge", "the return of an episode is 6e+38, beyond the largest number of float32, 3.4e+38"),
        ("words", "a reward is no number, but 'much'"),
        ("none", "a reward is no number, but None"),
        ("nan seen", "an observation is not finite: array([ 0., nan], dtype=float32)"),
        ("long", "an observation has the shape (3,), and not (2,) as its space says"),
        ("text", "an observation has the shape (), and not (2,) as its space says"),
        ("double", "an observation is not finite: array([ 0., inf], dtype=float32)"),
    ],
)
@pytest.mark.parametrize("algorithm", ["reinforce", "dqn"])
def test_what_cannot_be_learned_from_is_said_at_the_rollout(switch, algorithm, what, cause):
    trainer = Trainer(settings(what=what, switch=switch).changed({"algorithm": algorithm}))
    trainer.update()
    before = trainer.state()
    switch.touch()
    with pytest.raises(UserError) as caught:
        trainer.update()
    assert str(caught.value).endswith(f"has failed in step(): {cause}.")
    assert_as_before(trainer, before)
    switch.unlink()
    trainer.update()
    trainer.close()


@pytest.mark.parametrize("where", ["import", "make", "reset", "step"])
def test_waiting_can_be_stopped_at_once_and_the_process_is_gone(monkeypatch, switch, where):
    if where == "import":
        monkeypatch.setenv(IMPORT, "lock")
    switch.touch()
    with pytest.raises(RolloutStoppedError):
        make_world(HOSTILE, lambda: True, arguments=arguments(where=where, what="lock"))


def test_a_stop_in_the_middle_of_a_step_leaves_no_trace(switch):
    wanted = settings(where="step", what="lock", switch=switch)
    with closing(Trainer(wanted)) as trainer, closing(Trainer(wanted)) as undisturbed:
        trainer.update()
        undisturbed.update()
        process = trainer._env.processes[0]
        switch.touch()
        asked = iter([False, True])
        with pytest.raises(RolloutStoppedError):
            trainer.update(stop=lambda: next(asked))
        assert not process.is_alive()
        switch.unlink()
        assert_same_run(trainer, undisturbed)


def test_what_it_takes_to_ask_whether_to_stop_is_not_counted(hasty, switch):
    """A pause may be long, and the environment has nothing to do with it."""
    with closing(Trainer(settings(where="step", what="spin", switch=switch))) as trainer:
        trainer.update()
        switch.touch()
        waited = []

        def stop():
            waited.append(time.sleep(0.3))
            return len(waited) > 4

        with pytest.raises(RolloutStoppedError):
            trainer.update(stop=stop)


def test_many_that_take_long_together_are_not_late(monkeypatch):
    """The deadline is for one step of one environment."""
    module = "tests.learning.worlds.counting_world"
    wanted = Settings(environment=f"{module}:Slow-v0", hidden_size=4, episodes_per_update=250)
    monkeypatch.setattr(world, "_PROCESSES", 1)
    monkeypatch.setattr(elsewhere, "usual_limits", lambda: Limits(seconds=0.4))
    with closing(Trainer(wanted)) as trainer:
        assert len(trainer.update().lengths_N) == 250


def test_memory_that_grows_past_a_limit_is_said(switch):
    limits = Limits(memory=300 * 2**20)
    with pytest.raises(
        UserError,
        match=r"step\(\): its process has grown to 0\.\d GB, past the limit of 0\.3 GB, and was ended; .* --env-gig",
    ):
        make_world(HOSTILE, arguments=arguments(where="step", what="grow"), limits=limits)


def test_signals_are_its_own_affair():
    before = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]
    make_world(HOSTILE, arguments=arguments(where="step", what="signals"))
    assert [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)] == before


def test_nothing_of_it_is_imported_here(switch):
    """Not even for the class of its spaces."""
    code = (
        f"import sys\nfrom pg_desktop.learning.worlds.world import make_world\n"
        f"env = make_world({HOSTILE!r}).vector_env(2)\nenv.reset(seed=0)\n"
        f"print(type(env.single_observation_space).__module__, {MODULE!r} in sys.modules)\nenv.close()\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout == "gymnasium.spaces.box False\n"


def test_a_script_that_has_no_guard_is_not_run_again(tmp_path):
    script = tmp_path / "script.py"
    script.write_text(
        f"print('once')\nfrom pg_desktop.learning.worlds.world import make_world\n"
        f"env = make_world({HOSTILE!r}).vector_env(2)\nenv.reset(seed=0)\nenv.close()\n"
    )
    environ = {**os.environ, "PYTHONPATH": str(Path.cwd())}
    done = subprocess.run(
        [sys.executable, script], capture_output=True, text=True, timeout=60, env=environ, check=False
    )
    assert (done.stdout, done.stderr, done.returncode) == ("once\n", "", 0)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere nothing can be done where code in C keeps Python's lock")
@pytest.mark.parametrize("what", ["spin", "lock"])
def test_no_process_outlives_a_program_that_is_killed(tmp_path, what):
    code = (
        f"from pg_desktop.learning.worlds.world import make_world\n"
        f"from pg_desktop.learning.worlds.processes import _step\nfrom pg_desktop.learning.worlds.limits import Place\n"
        f"import numpy as np, time\n"
        f"env = make_world({HOSTILE!r}, arguments={arguments(where='step', what=what, switch=tmp_path / 'on')!r})"
        f".vector_env(1)\nenv.reset(seed=0)\nopen({str(tmp_path / 'on')!r}, 'w').close()\n"
        f"env._houses[0].ask(Place.STEP, _step, np.zeros(1, int))\nprint(env.processes[0].pid, flush=True)\n"
        f"time.sleep(60)\n"
    )
    program = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    pid = int(program.stdout.readline())
    assert Path(f"/proc/{pid}").exists()
    program.kill()
    program.communicate()
    until = time.monotonic() + 10
    while _lives(pid) and time.monotonic() < until:
        time.sleep(0.01)
    assert not _lives(pid)


def _lives(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_rewards_of_the_programs_own_worlds_are_looked_at_too(monkeypatch):
    from pg_desktop.learning.worlds.cart_pole.vector_env import CartPoleVectorEnv

    step = CartPoleVectorEnv.step

    def spoilt(env, actions):
        obs_NO, reward_N, *rest = step(env, actions)
        return obs_NO, np.full_like(reward_N, 2e38), *rest

    for algorithm in ("reinforce", "dqn"):
        with closing(Trainer(Settings(algorithm=algorithm, hidden_size=4, episodes_per_update=2))) as trainer:
            trainer.update()
            before = trainer.state()
            with monkeypatch.context() as patch, pytest.raises(UserError) as caught:
                patch.setattr(CartPoleVectorEnv, "step", spoilt)
                trainer.update()
            assert str(caught.value).startswith("The environment CartPole-v1 has failed in step(): the return of an ")
            assert_as_before(trainer, before)


@pytest.mark.parametrize(
    ("module", "name"),
    [
        ("os", "system"),
        ("builtins", "eval"),
        ("numpy_of_others", "x"),
        ("collections_of_others", "x"),
        ("pg_desktop_of_others.x", "x"),
        ("numpy.testing._private.utils", "runstring"),
        ("numpy", "testing._private.utils.runstring"),
        ("pg_desktop.process", "os.system"),
    ],
)
def test_what_comes_from_the_other_side_imports_nothing_of_others(module, name):
    text = f"\x80\x04\x8c{chr(len(module))}{module}\x8c{chr(len(name))}{name}\x93."
    with pytest.raises(pickle.UnpicklingError, match=r"of_others|system|eval|runstring"):
        read_told(text.encode("latin-1"))


def test_what_may_come_from_the_other_side_comes():
    sent = {"a": np.arange(3.0), "b": (np.float32(1.5), np.dtype("int64")), "c": {1, 2}}
    found = read_told(pickle.dumps(sent))
    assert found["a"].tolist() == [0, 1, 2]
    assert (found["b"], found["c"]) == (sent["b"], {1, 2})
