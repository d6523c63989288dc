"""`pg-desktop bench`: figures measured here and now, beside what they have to reach."""

from __future__ import annotations

from contextlib import closing

from pg_desktop.bench.figures import HEADER, Figure, Figures
from pg_desktop.cli.exit_codes import ExitCode
from pg_desktop.cli.output import say, say_json
from pg_desktop.cli.requests import BenchRequest
from pg_desktop.learning.algorithms.table import ALGORITHMS
from pg_desktop.process import keep_torch_to_one_thread


def run(request: BenchRequest) -> int:
    """Measure, print the figures, and return the exit status, which does not depend on them.

    As text each figure is printed when it has been measured. As JSON all come in one object, also when measuring ends
    before its time, with what there is by then.

    Raises:
        UserError: if the window is to be measured and cannot open.
        KeyboardInterrupt: after Ctrl-C.
    """
    keep_torch_to_one_thread()
    with closing(_figures(request)) as figures:
        if request.as_json:
            _print_json(figures)
        else:
            _print_text(figures)
    return ExitCode.OK


def _print_text(figures: Figures) -> None:
    for row, figure in enumerate(figures):
        if not row:
            say(HEADER)
        say(figure.as_line())


def _print_json(figures: Figures) -> None:
    measured: list[Figure] = []
    try:
        for figure in figures:
            measured.append(figure)
    finally:
        if measured:
            say_json({"figures": [figure.as_json() for figure in measured]})


def _figures(request: BenchRequest) -> Figures:
    if request.window:
        return _window_figures(request.seconds)
    if request.worlds is not None:
        return _world_figures(request.worlds, request.algorithm, request.seeds)
    if request.steering:
        from pg_desktop.bench.steering import steering_figures  # noqa: PLC0415 (torch)

        return steering_figures(request.seeds)
    if request.challenges or request.ladder:
        return _experiment_figures(request)
    if request.inside:
        return _inside_figures(thorough=request.thorough)
    return _learning_figures(request.seeds)


def _experiment_figures(request: BenchRequest) -> Figures:
    if request.ladder:
        from pg_desktop.bench.ladder import ladder_figures  # noqa: PLC0415 (torch)

        return ladder_figures(request.seeds)
    from pg_desktop.bench.challenges import challenge_figures  # noqa: PLC0415 (NumPy)

    return challenge_figures(request.seeds)


def _world_figures(worlds: tuple[str, ...], algorithm: str, seeds: int) -> Figures:
    if algorithm != ALGORITHMS[0].id:
        from pg_desktop.bench.greedy import greedy_figures  # noqa: PLC0415 (torch)

        return greedy_figures(algorithm, seeds, worlds)
    from pg_desktop.bench.worlds import world_figures  # noqa: PLC0415 (torch)

    return world_figures(seeds, worlds)


def _learning_figures(seeds: int) -> Figures:
    from pg_desktop.bench.learning import learning_figures  # noqa: PLC0415 (torch)

    return learning_figures(seeds)


def _inside_figures(*, thorough: bool) -> Figures:
    from pg_desktop.bench.inside import inside_figures  # noqa: PLC0415 (torch)
    from pg_desktop.launch import naming_missing_libraries, require_display  # noqa: PLC0415

    yield from inside_figures(thorough=thorough)
    require_display()
    with naming_missing_libraries():
        from pg_desktop.bench.inside_window import inside_window_figures  # noqa: PLC0415 (Qt)
    yield from inside_window_figures()


def _window_figures(seconds: int) -> Figures:
    from pg_desktop.launch import naming_missing_libraries, require_display  # noqa: PLC0415

    require_display()
    with naming_missing_libraries():
        from pg_desktop.bench.window import window_figures  # noqa: PLC0415 (Qt)
    return window_figures(seconds)
