"""Whether reading a file does more than read: runs something, takes long, or much memory."""

import sys
import time
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager

FORBIDDEN = {
    *("pickle.find_class", "marshal.loads", "os.system", "os.exec", "os.posix_spawn", "os.fork", "subprocess.Popen"),
    *("socket.connect", "socket.getaddrinfo", "ctypes.dlopen", "webbrowser.open", "os.remove", "os.rename", "os.rmdir"),
    *("shutil.rmtree", "urllib.Request"),
}
_seen: list[str] = []
_watching = False


def _hook(event: str, arguments: object) -> None:
    if _watching and event in FORBIDDEN:
        _seen.append(f"{event} {arguments!r}"[:200])


sys.addaudithook(_hook)


@contextmanager
def nothing_is_executed() -> Iterator[None]:
    """Within this, whatever a file could have done to the computer is seen."""
    global _watching  # noqa: PLW0603 (a hook cannot be taken away)
    _seen.clear()
    _watching = True
    try:
        yield
    finally:
        _watching = False
    assert not _seen


@contextmanager
def at_once(seconds: float = 1.0) -> Iterator[None]:
    """Within this, little time is taken."""
    start = time.monotonic()
    yield
    assert time.monotonic() - start < seconds


@contextmanager
def in_little_memory(megabytes: float = 100.0) -> Iterator[None]:
    """Within this, little memory is taken; all takes some three times as long."""
    tracemalloc.start()
    try:
        yield
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < megabytes * 2**20
