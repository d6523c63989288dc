"""Which stage of an update is looked at."""

import pytest

from pg_desktop.learning.explaining.stages import Stage
from pg_desktop.ui.panes.shown_stage import ShownStage


@pytest.fixture
def shown(qapp):
    return ShownStage()


def test_it_goes_from_end_to_end_and_stays_there(shown):
    shown.choose(Stage.EPISODES)
    seen = []
    shown.changed.connect(lambda: seen.append(shown.stage))
    for _ in range(9):
        shown.go(1)
    assert seen == list(shown.stages[1:])
    shown.go(-100)
    assert shown.stage is Stage.EPISODES


@pytest.mark.parametrize(
    ("stage", "counterpart", "back"),
    [
        (Stage.EPISODES, Stage.EPISODES, Stage.EPISODES),
        (Stage.SUMS, Stage.TARGETS, Stage.SUMS),
        (Stage.LOSS, Stage.ERRORS, Stage.LOSS),
        (Stage.ADAM, Stage.STEPS, Stage.ADAM),
        (Stage.POLICY, Stage.VALUES, Stage.POLICY),
    ],
)
def test_another_kind_of_update_shows_what_does_the_same(shown, stage, counterpart, back):
    shown.choose(stage)
    shown.take_kind(by_values=True)
    assert shown.stage is counterpart
    assert shown.stage in shown.stages
    shown.take_kind(by_values=False)
    assert shown.stage is back


def test_a_stage_that_this_kind_of_update_has_not_leads_to_its_counterpart(shown):
    shown.take_kind(by_values=True)
    shown.choose(Stage.LOSS)
    assert shown.stage is Stage.ERRORS


def test_choosing_the_same_again_is_a_choice(shown):
    chosen = []
    shown.chosen.connect(lambda: chosen.append(shown.stage))
    shown.choose(shown.stage)
    shown.show(Stage.LOSS)
    assert chosen == [Stage.POLICY]
