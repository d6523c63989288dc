"""`train` that says after every update how far it has come, see `tests.killing`: `python -m tests.cli.dying ARGS`."""

import sys

from pg_desktop.__main__ import main
from pg_desktop.cli.kept import Keeping
from tests.killing import say


def watched(after_update):
    """As it was, and then a line."""

    def after(keeping, *, now=False):
        after_update(keeping, now=now)
        say(keeping.run.updates, len(keeping.run.edits.all()))

    return after


if __name__ == "__main__":
    Keeping.after_update = watched(Keeping.after_update)
    sys.exit(main(["train", "--quiet", *sys.argv[1:]]))
