"""Telling the user that the time machine keeps fewer moments than before."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from pg_desktop.runs.experiment import Experiment
from pg_desktop.ui.kit.notices import NoticeBar
from pg_desktop.ui.kit.numbers import whole


class Thinning(QObject):
    """Says once that not every moment can be gone back to that could be before. Lives in the GUI thread."""

    def __init__(self, experiment: Experiment, notice: NoticeBar, window: QWidget) -> None:
        super().__init__(window)
        self._experiment = experiment
        self._notice = notice
        self._window = window
        self._told = False

    def forget(self) -> None:
        """It has not been said of the runs that there are now."""
        self._told = False

    def look(self) -> None:
        """Say it if it is so by now."""
        if self._told or not self._experiment.thinned:
            return
        self._told = True
        text = self.tr(
            "All runs together need more than {limit} MB, so the time machine keeps fewer moments of them, the "
            "oldest first. Delete runs that you no longer need to make room."
        )
        limit = whole(self._experiment.byte_budget // 10**6, self._window.locale())
        self._notice.show_notice(text.format(limit=limit))
