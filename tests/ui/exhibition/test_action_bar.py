"""What is written beside the bar below the scene is true, and the same as on the distribution card."""

import math

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from pg_desktop.learning.distributions import Categorical, Gaussian, SquashedGaussian
from pg_desktop.learning.environments import EnvironmentEntry, environment_entry
from pg_desktop.learning.spaces import BoxSpace
from pg_desktop.ui.distribution.words import mean_and_std
from pg_desktop.ui.exhibition import action_bar
from pg_desktop.ui.exhibition.action_bar import paint_action_bar
from pg_desktop.ui.theme import LIGHT
from tests.ui.distribution.test_view import moment

PENDULUM = BoxSpace((-2.0,), (2.0,))
UNKNOWN = EnvironmentEntry(id="Somebody/Else-v0", summary="")


@pytest.fixture
def texts(qapp, monkeypatch):
    """Paints a moment's bar; returns what stands to its left and right, and the picture."""
    beside = []
    write = action_bar._Bar._texts_beside
    monkeypatch.setattr(
        action_bar._Bar,
        "_texts_beside",
        lambda own, rect, left, right: beside.append((left, right)) or write(own, rect, left, right),
    )

    def paint(shown, entry=UNKNOWN):
        beside.clear()
        image = QImage(600, 30, QImage.Format.Format_RGB32)
        image.fill(LIGHT.card)
        with QPainter(image) as painter:
            paint_action_bar(painter, QRectF(0, 0, 600, 30), shown, entry, LIGHT)
        return beside, image

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
    assert beside == [("left 25 %", "75 % right")]
    beside, _ = texts(moment(Categorical(2), (0.0, logit), 1))
    assert beside == [("0 25 %", "75 % 1")]
