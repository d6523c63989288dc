"""A process that saves again and again until it is killed: `python -m tests.storage.experiment.saving WORKING TARGET`.

Each time it changes something in the working copy, the number under the key `saved`, and saves a copy; it prints the
number once that is done. The saving is that of the window.
"""

import sys
from contextlib import closing
from itertools import count
from pathlib import Path

from pg_desktop.storage.experiment.file import ExperimentFile


def main(working, target):
    """See the module."""
    with closing(ExperimentFile.open(Path(working), writable=True)) as file:
        for number in count(file.meta()["saved"] + 1):
            with file.transaction():
                file.set_meta("saved", number)
            file.save_copy(Path(target))
            sys.stdout.write(f"{number}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
