"""A metric is one row of the table and one value of an update; everything else follows."""

import csv
from dataclasses import replace

import pytest

from pg_desktop.learning.algorithms.reinforce.reinforce import Reinforce
from pg_desktop.learning.metrics import METRICS, Metric, Per
from pg_desktop.runs.table import table_header, table_rows
from pg_desktop.storage.history_csv import write_history_csv
from tests.ui.looking import canvas_of, middle

ROW = Metric(
    key="policy_change",
    name="Policy change",
    label="change",
    help="How far the update moved the policy.",
    symbol="D",
    formula="KL(before ‖ after)",
    unit="nats",
    per=Per.UPDATE,
    floor=0.0,
    colour="accent",
    algorithms=("reinforce",),
    button="&Change",
)


@pytest.fixture(autouse=True)
def one_more(monkeypatch):
    update = Reinforce.update

    def update_and_measure(self, *args):
        outcome = update(self, *args)
        return replace(outcome, metrics={**outcome.metrics, ROW.key: 0.25})

    monkeypatch.setattr(Reinforce, "update", update_and_measure)
    monkeypatch.setitem(METRICS, ROW.key, ROW)


def test_it_is_in_the_history_the_table_the_plot_and_the_readout(user, tmp_path):
    user.step(2)
    history = user.window.session.history
    assert history.points(ROW.key, user.window.plots._x_axis, 0, 1e9, 100)[1].tolist() == [0.25, 0.25]

    file = tmp_path / "history.csv"
    write_history_csv(file, table_header(history), table_rows(history, ()))
    rows = list(csv.DictReader(file.read_text(encoding="utf-8").splitlines()))
    assert {row["policy_change"] for row in rows} == {"0.25"}

    card = user.window.plots.loss_plot
    button = card.toggles[ROW.key]
    assert (button.objectName(), button.text(), button.accessibleName()) == (
        "policyChangeToggle",
        "&Change",
        "Policy change",
    )
    for part in ("How far the update moved the policy.", "D = KL(before ‖ after)", "In nats."):
        assert part in button.toolTip()
    assert "Policy change" in card.whatsThis()
    user.click(button)
    user.window.refresh()
    canvas = canvas_of(card)
    assert [strip.style.series for strip in canvas.shown] == ["policy_loss", "policy_change"]
    assert canvas.shown[1].curve.y.tolist() == [0.25, 0.25]
    assert "change" in card.note.text()
    user.hover(canvas.viewport(), middle(card))
    assert canvas.shown[1].crosshair.value == "change 0.25"


def test_that_of_another_algorithm_is_not_offered(user):
    user.step()
    assert not user.window.plots.loss_plot.toggles["mean_q"].isVisible()
    assert "td_loss" not in table_header(user.window.session.history)
