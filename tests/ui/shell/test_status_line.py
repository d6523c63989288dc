"""What the status bar says of a run."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication, QWidget

from pg_desktop.learning.settings.table import PACE_MAX, Settings
from pg_desktop.runs.facts import Limit, Solved
from pg_desktop.runs.live.status import RunState, Status, UpdateProgress
from pg_desktop.ui.kit.theme import DARK, LIGHT
from pg_desktop.ui.shell.status_line import StatusLine, seconds_left

STATUS = Status(
    state=RunState.TRAINING,
    run=1,
    update=40,
    episodes=1280,
    env_steps=123_456,
    steps_per_second=37_400.0,
    mean_return_100=467.52,
    solved=None,
    limit=None,
    train_seconds=2.0,
    settings=Settings(pace=PACE_MAX),
    settings_version=3,
)


@pytest.fixture
def line(qtbot):
    parent = QWidget()
    qtbot.addWidget(parent)
    status_line = StatusLine(parent)
    status_line.show_theme(LIGHT)
    yield status_line


def figures(line: StatusLine) -> list[str]:
    texts = [label.text() for key, label in line.row.labels.items() if key != "outcome"]
    return [text for text in texts if text]


@pytest.mark.parametrize(
    ("state", "limit", "text", "colour"),
    [
        (RunState.STARTING, None, "Loading PyTorch…", LIGHT.groove),
        (RunState.READY, None, "Ready", LIGHT.groove),
        (RunState.TRAINING, None, "Training", LIGHT.good),
        (RunState.PAUSED, None, "Paused", LIGHT.waiting),
        (RunState.FINISHED, Limit.EPISODES, "Finished: episode limit reached", LIGHT.accent),
        (RunState.FINISHED, Limit.UPDATES, "Finished: update limit reached", LIGHT.accent),
        (RunState.FINISHED, Limit.SOLVED, "Finished: solved", LIGHT.accent),
        (RunState.STOPPED, None, "Stopped", LIGHT.bad),
    ],
)
def test_every_state_has_a_name_and_a_colour(line, state, limit, text, colour):
    line.show_status(replace(STATUS, state=state, limit=limit))
    assert line.state.text() == text
    lamp = line._lamp.grab().toImage()
    assert lamp.pixelColor(9, 9).name() == colour.name()


def test_the_figures(line):
    line.show_status(STATUS)
    assert figures(line) == [
        "update 40",
        "episode 1,280",
        "123,456 env steps",
        "37 k steps/s",
        "mean of last 100: 467.5",
    ]


def test_before_the_first_update(line):
    line.show_status(
        replace(
            STATUS, update=0, episodes=0, env_steps=0, steps_per_second=0.0, mean_return_100=None, train_seconds=0.0
        )
    )
    assert figures(line) == ["update 0", "episode 0", "0 env steps"]
    assert line.outcome.text() == ""


def test_slow_runs_are_counted_in_single_steps(line):
    line.show_status(replace(STATUS, steps_per_second=812.4))
    assert "812 steps/s" in figures(line)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.584, "0.58 s"), (12.4, "12 s"), (59.6, "1:00 min"), (83.0, "1:23 min"), (3723.0, "1:02:03")],
)
def test_when_it_was_solved(line, seconds, text):
    line.show_status(replace(STATUS, solved=Solved(episode=1642, update=38, env_step=120_000, seconds=seconds)))
    assert line.outcome.text() == f"solved at episode 1,642 after {text} of computing"


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_what_is_no_longer_solved_is_not_green(line, theme):
    solved = replace(STATUS, solved=Solved(episode=589, update=38, env_step=120_000, seconds=0.5))
    fallen = replace(solved, fallen=True, mean_return_100=92.04)
    line.show_theme(theme)
    for status, text, colour in (
        (solved, "solved at episode 589 after 0.50 s of computing", theme.good),
        (fallen, "solved at episode 589; mean now 92.0", theme.bad),
        (solved, "solved at episode 589 after 0.50 s of computing", theme.good),
    ):
        line.show_status(status)
        assert line.outcome.text() == text
        assert line.outcome.palette().windowText().color() == colour
    line.show_status(fallen)
    line.show_theme(DARK if theme is LIGHT else LIGHT)
    assert line.outcome.palette().windowText().color() == (DARK if theme is LIGHT else LIGHT).bad


PROGRESS = UpdateProgress(update=41, episodes=130, of_episodes=512, env_steps=48_210, share=0.25, learning=False)


@pytest.mark.parametrize(
    ("progress", "text"),
    [
        (PROGRESS, "update 41: 130 of 512 episodes, 48 k env steps"),
        (replace(PROGRESS, of_episodes=1, episodes=0, env_steps=480), "update 41: 480 env steps"),
        (replace(PROGRESS, episodes=512, share=1.0, learning=True), "update 41: learning"),
        (None, "update 40"),
    ],
)
def test_how_far_the_update_in_progress_is(line, progress, text):
    line.show_status(replace(STATUS, progress=progress))
    assert figures(line)[0] == text


def test_progress_is_whole_at_1280_and_stays_where_there_is_little_room(line):
    status = replace(LONG, progress=PROGRESS)
    line.show_status(status)
    laid_out(line, 1260)
    label = line.row.labels["update"]
    assert label.width() >= label.fontMetrics().horizontalAdvance(label.text())
    laid_out(line, 700)
    assert "update" in visible(line)


def test_while_it_loads_it_says_whether_training_starts_then(line):
    starting = replace(STATUS, state=RunState.STARTING)
    line.show_status(starting, will_train=True)
    assert line.state.text() == "Loading PyTorch… training starts then"
    line.show_status(starting)
    assert line.state.text() == "Loading PyTorch…"


def test_solved_is_green(line):
    assert line.outcome.palette().windowText().color() == LIGHT.good
    line.show_theme(DARK)
    assert line.outcome.palette().windowText().color() == DARK.good
    assert line.state.palette().windowText().color() == DARK.text


def test_numbers_are_written_as_in_the_users_country(line):
    line.setLocale(QLocale(QLocale.Language.German, QLocale.Country.Germany))
    line.show_status(STATUS)
    assert "episode 1.280" in figures(line)
    assert "mean of last 100: 467,5" in figures(line)


def test_without_a_country_thousands_are_grouped_too(line):
    line.setLocale(QLocale.c())
    line.show_status(replace(STATUS, env_steps=197_990))
    assert "197,990 env steps" in figures(line)


# At 2 s for 40 updates, an update takes 0.05 s.
@pytest.mark.parametrize(
    ("settings", "seconds"),
    [
        (Settings(pace=PACE_MAX), None),
        (Settings(pace=PACE_MAX, update_limit=100), 3.0),
        (Settings(pace=PACE_MAX, episode_limit=2560), 2.0),
        (Settings(pace=PACE_MAX, episode_limit=2560, update_limit=50), 0.5),
        (Settings(pace=10.0, update_limit=100), 6.0),
        (Settings(pace=PACE_MAX, update_limit=30), 0.0),
    ],
)
def test_the_time_left_by_hand(settings, seconds):
    assert seconds_left(replace(STATUS, settings=settings)) == (None if seconds is None else pytest.approx(seconds))


@pytest.mark.parametrize("state", [state for state in RunState if state is not RunState.TRAINING])
def test_no_time_is_left_where_nothing_goes_on(state):
    status = replace(STATUS, state=state, settings=Settings(update_limit=100))
    assert seconds_left(status) is None


def test_no_time_left_before_the_first_update():
    status = replace(STATUS, update=0, episodes=0, train_seconds=0.0, settings=Settings(update_limit=100))
    assert seconds_left(status) is None


def test_the_time_left_is_shown(line):
    line.show_status(replace(STATUS, settings=Settings(pace=PACE_MAX, update_limit=100)))
    assert figures(line)[-1] == "3.00 s left"


LONG = replace(
    STATUS,
    update=12_345,
    episodes=395_040,
    env_steps=187_654_321,
    steps_per_second=134_000.0,
    mean_return_100=499.9,
    train_seconds=1200.0,
    solved=Solved(episode=1234, update=40, env_step=30_000, seconds=0.41),
    settings=Settings(pace=PACE_MAX, episode_limit=1_000_000),
)


def visible(line: StatusLine) -> list[str]:
    return [key for key, label in line.row.labels.items() if label.isVisible() and label.text()]


def laid_out(line: StatusLine, width: int) -> None:
    line.parentWidget().resize(width, 40)
    line.setGeometry(0, 0, width, 26)
    line.parentWidget().show()
    QApplication.processEvents()


def test_long_figures_are_whole_at_1280(line):
    laid_out(line, 1260)
    line.show_status(LONG)
    QApplication.processEvents()
    assert visible(line) == ["update", "episode", "envSteps", "speed", "mean", "left", "outcome"]
    ends = 0
    for key in visible(line):
        label = line.row.labels[key]
        assert label.x() >= ends
        ends = label.x() + label.width()
        if key != "outcome":
            assert label.width() >= label.fontMetrics().horizontalAdvance(label.text())
    assert line.row.labels["left"].text() == "30:38 min left"
    assert ends <= line.row.width()


def test_without_room_the_outcome_is_cut_short_first_and_then_figures_go(line):
    line.show_status(LONG)
    laid_out(line, 1000)
    assert visible(line) == ["update", "episode", "envSteps", "speed", "mean", "left", "outcome"]
    assert line.outcome.width() < line.outcome.sizeHint().width()
    assert line.outcome.text() in line.outcome.toolTip()
    laid_out(line, 700)
    assert visible(line)[-3:] == ["mean", "left", "outcome"]
    assert "speed" not in visible(line)
    assert "envSteps" not in visible(line)
    laid_out(line, 1260)
    assert len(visible(line)) == 7


def test_long_figures_do_not_make_the_window_wider(line):
    before = line.minimumSizeHint().width()
    line.show_status(LONG)
    assert line.minimumSizeHint().width() <= before + 20  # the state, which is a word


def test_every_part_says_what_it_is(line):
    line.show_status(LONG)
    for part in (line._lamp, line.state, *line.row.labels.values()):
        assert part.toolTip()
        assert part.whatsThis().startswith("<h3>")
    assert "The target is for this" in line.row.labels["mean"].toolTip()
