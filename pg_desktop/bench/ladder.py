"""What the ladders of board games have to show: every bar, with several seeds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import nan
from typing import Final

from pg_desktop.bench.answering import answering_figures
from pg_desktop.bench.figures import Bar, Figure, Figures
from pg_desktop.cli.progress import ProgressBar
from pg_desktop.ladder.climbing import Climbed, Progress, climb
from pg_desktop.ladder.figures import Strength, Subject, strength_of
from pg_desktop.learning.games.table import game_entry

Rungs = Mapping[str, Climbed]
"""A ladder that has been climbed, by the ids of the rungs."""

_SIMULATIONS: Final = 25
"""With which a player of tic-tac-toe that learned by self-play must not lose any more."""
_MORE_SIMULATIONS: Final = 200
"""With which one of Connect Four 4×4 must not."""


@dataclass(frozen=True)
class LadderBar:
    """Something that climbing a ladder has to show, with every seed.

    Attributes:
        text: what it is.
        figure: what it came to.
        bar: how good that has to be.
    """

    text: str
    figure: Callable[[Rungs], float]
    bar: Bar


def _at_least(text: str, value: float, figure: Callable[[Rungs], float]) -> LadderBar:
    return LadderBar(text, figure, Bar(">=", value))


def _at_most(text: str, value: float, figure: Callable[[Rungs], float]) -> LadderBar:
    return LadderBar(text, figure, Bar("<=", value))


def _sampled(rung: str, other: str) -> Callable[[Rungs], float]:
    return lambda rungs: rungs[rung].against[other].sampled.score


def _greedy(rung: str, other: str) -> Callable[[Rungs], float]:
    return lambda rungs: rungs[rung].against[other].greedy.score


def _optimal(rung: str) -> Callable[[Rungs], float]:
    return lambda rungs: _known(rungs[rung].strength.optimal)


def _searching(rung: str) -> Callable[[Rungs], float]:
    return lambda rungs: _known(rungs[rung].searching)


def _losses(rung: str) -> Callable[[Rungs], float]:
    """Games lost to perfect play."""

    def losses(rungs: Rungs) -> float:
        perfect = rungs[rung].strength.perfect
        return nan if perfect is None else perfect.losses

    return losses


def _seconds(*rungs: str) -> Callable[[Rungs], float]:
    return lambda climbed: sum(climbed[rung].seconds for rung in rungs)


def _known(value: float | None) -> float:
    return nan if value is None else value


def _lost_with_search(rungs: Rungs) -> float:
    """Games that self-play's policy loses with a little search, whatever is replied."""
    climbed = rungs["self_play"]
    subject = Subject("tic-tac-toe", climbed.policy, _SIMULATIONS)
    return _known(strength_of(subject).lost_lines)


def _small_search(rungs: Rungs) -> Strength:
    """Self-play's policy of Connect Four 4×4 with a search."""
    return strength_of(Subject("connect-four-4x4", rungs["self_play"].policy, _MORE_SIMULATIONS))


def _small_searching(rungs: Rungs) -> float:
    return _known(_small_search(rungs).optimal)


def _small_losses(rungs: Rungs) -> float:
    perfect = _small_search(rungs).perfect
    return nan if perfect is None else perfect.losses


_LEARNED: Final = ("imitate", "compete", "self_play", "zero")

BARS: Final[Mapping[str, tuple[LadderBar, ...]]] = {
    "tic-tac-toe": (
        _at_least("compete: points against the imitator", 0.6, _sampled("compete", "imitate")),
        _at_least(
            "compete: games more than the imitator lost to perfect play",
            1,
            lambda rungs: _losses("compete")(rungs) - _losses("imitate")(rungs),
        ),
        _at_most("self-play: of 1,000 games lost to perfect play", 0, _losses("self_play")),
        _at_most("self-play: seconds", 30, _seconds("self_play")),
        _at_most("self-play with 25 simulations: games lost of all that there are", 0, _lost_with_search),
        _at_most("zero: games lost of all that there are", 0, lambda rungs: _known(rungs["zero"].strength.lost_lines)),
        _at_most("zero: bad positions", 0, lambda rungs: _known(rungs["zero"].strength.bad_positions)),
        _at_most("zero: seconds", 20, _seconds("zero")),
        _at_most("all rungs: seconds", 90, _seconds(*_LEARNED)),
    ),
    "connect-four-4x4": (
        _at_least("value and search: optimal moves", 0.97, _small_searching),
        _at_most("value and search: of 1,000 games lost to perfect play", 0, _small_losses),
    ),
    "connect-four": (
        _at_least("imitate: accuracy", 0.6, lambda rungs: rungs["imitate"].metrics["accuracy"]),
        _at_most("imitate: seconds", 30, _seconds("imitate")),
        _at_least("compete: points against the imitator", 0.8, _sampled("compete", "imitate")),
        _at_least("compete: greedy points against the imitator", 0.53, _greedy("compete", "imitate")),
        _at_most("compete: seconds", 60, _seconds("compete")),
        _at_least("self-play: points against rung 2", 0.58, _sampled("self_play", "compete")),
        _at_least("self-play: greedy points against rung 2", 0.58, _greedy("self_play", "compete")),
        _at_least("self-play: points against the imitator", 0.72, _sampled("self_play", "imitate")),
        _at_least("self-play: greedy points against the imitator", 0.72, _greedy("self_play", "imitate")),
        _at_most("self-play: seconds", 60, _seconds("self_play")),
        _at_least("50 simulations: points against its own greedy self", 0.7, _greedy("search", "self_play")),
        _at_least(
            "50 simulations: more optimal moves",
            0.05,
            lambda rungs: _searching("self_play")(rungs) - _optimal("self_play")(rungs),
        ),
        _at_least("zero: optimal moves", 0.62, _optimal("zero")),
        _at_least("zero: optimal moves with 50 simulations", 0.77, _searching("zero")),
        _at_least("zero: greedy points against the imitator", 0.78, _greedy("zero", "imitate")),
        _at_most("zero: seconds", 300, _seconds("zero")),
        _at_most("all rungs: seconds", 480, _seconds(*_LEARNED)),
    ),
    "go-5x5": (
        _at_least("compete: points against the imitator", 0.85, _sampled("compete", "imitate")),
        _at_least("compete: greedy points against the imitator", 0.53, _greedy("compete", "imitate")),
        _at_most("compete: seconds", 60, _seconds("compete")),
    ),
}
"""What each game's ladder has to show, with every seed."""

_LAST: Final = {"connect-four-4x4": "self_play", "go-5x5": "compete"}
"""The last rung that a bar asks for, where it is not the last of all."""


def ladder_figures(seeds: int) -> Figures:
    """How long an answer at the board takes, and then what ladders come to.

    All ladders that have bars are climbed with the seeds 0, 1, ...; of every bar, it is the figure of the worst seed.
    """
    yield from answering_figures()
    for game_id, bars in BARS.items():
        climbed = [_climbed(game_id, seed) for seed in range(seeds)]
        for bar in bars:
            figures = [bar.figure(rungs) for rungs in climbed]
            worst = min(figures) if bar.bar.comparison == ">=" else max(figures)
            yield Figure(f"{game_entry(game_id).name}, {bar.text}", worst, "", bar.bar)


def _climbed(game_id: str, seed: int) -> Rungs:
    last = _LAST.get(game_id, "zero")
    with ProgressBar(unit=" updates") as bar:

        def report(progress: Progress) -> None:
            if progress.update == 1:
                bar.reset(total=progress.updates)
                bar.set_description(f"{game_id} {progress.rung.id}")
            bar.update(1)

        return {each.rung.id: each for each in climb(game_id, last, seed, report=report)}
