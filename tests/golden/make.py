"""Write the golden file of the present version: `python -m tests.golden.make`; those of earlier versions stay."""

import json
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from pg_desktop.learning.demonstrations.recording import record
from pg_desktop.learning.settings.table import Settings
from pg_desktop.learning.worlds.world import make_world
from pg_desktop.runs.run import Run
from pg_desktop.storage.experiment import schema
from tests.golden.test_golden_files import told
from tests.runs.archive.small_runs import small_records, write_records

FOLDER = Path(__file__).parent
BOARD = {
    "environment": "TicTacToe-v0",
    "hidden_size": 8,
    "episodes_per_update": 8,
    "positions_per_step": 32,
    "pool_every": 1,
    "simulations": 3,
}


def board_records(first):
    """The records of a run that plays against itself and of one that looks ahead, with ids from `first` on."""
    records = []
    for number, algorithm in enumerate(("self_play", "zero"), start=first):
        run = Run.begin(Settings().changed({**BOARD, "algorithm": algorithm}), id=number, watched=True)
        for _ in range(3):
            run.advance()
        run.leave()
        records.append(run.record)
    return records


def main():
    """See the module."""
    path = FOLDER / f"experiment-{schema.VERSION}.pglab"
    path.unlink(missing_ok=True)
    records = small_records(3)
    entry = records[0].checkpoints.nearest(2)
    branch = Run.branch(records[0], entry, entry.payload.settings, stream=1, id=3)
    branch.advance()
    branch.leave()
    shown = record(make_world("CartPole-v1"), episodes=2, speed=0.25, seed=0)
    write_records(
        path, [*records, branch.record, *board_records(4)], [each.numbered(i + 1) for i, each in enumerate(shown)]
    )
    with TemporaryDirectory() as folder:  # it is left as it was written
        copy = Path(shutil.copy(path, folder))
        path.with_suffix(".json").write_text(json.dumps(told(copy), indent=1) + "\n")


if __name__ == "__main__":
    main()
