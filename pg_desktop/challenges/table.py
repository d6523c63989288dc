"""THE table of challenges: what there is, how it is set up, and what it has to show. Adding one is adding a row.

A challenge's protocol is a function `protocol(seed, stop, progress) -> dict[str, float]`: it does the whole experiment
with one seed, without a window, and returns a number for every claim, by its key, and whatever else is worth printing.
It asks `stop` between its steps and tells `progress` which part is done, in [0, 1].
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from math import ceil
from typing import Final

from pg_desktop.challenges.gallery import CHEATED
from pg_desktop.learning.measuring.bars import Bar
from pg_desktop.messages import QT_TRANSLATE_NOOP

Protocol = Callable[[int, Callable[[], bool], Callable[[float], None]], Mapping[str, float]]


@dataclass(frozen=True)
class Claim:
    """Something that a challenge has to show; texts are English sources for translation in the context "Challenges".

    Attributes:
        key: its name in what the protocol returns.
        text: what it is, without the number.
        bar: how good it has to be with one seed.
        share: of the seeds that have to reach that, in (0, 1].
    """

    key: str
    text: str
    bar: Bar
    share: float = 1.0

    def met_by(self, figures: Sequence[float]) -> int:
        """With how many of these seeds it is reached."""
        return sum(map(self.bar.is_met_by, figures))

    def needed(self, seeds: int) -> int:
        """With how many of so many seeds it has to be."""
        return ceil(self.share * seeds - 1e-9)


@dataclass(frozen=True)
class Challenge:
    """An experiment of the chapter's last section.

    Attributes:
        id: its name in code, on the command line, and of the text `resources/challenges/{id}.md`.
        title: what the user reads.
        question: what it asks, in a sentence.
        presets: the ids of those that set it up, in the order in which they are tried.
        pane: the id of the pane that it is done in.
        protocol: the function that does it without a window, as "package.module:name"; imported when it is wanted.
        claims: what it has to show.
    """

    id: str
    title: str
    question: str
    presets: tuple[str, ...]
    pane: str
    protocol: str
    claims: tuple[Claim, ...]

    def load(self) -> Protocol:
        """Import what does it."""
        module, _, name = self.protocol.partition(":")
        found: Protocol = getattr(import_module(module), name)
        return found


CHALLENGES: Final[tuple[Challenge, ...]] = (
    Challenge(
        id="reality",
        title=QT_TRANSLATE_NOOP("Challenges", "The real world and its gap"),
        question=QT_TRANSLATE_NOOP(
            "Challenges", "What is a score in the simulator worth in a world that the policy was never told about?"
        ),
        presets=("challenge-reality-nominal", "challenge-reality-randomised"),
        pane="reality",
        protocol="pg_desktop.challenges.reality:reality",
        claims=(
            Claim(
                "nominal_late", QT_TRANSLATE_NOOP("Challenges", "Nominal, 3 steps late: mean return"), Bar("<=", 300)
            ),
            Claim(
                "randomised_late",
                QT_TRANSLATE_NOOP("Challenges", "Randomised, 3 steps late: mean return"),
                Bar(">=", 450),
            ),
            Claim(
                "randomised_all",
                QT_TRANSLATE_NOOP("Challenges", "Randomised, noisy, late and with backlash: mean return"),
                Bar(">=", 450),
            ),
        ),
    ),
    Challenge(
        id="reward",
        title=QT_TRANSLATE_NOOP("Challenges", "Reward design"),
        question=QT_TRANSLATE_NOOP("Challenges", "Does a policy do what was meant, or what the reward says?"),
        presets=("challenge-reward-drop", "challenge-reward-rock", "quick", "challenge-reward-cure"),
        pane="reward",
        protocol="pg_desktop.challenges.reward:do_reward",
        claims=(
            *(
                Claim(f"{each.id}_designed_gain", f"{each.title}: designed return up", Bar(">=", 0.0))
                for each in CHEATED
            ),
            *(
                Claim(f"{each.id}_true_gain", f"{each.title}: share true return is up", Bar("<=", 0.05))
                for each in CHEATED
            ),
            Claim("cure_true_after", "The cure: true return", Bar(">=", -140.0), share=0.8),
            Claim("seconds", "Slowest of them, seconds of computing", Bar("<=", 60.0)),
        ),
    ),
    Challenge(
        id="adaptation",
        title=QT_TRANSLATE_NOOP("Challenges", "One-shot adaptation"),
        question=QT_TRANSLATE_NOOP(
            "Challenges",
            "The motor is reversed in the middle of an episode. Does one number, learned in the fall, save the pole?",
        ),
        presets=("challenge-adaptation", "challenge-adaptation-randomised"),
        pane="adaptation",
        protocol="pg_desktop.challenges.adaptation:protocol",
        claims=(
            Claim(
                "reversed_fixed",
                QT_TRANSLATE_NOOP("Challenges", "motor reversed: further steps of the fixed policy"),
                Bar("<=", 30),
            ),
            Claim(
                "reversed_randomised",
                QT_TRANSLATE_NOOP("Challenges", "motor reversed: of the domain-randomised policy"),
                Bar("<=", 30),
            ),
            Claim(
                "reversed_adaptive",
                QT_TRANSLATE_NOOP("Challenges", "motor reversed: of the policy that learns one number"),
                Bar(">=", 450),
            ),
            Claim(
                "long_pole_adaptive",
                QT_TRANSLATE_NOOP("Challenges", "pole × 4: of the second stage, linear dynamics and a Riccati step"),
                Bar(">=", 450),
            ),
            Claim(
                "held_out_without_help",
                QT_TRANSLATE_NOOP("Challenges", "of 10 held-out changes, those where adapting does not help or hurts"),
                Bar(">=", 2),
            ),
        ),
    ),
    Challenge(
        id="demonstrations",
        title=QT_TRANSLATE_NOOP("Challenges", "Demonstrations"),
        question=QT_TRANSLATE_NOOP(
            "Challenges", "What does a policy learn from being shown, and what does REINFORCE make of it?"
        ),
        presets=(
            "challenge-demonstrations",
            "challenge-demonstrations-cart-pole",
            "challenge-demonstrations-lander",
        ),
        pane="demonstrations",
        protocol="pg_desktop.challenges.demonstrations:protocol",
        claims=(
            Claim("from_nothing", "MountainCar, REINFORCE alone, 200,000 steps", Bar("<=", -195.0)),
            Claim("mountain_clone", "MountainCar, clone of one episode at half speed", Bar(">=", -150.0)),
            Claim("mountain_after", "MountainCar, 130,000 steps of REINFORCE later", Bar(">=", -125.0), 0.8),
            Claim("cart_pole_clone", "CartPole, clone of five episodes at quarter speed", Bar(">=", 475.0)),
            Claim("lander_clone", "LunarLander, clone of twenty episodes", Bar(">=", 150.0), 0.8),
        ),
    ),
    Challenge(
        id="intervention",
        title=QT_TRANSLATE_NOOP("Challenges", "Human intervention"),
        question=QT_TRANSLATE_NOOP(
            "Challenges",
            "Can somebody keep the cart on its track while the policy learns, and what has the policy learned then?",
        ),
        presets=(
            "challenge-intervention-nobody",
            "challenge-intervention-block",
            "challenge-intervention-learned",
            "challenge-intervention-free",
            "challenge-intervention-priced",
        ),
        pane="intervention",
        protocol="pg_desktop.challenges.intervention:protocol",
        claims=(
            Claim(
                "nobody_catastrophes",
                QT_TRANSLATE_NOOP("Challenges", "nobody helps: catastrophes in 1,280 episodes"),
                Bar(">=", 15),
            ),
            Claim(
                "scripted_catastrophes",
                QT_TRANSLATE_NOOP("Challenges", "the scripted human blocks: catastrophes"),
                Bar("<=", 0),
            ),
            Claim(
                "learned_catastrophes",
                QT_TRANSLATE_NOOP("Challenges", "the learned blocker blocks: catastrophes"),
                Bar("<=", 0),
            ),
            Claim(
                "learned_false_blocks_percent",
                QT_TRANSLATE_NOOP("Challenges", "the learned blocker: false blocks, % of all steps"),
                Bar("<=", 1),
            ),
            Claim(
                "scripted_solved",
                QT_TRANSLATE_NOOP("Challenges", "the scripted human blocks: solved in update"),
                Bar("<=", 35),
            ),
            Claim(
                "learned_solved",
                QT_TRANSLATE_NOOP("Challenges", "the learned blocker blocks: solved in update"),
                Bar("<=", 35),
            ),
            Claim(
                "free_catastrophes_after",
                QT_TRANSLATE_NOOP("Challenges", "help for nothing, taken away: part of catastrophes"),
                Bar(">=", 0.9),
                0.8,
            ),
            Claim(
                "priced_catastrophes_after",
                QT_TRANSLATE_NOOP("Challenges", "help at a price of 30, taken away: part of catastrophes"),
                Bar("<=", 0.1),
                0.8,
            ),
            Claim(
                "priced_score_after",
                QT_TRANSLATE_NOOP("Challenges", "help at a price of 30, taken away: true score"),
                Bar(">=", 400),
                0.8,
            ),
        ),
    ),
)


def challenge(id_: str) -> Challenge:
    """The one with this id.

    Raises:
        KeyError: if there is none.
    """
    return {each.id: each for each in CHALLENGES}[id_]
