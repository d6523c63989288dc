"""Random users: whatever they click in whatever order, the run stays what the settings and the seed say."""

import random
from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QRegularExpression, Qt
from PySide6.QtWidgets import QAbstractButton, QMessageBox

from pg_desktop.learning.settings.table import PACE_MAX, Settings
from pg_desktop.learning.trainer import Trainer
from pg_desktop.runs.live.status import RunState
from pg_desktop.storage.policy_file import PolicyDocument, TrainingStatistics, save_policy
from pg_desktop.ui.kit.theme import ThemeChoice
from tests.ui.looking import placed
from tests.ui.user import CTRL, NONE, User

SHIFT = Qt.KeyboardModifier.ShiftModifier

SEQUENCES = 200
QUICK = 2
"""Sequences of the tests that always run."""
LENGTH = 18
LONGEST_WAIT = 80
"""Milliseconds between two actions."""


@pytest.fixture(scope="session")
def policy_file(tmp_path_factory):
    """A policy with settings of its own."""
    settings = Settings(seed=77, hidden_size=8, gamma=0.9, episodes_per_update=4, pace=PACE_MAX)
    path = tmp_path_factory.mktemp("policies") / "given.safetensors"
    statistics = TrainingStatistics(0, 0, 0, 0.0, None, None)
    save_policy(path, PolicyDocument(Trainer(settings).policy(), settings, settings.environment, statistics))
    return path


class RandomUser:
    """Uses a window as a seed says, opening another one after closing it."""

    def __init__(self, seed: int, open_window, qtbot, policy_file) -> None:
        self.rng = random.Random(seed)
        self._open_window, self._qtbot, self._policy_file = open_window, qtbot, policy_file
        self.done: list[str] = []
        self.user = User(open_window(), qtbot)
        self._actions: dict[Callable[[], None], int] = {
            self.train: 5,
            self.pause: 3,
            self.step: 4,
            self.reset: 3,
            self.load: 2,
            self.move_slider: 4,
            self.choose: 2,
            self.preset: 1,
            self.theme: 1,
            self.dock: 1,
            self.look: 2,
            self.travel: 3,
            self.branch: 2,
            self.undo: 3,
            self.physics: 3,
            self.push: 2,
            self.measure: 2,
            self.distribution: 1,
            self.runs: 5,
            self.close: 1,
        }

    def act(self) -> None:
        (action,) = self.rng.choices(list(self._actions), list(self._actions.values()))
        self.done.append(action.__name__)
        action()
        self._qtbot.wait(self.rng.randint(0, LONGEST_WAIT))

    def train(self) -> None:
        self.rng.choice(
            [
                lambda: self.user.press(Qt.Key.Key_Space),
                lambda: self.user.click(self.user.window.run_bar.train_button),
            ]
        )()

    def pause(self) -> None:
        if self.user.window.session.will_train:
            self.user.press(Qt.Key.Key_Space)

    def step(self) -> None:
        for _ in range(self.rng.randint(1, 3)):
            self.user.press(Qt.Key.Key_S)

    def reset(self) -> None:
        for _ in range(self.rng.randint(1, 2)):
            self.user.click(self.user.window.run_bar.reset_button)

    def load(self) -> None:
        self.user.window.open_policy(self._policy_file)
        if self.user.window.session.wanted.environment != "CartPole-v1":
            self.user.click(self.rng.choice(self.user.dialog("errorDialog").buttons()))

    def move_slider(self) -> None:
        key = self.rng.choice(["gamma", "learning_rate", "hidden_size", "episodes_per_update", "pace"])
        self.user.control(key).slider.setFocus()
        keys = [Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown]
        self.user.press(self.rng.choice(keys), times=self.rng.randint(1, 3))

    def choose(self) -> None:
        self.user.control("advantage").combo_box.setFocus()
        self.user.press(self.rng.choice([Qt.Key.Key_Up, Qt.Key.Key_Down]))
        self.user.window.render_pane.stage.setFocus()

    def preset(self) -> None:
        self.user.window.panel.preset_box.setFocus()
        self.user.press(self.rng.choice([Qt.Key.Key_Up, Qt.Key.Key_Home]))
        self.user.window.render_pane.stage.setFocus()

    def theme(self) -> None:
        self.user.window.actions_.themes[self.rng.choice(list(ThemeChoice))].trigger()

    def dock(self) -> None:
        header = self.rng.choice(placed(self.user.window)).header
        self.user.click(header.float_button)
        self.user.click(header.float_button)

    def look(self) -> None:
        canvas = self.user.window.plots.return_plot.canvas
        at = QPoint(self.rng.randint(60, 300), self.rng.randint(10, 100))
        self.rng.choice(
            [
                lambda: self.user.wheel(canvas.viewport(), at, self.rng.choice([-2, 2])),
                lambda: self.user.hover(canvas.viewport(), at),
                lambda: self.user.press(Qt.Key.Key_F),
                lambda: self.user.press(self.rng.choice([Qt.Key.Key_1, Qt.Key.Key_2]), CTRL),
                lambda: self.user.click(self.user.window.plots.loss_plot.toggles["entropy"]),
            ]
        )()

    def travel(self) -> None:
        self.user.window.time_machine.slider.setFocus()
        keys = [Qt.Key.Key_Home, Qt.Key.Key_Left, Qt.Key.Key_PageDown, Qt.Key.Key_Right, Qt.Key.Key_End]
        self.user.press(self.rng.choice(keys), times=self.rng.randint(1, 3))

    def branch(self) -> None:
        self.user.click(self.user.part(self.rng.choice(["branchButton", "branchButton", "nowButton"])))

    def runs(self) -> None:
        card = self.user.window.panes.pane("runs")
        card.raise_()
        index = card.model.index(self.rng.randrange(max(card.model.rowCount(), 1)), 0)
        place = card.view.visualRect(index).center()
        self.user.click(card.view.viewport(), place)
        keys = [Qt.Key.Key_Return, Qt.Key.Key_Delete, Qt.Key.Key_Down, Qt.Key.Key_H, Qt.Key.Key_D]
        key = self.rng.choice(keys)
        modifier = CTRL if key in (Qt.Key.Key_H, Qt.Key.Key_D) else NONE
        self._qtbot.keyClick(card.view, key, modifier)

    def undo(self) -> None:
        modifiers = self.rng.choice([CTRL, CTRL | SHIFT])
        self.user.window.render_pane.stage.setFocus()
        self.user.press(Qt.Key.Key_Z, modifiers, times=self.rng.randint(1, 3))

    def physics(self) -> None:
        card = self.user.window.panes.pane("physics")
        self.user.window.panes["physics"].raise_()
        index = self.rng.randrange(3)
        self.user.click(card.findChildren(QAbstractButton, QRegularExpression("^physics(Tr|Pl|Ra)"))[index])
        if index == 1 and self.user.window.playback.linked:
            card.link_box.click()
        control = self.rng.choice(card.pages[index].controls)
        control.stops[0].setFocus()
        self.user.press(self.rng.choice([Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_PageUp]))
        if self.rng.random() < 0.3:
            card.pages[index].reset_button.click()
        self.user.window.panes["settings"].raise_()

    def push(self) -> None:
        stage = self.user.window.render_pane.stage
        stage.setFocus()
        if self.rng.random() < 0.5:
            self.user.press(self.rng.choice([Qt.Key.Key_Left, Qt.Key.Key_Right]), self.rng.choice([NONE, SHIFT]))
        else:
            middle = stage.rect().center()
            self.user.drag(self.user.window.render_pane.perturb, middle, middle + QPoint(self.rng.randint(-80, 80), 0))

    def measure(self) -> None:
        card = self.user.window.panes.pane("robustness")
        card.raise_()
        pane = self.rng.choice([card.push, card.transfer])
        card.stack.setCurrentWidget(pane)
        self.user.click(self.rng.choice([pane.bar.button, pane.bar.button, card.transfer.follow_button]))

    def distribution(self) -> None:
        card = self.user.window.panes.pane("distribution")
        card.raise_()
        for button in card.findChildren(QAbstractButton):
            if button.isVisible() and button.isCheckable() and self.rng.random() < 0.5:
                self.user.click(button)

    def close(self) -> None:
        worker = self.user.window.session.worker
        assert self.user.window.close()
        assert worker.isFinished()
        self.user = User(self._open_window(), self._qtbot)


@pytest.mark.parametrize(
    "seed", [pytest.param(seed, marks=[pytest.mark.slow] if seed >= QUICK else []) for seed in range(SEQUENCES)]
)
def test_whatever_is_clicked(open_window, qtbot, policy_file, seed):
    random_user = RandomUser(seed, open_window, qtbot, policy_file)
    with random_user.user.answering("unsavedDialog", QMessageBox.StandardButton.Discard):
        for _ in range(LENGTH):
            random_user.act()
    user = random_user.user
    notice = user.window.notice
    # A way back after a collapse may be offered; a branch that a new run has overtaken is refused, and so is to delete
    # the live run.
    refusals = "That moment is no longer kept", "The run that is trained cannot be deleted"
    harmless = notice.action_button.isVisible() or notice.text.text().startswith(refusals)
    assert notice.isHidden() or harmless, (random_user.done, notice.text.text())
    run = user.status.run
    user.press(Qt.Key.Key_R, CTRL)
    user.wait_until(lambda: user.status.run > run)
    user.wait_for(RunState.READY)
    trainer = Trainer(user.window.session.wanted)
    assert user.status.settings == user.window.session.wanted, random_user.done
    assert user.policy.equals(trainer.policy()), random_user.done
    assert user.status.update == user.status.episodes == user.status.env_steps == 0
    user.press(Qt.Key.Key_S)
    user.wait_until(lambda: user.status.update == 1)
    user.wait_for(RunState.PAUSED)
    report = trainer.update()
    assert user.policy.equals(trainer.policy()), random_user.done
    assert user.status.env_steps == report.lengths_N.sum()
    assert user.window.run_bar.reset_button.property("role") == "plain"
