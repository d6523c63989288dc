"""Lines with figures are whole, or shorter by whole parts; no number is ever cut in two."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetricsF
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from pg_desktop.ui.kit.fitted import ElidedLabel, Part, PartsLabel, StillLabel, elided, fitting
from pg_desktop.ui.kit.status_figures import Figure, FigureRow

TOLD = (
    "step 196 · return −1,234.56 · π(a|s) < 1\u00a0%",
    "solved at episode 1,642 after 0.58 s of computing",
    "γ 0.99 → 0.836, α 5·10⁻⁷ → 0.03",
    "12 M of 37 k steps/s at 1:02:03",
    "Run 12",
)


def numbers_in(text: str) -> list[str]:
    return re.findall(r"[−<]?\s?\d(?:[\d.,:·⁻⁰¹²³⁴-⁹]*[\d⁰¹²³⁴-⁹])?(?:\s?[kM%])?", text)


@pytest.mark.parametrize("text", TOLD)
def test_what_is_left_of_a_text_has_no_other_numbers(qapp, text):
    metrics = QFontMetricsF(QFont())
    seen = set()
    for width in range(5, 500):
        shown = elided(text, metrics, width)
        seen.add(shown)
        assert shown == text or shown.endswith("…")
        assert text.startswith(shown.removesuffix("…"))
        assert numbers_in(shown) == numbers_in(text)[: len(numbers_in(shown))], shown
        assert metrics.horizontalAdvance(shown) <= max(width, metrics.horizontalAdvance("…"))
    assert text in seen


@given(
    st.lists(st.tuples(st.floats(1, 200), st.integers(0, 5)), min_size=1, max_size=8),
    st.floats(0, 20),
    st.floats(0, 900),
)
def test_the_least_important_parts_go_first(parts, gap, room):
    widths, weights = zip(*parts, strict=True)
    kept = fitting(widths, weights, gap, room)
    assert kept == sorted(kept) != []
    gone = set(range(len(parts))) - set(kept)
    assert all(weights[left_out] <= weights[index] for left_out in gone for index in kept)
    needed = sum(widths[index] for index in kept) + gap * (len(kept) - 1)
    assert len(kept) == 1 or needed <= room
    if gone:  # and no sooner than needed
        last = max(gone, key=lambda index: (weights[index], -index))
        assert needed + widths[last] + gap > room


PARTS = [Part("episode <b>1,234</b>", 1), Part("update 56", 0), Part("return <b>−196.5</b>", 2)]


@pytest.fixture
def legend(qtbot):
    legend = PartsLabel(None, Qt.AlignmentFlag.AlignRight)
    qtbot.addWidget(legend)
    legend.explain("<p>What it is.</p>")
    legend.show_parts(PARTS)
    legend.show()
    return legend


def shown(legend, width):
    legend.resize(width, 30)
    return [part.text for part in PARTS if part.text in legend.text()]


def test_a_line_of_parts_at_all_widths(legend):
    episode, update, value = (part.text for part in PARTS)
    rooms = [shown(legend, width) for width in range(400, 0, -3)]
    assert rooms[0] == [episode, update, value]
    assert [len(room) for room in rooms] == sorted((len(room) for room in rooms), reverse=True)
    assert {tuple(room) for room in rooms} == {(episode, update, value), (episode, value), (value,), ()}
    assert shown(legend, 400) == [episode, update, value]


def test_a_part_that_is_shown_is_not_cut(legend):
    for width in range(1, 400):
        legend.resize(width, 30)
        assert legend.sizeHint().width() <= max(width + 1, legend.fontMetrics().horizontalAdvance("…") + 2)
        if not shown(legend, width) and legend.text() != "return −196.5":
            assert legend.text().endswith("…")
            assert not re.search(r"\d", legend.text())


def test_what_is_left_out_is_in_the_tooltip(legend):
    legend.resize(400, 30)
    assert legend.toolTip() == "<p>What it is.</p>"
    legend.resize(100, 30)
    assert all(part.text in legend.toolTip() for part in PARTS)
    assert "What it is." in legend.toolTip()


def test_other_parts_are_shown_at_once(legend):
    legend.resize(400, 30)
    legend.show_parts([Part("other", 0)])
    assert legend.text() == "other"


FIGURES = [
    Figure("step", "Step", "Steps so far.", 2),
    Figure("return", "Return", "Rewards so far.", 1),
    Figure("choice", "Choice", "How probable it was.", 0),
]
TEXTS = {"step": "step 196", "return": "return −19.60", "choice": "π(a|s) 71 %"}


@pytest.fixture
def row(qtbot):
    row = FigureRow(FIGURES, None, Qt.AlignmentFlag.AlignRight)
    qtbot.addWidget(row)
    row.resize(500, 20)
    row.show()
    row.show_texts(TEXTS)
    return row


def test_a_row_of_figures_at_all_widths(row):
    seen = []
    for width in range(500, 0, -1):
        row.resize(width, 20)
        if row.text() not in seen:
            seen.append(row.text())
        labels = [label for label in row.labels.values() if label.isVisible()]
        assert labels[-1].geometry().right() < width
    assert seen[:3] == ["step 196 · return −19.60 · π(a|s) 71 %", "step 196 · return −19.60", "step 196"]
    assert not any(re.search(r"\d", text) for text in seen[3:])
    assert all(text.endswith("…") for text in seen[3:])
    row.resize(500, 20)
    assert row.text() == seen[0]


def test_figures_stay_where_they_are_while_they_change(row):
    row.show_texts({"step": "step 200", "return": "return −20.00", "choice": "π(a|s) 100 %"})
    places = [label.geometry() for label in row.labels.values()]
    for step in range(1, 200):
        row.show_texts(
            {"step": f"step {step}", "return": f"return {step / 10:.2f}", "choice": f"π(a|s) {step % 101} %"}
        )
        assert [label.geometry() for label in row.labels.values()] == places
    row.forget_rooms()
    row.show_texts({"step": "step 1", "return": "return 0.10", "choice": "π(a|s) 9 %"})
    assert row.labels["step"].width() < places[0].width()


def test_a_row_tells_in_its_tooltip_what_it_leaves_out(row):
    assert row.toolTip() == ""
    row.resize(120, 20)
    assert row.toolTip() == "step 196 · return −19.60 · π(a|s) 71 %"


def test_a_figure_that_may_be_cut_short_is_before_others_go(qtbot):
    figures = [FIGURES[0], Figure("outcome", "Outcome", "How it ended.", 6, 60)]
    row = FigureRow(figures, None)
    qtbot.addWidget(row)
    row.show_texts({"step": "step 196", "outcome": "solved at episode 1,642 after 0.58 s"})
    needed = row.labels["step"].fontMetrics().horizontalAdvance("step 196")
    row.resize(needed + 16 + 100, 20)
    row.show()
    assert row.text().startswith("step 196 · solved at")
    assert row.text().endswith("…")
    assert "solved at episode 1,642 after 0.58 s" in row.labels["outcome"].toolTip()
    row.resize(needed + 16 + 40, 20)
    assert row.text().startswith("solved")


def test_what_is_beside_a_still_label_does_not_move(qtbot):
    line = QWidget()
    qtbot.addWidget(line)
    layout = QHBoxLayout(line)
    label, beside = StillLabel(line), QLabel("beside", line)
    layout.addWidget(label)
    layout.addWidget(beside)
    layout.addStretch(1)
    line.resize(400, 30)
    line.show()
    label.reserve("−8.888")
    places = set()
    for text in ("−0.007", "0.012", "0.120", "1.111", "–", "−1.000"):
        label.setText(text)
        layout.activate()
        places.add(beside.x())
    assert len(places) == 1
    label.setText("−123.456")
    layout.activate()
    wider = beside.x()
    label.setText("0.001")
    layout.activate()
    assert beside.x() == wider > places.pop()


def test_an_elided_label_shows_what_it_says_that_it_shows(qtbot):
    label = ElidedLabel(None)
    qtbot.addWidget(label)
    label.setText("Policy after update 1,234")
    label.resize(400, 20)
    assert label.shown == "Policy after update 1,234"
    label.resize(label.fontMetrics().horizontalAdvance("Policy after update 1,2…"), 20)
    assert label.shown == "Policy after update…"
    assert label.minimumSizeHint().width() > label.minimumWidth() == 1


def test_where_room_is_short_none_is_kept_for_what_was_longer_before(qtbot):
    row = FigureRow([FIGURES[0], Figure("outcome", "Outcome", "How it ended.", 6, 60)], None)
    qtbot.addWidget(row)
    long, short, outcome = "step 196, 24 of 32 episodes", "step 196", "solved at episode 1,642"
    advance = row.fontMetrics().horizontalAdvance
    row.resize(advance(short) + advance(outcome) + 60, 20)
    row.show()
    row.show_texts({"step": long, "outcome": outcome})
    assert row.text() != f"{long} · {outcome}"
    row.show_texts({"step": short, "outcome": outcome})
    assert row.text() == f"{short} · {outcome}"
