"""Distributions can be tried: sliders set them, samples of the program's own distributions show what they do."""

import math

import numpy as np
import pytest
from PySide6.QtCore import QLocale, QPoint, QPointF, Qt
from PySide6.QtGui import QValidator, QWheelEvent
from PySide6.QtWidgets import QAbstractButton, QAbstractSpinBox, QApplication, QMainWindow, QSlider

from pg_desktop.learning.acting.distributions import Categorical, Gaussian
from pg_desktop.learning.worlds.spaces import BoxSpace
from pg_desktop.ui.kit.theme import DARK, LIGHT
from pg_desktop.ui.panes.distribution import trial as distribution_trial
from pg_desktop.ui.panes.distribution.card import DistributionCard
from pg_desktop.ui.panes.distribution.trial import SAMPLES, Sampler
from pg_desktop.ui.panes.shown_moment import ShownMoment
from tests.ui.looking import colours

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def card(qtbot):
    window = QMainWindow()
    qtbot.addWidget(window)
    shown = DistributionCard(ShownMoment(), window)
    shown.show_theme(LIGHT)
    window.setCentralWidget(shown)
    window.resize(380, 300)
    window.show()
    window.activateWindow()
    yield shown
    window.close()


@pytest.fixture
def lab(card, qtbot):
    qtbot.mouseClick(card.switch.buttons[1], LEFT)
    return card.lab


def gaussian(count):
    infinite = (math.inf,) * count
    return Gaussian(BoxSpace(tuple(-bound for bound in infinite), infinite), free_std=True)


@pytest.mark.parametrize("seed", [0, 7])
def test_choices_are_those_of_the_programs_distribution(seed) -> None:
    logits = np.array((0.5, -1.0, 2.0), np.float32)
    distribution = Categorical(3)
    noise = distribution.noise(np.random.default_rng(seed), (SAMPLES,))
    wanted = np.bincount(distribution.sample(logits[None], noise), minlength=3)
    trial = Sampler(seed).choices((0.5, -1.0, 2.0))
    assert trial.counts_C.tolist() == wanted.tolist()
    assert trial.counts_C.sum() == 10_000


@pytest.mark.parametrize("logits", [(0.0, 0.0), (5.0, -5.0, 0.0), (0.1, 0.2, 0.3, 0.4, 0.5, 0.6)])
def test_choices_come_as_often_as_they_should(logits) -> None:
    trial = Sampler(3).choices(logits)
    expected = 10_000 * trial.part.probabilities_C.astype(float)
    chi_square = (np.square(trial.counts_C - expected) / expected).sum()
    degrees = len(logits) - 1
    assert chi_square < degrees + 5 * math.sqrt(2 * degrees)
    assert trial.largest_deviation == pytest.approx(np.abs(trial.counts_C - expected).max() / 10_000)


@pytest.mark.parametrize(("mean", "log_std"), [(0.0, 0.0), (2.0, 1.0), (-2.0, -3.0), (0.3, -1.2)])
def test_numbers_are_those_of_the_programs_distribution(mean, log_std) -> None:
    distribution = gaussian(1)
    noise = distribution.noise(np.random.default_rng(5), (SAMPLES,))
    sample_N = distribution.sample(np.array([[mean, log_std]], np.float32), noise)[:, 0]
    (trial,) = Sampler(5).numbers((mean,), (log_std,))
    edge_E = trial.edge_E.copy()
    edge_E[0], edge_E[-1] = -math.inf, math.inf
    wanted = np.histogram(sample_N, edge_E)[0]
    assert np.abs(trial.counts_I - wanted).sum() <= 2  # a number on an edge may round to either side
    assert trial.counts_I.sum() == 10_000
    assert trial.mean == pytest.approx(sample_N.mean(), abs=1e-5)
    assert abs(trial.mean - mean) < 5 * math.exp(log_std) / 100
    assert trial.std == pytest.approx(math.exp(log_std), rel=5 / math.sqrt(2 * 10_000))


@pytest.mark.parametrize("log_std", [-3.0, -1.0, 0.0, 1.0])
def test_the_histogram_follows_the_density(log_std) -> None:
    (trial,) = Sampler(1).numbers((0.5,), (log_std,))
    middle_I = (trial.edge_E[:-1] + trial.edge_E[1:]) / 2
    width = trial.edge_E[1] - trial.edge_E[0]
    expected_I = 10_000 * width * trial.part.density(middle_I)
    often = expected_I > 20
    chi_square = (np.square(trial.counts_I - expected_I)[often] / expected_I[often]).sum()
    assert chi_square < often.sum() + 5 * math.sqrt(2 * often.sum())
    assert (trial.density_I * width).sum() == pytest.approx(1.0)
    assert trial.largest_deviation < 0.02


def test_two_numbers_are_independent() -> None:
    sample_NA = Sampler(0).draw(gaussian(2), np.array([0, 1, 0, -1], np.float32))
    assert abs(np.corrcoef(sample_NA.T)[0, 1]) < 0.05
    one, two = Sampler(0).numbers((0.0, 1.0), (0.0, -1.0))
    assert (one.part.mean, two.part.mean) == (0.0, 1.0)
    assert one.counts_I.sum() == two.counts_I.sum() == 10_000


def test_a_small_change_of_logits_is_a_small_change_of_counts() -> None:
    sampler = Sampler(0)
    before, after = sampler.choices((0.0, 0.0, 0.0)), sampler.choices((0.05, 0.0, 0.0))
    assert after.counts_C[0] > before.counts_C[0]  # never down, as it could with other noise
    assert abs(after.counts_C - before.counts_C).max() < 200


def test_it_starts_with_three_actions(lab) -> None:
    page = lab.choice_page
    assert [control.isVisible() for control in page.logits] == [True] * 3 + [False] * 3
    # e⁰, e¹ and e^−½ of 4.3248
    assert [bar.text.replace("\u00a0", " ") for bar in page.bars[:3]] == ["23.1 %", "62.9 %", "14.0 %"]
    assert page.trial.counts_C.tolist() == Sampler(0).choices((0.0, 1.0, -0.5)).counts_C.tolist()
    figures = lab.figures.text().replace("\u00a0", " ")
    deviation = f"{100 * page.trial.largest_deviation:.2f}"
    assert figures == f"Entropy 0.91 of 1.10 nats · deviation of the sampled frequencies ≤ {deviation} %"


def test_keys_move_a_slider_and_draw_with_the_same_noise(lab, qtbot) -> None:
    control = lab.choice_page.logits[0]
    control.slider.setFocus()
    for _ in range(4):
        qtbot.keyClick(control.slider, Qt.Key.Key_Right)
    assert control.value == pytest.approx(0.2)
    assert control.spin_box.text() == "0.20"
    assert lab.seed == 0
    assert lab.choice_page.trial.counts_C.tolist() == Sampler(0).choices((0.2, 1.0, -0.5)).counts_C.tolist()


def test_numbers_can_be_typed_with_either_minus(lab, qtbot) -> None:
    control = lab.choice_page.logits[1]
    for text, value in (("-1.25", -1.25), ("−2.5", -2.5), ("3", 3.0)):
        control.spin_box.selectAll()
        control.spin_box.lineEdit().insert(text)  # the keys of a test know no real minus
        qtbot.keyClick(control.spin_box, Qt.Key.Key_Return)
        assert control.value == value
        assert control.slider.value() == round(20 * value)
    control.spin_box.setValue(-1.25)
    assert control.spin_box.text() == "−1.25"
    assert control.spin_box.validate("9", 1)[0] is not QValidator.State.Acceptable
    assert control.spin_box.validate("x", 1)[0] is QValidator.State.Intermediate


def test_a_comma_where_the_country_writes_one(qtbot) -> None:
    QLocale.setDefault(QLocale(QLocale.Language.German, QLocale.Country.Germany))
    card = DistributionCard(ShownMoment(), None)
    qtbot.addWidget(card)
    box = card.lab.choice_page.logits[2].spin_box
    assert box.text() == "−0,50"
    box.selectAll()
    qtbot.keyClicks(box, "-0,75")
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert box.value() == -0.75
    assert card.lab.draw_button.text() == "Draw 10.000 samples"


def test_the_button_draws_afresh(lab, qtbot) -> None:
    before = lab.choice_page.trial.counts_C.tolist()
    qtbot.mouseClick(lab.draw_button, LEFT)
    assert lab.seed == 1
    assert lab.choice_page.trial.counts_C.tolist() == Sampler(1).choices((0.0, 1.0, -0.5)).counts_C.tolist() != before
    lab.draw_button.setFocus()
    qtbot.keyClick(lab.draw_button, Qt.Key.Key_Space)
    assert lab.seed == 2


def test_the_number_of_actions(lab, qtbot) -> None:
    box = lab.counts[0]
    box.setFocus()
    for _ in range(5):
        qtbot.keyClick(box, Qt.Key.Key_Up)
    assert box.value() == 6
    assert all(control.isVisible() for control in lab.choice_page.logits)
    assert len(lab.choice_page.trial.counts_C) == 6
    for _ in range(5):
        qtbot.keyClick(box, Qt.Key.Key_Down)
    assert box.value() == len(lab.choice_page.trial.counts_C) == 2


def test_continuous_actions(lab, qtbot) -> None:
    qtbot.mouseClick(lab.kind.buttons[1], LEFT)
    page = lab.numbers_page
    assert page.isVisible()
    assert not lab.choice_page.isVisible()
    assert "ε" in lab.formula.text()
    assert [histogram.isVisible() for histogram in page.histograms] == [True, False]
    page.means[0].slider.setFocus()
    qtbot.keyClick(page.means[0].slider, Qt.Key.Key_Home)
    qtbot.keyClick(page.log_stds[0].slider, Qt.Key.Key_Home)
    (trial,) = page.trials
    assert trial.part.mean == -2.0
    assert trial.part.std == pytest.approx(math.exp(-3))
    assert trial.counts_I.tolist() == Sampler(0).numbers((-2.0,), (-3.0,))[0].counts_I.tolist()
    # ½ ln 2πe − 3 = −1.5811
    assert lab.figures.text().startswith("Entropy −1.58 nats · mean\u00a0−2.00")
    lab.counts[1].setValue(2)
    assert [histogram.isVisible() for histogram in page.histograms] == [True, True]
    assert len(page.trials) == 2


def test_arrow_keys_choose_the_kind(lab, qtbot) -> None:
    lab.kind.buttons[0].setFocus()
    qtbot.keyClick(lab.kind.buttons[0], Qt.Key.Key_Right)
    assert lab.kind.index == 1
    assert lab.kind.buttons[1].hasFocus()


def test_nothing_is_drawn_before_it_is_shown(card, qtbot, monkeypatch) -> None:
    drawn = []
    draw = distribution_trial.Sampler.draw
    monkeypatch.setattr(distribution_trial.Sampler, "draw", lambda *given: drawn.append(1) or draw(*given))
    card.lab.choice_page.logits[0].slider.setValue(40)
    card.lab.counts[0].setValue(4)
    assert drawn == []
    card.switch.buttons[1].click()
    assert len(drawn) == 1
    card.switch.buttons[0].click()
    card.switch.buttons[1].click()
    assert len(drawn) == 1  # nothing has changed
    card.switch.buttons[0].click()
    card.lab.choice_page.logits[0].slider.setValue(0)
    assert len(drawn) == 1
    card.switch.buttons[1].click()
    assert len(drawn) == 2


def test_the_wheel_turns_only_what_has_the_focus(lab) -> None:
    control = lab.choice_page.logits[0]

    def turn(widget):
        middle = QPointF(widget.rect().center())
        event = QWheelEvent(
            middle,
            widget.mapToGlobal(middle),
            QPoint(),
            QPoint(0, 120),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(widget, event)

    lab.draw_button.setFocus()
    for widget in (control.slider, control.spin_box):
        turn(widget)
        assert control.value == 0.0
        widget.setFocus(Qt.FocusReason.TabFocusReason)
        turn(widget)
        assert control.value > 0.0
        control.spin_box.setValue(0.0)
        lab.draw_button.setFocus()


def test_every_control_says_what_it_is(lab) -> None:
    kinds = (QAbstractButton, QAbstractSpinBox, QSlider)
    controls = [widget for kind in kinds for widget in lab.findChildren(kind)]
    assert len(controls) >= 2 + 2 + 1 + 2 * (6 + 4)
    for control in controls:
        assert control.toolTip(), control.objectName()
        assert control.accessibleName(), control.objectName()
    names = [widget.accessibleName() for widget in lab.findChildren(QSlider)]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("kind", [0, 1])
def test_both_looks(card, lab, kind) -> None:
    lab.kind.buttons[kind].click()
    lab.counts[kind].setValue(lab.counts[kind].maximum())
    for theme in (LIGHT, DARK):
        card.show_theme(theme)
        pictures = lab.choice_page.bars[:2] if kind == 0 else lab.numbers_page.histograms
        for picture in pictures:
            seen = colours(picture.grab().toImage())
            assert seen[picture.look.accent(0.5 if kind == 0 else 0.42).name()] > 20


def test_it_fits_a_narrow_column(card, lab) -> None:
    for kind in (0, 1):
        lab.kind.buttons[kind].click()
        lab.counts[kind].setValue(lab.counts[kind].maximum())
        card.window().resize(100, 100)
        QApplication.processEvents()
        assert card.minimumSizeHint().width() <= 260
        assert not lab.formula.isVisible()
        assert lab.numbers_page.minimumSizeHint().width() <= 232
    card.window().resize(700, 500)
    QApplication.processEvents()
    assert lab.formula.isVisible()
    assert "filled" in lab.formula.text()
