"""A board alone, without a window around it, and somebody who plays at it."""

from types import SimpleNamespace

from PySide6.QtCore import Qt

from pg_desktop.runs.experiment import Experiment
from pg_desktop.runs.live.turns import Turns
from pg_desktop.ui.panes.board.card import BoardPane
from pg_desktop.ui.panes.shown_game import ShownGame

PATIENCE = 30_000


def scene(environment="CartPole-v1", policy=None):
    """What there is to be seen: a world, and a policy that is shown."""
    view = SimpleNamespace(policy=policy, world=None, record=None)
    wanted = SimpleNamespace(environment=environment)
    return SimpleNamespace(wanted=wanted, run=view, shown=view, live=view, record=None)


class Player:
    """Plays at a board."""

    def __init__(self, qtbot, folder, size=(760, 640)):
        self.qtbot = qtbot
        self.game = ShownGame()
        self.experiment = Experiment()
        self.chosen = {}
        self.begun = 0
        self.pane = BoardPane(self.experiment, Turns(), self.game, lambda: folder, self._begin, None)
        qtbot.addWidget(self.pane)
        self.pane.resize(*size)
        self.pane.show()
        self.pane.activateWindow()
        self.look()

    def _begin(self, values):
        self.chosen.update(values)
        self.begun += 1

    def look(self, **changes):
        """Let the pane be told what there is to be seen."""
        self.pane.refresh(scene(**changes))

    def click(self, cell):
        """Click a cell."""
        at = self.pane.board.geometry_of_board.centre(cell).toPoint()
        self.qtbot.mouseClick(self.pane.board, Qt.MouseButton.LeftButton, pos=at)

    def press(self, key, modifier=Qt.KeyboardModifier.NoModifier):
        """Press a key at the board."""
        self.pane.board.setFocus(Qt.FocusReason.TabFocusReason)
        self.qtbot.keyClick(self.pane.board, key, modifier)

    def push(self, button):
        """Click a button."""
        self.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

    def answered(self):
        """Wait for the opponent."""
        self.wait(lambda: not self.pane.playing.waits)

    def advised(self):
        """Wait for all advice."""
        advising = self.pane.advising
        self.wait(lambda: advising.advice is not None and not advising.thinking.busy)

    def wait(self, condition):
        """Wait for something."""
        self.qtbot.waitUntil(condition, timeout=PATIENCE)

    @property
    def status(self):
        """What is said of the game."""
        return self.pane.bar.status.text()

    @property
    def actions(self):
        """The moves."""
        return self.game.line.actions
