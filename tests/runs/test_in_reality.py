"""Training episodes in sealed physics are counted, each once, from what was changed in a run."""

from pg_desktop.learning.edits import Edit
from pg_desktop.learning.settings.table import Settings
from pg_desktop.runs.in_reality import episodes_in_reality
from pg_desktop.runs.run import Run

SMALL = Settings(hidden_size=4, episodes_per_update=3, update_limit=0)


def edit(episode, old, new):
    return Edit(update=episode // 3, episode=episode, env_step=0, key="reality", old=old, new=new)


def test_by_hand():
    assert episodes_in_reality(Settings(), [], 90) == {}
    edits = [edit(30, 0, 2), edit(42, 2, 0), edit(60, 0, 7), edit(63, 7, 2)]
    assert episodes_in_reality(Settings(), edits, 90) == {2: 12 + 27, 7: 3}
    assert episodes_in_reality(Settings(), edits[:1], 33) == {2: 3}
    assert episodes_in_reality(Settings(), edits[:1], 30) == {}
    assert episodes_in_reality(Settings(reality=5), [], 9) == {5: 9}


def test_other_changes_count_for_nothing():
    other = Edit(update=1, episode=3, env_step=0, key="gravity", old=1.0, new=2.0)
    assert episodes_in_reality(Settings(), [other, edit(6, 0, 1), other], 12) == {1: 6}


def test_a_run_says_what_it_did_and_so_does_a_branch_of_it():
    run = Run.begin(SMALL, watched=True)
    run.advance()
    run.apply(SMALL.changed({"reality": 2}))
    run.advance()
    run.advance()
    run.apply(SMALL)
    run.advance()
    record = run.record
    assert episodes_in_reality(record.settings, record.edits.all(), record.figures.episodes) == {2: 6}
    entry = next(entry for entry in record.checkpoints.entries() if entry.update == 2)
    branch = record.branched(7, entry)
    assert episodes_in_reality(branch.settings, branch.edits.all(), branch.figures.episodes) == {2: 3}
    run.close()
