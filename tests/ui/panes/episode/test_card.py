"""The pane of an episode: it is clicked at, walked through and followed."""

import time
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QToolButton, QWidget

from pg_desktop.runs.live.status import RunState
from pg_desktop.ui.panes.episode.view import EpisodeView
from pg_desktop.ui.panes.opened_update import Selected
from pg_desktop.ui.shell.registry import offered_perspectives
from tests.tables import about_in, table_in


class Reader:
    """Looks at the pane, and at the agent's, whose clock the test turns by hand."""

    def __init__(self, user):
        self.user, self.window = user, user.window
        self.opened, self.agent = user.window.opened, user.window.render_pane
        self.agent.clock.stop()

    def show(self):
        perspective = next(each for each in offered_perspectives() if each.id == "understand")
        self.user.click(self.window.rail.buttons[perspective.id])
        dock = self.window.panes["episode"]
        dock.raise_()
        self.until(lambda: self.window.panes.made_by_now.get("episode") is not None and self.pane.in_sight)

    def until(self, condition):
        def refreshed():
            self.window.refresh()
            return condition()

        self.user.wait_until(refreshed)

    def open(self, updates=1):
        self.user.step(updates)
        self.until(lambda: self.update == self.user.status.update)

    @property
    def pane(self):
        return self.window.panes.made_by_now["episode"]

    @property
    def view(self):
        return self.pane.view

    @property
    def update(self):
        return None if self.pane.memory is None else self.pane.memory.trace.update

    @property
    def shown(self):
        recorded = self.agent.recorded
        return recorded and (recorded.tape.trace.update, recorded.tape.episode, recorded.step)

    def row_at(self, row):
        self.view.scrollTo(self.pane.model.index(row, 0))
        return self.view.visualRect(self.pane.model.index(row, 0)).center()

    def click_row(self, row):
        self.user.click(self.view.viewport(), self.row_at(row))


@pytest.fixture
def reader(user):
    reader = Reader(user)
    reader.show()
    return reader


def cells(reader, title):
    model = reader.pane.model
    titles = [column.title for column in model.columns]
    return [model.index(row, titles.index(title)).data() for row in range(model.rowCount())]


def test_before_the_first_update_a_sentence_says_what_to_do(reader):
    assert not reader.view.isVisible()
    assert "press Step or Train" in reader.pane.chooser.heading.toolTip() + reader.pane.chooser.heading.text()
    assert not reader.pane.chooser.number.isVisible()


def test_the_rows_are_the_steps_of_the_episode(reader):
    reader.open()
    trace = reader.opened.traced.trace
    length = trace.rollout.length_N[0]
    assert reader.pane.model.rowCount() == length
    assert reader.pane.chooser.heading.text().startswith("Update 1")
    assert reader.pane.chooser.number.text() == "Episode 1 of 32"
    assert cells(reader, "t") == [str(step) for step in range(length)]
    assert cells(reader, "a") == [("left", "right")[action] for action in trace.rollout.action_TN[:length, 0]]
    chances = [float(text) for text in cells(reader, "π(a|s)")]
    by_hand = []
    for obs, action in zip(trace.rollout.obs_TNO[:length, 0], trace.rollout.action_TN[:length, 0], strict=True):
        logits = trace.before.outputs(obs[None])[0].astype(float)
        by_hand.append(np.exp(logits[action]) / np.exp(logits).sum())
    assert chances == pytest.approx(by_hand, abs=0.00501)


def test_a_click_on_a_row_shows_that_moment(reader):
    reader.open()
    reader.click_row(4)
    reader.until(lambda: reader.shown == (1, 0, 4))
    assert reader.agent.moment.obs_O.tobytes() == reader.opened.traced.trace.rollout.obs_TNO[4, 0].tobytes()
    assert reader.agent.controls.paused
    reader.user.click(reader.agent.live_button)
    assert reader.shown is None
    reader.click_row(4)
    reader.until(lambda: reader.shown == (1, 0, 4))


def test_arrow_keys_walk_along_the_episode_and_enter_shows_it_again(reader):
    reader.open()
    reader.click_row(1)
    reader.user.press(Qt.Key.Key_Down, times=2)
    reader.until(lambda: reader.shown == (1, 0, 3))
    reader.user.press(Qt.Key.Key_Up)
    reader.until(lambda: reader.shown == (1, 0, 2))
    reader.user.click(reader.agent.live_button)
    reader.view.setFocus()
    reader.user.press(Qt.Key.Key_Return)
    reader.until(lambda: reader.shown == (1, 0, 2))


def test_the_row_follows_while_the_agent_plays(reader):
    reader.open()
    reader.click_row(0)
    reader.until(lambda: reader.shown == (1, 0, 0))
    reader.user.press(Qt.Key.Key_L, times=3)
    assert reader.view.currentIndex().row() == 3
    assert reader.opened.selected == Selected(0, 3)
    reader.user.press(Qt.Key.Key_J)
    assert reader.view.currentIndex().row() == 0


def test_another_episode_is_chosen_by_number_and_by_jumps(reader):
    reader.open()
    rollout = reader.opened.traced.trace.rollout
    reader.user.type(reader.pane.chooser.number, "5")
    assert reader.pane.memory.episode == 4
    assert reader.pane.model.rowCount() == rollout.length_N[4]
    assert reader.shown is None
    menu = reader.pane.chooser.jump.menu()
    menu.aboutToShow.emit()
    texts = [action.text() for action in menu.actions()]
    assert texts[0] == f"&Longest: {rollout.length_N.max()} steps"
    assert texts[3] == f"&Worst: return {rollout.episode_return_N.min():.0f}"
    menu.actions()[0].trigger()
    assert reader.pane.memory.episode == rollout.length_N.argmax()
    menu.actions()[1].trigger()
    assert reader.pane.memory.episode == rollout.length_N.argmin()


def test_in_training_it_follows_or_holds(reader):
    reader.open()
    follow = reader.pane.follow
    assert follow.isChecked()
    reader.open()
    assert reader.update == 2
    reader.user.click(follow)
    reader.user.step()
    reader.window.refresh()
    assert reader.update == 2
    reader.user.click(follow)
    reader.until(lambda: reader.update == 3)


def test_a_choice_in_training_holds_and_the_way_back_follows_again(reader):
    reader.open()
    reader.user.choose_full_speed()
    reader.user.click(reader.user.train_button)
    reader.until(lambda: (reader.update or 0) > 1)
    reader.click_row(0)
    assert not reader.pane.follow.isChecked()
    reader.until(lambda: reader.shown is not None)
    reader.user.click(reader.agent.live_button)
    assert reader.pane.follow.isChecked()
    reader.user.click(reader.user.train_button)
    reader.user.wait_for(RunState.PAUSED)


def test_an_earlier_update_says_that_it_is_on_its_way(reader):
    reader.open(6)
    reader.opened.open(2)
    assert reader.pane.notes.text().startswith("Update 2 is being played again:")
    reader.until(lambda: reader.update == 2)
    assert reader.pane.notes.text().startswith("γ = ")
    reader.opened.open(40)
    assert reader.pane.notes.text() == "Update 40 cannot be opened: the newest update of the run is 6."


def test_nothing_is_built_again_while_nothing_changes(reader):
    reader.open()
    resets = []
    reader.pane.model.modelReset.connect(lambda: resets.append(1))
    for _ in range(20):
        reader.window.refresh()
    reader.click_row(2)
    assert resets == []


def test_a_thousand_steps_are_shown_at_once(reader):
    reader.open()
    memory = reader.pane.memory
    longer = np.resize(np.arange(memory.obs_LO.shape[0]), 1000)
    for name in ("obs_LO", "action_L", "expected_L", "reward_L", "return_L", "baseline_L", "advantage_L"):
        object.__setattr__(memory, name, getattr(memory, name)[longer])
    began = time.perf_counter()
    reader.pane.model.show_memory(memory, reader.opened.traced.world.entry, reader.pane.locale())
    reader.view.grab()
    assert reader.pane.model.rowCount() == 1000
    assert time.perf_counter() - began < 1.0


def test_little_room_leaves_the_most_important_columns(reader, qtbot):
    reader.open()
    model, parent = reader.pane.model, QWidget()
    qtbot.addWidget(parent)
    view = EpisodeView(model, parent)
    parent.show()

    def shown(width):
        view.resize(width, 200)
        QApplication.processEvents()
        return [column.key for index, column in enumerate(model.columns) if not view.isColumnHidden(index)]

    by_rank = [column.key for column in sorted(model.columns, key=lambda column: column.rank)]
    counts = []
    for width in (200, 280, 360, 480, 1200):
        kept = shown(width)
        assert set(kept) == set(by_rank[: len(kept)])
        counts.append(len(kept))
    assert by_rank[:3] == ["t", "action", "return"]
    assert 3 <= counts[0] < counts[2] < counts[4] == len(by_rank)
    assert not view.horizontalScrollBar().maximum()


def test_the_episode_is_exported_as_a_table_and_as_a_picture(reader, choose, tmp_path):
    reader.open()
    reader.user.type(reader.pane.chooser.number, "3")
    choose(tmp_path / "memory")
    button = reader.user.part("episodeExport")
    assert isinstance(button, QToolButton)
    reader.user.click(button)
    rows = table_in(tmp_path / "memory.csv")
    trace = reader.opened.traced.trace
    length = trace.rollout.length_N[2]
    assert [int(row["t"]) for row in rows] == list(range(length))
    assert np.array([float(row["return"]) for row in rows]) == pytest.approx(
        trace.judged.return_TN[:length, 2], rel=1e-6
    )
    assert [np.float32(row["obs_3"]) for row in rows] == trace.rollout.obs_TNO[:length, 2, 2].tolist()
    about = about_in(tmp_path / "memory.csv")
    assert (about["run"], about["update"], about["episode"]) == ("Run 1", "1", "3 of 32")
    assert (about["environment"], about["seed"], about["gamma"]) == ("CartPole-v1", "0", "0.99")
    assert about["rollout_seed"] == str(trace.rollout.seed)
    choose(tmp_path / "memory.png")
    reader.window.actions_.export_episode.trigger()
    picture = QImage(str(tmp_path / "memory.png"))
    assert picture.width() == 2 * reader.pane.width()


def test_without_an_episode_there_is_nothing_to_export(user):
    user.window.actions_.export_episode.trigger()
    box = user.dialog("errorDialog")
    assert box.text() == "There is no episode to export: show the pane “Episode”, and press Step."
    user.dismiss(box)


def test_every_control_explains_itself(reader):
    reader.open()
    for name in ("episodeFollow", "episodeExport", "episodeJump", "episodeNumber"):
        part = reader.user.part(name)
        assert part.accessibleName()
        assert part.toolTip()
        assert part.whatsThis()
    assert "discounted sum of what followed" in reader.pane.about.text()
    assert "Gₜ = Σₖ γᵏ rₜ₊ₖ" in reader.view.whatsThis()
    assert reader.view.accessibleName()
    reader.user.hover(reader.view.viewport(), QPoint(20, 20))


@pytest.mark.parametrize(
    ("settings", "title"),
    [
        ({"algorithm": "dqn"}, "Q(s,a)"),
        ({"environment": "ContinuousCartPole"}, "p(a|s)"),
        ({"environment": "Pendulum-v1", "step_limit": 30}, "p(a|s)"),
    ],
    ids=["dqn", "gaussian", "pendulum"],
)
def test_other_algorithms_and_worlds_have_theirs(reader, settings, title):
    session = reader.window.session
    run = reader.user.status.run
    session.want(replace(session.wanted, **settings))
    session.reset()
    reader.user.wait_until(lambda: reader.user.status.run > run)
    reader.user.settle()
    reader.open()
    column = next(column for column in reader.pane.model.columns if column.key == "expected")
    assert column.title == title
    reader.click_row(2)
    reader.until(lambda: reader.shown == (1, 0, 2))
    moment = reader.agent.moment
    assert moment.obs_O.tobytes() == reader.opened.traced.trace.rollout.obs_TNO[2, 0].tobytes()
    if title == "Q(s,a)":
        assert float(column.text(2).replace("−", "-")) == pytest.approx(moment.value, abs=0.006)
