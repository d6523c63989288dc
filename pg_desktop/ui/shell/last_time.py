"""What is said on start: of settings that were remembered, and of files that cannot be used."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QCoreApplication, QObject, Slot

from pg_desktop.learning.settings.kinds import SECTIONS, Group
from pg_desktop.learning.settings.table import Settings, hyperparameter, rows_of
from pg_desktop.runs.live.session import Session
from pg_desktop.storage.presets import Departure, Preset, departure_from_preset
from pg_desktop.ui.kit.notices import NoticeBar
from pg_desktop.ui.kit.numbers import whole
from pg_desktop.ui.kit.settings.values import translated
from pg_desktop.ui.panes.settings.control_panel import ControlPanel

_PROBLEMS_NAMED = 3


class LastTime(QObject):
    """Tells how the settings of last time differ from their preset, with a button that takes them back to it.

    What is offered is withdrawn as soon as other settings are wanted. Lives in the GUI thread.
    """

    def __init__(
        self,
        session: Session,
        panel: ControlPanel,
        presets: Callable[[], Sequence[Preset]],
        notice: NoticeBar,
        parent: QObject,
    ) -> None:
        """Say nothing yet.

        Args:
            session: knows the settings.
            panel: chooses others.
            presets: tells all that there are.
            notice: where it is said.
            parent: who owns this object.
        """
        super().__init__(parent)
        self._session = session
        self._panel = panel
        self._presets = presets
        self._notice = notice
        self._offered: tuple[Settings, Callable[[], None]] | None = None
        panel.settings_chosen.connect(self._look_whether_true)
        session.worker.run_began.connect(self._look_whether_true)

    def tell(self, problems: Sequence[str]) -> None:
        """Say what there is to be said.

        Args:
            problems: sentences on what could not be used.
        """
        sentences = list(problems[:_PROBLEMS_NAMED])
        settings = self._session.wanted
        found = departure_from_preset(settings, self._presets())
        if found is None:
            if sentences:
                self._notice.show_notice(" ".join(sentences))
            return
        name = QCoreApplication.translate("Presets", found.preset.name)
        action = partial(self._go_back, found)
        self._offered = settings, action
        self._notice.offer(
            " ".join([*sentences, self._words_of(found, settings, name)]),
            self.tr("&Back to {preset}").format(preset=name.replace("&", "&&")),
            self.tr("Choose again: {values}. Undo brings these settings back.").format(
                values=", ".join(self._named(key, found.settings) for key in _main_first(found.keys))
            ),
            action,
        )

    def _words_of(self, found: Departure, settings: Settings, name: str) -> str:
        first, *others = _main_first(found.keys)
        if others:
            text = self.tr(
                "Settings from last time: {first} instead of {usual} and {count} more differ from the preset {preset}."
            )
        else:
            text = self.tr("Settings from last time: {first} instead of {usual} differs from the preset {preset}.")
        return text.format(
            first=self._named(first, settings),
            usual=self._panel.controls[first].text_of(found.settings.value(first)),
            count=whole(len(others), self._panel.locale()),
            preset=name,
        )

    def _named(self, key: str, settings: Settings) -> str:
        row = hyperparameter(key)
        return f"{row.symbol or translated(row.name)} {self._panel.controls[key].text_of(settings.value(key))}"

    def _go_back(self, found: Departure) -> None:
        self._panel.choose({key: found.settings.value(key) for key in found.keys})

    @Slot()
    @Slot(object)
    def _look_whether_true(self, *_: object) -> None:
        """Withdraw what was offered for other settings than those that are wanted now."""
        if self._offered is None:
            return
        settings, action = self._offered
        if settings != self._panel.settings or settings != self._session.wanted:
            self._notice.withdraw_offer(action)
            self._offered = None


def _main_first(keys: Sequence[str]) -> list[str]:
    """The settings that matter most before the others."""
    order = [row.key for group in (*SECTIONS, *Group) for row in rows_of(group)]
    return sorted(keys, key=order.index)
