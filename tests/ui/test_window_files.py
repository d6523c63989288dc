"""Policies are saved, opened, dropped and refused; histories and plots are exported."""

import csv
import errno
import os
import re
from dataclasses import replace

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QFontInfo, QImage
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox

from pg_desktop.app import build
from pg_desktop.learning.policies import Policy
from pg_desktop.session.status import RunState
from pg_desktop.storage.policy_file import load_policy, save_policy
from pg_desktop.ui.files import document_of
from tests.ui.user import CTRL, User

SHIFT_CTRL = CTRL | Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def choose(monkeypatch):
    """Let every file dialog return this path; None cancels it."""

    def choose_(path):
        answer = ("" if path is None else str(path), "")
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, **__: answer)
        monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_, **__: answer)

    return choose_


@pytest.fixture
def saved(user, choose, tmp_path):
    """A policy after one update, saved as `pole.safetensors`."""
    user.step()
    path = tmp_path / "pole.safetensors"
    choose(path)
    user.press(Qt.Key.Key_S, CTRL)
    user.settle()
    return path


def title(user: User) -> str:
    """The title as the user sees it."""
    window = user.window
    return window.windowTitle().replace("[*]", "*" if window.isWindowModified() else "")


def other_file(user: User, path, environment="CartPole-v1", **changes):
    """A policy file with weights of its own."""
    document = document_of(user.window.session.snapshot)
    weights = {name: array * 0.5 for name, array in document.policy.parameters.items()}
    save_policy(
        path,
        replace(
            document,
            policy=Policy(document.policy.architecture, weights),
            settings=document.settings.changed({"environment": environment, **changes}),
            environment=environment,
        ),
    )
    return load_policy(path)


def drop(user: User, *paths, kind=QDropEvent):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    buttons, modifiers = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    place = user.window.rect().center()
    entering = QDragEnterEvent(place, Qt.DropAction.CopyAction, data, buttons, modifiers)
    QApplication.sendEvent(user.window, entering)
    if entering.isAccepted():
        QApplication.sendEvent(
            user.window, QDropEvent(QPointF(place), Qt.DropAction.CopyAction, data, buttons, modifiers)
        )
    return entering.isAccepted()


def wait_for_new_run(user: User, run: int) -> None:
    user.wait_until(lambda: user.status.run > run)
    user.wait_for(RunState.READY)


def test_untitled_at_first(user):
    assert title(user) == "Untitled policy – PG Desktop"
    user.step()
    assert title(user) == "Untitled policy* – PG Desktop"


def test_saving_names_the_window_and_takes_the_asterisk_away(user, saved):
    assert title(user) == "pole – PG Desktop"
    document = load_policy(saved)
    assert document.policy.equals(user.policy)
    assert document.settings == user.status.settings
    assert document.statistics.updates == 1
    assert document.statistics.episodes == 32
    user.step()
    assert title(user) == "pole* – PG Desktop"
    user.press(Qt.Key.Key_S, CTRL)
    user.settle()
    assert title(user) == "pole – PG Desktop"
    assert load_policy(saved).policy.equals(user.policy)


def test_a_name_without_an_ending_gets_it(user, choose, tmp_path):
    choose(tmp_path / "policy.v2")
    user.step()
    user.press(Qt.Key.Key_S, SHIFT_CTRL)
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["policy.v2.safetensors"]


def test_save_as_leaves_the_first_file(user, saved, choose, tmp_path):
    first = saved.read_bytes()
    user.step()
    choose(tmp_path / "second.safetensors")
    user.press(Qt.Key.Key_S, SHIFT_CTRL)
    user.settle()
    assert title(user) == "second – PG Desktop"
    assert saved.read_bytes() == first
    assert load_policy(tmp_path / "second.safetensors").policy.equals(user.policy)


def test_a_cancelled_save_changes_nothing(user, choose, tmp_path):
    user.step()
    choose(None)
    user.press(Qt.Key.Key_S, CTRL)
    assert title(user) == "Untitled policy* – PG Desktop"
    assert not [path for path in tmp_path.iterdir() if path.is_file()]


@pytest.mark.parametrize("answer", ["Save", "Discard", "Cancel"])
def test_closing_asks_when_there_is_something_to_lose(user, saved, answer):
    user.step()
    policy = user.policy
    with user.answering("unsavedDialog", QMessageBox.StandardButton[answer]) as asked:
        closed = user.window.close()
    assert asked == ["The policy has been trained since it was last saved."]
    assert closed == (answer != "Cancel")
    assert user.window.isVisible() == (answer == "Cancel")
    assert load_policy(saved).policy.equals(policy) == (answer == "Save")
    if answer == "Cancel":
        user.step()


def test_closing_does_not_ask_when_nothing_is_lost(user, saved):
    with user.answering("unsavedDialog", QMessageBox.StandardButton.Cancel) as asked:
        assert user.window.close()
    assert not asked
    assert saved.exists()


def test_closing_stays_open_when_saving_is_cancelled(user, choose):
    user.step()
    choose(None)
    with user.answering("unsavedDialog", QMessageBox.StandardButton.Save):
        assert not user.window.close()
    assert user.window.isVisible()
    user.step()


def test_tomorrow_it_stands_again(user, saved, open_window, qtbot):
    user.type(user.control("gamma").spin_box, "0.97")
    user.type(user.control("learning_rate").spin_box, "0.004")
    user.step(2)
    user.press(Qt.Key.Key_S, CTRL)
    policy, settings = user.policy, user.status.settings
    user.window.close()
    again = User(open_window(), qtbot)
    again.type(again.control("gamma").spin_box, "0.5")
    run = again.status.run
    menu = again.window.files.recent_menu
    menu.popup(again.window.mapToGlobal(again.window.rect().center()))
    first = menu.actions()[0]
    assert "pole" in first.text()
    again.click(menu, menu.actionGeometry(first).center())
    wait_for_new_run(again, run)
    assert again.policy.equals(policy)
    assert again.status.settings == settings
    assert again.control("gamma").value() == 0.97
    assert again.control("learning_rate").value() == 0.004
    assert title(again) == "pole – PG Desktop"
    assert again.window.render_pane.moment is not None
    again.step()
    assert not again.policy.equals(policy)
    assert title(again) == "pole* – PG Desktop"


def test_open_asks_for_a_file(user, choose, tmp_path):
    path = tmp_path / "other.safetensors"
    document = other_file(user, path, gamma=0.9)
    choose(path)
    run = user.status.run
    user.press(Qt.Key.Key_O, CTRL)
    wait_for_new_run(user, run)
    assert user.policy.equals(document.policy)
    assert user.control("gamma").value() == 0.9
    assert title(user) == "other – PG Desktop"


def test_opening_asks_first_when_something_would_be_lost(user, choose, tmp_path):
    path = tmp_path / "other.safetensors"
    other_file(user, path)
    choose(path)
    user.step()
    policy = user.policy
    with user.answering("unsavedDialog", QMessageBox.StandardButton.Cancel) as asked:
        user.press(Qt.Key.Key_O, CTRL)
    assert len(asked) == 1
    user.settle()
    assert user.policy.equals(policy)


def test_a_new_run_belongs_to_no_file(user, saved):
    run = user.status.run
    user.press(Qt.Key.Key_N, CTRL)
    wait_for_new_run(user, run)
    assert title(user) == "Untitled policy – PG Desktop"
    assert user.status.update == 0


def test_a_policy_is_dropped_on_the_window(user, tmp_path):
    path = tmp_path / "other.safetensors"
    document = other_file(user, path)
    run = user.status.run
    assert drop(user, path)
    wait_for_new_run(user, run)
    assert user.policy.equals(document.policy)


def test_only_one_policy_can_be_dropped(user, tmp_path):
    assert not drop(user, tmp_path / "picture.png")
    assert not drop(user, tmp_path / "one.safetensors", tmp_path / "two.safetensors")
    assert not drop(user)


def test_a_policy_can_be_dropped_on_every_pane(user):
    """Qt offers what is dropped to the nearest widget that takes anything: it must be the window."""
    window = user.window
    places = [
        window.render_pane.stage,
        window.settings_dock.header,
        user.control("gamma").spin_box,
        *(card.canvas for card in window.plots.cards),
        window.statusBar(),
    ]
    for place in places:
        target = window.childAt(place.mapTo(window, place.rect().center()))
        while not target.acceptDrops():
            target = target.parentWidget()
        assert target is window, place


def test_an_opened_policy_is_not_called_untrained(user, saved, choose):
    user.press(Qt.Key.Key_N, CTRL)
    user.wait_for(RunState.READY)
    run = user.status.run
    user.press(Qt.Key.Key_O, CTRL)
    wait_for_new_run(user, run)
    assert user.window.render_pane.title.text() != "Policy before training"


def test_saving_an_opened_policy_again_keeps_what_is_known_of_it(user, saved):
    run = user.status.run
    statistics = load_policy(saved).statistics
    user.window.open_policy(saved)
    wait_for_new_run(user, run)
    user.press(Qt.Key.Key_S, CTRL)
    assert load_policy(saved).statistics == statistics


def test_a_damaged_file_is_refused_and_the_run_stays(user, saved):
    user.step()
    policy, settings = user.policy, user.status.settings
    content = bytearray(saved.read_bytes())
    content[-1] ^= 1
    saved.write_bytes(content)
    with user.answering("unsavedDialog", QMessageBox.StandardButton.Discard):
        drop(user, saved)
    dialog = user.dialog("errorDialog")
    assert "“pole.safetensors”" in dialog.text()
    assert dialog.text().endswith(".")
    assert dialog.text().count("\n") == 0
    user.dismiss(dialog)
    user.settle()
    assert user.policy.equals(policy)
    assert user.status.settings == settings
    assert (user.status.update, title(user)) == (2, "pole* – PG Desktop")
    user.step()


def test_a_damaged_file_does_not_disturb_training(user, tmp_path):
    path = tmp_path / "broken.safetensors"
    path.write_bytes(b"\x10\0\0\0\0\0\0\0{nonsense")
    user.press(Qt.Key.Key_Space)
    user.wait_until(lambda: user.status.update >= 2)
    with user.answering("unsavedDialog", QMessageBox.StandardButton.Discard):
        drop(user, path)
    dialog = user.dialog("errorDialog")
    update = user.status.update
    user.wait_until(lambda: user.status.update > update)
    assert user.status.state is RunState.TRAINING
    user.dismiss(dialog)


def test_a_file_that_is_gone_is_no_longer_recent(user, saved):
    run = user.status.run
    saved.unlink()
    user.window.open_policy(saved)
    dialog = user.dialog("errorDialog")
    assert dialog.text() == "There is no file “pole.safetensors”."
    user.dismiss(dialog)
    user.window.files.recent_menu.aboutToShow.emit()
    (nothing,) = user.window.files.recent_menu.actions()
    assert not nothing.isEnabled()
    assert user.status.run == run


def test_a_policy_for_another_environment_is_refused_with_both_names(user, tmp_path):
    path = tmp_path / "short.safetensors"
    other_file(user, path, "CartPole-v0")
    before, run = user.policy, user.status.run
    drop(user, path)
    dialog = user.dialog("errorDialog")
    assert "CartPole-v0" in dialog.text()
    assert "CartPole-v1" in dialog.text()
    assert "short.safetensors" in dialog.text()
    user.click(dialog.button(QMessageBox.StandardButton.Cancel))
    user.settle()
    assert user.policy.equals(before)
    assert user.status.run == run
    assert user.window.session.wanted.environment == "CartPole-v1"


def test_escape_refuses_another_environment(user, tmp_path):
    path = tmp_path / "short.safetensors"
    other_file(user, path, "CartPole-v0")
    run = user.status.run
    drop(user, path)
    user.dismiss(user.dialog("errorDialog"))
    user.settle()
    assert user.status.run == run


def test_switch_and_open(user, tmp_path):
    path = tmp_path / "short.safetensors"
    document = other_file(user, path, "CartPole-v0")
    run = user.status.run
    drop(user, path)
    dialog = user.dialog("errorDialog")
    labels = {button.text().replace("&", ""): button for button in dialog.buttons()}
    assert set(labels) == {"Switch to CartPole-v0 and open", "Cancel"}
    user.click(labels["Switch to CartPole-v0 and open"])
    wait_for_new_run(user, run)
    assert user.policy.equals(document.policy)
    assert user.status.settings.environment == "CartPole-v0"
    assert user.control("environment").value() == "CartPole-v0"
    assert user.window.session.snapshot.world.threshold == 195
    assert "target 195" in user.window.plots.return_plot.note.text()
    assert title(user) == "short – PG Desktop"


def test_a_full_disk_leaves_the_old_file(user, saved, monkeypatch):
    old = saved.read_bytes()
    user.step()

    def full(*_, **__):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as disk:
        disk.setattr(os, "replace", full)
        user.press(Qt.Key.Key_S, CTRL)
    dialog = user.dialog("errorDialog")
    assert dialog.text() == (
        "“pole.safetensors” was not saved: there is no space left on the disk; make room or choose another one."
    )
    user.dismiss(dialog)
    user.window.refresh()
    assert saved.read_bytes() == old
    assert title(user) == "pole* – PG Desktop"
    assert [path.name for path in saved.parent.iterdir() if path.is_file()] == ["pole.safetensors"]
    user.press(Qt.Key.Key_S, CTRL)
    user.window.refresh()
    assert title(user) == "pole – PG Desktop"
    assert saved.read_bytes() != old


def test_there_is_nothing_to_save_while_pytorch_loads(qtbot, choose, tmp_path):
    _, window = build([])
    choose(tmp_path / "early.safetensors")
    assert not window.files.save()
    dialog = User(window, qtbot).dialog("errorDialog")
    assert dialog.text() == "There is no policy to save yet: PyTorch is still loading."
    dialog.close()
    window.close()
    window.deleteLater()
    assert not (tmp_path / "early.safetensors").exists()


def test_a_failed_save_keeps_the_window_open(user, saved, monkeypatch):
    user.step()

    def denied(*_, **__):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr(os, "replace", denied)
    with user.answering("unsavedDialog", QMessageBox.StandardButton.Save) as asked:
        assert not user.window.close()
    assert asked
    user.dismiss(user.dialog("errorDialog"))
    assert user.window.isVisible()
    user.step()
    assert saved.exists()


def test_recent_files_are_listed_newest_first_and_can_be_cleared(user, choose, tmp_path):
    user.step()
    for number in range(1, 11):
        choose(tmp_path / f"policy{number}.safetensors")
        user.press(Qt.Key.Key_S, SHIFT_CTRL)
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
    with (tmp_path / "history.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 64
    assert list(rows[0])[:5] == ["episode", "update", "env_step", "episode_return", "length"]
    assert [int(row["episode"]) for row in rows] == list(range(1, 65))
    assert [int(row["update"]) for row in rows] == [1] * 32 + [2] * 32
    assert int(rows[-1]["env_step"]) == user.status.env_steps == sum(int(row["length"]) for row in rows)
    assert sum(float(row["episode_return"]) for row in rows) == user.status.env_steps


def test_the_plots_are_exported_as_a_picture(user, choose, tmp_path):
    user.step(3)
    user.window.refresh()
    path = tmp_path / "training.png"
    choose(path)
    user.press(Qt.Key.Key_E, SHIFT_CTRL)
    image = QImage(str(path))
    bodies = [card.body for card in user.window.plots.cards]
    assert image.width() == 2 * sum(body.width() for body in bodies)
    assert image.height() == 2 * max(body.height() for body in bodies)
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
    bodies = [card.body for card in user.window.plots.cards]
    assert drawing.viewBoxF().width() == sum(body.width() for body in bodies)
    content = path.read_text(encoding="utf-8")
    assert user.window.plots.return_plot.figure.text() in content
    assert content.count("<path") + content.count("<polyline") > 2
    largest = max(float(size) for size in re.findall(r'font-size="([\d.]+)"', content))
    assert largest == pytest.approx(QFontInfo(user.window.plots.return_plot.figure.font()).pixelSize(), abs=1)


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


def test_a_file_of_the_command_line_is_opened(user, tmp_path):
    path = tmp_path / "given.safetensors"
    document = other_file(user, path)
    run = user.status.run
    user.window.open_policy(path)
    wait_for_new_run(user, run)
    assert user.policy.equals(document.policy)
    assert title(user) == "given – PG Desktop"
