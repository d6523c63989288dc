"""Write the golden file of the present version: `python -m tests.golden.make`; those of earlier versions stay."""

import json
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from pg_desktop.learning.demonstrations.recording import record
from pg_desktop.learning.worlds.world import make_world
from pg_desktop.runs.run import Run
from pg_desktop.storage.experiment import schema
from tests.golden.test_golden_files import told
from tests.runs.archive.small_runs import small_records, write_records

FOLDER = Path(__file__).parent


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
    write_records(path, [*records, branch.record], [each.numbered(i + 1) for i, each in enumerate(shown)])
    with TemporaryDirectory() as folder:  # it is left as it was written
        copy = Path(shutil.copy(path, folder))
        path.with_suffix(".json").write_text(json.dumps(told(copy), indent=1) + "\n")


if __name__ == "__main__":
    main()
