"""What the loss plot shows beside the loss, and whether there is room for it."""

from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication

from tests.ui.looking import canvas_of
from tests.ui.user import PATIENCE


@pytest.fixture
def plot(user):
    return user.window.plots.loss_plot


def choose_advantage(user, value):
    box = user.control("advantage").combo_box
    index = box.findData(value)
    box.setCurrentIndex(index)
    box.activated.emit(index)
    user.settle()


def drawn(plot):
    return [strip.style.series for strip in canvas_of(plot).shown]


def test_value_is_offered_only_with_a_value_network(user, plot):
    assert not plot.toggles["explained_variance"].isVisible()
    choose_advantage(user, "value")
    assert plot.toggles["explained_variance"].isVisible()
    choose_advantage(user, "time")
    assert not plot.toggles["explained_variance"].isVisible()


def test_value_stays_as_long_as_there_is_something_to_see(user, plot):
    choose_advantage(user, "value")
    user.step()
    choose_advantage(user, "time")
    user.step()
    assert plot.toggles["explained_variance"].isVisible()
    user.click(plot.toggles["explained_variance"])
    user.window.refresh()
    strip = canvas_of(plot).shown[-1]
    assert strip.style.series == "explained_variance"
    assert len(strip.dots.x) == 1
    user.click(user.window.run_bar.reset_button)
    user.wait_until(lambda: user.status.run == 2)
    user.settle()
    assert not plot.toggles["explained_variance"].isVisible()
    assert drawn(plot) == ["policy_loss"]


def test_the_strips_and_the_legend_follow_the_buttons(user, plot):
    choose_advantage(user, "value")
    user.window.resize(1920, 1080)
    for button in (plot.toggles["explained_variance"], plot.toggles["entropy"], plot.toggles["gradient_norm"]):
        user.click(button)
    assert drawn(plot) == ["policy_loss", "entropy", "gradient_norm", "explained_variance"]
    assert [word for word in ("entropy", "gradient", "explained variance") if word in plot.note.text()] == [
        "entropy",
        "gradient",
        "explained variance",
    ]
    user.click(plot.toggles["explained_variance"])
    assert drawn(plot) == ["policy_loss", "entropy", "gradient_norm"]
    assert "explained" not in plot.note.text()


def test_the_explained_variance_has_a_fixed_scale(user, plot):
    choose_advantage(user, "value")
    user.click(plot.toggles["explained_variance"])
    user.step(2)
    low, high = canvas_of(plot).shown[-1].box.viewRange()[1]
    assert low == pytest.approx(-1.0)
    assert 1.0 < high < 1.5


def test_its_tip_says_what_it_is(plot):
    tip = plot.toggles["explained_variance"].toolTip()
    assert "1 − Var(G − V) / Var(G)" in tip
    assert "1 is perfect, 0 no better than a constant" in tip


@pytest.mark.parametrize("width", [1280, 1024])
def test_there_is_room_for_all_of_it(user, plot, width, qtbot):
    choose_advantage(user, "value")
    user.window.resize(width, 768)
    qtbot.waitUntil(lambda: user.window.width() == width, timeout=PATIENCE)
    for button in (plot.toggles["explained_variance"], plot.toggles["entropy"], plot.toggles["gradient_norm"]):
        user.click(button)
    user.step()
    QApplication.processEvents()
    header = user.window.panes["lossPlot"].header
    assert user.window.minimumSizeHint().width() <= width
    parts = [
        header.title,
        plot.toggles["entropy"],
        plot.toggles["gradient_norm"],
        plot.toggles["explained_variance"],
        header.float_button,
    ]
    edges = [(part.mapTo(header, QPoint(0, 0)).x(), part.width()) for part in parts]
    for (left, size), (following, _) in pairwise(edges):
        assert left + size <= following
    for part in parts[1:]:
        assert part.width() >= part.sizeHint().width()
    assert header.title.shown in (header.title.text(), header.title.shown[:-1] + "…")
    assert header.close_button.mapTo(header, QPoint(header.close_button.width(), 0)).x() <= header.width()


def test_an_edit_is_marked_in_the_same_colour_in_both_plots(user):
    user.step()
    user.type(user.control("gamma").spin_box, "0.9")
    user.settle()
    user.step()
    strips = [canvas_of(card).strips[0] for card in user.window.plots.cards]
    colours = {strip.edits._lines[0].pen.color().name() for strip in strips}
    assert colours == {user.window._theme_keeper.theme.muted.name()}
