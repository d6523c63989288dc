"""What cannot be opened, saved or switched to is refused in one sentence, and the run stays."""

import errno
import os

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox

from pg_desktop.app import build
from pg_desktop.runs.live.status import RunState
from tests.ui.policy_files import drop, other_file, title, wait_for_new_run
from tests.ui.user import CTRL, User

SHIFT_CTRL = CTRL | Qt.KeyboardModifier.ShiftModifier


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
    assert user.window.session.view.world.threshold == 195
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
