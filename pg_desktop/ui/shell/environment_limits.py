"""What environments of others may take, as the user has chosen it in the window."""

from __future__ import annotations

import os

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from pg_desktop import process
from pg_desktop.learning.worlds.limit_rows import LIMIT_ROWS
from pg_desktop.learning.worlds.limits import usual_limits
from pg_desktop.messages import UserError
from pg_desktop.ui.kit.actions import Actions
from pg_desktop.ui.shell.preferences import Preferences


class EnvironmentLimits(QObject):
    """Asks for the limits, lets them act and remembers them. Lives in the GUI thread.

    What an environment variable or an option says goes before what was chosen in a window of another day.
    """

    def __init__(self, preferences: Preferences, actions: Actions, window: QWidget) -> None:
        """Let what was chosen act.

        Args:
            preferences: remember it.
            actions: one of them opens the dialog.
            window: above which it opens.
        """
        super().__init__(window)
        self._preferences, self._window = preferences, window
        for row in LIMIT_ROWS:
            value = preferences.limit(row)
            if value is not None and row.allowed.variable not in os.environ:
                process.set_variables(dict([row.variable(value)]))
        actions.limits.triggered.connect(self.ask)

    @Slot()
    def ask(self) -> None:
        """Open the dialog."""
        from pg_desktop.ui.shell.limits_dialog import LimitsDialog  # noqa: PLC0415 (not for the first paint)

        usual = usual_limits(as_chosen=False)
        try:
            limits = usual_limits()
        except UserError:
            limits = usual  # what is chosen here takes the place of the variable that makes no sense
        values, usuals = ({row.allowed.variable: row.value(each) for row in LIMIT_ROWS} for each in (limits, usual))
        dialog = LimitsDialog(values, usuals, self._window)
        dialog.chosen.connect(self._choose)
        dialog.open()

    @Slot(object)
    def _choose(self, values: dict[str, float | None]) -> None:
        for row in LIMIT_ROWS:
            value = values[row.allowed.variable]
            self._preferences.remember_limit(row, value)
            process.set_variables({row.allowed.variable: None} if value is None else dict([row.variable(value)]))
