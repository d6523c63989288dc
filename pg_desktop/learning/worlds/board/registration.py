"""Makes the board games known to Gymnasium; importing it is enough."""

import gymnasium

from pg_desktop.learning.games.table import GAMES

for _entry in GAMES:
    gymnasium.register(
        id=_entry.environment,
        entry_point="pg_desktop.learning.worlds.board.env:BoardEnv",
        vector_entry_point="pg_desktop.learning.worlds.board.vector_env:BoardVectorEnv",
        max_episode_steps=_entry.rules().plies_max,
        kwargs={"game": _entry.id},
    )
