"""The card "Robustness": what it measures, shows, compares and forgets, by mouse and by keys."""

import subprocess
import sys
import threading
from dataclasses import replace
from statistics import mean

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QSize, Qt
from PySide6.QtWidgets import QAbstractButton, QComboBox, QMainWindow

from pg_desktop.learning.measuring.measurements import Measurements, PushTest, TransferMap
from pg_desktop.learning.settings.table import Settings
from pg_desktop.learning.stopping import RolloutStoppedError
from pg_desktop.learning.trainer import Trainer
from pg_desktop.learning.worlds.cart_pole.physics import QUANTITIES, Physics
from pg_desktop.learning.worlds.world import make_world
from pg_desktop.messages import UserError
from pg_desktop.runs.facts import Origin
from pg_desktop.runs.live.status import RunState, Status, View
from pg_desktop.runs.live.turns import Turns
from pg_desktop.storage.policy_format import TrainingStatistics
from pg_desktop.ui.kit.theme import DARK, LIGHT
from pg_desktop.ui.panes.robustness.card import RobustnessCard
from tests.ui.docked import docked
from tests.ui.user import PATIENCE


class Laboratory:
    """Measures at once, or when the test lets it; counts what was asked for."""

    def __init__(self):
        self.subjects, self.axes = [], []
        self.go_on = threading.Event()
        self.go_on.set()
        self.error = None
        self.highest = 500.0

    def push(self, subject, stop, progress):
        self._wait(subject, stop, progress)
        return PushTest(
            update=subject.update,
            variation=subject.variation,
            strengths=(-0.01, 0.0, 0.01),
            angles=(-2.0, 2.0),
            survival=((0.0, 0.5, 1.0), (1.0, 1.0, 0.5)),
            episodes=32,
        )

    def transfer(self, subject, x, y, stop, progress):
        self.axes.append((x, y))
        self._wait(subject, stop, progress)
        return TransferMap(
            update=subject.update,
            variation=subject.variation,
            x=x,
            y=y,
            x_values=(0.5, 1.0, 2.0),
            y_values=(0.25, 0.5, 1.0),
            mean_return=((0.0, 100.0, 200.0), (100.0, 200.0, 300.0), (200.0, 300.0, 400.0)),
            highest=self.highest,
            episodes=16,
        )

    def _wait(self, subject, stop, progress):
        self.subjects.append(subject)
        progress(0.25)
        while not self.go_on.wait(0.005):
            if stop():
                raise RolloutStoppedError
        if self.error is not None:
            raise self.error


def view(update=7, run=1, environment="CartPole-v1"):
    trainer = Trainer(Settings())
    settings = Settings()
    status = Status(
        state=RunState.PAUSED,
        run=run,
        update=update,
        episodes=0,
        env_steps=0,
        steps_per_second=0.0,
        mean_return_100=None,
        solved=None,
        limit=None,
        train_seconds=0.0,
        settings=settings,
        settings_version=0,
    )
    policy, world = trainer.policy(), make_world(environment)
    trainer.close()
    return View(status=status, policy=policy, world=world)


@pytest.fixture(scope="module")
def untrained():
    return view()


def at(untrained, update, run=1):
    return replace(untrained, status=replace(untrained.status, update=update, run=run))


@pytest.fixture
def make_card(qtbot):
    cards = []

    def make(*measures):
        window = QMainWindow()
        card = RobustnessCard(Turns(), window, *measures)
        docked(card, window)
        window.resize(420, 420)
        window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        cards.append((window, card))
        return card

    yield make
    for window, card in cards:
        card.stop()
        window.close()
        window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def laboratory():
    return Laboratory()


@pytest.fixture
def card(make_card, laboratory, untrained):
    made = make_card(laboratory.push, laboratory.transfer)
    made.show_policy(untrained)
    return made


def find(card, name, kind=QAbstractButton):
    return card.findChild(kind, name)


@pytest.fixture
def click(card, qtbot):
    return lambda name: qtbot.mouseClick(find(card, name), Qt.MouseButton.LeftButton)


@pytest.fixture
def settle(card, qtbot):
    def settle_():
        qtbot.waitUntil(lambda: not card.push.bar.busy and not card.transfer.bar.busy, timeout=PATIENCE)

    return settle_


@pytest.fixture
def transfer(card, click):
    click("transferMap")
    return card.transfer


def test_an_untrained_policy_is_pushed_and_mapped(make_card, untrained, qtbot):
    card = make_card()
    card.show_policy(untrained)
    for switch, pane in (("pushTest", card.push), ("transferMap", card.transfer)):
        qtbot.mouseClick(find(card, switch), Qt.MouseButton.LeftButton)
        qtbot.mouseClick(pane.bar.button, Qt.MouseButton.LeftButton)
        with qtbot.waitSignal(pane.measured, timeout=PATIENCE):
            pass
        assert pane.shown.map.data.title == "Update 7"
    push, transfer = card.push.result, card.transfer.result
    assert (len(push.survival), len(push.survival[0])) == (len(push.angles), len(push.strengths)) == (9, 17)
    assert all(0 <= share <= 1 for row in push.survival for share in row)
    assert push.overall < 0.2  # nobody has taught it anything
    assert (transfer.x, transfer.y, transfer.highest) == ("gravity", "pole_length", 500.0)
    column, row = card.transfer.shown.map.data.mark
    assert transfer.x_values[column] == transfer.y_values[row] == pytest.approx(1.0)
    assert transfer.worst_quarter < transfer.overall == pytest.approx(mean(mean(r) for r in transfer.mean_return))
    assert card.measurements() == Measurements(push, transfer)
    assert (push.update, push.variation) == (transfer.update, transfer.variation) == (7, Physics())


def test_what_is_shown_is_what_was_measured(card, click, settle):
    click("pushMeasure")
    settle()
    data = card.push.shown.map.data
    assert data.values == ((0.0, 50.0, 100.0), (100.0, 100.0, 50.0))
    assert "66.7\u00a0%" in card.push.shown.figures.text()  # 4 of 6
    assert card.push.shown.map.accessibleName() == "Update 7: survival after a push"


def test_the_policy_and_physics_shown_now_are_measured(card, laboratory, untrained, click, settle):
    moon = Physics(gravity=0.25)
    later = at(untrained, 8)
    card.show_variation(moon)
    card.show_policy(later)
    click("pushMeasure")
    settle()
    (subject,) = laboratory.subjects
    assert (subject.policy, subject.variation, subject.update) == (later.policy, moon, 8)
    card.show_policy(at(untrained, 9))
    assert card.push.shown.map.data.title == "Update 8 · Gravity\u00a00.25×"  # the result's, not the present one
    assert card.measurements().push_test.variation == moon
    assert "In this physics: Gravity\u00a00.25×." in card.push.shown.figures.toolTip()


def test_a_map_names_the_physics_of_all_but_its_axes(card, click, settle):
    """Gravity and pole length are its axes, and a map in the usual physics says nothing of it."""
    click("transferMap")
    click("transferMeasure")
    settle()
    assert card.transfer.shown.map.data.title == "Update 7"
    assert "physics" not in card.transfer.shown.figures.toolTip()
    card.show_variation(Physics(gravity=2.0, cart_mass=0.5, friction=1.5))
    click("transferMeasure")
    settle()
    phrase = "Cart mass\u00a00.5×, Friction\u00a01.5\u00a0N s/m"
    assert card.transfer.shown.map.data.title == f"Update 7 · {phrase}"
    assert f"In this physics: {phrase}." in card.transfer.shown.figures.toolTip()


def test_progress_is_shown_and_the_button_cancels(card, laboratory, qtbot, click, settle):
    laboratory.go_on.clear()
    bar = card.push.bar
    click("pushMeasure")
    assert bar.button.text() == bar.button.accessibleName() == "Cancel"
    qtbot.waitUntil(lambda: bar.line.share == 0.25)
    assert bar.line.accessibleDescription() == "25\u00a0%"
    bar.grab()
    click("pushMeasure")
    settle()
    assert card.push.result is None
    assert bar.button.text() == "Measure"
    assert bar.button.isEnabled()
    assert bar.line.share is None
    assert not bar.notice.isVisible()


def test_escape_cancels(card, laboratory, qtbot, settle):
    laboratory.go_on.clear()
    card.push.bar.button.setFocus()
    qtbot.keyClick(card.push.bar.button, Qt.Key.Key_Space)
    assert card.push.bar.busy
    qtbot.keyClick(card.push.bar.button, Qt.Key.Key_Escape)
    settle()
    assert card.push.result is None


def test_a_result_that_comes_after_cancelling_is_dropped(make_card, untrained, qtbot):
    cancelled, laboratory = threading.Event(), Laboratory()

    def deaf(subject, stop, progress):
        cancelled.wait(PATIENCE / 1000)
        return laboratory.push(subject, stop, progress)

    card = make_card(deaf, laboratory.transfer)
    card.show_policy(untrained)
    card.push.measure()
    card.push.bar.cancel()
    assert not card.push.bar.button.isEnabled()  # once is enough
    cancelled.set()
    qtbot.waitUntil(lambda: not card.push.bar.busy, timeout=PATIENCE)
    assert card.push.result is None
    assert card.push.bar.button.isEnabled()


@pytest.mark.parametrize(
    ("error", "text"),
    [(UserError("Too steep for {who}.", who="it"), "Too steep for it."), (ZeroDivisionError("oh"), "oh")],
)
def test_a_failure_is_told_in_place_and_goes_with_the_next_try(card, laboratory, click, settle, error, text):
    laboratory.error = error
    click("pushMeasure")
    settle()
    notice = card.push.bar.notice
    assert notice.isVisible()
    assert text in notice.text.text()
    assert notice.details_button.isVisible() == isinstance(error, ZeroDivisionError)
    laboratory.error = None
    click("pushMeasure")
    assert not notice.isVisible()
    settle()
    assert card.push.result is not None


def test_following_measures_what_is_new_and_never_queues(card, laboratory, transfer, untrained, click, settle):
    laboratory.go_on.clear()
    click("transferFollow")
    assert transfer.bar.busy  # at once
    for update in (8, 9, 10):
        card.show_policy(at(untrained, update))
        transfer.follow()
    laboratory.go_on.set()
    settle()
    assert [subject.update for subject in laboratory.subjects] == [7]
    transfer.follow()
    settle()
    transfer.follow()
    assert not transfer.bar.busy
    assert [subject.update for subject in laboratory.subjects] == [7, 10]
    click("pushTest")  # nobody looks at the map
    card.show_policy(at(untrained, 11))
    transfer.follow()
    assert not transfer.bar.busy


def test_the_clock_makes_it_follow(card, laboratory, transfer, untrained, qtbot, click, settle):
    transfer._timer.setInterval(10)
    click("transferFollow")
    settle()
    card.show_policy(at(untrained, 8))
    qtbot.waitUntil(lambda: transfer.result is not None and transfer.result.update == 8, timeout=PATIENCE)
    click("transferFollow")
    settle()
    assert not transfer._timer.isActive()


def test_the_axes_are_never_the_same(card, laboratory, transfer, qtbot, click, settle):
    x, y = find(card, "transferX", QComboBox), find(card, "transferY", QComboBox)
    assert [x.itemData(index) for index in range(x.count())] == list(QUANTITIES)
    assert (x.currentText(), y.currentText()) == ("Gravity", "Pole length")
    x.setFocus()
    qtbot.keyClick(x, Qt.Key.Key_Down)  # on to the pole's length, which y gives up
    assert (x.currentText(), y.currentText()) == ("Pole length", "Gravity")
    y.setCurrentIndex(y.findText("Pole length"))
    assert (x.currentText(), y.currentText()) == ("Gravity", "Pole length")
    y.setCurrentIndex(y.findText("Push force"))
    click("transferMeasure")
    settle()
    assert laboratory.axes == [("gravity", "push_force")]
    data = transfer.shown.map.data
    assert (data.x.label, data.y.label, data.mark) == ("Gravity (×)", "Push force (×)", (1, 2))


def test_two_maps_lie_side_by_side(card, laboratory, transfer, untrained, qtbot, click, settle):
    keep = find(card, "transferKeep")
    assert not keep.isEnabled()
    laboratory.highest = 400.0
    click("transferMeasure")
    settle()
    click("transferKeep")
    card.show_policy(at(untrained, 1234))
    laboratory.highest = 500.0
    click("transferMeasure")
    settle()
    now, kept = transfer.shown.map.data, transfer.kept.map.data
    assert (now.title, kept.title) == ("Update 1,234", "Update 7 (kept)")
    assert (now.low, now.high) == (kept.low, kept.high) == (0.0, 500.0)
    assert "200" in transfer.kept.figures.text()  # the mean
    assert "50" in transfer.kept.figures.text()  # the worst quarter
    card.setFixedSize(900, 500)
    qtbot.waitUntil(lambda: transfer.kept.y() == transfer.shown.y() and transfer.kept.x() > transfer.shown.x())
    card.setFixedSize(320, 640)
    qtbot.waitUntil(lambda: transfer.kept.x() == transfer.shown.x() and transfer.kept.y() > transfer.shown.y())
    click("transferKeep")
    assert not transfer.kept.isVisible()
    assert transfer.kept_result is None


def test_another_run_forgets_all_but_what_was_kept(card, laboratory, transfer, untrained, click, settle):
    click("transferMeasure")
    settle()
    click("transferKeep")
    card.push.measure()
    settle()
    laboratory.go_on.clear()
    card.push.measure()
    card.begin(Measurements())
    card.show_policy(at(untrained, 0, run=2))
    settle()
    assert card.measurements() == Measurements()
    assert transfer.shown.map.data is None
    assert card.push.shown.map.data is None
    laboratory.go_on.set()
    click("transferMeasure")
    settle()
    assert transfer.kept.map.data.title == "Update 7 of an earlier run (kept)"
    assert transfer.shown.map.data.title == "Update 0"


def test_a_run_from_a_file_begins_with_what_was_measured_before(card, transfer, untrained, click, settle):
    click("transferMeasure")
    card.push.measure()
    settle()
    measured = card.measurements()
    statistics = TrainingStatistics(9, 9, 9, 1.0, None, None)
    opened = replace(untrained.status, update=0, origin=Origin(statistics, measurements=measured))
    card.begin(measured)
    card.show_policy(replace(untrained, status=opened))
    assert card.measurements() == measured
    assert transfer.shown.map.data.title == card.push.shown.map.data.title == "Update 7, before it was saved"
    click("transferMeasure")
    settle()
    assert transfer.result.update == 9
    assert transfer.shown.map.data.title == "As opened"
    card.show_policy(replace(untrained, status=replace(opened, update=4)))
    click("transferMeasure")
    settle()
    assert transfer.result.update == 13
    assert transfer.shown.map.data.title == "Update 4"


def test_another_policy_at_the_same_update_is_followed(card, laboratory, transfer, untrained, click, settle):
    click("transferFollow")
    settle()
    transfer.follow()
    assert len(laboratory.subjects) == 1
    card.show_policy(replace(untrained, policy=untrained.policy.frozen()))  # as after a change of the hidden size
    transfer.follow()
    settle()
    assert len(laboratory.subjects) == 2


def test_where_nothing_can_be_measured_a_sentence_says_why(make_card, laboratory, untrained):
    card = make_card(laboratory.push, laboratory.transfer)
    panes = card.push, card.transfer
    assert all("policy" in pane.shown.map.accessibleDescription() for pane in panes)
    assert not any(pane.bar.button.isEnabled() for pane in panes)
    card.show_policy(untrained)
    assert all("Measure" in pane.shown.map.accessibleDescription() for pane in panes)
    assert all(pane.bar.button.isEnabled() for pane in panes)
    card.show_policy(replace(untrained, world=make_world("Acrobot-v1")))
    assert all("Acrobot-v1 cannot be changed" in pane.shown.map.accessibleDescription() for pane in panes)
    assert not any(pane.bar.button.isEnabled() for pane in panes)
    assert not card.transfer.axes.isEnabled()
    card.push.measure()
    assert not card.push.bar.busy


def test_the_cell_under_the_keys_is_read_below(card, qtbot, click, settle):
    click("pushMeasure")
    settle()
    shown = card.push.shown
    shown.map.setFocus()
    qtbot.keyClick(shown.map, Qt.Key.Key_Right)
    assert shown.reading.text().startswith("Survival 50 % at Push 0.00 N s")
    assert not shown.figures.isVisible()
    card.push.measure()
    settle()
    assert shown.reading.isVisible()  # another result does not take it away
    card.push.bar.button.setFocus()
    assert shown.figures.isVisible()
    assert not shown.reading.isVisible()


def test_stopping_while_measuring_leaves_no_thread(make_card, untrained):
    card = make_card()
    card.show_policy(untrained)
    card.push.measure()
    card.transfer.measure()
    card.transfer.follow_button.click()
    card.stop()
    card.push.measure()
    card.window().close()
    # That no thread is left is what the fixture `_no_thread_survives` looks at.
    assert card.push.result is None
    assert not card.transfer._timer.isActive()


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("size", [QSize(280, 320), QSize(320, 320), QSize(900, 500)])
def test_it_fits_and_can_be_drawn(card, transfer, click, settle, theme, size):
    card.show_theme(theme)
    click("transferMeasure")
    settle()
    click("transferKeep")
    card.setFixedSize(size)
    for _ in range(2):  # at first the controls lie as they did before
        QCoreApplication.processEvents()
    assert card.minimumSizeHint().width() <= 280
    for switch in ("pushTest", "transferMap"):
        click(switch)
        assert card.grab().toImage().size() == size
    for control in card.findChildren(QAbstractButton) + card.findChildren(QComboBox):
        if control.isVisible() and not control.objectName().startswith("qt_"):
            assert control.toolTip()
            assert control.accessibleName()


def test_importing_it_loads_nothing_heavy():
    code = "import sys, pg_desktop.ui.panes.robustness.card; print({'numpy', 'gymnasium', 'torch'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == "set()"
