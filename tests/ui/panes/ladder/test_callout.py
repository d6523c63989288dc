"""The callout appears exactly when a rung's curves part: better against its teacher, worse against the truth."""

import pytest
from PySide6.QtCore import QLocale

from pg_desktop.ui.panes.ladder.callout import Divergence, divergence
from pg_desktop.ui.panes.ladder.series import LINES, Series, by_key
from pg_desktop.ui.panes.ladder.words import callout_of

ENGLISH = QLocale(QLocale.Language.English, QLocale.Country.UnitedStates)


def measured(**ends):
    """Curves with a first and a last value each."""
    lines = {line.key: line for line in LINES}
    return by_key(tuple(Series(lines[key], (256.0, 512.0), values) for key, values in ends.items()))


@pytest.mark.parametrize(
    ("curves", "teacher", "found"),
    [
        ({}, {}, None),
        ({"not_lost": (0.0, 0.9)}, {}, None),  # nobody knows how it does against its teacher
        ({"against_teacher": (0.5, 0.87), "not_lost": (0.02, 0.35)}, {}, Divergence(0.87, 0.35, 0.02)),
        ({"against_teacher": (0.5, 0.87), "not_lost": (0.3, 0.35)}, {}, Divergence(0.87, 0.35, 0.3)),
        ({"against_teacher": (0.5, 0.87), "not_lost": (0.31, 0.35)}, {}, None),  # may be chance
        ({"against_teacher": (0.5, 0.54), "not_lost": (0.02, 0.35)}, {}, None),  # it does not beat its teacher
        ({"against_teacher": (0.9, 0.5), "not_lost": (0.02, 0.35)}, {}, None),  # nor does it any more
        # What its teacher lost in the end counts, and not what it lost itself after its first updates.
        (
            {"against_teacher": (0.5, 0.87), "not_lost": (0.3, 0.31)},
            {"not_lost": (0.4, 0.1)},
            Divergence(0.87, 0.31, 0.1),
        ),
        ({"against_teacher": (0.5, 0.87), "not_lost": (0.02, 0.1)}, {"not_lost": (0.0, 0.2)}, None),
        # Where nobody plays without mistakes, moves tell.
        (
            {"against_teacher": (0.5, 0.8), "optimal_moves": (0.6, 0.5)},
            {},
            Divergence(0.8, optimal=0.5, optimal_before=0.6),
        ),
        ({"against_teacher": (0.5, 0.8), "optimal_moves": (0.6, 0.7)}, {}, None),
    ],
)
def test_it_appears_exactly_when_figures_diverge(curves, teacher, found):
    assert divergence(measured(**curves), measured(**teacher)) == found


def test_it_says_what_was_measured_and_nothing_else():
    assert callout_of(Divergence(0.87, lost=0.35, lost_before=0.02), ENGLISH) == (
        "Scores 87\u00a0% against its teacher, but plays worse: 35\u00a0% of games against perfect play are lost, and "
        "2\u00a0% were before."
    )
    assert callout_of(Divergence(0.8, optimal=0.5, optimal_before=0.6), ENGLISH) == (
        "Scores 80\u00a0% against its teacher, but plays worse: 50\u00a0% of its moves are as good as can be, and "
        "60\u00a0% were before."
    )
