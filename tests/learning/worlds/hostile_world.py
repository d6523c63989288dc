"""An environment that does whatever code of others may do, "tests.learning.worlds.hostile_world:Hostile-v0".

Its arguments say where (import is said with a variable of the environment), what, and while which file is there.
"""

import ctypes
import os
import signal
import sys
import time
from pathlib import Path

import gymnasium
import numpy as np

IMPORT = "HOSTILE_WORLD_DOES_AT_IMPORT"


class SilentError(Exception):
    def __str__(self):
        raise KeyboardInterrupt


def _raise(error):
    raise error


def _spin():
    while True:
        pass


def _hold_the_lock():
    ctypes.PyDLL(None).pause()  # a function in C that does not let go of Python's lock


def _grow():
    kept = []
    while True:
        kept.append(np.ones(2**20))
        time.sleep(0.001)


def _print():
    print("from Python")  # noqa: T201 (that is what it is for)
    os.write(1, b"from the system\n")
    ctypes.CDLL(None).puts(b"from C")
    ctypes.CDLL(None).fflush(None)


def _take_signals():
    signal.signal(signal.SIGINT, lambda *_: None)
    signal.signal(signal.SIGTERM, lambda *_: None)


DEEDS = {
    "raise": lambda: _raise(RuntimeError("out of\nfuel.")),
    "exit": lambda: sys.exit(7),
    "interrupt": lambda: _raise(KeyboardInterrupt()),
    "generator": lambda: _raise(GeneratorExit()),
    "base": lambda: _raise(BaseException("base")),
    "silent": lambda: _raise(SilentError()),
    "vanish": lambda: os._exit(0),
    "crash": lambda: os.kill(os.getpid(), signal.SIGSEGV),
    "pointer": lambda: ctypes.string_at(0),
    "spin": _spin,
    "lock": _hold_the_lock,
    "grow": _grow,
    "print": _print,
    "sleep": lambda: time.sleep(0.25),
    "signals": _take_signals,
}
GIVES = {
    "nan": {"reward": float("nan")},
    "inf": {"reward": float("-inf")},
    "huge": {"reward": 3e38},
    "words": {"reward": "much"},
    "none": {"reward": None},
    "nan seen": {"obs": np.array([0.0, np.nan], np.float32)},
    "long": {"obs": np.zeros(3, np.float32)},
    "text": {"obs": "nothing"},
    "double": {"obs": np.array([0.0, 1e300])},
}


class MyBox(gymnasium.spaces.Box):
    """A space by a class of its own, which only the environment's own process has to know."""


class Hostile(gymnasium.Env):
    metadata = {"render_modes": ["rgb_array"], "render_fps": 50}  # noqa: RUF012 (as Gymnasium has it)
    action_space = gymnasium.spaces.Discrete(2)

    def __init__(self, where="", what="", switch="", render_mode=None):
        self.observation_space = MyBox(-np.inf, np.inf, (2,), np.float32)
        self.where, self.what, self.switch, self.render_mode = where, what, switch, render_mode
        self.count = 0
        self._maybe("make")

    def _maybe(self, place):
        if self.where == place and self.what in DEEDS and (not self.switch or Path(self.switch).exists()):
            DEEDS[self.what]()

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        self._maybe("reset")
        self.count = 0
        return np.zeros(2, np.float32), {}

    def step(self, action):
        self._maybe("step")
        self.count += 1
        given = {"obs": np.full(2, self.count, np.float32), "reward": 1.0}
        if self.what in GIVES and (not self.switch or Path(self.switch).exists()):
            given |= GIVES[self.what]
        return given["obs"], given["reward"], False, False, {}

    def render(self):
        self._maybe("render")
        return np.full((20, 30, 3), self.count, np.uint8)

    def close(self):
        self._maybe("close")


if os.environ.get(IMPORT):
    DEEDS[os.environ[IMPORT]]()
gymnasium.register("Hostile-v0", entry_point=Hostile, max_episode_steps=5, disable_env_checker=True)
