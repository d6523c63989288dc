"""Above the board: the game, the opponent, and how strong it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCoreApplication, QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import QAbstractSpinBox, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from pg_desktop.learning.games.entry import GameEntry
from pg_desktop.learning.games.table import GAMES
from pg_desktop.ui.board.reply import Kind
from pg_desktop.ui.kit.fitted import StillLabel
from pg_desktop.ui.kit.flow import FlowLayout
from pg_desktop.ui.kit.groove_slider import GrooveSlider
from pg_desktop.ui.kit.numbers import whole
from pg_desktop.ui.kit.settings.number_fields import DecimalField
from pg_desktop.ui.kit.wheel import PickerBox, SpinBox
from pg_desktop.ui.panes.board.opponents import Opponent, skill_text

if TYPE_CHECKING:  # NumPy, which the first paint does not need
    from pg_desktop.runs.checkpoint import Checkpoint
    from pg_desktop.runs.record import CompleteState

SIMULATIONS_MAX: Final = 400
_TEMPERATURE_MAX: Final = 2.0
_GAP: Final = 6
_LINE: Final = 26
"""Pixels that boxes are high, at least."""
_SKILL_WIDTH: Final = 76
_ROOM_FOR: Final = 9_999
"""Updates up to which the slider keeps its place."""


class BoardControls(QWidget):
    """Chooses who plays what. Lives in the GUI thread.

    Attributes:
        game_box: the game.
        opponent_box: against whom.
        skill: which checkpoint of a run, the newest policy at its right end.
        simulations: how far the opponent looks ahead, 0 to 400.
        temperature: how much at random it plays.

    Signals:
        game_chosen (GameEntry): the user wants another game.
        changed (): the opponent or its strength is another.
    """

    game_chosen = Signal(object)
    changed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._offered: list[tuple[Opponent, str]] = []
        self._picked = False
        """Whether the user has chosen the opponent."""
        self._entries: tuple[Checkpoint[CompleteState], ...] = ()
        self._entry: Checkpoint[CompleteState] | None = None
        self._searching = 0
        """Simulations that the opponent brought along as a rung of the ladder."""
        self.game_box = self._box("boardGame", self.tr("Game"))
        for game in GAMES:
            self.game_box.addItem(QCoreApplication.translate("Games", game.name), game.id)
        self.opponent_box = self._box("boardOpponent", self.tr("Opponent"))
        self.opponent_box.explain(
            self.tr(
                "<p>Who plays against you: a run of this experiment, an expert, chance, or perfect play. Where the "
                "truth is too far away to be computed, as early in Connect Four, perfect play does as the expert, "
                "without slips.</p>"
            )
        )
        self._make_strength()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(_GAP)
        for widgets in ((self.game_box, self.opponent_box), (self._skill_box, self.simulations, self.temperature)):
            row = FlowLayout(_GAP)
            for widget in widgets:
                row.addWidget(widget)
            column.addLayout(row)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.game_box.activated.connect(self._choose_game)
        self.opponent_box.activated.connect(self._pick)
        self.opponent_box.currentIndexChanged.connect(self._choose_opponent)
        self.skill.valueChanged.connect(self._slide)
        self.simulations.valueChanged.connect(self.changed)
        self.temperature.valueChanged.connect(self.changed)
        self._show_strength()

    @property
    def opponent(self) -> Opponent:
        """Against whom."""
        index = self.opponent_box.currentIndex()
        return self._offered[index][0] if 0 <= index < len(self._offered) else Opponent(Kind.RANDOM)

    @property
    def opponent_name(self) -> str:
        """What it is called, with its checkpoint and its search."""
        name = self.with_skill(self.opponent_box.currentText())
        count = self.simulations.value() if self.opponent.kind is Kind.RUN else 0
        if not count:
            return name
        return self.tr("{name}, with {count} simulations").format(name=name, count=whole(count))

    def with_skill(self, name: str) -> str:
        """What a run is called, with the checkpoint that is chosen."""
        if self._entry is None:
            return name
        return self.tr("{run}, {skill}").format(run=name, skill=skill_text(self._entry))

    @property
    def checkpoint(self) -> Checkpoint[CompleteState] | None:
        """Which of the run's checkpoints it is; None for its newest policy."""
        return self._entry

    def show_game(self, entry: GameEntry, *, fixed: bool) -> None:
        """Show which game is at the board.

        Args:
            entry: the game.
            fixed: whether the world in the window says which one it is.
        """
        self.game_box.setCurrentIndex(self.game_box.findData(entry.id))
        self.game_box.setEnabled(not fixed)
        self.game_box.explain(
            self.tr("<p>The game of the world in the window: another world has another one.</p>")
            if fixed
            else self.tr("<p>What is played. Nothing has to be trained for that.</p>")
        )

    def offer(self, offered: Sequence[tuple[Opponent, str]], *, anew: bool = False, held: bool = False) -> None:
        """Let one of these be the opponent: whom the user has chosen or plays against, or else the first.

        Args:
            offered: everybody, with their names.
            anew: whether what the user has chosen before says nothing.
            held: whether a game against the opponent has moves, so that nobody takes the seat in the midst of it.
        """
        self._picked = self._picked and not anew
        before = self.opponent if self._picked or (held and not anew) else None
        first = offered[0][0] if offered else None
        if list(offered) == self._offered and not anew and (before is not None or self.opponent == first):
            return
        with QSignalBlocker(self.opponent_box):
            self.opponent_box.clear()
            self._offered = list(offered)
            for _, name in offered:
                self.opponent_box.addItem(name)
            opponents = [opponent for opponent, _ in offered]
            self.opponent_box.setCurrentIndex(opponents.index(before) if before in opponents else 0)
        if before is None or self.opponent != before:
            self._choose_opponent()
        else:
            self.opponent_box.currentTextChanged.emit(self.opponent_box.currentText())

    def choose(self, opponent: Opponent, simulations: int) -> None:
        """Play against somebody who is offered, at their newest, and with so many simulations."""
        opponents = [offered for offered, _ in self._offered]
        if opponent in opponents:
            self._picked = True
            self._entry = None
            self.opponent_box.setCurrentIndex(opponents.index(opponent))
            self.simulations.setValue(simulations)
            self.changed.emit()

    def offer_checkpoints(self, entries: tuple[Checkpoint[CompleteState], ...]) -> None:
        """Let one of these be played against, or the newest policy of their run."""
        self._entries = entries
        if self._entry is not None and self._entry not in entries:
            self._entry = min(entries, key=lambda entry: abs(entry.update - self._update), default=None)
        last = max(len(entries) - 1, 0)
        with QSignalBlocker(self.skill):
            self.skill.setRange(0, last)
            self.skill.setPageStep(max(1, last // 10))
            self.skill.setValue(last if self._entry is None else entries.index(self._entry))
        self.skill.setEnabled(last > 0)
        self.skill_note.setText(skill_text(self._entry))

    @property
    def _update(self) -> int:
        return 0 if self._entry is None else self._entry.update

    def _make_strength(self) -> None:
        self.skill = GrooveSlider(Qt.Orientation.Horizontal, self)
        self.skill.setObjectName("boardSkill")
        self.skill.setAccessibleName(self.tr("Skill of the opponent"))
        tip = self.tr("How far the opponent had been trained: any checkpoint of its run. The right end is its newest.")
        self.skill.setToolTip(tip)
        self.skill.setWhatsThis(tip)
        self.skill.setFixedWidth(_SKILL_WIDTH)
        self.skill_note = StillLabel(self)
        self.skill_note.setProperty("role", "muted")
        self.skill_note.reserve(self.tr("update {update}").format(update=whole(_ROOM_FOR)))
        self._skill_box = QWidget(self)
        beside = QHBoxLayout(self._skill_box)
        beside.setContentsMargins(4, 0, 4, 0)
        beside.addWidget(self.skill)
        beside.addWidget(self.skill_note)
        self._skill_box.setMinimumHeight(_LINE)
        self.simulations = SpinBox(self)
        self.simulations.setRange(0, SIMULATIONS_MAX)
        self.simulations.setSingleStep(25)
        self.simulations.setSpecialValueText(self.tr("no search"))
        self.simulations.setPrefix(self.tr("search "))
        self._explain(
            self.simulations,
            "boardSimulations",
            self.tr("Simulations of the opponent"),
            self.tr(
                "<p>How many positions the opponent looks at before it moves. With none it plays as its policy says "
                "at first sight; with more it sees further and answers more slowly.</p>"
            ),
        )
        self.temperature = DecimalField(self)
        self.temperature.setRange(0.0, _TEMPERATURE_MAX)
        self.temperature.setDecimals(1)
        self.temperature.setSingleStep(0.1)
        self.temperature.setPrefix(self.tr("temp. "))
        self.temperature.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._explain(
            self.temperature,
            "boardTemperature",
            self.tr("Temperature of the opponent"),
            self.tr(
                "<p>How much at random the opponent plays. At 0 it makes the move that it likes best, at 1 each move "
                "as often as its policy says, above that more at random.</p>"
            ),
        )

    @staticmethod
    def _explain(field: QAbstractSpinBox, name: str, title: str, tip: str) -> None:
        field.lineEdit().setTextMargins(4, 0, 0, 0)  # a style sheet's padding does not reach it
        field.setObjectName(name)
        field.setAccessibleName(title)
        field.setToolTip(tip)
        field.setWhatsThis(tip)

    def _box(self, name: str, title: str) -> PickerBox:
        box = PickerBox(self)
        box.setObjectName(name)
        box.setAccessibleName(title)
        return box

    @Slot(int)
    def _choose_game(self, index: int) -> None:
        self.game_chosen.emit(GAMES[index])

    @Slot()
    def _pick(self) -> None:
        self._picked = True

    @Slot()
    def _choose_opponent(self) -> None:
        self._entry = None
        before, self._searching = self._searching, self.opponent.simulations
        if self._searching:
            self.simulations.setValue(self._searching)
        elif before and before == self.simulations.value():  # it belonged to whom one played against before
            self.simulations.setValue(0)
        self._show_strength()
        self.changed.emit()

    @Slot(int)
    def _slide(self, index: int) -> None:
        at_end = index >= len(self._entries) - 1
        self._entry = None if at_end else self._entries[index]
        self.skill_note.setText(skill_text(self._entry))
        self.changed.emit()

    def _show_strength(self) -> None:
        """Show what makes a run stronger or weaker; others have nothing of it."""
        of_run = self.opponent.kind is Kind.RUN
        for widget in (self._skill_box, self.simulations, self.temperature):
            widget.setVisible(of_run)
