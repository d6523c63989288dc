"""Help for the control that has the focus, and the glossary."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractButton, QApplication, QMainWindow, QWhatsThis, QWidget

from pg_desktop.ui.kit.actions import Actions

if TYPE_CHECKING:  # not needed for the first paint
    from pg_desktop.ui.shell.glossary_dialog import GlossaryDialog


def help_of(widget: QWidget) -> str:
    """What there is to say of a control, as rich text with a heading; "" if nothing.

    It is what What's This says of it or of what it is a part of, or else what is said to those who cannot see it.
    """
    part: QWidget | None = widget
    while part is not None and not part.isWindow():
        if part.whatsThis():
            return _headed(part.whatsThis(), part)
        if part.accessibleName() and part.accessibleDescription():
            return _headed(part.accessibleDescription(), part)
        part = part.parentWidget()
    return ""


@dataclass(frozen=True)
class ActionsByPlace:
    """What may have a key.

    Attributes:
        window: wherever the focus is.
        playback: for the shown episode.
        panes: where a part of a pane has the focus.
    """

    window: Iterable[QAction]
    playback: Iterable[QAction]
    panes: Iterable[QAction]


class Help(QObject):
    """Does what is chosen in the Help menu; one dialog stays open beside the window. Lives in the GUI thread."""

    def __init__(
        self,
        actions: Actions,
        all_actions: Callable[[], ActionsByPlace],
        report: Callable[[], str],
        window: QMainWindow,
    ) -> None:
        """Connect the actions.

        Args:
            actions: the window's.
            all_actions: finds whatever has a key.
            report: writes what there is to report.
            window: whose help it is.
        """
        super().__init__(window)
        self._all_actions = all_actions
        self._report = report
        self._window = window
        actions.help.triggered.connect(self.show_for_focus)
        actions.glossary.triggered.connect(self.show_glossary)
        actions.shortcuts.triggered.connect(self._show_shortcuts)
        actions.whats_this.triggered.connect(QWhatsThis.enterWhatsThisMode)
        actions.about.triggered.connect(self._show_about)
        actions.report.triggered.connect(self._show_report)

    @Slot()
    def show_for_focus(self) -> None:
        """Explain the control that has the focus; open the glossary if there is nothing to say of it."""
        focus = QApplication.focusWidget()
        text = help_of(focus) if focus is not None and self._window.isAncestorOf(focus) else ""
        if text:
            self._dialog().show_help(text)
        else:
            self.show_glossary()

    @Slot()
    def show_glossary(self) -> None:
        """Let the user look words up."""
        self._dialog().show_glossary()

    @Slot()
    def _show_shortcuts(self) -> None:
        from pg_desktop.ui.shell.dialogs import ShortcutsDialog  # noqa: PLC0415 (not needed for the first paint)

        found = self._all_actions()
        ShortcutsDialog(found.window, found.playback, found.panes, self._window).open()

    @Slot()
    def _show_about(self) -> None:
        from pg_desktop.ui.shell.dialogs import AboutDialog  # noqa: PLC0415 (not needed for the first paint)

        AboutDialog(self._window).open()

    @Slot()
    def _show_report(self) -> None:
        from pg_desktop.ui.shell.report import ReportDialog  # noqa: PLC0415 (not needed for the first paint)

        dialog = ReportDialog(self._report(), self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _dialog(self) -> GlossaryDialog:
        """The dialog, in front."""
        from pg_desktop.ui.shell.glossary_dialog import GlossaryDialog  # noqa: PLC0415 (not for the first paint)

        dialog = self._window.findChild(GlossaryDialog) or GlossaryDialog(self._window)
        dialog.show()
        dialog.raise_()
        dialog.activateWindow()
        return dialog


def _headed(text: str, widget: QWidget) -> str:
    """A text as rich text that begins with what it is about."""
    rich = text if text.lstrip().startswith("<") else f"<p>{escape(text)}</p>"
    if rich.lstrip().startswith("<h"):
        return rich
    label = widget.text() if isinstance(widget, QAbstractButton) else ""
    name = (widget.accessibleName() or label).replace("&", "")
    return f"<h3>{escape(name)}</h3>{rich}" if name else rich
