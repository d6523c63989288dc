"""How much memory this process has, as the system sees it."""

import ctypes
import gc
import os
from pathlib import Path

_STATM = Path("/proc/self/statm")


def resident_is_known() -> bool:
    """Whether the system tells."""
    return _STATM.exists()


def megabytes_resident() -> float:
    """What is in use now, without garbage and without what the allocator keeps for later, in millions of bytes."""
    gc.collect()
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
    return int(_STATM.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6
