"""The network in the window: real keys and pointers, and words for what is drawn."""

import csv

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtTest import QTest

from pg_desktop.learning.acting.distributions import DistributionKind, StdSource
from pg_desktop.learning.explaining.network import Health, health, inside
from pg_desktop.learning.worlds.spaces import BoxSpace, DiscreteSpace, MultiBinarySpace, MultiDiscreteSpace, VectorSpace
from pg_desktop.learning.worlds.table import environment_entry
from pg_desktop.ui.kit.theme import DARK, LIGHT
from pg_desktop.ui.panes.network.contributions import ContributionsView
from pg_desktop.ui.panes.network.facts import Facts, Unit, contributions_table, health_sentence
from pg_desktop.ui.panes.network.layout import Circles, Matrices, layout_of
from pg_desktop.ui.panes.network.view import NetworkView
from tests.learning.explaining.policies import drawn, two_units
from tests.ui.exported import without_comments
from tests.ui.user import move_mouse

CART_POLE = environment_entry("CartPole-v1")
LOOKS = pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
HERE = np.array([2, 1], np.float32)
PAPER = Facts.of(two_units(), CART_POLE)


@pytest.fixture
def view(qtbot):
    widget = NetworkView(None)
    qtbot.addWidget(widget)
    widget.resize(400, 300)
    widget.show_network(PAPER)
    widget.show_inside(inside(PAPER.policy, HERE))
    widget.show()
    return widget


def centre(view, layer, unit):
    return view.layout_now().centre(layer, unit).toPoint()


def test_units_are_named_and_told():
    now = inside(PAPER.policy, HERE)
    assert PAPER.sizes == (2, 2, 2)
    # The second unit is 3 s₁ − s₂ − 4 = 1 here.
    assert PAPER.reading(Unit(1, 1), now) == (
        "Unit 2 of hidden layer 1: 1.00; from s₁ 3.00, s₂ −1.00; to logit right 5.00, logit left 1.00"
    )
    assert PAPER.reading(Unit(0, 0), now) == "S₁: 2.00; to unit 2 3.00, unit 1 1.00"
    assert PAPER.reading(Unit(2, 1), now) == "Logit right: −3.00; from unit 2 5.00, unit 1 −2.00"
    assert PAPER.reading(Unit(2, 1), None) == "Logit right; from unit 2 5.00, unit 1 −2.00"


def test_contributions_are_those_on_paper():
    table = contributions_table(PAPER, inside(PAPER.policy, HERE))
    assert table.header == ("observation", "logit left", "logit right")
    assert list(table.rows) == [
        ("s₁", 8.0, 26.0),
        ("s₂", 1.0, -9.0),
        ("rest", -3.25, -20.0),
        ("sum", 5.75, -3.0),
    ]


@pytest.mark.parametrize(
    ("action", "kind", "world", "names"),
    [
        (DiscreteSpace(2), DistributionKind(values=True), "CartPole-v1", ("Q left", "Q right")),
        (BoxSpace((-1.0,), (1.0,)), None, "ContinuousCartPole", ("μ force",)),
        (
            BoxSpace((-1.0,), (1.0,)),
            DistributionKind(std_source=StdSource.STATE),
            "ContinuousCartPole",
            ("μ force", "log σ force"),
        ),
        (
            MultiDiscreteSpace((2, 3)),
            None,
            "CartPole-v1",
            ("logit a1 = 0", "logit a1 = 1", "logit a2 = 0", "logit a2 = 1", "logit a2 = 2"),
        ),
        (MultiBinarySpace(2), None, "CartPole-v1", ("logit a1 = 1", "logit a2 = 1")),
    ],
)
def test_outputs_have_the_names_of_their_distribution(action, kind, world, names):
    assert Facts.of(drawn(action, kind=kind), environment_entry(world)).outputs == names


def test_what_is_of_no_use_is_said():
    states_BO = np.array([[1, 1], [0, 0]], np.float32)
    assert health_sentence(health(two_units(), states_BO), "relu") == (
        "1 of 2 hidden units are dead: they are 0 in all 2 visited states, and no gradient reaches them there."
    )
    none, all_ = (np.array([False, False]),), (np.array([True, True]),)
    assert health_sentence(Health(none, none, 300), "relu").startswith("None of 2 hidden units is dead")
    assert health_sentence(Health(none, all_, 300), "tanh").startswith("2 of 2 hidden units are saturated")
    assert health_sentence(Health(none, none, 300), "tanh").startswith("None of 2 hidden units is saturated")
    assert health_sentence(Health((), (), 300), "tanh") == ""
    assert health_sentence(None, "relu") == ""


def test_the_pointer_finds_units(view):
    view.clearFocus()
    seen = []
    view.looked_at.connect(seen.append)
    move_mouse(view, centre(view, 1, 1))
    assert seen[-1] == Unit(1, 1)
    assert view.accessibleDescription().startswith("Unit 2 of hidden layer 1: 1.00")
    move_mouse(view, centre(view, 2, 0))
    assert seen[-1] == Unit(2, 0)
    move_mouse(view, QPoint(view.width() // 3, 2))
    assert seen[-1] is None


def test_keys_walk_through_the_network(view, qtbot):
    view.activateWindow()
    view.setFocus()
    qtbot.waitUntil(view.hasFocus)
    seen = []
    view.looked_at.connect(seen.append)
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Home, Qt.Key.Key_Left):
        QTest.keyClick(view, key)
    assert seen == [Unit(1, 1), Unit(1, 1), Unit(2, 1), Unit(2, 1), Unit(2, 0), Unit(1, 0)]
    view.clearFocus()
    assert seen[-1] is None


@LOOKS
def test_colour_is_the_sign_and_weights_are_drawn_once(view, theme):
    view.show_theme(theme)
    view.grab()
    drawings = view.drawings
    view.show_inside(inside(PAPER.policy, np.array([1, 1], np.float32)))
    view.show_network(Facts.of(PAPER.policy, CART_POLE))
    move_mouse(view, QPoint(1, 1))
    image = view.grab().toImage()
    assert view.drawings == drawings
    # Into the second output lead the weights 5, the largest of all, from the second unit, and −2 from the first.
    for unit, colour in ((1, theme.accent), (0, theme.second)):
        start, end = view.layout_now().centre(1, unit), view.layout_now().centre(2, 1)
        at = (start * 0.6 + end * 0.4).toPoint()
        found = {image.pixelColor(at + QPoint(0, y)).hslHue() for y in (-1, 0, 1)}
        assert min(abs(hue - colour.hslHue()) for hue in found) <= 12, (found, colour.hslHue())
    view.show_network(Facts.of(two_units("tanh"), CART_POLE))
    view.grab()
    assert view.drawings == drawings + 1


@LOOKS
def test_a_large_network_is_drawn_as_matrices(view, theme):
    view.show_theme(theme)
    facts = Facts.of(drawn(DiscreteSpace(2), (100, 100)), CART_POLE)
    view.show_network(facts)
    view.show_inside(inside(facts.policy, np.ones(4, np.float32)))
    layout = view.layout_now()
    assert isinstance(layout, Matrices)
    weights = facts.weights[1]
    row, column = np.unravel_index(weights.argmax(), weights.shape)
    image, rect = view.grab().toImage(), layout.matrix(2)
    at = QPoint(
        round(rect.left() + (column + 0.5) / 100 * rect.width()), round(rect.top() + (row + 0.5) / 100 * rect.height())
    )
    assert image.pixelColor(at).name() != theme.card.name()
    seen = []
    view.looked_at.connect(seen.append)
    move_mouse(view, at)
    assert seen[-1] == Unit(2, int(row))


def test_every_unit_has_a_place_of_its_own():
    area = QRectF(10, 10, 300, 200)
    layout = layout_of(area, (4, 64, 2))
    assert isinstance(layout, Circles)
    for layer, size in enumerate(layout.sizes):
        for unit in range(size):
            assert layout.at(layout.centre(layer, unit)) == (layer, unit)
            assert area.contains(layout.centre(layer, unit))
    assert isinstance(layout_of(area, (4, 65, 2)), Matrices)


@LOOKS
def test_contributions_are_read_and_have_room(qtbot, theme):
    widget = ContributionsView(None)
    qtbot.addWidget(widget)
    widget.show_theme(theme)
    widget.show_inside(PAPER, inside(PAPER.policy, HERE))
    widget.resize(380, widget.sizeHint().height())
    widget.show()
    assert widget.reading() == (
        "logit left 5.75: s₁ 8.00, s₂ 1.00, rest −3.25. logit right −3.00: s₁ 26.00, s₂ −9.00, rest −20.00."
    )
    image = widget.grab().toImage()
    hues = {image.pixelColor(x, y).name() for x in range(0, 380, 2) for y in range(widget.height())}
    assert {theme.accent.name(), theme.second.name()} <= hues
    many = Facts.of(drawn(DiscreteSpace(9), (5,), observation=VectorSpace(40)), CART_POLE)
    before = widget.sizeHint().height()
    widget.show_inside(many, inside(many.policy, np.ones(40, np.float32)))
    assert widget.sizeHint().height() > before
    widget.grab()


def open_network(user):
    user.click(user.window.rail.buttons["understand"])
    user.window.panes["network"].raise_()
    user.wait_until(lambda: "network" in user.window.panes.made_by_now)
    pane = user.window.panes.pane("network")
    user.wait_until(lambda: pane.in_sight and pane._inside is not None)
    return pane


def test_the_pane_shows_the_live_network_at_the_shown_moment(user):
    user.step(2)
    pane = open_network(user)
    user.window.render_pane.controls.actions()[0].trigger()
    user.window.refresh()
    assert pane._facts.policy is user.policy
    now = user.window.shown_moment.moment.obs_O
    np.testing.assert_allclose(pane._inside.output_K, user.policy.outputs(now[None])[0], atol=1e-4)
    assert "hidden units" in pane.health.text()
    assert pane.note.text() == "After update 2: from what is observed to π(· | s)."
    user.step()
    user.wait_until(lambda: (user.window.refresh(), pane._facts.policy is user.policy)[1])


def test_a_unit_that_is_looked_at_has_its_map_in_the_policy_map(user):
    user.step()
    pane = open_network(user)
    user.window.render_pane.controls.actions()[0].trigger()
    view = user.window.views[0]
    user.wait_until(lambda: view.subtitle.text() == "π(right | s) · update 1")
    move_mouse(pane.view, pane.view.layout_now().centre(1, 4).toPoint())
    user.wait_until(lambda: view.subtitle.text() == "Unit 5 of hidden layer 1 · update 1")
    grid = view.pane.map.field.grid
    here = user.window.shown_moment.moment.obs_O
    column, row = view.pane.map.field.place_of(float(here[2]), float(here[3]))
    assert grid[row, column] == pytest.approx(float(pane._inside.hidden[0][4]), abs=0.05)
    assert pane.note.text().startswith("Unit 5 of hidden layer 1")
    move_mouse(pane.view, QPoint(1, 1))
    user.wait_until(lambda: view.subtitle.text() == "π(right | s) · update 1")


def test_hidden_it_computes_nothing(user):
    user.step()
    pane = open_network(user)
    user.window.panes["distribution"].raise_()
    user.wait_until(lambda: not pane.in_sight)
    computed, drawings = pane.computed, pane.view.drawings
    user.step(2)
    moments = []
    user.window.shown_moment.changed.connect(lambda *_: moments.append(1))
    user.wait_until(lambda: len(moments) > 3)
    assert (pane.computed, pane.view.drawings) == (computed, drawings)


def test_contributions_are_exported(user, choose, tmp_path):
    user.step()
    pane = open_network(user)
    user.window.render_pane.controls.actions()[0].trigger()
    choose(tmp_path / "brings.csv")
    pane.table_action.trigger()
    header, *lines = csv.reader(without_comments(tmp_path / "brings.csv"))
    assert header == ["observation", "logit left", "logit right"]
    assert [line[0] for line in lines] == ["x", "ẋ", "θ", "ω", "rest", "sum"]
    for column in (1, 2):
        values = [float(line[column]) for line in lines]
        assert sum(values[:-1]) == pytest.approx(values[-1], abs=1e-5)
    choose(tmp_path / "net.png")
    pane.picture_action.trigger()
    assert (tmp_path / "net.png").read_bytes().startswith(b"\x89PNG")
