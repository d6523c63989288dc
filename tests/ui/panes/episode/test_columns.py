"""The table of an episode shows the numbers that were computed on paper."""

import numpy as np
import pytest
from PySide6.QtCore import QLocale, QObject, Qt

from pg_desktop.learning.explaining.memory import extents_of, memory_of
from pg_desktop.learning.settings.table import Settings
from pg_desktop.learning.trainer import Trainer
from pg_desktop.learning.worlds.table import EnvironmentEntry, environment_entry
from pg_desktop.ui.panes.episode import words
from pg_desktop.ui.panes.episode.columns import columns_of
from pg_desktop.ui.panes.episode.model import BAR_ROLE, EpisodeModel
from pg_desktop.ui.panes.episode.table import table_of
from tests.learning.explaining.updates import plain_update

ENGLISH = QLocale(QLocale.Language.English, QLocale.Country.UnitedStates)
ANY = EnvironmentEntry(id="Any-v0", summary="")


def remembered(trace, episode=0):
    return memory_of(trace, episode, extents_of(trace))


def traced(**settings):
    chosen = {"environment": "CartPole-v1", "episodes_per_update": 4, "hidden_size": 8, "step_limit": 60} | settings
    trainer = Trainer(Settings(**chosen))
    trainer.update()
    return trainer.update(traced=True).trace


@pytest.fixture
def owner(qapp):
    return QObject()


def model_of(trace, owner, entry=ANY, episode=0):
    model = EpisodeModel(owner)
    model.show_memory(remembered(trace, episode), entry, ENGLISH)
    return model


def texts(model):
    return [
        [model.index(row, column).data() for column in range(model.columnCount())] for row in range(model.rowCount())
    ]


def titles(model):
    return [model.headerData(column, Qt.Orientation.Horizontal) for column in range(model.columnCount())]


def column(model, title):
    return titles(model).index(title)


def test_two_steps_as_on_paper(owner):
    model = model_of(plain_update(0.1, gamma=0.5, advantage="normalised"), owner)
    assert titles(model) == ["t", "s₁", "a", "π(a|s)", "r", "Gₜ", "b", "Aₜ"]
    assert texts(model) == [
        ["0", "1", "1", "0.50", "1", "2.50", "2.75", "−0.707"],
        ["1", "2", "0", "0.50", "3", "3.00", "2.75", "+0.707"],
    ]
    notes = words.notes(model.memory, ENGLISH)
    assert notes == (
        "γ = 0.5, reward-to-go: Gₜ = rₜ + γ Gₜ₊₁. Aₜ = (Gₜ − 2.75) / 0.3536: mean and std of this episode."
    )


def test_bars_are_as_long_as_their_numbers_and_show_the_sign(owner):
    model = model_of(plain_update(0.1, gamma=0.5, advantage="normalised"), owner)

    def bar(row, title):
        return model.index(row, column(model, title)).data(BAR_ROLE)

    assert bar(0, "π(a|s)") == (0.0, 0.5, True)
    assert bar(1, "r") == (0.0, 1.0, True)
    assert bar(0, "Gₜ") == (0.0, pytest.approx(2.5 / 3), True)
    assert bar(0, "Aₜ") == (pytest.approx(0.0), 0.5, False)
    assert bar(1, "Aₜ") == (0.5, pytest.approx(1.0), True)
    assert bar(0, "t") is None
    assert bar(0, "a") is None


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"advantage": "none", "discounting": "from start"}, "γ = 0.5, from the start: Gₜ = γᵗ rₜ + Gₜ₊₁. Aₜ = Gₜ:"),
        ({"advantage": "batch"}, "Aₜ = (Gₜ − 2.75) / 0.3536: mean and std of all steps of the batch."),
    ],
)
def test_which_discount_and_which_numbers_are_said(settings, said):
    assert said in words.notes(remembered(plain_update(0.1, **settings)), ENGLISH)


def test_the_other_baselines_and_scales_are_said():
    def said(**settings):
        memory = remembered(traced(**settings))
        return memory, words.notes(memory, ENGLISH)

    memory, text = said(advantage="time")
    assert f"Aₜ = (Gₜ − b) / {memory.scale:.4g}" in text
    memory, text = said(advantage="value", gae_lambda=0.9)
    assert text.startswith("γ = 0.99, λ = 0.9: Gₜ ends in the value network. Aₜ = (Gₜ − V) /")
    assert "γᵗ (Gₜ − V)" in said(advantage="value", discounting="from start")[1]
    memory, text = said(normalise_rewards=True)
    assert text.endswith(f"Learning took the rewards divided by {memory.reward_scale:.4g}.")


def test_without_a_baseline_there_is_no_column_for_it(owner):
    assert titles(model_of(plain_update(0.1, advantage="none"), owner)) == [
        "t", "s₁", "a", "π(a|s)", "r", "Gₜ", "Aₜ",
    ]  # fmt: skip


def test_dqn_shows_values_and_td_errors(owner):
    trace = traced(algorithm="dqn")
    model = model_of(trace, owner, environment_entry("CartPole-v1"), 2)
    assert titles(model) == ["t", "x", "ẋ", "θ", "ω", "a", "Q(s,a)", "r", "y", "y − Q"]
    assert {row[column(model, "a")] for row in texts(model)} <= {"left", "right"}
    assert "TD error" in words.notes(model.memory, ENGLISH)


def test_real_numbers_have_densities_and_no_names(owner):
    trace = traced(environment="Pendulum-v1", step_limit=20)
    model = model_of(trace, owner, environment_entry("Pendulum-v1"), 1)
    assert titles(model)[4:6] == ["a", "p(a|s)"]
    assert texts(model)[0][4] == f"{trace.rollout.action_TN[0, 1, 0]:.2f}".replace("-", "−")


def test_every_column_explains_itself(owner):
    model = model_of(traced(), owner, environment_entry("CartPole-v1"))
    for section in range(model.columnCount()):
        tip = model.headerData(section, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole)
        assert len(tip) > 30
        assert model.headerData(section, Qt.Orientation.Horizontal, Qt.ItemDataRole.WhatsThisRole) == tip
    cell = model.index(0, column(model, "π(a|s)"))
    assert cell.data(Qt.ItemDataRole.AccessibleTextRole) == f"π(a|s): {cell.data()}"
    assert "θ (rad) = " in cell.data(Qt.ItemDataRole.ToolTipRole)


def test_many_numbers_have_columns_up_to_a_point_and_the_rest_in_the_tooltip(owner):
    trace = plain_update(0.1)
    wide = np.arange(40, dtype=np.float32)
    memory = remembered(trace)
    object.__setattr__(memory, "obs_LO", np.stack([wide, wide + 1]))
    object.__setattr__(memory.extents, "obs_O", wide.astype(float) + 1)
    assert len(columns_of(memory, ANY, ENGLISH)) == 12 + 7
    model = EpisodeModel(owner)
    model.show_memory(memory, ANY, ENGLISH)
    assert "s₄₀ = 40.0000" in model.index(1, 0).data(Qt.ItemDataRole.ToolTipRole)


def test_the_table_for_a_file_is_that_of_the_paper():
    table = table_of(remembered(plain_update(0.1, gamma=0.5, advantage="normalised")), "Run 3")
    assert table.name == "update-1-episode-1"
    assert table.header == (
        "t", "obs_1", "action", "probability", "reward", "return", "baseline", "advantage",
    )  # fmt: skip
    rows = [list(row) for row in table.rows]
    assert [row[:7] for row in rows] == [[0, 1.0, 1, 0.5, 1.0, 2.5, 2.75], [1, 2.0, 0, 0.5, 3.0, 3.0, 2.75]]
    about = dict(table.about)
    assert about["run"] == "Run 3"
    assert (about["update"], about["episode"], about["gamma"]) == ("1", "1 of 1", "0.5")
    assert float(about["advantage_scale"]) == pytest.approx(0.35355339)
