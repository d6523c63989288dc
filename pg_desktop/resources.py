"""Where the icons, presets, translations and pictures are."""

from pathlib import Path

_PACKAGE = Path(__file__).parent


def resource_path(name: str) -> Path:
    """The file `resources/<name>`: inside the package when installed, beside it in a checkout.

    Args:
        name: path relative to `resources/`, with forward slashes.
    """
    installed = _PACKAGE / "resources"
    folder = installed if installed.is_dir() else _PACKAGE.parent / "resources"
    return folder / name
