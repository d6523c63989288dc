"""What is counted from the first run of a policy on."""

from dataclasses import replace

import pytest

from pg_desktop.learning.edits import Edit
from pg_desktop.runs.continuation import counted_on, edits_counted_on
from pg_desktop.runs.facts import Origin
from pg_desktop.storage.policy_format import TrainingStatistics

BEFORE = TrainingStatistics(10, 320, 5_000, 1.5, 90.0, None)
RUN = TrainingStatistics(2, 64, 700, 0.25, 120.0, None)
EDIT = Edit(update=1, episode=32, env_step=300, key="gamma", old=0.9, new=0.8)


def test_counts_add_up_and_the_mean_is_the_latest():
    assert counted_on(RUN, Origin(BEFORE)) == TrainingStatistics(12, 384, 5_700, 1.75, 120.0, None)
    assert counted_on(RUN, None) == RUN


def test_before_its_first_update_a_run_has_changed_nothing():
    assert counted_on(TrainingStatistics(0, 0, 0, 0.0, None, None), Origin(BEFORE)) == BEFORE


@pytest.mark.parametrize(
    ("before", "run", "solved"), [(None, None, None), (None, 50, 370), (100, None, 100), (100, 50, 100)]
)
def test_solved_is_when_it_was_for_the_first_time(before, run, solved):
    origin = Origin(replace(BEFORE, solved_at_episode=before))
    assert counted_on(replace(RUN, solved_at_episode=run), origin).solved_at_episode == solved


def test_edits_follow_those_of_before():
    earlier = replace(EDIT, update=7)
    counted = replace(EDIT, update=11, episode=352, env_step=5_300)
    assert edits_counted_on([EDIT], Origin(BEFORE, (earlier,))) == (earlier, counted)
    assert edits_counted_on([EDIT], None) == (EDIT,)
