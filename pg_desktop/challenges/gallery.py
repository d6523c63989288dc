"""Rewards that were cheated, and one that was not: the gallery of the challenge "reward", each with its preset.

A reward says what is wanted; a policy does what is said. Every entry of the gallery is a reward that reads well and is
raised by a policy nobody wanted. Only the world's own return, which no entry of the gallery replaces, tells.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pg_desktop.messages import QT_TRANSLATE_NOOP

if TYPE_CHECKING:
    from pg_desktop.learning.settings.table import Settings


@dataclass(frozen=True)
class Entry:
    """A reward and what became of it; texts are English sources for translation in the context "Challenges".

    Attributes:
        id: its name in figures; its preset is `challenge-reward-{id}`.
        title: what the policy makes of it, in a few words.
        wanted: what whoever wrote it had in mind.
        happens: what to see.
        why: the reason.
        updates: of training, with which it shows.
        cheated: whether the designed return rises while the true one falls, or stays, against the untrained policy's.
        source: where more of the kind is told.
    """

    id: str
    title: str
    wanted: str
    happens: str
    why: str
    updates: int
    cheated: bool = True
    source: str = ""

    @property
    def preset(self) -> str:
        """The id of the preset that sets it up."""
        return f"challenge-reward-{self.id}"


_KRAKOVNA: Final = "Krakovna et al. 2020, Specification gaming: the flip side of AI ingenuity, with a list of examples"
_IRPAN: Final = "Irpan 2018, Deep Reinforcement Learning Doesn't Work Yet"
_NG: Final = "Ng, Harada, Russell 1999, Policy invariance under reward transformations"

GALLERY: Final = (
    Entry(
        "drop",
        QT_TRANSLATE_NOOP("Challenges", "Drop the pole"),
        QT_TRANSLATE_NOOP("Challenges", "Keep the pole upright and the cart in the middle: both cost their square."),
        QT_TRANSLATE_NOOP("Challenges", "The pole is dropped as fast as it can be."),
        QT_TRANSLATE_NOOP(
            "Challenges",
            "Every step costs something, so the shortest episode costs least. Nothing says that going on is worth "
            "anything.",
        ),
        updates=30,
        source=_KRAKOVNA,
    ),
    Entry(
        "dive",
        QT_TRANSLATE_NOOP("Challenges", "Dive to the right"),
        QT_TRANSLATE_NOOP("Challenges", "Move to the right, as fast as you can: v."),
        QT_TRANSLATE_NOOP("Challenges", "The cart dashes off from under the pole, and the episode is over."),
        QT_TRANSLATE_NOOP(
            "Challenges",
            "Pushing right all the time earns most while it lasts, and learning finds that long before it finds how "
            "to balance on the way.",
        ),
        updates=30,
        source=_IRPAN,
    ),
    Entry(
        "save",
        QT_TRANSLATE_NOOP("Challenges", "Save fuel and fall"),
        QT_TRANSLATE_NOOP("Challenges", "Stay up, and push gently: a step earns 1, and a push costs 20 u²."),
        QT_TRANSLATE_NOOP("Challenges", "The pole falls sooner than it did by chance, and the pushes shrink."),
        QT_TRANSLATE_NOOP(
            "Challenges",
            "At first every step costs more than it earns, so a short episode is a cheap one. The weight 20 was a "
            "guess, and it is the policy. Train on for hundreds of updates: once pushes have shrunk, a gentle balance "
            "may be found after all.",
        ),
        updates=30,
        source=_IRPAN,
    ),
    Entry(
        "propeller",
        QT_TRANSLATE_NOOP("Challenges", "Propeller"),
        QT_TRANSLATE_NOOP("Challenges", "Gain momentum, for without it the pendulum never comes up: |ω|."),
        QT_TRANSLATE_NOOP("Challenges", "It spins for ever, past the top, as fast as it can."),
        QT_TRANSLATE_NOOP(
            "Challenges", "Speed was a means. As a reward it is the end, and standing still earns nothing."
        ),
        updates=20,
        source=_KRAKOVNA,
    ),
    Entry(
        "rock",
        QT_TRANSLATE_NOOP("Challenges", "Rock for ever"),
        QT_TRANSLATE_NOOP("Challenges", "Reach the flag soon, and be fast on the way: −1 and up to 10 for speed."),
        QT_TRANSLATE_NOOP("Challenges", "The car rocks in the valley, faster and faster, and shuns the flag."),
        QT_TRANSLATE_NOOP(
            "Challenges",
            "Reaching the flag ends the earning. As the boat race that was won by driving in circles: the bonus on "
            "the way is worth more than the goal.",
        ),
        updates=60,
        source=_KRAKOVNA,
    ),
    Entry(
        "soar",
        QT_TRANSLATE_NOOP("Challenges", "Never come down"),
        QT_TRANSLATE_NOOP(
            "Challenges", "Come down gently, for a fall breaks a lander: vy, which is below 0 while it falls."
        ),
        QT_TRANSLATE_NOOP(
            "Challenges", "The main engine fires without a pause, and the lander flies out of the picture."
        ),
        QT_TRANSLATE_NOOP(
            "Challenges",
            "To brake a fall and to climb are the same to a reward that knows only speed, and nothing says that it is "
            "to come down at all. The true score charges fuel, distance and the crash, and gets four times worse.",
        ),
        updates=24,
        source=_KRAKOVNA,
    ),
    Entry(
        "cure",
        QT_TRANSLATE_NOOP("Challenges", "The cure: a potential"),
        QT_TRANSLATE_NOOP("Challenges", "Reach the flag soon, and gain energy on the way: −1 + 100 (γΦ′ − Φ)."),
        QT_TRANSLATE_NOOP("Challenges", "The car rocks itself up and out of the valley."),
        QT_TRANSLATE_NOOP(
            "Challenges",
            "What a gain of energy earns, a loss takes back: round a circle it comes to nothing, so rocking for ever "
            "earns nothing. Such a bonus leaves the best policy the best, as Ng, Harada and Russell proved for a Φ "
            "that is 0 at the end. It needs λ < 1: over whole episodes the bonuses add up to −Φ of where one is and "
            "γᵀΦ of the end, which is hardly more than a baseline. With λ < 1 the advantage of an action is the energy "
            "that it gains soon.",
        ),
        updates=40,
        cheated=False,
        source=_NG,
    ),
)
"""What there is to choose, the cure last."""

CHEATED: Final = tuple(entry for entry in GALLERY if entry.cheated)
"""Those of which the bars say that they are."""


def entry_of(reward: str) -> Entry | None:
    """The entry whose preset has this reward, if there is one."""
    from pg_desktop.storage.presets import load_presets  # noqa: PLC0415 (read where it is wanted)

    by_reward = {preset.settings.get("reward"): preset.id for preset in load_presets()}
    return next((entry for entry in GALLERY if entry.preset == by_reward.get(reward)), None)


def settings_of(entry: Entry, seed: int = 0) -> Settings:
    """What the entry's preset sets up."""
    from pg_desktop.learning.settings.table import Settings  # noqa: PLC0415
    from pg_desktop.storage.presets import load_presets  # noqa: PLC0415

    preset = next(preset for preset in load_presets() if preset.id == entry.preset)
    return preset.apply(Settings()).changed({"seed": seed})
