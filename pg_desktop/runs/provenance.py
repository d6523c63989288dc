"""What a run's numbers come from, so that it can be told whether they would be the same elsewhere."""

from __future__ import annotations

import platform
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import Final

import numpy as np
from threadpoolctl import threadpool_info

import pg_desktop
from pg_desktop.versions import maker

_LIBRARIES: Final = ("numpy", "torch", "gymnasium")
_CPU: Final = "cpu"
_PROCESSOR: Final = "processor"
"""By its maker: torch's library for sums (MKL) has other ways on processors of others, with the same instructions."""
_KERNELS: Final = "kernels"
"""Which of its ways NumPy's library for sums (OpenBLAS) has chosen, by the processor's model: "Haswell", "SkylakeX"."""


@cache
def _provenance() -> tuple[tuple[str, str], ...]:
    import torch  # noqa: PLC0415 (only where something is trained, which has loaded it)

    found = {"pg_desktop": pg_desktop.__version__, "python": platform.python_version()}
    for library in _LIBRARIES:
        try:
            found[library] = version(library)
        except PackageNotFoundError:
            continue
    found[_CPU] = f"{platform.machine()} {torch.backends.cpu.get_cpu_capability()}"
    found[_PROCESSOR] = maker()
    found[_KERNELS] = kernels()
    return tuple(found.items())


def kernels() -> str:
    """For which kind of processor the products are made that NumPy computes here, or "unknown"."""
    np.dot(np.ones(1), np.ones(1))  # which has the library loaded, whatever else has been
    found = [library.get("architecture") for library in threadpool_info() if library["user_api"] == "blas"]
    return next((str(architecture) for architecture in found if architecture), "unknown")


def provenance() -> dict[str, str]:
    """Versions by name, under "cpu" which instructions torch makes use of, whose processor it is and how NumPy uses it.

    Loads torch.
    """
    return dict(_provenance())


def differences(then: Mapping[str, str], now: Mapping[str, str]) -> tuple[str, ...]:
    """What was otherwise when a run was trained, such as "torch 2.3"; a patch release of Python makes no difference.

    Args:
        then: its provenance; nothing is otherwise where that is unknown.
        now: that of this process.
    """
    return tuple(
        f"{name} {text}"
        for name, text in then.items()
        if name in now and _decisive(name, text) != _decisive(name, now[name])
    )


def differences_of_all(made_with: Iterable[Mapping[str, str]]) -> tuple[str, ...]:
    """What was otherwise when any of several runs was trained; loads torch.

    Args:
        made_with: the provenance of each.
    """
    now = provenance()
    return tuple(dict.fromkeys(text for then in made_with for text in differences(then, now)))


def _decisive(name: str, text: str) -> str:
    return text.rpartition(".")[0] if name == "python" else text
