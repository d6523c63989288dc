"""A change of a setting, and what a run began with."""

from dataclasses import FrozenInstanceError

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pg_desktop.learning.edits import Edit, initial_settings, initial_stream
from pg_desktop.learning.settings.table import Settings

changes = st.one_of(
    st.tuples(st.just("gamma"), st.floats(0, 1)),
    st.tuples(st.just("hidden_size"), st.integers(1, 512)),
    st.tuples(st.just("gravity"), st.floats(0.25, 4)),
    st.tuples(st.just("stop_when_solved"), st.booleans()),
)


def edit(key, old, new, update=1):
    return Edit(update=update, episode=0, env_step=0, key=key, old=old, new=new)


def test_without_edits_a_run_began_with_what_it_has():
    assert initial_settings(Settings(gamma=0.5), ()) == Settings(gamma=0.5)


def test_the_first_change_of_each_setting_tells():
    edits = [edit("gamma", 0.9, 0.8), edit("seed", 1, 2), edit("gamma", 0.8, 0.7, update=5)]
    assert initial_settings(Settings(gamma=0.7, seed=2, hidden_size=9), edits) == Settings(
        gamma=0.9, seed=1, hidden_size=9
    )


@given(st.lists(changes))
def test_it_undoes_whatever_was_done(changed):
    settings, edits = Settings(), []
    for update, (key, value) in enumerate(changed, start=1):
        edits.append(edit(key, settings.value(key), value, update))
        settings = settings.changed({key: value})
    assert initial_settings(settings, edits) == Settings()
    assert initial_settings(settings, iter(edits)) == Settings()


def test_the_first_stream_is_the_one_before_the_first_change_of_it():
    edits = [edit("stream", 0, 1), edit("gamma", 0.9, 0.8), edit("stream", 1, 4, update=5)]
    assert initial_stream(4, edits) == 0
    assert initial_stream(4, edits[1:2]) == 4
    assert initial_settings(Settings(gamma=0.8), edits) == Settings(gamma=0.9)


def test_an_edit_stays_as_it_is():
    with pytest.raises(FrozenInstanceError):
        edit("gamma", 0.9, 0.8).new = 0.5
    assert edit("gamma", 0.9, 0.8).moved is None
