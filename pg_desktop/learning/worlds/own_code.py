"""Code that registers environments: modules, and files that nobody has installed. Importing runs it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from hashlib import sha256
from importlib import import_module, invalidate_caches
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from threading import Lock
from typing import Final

import gymnasium
from gymnasium.envs.registration import EnvSpec

from pg_desktop.learning.stopping import never
from pg_desktop.learning.worlds.causes import in_one_line
from pg_desktop.learning.worlds.elsewhere import Elsewhere
from pg_desktop.learning.worlds.limits import Limits, Place
from pg_desktop.learning.worlds.serving import House
from pg_desktop.messages import QT_TRANSLATE_NOOP, UserError

_FOUND: Final[dict[tuple[Path, int], Mapping[str, EnvSpec]]] = {}
"""What each file has registered, by its path and the time when it was written: a file that was changed runs again."""

_LOCK: Final = Lock()


def import_or_say_why(module: str, name: str) -> None:
    """Import a module, from the current folder too, whichever way the program was started.

    Args:
        module: which.
        name: of the environment that it is to register, for the message.

    Raises:
        UserError: if it cannot be imported.
    """
    invalidate_caches()  # it may have been written a moment ago
    _look_here_too()
    try:
        import_module(module)
    except ModuleNotFoundError as error:
        if error.name is None or not f"{module}.".startswith(f"{error.name}."):
            raise _not_imported(module, error) from error
        raise UserError(
            QT_TRANSLATE_NOOP(
                "Errors",
                "There is no module {missing} for the environment {module}:{name}: it is neither installed nor in the "
                "folder {folder}. Install it, start the program in the folder where it is, or name a file, as in "
                "“./{file}.py:{name}”.",
            ),
            missing=error.name,
            module=module,
            name=name,
            folder=Path.cwd(),
            file=module.rpartition(".")[2],
        ) from error
    except BaseException as error:
        raise _not_imported(module, error) from error


def _not_imported(module: str, error: BaseException) -> UserError:
    return UserError(
        QT_TRANSLATE_NOOP("Errors", "The module {module} of the environment cannot be imported: {cause}."),
        module=module,
        cause=in_one_line(error),
    )


def _look_here_too() -> None:
    """Let modules be found in the current folder, where `python -m` looks for them and the console script does not."""
    here = str(Path.cwd())
    if here not in sys.path and "" not in sys.path:
        sys.path.append(here)  # at the end, so that nothing there takes the place of what is installed


def names_registered_by(file: Path, stop: Callable[[], bool] = never, limits: Limits | None = None) -> list[str]:
    """Run a file in a process of its own and tell the ids that it registers, its own first.

    Args:
        file: which.
        stop: asked again and again meanwhile.
        limits: what it may take; the usual if None.

    Raises:
        UserError: if it cannot be run, or registers nothing.
        RolloutStoppedError: when `stop` said so.
    """
    house = Elsewhere(file.name, limits)
    try:
        names: list[str] = house.done(Place.IMPORT, _names_there, file, stop=stop)
    finally:
        house.end()
    return names


def _names_there(house: House, file: Path) -> list[str]:
    del house
    return list(registered_by(file))


def registered_by(file: Path) -> Mapping[str, EnvSpec]:
    """Run a file, unless it has run already and is still the same, and tell what it has registered with Gymnasium.

    Two files may register the same id: what is returned is each one's own. What lies beside the file can be imported
    by it.

    Raises:
        UserError: if it cannot be run, or registers nothing.
    """
    try:
        path = file.resolve(strict=True)
        key = path, path.stat().st_mtime_ns
    except OSError as error:
        raise UserError(
            QT_TRANSLATE_NOOP("Errors", "The file {file} of the environment cannot be read: {cause}."),
            file=file,
            cause=error.strerror or type(error).__name__,
        ) from error
    with _LOCK:
        if key not in _FOUND:
            _FOUND[key] = _run(path)
        return _FOUND[key]


def _run(path: Path) -> Mapping[str, EnvSpec]:
    before = dict(gymnasium.registry)
    folder = str(path.parent)
    if folder not in sys.path:
        sys.path.append(folder)  # at the end, so that nothing there takes the place of what is installed
    # A name of its own, so that it takes no other module's place either.
    name = f"pg_desktop_environment_{path.stem}_{sha256(str(path).encode()).hexdigest()[:8]}"
    spec = spec_from_file_location(name, path)
    assert spec is not None and spec.loader is not None  # noqa: S101 (of a name that ends in .py there is one)
    module = module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except BaseException as error:
        del sys.modules[name]
        raise UserError(
            QT_TRANSLATE_NOOP("Errors", "The file {file} of the environment cannot be run: {cause}."),
            file=path,
            cause=in_one_line(error),
        ) from error
    found = [(id_, spec) for id_, spec in gymnasium.registry.items() if before.get(id_) is not spec]
    # What it imports may register more; what it defines itself comes first.
    found.sort(key=lambda item: getattr(item[1].entry_point, "__module__", None) != name)
    if not found:
        raise UserError(
            QT_TRANSLATE_NOOP("Errors", "The file {file} registers no environment; it must call gymnasium.register."),
            file=path,
        )
    return dict(found)
