"""The card "Runs": the list of all runs and what can be done with them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QElapsedTimer, QPoint, Qt, Slot
from PySide6.QtGui import QAction, QColor, QIcon, QKeySequence, QPainter, QPixmap
from PySide6.QtWidgets import QInputDialog, QLabel, QMenu, QToolButton, QWidget

from pg_desktop.runs.experiment import Experiment
from pg_desktop.ui.kit.panes import Pane
from pg_desktop.ui.kit.theme import LIGHT, Theme
from pg_desktop.ui.panes.runs.model import RunsModel
from pg_desktop.ui.panes.runs.view import RunsView
from pg_desktop.ui.panes.runs.wishes import RunWishes
from pg_desktop.ui.panes.runs.words import run_name
from pg_desktop.ui.panes.shown_run import ShownRun
from pg_desktop.ui.scene import Scene

if TYPE_CHECKING:  # NumPy, which the first paint does not need
    from pg_desktop.runs.record import RunRecord

_FIGURES_MS: Final = 500
"""How often the figures of the live run change: numbers that change more often cannot be read."""


class RunsCard(Pane):
    """All runs of the experiment. Lives in the GUI thread."""

    def __init__(self, experiment: Experiment, shown: ShownRun, wishes: RunWishes, parent: QWidget) -> None:
        """Make the list.

        Args:
            experiment: whose runs they are.
            shown: which of them is shown.
            wishes: is told what the user wants with them.
            parent: the window.
        """
        super().__init__(parent)
        self._wishes = wishes
        self.setObjectName("runs")
        self._experiment = experiment
        self._shown = shown
        self._theme = LIGHT
        self._since_figures = QElapsedTimer()
        self.model = RunsModel(experiment, shown, self)
        self.view = RunsView(self.model, self)
        self.more_button = self._make_more_button()
        self.beside_title.append(self.more_button)
        self.view.fitted.connect(self._tell_left_out)
        self._tell_left_out()
        self.hint = QLabel(self)
        self.hint.setProperty("role", "muted")
        self.hint.setWordWrap(True)
        self.hint.setText(
            self.tr("Reset, Open and Branch each add a run here. None is lost: click one to see it, and train it on.")
        )
        self.column.setContentsMargins(8, 0, 8, 8)
        self.column.addWidget(self.view, 1)
        self.column.addWidget(self.hint)
        self._make_actions()
        self.view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.view.customContextMenuRequested.connect(self._open_menu)
        self.view.run_chosen.connect(self._wishes.chosen)
        self.view.run_activated.connect(self._wishes.activate_wanted)
        self.model.relabel_wanted.connect(self._wishes.relabel_wanted)
        shown.changed.connect(self._refresh)

    @property
    def keys(self) -> tuple[QAction, ...]:
        """What has a key while the list has the focus."""
        return tuple(self.view.actions())

    def refresh(self, scene: Scene) -> None:
        """See `Pane.refresh`."""
        del scene
        self._refresh()

    def _make_more_button(self) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName("runsMore")
        button.setProperty("role", "toggle")
        button.setCheckable(True)
        button.setAccessibleName(self.tr("All columns"))
        button.toggled.connect(self.view.show_all)
        return button

    @Slot()
    def _tell_left_out(self) -> None:
        """Say in the heading how many columns have no room, and let them be scrolled to."""
        button, names = self.more_button, self.view.left_out
        button.setVisible(bool(names) or button.isChecked())
        if button.isChecked():
            button.setText(self.tr("all columns"))
            tip = self.tr("Every column is there, to be scrolled to. Press it to see only those that have room.")
        else:
            button.setText(self.tr("+{count}").format(count=len(names)))
            tip = self.tr("No room for: {names}. Press it to scroll to them; a wider pane shows more.")
            tip = tip.format(names=", ".join(names))
        button.setToolTip(f"<p>{tip}</p>")
        button.setWhatsThis(tip)
        button.setAccessibleDescription(tip)

    @Slot()
    def _refresh(self) -> None:
        record = self._shown.record
        self.view.refresh(None if record is None else record.id)
        if not self._since_figures.isValid() or self._since_figures.hasExpired(_FIGURES_MS):
            self._since_figures.start()
            if self.in_sight:
                self.model.refresh_live()
        self.hint.setVisible(len(self._experiment.records) < 2)

    def show_theme(self, theme: Theme) -> None:
        """See `Pane.show_theme`."""
        self._theme = theme
        self.view.show_theme(theme)

    def menu(self, record: RunRecord) -> QMenu:
        """What can be done with a run, to be opened; the current row is the run's."""
        menu = QMenu(self)
        menu.setObjectName("runMenu")
        menu.setToolTipsVisible(True)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        live = record is self._experiment.live
        self.train_action.setEnabled(not live)
        self.hide_action.setChecked(not record.label.hidden)
        self.pin_action.setChecked(record.label.pinned)
        menu.addActions([self.train_action, self.branch_action])
        menu.addSeparator()
        menu.addActions([self.rename_action, self.note_action])
        menu.addMenu(self._colour_menu(record, menu))
        menu.addActions([self.hide_action, self.pin_action])
        menu.addSeparator()
        menu.addAction(self.delete_action)
        menu.aboutToHide.connect(lambda: self.train_action.setEnabled(True))
        return menu

    def _make_actions(self) -> None:
        make = self._action
        self.train_action = make(
            "trainOn",
            self.tr("&Train on"),
            [Qt.Key.Key_Return, Qt.Key.Key_Enter],
            self.tr("Train the run that is chosen in the list, from where it was left."),
            lambda record: self._wishes.activate_wanted.emit(record.id),
        )
        self.branch_action = make(
            "branchRun",
            self.tr("&Branch from its shown moment"),
            ["Ctrl+Shift+B"],
            self.tr("Begin a new run where the run that is chosen in the list is shown."),
            lambda record: self._wishes.branch_wanted.emit(record.id),
        )
        self.rename_action = make(
            "renameRun",
            self.tr("Re&name"),
            [Qt.Key.Key_F2],
            self.tr("Give the run that is chosen in the list another name."),
            lambda _: self.view.rename(),
        )
        self.note_action = make(
            "noteRun",
            self.tr("N&ote…"),
            ["Ctrl+I"],
            self.tr("Write down something about the run that is chosen in the list."),
            self._ask_for_note,
        )
        self.hide_action = make(
            "hideRun",
            self.tr("&Show in the return plot"),
            ["Ctrl+H"],
            self.tr("Show or hide the curve of the run that is chosen in the list."),
            lambda record: self._wishes.relabel_wanted.emit(record.id, {"hidden": not record.label.hidden}),
        )
        self.pin_action = make(
            "pinRun",
            self.tr("&Pin"),
            ["Ctrl+D"],
            self.tr("Keep the run that is chosen in the list on top, and its moments as long as there is room."),
            lambda record: self._wishes.relabel_wanted.emit(record.id, {"pinned": not record.label.pinned}),
        )
        self.delete_action = make(
            "deleteRun",
            self.tr("&Delete"),
            [Qt.Key.Key_Delete],
            self.tr("Delete the run that is chosen in the list; Undo brings it back."),
            lambda record: self._wishes.delete_wanted.emit(record.id),
        )
        for action in (self.hide_action, self.pin_action):
            action.setCheckable(True)

    def _action(
        self, name: str, text: str, keys: list[Qt.Key | str], tip: str, act: Callable[[RunRecord], None]
    ) -> QAction:
        action = QAction(text, self)
        action.setObjectName(f"{name}Action")
        action.setShortcuts([QKeySequence(key) for key in keys])
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        action.setAutoRepeat(False)
        action.setToolTip(tip)
        action.setStatusTip(tip)
        action.setWhatsThis(tip)
        action.triggered.connect(lambda: self._act(act))
        self.view.addAction(action)
        return action

    def _act(self, act: Callable[[RunRecord], None]) -> None:
        record = self._current
        if record is not None:
            act(record)

    @property
    def _current(self) -> RunRecord | None:
        run = self.view.current_run
        return None if run is None else self._experiment.record(run)

    @Slot(QPoint)
    def _open_menu(self, at: QPoint) -> None:
        record = self._current
        if record is not None:
            self.menu(record).popup(self.view.viewport().mapToGlobal(at))

    def _colour_menu(self, record: RunRecord, parent: QMenu) -> QMenu:
        menu = QMenu(self.tr("&Colour"), parent)
        menu.setObjectName("colourMenu")
        for index, colour in enumerate(self._theme.runs):
            action = menu.addAction(_swatch(colour), self.tr("Colour &{number}").format(number=index + 1))
            action.setCheckable(True)
            action.setChecked(index == record.label.colour % len(self._theme.runs))
            action.triggered.connect(
                lambda _checked=False, index=index: self._wishes.relabel_wanted.emit(record.id, {"colour": index})
            )
        return menu

    def _ask_for_note(self, record: RunRecord) -> None:
        dialog = QInputDialog(self)
        dialog.setObjectName("noteDialog")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setOption(QInputDialog.InputDialogOption.UsePlainTextEditForTextInput)
        dialog.setWindowTitle(self.tr("Note"))
        dialog.setLabelText(self.tr("What is to be remembered of {run}?").format(run=run_name(record)))
        for label in dialog.findChildren(QLabel):
            label.setTextFormat(Qt.TextFormat.PlainText)  # a run's name is no markup
        dialog.setTextValue(record.label.note)
        dialog.setOkButtonText(self.tr("&OK"))
        dialog.setCancelButtonText(self.tr("&Cancel"))
        dialog.textValueSelected.connect(
            lambda text: self._wishes.relabel_wanted.emit(record.id, {"note": text.strip()})
        )
        dialog.open()


def _swatch(colour: QColor) -> QIcon:
    picture = QPixmap(32, 32)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawRoundedRect(4, 4, 24, 24, 6, 6)
    painter.end()
    return QIcon(picture)
