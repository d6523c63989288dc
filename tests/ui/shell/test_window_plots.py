"""The plots: what they show, and how a user looks closer."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QApplication, QWhatsThis

from pg_desktop.runs.columns import XAxis
from pg_desktop.runs.live.status import RunState
from tests.runs.histories import record
from tests.ui.looking import canvas_of, choose, middle, pixels, view_range
from tests.ui.user import CTRL, NONE


def test_an_empty_return_plot_begins_at_zero(user):
    (_, _), (low, high) = view_range(user.window.plots.return_plot)
    assert low == 0
    assert 475 < high < 700


def test_both_plots_count_env_steps_on_demand(user):
    user.step(3)
    plots = user.window.plots
    user.window.refresh()
    assert canvas_of(plots.return_plot).strips[0].curve.x[-1] == user.status.episodes
    user.press(Qt.Key.Key_2, CTRL)
    user.window.refresh()
    for card in plots.cards:
        assert canvas_of(card).strips[0].curve.x[-1] == user.status.env_steps
        assert view_range(card)[0][1] >= user.status.env_steps
    assert user.window.actions_.x_by_step.isChecked()
    user.press(Qt.Key.Key_1, CTRL)
    user.window.refresh()
    assert canvas_of(plots.loss_plot).strips[0].curve.x[-1] == user.status.episodes


def test_the_range_grows_with_the_run(user):
    user.step(5)
    user.window.refresh()
    returns = [row.episode_return for block in user.window.session.history.episode_rows() for row in block]
    (left, right), (low, high) = view_range(user.window.plots.return_plot)
    assert left == 0
    assert user.status.episodes <= right <= 2 * user.status.episodes
    assert low == 0
    assert high > max(returns)


def test_figures_that_were_late_are_shown_with_the_next_refresh(user):
    """The training thread records an update a moment before it says so."""
    user.step()
    late = user.status
    user.step()
    window = user.window
    window.refreshing.stop()
    window.plots.fit()
    window.plots.refresh(late, 475.0, 50)
    window.plots.refresh(user.status, 475.0, 50)
    assert window.plots.return_plot.figure.text() == f"{user.status.mean_return_100:.1f}"
    assert user.status.mean_return_100 != late.mean_return_100


def test_every_loss_lies_in_the_plot(user):
    user.step(8)
    user.window.refresh()
    card = user.window.plots.loss_plot
    losses = user.window.session.history.since().metrics_U["policy_loss"]
    (_, _), (low, high) = view_range(card)
    room = (high - low) * 0.01
    assert low + room <= losses.min()
    assert losses.max() <= high - room


@pytest.mark.parametrize(
    "y_range",
    [(-0.018, 0.022), (-0.0018, 0.0022), (-0.3, 0.2), (-12, 8), (0, 550), (-250, 100), (-9000, 500), (-30000, 0)],
)
def test_every_label_of_the_y_axis_has_room(user, y_range):
    """A label without room is left out, which looks as if the axis skipped a number."""
    strip = canvas_of(user.window.plots.loss_plot).strips[0]
    strip.box.setYRange(*y_range, padding=0.0)
    axis = strip.axes["left"]
    (spacing, values), *_ = axis.tickValues(*y_range, axis.height())
    metrics = QFontMetricsF(axis.style["tickFont"])
    for label in axis.tickStrings(values, 1.0, spacing):
        assert metrics.horizontalAdvance(label) + axis.style["tickTextOffset"][0] <= axis.width(), label


@pytest.mark.parametrize("way", ["key", "double click", "button"])
def test_the_wheel_zooms_and_fit_goes_back(user, way, qtbot):
    user.step(2)
    plots = user.window.plots
    card = plots.return_plot
    user.window.refresh()
    automatic = view_range(card)
    assert not card.fit_button.isVisible()
    viewport = canvas_of(card).viewport()
    user.wheel(viewport, middle(card), 3)
    zoomed = view_range(card)
    assert zoomed[0][1] - zoomed[0][0] < automatic[0][1] - automatic[0][0]
    assert not canvas_of(card).automatic
    assert card.fit_button.isVisible()
    user.step()
    user.window.refresh()
    assert np.allclose(view_range(card), zoomed)
    assert np.allclose(view_range(plots.loss_plot)[0], zoomed[0])
    match way:
        case "key":
            user.press(Qt.Key.Key_F)
        case "double click":
            qtbot.mouseDClick(viewport, Qt.MouseButton.LeftButton, NONE, middle(card))
        case "button":
            user.click(card.fit_button)
    user.window.refresh()
    assert canvas_of(card).automatic
    assert canvas_of(plots.loss_plot).automatic
    assert view_range(card)[0][0] == 0
    assert view_range(card)[0][1] >= user.status.episodes
    assert view_range(plots.loss_plot)[0] == view_range(card)[0]
    assert not card.fit_button.isVisible()
    assert not plots.loss_plot.fit_button.isVisible()


def test_zooming_into_the_loss_holds_the_return_too(user, qtbot):
    user.step(2)
    returns, losses = user.window.plots.cards
    viewport = canvas_of(losses).viewport()
    user.wheel(viewport, middle(losses), 3)
    held = view_range(returns)[0]
    assert held == view_range(losses)[0]
    assert not canvas_of(returns).automatic
    user.step()
    user.window.refresh()
    assert view_range(returns)[0] == held
    qtbot.mouseDClick(viewport, Qt.MouseButton.LeftButton, NONE, middle(losses))
    assert canvas_of(returns).automatic


def test_dragging_moves_both_plots(user):
    user.step(2)
    plots = user.window.plots
    before = view_range(plots.loss_plot)[0]
    viewport = canvas_of(plots.return_plot).viewport()
    start = middle(plots.return_plot)
    user.drag(viewport, start, start - QPoint(60, 0))
    assert view_range(plots.loss_plot)[0][0] > before[0]
    assert np.allclose(view_range(plots.loss_plot)[0], view_range(plots.return_plot)[0])


def test_the_crosshair_reads_both_plots(user):
    user.step(3)
    plots = user.window.plots
    user.window.refresh()
    legends = [card.note.text() for card in plots.cards]
    card = plots.return_plot
    canvas = canvas_of(card)
    box = canvas.strips[0].box
    there = canvas.mapFromScene(box.mapViewToScene(QPointF(40, 10)))
    user.hover(canvas.viewport(), there)
    assert "episode 40" in card.note.text()
    assert "update 2" in card.note.text()
    rows = [row for block in user.window.session.history.episode_rows() for row in block]
    assert f"<b>{rows[39].episode_return:g}</b>" in card.note.text()
    # The dot of update 1 is nearer, but the episode was played for update 2.
    assert "update 2" in plots.loss_plot.note.text()
    assert canvas.strips[0].cross_x == 40
    assert canvas_of(plots.loss_plot).strips[0].cross_x == 64
    QApplication.sendEvent(canvas, QEvent(QEvent.Type.Leave))
    assert [card.note.text() for card in plots.cards] == legends
    assert canvas.strips[0].cross_x is None


def test_the_crosshair_counts_what_the_axis_counts(user):
    user.step(2)
    user.press(Qt.Key.Key_2, CTRL)
    user.window.refresh()
    card = user.window.plots.return_plot
    canvas = canvas_of(card)
    x = user.status.env_steps
    there = canvas.mapFromScene(canvas.strips[0].box.mapViewToScene(QPointF(x, 10)))
    user.hover(canvas.viewport(), there)
    assert f"episode {user.status.episodes}" in card.note.text()


def test_pointing_at_an_update_reads_its_last_episode(user):
    user.step(3)
    user.window.refresh()
    returns, losses = user.window.plots.cards
    canvas = canvas_of(losses)
    there = canvas.mapFromScene(canvas.strips[0].box.mapViewToScene(QPointF(36, 0)))
    user.hover(canvas.viewport(), there)
    assert canvas.strips[0].cross_x == canvas_of(returns).strips[0].cross_x == 32
    assert "update 1" in losses.note.text()
    assert "episode 32 · update 1" in returns.note.text()


def test_the_crosshair_reads_every_strip(user):
    user.step(2)
    card = user.window.plots.loss_plot
    for button in (card.toggles["entropy"], card.toggles["gradient_norm"]):
        user.click(button)
    user.window.refresh()
    canvas = canvas_of(card)
    user.hover(canvas.viewport(), middle(card))
    block = user.window.session.history.since()
    assert f"update 2 · loss <b>{block.metrics_U['policy_loss'][1]:.4g}</b>".replace("-", "−") in card.note.text()
    loss, entropy, gradient = canvas.shown
    texts = [f"entropy {block.metrics_U['entropy'][1]:.4g}", f"gradient {block.metrics_U['gradient_norm'][1]:.4g}"]
    assert [strip.crosshair.value for strip in (loss, entropy, gradient)] == ["", *texts]
    assert canvas.accessibleDescription() == " · ".join(
        [f"update 2 · loss {block.metrics_U['policy_loss'][1]:.4g}".replace("-", "−"), *texts]
    )
    for strip in (entropy, gradient):
        frame = strip.frame
        place = strip.crosshair.value_place(frame)
        assert frame.rect.contains(place)
        assert not place.left() <= frame.x_pixel(strip.cross_x) <= place.right()
    QApplication.sendEvent(canvas, QEvent(QEvent.Type.Leave))
    assert entropy.crosshair.value == ""
    assert canvas.accessibleDescription() == ""


def test_nothing_to_read_before_the_first_episode(user):
    card = user.window.plots.return_plot
    before = card.note.text()
    user.hover(canvas_of(card).viewport(), middle(card))
    assert card.note.text() == before


def test_entropy_and_gradient_are_shown_on_demand(user):
    user.step(2)
    card = user.window.plots.loss_plot
    canvas = canvas_of(card)
    assert [strip.style.colour for strip in canvas.shown] == ["second"]
    user.click(card.toggles["entropy"])
    assert [strip.style.colour for strip in canvas.shown] == ["second", "good"]
    assert "entropy" in card.note.text()
    user.click(card.toggles["gradient_norm"])
    user.window.refresh()
    assert len(canvas.shown) == 3
    assert [name in card.note.text() for name in ("loss", "entropy", "gradient")] == [True] * 3
    for strip in canvas.shown:
        assert len(strip.curve.x) == 2
        assert np.allclose(strip.box.viewRange()[0], view_range(card)[0])
        assert strip.box.height() > 30
    user.click(card.toggles["entropy"])
    assert [strip.style.colour for strip in canvas.shown] == ["second", "muted"]
    assert "entropy" not in card.note.text()
    user.click(card.toggles["gradient_norm"])
    assert len(canvas.shown) == 1


def test_why_the_loss_is_no_score(user):
    user.click(user.window.plots.loss_plot.why_button)
    (page,) = [widget for widget in QApplication.topLevelWidgets() if widget.metaObject().className() == "QWhatsThat"]
    assert page.isVisible()
    assert "Watch the return" in user.window.plots.loss_plot.why()
    QWhatsThis.hideText()


def test_every_change_has_its_line_and_labels_without_room_are_one(user):
    user.step()
    for key, number in (("gamma", "0.5"), ("learning_rate", "0.02"), ("episodes_per_update", "8")):
        user.type(user.control(key).spin_box, number)
        user.settle()
        user.step()
    user.window.refresh()
    edits = user.window.session.edits.all()
    marks = canvas_of(user.window.plots.return_plot).strips[0].edits
    assert [line.value() for line in marks._lines] == [edit.episode for edit in edits] == [32, 64, 96]
    labels = [line.label for line in marks._lines if hasattr(line, "label")]
    texts = [label.toPlainText() for label in labels]
    assert sum(int(text.split()[0]) if text.endswith("changes") else 1 for text in texts) == 3
    places = [label.textItem.mapRectToScene(label.textItem.boundingRect()).adjusted(4, 4, -4, -4) for label in labels]
    assert not any(one.intersects(other) for one, other in combinations(places, 2))


def branch_from(user, update):
    user.window.time_machine.visit(update)
    user.window.actions_.branch.trigger()
    user.wait_until(lambda: user.status.update == update)
    user.settle()


def test_a_branch_is_marked_as_one(user):
    user.step(3)
    branch_from(user, 2)
    user.step()
    user.window.refresh()
    (line,) = canvas_of(user.window.plots.return_plot).strips[0].edits._lines
    assert (line.value(), line.label.toPlainText()) == (64, "branch")
    assert line.toolTip().startswith("Branched from update 2 of another run")


def on_axis(card, x):
    """A point of the x axis, in the viewport."""
    canvas = canvas_of(card)
    strip = canvas.strips[0]
    across = strip.box.mapViewToScene(QPointF(x, 0)).x()
    return canvas.mapFromScene(QPointF(across, strip.axes["bottom"].sceneBoundingRect().center().y()))


def shown(user):
    """The update that the time machine shows; None for now."""
    visited = user.window.time_machine.visited
    return None if visited is None else visited.update


@pytest.mark.parametrize("which", [0, 1])
def test_travelling_along_the_axis_is_travelling_with_the_slider(user, which):
    user.step(4)
    user.window.refresh()
    card = user.window.plots.cards[which]
    slider = user.window.time_machine.slider
    viewport = canvas_of(card).viewport()
    user.drag(viewport, on_axis(card, 128), on_axis(card, 70))
    assert shown(user) == 2
    for x, update in ((31, 0), (33, 1), (97, 3), (129, None)):
        user.click(viewport, on_axis(card, x))
        assert shown(user) == update
        assert slider.value() == (slider.maximum() if update is None else update)
    user.click(viewport, on_axis(card, 1))
    user.step()
    user.window.refresh()
    assert (shown(user), slider.value()) == (0, slider.minimum())
    assert canvas_of(card).strips[0].crosshair.visited == 0
    user.click(viewport, on_axis(card, 180))
    assert (shown(user), slider.value()) == (None, slider.maximum())


def focus(card):
    canvas_of(card).setFocus(Qt.FocusReason.TabFocusReason)


SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.mark.parametrize("which", [0, 1])
def test_a_plot_is_looked_at_by_keys(user, which):
    user.step(2)
    user.window.refresh()
    card, other = user.window.plots.cards[which], user.window.plots.cards[1 - which]
    whole = view_range(card)
    focus(card)
    user.press(Qt.Key.Key_Plus)
    (left, right), (low, high) = view_range(card)
    assert right - left == pytest.approx(0.8 * (whole[0][1] - whole[0][0]))
    assert high - low == pytest.approx(0.8 * (whole[1][1] - whole[1][0]))
    assert np.allclose(view_range(other)[0], (left, right))
    assert not canvas_of(other).automatic
    assert card.fit_button.isVisible()
    user.press(Qt.Key.Key_Right)
    assert view_range(card)[0] == pytest.approx([left + 0.1 * (right - left), right + 0.1 * (right - left)])
    user.press(Qt.Key.Key_Up)
    assert view_range(card)[1] == pytest.approx([low + 0.1 * (high - low), high + 0.1 * (high - low)])
    user.press(Qt.Key.Key_Left)
    user.press(Qt.Key.Key_Down)
    user.press(Qt.Key.Key_Minus)
    assert np.allclose(view_range(card), whole)
    user.press(Qt.Key.Key_Home)
    user.window.refresh()
    assert canvas_of(card).automatic
    assert canvas_of(other).automatic
    assert not card.fit_button.isVisible()


def test_the_crosshair_is_moved_by_keys(user):
    user.step(3)
    user.window.refresh()
    returns, losses = user.window.plots.cards
    focus(losses)
    strip = canvas_of(losses).strips[0]
    assert strip.cross_x is None
    user.press(Qt.Key.Key_Right, SHIFT)
    assert strip.cross_x == 64
    user.press(Qt.Key.Key_Right, SHIFT)
    assert strip.cross_x == 96
    assert "update 3" in losses.note.text()
    assert "episode 96" in returns.note.text()
    user.press(Qt.Key.Key_Right, SHIFT)
    assert strip.cross_x == 96
    user.press(Qt.Key.Key_Left, SHIFT, times=2)
    assert strip.cross_x == 32
    user.press(Qt.Key.Key_Return)
    assert shown(user) == 1
    user.press(Qt.Key.Key_Escape)
    assert strip.cross_x is None
    assert "update" not in returns.note.text()


def test_the_crosshair_takes_the_view_along(user):
    user.step(3)
    user.window.refresh()
    card = user.window.plots.return_plot
    focus(card)
    user.press(Qt.Key.Key_Right, SHIFT)
    user.press(Qt.Key.Key_Plus, times=12)
    (first, last), _ = view_range(card)
    assert last - first < 10
    strip = canvas_of(card).strips[0]
    before = strip.cross_x
    for step in range(1, 12):
        user.press(Qt.Key.Key_Left, SHIFT)
        assert strip.cross_x == before - step
        (first, last), _ = view_range(card)
        assert first <= strip.cross_x <= last


def test_a_plot_with_the_focus_shows_it(user):
    card = user.window.plots.return_plot
    user.window.render_pane.stage.setFocus()
    without = pixels(canvas_of(card))
    focus(card)
    assert pixels(canvas_of(card)) != without


def test_keys_that_mean_nothing_in_a_plot_are_the_windows(user):
    focus(user.window.plots.return_plot)
    user.press(Qt.Key.Key_S)
    user.wait_until(lambda: user.status.update == 1)


def test_the_legend_says_what_the_curves_average_over(user):
    user.step(3)
    user.window.refresh()
    returns, losses = user.window.plots.cards
    assert "mean of 50" in returns.note.text()
    assert "mean of 2 updates" in losses.note.text()
    block = user.window.session.history.since()
    curve = canvas_of(losses).strips[0].curve
    assert curve.y == pytest.approx(
        [
            block.metrics_U["policy_loss"][0],
            block.metrics_U["policy_loss"][:2].mean(),
            block.metrics_U["policy_loss"][1:].mean(),
        ]
    )
    user.unfold()
    user.type(user.control("smoothing_window").spin_box, "32")
    user.window.refresh()
    assert "every update" in losses.note.text()
    assert curve.y == pytest.approx(block.metrics_U["policy_loss"])


def test_the_axis_keys_are_exclusive(user):
    actions = user.window.actions_
    assert actions.x_by_episode.isChecked()
    choose(user.window, actions.x_by_step)
    assert (actions.x_by_episode.isChecked(), actions.x_by_step.isChecked()) == (False, True)
    assert user.window.plots._x_axis is XAxis.ENV_STEP


def test_a_plot_that_was_hidden_meanwhile_shows_the_present_run_when_it_comes_back(user):
    loss = user.window.plots.loss_plot
    user.step(3)
    user.window.panes["distribution"].raise_()
    user.wait_until(lambda: not loss.in_front)
    user.press(Qt.Key.Key_R, CTRL)
    user.wait_until(lambda: user.status.update == 0)
    user.step(1)
    user.window.panes["lossPlot"].raise_()
    user.wait_until(lambda: loss.in_front)
    user.wait_until(lambda: len(loss.canvas.strips[0].curve.x) == 1)
    user.window.panes["returnPlot"].close()
    user.step(1)
    user.window.panes["returnPlot"].show()
    user.wait_until(lambda: user.window.plots.return_plot.canvas.strips[0].dots.x[-1] == user.status.episodes)


def test_what_moves_by_less_than_is_seen_is_not_drawn_anew_until_training_pauses(user, monkeypatch):
    user.step(1)
    user.window.refreshing.stop()
    plots, history = user.window.plots, user.window.session.history
    plot, drawn = plots.return_plot, []
    draw = plot.canvas.refresh
    monkeypatch.setattr(plot.canvas, "refresh", lambda *args: (drawn.append(1), draw(*args)))

    def train(updates, state=RunState.TRAINING):
        for _ in range(updates):
            lengths = np.full(32, 200)
            history.append(record(lengths.astype(float), lengths, entropy=0.5, norm=1.0, seconds=1.0))
        status = replace(user.status, state=state, update=history.updates, episodes=history.episodes)
        plots.refresh_one(plot, status, 475.0, 50)
        return len(drawn)

    train(2000)
    settled = train(0)  # the ranges have grown
    assert train(1) == settled
    assert train(1) == settled
    assert train(500) > settled
    settled = train(0)
    assert train(1) == settled
    assert train(0, RunState.PAUSED) == settled + 1
    assert plot.canvas.strips[0].dots.x[-1] == history.episodes


@pytest.mark.parametrize("widths", [(380, 700), (700, 380)])
def test_plots_of_different_widths_show_the_same_range(user, widths):
    """Also where they lie above each other on the screen; and all of it, from narrow to wide and back."""
    user.step(4)
    cards, docks = user.window.plots.cards, [user.window.panes[name] for name in ("returnPlot", "lossPlot")]
    for dock, width in zip(docks, widths, strict=True):
        dock.setFloating(True)
        user.wait_until(lambda dock=dock: dock.width() >= 480)  # it has its frame
        dock.setGeometry(20, 20, width, 300)
    for width in (*widths, 900, 380):
        docks[0].resize(width, 300)
        user.settle()
        (first, last), other = (view_range(card)[0] for card in cards)
        assert other == pytest.approx([first, last])
        assert first == 0.0
        assert user.status.episodes < last < 2 * user.status.episodes
        left, right = (canvas_of(cards[0]).strips[0].frame.x_pixel(x) for x in (first, last))
        assert right - left == pytest.approx(canvas_of(cards[0]).width() - 56, abs=2)
