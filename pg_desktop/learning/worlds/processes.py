"""Environments whose step takes long, in a few processes.

Gymnasium's `AsyncVectorEnv` has a process for each environment, which dies of the Ctrl-C that was meant for the
program, and cannot be used again after an environment has raised something.

Shape suffixes: N environments, O observation.
"""

from __future__ import annotations

import signal
import time
import traceback
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from functools import partial
from itertools import pairwise
from multiprocessing import get_context, resource_tracker
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any, Final

import numpy as np
from gymnasium.vector import AutoresetMode, VectorEnv
from gymnasium.vector.utils import batch_space
from numpy.typing import NDArray

from pg_desktop.learning.worlds.causes import in_one_line
from pg_desktop.learning.worlds.guarded import failure_of
from pg_desktop.learning.worlds.making import make_env
from pg_desktop.learning.worlds.recipe import Recipe
from pg_desktop.learning.worlds.resting import RestingVectorEnv

_PATIENCE_SECONDS: Final = 5.0
"""For the processes to end by themselves; then they are ended."""


class _ElsewhereError(Exception):
    """Carries the traceback of another process."""


class ProcessVectorEnv(VectorEnv[NDArray[Any], NDArray[Any], NDArray[Any]]):
    """`num_envs` environments in several processes, each of which steps its share one after the other.

    What happens is the same, bit for bit, as with one `RestingVectorEnv`, however many processes there are. The
    processes ignore Ctrl-C: it is for this process to say when they end.

    `reset` and `step` raise `UserError` where an environment fails; it cannot be used then any more, only closed.

    Attributes:
        processes: those that the environments live in.
    """

    metadata: dict[str, Any] = {"autoreset_mode": AutoresetMode.DISABLED, "render_modes": []}  # noqa: RUF012

    def __init__(self, recipe: Recipe, num_envs: int, processes: int) -> None:
        """Start the processes and wait until all environments are made.

        Args:
            recipe: how each is made.
            num_envs: at least 1.
            processes: how many, at the most.

        Raises:
            UserError: if an environment cannot be made.
        """
        self.num_envs = num_envs
        self._recipe = recipe
        shares = [len(share) for share in np.array_split(np.arange(num_envs), min(processes, num_envs))]
        self._ends = np.cumsum(shares)[:-1]
        self._pipes: list[Connection] = []
        self.processes: list[BaseProcess] = []
        try:
            with _deaf_to_interrupts():
                for share in shares:
                    self._start(share)
            self.single_observation_space, self.single_action_space = self._answers()[0]
        except BaseException:
            self.close()
            raise
        self.observation_space = batch_space(self.single_observation_space, num_envs)
        self.action_space = batch_space(self.single_action_space, num_envs)

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[NDArray[Any], dict[str, Any]]:
        """Start new episodes; environment i is seeded with `seed` + i, as Gymnasium's are."""
        seed_N = [None if seed is None else seed + i for i in range(self.num_envs)]
        ends = [0, *self._ends, self.num_envs]
        parts = [seed_N[start:end] for start, end in pairwise(ends)]
        obs_NO = np.concatenate(self._ask("reset", [(part, options) for part in parts]))
        return obs_NO, {}

    def step(
        self, actions: NDArray[Any]
    ) -> tuple[NDArray[Any], NDArray[np.float64], NDArray[np.bool_], NDArray[np.bool_], dict[str, Any]]:
        """Step those whose episode is not over, as `RestingVectorEnv.step`."""
        answers = self._ask("step", np.split(actions, self._ends))
        obs_NO, reward_N, terminated_N, truncated_N = (np.concatenate(parts) for parts in zip(*answers, strict=True))
        return obs_NO, reward_N, terminated_N, truncated_N, {}

    def close_extras(self, **kwargs: Any) -> None:
        """End the processes, in whatever state they are."""
        del kwargs
        for pipe in self._pipes:
            pipe.close()
        deadline = time.monotonic() + _PATIENCE_SECONDS
        for process in self.processes:
            process.join(max(0.0, deadline - time.monotonic()))
            if process.is_alive():
                process.kill()
                process.join()

    def _start(self, share: int) -> None:
        context = get_context("spawn")  # not forked: this process has threads, and Qt
        ours, theirs = context.Pipe()
        self._pipes.append(ours)
        process = context.Process(target=_serve, args=(self._recipe, share, theirs), daemon=True)
        process.start()
        self.processes.append(process)
        theirs.close()  # so that the pipe breaks when the process ends

    def _ask(self, command: str, parts: Sequence[Any]) -> list[Any]:
        for pipe, part in zip(self._pipes, parts, strict=True):
            with suppress(OSError):  # where a process has ended, there is no answer either
                pipe.send((command, part))
        return self._answers()

    def _answers(self) -> list[Any]:
        return [self._answer(pipe, process) for pipe, process in zip(self._pipes, self.processes, strict=True)]

    def _answer(self, pipe: Connection, process: BaseProcess) -> Any:
        try:
            failure, answer = pipe.recv()
        except (EOFError, OSError) as error:
            process.join(_PATIENCE_SECONDS)
            raise failure_of(self._recipe.name, f"its process has ended with exit code {process.exitcode}") from error
        if failure:
            raise failure_of(self._recipe.name, failure) from _ElsewhereError(answer)
        return answer


@contextmanager
def _deaf_to_interrupts() -> Iterator[None]:
    """A context in which processes are started that do not hear of Ctrl-C until they have said how they take it.

    Without it one that comes while they still import modules would end them.
    """
    if not hasattr(signal, "pthread_sigmask"):  # on Windows
        yield
        return
    resource_tracker.ensure_running()  # which otherwise would start here, and let the signal through again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _serve(recipe: Recipe, share: int, pipe: Connection) -> None:
    """What each process does: make its share of the environments and obey until the pipe is closed.

    Every answer is a pair: what failed, in one line, and its traceback; or nothing and the answer itself.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the terminal sends Ctrl-C to every process of the program
    try:
        made = RestingVectorEnv([partial(make_env, recipe)] * share)
        with closing(made) as env:
            pipe.send(("", (env.single_observation_space, env.single_action_space)))
            while (request := _next_request(pipe)) is not None:
                command, part = request
                if command == "reset":
                    seeds, options = part
                    pipe.send(("", env.reset(seed=seeds, options=options)[0]))
                else:
                    pipe.send(("", env.step(part)[:-1]))
    except (Exception, SystemExit) as error:  # noqa: BLE001 (whatever an environment raises is said in the other process)
        with suppress(OSError):  # which may not be listening any more
            pipe.send((in_one_line(error), traceback.format_exc()))


def _next_request(pipe: Connection) -> tuple[str, Any] | None:
    try:
        request: tuple[str, Any] = pipe.recv()
    except (EOFError, OSError):
        return None
    return request
