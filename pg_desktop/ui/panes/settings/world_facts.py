"""What a world is like, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from pg_desktop.learning.worlds.arguments import shown_arguments
from pg_desktop.ui.kit.numbers import short, whole

if TYPE_CHECKING:  # Gymnasium, which the first paint does not need
    from pg_desktop.learning.worlds.world import World


def world_facts(world: World) -> str:
    """Arguments, spaces, target, length of an episode and how several step together, in one line."""
    from pg_desktop.learning.worlds.vectorisation import Vectorisation  # noqa: PLC0415 (Gymnasium, after the first paint)

    translate = QCoreApplication.translate
    target = (
        translate("WorldFacts", "no target")
        if world.threshold is None
        else translate("WorldFacts", "solved at {target}").format(target=short(float(world.threshold), 6))
    )
    together = {
        Vectorisation.VECTOR: translate("WorldFacts", "vectorised"),
        Vectorisation.SYNC: translate("WorldFacts", "stepped one by one"),
        Vectorisation.ASYNC: translate("WorldFacts", "in processes of their own"),
    }[world.vectorisation]
    facts = translate("WorldFacts", "{spaces} · at most {steps} steps · {target} · {together}").format(
        spaces=world.spaces, steps=whole(world.max_episode_steps), target=target, together=together
    )
    return " · ".join(filter(None, (shown_arguments(world.arguments), facts)))
