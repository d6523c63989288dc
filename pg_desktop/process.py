"""What the program decides for its whole process: threads, niceness, and how pygame behaves.

For the entry points and the program's own threads. What lies below them, `learning`, `storage` and a `Run`, leaves
the process of whoever uses it as it is.
"""

from __future__ import annotations

import atexit
import logging
import os
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Final, NoReturn

NICENESS: Final = 5
"""How far a thread that computes stands back for the window's, added to the process's own niceness."""

_OF_BLAS: Final = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")

_OF_WINDOW: Final = "PySide6.QtWidgets"
_ARENA_MAX: Final = -8
"""`M_ARENA_MAX` of glibc's malloc.h."""
_ARENAS: Final = 2
_ARENAS_OF_USER: Final = "MALLOC_ARENA_MAX"

_OF_PYGAME: Final[Mapping[str, str]] = {
    # It must neither look for a screen nor for a sound card: Gymnasium only draws frames with it.
    "SDL_VIDEODRIVER": "dummy",
    "SDL_AUDIODRIVER": "dummy",
    # It would take SIGTERM and SIGINT for itself, and nobody could end the program with them.
    "SDL_NO_SIGNAL_HANDLERS": "1",
    "PYGAME_HIDE_SUPPORT_PROMPT": "1",
}


def prepare() -> None:
    """Set the environment variables of this process and of those that it starts, and where it takes its memory.

    Variables are read when NumPy, torch and pygame are imported, so this comes before. What the user has set stays.
    """
    for name in _OF_BLAS:
        # The matrices of a small policy are too small to split: waking a second thread for them costs more than it
        # brings, and the window needs the other core.
        os.environ.setdefault(name, "1")
    for name, value in _OF_PYGAME.items():
        os.environ.setdefault(name, value)
    _share_memory()


def run_to_the_end(main: Callable[[], int]) -> NoReturn:
    """Run a program and end the process with its exit status; where it has had a window, at once.

    All that has asked to be done at the end is done. What is left out is that Python takes a million objects apart one
    by one, whose memory goes with the process anyway: a second of computing in which the user waits for a window that
    has closed.
    """
    codes: list[int] = []

    def leave() -> None:
        if codes and _OF_WINDOW in sys.modules:
            logging.shutdown()
            for stream in (sys.stdout, sys.stderr):
                with suppress(OSError, ValueError):
                    if stream is not None:
                        stream.flush()
            os._exit(codes[0])

    atexit.register(leave)  # the first, and so the last that is called
    codes.append(main())
    sys.exit(codes[0])


def _share_memory() -> None:
    """Let all threads of this process take their memory from few places, where the C library is glibc.

    Otherwise it gives each thread a place of its own, whose freed parts the others do not get: with every window that
    is opened and closed, and its threads, the program would grow by a tenth of a megabyte. What the user has set stays.
    """
    if sys.platform != "linux" or _ARENAS_OF_USER in os.environ:
        return
    import ctypes  # noqa: PLC0415 (only here)

    set_option = getattr(ctypes.CDLL(None), "mallopt", None)
    if set_option is not None:
        set_option(_ARENA_MAX, _ARENAS)


def set_variables(variables: Mapping[str, str | None]) -> None:
    """Set environment variables that somebody has asked for, of this process and of those that it starts.

    Args:
        variables: values by name; one that is None is not set any more.
    """
    for name, value in variables.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value


def keep_torch_to_one_thread() -> None:
    """Let torch compute in the thread that calls it, whatever the environment variables say.

    A second one costs a small network more than it brings, takes the window's core, and would let the number of cores
    have a say in how sums round. It loads torch.
    """
    import torch  # noqa: PLC0415 (not for the window's first paint)

    torch.set_num_threads(1)


def stand_back() -> None:
    """Let the calling thread, for good, have what the window leaves.

    On Linux, where a niceness belongs to a thread and `QThread`'s priorities have no effect; elsewhere it does nothing.
    """
    if sys.platform == "linux":
        os.nice(NICENESS)
