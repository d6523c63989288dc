"""The rows of the table of metrics that the algorithms for board games bring."""

from __future__ import annotations

from typing import Final

from pg_desktop.learning.games.table import WHOLLY_KNOWN, game_of_world
from pg_desktop.learning.metric import Metric, Per
from pg_desktop.learning.settings.table import Settings
from pg_desktop.messages import QT_TRANSLATE_NOOP

BOARD: Final = ("imitate", "compete", "self_play", "zero")
"""The algorithms that learn board games."""


def _with_truth(settings: Settings) -> bool:
    game = game_of_world(settings.environment)
    return game is not None and bool(game.truth)


def _with_table(settings: Settings) -> bool:
    game = game_of_world(settings.environment)
    return game is not None and game.id in WHOLLY_KNOWN


BOARD_METRICS: Final = (
    Metric(
        key="win_rate",
        name=QT_TRANSLATE_NOOP("Metrics", "Win rate"),
        label=QT_TRANSLATE_NOOP("Metrics", "win rate"),
        help=QT_TRANSLATE_NOOP(
            "Metrics", "Points a game of the update: 1 for a win, ½ for a draw. Against itself it is about ½."
        ),
        per=Per.UPDATE,
        fixed=(0.0, 1.05),
        colour="second",
        algorithms=("compete", "self_play"),
        main=True,
        title=QT_TRANSLATE_NOOP("Metrics", "&Win rate"),
        caution=QT_TRANSLATE_NOOP(
            "Metrics",
            "<p>The win rate says how the policy does against those it learns to beat. It may learn what beats them "
            "and nobody else: then it rises while the policy gets worse.</p><p><b>Watch the optimal moves, and the "
            "games not lost to perfect play.</b></p>",
        ),
    ),
    Metric(
        key="accuracy",
        name=QT_TRANSLATE_NOOP("Metrics", "Accuracy"),
        label=QT_TRANSLATE_NOOP("Metrics", "accuracy"),
        help=QT_TRANSLATE_NOOP(
            "Metrics",
            "How many moves of experts the policy foresees in games that it does not learn from: its likeliest move is "
            "the one that was made.",
        ),
        per=Per.UPDATE,
        fixed=(0.0, 1.05),
        colour="second",
        algorithms=("imitate",),
        main=True,
        title=QT_TRANSLATE_NOOP("Metrics", "Accurac&y"),
        caution=QT_TRANSLATE_NOOP(
            "Metrics",
            "<p>Accuracy says how well moves are foreseen, not how good they are: experts err, and of several best "
            "moves they make one.</p><p><b>Watch the optimal moves.</b></p>",
        ),
    ),
    Metric(
        key="search_distance",
        name=QT_TRANSLATE_NOOP("Metrics", "Distance to the search"),
        label=QT_TRANSLATE_NOOP("Metrics", "distance"),
        help=QT_TRANSLATE_NOOP(
            "Metrics", "How far the policy is from what the search does: what there is left to learn from it."
        ),
        symbol="KL",
        formula="mean Σₐ p(a) log(p(a) / π(a|s))",
        unit=QT_TRANSLATE_NOOP("Metrics", "nats"),
        per=Per.UPDATE,
        floor=0.0,
        colour="second",
        algorithms=("zero",),
        main=True,
        title=QT_TRANSLATE_NOOP("Metrics", "&Distance to the search"),
        caution=QT_TRANSLATE_NOOP(
            "Metrics",
            "<p>The search gets better with the networks, so that the distance need not fall while both learn.</p>"
            "<p><b>Watch the optimal moves.</b></p>",
        ),
    ),
    Metric(
        key="cross_entropy",
        name=QT_TRANSLATE_NOOP("Metrics", "Cross-entropy"),
        label=QT_TRANSLATE_NOOP("Metrics", "cross-entropy"),
        help=QT_TRANSLATE_NOOP(
            "Metrics",
            "How surprising the policy finds the experts' moves in games that it does not learn from. When it rises, "
            "the policy has begun to learn games by heart.",
        ),
        symbol="L",
        formula="−mean log π(a|s)",
        unit=QT_TRANSLATE_NOOP("Metrics", "nats"),
        per=Per.UPDATE,
        floor=0.0,
        colour="accent",
        algorithms=("imitate",),
        button=QT_TRANSLATE_NOOP("Metrics", "Cross-entropy"),
        below=True,
    ),
    Metric(
        key="optimal_moves",
        name=QT_TRANSLATE_NOOP("Metrics", "Optimal moves"),
        label=QT_TRANSLATE_NOOP("Metrics", "optimal moves"),
        help=QT_TRANSLATE_NOOP(
            "Metrics",
            "The share of positions in which the policy's likeliest move is a best one, among positions of which it is "
            "known and in which a move can be wrong. Measured now and then.",
        ),
        per=Per.UPDATE,
        fixed=(0.0, 1.05),
        colour="good",
        algorithms=BOARD,
        button=QT_TRANSLATE_NOOP("Metrics", "Optimal"),
        below=True,
        sometimes=True,
        expected=_with_truth,
    ),
    Metric(
        key="not_lost",
        name=QT_TRANSLATE_NOOP("Metrics", "Not lost to perfect play"),
        label=QT_TRANSLATE_NOOP("Metrics", "not lost"),
        help=QT_TRANSLATE_NOOP(
            "Metrics",
            "The share of games that the policy, with its likeliest moves, does not lose to somebody who makes no "
            "mistake. Measured now and then.",
        ),
        per=Per.UPDATE,
        fixed=(0.0, 1.05),
        colour="good",
        algorithms=BOARD,
        button=QT_TRANSLATE_NOOP("Metrics", "Not lost"),
        below=True,
        sometimes=True,
        expected=_with_table,
    ),
    Metric(
        key="against_teacher",
        name=QT_TRANSLATE_NOOP("Metrics", "Against its teacher"),
        label=QT_TRANSLATE_NOOP("Metrics", "against its teacher"),
        help=QT_TRANSLATE_NOOP(
            "Metrics",
            "Points a game against the policy that the run began with, both with their moves drawn. Measured now and "
            "then.",
        ),
        per=Per.UPDATE,
        fixed=(0.0, 1.05),
        colour="accent",
        algorithms=("compete", "self_play", "zero"),
        button=QT_TRANSLATE_NOOP("Metrics", "Teacher"),
        below=True,
        sometimes=True,
    ),
    Metric(
        key="against_teacher_greedy",
        name=QT_TRANSLATE_NOOP("Metrics", "Against its teacher, greedy"),
        label=QT_TRANSLATE_NOOP("Metrics", "against its teacher, greedy"),
        help=QT_TRANSLATE_NOOP(
            "Metrics",
            "The same with the likeliest moves of both, after random openings: without them it would be the same two "
            "games over and over.",
        ),
        per=Per.UPDATE,
        fixed=(0.0, 1.05),
        colour="accent",
        algorithms=("compete", "self_play", "zero"),
        button=QT_TRANSLATE_NOOP("Metrics", "Teacher, greedy"),
        below=True,
        sometimes=True,
    ),
    Metric(
        key="value_loss",
        name=QT_TRANSLATE_NOOP("Metrics", "Value loss"),
        label=QT_TRANSLATE_NOOP("Metrics", "value loss"),
        help=QT_TRANSLATE_NOOP(
            "Metrics", "How far the value network is from how games end: the mean of its squared errors."
        ),
        formula="mean (V(s) − z)²",
        per=Per.UPDATE,
        floor=0.0,
        colour="accent",
        algorithms=BOARD,
        button=QT_TRANSLATE_NOOP("Metrics", "Value loss"),
        below=True,
        sometimes_of=("imitate",),
    ),
    Metric(
        key="policy_shift",
        name=QT_TRANSLATE_NOOP("Metrics", "Policy change"),
        label=QT_TRANSLATE_NOOP("Metrics", "change"),
        help=QT_TRANSLATE_NOOP(
            "Metrics", "How far the update's steps had moved the policy from the one that played, on average over them."
        ),
        symbol="KL",
        unit=QT_TRANSLATE_NOOP("Metrics", "nats"),
        per=Per.UPDATE,
        floor=0.0,
        colour="muted",
        algorithms=("compete", "self_play"),
        button=QT_TRANSLATE_NOOP("Metrics", "Change"),
        below=True,
    ),
)
