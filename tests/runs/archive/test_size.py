"""How large the file of a long run is."""

import pytest

from pg_desktop.learning.settings.table import Settings
from pg_desktop.runs.run import Run
from tests.runs.archive.small_runs import write_records

EPISODES = 100_000
BYTES_MAX = 25_000_000


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_run_of_a_hundred_thousand_episodes(tmp_path, scoreboard):
    """Each episode is short, because next to nothing is learned; its numbers take as much as those of a long one."""
    run = Run.begin(Settings(learning_rate=1e-5, seed=1), id=1, watched=True)
    while run.history.episodes < EPISODES:
        run.advance()
    run.leave()
    write_records(tmp_path / "long.pglab", [run.record])
    size = (tmp_path / "long.pglab").stat().st_size
    assert size <= BYTES_MAX
    scoreboard("file-size", f"{size / 1e6:.1f} MB, {len(run.record.checkpoints.entries())} checkpoints in it")
