"""What `pg-desktop selftest` checks. Each check raises what is wrong, and returns what there is to remark."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pg_desktop.journal import last_lines
from pg_desktop.learning.settings.table import Settings
from pg_desktop.messages import UserError
from pg_desktop.storage.data_folder import data_folder
from pg_desktop.versions import versions

if TYPE_CHECKING:
    from pg_desktop.runs.run import Run
    from pg_desktop.storage.policy_format import PolicyDocument

_SMALL: Final = Settings(hidden_size=8, episodes_per_update=4, seed=3)
_UPDATES: Final = 3
_DAMAGED: Final = 40
"""Copies of a policy, each with one byte that is another."""
_SPEED_SECONDS: Final = 1.0
_WINDOW_SECONDS: Final = 60.0
"""It takes a tenth of that where nothing else is at work."""


class CheckFailedError(Exception):
    """What is not in order."""


@dataclass(frozen=True)
class Check:
    """One check.

    Attributes:
        name: what is to be true.
        work: looks whether it is, in a folder of its own.
    """

    name: str
    work: Callable[[Path], str]


def _libraries(_: Path) -> str:
    import gymnasium  # noqa: F401, PLC0415 (only what is checked is loaded)
    import numpy as np  # noqa: F401, PLC0415
    import pygame  # noqa: F401, PLC0415
    import pyqtgraph  # noqa: F401, PLC0415
    import PySide6.QtWidgets  # noqa: F401, PLC0415
    import safetensors  # noqa: F401, PLC0415
    import torch  # noqa: F401, PLC0415

    found = dict(versions())
    return ", ".join(f"{name} {found[name]}" for name in ("Python", "torch", "PySide6-Essentials", "gymnasium"))


def _reinforce(_: Path) -> str:
    return _repeats(_SMALL.changed({"advantage": "value", "normalise_observations": True}))


def _dqn(_: Path) -> str:
    return _repeats(_SMALL.changed({"algorithm": "dqn", "learning_starts": 50, "batch_size": 16}))


def _saved(folder: Path) -> str:
    from pg_desktop.storage.policy_file import load_policy, save_policy  # noqa: PLC0415

    document, file = _document_of(_SMALL.seed), folder / "policy.safetensors"
    save_policy(file, document)
    opened = load_policy(file)
    if not opened.policy.equals(document.policy) or opened.settings != document.settings:
        raise CheckFailedError("what was opened is not what was saved")
    return f"{file.stat().st_size:,} bytes"


def _damaged(folder: Path) -> str:
    from pg_desktop.storage.policy_file import load_policy, save_policy  # noqa: PLC0415

    file = folder / "policy.safetensors"
    save_policy(file, _document_of(_SMALL.seed))
    whole = file.read_bytes()
    for number in range(_DAMAGED):
        damaged = bytearray(whole)
        at = number * (len(whole) - 1) // (_DAMAGED - 1)
        damaged[at] ^= 1
        file.write_bytes(damaged)
        try:
            load_policy(file)
        except UserError:
            continue
        raise CheckFailedError(f"a policy was opened although its byte {at} is another")
    return f"{_DAMAGED} of {_DAMAGED}"


def _data(_: Path) -> str:
    folder = data_folder()
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=folder) as file:
        file.write(b"selftest")
        file.flush()
        os.fsync(file.fileno())
    return str(folder)


def _window(folder: Path) -> str:
    """In a process of its own, which has its settings and its log in the folder, and leaves those of the user alone."""
    command = [sys.executable, "-m", "pg_desktop.window_check", str(folder)]
    environ = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    try:
        done = subprocess.run(  # noqa: S603 (our own module)
            command, env=environ, capture_output=True, timeout=_WINDOW_SECONDS, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise CheckFailedError(f"the window was not done after {_WINDOW_SECONDS:.0f} seconds") from error
    complaints = [line for line in last_lines(folder, 1000) if " ERROR " in line]
    if complaints:
        raise CheckFailedError(complaints[0])
    if done.returncode:
        last = done.stderr.decode("utf-8", "replace").strip().splitlines()[-1:]
        raise CheckFailedError(f"the window ended with {done.returncode}: {''.join(last)}")
    return done.stdout.decode("utf-8", "replace").strip()


def _speed(_: Path) -> str:
    run = _begun(Settings())
    try:
        run.advance()  # what is slow once
        steps, started = 0, time.perf_counter()
        while (seconds := time.perf_counter() - started) < _SPEED_SECONDS:
            steps += int(run.advance().lengths_N.sum())
    finally:
        run.close()
    return f"{steps / seconds:,.0f} env steps per second"


CHECKS: Final = (
    Check("All libraries load", _libraries),
    Check("A short run of REINFORCE repeats bit for bit", _reinforce),
    Check("A short run of DQN repeats bit for bit", _dqn),
    Check("A policy that is saved opens as it was", _saved),
    Check("A damaged policy is refused", _damaged),
    Check("The data folder can be written to", _data),
    Check("A window opens, trains and closes", _window),
    Check("Training makes headway", _speed),
)


def _begun(settings: Settings) -> Run:
    from pg_desktop.runs.run import Run  # noqa: PLC0415

    return Run.begin(settings)


def _advanced(settings: Settings) -> Run:
    run = _begun(settings)
    try:
        for _ in range(_UPDATES):
            run.advance()
    finally:
        run.close()
    return run


def _repeats(settings: Settings) -> str:
    from pg_desktop.storage.policy_format import tensors_digest  # noqa: PLC0415

    first, second = _advanced(settings), _advanced(settings)
    if not first.policy().equals(second.policy()):
        raise CheckFailedError("the same seed has come to other weights")
    one, other = first.history.since(), second.history.since()
    same = one.returns_E.tobytes() == other.returns_E.tobytes() and all(
        column_U.tobytes() == other.metrics_U[key].tobytes() for key, column_U in one.metrics_U.items()
    )
    if not same:
        raise CheckFailedError("the same seed has come to other figures")
    return f"SHA-256 {tensors_digest(first.policy().parameters)[:12]}…"


def _document_of(seed: int) -> PolicyDocument:
    from pg_desktop.storage.policy_format import PolicyDocument, TrainingStatistics  # noqa: PLC0415

    run = _advanced(_SMALL.changed({"seed": seed}))
    history = run.history
    statistics = TrainingStatistics(
        updates=run.updates,
        episodes=history.episodes,
        env_steps=history.env_steps,
        train_seconds=run.seconds,
        mean_return_100=history.mean_return(),
        solved_at_episode=None,
    )
    return PolicyDocument(
        policy=run.policy(), settings=run.settings, environment=run.settings.environment, statistics=statistics
    )
