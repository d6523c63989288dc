"""An opponent at the board that looks ahead answers before one wonders where it is."""

import pytest

from pg_desktop.bench import answering
from pg_desktop.bench.answering import answering_figures
from pg_desktop.bench.ladder import ladder_figures


def test_the_bench_of_the_ladder_tells_how_long_an_answer_takes(monkeypatch):
    monkeypatch.setattr(answering, "SIMULATIONS", 2)
    figures = ladder_figures(0)
    narrow, wide = next(figures), next(figures)
    figures.close()
    assert narrow.name == "Connect Four, a click with 2 simulations answered by 2 × 128 units"
    assert wide.name.endswith("2 × 256 units")
    assert narrow.as_line().split()[1:4] == ["ms", "<=", "200"]
    assert 0 < narrow.value < 1000


@pytest.mark.slow
def test_a_click_with_100_simulations_of_connect_four_is_answered_in_time():
    assert all(figure.met for figure in answering_figures())
