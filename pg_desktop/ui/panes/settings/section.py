"""A section of the settings: a heading that folds what is below it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from itertools import pairwise

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from pg_desktop.learning.settings.kinds import Group
from pg_desktop.learning.settings.table import rows_of, usual_effect
from pg_desktop.ui.kit.icons import icon
from pg_desktop.ui.kit.settings.chips import effect_sentence, effect_word
from pg_desktop.ui.kit.settings.setting_control import SettingControl
from pg_desktop.ui.kit.theme import Theme


class Section(QWidget):
    """The settings of a group, as the table orders them. Lives in the GUI thread.

    Its heading says when most of its settings act, so that only the others need a chip. A control is made when it is
    first to be seen.

    Attributes:
        header: the button that folds and unfolds.
        group: whose rows these are.

    Signals:
        unfolded (Section): the user wants to see what is in it.
    """

    unfolded = Signal(object)

    def __init__(
        self,
        group: Group,
        title: str,
        controls: Mapping[str, SettingControl],
        parent: QWidget,
        *,
        folded: bool,
        head: QWidget | None = None,
    ) -> None:
        """Make a section of which nothing is offered yet.

        Args:
            group: whose rows to show.
            title: what they are called together.
            controls: by key; what is asked for here becomes part of the section.
            parent: what it is a part of.
            folded: whether only the heading shows at first.
            head: what stands above the settings.
        """
        super().__init__(parent)
        self.group = group
        self.setObjectName(f"{group.value}Section")
        self._rows = rows_of(group)
        self._effect = usual_effect(group)
        self._controls = controls
        self._laid_out: dict[str, SettingControl] = {}
        self._offered: Collection[str] = ()
        self._theme: Theme | None = None
        self.header = self._make_header(title, folded)
        self._body = QWidget(self)
        self._rows_layout = QVBoxLayout(self._body)
        self._rows_layout.setContentsMargins(0, 4, 0, 8)
        self._rows_layout.setSpacing(11)
        if head is not None:
            self._rows_layout.addWidget(head)
        self._before_rows = self._rows_layout.count()
        self._body.setVisible(not folded)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(self._body)
        self.header.toggled.connect(self._toggled)

    @property
    def folded(self) -> bool:
        """Whether only the heading shows."""
        return not self.header.isChecked()

    @property
    def stops(self) -> list[QWidget]:
        """Where Tab stops in it, in order."""
        controls = (self._laid_out[row.key] for row in self._rows if row.key in self._laid_out)
        return [self.header, *(stop for control in controls for stop in control.stops)]

    @property
    def first(self) -> SettingControl | None:
        """The first setting that is to be seen."""
        shown = (self._laid_out[row.key] for row in self._rows if row.key in self._laid_out)
        return next((control for control in shown if not control.isHidden()), None)

    def offer(self, keys: Collection[str]) -> None:
        """Show these of its settings, which mean something as things are, and no others."""
        if keys != self._offered:
            self._offered = keys
            self._fill()

    def show_theme(self, theme: Theme) -> None:
        """Draw the heading for a look."""
        self._theme = theme
        self.header.setIcon(icon("chevron_right" if self.folded else "chevron_down", theme.muted))

    def _make_header(self, title: str, folded: bool) -> QPushButton:
        header = QPushButton(title, self)
        header.setObjectName(f"{self.group.value}Header")
        header.setProperty("role", "section")
        header.setCheckable(True)
        header.setChecked(not folded)
        header.setIconSize(QSize(16, 16))
        header.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        sentence = effect_sentence(self._effect)
        tip = self.tr("Fold or unfold these settings. {when} What differs from that is marked.").format(when=sentence)
        header.setToolTip(tip)
        header.setWhatsThis(tip)
        header.setAccessibleName(self.tr("Section {title}").format(title=title))
        header.setAccessibleDescription(tip)
        when = QLabel(effect_word(self._effect), header)
        when.setObjectName(f"{self.group.value}When")
        when.setProperty("role", "muted")
        when.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        font = when.font()
        font.setPointSizeF(font.pointSizeF() * 0.88)
        when.setFont(font)
        row = QHBoxLayout(header)
        row.setContentsMargins(0, 0, 1, 0)
        row.addStretch(1)
        row.addWidget(when)
        return header

    def _fill(self) -> None:
        """Let what is offered be there, as far as it is to be seen."""
        if self.folded:
            return
        place = self._before_rows
        for row in self._rows:
            offered = row.key in self._offered
            control = self._laid_out.get(row.key)
            if control is None and offered:
                control = self._laid_out[row.key] = self._controls[row.key]
                control.leave_unsaid(self._effect)
                self._rows_layout.insertWidget(place, control)
            if control is not None:
                control.setVisible(offered)
                place += 1
        self._order_tabs()

    def _order_tabs(self) -> None:
        for before, after in pairwise(self.stops):
            self.setTabOrder(before, after)

    @Slot(bool)
    def _toggled(self, unfolded: bool) -> None:
        self._fill()
        self._body.setVisible(unfolded)
        if self._theme is not None:
            self.show_theme(self._theme)
        if unfolded:
            self.unfolded.emit(self)
