"""The table of actions, against numbers computed on paper."""

import pytest
from PySide6.QtCore import QObject, Qt

from pg_desktop.ui.kit.theme import LIGHT
from pg_desktop.ui.panes.anatomy.table import ActionsModel, Column, Which
from tests.ui.panes.anatomy.test_telling import by_hand, sight_of, trained


@pytest.fixture
def model(qapp):
    parent = QObject()
    yield ActionsModel(parent)
    parent.deleteLater()


def cells(model, row):
    return [model.index(row, column).data() for column in Column]


def test_two_steps_computed_on_paper(model):
    model.show_actions(by_hand(), Which.EPISODE)
    assert model.rowCount() == 2
    # π after: 1/(1 + e^0.17678) and 1/(1 + e^−0.28284).
    assert cells(model, 0) == ["1", "0", "1.00", "right", "0.500", "0.456", "−0.71", "−0.0923"]
    assert cells(model, 1) == ["1", "1", "2.00", "left", "0.500", "0.570", "+0.71", "+0.1315"]
    colours = [model.index(row, Column.CHANGE).data(Qt.ItemDataRole.ForegroundRole) for row in (0, 1)]
    assert colours == [LIGHT.bad, LIGHT.good]
    assert model.row_of(0, 1) == 1
    assert model.place_of(0) == (0, 0)


def test_what_changed_most_comes_first_and_nothing_of_the_other_sign(model):
    sight = sight_of(trained())
    change_B = sight.anatomy.change_B
    for which, sign in ((Which.ENCOURAGED, 1), (Which.DISCOURAGED, -1)):
        model.show_actions(sight, which)
        assert model.rowCount() == min(50, int((sign * change_B > 0).sum()))
        found = [float(model.index(row, Column.CHANGE).data().replace("−", "-")) for row in range(model.rowCount())]
        assert found == sorted(found, reverse=sign > 0)
        assert found[0] == pytest.approx(sign * (sign * change_B).max(), abs=6e-5)


def test_all_actions_come_episode_by_episode(model):
    sight = sight_of(trained())
    model.show_actions(sight, Which.BATCH)
    lengths = sight.trace.rollout.length_N.tolist()
    assert [model.place_of(row) for row in range(model.rowCount())] == [
        (episode, step) for episode, length in enumerate(lengths) for step in range(length)
    ]
    model.show_actions(sight, Which.EPISODE)
    assert model.rowCount() == lengths[0]
    assert model.row_of(1, 0) is None


@pytest.mark.parametrize(
    ("settings", "titles"),
    [
        ({}, ["π(a|s)", "A", "Δ log π"]),
        ({"environment": "Pendulum-v1"}, ["log p(a|s)", "A", "Δ log p"]),
        ({"algorithm": "dqn"}, ["Q(s, a)", "δ", "Δ Q"]),
    ],
)
def test_what_is_measured_is_named(model, settings, titles):
    sight = sight_of(trained(**settings))
    model.show_actions(sight, Which.EPISODE)
    columns = (Column.BEFORE, Column.ADVANTAGE, Column.CHANGE)
    assert [model.headerData(column, Qt.Orientation.Horizontal) for column in columns] == titles
    before = float(model.index(0, Column.BEFORE).data().replace("−", "-"))
    assert (0 <= before <= 1) or settings


def test_without_an_anatomy_there_are_no_rows(model):
    model.show_actions(by_hand(), Which.EPISODE)
    model.show_actions(None, Which.EPISODE)
    assert model.rowCount() == 0
    assert model.row_of(0, 0) is None
