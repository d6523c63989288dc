"""Settings of last time are told of, with a way back; and whoever wants starts without them."""

from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from pg_desktop.app import build, run
from pg_desktop.cli.gui_options import GuiOptions
from pg_desktop.cli.parser import parse
from pg_desktop.learning.settings.table import Settings
from pg_desktop.runs.live.status import RunState
from pg_desktop.storage.own_presets import OwnPresets, values_of
from pg_desktop.storage.presets import load_presets
from pg_desktop.ui.shell.preferences import Preferences
from tests.ui.policy_files import other_file
from tests.ui.user import PATIENCE, User


@pytest.fixture(autouse=True)
def _application(qapp):
    """Where the preferences lie depends on the application's name."""
    qapp.setOrganizationName("PG Desktop")
    qapp.setApplicationName("pg-desktop")


@pytest.fixture
def last_time(open_window, qtbot):
    """A window that remembers settings."""

    def open_with(**changes):
        Preferences().remember_settings(Settings(**changes))
        user = User(open_window(), qtbot)
        QGuiApplication.processEvents()
        return user

    return open_with


def told(user):
    return user.window.notice.text.text() if user.window.notice.isVisible() else ""


def test_one_value_is_told_and_taken_back_with_one_click(last_time):
    user = last_time(gamma=0.9)
    assert told(user) == "Settings from last time: γ 0.9 instead of 0.99 differs from the preset Quick."
    button = user.window.notice.action_button
    assert button.text() == "&Back to Quick"
    assert button.toolTip() == "Choose again: γ 0.99. Undo brings these settings back."
    user.click(button)
    assert not user.window.notice.isVisible()
    assert user.window.session.wanted == Settings()
    assert user.window.panel.preset_box.currentText() == "Quick"
    user.settle()
    assert user.status.settings.gamma == 0.99
    user.window.steering.undo_stack.undo()
    assert user.window.session.wanted.gamma == 0.9


def test_of_several_the_one_that_matters_most_is_named(last_time):
    user = last_time(entropy_bonus=0.02, advantage="none", gamma=0.9, pace=3.0, smoothing_window=9)
    assert told(user) == "Settings from last time: γ 0.9 instead of 0.99 and 2 more differ from the preset Quick."
    user.click(user.window.notice.action_button)
    # How fast to train and how to look at it is no matter of a preset.
    assert user.window.session.wanted == Settings(pace=3.0, smoothing_window=9)


def test_the_preset_is_the_one_that_they_were_made_from(last_time):
    chapter = next(preset for preset in load_presets() if preset.id == "chapter-23")
    user = last_time(**{**chapter.settings, "gamma": 0.9})
    assert told(user) == ("Settings from last time: γ 0.9 instead of 0.999 differs from the preset Chapter 23.")
    user.click(user.window.notice.action_button)
    assert user.window.panel.preset_box.currentText() == "Chapter 23"


def test_it_may_be_ones_own(last_time):
    OwnPresets().save("R&D", "", values_of(Settings(gamma=0.5, hidden_size=9, episodes_per_update=3)))
    user = last_time(gamma=0.6, hidden_size=9, episodes_per_update=3)
    assert told(user) == "Settings from last time: γ 0.6 instead of 0.5 differs from the preset R&D."
    assert user.window.notice.action_button.text() == "&Back to R&&D"


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"seed": 12, "pace": 500.0, "smoothing_window": 3},
        *[pytest.param(dict(preset.settings), marks=pytest.mark.slow) for preset in load_presets()[2:]],
        *[dict(preset.settings) for preset in load_presets()[:2]],
    ],
)
def test_of_a_preset_nothing_is_said(last_time, changes):
    if changes.get("environment", "").startswith("LunarLander"):
        pytest.importorskip("Box2D")
    user = last_time(**changes)
    assert told(user) == ""


@pytest.mark.parametrize("how", ["slider", "preset", "reset after", "file"])
def test_it_is_withdrawn_once_it_is_no_longer_true(last_time, how, tmp_path):
    user = last_time(gamma=0.9)
    assert told(user)
    if how == "slider":
        user.type(user.control("gamma").stops[1], "0.8")
    elif how == "preset":
        user.window.panel.choose({"gamma": 0.99})
    elif how == "reset after":
        user.window.actions_.start_afresh.trigger()
    else:
        run_before = user.status.run
        other_file(user, tmp_path / "other.safetensors", gamma=0.5)
        user.window.open_policy(tmp_path / "other.safetensors")
        user.wait_until(lambda: user.status.run > run_before)
        user.settle()
    user.wait_until(lambda: told(user) == "")


def test_training_puts_it_away(last_time):
    user = last_time(gamma=0.9)
    user.step()
    assert told(user) == ""


def test_problems_are_said_besides(last_time):
    own = OwnPresets()
    own.folder.mkdir(parents=True)
    (own.folder / "bad.json").write_text("[]", encoding="utf-8")
    user = last_time(gamma=0.9)
    assert told(user).startswith("The preset “bad.json” must be an object")
    assert told(user).endswith("Settings from last time: γ 0.9 instead of 0.99 differs from the preset Quick.")
    assert user.window.notice.action_button.isVisible()


# Without what is remembered


@pytest.fixture
def fresh_window(qtbot, monkeypatch):
    windows = []

    def open_fresh():
        _, window = build([], fresh=True)
        windows.append(window)
        window.show()
        qtbot.waitUntil(lambda: window.session.status.state is RunState.READY, timeout=PATIENCE)
        return window

    yield open_fresh
    for window in windows:
        monkeypatch.setattr(window.experiments, "may_discard", lambda: True)
        window.close()
        window.deleteLater()


def test_fresh_is_an_option_of_the_command_line():
    assert parse(["--fresh"]) == GuiOptions(fresh=True)
    assert parse(["gui", "--fresh", "--theme", "dark"]) == GuiOptions(theme="dark", fresh=True)


def test_fresh_leaves_settings_and_arrangement_of_last_time_alone_until_it_closes(last_time, fresh_window):
    user = last_time(gamma=0.9, pace=3.0)
    user.window.panes["physics"].setFloating(True)
    user.window.panes["lossPlot"].close()
    Preferences().remember_file(Path("/a.safetensors"))
    user.window.close()
    window = fresh_window()
    assert window.session.wanted == Settings()
    assert not window.notice.isVisible()
    assert not window.panes["physics"].isFloating()
    assert window.panes["lossPlot"].isVisible()
    assert [path.name for path in Preferences().recent_files()] == ["a.safetensors"]
    # It has not ended yet, so nothing has been replaced.
    assert Preferences().settings() == Settings(gamma=0.9, pace=3.0)
    window.panel.choose({"gamma": 0.7})
    window.close()
    assert Preferences().settings() == Settings(gamma=0.7)


def test_the_program_starts_fresh_if_told_to(qapp, tmp_path):
    Preferences(tmp_path).remember_settings(Settings(gamma=0.9))
    seen = []

    def watch(window):
        seen.append(window.session.wanted)
        window.ready.connect(lambda: QTimer.singleShot(0, window, window.close))

    assert run(GuiOptions(fresh=True), watch, tmp_path) == 0
    Preferences(tmp_path).remember_settings(Settings(gamma=0.9))
    assert run(GuiOptions(), watch, tmp_path) == 0
    assert seen == [Settings(), Settings(gamma=0.9)]


def test_the_program_ends_with_its_window_also_where_another_is_open(qtbot, tmp_path):
    other = QWidget()
    qtbot.addWidget(other)
    other.show()

    def watch(window):
        window.ready.connect(lambda: QTimer.singleShot(0, window, window.close))

    assert run(GuiOptions(), watch, tmp_path) == 0
    assert other.isVisible()


def test_start_with_default_settings_begins_a_new_run_and_keeps_the_others(user):
    window = user.window
    window.panel.choose({"gamma": 0.9, "pace": 100.0, "environment": "CartPole-v0"})
    user.step(2)
    window.panes["lossPlot"].close()
    run_before, count = user.status.run, len(window.experiment.records)
    window.actions_.start_afresh.trigger()
    user.wait_until(lambda: user.status.run > run_before)
    user.wait_for(RunState.READY)
    assert window.session.wanted == user.status.settings == Settings()
    assert window.panel.settings == Settings()
    assert window.plots.loss_plot.isVisible()
    assert len(window.experiment.records) == count + 1
    window.steering.undo_stack.undo()
    assert window.session.wanted == Settings(gamma=0.9, pace=100.0, environment="CartPole-v0")


def test_a_picture_of_the_window_has_no_words_on_the_start(qapp, tmp_path):
    Preferences(tmp_path).remember_settings(Settings(gamma=0.9))
    hidden = []

    def watch(window):
        window.ready.connect(lambda: QTimer.singleShot(0, window, lambda: hidden.append(window.notice.isVisible())))

    assert run(GuiOptions(screenshot=tmp_path / "window.png", updates=0), watch, tmp_path) == 0
    assert (tmp_path / "window.png").exists()
    assert hidden == [False]


def test_code_that_was_trusted_last_time_is_not_run_unasked(last_time, tmp_path, monkeypatch):
    ran = tmp_path / "ran"
    monkeypatch.setenv("OWN_WORLD_HAS_RUN", str(ran))
    user = last_time(environment="tests.ui.own_world:OwnWorld-v0", gamma=0.9, smoothing_window=7)
    assert told(user) == (
        "Last time you trained in tests.ui.own_world:OwnWorld-v0, whose code is not run before you ask for it: choose "
        "Other… as the environment and name it again."
    )
    user.step()
    assert user.status.settings == Settings(smoothing_window=7)
    assert not ran.exists()
