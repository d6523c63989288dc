"""What is written beside the bar below the scene is true, and the same as on the distribution card."""

import math

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QFont, QFontMetrics, QImage, QPainter

from pg_desktop.learning.acting.distributions import Categorical, Gaussian, SquashedGaussian
from pg_desktop.learning.worlds.spaces import BoxSpace
from pg_desktop.learning.worlds.table import EnvironmentEntry, environment_entry
from pg_desktop.ui.kit.theme import LIGHT
from pg_desktop.ui.panes.agent import action_bar
from pg_desktop.ui.panes.agent.action_bar import paint_action_bar
from pg_desktop.ui.panes.distribution.words import mean_and_std
from tests.ui.panes.distribution.test_view import moment

PENDULUM = BoxSpace((-2.0,), (2.0,))
UNKNOWN = EnvironmentEntry(id="Somebody/Else-v0", summary="")


@pytest.fixture
def texts(qapp, monkeypatch):
    """Paints a moment's bar; returns what stands to the left and right of each, and the picture."""
    written = []
    choose = action_bar.fullest
    monkeypatch.setattr(action_bar, "fullest", lambda *given: written.append(choose(*given)) or written[-1])

    def paint(shown, entry=UNKNOWN, width=600):
        written.clear()
        image = QImage(width, 30, QImage.Format.Format_RGB32)
        image.fill(LIGHT.card)
        with QPainter(image) as painter:
            paint_action_bar(painter, QRectF(0, 0, width, 30), shown, entry, LIGHT)
        return list(zip(written[::2], written[1::2], strict=True)), image

    return paint


def test_a_gaussian_has_its_mean_and_spread(texts):
    shown = moment(Gaussian(PENDULUM, True), (-1.0, math.log(0.5)), np.array([-2.5]))
    beside, _ = texts(shown)
    assert beside == [("a −2.00", "μ −1.00  σ 0.50")]
    assert beside[0][1] == mean_and_std(shown.parts[0])


def test_a_squashed_gaussian_has_its_median(texts):
    """2 tanh 1 = 1.52: it is called by its name, and the mark stands there."""
    shown = moment(SquashedGaussian(PENDULUM, True), (1.0, math.log(0.05)), np.array([1.0]))
    beside, image = texts(shown)
    assert beside == [("a 1.52", "median 1.52")]
    accent = [x for x in range(600) if image.pixelColor(x, 10) == LIGHT.accent]  # above the bar is the mark alone
    share = (np.mean(accent) + 0.5 - 190) / 220
    assert 4 * share - 2 == pytest.approx(1.52, abs=0.03)


def test_a_choice_has_the_names_of_its_actions(texts):
    logit = math.log(3)
    beside, _ = texts(moment(Categorical(2), (0.0, logit), 1), environment_entry("CartPole-v1"))
    assert beside == [("left 25\u00a0%", "75\u00a0% right")]
    beside, _ = texts(moment(Categorical(2), (0.0, logit), 1))
    assert beside == [("0 25\u00a0%", "75\u00a0% 1")]


def test_what_is_not_certain_does_not_look_certain(texts):
    """The share of 1 / (1 + e⁷), 0.09 %, is not nothing."""
    beside, _ = texts(moment(Categorical(2), (0.0, 7.0), 1), environment_entry("CartPole-v1"))
    assert beside == [("left <\u00a01\u00a0%", ">\u00a099\u00a0% right")]


FOUR = BoxSpace((-1.0,) * 4, (1.0,) * 4)


def test_where_there_is_little_room_there_are_fewer_figures(texts):
    """Four actions side by side: first σ goes, then the name, then all; and a sign makes no difference."""
    means = (0.5, -0.5, 0.25, -0.25)
    shown = moment(Gaussian(FOUR, True), (*means, *(0.0,) * 4), np.array(means))
    beside, _ = texts(shown, width=2000)
    assert beside[:2] == [("a1 0.50", "μ 0.50  σ 1.00"), ("a2 −0.50", "μ −0.50  σ 1.00")]
    metrics = QFontMetrics(QFont())
    sides = {
        "both": metrics.horizontalAdvance("μ −0.50  σ 1.00") + 2,
        "mean": metrics.horizontalAdvance("μ −0.50  σ 1.00") - 2,
        "number": metrics.horizontalAdvance("a1 −0.50") - 2,
        "none": metrics.horizontalAdvance("−0.50") - 2,
    }
    found = {}
    for name, side in sides.items():  # a side is 36 % of a cell without its margins, less a gap
        found[name], _ = texts(shown, width=round(4 * ((side + 10) / 0.36 + 10)))
    assert found["both"][:2] == beside[:2]
    assert found["mean"][:2] == [("a1 0.50", "μ 0.50"), ("a2 −0.50", "μ −0.50")]
    assert [left for left, _ in found["number"]] == ["0.50", "−0.50", "0.25", "−0.25"]
    assert found["none"] == [("", "")] * 4
