"""How large the file of a long run is."""

import pytest

from pg_desktop.ladder.table import settings_of
from pg_desktop.learning.settings.table import Settings
from pg_desktop.runs.archive.writer import ArchiveWriter, Moment
from pg_desktop.runs.run import Run
from pg_desktop.storage.experiment.file import ExperimentFile
from tests.runs.archive.small_runs import write_records

EPISODES = 100_000
BYTES_MAX = 25_000_000
BYTES_OF_A_STATE = 750_000
"""Of Connect Four: two networks of 29,000 weights, and what their optimisers remember."""
BYTES_BESIDES = 600_000


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


def test_a_rung_of_connect_four_takes_what_its_states_take(tmp_path):
    """Once a second it is written where the run is, which leaves nothing behind."""
    settings = settings_of("connect-four", "compete", 0).changed({"episodes_per_update": 64, "exam_every": 100})
    run, path = Run.begin(settings, id=1, watched=True), tmp_path / "rung.pglab"
    file = ExperimentFile.create(path)
    writer = ArchiveWriter(file)
    for _ in range(8):
        run.advance()
        writer.write([run.record], Moment(run.record, run.state()), {}, checkpoints=0)
    writer.write([run.record], Moment(run.record, run.state()), {})
    writer.sweep()
    file.save_copy(tmp_path / "saved.pglab")
    states = 1 + len(run.record.checkpoints.entries())
    file.close(single=True)
    run.close()
    assert (tmp_path / "saved.pglab").stat().st_size <= states * BYTES_OF_A_STATE + BYTES_BESIDES
    assert path.stat().st_size <= states * BYTES_OF_A_STATE + BYTES_BESIDES
