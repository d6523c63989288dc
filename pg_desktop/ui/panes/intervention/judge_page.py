"""Where you are the overseer: stills or one slow episode to be judged, and the blocker that learns from it."""

from __future__ import annotations

import time
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from pg_desktop.learning.overseeing.judgement import State
from pg_desktop.runs.judgements import Judgements
from pg_desktop.runs.live.background import Background
from pg_desktop.runs.live.status import Failure, View
from pg_desktop.ui.kit.notices import sentence
from pg_desktop.ui.kit.segments import Segment, Segments
from pg_desktop.ui.kit.theme import Theme
from pg_desktop.ui.panes.intervention.book import Book
from pg_desktop.ui.panes.intervention.slow_motion import TICK_MS, SlowEpisode, Watched
from pg_desktop.ui.panes.intervention.still_view import StillView
from pg_desktop.ui.panes.intervention.words import progress_text

if TYPE_CHECKING:  # NumPy, which the first paint does not need
    from pg_desktop.learning.overseeing.blocker import Lesson

SCRIPTED_LABELS: Final = 400
_LEARN_EVERY: Final = 10
_LEAST: Final = 40
_QUEUE: Final = 50
_STILLS, _SLOW = 0, 1


class JudgePage(QWidget):
    """Block or let go, by keys or buttons. Lives in the GUI thread; `stop` has to be called before it goes.

    Signals:
        learned (Lesson): the blocker has learned from all labels.
        take_over_wanted (): the user wants it to take over.
    """

    learned = Signal(object)
    take_over_wanted = Signal()

    def __init__(self, judgements: Judgements, parent: QWidget) -> None:
        """Lay out the page; `judgements` are all that were made in the experiment."""
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Judge for yourself"))
        self._judgements = judgements
        self.book = Book(judgements, 2.0)
        self._known = 0
        """Labels that have been told."""
        self.lesson: Lesson | None = None
        self._view: View | None = None
        self._queue: list[tuple[State, float]] = []
        self._drawn = 0
        self._since = 0.0
        self._episode: SlowEpisode | None = None
        self._episodes = 0
        self._holding = False
        self._let_go: list[Watched] | None = []
        """What was let go in an episode in which B was not held yet: perhaps nobody looks. None once somebody does."""
        self._learning = False
        self._background = Background(self)
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self._tick)
        self.still = StillView(self)
        self.switch = self._make_switch()
        self.question, self.progress = QLabel(self), QLabel(self)
        for label in (self.question, self.progress):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.progress.setProperty("role", "muted")
        self.block_button = self._button(
            self.tr("Block"), self.tr("The push is dangerous: block it (B)."), "interventionBlock"
        )
        self.let_go_button = self._button(
            self.tr("Let go"), self.tr("The push is safe: let the policy go (G)."), "interventionLetGo"
        )
        self.script_button = self._button(
            self.tr("Ask script"),
            self.tr("Let the scripted human give {count} labels. They are synthetic.").format(count=SCRIPTED_LABELS),
            "interventionScript",
        )
        self.take_over_button = self._button(
            self.tr("Take over"),
            self.tr("The learned blocker is the overseer from the next update on."),
            "interventionTakeOver",
        )
        self._lay_out()
        self.switch.chosen.connect(self._switched)
        self.block_button.clicked.connect(partial(self._judge, block=True))
        self.let_go_button.clicked.connect(partial(self._judge, block=False))
        self.script_button.clicked.connect(self._ask_the_script)
        self.take_over_button.clicked.connect(self.take_over_wanted)
        self._say()

    @property
    def stops(self) -> list[QWidget]:
        """What Tab comes to, in its order; the page itself takes the keys that judge."""
        buttons = self.block_button, self.let_go_button, self.script_button, self.take_over_button
        return [*self.switch.buttons, self, *buttons]

    def show_view(self, view: View, line: float) -> None:
        """Watch this policy from now on, with this danger line; another line has labels of its own."""
        self._view = view
        if line != self.book.line:
            self.book, self.lesson = Book(self._judgements, line), None
            self._queue.clear()
            self._end_episode()
            self._say()
        if self.isVisible() and len(self.book) != self._known:  # those of an experiment that was opened
            self.lesson = None
            self._learn()
            self._say()
        if self.isVisible() and not self._queue and self.switch.index == _STILLS:
            self._next()

    def show_theme(self, theme: Theme) -> None:
        """Draw in a look's colours."""
        self.still.show_theme(theme)

    def stop(self) -> None:
        """End what is learned and played, for good."""
        self._timer.stop()
        self._background.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key not in (Qt.Key.Key_B, Qt.Key.Key_G, Qt.Key.Key_Backspace) or event.modifiers():
            super().keyPressEvent(event)
        elif self.switch.index == _SLOW:
            self._holding = self._holding or key == Qt.Key.Key_B
        elif not event.isAutoRepeat():
            if key == Qt.Key.Key_Backspace:
                self._take_back()
            else:
                self._judge(block=key == Qt.Key.Key_B)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_B and not event.isAutoRepeat():
            self._holding = False
        else:
            super().keyReleaseEvent(event)

    def _make_switch(self) -> Segments:
        return Segments(
            self.tr("What is judged"),
            (
                Segment(
                    self.tr("Stills"),
                    self.tr("Moments near the danger line, one after the other."),
                    "interventionStills",
                ),
                Segment(
                    self.tr("Slow motion"),
                    self.tr("One episode at an eighth of its speed: hold B to block pushes towards the edge."),
                    "interventionSlow",
                ),
            ),
            self,
        )

    def _button(self, text: str, tip: str, name: str) -> QPushButton:
        button = QPushButton(text, self)
        button.setObjectName(name)
        button.setToolTip(tip)
        button.setAccessibleName(text)
        button.setAccessibleDescription(tip)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(4)
        for button in (self.block_button, self.let_go_button, self.script_button, self.take_over_button):
            buttons.addWidget(button, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 2, 0, 0)
        column.setSpacing(5)
        column.addWidget(self.switch)
        column.addWidget(self.still, 1)
        column.addWidget(self.question)
        column.addLayout(buttons)
        column.addWidget(self.progress)

    @Slot(int)
    def _switched(self, index: int) -> None:
        self._holding = False
        self._end_episode()
        self.setFocus()
        if index == _SLOW:
            self._begin_episode()
        else:
            self._next()
        self._say()

    def _next(self) -> None:
        """Show the next still, with new ones where there is none."""
        if not self._queue:
            import numpy as np  # noqa: PLC0415 (after the first paint)

            from pg_desktop.learning.overseeing.stills import stills  # noqa: PLC0415 (NumPy)

            state_4N, share_N = stills(_QUEUE, self.book.line, np.random.default_rng([1, self._drawn]))
            self._drawn += 1
            self._queue = list(zip(zip(*state_4N.tolist(), strict=True), share_N.tolist(), strict=True))
        state, share = self._queue[0]
        self.still.show_moment(state, share, self.book.line)
        self._since = time.monotonic()

    def _judge(self, *, block: bool) -> None:
        if self.switch.index != _STILLS or not self._queue:
            return
        state, share = self._queue.pop(0)
        self._add(state, share, block=block, seconds=time.monotonic() - self._since)
        self._next()

    def _take_back(self) -> None:
        moment = self.book.take_back()
        if moment is not None:
            self._queue.insert(0, moment)
            self._next()
            self._say()

    def _add(self, state: State, share: float, *, block: bool, seconds: float) -> None:
        self.book.add(state, share, block=block, seconds=seconds)
        if len(self.book) % _LEARN_EVERY == 0:
            self._learn()
        self._say()

    @Slot()
    def _ask_the_script(self) -> None:
        self.book.ask_the_script(SCRIPTED_LABELS)
        self._learn()
        self._say()

    def _learn(self) -> None:
        """Let the blocker learn from all labels, beside the window."""
        if self._learning or len(self.book) < _LEAST or not 0 < self.book.blocks < len(self.book):
            return
        labels = self.book.labels()

        def work(stop: Any) -> Lesson:
            from pg_desktop.learning.overseeing.blocker import learn  # noqa: PLC0415 (NumPy)

            return learn(labels, stop=stop)

        self._learning = True
        self._background.begin(work, partial(self._has_learned, self.book), self._failed)

    def _has_learned(self, book: Book, lesson: Lesson) -> None:
        self._learning = False
        if book is self.book:
            self.lesson = lesson
            self.learned.emit(lesson)
        self._say()

    def _failed(self, failure: Failure) -> None:
        self._learning = False
        self.progress.setText(sentence(failure))

    def _begin_episode(self) -> None:
        view = self._view
        if view is None or view.policy is None or view.world is None or view.world.variations is None:
            return
        self._episode = SlowEpisode(view.policy, view.world, self.book.line, self._episodes)
        self._episodes += 1
        self._let_go = []
        self._timer.start()

    def _end_episode(self) -> None:
        self._timer.stop()
        self._episode = None

    @Slot()
    def _tick(self) -> None:
        episode = self._episode
        if episode is None or not self.isVisible():
            return
        if episode.ended:
            self._begin_episode()
            return
        watched = episode.step(blocking=self._holding)
        self.still.show_moment(episode.state, watched.share, self.book.line, blocked=watched.blocked)
        if watched.judged:
            self._take_label(watched)

    def _take_label(self, watched: Watched) -> None:
        """Add what was watched, and what was let go before, once B has been held."""
        if self._let_go is not None and not watched.blocked:
            self._let_go.append(watched)
            return
        labels, self._let_go = [*(self._let_go or ()), watched], None
        for label in labels:
            self._add(label.state, label.share, block=label.blocked, seconds=TICK_MS / 1000)

    def _say(self) -> None:
        self._known = len(self.book)
        stills = self.switch.index == _STILLS
        for button in (self.block_button, self.let_go_button):
            button.setEnabled(stills)
        if stills:
            text = self.tr("Is this push towards the edge dangerous? B blocks it, G lets it go, Backspace goes back.")
        else:
            text = self.tr(
                "Hold B while pushes towards the edge are to be blocked. Episodes in which you never do give no labels."
            )
        self.question.setText(text)
        self.take_over_button.setEnabled(self.lesson is not None and self.lesson.enough)
        self.progress.setText(progress_text(len(self.book), self.book.blocks, self.lesson))
