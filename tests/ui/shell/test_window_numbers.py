"""All of the window writes numbers as the user's country does, and files and the command line have a point."""

import csv
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale, QPoint, Qt
from PySide6.QtWidgets import QAbstractButton, QAbstractSpinBox, QLabel, QTreeView, QWidget
from pytestqt.qtbot import QtBot

from pg_desktop.__main__ import main
from pg_desktop.storage.policy_file import load_policy
from pg_desktop.ui.panes.plots.metric_plot import MetricPlot
from pg_desktop.ui.shell.main_window import MainWindow
from tests.ui.looking import canvas_of, middle
from tests.ui.user import CTRL, User

POINT = re.compile(r"(?<![\w.])[−-]?\d+\.(?!\d{3}(?!\d))\d+(?![\w.])")
"""A number with a decimal point; a point before three digits is one of thousands."""
COMMA = re.compile(r"\d,\d")


@pytest.fixture
def german(qtbot: QtBot, open_window: Callable[[], MainWindow]) -> User:
    """Somebody in Germany, after a few updates with changes and a look at everything."""
    QLocale.setDefault(QLocale(QLocale.Language.German, QLocale.Country.Germany))
    user = User(open_window(), qtbot)
    user.window.resize(1600, 1000)
    user.step(2)
    user.type(user.control("gamma").spin_box, "0,95")  # type: ignore[attr-defined]
    user.step(2)
    for button in user.window.plots.loss_plot.toggles.values():
        if button.isVisible():
            button.click()
    user.window.refresh()
    return user


def texts_of(widget: QWidget) -> Iterator[str]:
    """Everything that a widget says."""
    if isinstance(widget, QLabel | QAbstractButton | QAbstractSpinBox):
        yield widget.text()
    yield from (widget.toolTip(), widget.whatsThis(), widget.statusTip())
    yield from (widget.accessibleName(), widget.accessibleDescription())
    if isinstance(widget, QTreeView):
        model = widget.model()
        for column in range(model.columnCount()):
            index = model.index(0, column)
            yield str(index.data())
            yield str(index.data(Qt.ItemDataRole.ToolTipRole))


def texts_of_plot(card: MetricPlot) -> Iterator[str]:
    """Numbers of the axes, marks and what is written at the crosshair."""
    for strip in canvas_of(card).shown:
        for axis, size in zip(("left", "bottom"), reversed(strip.size), strict=True):
            low, high = strip.axes[axis].range
            for step, values in strip.axes[axis].tickValues(low, high, size):
                yield from strip.axes[axis].tickStrings(values, 1.0, step)
        yield strip.crosshair.value
        for _, text, tip, *_ in strip.edits._labels:
            yield text
            yield tip


def all_texts(window: MainWindow) -> list[str]:
    widgets = [window, *window.findChildren(QWidget)]
    told = [text for widget in widgets for text in texts_of(widget)]
    told += [text for card in window.plots.cards for text in texts_of_plot(card)]
    told += [action.text() for menu in window.menuBar().actions() for action in menu.menu().actions()]
    return [text for text in told if text]


def test_no_number_in_the_window_has_a_point(german: User) -> None:
    user, window = german, german.window
    canvas = canvas_of(window.plots.loss_plot)
    user.hover(canvas.viewport(), middle(window.plots.loss_plot))
    told = all_texts(window)
    assert [text for text in told if POINT.search(text)] == []
    for piece in ("0,95", "γ 0,99 → 0,95", "mean of last 100: ", "0,0"):
        assert any(piece in text for text in told), piece
    assert COMMA.search(window.plots.return_plot.figure.text())
    assert COMMA.search(window.plots.loss_plot.figure.text())
    assert COMMA.search(canvas.accessibleDescription())
    assert any(COMMA.search(text) for text in texts_of_plot(window.plots.loss_plot))


def test_the_same_in_english_has_points(user: User) -> None:
    user.step()
    told = all_texts(user.window)
    assert any(POINT.search(text) for text in told)
    assert COMMA.search(user.window.plots.loss_plot.figure.text()) is None


def test_files_have_points(german: User, choose: Callable[[Path | None], None], tmp_path: Path) -> None:
    user, actions = german, german.window.actions_
    choose(tmp_path / "history.csv")
    actions.export_history.trigger()
    user.settle()
    choose(tmp_path / "edits.json")
    actions.export_edits.trigger()
    user.settle()
    choose(tmp_path / "pole.safetensors")
    user.press(Qt.Key.Key_S, CTRL | Qt.KeyboardModifier.AltModifier)
    user.settle()
    with (tmp_path / "history.csv").open(newline="") as file:
        rows = list(csv.DictReader(line for line in file if not line.startswith("#")))
    assert len(rows) == 128
    assert all(re.fullmatch(r"-?\d+\.\d+(e-\d+)?", row["policy_loss"]) for row in rows)
    assert 0.95 in [edit["new"] for edit in json.loads((tmp_path / "edits.json").read_text())["edits"]]
    assert load_policy(tmp_path / "pole.safetensors").settings.gamma == 0.95
    assert b"0.95" in (tmp_path / "pole.safetensors").read_bytes()


def test_the_command_line_has_points(capsys: pytest.CaptureFixture[str]) -> None:
    QLocale.setDefault(QLocale(QLocale.Language.German, QLocale.Country.Germany))
    assert main(["train", "--updates", "2", "--set", "gamma=0.95", "--set", "episodes_per_update=4"]) == 0
    told = capsys.readouterr().out
    assert re.search(r"in \d+\.\d\d s", told)
    assert not re.search(r"\d,\d(?!\d\d(?!\d))", told)  # but before thousands


def test_a_picture_for_a_file_has_the_windows_numbers(
    german: User, choose: Callable[[Path | None], None], tmp_path: Path
) -> None:
    german.window.plots.save_picture(tmp_path / "plots.svg")
    texts = re.findall(r"<text[^>]*>([^<]*)</text>", (tmp_path / "plots.svg").read_text())
    assert [text for text in texts if POINT.search(text)] == []
    assert any("γ 0,95" in text for text in texts)
    assert german.window.plots.return_plot.figure.text() in texts
    assert "mean of last 100" in texts


@pytest.mark.parametrize("width", [360, 600])
def test_the_large_figures_say_what_they_are(user: User, width: int) -> None:
    user.step()
    captions = {"returnPlot": "mean of last 100", "lossPlot": "last update"}
    for name, caption in captions.items():
        card, dock = user.window.panes.pane(name), user.window.panes[name]
        dock.setFloating(True)
        user.wait_until(lambda dock=dock: dock.width() >= 480)  # it has its frame
        dock.resize(width, 300)
        user.settle()
        assert card.caption.isVisible()
        assert card.caption.text() == caption
        assert card.caption.width() >= card.caption.sizeHint().width()
        below = card.figure.mapTo(card, QPoint(0, card.figure.height())).y()
        assert below <= card.caption.mapTo(card, QPoint(0, 0)).y()


def test_what_is_beside_the_loss_stays_while_it_changes(user: User) -> None:
    card = user.window.plots.loss_plot
    user.step()
    places = set()
    for loss in (None, 0.0004, -0.0004, 0.12, -0.734, 2.5, -9.999):
        card.show_figures(loss, 1)
        user.settle()
        places.add((card.why_button.x(), card.note.x(), card.note.width()))
    assert len(places) == 1
    card.show_figures(-0.0004, 1)
    assert card.figure.text() == "0.000"


def test_the_figures_above_the_stage_are_whole_at_any_width(user: User) -> None:
    pane = user.window.render_pane
    user.step()
    user.wait_until(lambda: pane.moment is not None and pane.moment.step > 9)
    pane.controls.pause.toggle()
    whole = [label.text() for label in pane.figures.labels.values()]
    for width in range(1, 700, 7):
        pane.figures.resize(width, 24)
        shown = pane.figures.text().split(" · ")
        assert all(text in whole for text in shown) or (len(shown) == 1 and shown[0].endswith("…")), shown
        assert shown[0] in whole or not re.search(r"\d", shown[0])
