"""What a board looks like: who cannot see colours still tells the players apart."""

import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFont, QImage, QPainter

from pg_desktop.learning.games.table import GAMES
from pg_desktop.ui.board.hints import reading, signed
from pg_desktop.ui.board.layout import BoardLayout
from pg_desktop.ui.board.look import FIRST, SECOND, Ground, Look
from pg_desktop.ui.board.painter import board_layout, paint_board
from pg_desktop.ui.board.picture import Hint, Overlay, Picture
from pg_desktop.ui.board.pieces import DISC, on_colour
from pg_desktop.ui.kit.theme import DARK, LIGHT

ROOM = QRectF(0, 0, 400, 400)
SQUARES = Look(Ground.SQUARES, 2, 2, ("", ""), ("", ""))
THREE = Look(Ground.STROKES, 3, 3, ("", "", ""), ("", "", ""))


def drawn(look, picture, theme=LIGHT):
    image = QImage(400, 400, QImage.Format.Format_RGB32)
    image.fill(theme.card)
    layout = board_layout(ROOM, look, picture.overlays, QFont())
    with QPainter(image) as painter:
        paint_board(painter, layout, picture, theme, QFont())
    return image, layout


def colour(image, at):
    return image.pixelColor(at.toPoint()).name()


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_the_second_players_discs_have_a_ring(qapp, theme):
    image, layout = drawn(SQUARES, Picture((1, -1, 0, 0)), theme)
    ring = QPointF(0.62 * DISC * layout.pitch, 0)
    assert colour(image, layout.centre(0)) == colour(image, layout.centre(0) + ring) == theme.accent.name()
    assert colour(image, layout.centre(1)) == theme.second.name()
    assert colour(image, layout.centre(1) + ring) == on_colour(theme).name()


def test_the_last_disc_has_a_mark(qapp):
    image, layout = drawn(SQUARES, Picture((1, 0, 0, 0), last=0))
    assert colour(image, layout.centre(0)) == on_colour(LIGHT).name()


def test_crosses_and_noughts_differ_in_shape(qapp):
    image, layout = drawn(THREE, Picture((1, -1, 0, 0, 0, 0, 0, 0, 0), last=8))
    assert colour(image, layout.centre(0)) == LIGHT.accent.name()
    assert colour(image, layout.centre(1)) == LIGHT.card.name()
    assert colour(image, layout.centre(1) + QPointF(0.27 * layout.pitch, 0)) == LIGHT.second.name()
    assert colour(image, layout.centre(8)) == LIGHT.wedge.name()  # the field of the last move


def test_the_mark_of_a_losing_move_is_no_piece_of_a_game(qapp):
    image, layout = drawn(THREE, Picture((0,) * 9, hints=(Hint(truth=-1.0), *[None] * 8), overlays=(Overlay.TRUTH,)))
    assert colour(image, layout.centre(0)) == LIGHT.bad.name()
    arm = 0.08 * layout.pitch
    assert colour(image, layout.centre(0) + QPointF(-arm, -arm)) == LIGHT.bad.name()
    assert colour(image, layout.centre(0) + QPointF(-arm, arm)) == LIGHT.card.name()


def test_a_line_runs_through_what_has_won(qapp):
    stones = (1, 1, 1, 0, 0, 0, 0, 0, 0)
    without, layout = drawn(THREE, Picture(stones))
    image, _ = drawn(THREE, Picture(stones, line=(0, 1, 2)))
    between = (layout.centre(0) + layout.centre(1)) / 2 + QPointF(8, 0)
    assert colour(without, between) != colour(image, between)
    assert image.pixelColor(between.toPoint()).lightness() < 90


def test_what_may_come_is_seen_through(qapp):
    before, layout = drawn(SQUARES, Picture((0, 0, 0, 0), SECOND))
    image, _ = drawn(SQUARES, Picture((0, 0, 0, 0), SECOND, hover=3))
    there = layout.centre(3) + QPointF(0.8 * DISC * layout.pitch, 0)
    assert colour(image, there) not in (colour(before, there), LIGHT.second.name())


def test_a_likely_move_has_a_larger_disc(qapp):
    hints = (Hint(prior=0.81), Hint(prior=0.04), None, None)
    image, layout = drawn(SQUARES, Picture((0, 0, 0, 0), FIRST, hints=hints, overlays=(Overlay.POLICY,)))
    plain, _ = drawn(SQUARES, Picture((0, 0, 0, 0), FIRST))
    most = DISC * layout.pitch
    for cell, radius in ((0, 0.9 * most), (1, 0.2 * most)):
        inside, outside = (layout.centre(cell) - QPointF(0, radius + beyond) for beyond in (-2, 2))
        assert colour(image, inside) != colour(plain, inside)
        assert colour(image, outside) == colour(plain, outside)


@pytest.mark.parametrize("theme", [LIGHT, DARK])
@pytest.mark.parametrize("entry", GAMES, ids=lambda entry: entry.id)
def test_every_board_is_drawn_with_all_that_can_be_said(qapp, entry, theme):
    look = Look.of(entry.rules())
    hints = tuple(Hint(0.5, 12, 0.5, value, value) for value in (1.0, 0.0, -1.0))
    stones = (FIRST, SECOND) + (0,) * (look.cells - 2)
    picture = Picture(stones, hints=(None, None, *hints), overlays=tuple(Overlay), cursor=2, hover=3)
    image, layout = drawn(look, picture, theme)
    assert isinstance(layout, BoardLayout)
    plain, _ = drawn(look, Picture(stones), theme)
    assert image != plain


def test_figures_are_as_everywhere(qapp):
    hint = Hint(prior=0.345, visits=12, value=-0.5)
    assert [reading(hint, overlay) for overlay in Overlay] == ["34\u00a0%", "12", "−0.50", ""]
    assert [reading(Hint(), overlay) for overlay in Overlay] == ["", "", "", ""]
    assert [signed(value) for value in (0.25, 0.001, 0.0, -1.0)] == ["+0.25", "0.00", "0.00", "−1.00"]
