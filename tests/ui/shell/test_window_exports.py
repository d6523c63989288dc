"""Recent files are listed; histories and plots are exported."""

import json
import re

import numpy as np
import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontInfo, QImage
from PySide6.QtSvg import QSvgRenderer

import pg_desktop
from pg_desktop.__main__ import main
from pg_desktop.storage.policy_file import load_policy
from pg_desktop.storage.policy_format import tensors_digest
from pg_desktop.ui.kit.theme import ThemeChoice
from pg_desktop.ui.panes.plots.canvas import PlotCanvas
from pg_desktop.ui.panes.plots.picture import LABEL_HEIGHT, NAME_WIDTH, TITLE_HEIGHT, plot_size
from tests.tables import about_in, table_in
from tests.ui.looking import canvas_of
from tests.ui.user import CTRL

SHIFT_CTRL = CTRL | Qt.KeyboardModifier.ShiftModifier


def test_recent_files_are_listed_newest_first_and_can_be_cleared(user, choose, tmp_path):
    user.step()
    for number in range(1, 11):
        choose(tmp_path / f"policy{number}.safetensors")
        user.press(Qt.Key.Key_S, CTRL | Qt.KeyboardModifier.AltModifier)
    menu = user.window.files.recent_menu
    menu.popup(user.window.mapToGlobal(user.window.rect().center()))
    files = [action.text() for action in menu.actions() if "policy" in action.text()]
    assert [text.split()[-1] for text in files] == [f"policy{number}.safetensors" for number in range(10, 2, -1)]
    clear = menu.actions()[-1]
    user.click(menu, menu.actionGeometry(clear).center())
    menu.aboutToShow.emit()
    assert [action.text() for action in menu.actions()] == ["No recent files"]


def test_the_history_is_exported(user, choose, tmp_path):
    user.step(2)
    choose(tmp_path / "history")
    user.press(Qt.Key.Key_E, CTRL)
    rows = table_in(tmp_path / "history.csv")
    assert len(rows) == 64
    assert list(rows[0])[:5] == ["episode", "update", "env_step", "episode_return", "length"]
    assert [int(row["episode"]) for row in rows] == list(range(1, 65))
    assert [int(row["update"]) for row in rows] == [1] * 32 + [2] * 32
    assert int(rows[-1]["env_step"]) == user.status.env_steps == sum(int(row["length"]) for row in rows)
    assert sum(float(row["episode_return"]) for row in rows) == user.status.env_steps
    about = about_in(tmp_path / "history.csv")
    assert about["version"] == pg_desktop.__version__
    assert (about["environment"], about["algorithm"], about["seed"]) == ("CartPole-v1", "reinforce", "0")
    assert about["gamma"] == "0.99"


def test_a_history_says_what_its_run_began_with_and_not_what_was_changed_later(user, choose, tmp_path):
    user.step()
    user.type(user.control("gamma").stops[1], "0.5")
    user.step()
    choose(tmp_path / "history.csv")
    user.press(Qt.Key.Key_E, CTRL)
    assert about_in(tmp_path / "history.csv")["gamma"] == "0.99"
    assert table_in(tmp_path / "history.csv")[32]["edits"] == "gamma: 0.99 -> 0.5"


def test_the_plots_are_exported_as_a_picture(user, choose, tmp_path):
    user.step(3)
    user.window.refresh()
    path = tmp_path / "training.png"
    choose(path)
    user.press(Qt.Key.Key_E, SHIFT_CTRL)
    image = QImage(str(path))
    cards = user.window.plots.cards
    size = plot_size(cards)
    assert size == QSize(420, 280).expandedTo(cards[0].size()).expandedTo(cards[1].size())
    assert image.width() == 2 * 2 * (NAME_WIDTH + size.width())
    assert image.height() == 2 * (TITLE_HEIGHT + size.height() + LABEL_HEIGHT)
    colours = {image.pixelColor(x, y).name() for x in range(0, image.width(), 2) for y in range(0, image.height(), 2)}
    theme = user.window._theme_keeper.theme
    assert {theme.card.name(), theme.accent.name(), theme.second.name()} <= colours


def test_the_plots_are_exported_as_a_drawing(user, choose, tmp_path):
    user.step(3)
    user.window.refresh()
    path = tmp_path / "training.svg"
    choose(path)
    user.press(Qt.Key.Key_E, SHIFT_CTRL)
    drawing = QSvgRenderer(str(path))
    assert drawing.isValid()
    assert drawing.viewBoxF().width() == 2 * (NAME_WIDTH + plot_size(user.window.plots.cards).width())
    content = path.read_text(encoding="utf-8")
    texts = re.findall(r">([^<>]+)</text>", content)
    assert "CartPole-v1 · REINFORCE · seed 0 · Quick" in texts
    assert texts.count("episodes") == 2
    assert {"Return", "Policy loss"} <= set(texts)
    assert not {"Entropy", "Gradient norm"} & set(texts)
    assert user.window.plots.return_plot.figure.text() in content
    assert "not a" not in content  # a button, with nothing to click in a picture
    assert content.count("<path") + content.count("<polyline") > 2
    largest = max(float(size) for size in re.findall(r'font-size="([\d.]+)"', content))
    assert largest == pytest.approx(QFontInfo(user.window.plots.return_plot.figure.font()).pixelSize(), abs=1)


def test_a_picture_of_settings_that_are_no_presets_names_them(user, choose, tmp_path):
    user.type(user.control("gamma").stops[1], "0.9")
    user.settle()
    user.step()
    user.click(user.window.plots.loss_plot.toggles["entropy"])
    user.window.panes["returnPlot"].close()
    path = tmp_path / "training.svg"
    choose(path)
    user.press(Qt.Key.Key_E, SHIFT_CTRL)
    content = path.read_text(encoding="utf-8")
    texts = re.findall(r">([^<>]+)</text>", content)
    settings = user.status.settings
    chosen = f"γ 0.9 · α {settings.learning_rate} · H {settings.hidden_size} · N {settings.episodes_per_update}"
    assert f"<title>CartPole-v1 · REINFORCE · seed 0 · {chosen}</title>" in content
    assert "".join(texts).startswith("CartPole-v1 · REINFORCE · seed 0 · γ 0.9")
    assert {"Policy loss", "Entropy"} <= set(texts)
    assert "Return" not in texts  # it is hidden, and the action says that only plots in sight are saved
    assert "in sight" in user.window.actions_.export_plot.toolTip()


def test_a_picture_has_finer_plots_than_the_screen(user, choose, tmp_path):
    """And not the coarse picture of them that is kept for the screen."""
    user.step(3)
    user.window.refresh()
    path = tmp_path / "plots.png"
    choose(path)
    user.press(Qt.Key.Key_E, SHIFT_CTRL)
    image = QImage(str(path)).convertToFormat(QImage.Format.Format_RGB32)
    pixels = np.array(image.constBits(), np.uint8).view("<u4").reshape(image.height(), image.width())
    canvas = canvas_of(user.window.plots.return_plot)
    left, top = (NAME_WIDTH + canvas.x()) * 2, (TITLE_HEIGHT + canvas.y()) * 2
    numbers = pixels[top : top + canvas.height() * 2, left : left + 96]  # of the y axis
    blocks = numbers.reshape(numbers.shape[0] // 2, 2, 48, 2).swapaxes(1, 2)
    assert len(np.unique(numbers)) > 10
    assert (blocks != blocks[:, :, :1, :1]).any(axis=(2, 3)).sum() > 50


@pytest.mark.parametrize("ending", ["png", "svg"])
def test_plots_in_a_picture_have_the_same_size_and_stand_on_the_same_line(user, choose, tmp_path, monkeypatch, ending):
    """However they stand on the screen; and there they stay."""
    returns, losses = user.window.plots.cards
    user.step(2)
    dock = user.window.panes["lossPlot"]
    dock.setFloating(True)
    user.wait_until(lambda: dock.width() >= 480)  # it has its frame
    dock.resize(390, 520)
    user.click(losses.toggles["entropy"])
    user.window.actions_.x_by_step.trigger()
    user.window.refresh()
    before = [card.geometry() for card in (returns, losses)]
    assert before[0].height() != before[1].height()
    places = []

    def draw(canvas, painter):
        lowest = canvas.shown[-1].box.sceneBoundingRect()
        body = canvas.parentWidget()
        corner = canvas.viewport().mapTo(body, canvas.mapFromScene(lowest.bottomLeft()))
        places.append((corner.x(), corner.y(), round(lowest.width()), body.size()))
        original(canvas, painter)

    original = PlotCanvas.draw
    monkeypatch.setattr(PlotCanvas, "draw", draw)
    path = tmp_path / f"plots.{ending}"
    choose(path)
    user.press(Qt.Key.Key_E, SHIFT_CTRL)
    assert places[0] == places[1]
    assert [card.geometry() for card in (returns, losses)] == before
    if ending == "svg":
        assert re.findall(r">([^<>]+)</text>", path.read_text(encoding="utf-8")).count("env steps") == 2


@pytest.mark.parametrize("choice", [ThemeChoice.LIGHT, ThemeChoice.DARK])
def test_a_picture_has_the_windows_look(user, choose, tmp_path, choice):
    user.step()
    user.window.actions_.themes[choice].trigger()
    path = tmp_path / "plots.png"
    choose(path)
    user.press(Qt.Key.Key_E, SHIFT_CTRL)
    image = QImage(str(path))
    theme = user.window._theme_keeper.theme
    right, bottom = image.width() - 1, image.height() - 1
    for x, y in ((0, 0), (right, 0), (0, bottom), (right, bottom)):
        assert image.pixelColor(x, y).name() == theme.card.name()
    # Below the plots the name of the x axis is written.
    line = {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(bottom - 40, bottom, 3)}
    assert theme.muted.name() in line


@pytest.mark.parametrize(("name", "made"), [("training", "training.png"), ("training.v2", "training.v2.png")])
def test_a_plots_name_without_an_ending_gets_one(user, choose, tmp_path, name, made):
    choose(tmp_path / name)
    user.press(Qt.Key.Key_E, SHIFT_CTRL)
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == [made]


def test_a_failed_export_says_so(user, choose, tmp_path):
    choose(tmp_path / "nowhere" / "history.csv")
    user.press(Qt.Key.Key_E, CTRL)
    dialog = user.dialog("errorDialog")
    assert "there is no folder" in dialog.text()
    user.dismiss(dialog)


def replayed(capsys, *arguments) -> tuple[int, dict]:
    code = main(["train", *map(str, arguments), "--quiet", "--json"])
    out, err = capsys.readouterr()
    assert not err
    return code, json.loads(out)


def test_what_is_exported_as_edits_is_played_again_bit_for_bit(user, choose, tmp_path, capsys):
    """With a change, a branch, a resize in a pause, and everything before the first solved update."""
    user.step(3)
    user.type(user.control("gamma").stops[1], "0.9")
    user.step(2)
    user.window.time_machine.visit(2)
    user.click(user.part("branchButton"))
    user.wait_until(lambda: user.status.update == 2)
    user.type(user.control("hidden_size").stops[1], "16")
    user.step(2)
    user.type(user.control("learning_rate").stops[1], "0.01")
    user.settle()
    choose(tmp_path / "edits.json")
    user.window.actions_.export_edits.trigger()
    code, found = replayed(capsys, "--edits", tmp_path / "edits.json", "--save", tmp_path / "again.safetensors")
    assert code == 0
    assert (found["updates"], found["env_steps"]) == (4, user.status.env_steps)
    assert found["policy_sha256"] == tensors_digest(user.policy.parameters)
    again = load_policy(tmp_path / "again.safetensors")
    assert again.edits == user.window.session.edits.all()
    assert again.settings == user.status.settings


def test_so_is_a_run_that_began_from_a_file(user, saved, choose, tmp_path, capsys):
    user.window.open_policy(saved)
    user.wait_until(lambda: user.status.origin is not None)
    user.settle()
    user.type(user.control("hidden_size").stops[1], "16")
    user.step(2)
    choose(tmp_path / "edits.json")
    user.window.actions_.export_edits.trigger()
    code, found = replayed(capsys, "--edits", tmp_path / "edits.json", "--from", saved)
    assert code == 0
    assert found["policy_sha256"] == tensors_digest(user.policy.parameters)
    assert found["updates"] == 2
    assert main(["train", "--edits", str(tmp_path / "edits.json"), "--quiet"]) == 2
    assert "--from" in capsys.readouterr().err
