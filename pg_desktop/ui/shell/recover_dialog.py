"""What a crash has left behind, to be taken up again or thrown away."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QDateTime, QLocale, Qt, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from pg_desktop.runs.live.working_copies import Lost
from pg_desktop.ui.kit.message_boxes import dress_buttons
from pg_desktop.ui.kit.numbers import whole
from pg_desktop.ui.panes.runs.words import world_name

_WORLDS = 3


class RecoverDialog(QDialog):
    """A row for each lost experiment, with what to do with it. Lives in the GUI thread.

    Signals:
        recover_wanted (Lost): go on with one.
        discard_wanted (Lost): throw one away.
    """

    recover_wanted = Signal(object)
    discard_wanted = Signal(object)

    def __init__(self, lost: Sequence[Lost], parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("recoverDialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Recover"))
        text = QLabel(
            self.tr("PG Desktop did not come to its end the last time. This was kept, up to the last second or two:"),
            self,
        )
        text.setWordWrap(True)
        self._rows: dict[int, QFrame] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(24, 20, 24, 16)
        self._column.setSpacing(12)
        self._column.addWidget(text)
        for each in lost:
            self._column.addWidget(self._row(each))
        later = QLabel(self.tr("What you leave here can be found under File ▸ Recover."), self)
        later.setProperty("role", "muted")
        later.setWordWrap(True)
        self._column.addWidget(later)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        dress_buttons(buttons)
        buttons.rejected.connect(self.reject)
        self._column.addWidget(buttons)
        self.setMinimumWidth(520)

    def _row(self, lost: Lost) -> QFrame:
        row = QFrame(self)
        self._rows[id(lost)] = row
        about = QLabel("\n".join(self._about(lost)), row)
        about.setTextFormat(Qt.TextFormat.PlainText)
        about.setWordWrap(True)
        recover, discard = QPushButton(self.tr("&Recover"), row), QPushButton(self.tr("&Discard"), row)
        recover.setObjectName("recoverButton")
        discard.setObjectName("discardButton")
        recover.setToolTip(self.tr("Go on with this experiment where it was."))
        discard.setToolTip(self.tr("Throw this experiment away for good."))
        for button in (recover, discard):
            button.setAccessibleName(f"{button.text().replace('&', '')}: {about.text()}")
        recover.clicked.connect(lambda: self._take(lost))
        discard.clicked.connect(lambda: self._throw(lost))
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(about, 1)
        line.addWidget(recover)
        line.addWidget(discard)
        return row

    def _about(self, lost: Lost) -> tuple[str, str]:
        locale = self.locale()
        when = QDateTime.fromSecsSinceEpoch(int(lost.changed)).toString(
            locale.dateTimeFormat(QLocale.FormatType.ShortFormat)
        )
        name = lost.saved_as.stem if lost.saved_as is not None else self.tr("Untitled experiment")
        worlds = list(dict.fromkeys(world_name(record.progress.settings) for record in lost.runs))
        named = ", ".join(worlds[:_WORLDS]) + ("…" if len(worlds) > _WORLDS else "")
        updates = sum(record.figures.updates - record.updates_before for record in lost.runs)
        first = self.tr("{name}, {when}").format(name=name, when=when)
        second = self.tr("{worlds} · runs: {runs} · updates: {updates}")
        return first, second.format(worlds=named, runs=whole(len(lost.runs), locale), updates=whole(updates, locale))

    def _take(self, lost: Lost) -> None:
        self.accept()
        self.recover_wanted.emit(lost)

    def _throw(self, lost: Lost) -> None:
        self._rows.pop(id(lost)).hide()
        self.discard_wanted.emit(lost)
        if not self._rows:
            self.accept()
