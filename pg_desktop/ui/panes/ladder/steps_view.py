"""The rungs below each other, and below the chosen one what there is to say and do about it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import pairwise
from typing import Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from pg_desktop.ladder.table import RUNGS
from pg_desktop.ui.kit.flow import FlowLayout
from pg_desktop.ui.kit.numbers import whole
from pg_desktop.ui.kit.theme import Theme
from pg_desktop.ui.panes.ladder.rung_button import RailBeside, RungButton
from pg_desktop.ui.panes.ladder.steps import Step, StepState
from pg_desktop.ui.panes.ladder.words import figures_of, rung_name

_INDENT: Final = 33
"""Pixels from the left to where the names of the rungs begin, at the usual size."""
_GAP: Final = 6


class StepsView(QWidget):
    """The ladder. Lives in the GUI thread.

    Attributes:
        buttons: one a rung, the lowest first.
        sentence: what is happening on the chosen rung, or what came of it.
        callout: a warning about it; hidden where there is none.
        climb: climbs to it.
        play: lets one play against it.
        show_run: shows its run.

    Signals:
        chosen (): another rung is chosen.
    """

    chosen = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Rungs of the ladder"))
        self._index = 0
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self.buttons = tuple(self._rung(index) for index in range(len(RUNGS)))
        self._make_body()
        self._place_body()

    @property
    def index(self) -> int:
        """Which rung is chosen, from 0."""
        return self._index

    def choose(self, index: int) -> None:
        """Choose a rung."""
        before, self._index = self._index, index
        self.buttons[index].setChecked(True)  # also where the user has just clicked it off
        if index != before:
            self._place_body()
            self.chosen.emit()

    def show_steps(self, steps: Sequence[Step], share: float | None) -> None:
        """Show how far the rungs are.

        Args:
            steps: all of them.
            share: which part is done of the one that is being climbed; None if none is.
        """
        for button, step in zip(self.buttons, steps, strict=True):
            climbed = step.state in (StepState.CLIMBING, StepState.PAUSED)
            figures = figures_of(step, self.locale())
            button.show_rung(rung_name(step.rung), step.state, figures, share if climbed else None)

    def say(self, sentence: str, callout: str) -> None:
        """Say something of the chosen rung; "" for no callout."""
        if sentence != self.sentence.text():
            self.sentence.setText(sentence)
        if callout != self.callout.text():
            self.callout.setText(callout)
        self.callout.setVisible(bool(callout))

    def offer(self, step: Step, *, can_climb: bool) -> None:
        """Offer what can be done with the chosen rung.

        Args:
            step: it.
            can_climb: whether it can be climbed now.
        """
        rung, there = rung_name(step.rung), step.record is not None
        climb, tip = self._climb_words(step.state)
        tips = {
            self.climb: tip,
            self.play: self.tr("Play against {rung} at the board.").format(rung=rung),
            self.show_run: self.tr("Look at the run of this rung: plots, time machine and agent show it."),
        }
        names = {self.climb: climb, self.play: self.tr("Play against it"), self.show_run: self.tr("Its run")}
        able = {self.climb: can_climb, self.play: there, self.show_run: there}
        for button, name in names.items():
            if (button.text(), button.whatsThis()) != (name, tips[button]):
                button.setText(name)
                button.setAccessibleName(self.tr("{name}: {rung}").format(name=name, rung=rung))
                button.setToolTip(f"<p>{tips[button]}</p>")
                button.setWhatsThis(tips[button])
            button.setEnabled(able[button])
        # Where nothing is learned, and all below has been, there is nothing to climb.
        self.climb.setVisible(bool(step.rung.algorithm) or step.state is not StepState.DONE)

    def _climb_words(self, state: StepState) -> tuple[str, str]:
        """What the button says that climbs, and what it does."""
        match state:
            case StepState.DONE:
                tip = self.tr("Train another run on this rung, from the policy of the rung before.")
                return self.tr("Climb again"), tip
            case StepState.EARLIER:
                tip = self.tr("Climb all rungs that are left or outdated up to this one, from the policies there now.")
                return self.tr("Climb again"), tip
            case _:
                on = state in (StepState.PAUSED, StepState.STOPPED)
                tip = self.tr("Climb all rungs that are left up to this one, and no further.")
                return self.tr("Climb on") if on else self.tr("Climb to here"), tip

    def show_theme(self, theme: Theme) -> None:
        """Draw in a look's colours."""
        self._body.show_theme(theme)
        for button in self.buttons:
            button.show_theme(theme)

    @Slot(int)
    def _step(self, step: int) -> None:
        """Go to a rung nearby."""
        index = min(max(self._index + step, 0), len(self.buttons) - 1)
        self.choose(index)
        self.buttons[index].setFocus(Qt.FocusReason.TabFocusReason)

    def _rung(self, index: int) -> RungButton:
        number = whole(index + 1, self.locale())
        button = RungButton(number, first=index == 0, last=index == len(RUNGS) - 1, parent=self)
        button.setObjectName(f"ladderRung-{RUNGS[index].id}")
        button.clicked.connect(partial(self.choose, index))
        button.stepped.connect(self._step)
        self._column.addWidget(button)
        return button

    def _make_body(self) -> None:
        self._body = RailBeside(self)
        column = QVBoxLayout(self._body)
        column.setContentsMargins(_INDENT, 3, 4, 8)
        column.setSpacing(_GAP)
        self.sentence = QLabel(self._body)
        self.sentence.setObjectName("ladderSentence")
        self.callout = QLabel(self._body)
        self.callout.setObjectName("ladderCallout")
        self.callout.setProperty("role", "callout")
        for label in (self.sentence, self.callout):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
            label.setMinimumWidth(1)
            column.addWidget(label)
        self.callout.hide()
        buttons = FlowLayout(_GAP)
        self.climb = self._button("ladderClimbHere")
        self.play = self._button("ladderPlay")
        self.show_run = self._button("ladderShowRun")
        for button in (self.climb, self.play, self.show_run):
            buttons.addWidget(button)
        column.addLayout(buttons)

    def _button(self, name: str) -> QPushButton:
        button = QPushButton(self._body)
        button.setObjectName(name)
        button.setProperty("role", "plain")
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button

    def _place_body(self) -> None:
        """Put what there is to say and do below the chosen rung, and in the tab order behind it."""
        self._column.removeWidget(self._body)
        self._column.insertWidget(self._index + 1, self._body)
        self._body.show_rail(self._index < len(self.buttons) - 1)
        order: list[QWidget] = []
        for index, button in enumerate(self.buttons):
            button.setChecked(index == self._index)
            order.append(button)
            if index == self._index:
                order += [self.climb, self.play, self.show_run]
        for one, other in pairwise(order):
            QWidget.setTabOrder(one, other)
