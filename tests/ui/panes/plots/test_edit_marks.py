"""What a drag of a slider changes in many small steps is one mark."""

from PySide6.QtCore import QLocale

from pg_desktop.learning.edits import Edit
from pg_desktop.ui.panes.plots.edit_marks import changes


def edit(update, key, old, new):
    return Edit(update=update, episode=4 * update, env_step=80 * update, key=key, old=old, new=new)


def told(*edits):
    return [(change.first.update, change.label) for change in changes(edits)]


def test_one_edit_is_one_mark():
    (change,) = changes([edit(3, "gamma", 0.99, 0.9)])
    assert change.label == "γ 0.99 → 0.9"
    assert change.tip == "Discount: 0.99 → 0.9, from update 4 on"


def test_edits_that_follow_each_other_closely_are_one_change():
    (change,) = changes([edit(3, "gamma", 0.99, 0.95), edit(4, "gamma", 0.95, 0.9), edit(9, "gamma", 0.9, 0.836)])
    assert (change.first.update, change.label) == (3, "γ 0.99 → 0.836")
    assert change.tip == "Discount: 0.99 → 0.836 in 3 steps, from update 4 to 10"


def test_edits_further_apart_are_two():
    assert told(edit(3, "gamma", 0.99, 0.95), edit(9, "gamma", 0.95, 0.9)) == [
        (3, "γ 0.99 → 0.95"),
        (9, "γ 0.95 → 0.9"),
    ]


def test_settings_are_told_apart_however_close():
    assert told(
        edit(3, "gamma", 0.99, 0.95),
        edit(3, "learning_rate", 0.03, 0.02),
        edit(4, "gamma", 0.95, 0.9),
        edit(4, "learning_rate", 0.02, 0.01),
    ) == [(3, "γ 0.99 → 0.9"), (3, "α 0.03 → 0.01")]


def test_a_way_there_and_back_tells_where_it_led():
    """Of the hidden size that does something, and "64 → 64" would tell of nothing."""
    (undone,) = changes([edit(3, "hidden_size", 64, 128), edit(5, "hidden_size", 128, 64)])
    assert undone.label == "H 64 → 128 → 64"
    assert undone.tip == "Hidden size: 64 → 128 → 64 in 2 steps, from update 4 to 6"
    (dragged,) = changes([edit(3, "gamma", 0.99, 0.95), edit(4, "gamma", 0.95, 0.9), edit(5, "gamma", 0.9, 0.99)])
    assert dragged.label == "γ 0.99 → … → 0.99"


def test_values_are_written_as_their_controls_write_them():
    assert told(edit(3, "learning_rate", 5e-5, 1e-5)) == [(3, "α 0.00005 → 0.00001")]
    assert told(edit(3, "normalise_rewards", False, True)) == [(3, "Normalise rewards off → on")]
    assert told(edit(3, "gamma", 0.98765, 0.98766)) == [(3, "γ 0.98765 → 0.98766")]  # and never "0.9877 → 0.9877"
    QLocale.setDefault(QLocale(QLocale.Language.German, QLocale.Country.Germany))
    assert told(edit(1234, "gamma", 0.99, 0.5)) == [(1234, "γ 0,99 → 0,5")]
    assert changes([edit(1234, "gamma", 0.99, 0.5)])[0].tip == "Discount: 0,99 → 0,5, from update 1.235 on"


def test_no_edits_no_marks():
    assert changes([]) == []


def test_a_branch_is_told():
    (branched,) = changes([edit(384, "stream", 0, 1)])
    assert branched.label == "branch"
    assert branched.tip == (
        "Branched from update 384 of another run, and goes on with other random numbers (stream 1)."
    )


def test_branches_close_to_each_other_stay_apart():
    assert told(edit(3, "stream", 0, 1), edit(4, "stream", 1, 2)) == [(3, "branch"), (4, "branch")]
