"""The card "Episode": the memory of one episode as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Slot
from PySide6.QtGui import QPixmap, QResizeEvent
from PySide6.QtWidgets import QToolButton, QWidget

from pg_desktop.ui.kit.actions import Actions
from pg_desktop.ui.kit.exporting import picture_of
from pg_desktop.ui.kit.notices import sentence
from pg_desktop.ui.kit.numbers import whole
from pg_desktop.ui.kit.panes import Pane
from pg_desktop.ui.kit.theme import Theme
from pg_desktop.ui.panes.episode import words
from pg_desktop.ui.panes.episode.chooser import EpisodeChooser
from pg_desktop.ui.panes.episode.model import EpisodeModel
from pg_desktop.ui.panes.episode.notes import Note
from pg_desktop.ui.panes.episode.view import EpisodeView
from pg_desktop.ui.panes.opened_update import OpenedUpdate
from pg_desktop.ui.scene import Scene

if TYPE_CHECKING:  # NumPy and torch, which the first paint does not need
    from pg_desktop.learning.explaining.memory import Extents, Memory
    from pg_desktop.runs.live.tracing import Traced

_TALL: Final = 18
_VERY_TALL: Final = 24
"""Lines of text that the pane is high, from where on its sentence may take two and three."""


class EpisodeCard(Pane):
    """One episode of the update that is looked at. Lives in the GUI thread.

    Attributes:
        chooser: which episode.
        view: its table.
        follow: whether the newest update takes the place of the one before.
        about: what the pane shows.
        notes: which numbers went into the columns.
    """

    def __init__(self, opened: OpenedUpdate, actions: Actions, parent: QWidget | None) -> None:
        """Make the card.

        Args:
            opened: the update that is looked at.
            actions: one of them exports the episode.
            parent: the window.
        """
        super().__init__(parent)
        self.setObjectName("episodePane")
        self._opened = opened
        self._extents: tuple[object, Extents] | None = None
        self.chooser = EpisodeChooser(self)
        self.model = EpisodeModel(self)
        self.view = EpisodeView(self.model, self)
        self.about = Note("episodeAbout", self)
        self.about.say(words.sentence_of_all())
        self.notes = Note("episodeNotes", self)
        self.follow = self._follow_button()
        export = QToolButton(self)
        export.setObjectName("episodeExport")
        export.setDefaultAction(actions.export_episode)
        export.setAccessibleName(actions.export_episode.text().replace("&", ""))
        export.setAutoRaise(True)
        export.setIconSize(QSize(16, 16))
        self.beside_title = [self.follow, export]
        for widget in (self.chooser, self.about, self.view, self.notes):
            self.column.addWidget(widget, 1 if widget is self.view else 0)
        self.column.addStretch(0)
        self.view.picked.connect(self._pick)
        self.chooser.chosen.connect(self._choose)
        self.follow.clicked.connect(self._follow_or_hold)
        opened.changed.connect(self._show)
        opened.selected_changed.connect(self._show)
        opened.opening_changed.connect(self._show)
        opened.follows_changed.connect(self._show_follows)
        self._show_follows()
        self._show_nothing()

    @property
    def memory(self) -> Memory | None:
        """The memory that is shown; None while there is none."""
        return self.model.memory

    @property
    def traced(self) -> Traced | None:
        """The update that is looked at."""
        return self._opened.traced

    def refresh(self, scene: Scene) -> None:
        """See `Pane.refresh`."""
        del scene
        self._opened.look()
        self._show()

    def show_theme(self, theme: Theme) -> None:
        """See `Pane.show_theme`."""
        self.view.show_theme(theme)

    def picture(self) -> QPixmap:
        """What is to be seen, sharper than on the screen."""
        return picture_of(self)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        lines = self.height() // self.fontMetrics().height()
        self.about.allow(1 + (lines >= _TALL) + (lines >= _VERY_TALL))
        self.notes.allow(2)

    @Slot()
    def _show(self) -> None:
        """Show what is looked at; costs next to nothing if that is as before."""
        if not self.in_sight:
            return
        traced, selected = self._opened.traced, self._opened.selected
        if traced is None:
            self._show_nothing()
            return
        memory = self.model.memory
        if memory is None or memory.trace is not traced.trace or memory.episode != selected.episode:
            self._show_memory(traced, selected.episode)
        self.view.show_row(selected.step)
        self._show_progress()

    def _show_memory(self, traced: Traced, episode: int) -> None:
        from pg_desktop.learning.explaining.memory import extents_of, memory_of  # noqa: PLC0415 (torch)

        if self._extents is None or self._extents[0] is not traced.trace:
            self._extents = traced.trace, extents_of(traced.trace)
        memory = memory_of(traced.trace, episode, self._extents[1])
        self.model.show_memory(memory, traced.world.entry, self.locale())
        self.chooser.show_episode(traced.trace, episode)
        self.notes.say(words.notes(memory, self.locale()))
        self._offer_table(True)

    def _show_nothing(self) -> None:
        if self.model.memory is not None:
            self.model.show_memory(None, None, self.locale())
        self._offer_table(False)
        opening, failure = self._opened.opening, self._opened.failure
        text = self.tr("As soon as an update is done, its episodes are to be seen here: press Step or Train.")
        if opening is not None:
            text = self._opening_text()
        elif failure is not None:
            text = sentence(failure)
        self.chooser.show_nothing(text)

    def _show_progress(self) -> None:
        """Say of an earlier update that is on its way, or could not be opened, while another one is shown."""
        opening, failure, memory = self._opened.opening, self._opened.failure, self.model.memory
        if opening is not None:
            self.notes.say(self._opening_text())
        elif failure is not None:
            self.notes.say(sentence(failure))
        elif memory is not None:
            self.notes.say(words.notes(memory, self.locale()))

    def _opening_text(self) -> str:
        opening = self._opened.opening
        if opening is None:
            return ""
        text = self.tr("Update {update} is being played again: {reached} of {update} done.")
        return text.format(
            update=whole(opening.way.update, self.locale()), reached=whole(opening.reached, self.locale())
        )

    def _offer_table(self, offered: bool) -> None:
        self.view.setVisible(offered)
        self.notes.setVisible(offered)

    def _follow_button(self) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName("episodeFollow")
        button.setProperty("role", "toggle")
        button.setCheckable(True)
        button.setText(self.tr("Follow live"))
        button.setAccessibleName(button.text())
        tip = self.tr("Look at the newest update all the time; switched off, this one stays while training goes on.")
        button.setToolTip(tip)
        button.setWhatsThis(tip)
        return button

    @Slot()
    def _follow_or_hold(self) -> None:
        if self.follow.isChecked():
            self._opened.follow_live()
        else:
            self._opened.hold()

    @Slot()
    def _show_follows(self) -> None:
        self.follow.setChecked(self._opened.follows)

    @Slot(int)
    def _pick(self, step: int) -> None:
        self._opened.select(self._opened.selected.episode, step)

    @Slot(int)
    def _choose(self, episode: int) -> None:
        self._opened.look_at(episode, 0)
