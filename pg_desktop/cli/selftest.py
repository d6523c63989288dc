"""`pg-desktop selftest`: whether the program works here, in less than half a minute."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from pg_desktop.cli.exit_codes import ExitCode
from pg_desktop.cli.output import say, say_json
from pg_desktop.cli.requests import SelftestRequest
from pg_desktop.cli.selftest_checks import CHECKS, Check, CheckFailedError
from pg_desktop.messages import UserError
from pg_desktop.mishaps import mishap_of, write_down
from pg_desktop.process import keep_torch_to_one_thread
from pg_desktop.versions import machine, versions

_NAME: Final = max(len(check.name) for check in CHECKS)


@dataclass(frozen=True)
class Result:
    """What a check came to.

    Attributes:
        name: what was checked, as a sentence that is true if it is in order.
        ok: whether it is.
        seconds: what it took.
        remark: what was found, or what is wrong.
    """

    name: str
    ok: bool
    seconds: float
    remark: str

    def as_line(self) -> str:
        """A line of the table."""
        return f"{self.name:{_NAME}}  {'ok' if self.ok else 'FAILED':6}  {self.seconds:7.1f}  {self.remark}".rstrip()


def run(request: SelftestRequest, checks: Sequence[Check] = CHECKS) -> int:
    """Check, print what comes of it, and return the exit status: 0 if all is in order.

    As text each line is printed when its check is done.

    Raises:
        KeyboardInterrupt: after Ctrl-C.
    """
    results = []
    if not request.as_json:
        say(f"{'Check':{_NAME}}  Result  Seconds")
    for result in _results(checks):
        results.append(result)
        if not request.as_json:
            say(result.as_line())
    ok = all(result.ok for result in results)
    if request.as_json:
        say_json({"ok": ok, "checks": [asdict(each) for each in results], **dict(versions()), **dict(machine())})
    else:
        say(_conclusion(results))
    return ExitCode.OK if ok else ExitCode.ERROR


def _results(checks: Sequence[Check]) -> Iterator[Result]:
    keep_torch_to_one_thread()
    with TemporaryDirectory(prefix="pg-desktop-selftest-") as folder:
        for number, check in enumerate(checks):
            place = Path(folder, str(number))
            place.mkdir()
            yield _result(check, place)


def _result(check: Check, place: Path) -> Result:
    started = time.perf_counter()
    try:
        ok, remark = True, check.work(place)
    except Exception as error:  # noqa: BLE001 (whatever goes wrong is what was asked for)
        mishap = mishap_of(error)
        write_down(mishap, f"selftest, {check.name}")
        ok, remark = False, str(error) if isinstance(error, CheckFailedError | UserError) else mishap.error
    return Result(check.name, ok, round(time.perf_counter() - started, 3), remark)


def _conclusion(results: list[Result]) -> str:
    failed = sum(not result.ok for result in results)
    seconds = sum(result.seconds for result in results)
    if failed:
        return f"{failed} of {len(results)} checks have failed; the window's Help ▸ Report a problem collects the rest."
    return f"All {len(results)} checks are in order, after {seconds:.0f} seconds."
