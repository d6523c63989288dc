"""What the program runs on: versions, system and processor, for a report."""

from __future__ import annotations

import os
import platform
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

import pg_desktop

_LIBRARIES: Final = ("PySide6-Essentials", "pyqtgraph", "torch", "gymnasium", "pygame", "numpy", "safetensors")


def versions() -> list[tuple[str, str]]:
    """Names and versions of the program, the system and the libraries."""
    found = [("PG Desktop", pg_desktop.__version__), ("Python", platform.python_version())]
    for name in _LIBRARIES:
        try:
            found.append((name, version(name)))
        except PackageNotFoundError:
            found.append((name, "–"))
    return [*found, ("System", platform.platform())]


def machine() -> list[tuple[str, str]]:
    """What the processor is called, how many of its cores this process may use, and what torch makes of it."""
    rows = [("Processor", f"{_of_processor('model name')}, {_cores()} cores for this process")]
    torch = sys.modules.get("torch")
    if torch is not None:  # nothing is loaded for a report
        rows.append(("Instructions that torch uses", torch.backends.cpu.get_cpu_capability()))
    return rows


def maker() -> str:
    """Who has made the processor, as it says itself: "GenuineIntel"; where the system does not tell, what it is."""
    return _of_processor("vendor_id")


def _of_processor(key: str) -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:  # as everywhere but on Linux
        return platform.processor() or platform.machine()
    found = [line.partition(":")[2].strip() for line in lines if line.startswith(key)]
    return found[0] if found else platform.machine()


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1
