"""The list's rows are the experiment's runs, whatever is added, taken out, pinned and renamed."""

import random
import re

import pytest
from PySide6.QtCore import QLocale, QModelIndex, QObject, QRect, Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication, QLineEdit, QStyleOptionViewItem, QTreeView

from pg_desktop.learning.edits import STREAM, Edit
from pg_desktop.runs.experiment import Experiment
from pg_desktop.runs.facts import Origin, Solved
from pg_desktop.runs.record import Progress, RunRecord
from pg_desktop.ui.kit.theme import LIGHT
from pg_desktop.ui.panes.runs.delegate import RunDelegate
from pg_desktop.ui.panes.runs.model import RUN_ROLE, Column, RunsModel
from pg_desktop.ui.panes.runs.view import RunsView
from pg_desktop.ui.panes.runs.words import RunWords, differences
from tests.runs.conftest import SMALL
from tests.runs.test_experiment import begun, branched, grow

TEXT = Qt.ItemDataRole.DisplayRole
ENGLISH = QLocale(QLocale.Language.English, QLocale.Country.UnitedStates)


class Shown(QObject):
    """The live run is shown."""

    changed = Signal()

    def __init__(self, experiment):
        super().__init__()
        self._experiment = experiment

    @property
    def record(self):
        return self._experiment.live


@pytest.fixture
def experiment():
    return Experiment()


@pytest.fixture
def model(experiment, qtmodeltester):
    """A model that a tester watches."""
    shown = Shown(experiment)
    model = RunsModel(experiment, shown, shown)
    qtmodeltester.check(model)
    yield model
    del shown


def rows(model, parent=None):
    """The ids of all runs as they stand below each other: nested lists."""
    index = QModelIndex() if parent is None else parent
    found = []
    for row in range(model.rowCount(index)):
        child = model.index(row, 0, index)
        below = rows(model, child)
        found.append((child.data(RUN_ROLE), below) if below else child.data(RUN_ROLE))
    return found


def cell(model, run, column, role=TEXT):
    return model.index_of(run, column).data(role)


def test_the_newest_stands_on_top_and_a_branch_below_its_parent(model, experiment):
    first = begun(experiment, 5)
    begun(experiment, 2)
    branched(experiment, first, 3, updates=1)
    branched(experiment, first, 4, updates=1)
    model.refresh()
    assert rows(model) == [2, (1, [4, 3])]


def test_a_pinned_run_stands_before_the_others(model, experiment):
    for _ in range(3):
        begun(experiment, 1)
    model.refresh()
    experiment.relabel(1, pinned=True)
    model.refresh()
    assert rows(model) == [1, 3, 2]


def test_a_branch_of_a_run_that_is_gone_stands_by_itself_until_it_is_back(model, experiment):
    first = begun(experiment, 5)
    branched(experiment, first, 3, updates=1)
    begun(experiment, 1)
    model.refresh()
    gone = experiment.remove(1)
    model.refresh()
    assert rows(model) == [3, 2]
    experiment.restore(gone)
    model.refresh()
    assert rows(model) == [3, (1, [2])]


def test_views_keep_their_place_through_many_changes(model, experiment, qtbot):
    """The tester stops at the first step that is not announced as it should be."""
    view = QTreeView()
    qtbot.addWidget(view)
    view.setModel(model)
    kept = begun(experiment, 3)
    model.refresh()
    view.setCurrentIndex(model.index_of(kept.id))
    rng, gone = random.Random(3), []
    for _ in range(50):
        records = [record for record in experiment.records if record is not experiment.live and record is not kept]
        match rng.randrange(5):
            case 0:
                begun(experiment, 2)
            case 1:
                branched(experiment, rng.choice(experiment.records), 1, updates=2)
            case 2 if records:
                gone.append(experiment.remove(rng.choice(records).id))
            case 3 if gone:
                experiment.restore(gone.pop(rng.randrange(len(gone))))
            case _:
                record = rng.choice(experiment.records)
                experiment.relabel(record.id, pinned=not record.label.pinned)
        model.refresh()
        assert view.currentIndex().data(RUN_ROLE) == kept.id
        assert set(_flat(rows(model))) == {record.id for record in experiment.records}


def _flat(nested):
    for entry in nested:
        if isinstance(entry, tuple):
            yield entry[0]
            yield from _flat(entry[1])
        else:
            yield entry


def test_nothing_is_told_while_nothing_changes(model, experiment, qtbot):
    live = begun(experiment, 1)
    model.refresh()
    model.refresh_live()
    told = []
    model.dataChanged.connect(lambda first, last: told.append((first.data(RUN_ROLE), first.column(), last.column())))
    model.refresh()
    model.refresh_live()
    assert told == []
    grow(live, 1)
    model.refresh_live()
    assert told == [(1, Column.DIFFERENCES, Column.ENV_STEPS)]


def test_figures_are_those_of_the_record(model, experiment):
    grow(begun(experiment), 3)
    model.refresh()
    assert [cell(model, 1, column) for column in Column] == [
        "Run 1", "", "1.0", "", "3", "3", "REINFORCE", "CartPole-v1",
    ]  # fmt: skip


def test_a_root_differs_in_what_it_began_with(experiment):
    first = RunRecord(1, SMALL)
    second = RunRecord(2, SMALL.changed({"learning_rate": 0.01, "advantage": "value"}))
    third = RunRecord(3, SMALL.changed({"environment": "Acrobot-v1", "gamma": 0.5}))
    assert differences(first, None, ENGLISH) == ()
    assert differences(second, first, ENGLISH) == (
        "A Time baseline → Value network", f"α {SMALL.learning_rate:g} → 0.01",
    )  # fmt: skip
    assert differences(third, first, ENGLISH) == ("Acrobot-v1",)  # that says enough
    fourth = RunRecord(4, SMALL.changed({"algorithm": "dqn"}))
    assert differences(fourth, first, ENGLISH) == ("DQN",)
    assert differences(fourth, third, ENGLISH) == ("DQN", "CartPole-v1")


def test_a_branch_differs_in_what_was_changed_there_and_has_acted(experiment):
    parent = begun(experiment, 3)
    branch = branched(experiment, parent, 2, updates=2)
    for edit in (
        Edit(1, 1, 1, "gamma", 0.99, 0.5),
        Edit(2, 2, 2, STREAM, 0, 1),
        Edit(2, 2, 2, "learning_rate", 0.03, 0.02),
        Edit(3, 3, 3, "learning_rate", 0.02, 0.01),
        Edit(3, 3, 3, "hidden_size", 64, 32),
        Edit(4, 4, 4, "entropy_bonus", 0.0, 0.1),
    ):
        branch.edits.record(edit)
    assert differences(branch, None, ENGLISH) == ("branch from update 2", "α 0.03 → 0.01", "H 64 → 32")


def test_an_opened_run_names_its_file(experiment):
    opened = RunRecord(1, SMALL, origin=Origin(None, file="quick.safetensors"))
    assert differences(opened, None, ENGLISH) == ("opened from quick.safetensors",)


def test_a_name_is_asked_for_and_not_taken(model, experiment, qtbot):
    begun(experiment, 1)
    model.refresh()
    asked = []
    model.relabel_wanted.connect(lambda run, changes: asked.append((run, changes)))
    index = model.index_of(1)
    assert model.setData(index, "  slow one ")
    assert model.setData(index, "Run 1")  # as it is
    assert model.setData(index, Qt.CheckState.Unchecked, Qt.ItemDataRole.CheckStateRole)
    assert asked == [(1, {"name": "slow one"}), (1, {"hidden": True})]
    assert index.data() == "Run 1"


def test_what_it_is_is_told_to_those_who_cannot_see_it(model, experiment):
    begun(experiment, 1)
    begun(experiment, 1)
    experiment.relabel(1, pinned=True, name="<b>slow</b>")
    model.refresh()
    role = Qt.ItemDataRole.AccessibleTextRole
    assert cell(model, 2, Column.NAME, role) == "Run 2, live, shown"
    assert cell(model, 1, Column.NAME, role) == "<b>slow</b>, pinned"
    assert "&lt;b&gt;slow" in cell(model, 1, Column.NAME, Qt.ItemDataRole.ToolTipRole)


def test_five_hundred_runs_cost_next_to_nothing(experiment, qtbot, monkeypatch):
    shown = Shown(experiment)
    model = RunsModel(experiment, shown, shown)  # without a tester, which looks at everything at every step
    for _ in range(500):
        grow(begun(experiment), 1)
    model.refresh()
    asked = []
    words_of = RunWords.of
    monkeypatch.setattr(RunWords, "of", staticmethod(lambda *args: (asked.append(args[0].id), words_of(*args))[1]))
    for _ in range(20):
        grow(experiment.live, 1)
        model.refresh()
        model.refresh_live()
        cell(model, 500, Column.MEAN_RETURN)
        cell(model, 499, Column.MEAN_RETURN)
    assert asked.count(499) == 1
    assert asked.count(500) == 20
    assert set(asked) == {499, 500}


def test_no_cell_of_the_list_cuts_a_number_in_two(experiment, qtbot):
    branched(experiment, begun(experiment, 1), 3, updates=1)
    shown = Shown(experiment)
    model = RunsModel(experiment, shown, shown)
    view = RunsView(model, None)
    qtbot.addWidget(view)
    model.refresh()
    option = QStyleOptionViewItem()
    for run in experiment.records:
        for column in (Column.DIFFERENCES, Column.MEAN_RETURN, Column.SOLVED, Column.UPDATES, Column.ENV_STEPS):
            index = model.index_of(run.id, column)
            whole = index.data()
            for width in range(13, 240, 3):
                option.rect = QRect(0, 0, width, 26)
                view.delegate.initStyleOption(option, index)
                assert option.text == whole or option.text.endswith("…")
                if option.text != whole:
                    numbers = re.findall(r"[\d.,]*\d", option.text)
                    assert numbers == re.findall(r"[\d.,]*\d", whole)[: len(numbers)]


def test_a_name_that_is_being_changed_is_asked_for_once(experiment, qtbot):
    shown = Shown(experiment)
    model = RunsModel(experiment, shown, shown)
    view = RunsView(model, None)
    qtbot.addWidget(view)
    begun(experiment, 1)
    model.refresh()
    view.show()
    view.setCurrentIndex(model.index(0, Column.NAME))
    view.rename()
    view.rename()
    assert len(view.findChildren(QLineEdit)) == 1


@pytest.mark.parametrize("keys", [[Qt.Key.Key_Return], [Qt.Key.Key_Return] * 2, [Qt.Key.Key_Tab, Qt.Key.Key_Return]])
@pytest.mark.parametrize("gone", [False, True])
def test_a_name_is_taken_once_however_fast_keys_follow_each_other(experiment, qtbot, keys, gone):
    shown = Shown(experiment)
    model = RunsModel(experiment, shown, shown)
    view, names = RunsView(model, None), []
    qtbot.addWidget(view)
    model.relabel_wanted.connect(lambda run, labels: names.append((run, labels["name"])))
    first, _ = begun(experiment, 1), begun(experiment, 1)
    model.refresh()
    view.show()
    view.activateWindow()
    qtbot.waitUntil(view.isActiveWindow)
    view.setCurrentIndex(model.index_of(first.id, Column.NAME))
    view.rename()
    field = QApplication.focusWidget()
    assert isinstance(field, QLineEdit)
    field.setText("Mine")
    for key in keys:
        qtbot.keyClick(QApplication.focusWidget(), key)
    if gone:
        experiment.remove(first.id)
        model.refresh()
    qtbot.waitUntil(lambda: view.delegate.editor is None or keys[0] == Qt.Key.Key_Tab)
    assert set(names) <= {(first.id, "Mine")}
    assert names or gone


def test_a_run_that_is_no_longer_solved_says_so(model, experiment, qtbot):
    view = QTreeView()
    qtbot.addWidget(view)
    record, solved = begun(experiment, 5), Solved(episode=1589, update=3, env_step=3, seconds=0.5)
    item = Qt.ItemDataRole
    for fallen, text, said in (
        (False, "✓ 1,589", "solved at episode 1,589"),
        (True, "↓ 1,589", "solved at episode 1,589; mean now 1.00"),
    ):
        record.progress = Progress(SMALL, solved, 0.5, fallen)
        model.refresh()
        assert cell(model, record.id, Column.SOLVED) == text
        assert cell(model, record.id, Column.SOLVED, item.AccessibleTextRole) == said
        assert cell(model, record.id, Column.NAME, item.ToolTipRole).endswith(said)
        option, delegate = QStyleOptionViewItem(), RunDelegate(view)
        delegate.initStyleOption(option, model.index_of(record.id, Column.SOLVED))
        assert option.palette.color(QPalette.ColorRole.Text) == (LIGHT.bad if fallen else LIGHT.good)
