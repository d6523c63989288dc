"""Makes what is shipped in `resources/games`: `python -m pg_desktop.learning.games.making GAME FILE`.

The same file comes out every time. `resources/games/README.md` says what there is and how long it takes.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from pg_desktop.learning.games.experts import expert_games
from pg_desktop.learning.games.records import to_bytes
from pg_desktop.learning.games.shipping import SEED, SHIPPED
from pg_desktop.learning.games.table import game_entry


def shipped_games_made(game_id: str) -> bytes:
    """The file of a game's shipped games, made anew."""
    records = expert_games(game_id, SHIPPED[game_id], SEED, progress=_tell)
    return to_bytes(game_entry(game_id).rules(), records)


def _tell(part: float) -> None:
    sys.stderr.write(f"\r{part:.1%} ")


def main() -> None:
    """Make one file."""
    parser = argparse.ArgumentParser(prog="python -m pg_desktop.learning.games.making", description=__doc__)
    parser.add_argument("game", choices=SHIPPED)
    parser.add_argument("file", type=Path)
    arguments = parser.parse_args()
    arguments.file.write_bytes(shipped_games_made(arguments.game))


if __name__ == "__main__":
    main()
