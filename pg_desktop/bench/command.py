"""`pg-desktop bench`: figures measured here and now, beside what they have to reach."""

from __future__ import annotations

from pg_desktop.bench.figures import Figure
from pg_desktop.cli.exit_codes import ExitCode
from pg_desktop.cli.output import say, say_json, table
from pg_desktop.cli.requests import BenchRequest
from pg_desktop.process import keep_torch_to_one_thread


def run(request: BenchRequest) -> int:
    """Measure, print the figures, and return the exit status, which does not depend on them.

    Raises:
        UserError: if the window is to be measured and cannot open.
    """
    keep_torch_to_one_thread()
    figures = _figures(request)
    if request.as_json:
        say_json({"figures": [figure.as_json() for figure in figures]})
    else:
        say(_as_text(figures))
    return ExitCode.OK


def _figures(request: BenchRequest) -> list[Figure]:
    if request.window:
        return _window_figures(request.seconds)
    if request.worlds is not None:
        from pg_desktop.bench.worlds import world_figures  # noqa: PLC0415 (torch)

        return world_figures(request.seeds, request.worlds)
    if request.steering:
        from pg_desktop.bench.steering import steering_figures  # noqa: PLC0415 (torch)

        return steering_figures(request.seeds)
    return _learning_figures(request.seeds)


def _learning_figures(seeds: int) -> list[Figure]:
    from pg_desktop.bench.learning import learning_figures  # noqa: PLC0415 (torch)

    return learning_figures(seeds)


def _window_figures(seconds: int) -> list[Figure]:
    from pg_desktop.launch import naming_missing_libraries, require_display  # noqa: PLC0415

    require_display()
    with naming_missing_libraries():
        from pg_desktop.bench.window import window_figures  # noqa: PLC0415 (Qt)
    return window_figures(seconds)


def _as_text(figures: list[Figure]) -> str:
    return table([("Figure", "Value", "Bar", ""), *(figure.as_row() for figure in figures)])
