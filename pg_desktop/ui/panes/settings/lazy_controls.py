"""The controls of the settings, each made when it is first asked for: most are out of sight when the window opens."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from pg_desktop.learning.settings.table import HYPERPARAMETERS
from pg_desktop.ui.kit.settings.setting_control import SettingControl


class LazyControls(Mapping[str, SettingControl]):
    """A control for each setting, by key. To be used from the GUI thread."""

    def __init__(self, make: Callable[[str], SettingControl]) -> None:
        """Begin with none.

        Args:
            make: makes the control of a key, showing what it is to show.
        """
        self._make = make
        self._made: dict[str, SettingControl] = {}

    def __getitem__(self, key: str) -> SettingControl:
        if key not in HYPERPARAMETERS:
            raise KeyError(key)
        if key not in self._made:
            self._made[key] = self._make(key)
        return self._made[key]

    def __iter__(self) -> Iterator[str]:
        return iter(HYPERPARAMETERS)

    def __len__(self) -> int:
        return len(HYPERPARAMETERS)

    @property
    def made(self) -> Mapping[str, SettingControl]:
        """Those that there are."""
        return self._made
