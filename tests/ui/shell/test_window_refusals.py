"""What cannot be opened, saved or switched to is refused in one sentence, and the run stays."""

import errno
import os

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox

from pg_desktop.app import build
from pg_desktop.runs.live.status import RunState
from tests.ui.policy_files import drop, other_file, title, wait_for_new_run
from tests.ui.user import CTRL, User


def test_a_damaged_file_is_refused_and_the_run_stays(user, saved):
    user.step()
    policy, settings = user.policy, user.status.settings
    content = bytearray(saved.read_bytes())
    content[-1] ^= 1
    saved.write_bytes(content)
    drop(user, saved)
    dialog = user.dialog("errorDialog")
    assert "“pole.safetensors”" in dialog.text()
    assert dialog.text().endswith(".")
    assert dialog.text().count("\n") == 0
    user.dismiss(dialog)
    user.settle()
    assert user.policy.equals(policy)
    assert user.status.settings == settings
    assert (user.status.update, user.window.files.path) == (2, saved)
    user.step()


def test_a_damaged_file_does_not_disturb_training(user, tmp_path):
    path = tmp_path / "broken.safetensors"
    path.write_bytes(b"\x10\0\0\0\0\0\0\0{nonsense")
    user.press(Qt.Key.Key_Space)
    user.wait_until(lambda: user.status.update >= 2)
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
    assert user.window.files.path == path


def full(*_, **__):
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_a_full_disk_leaves_the_old_policy(user, saved, monkeypatch):
    old = saved.read_bytes()
    user.step()
    with monkeypatch.context() as disk:
        disk.setattr(os, "replace", full)
        user.window.files.save_policy()
    dialog = user.dialog("errorDialog")
    assert dialog.text() == (
        "“pole.safetensors” was not saved: there is no space left on the disk; make room or choose another one."
    )
    user.dismiss(dialog)
    assert saved.read_bytes() == old
    assert [path.name for path in saved.parent.iterdir() if path.is_file()] == ["pole.safetensors"]
    user.window.files.save_policy()
    assert saved.read_bytes() != old


@pytest.fixture
def lesson(user, choose, tmp_path):
    """A saved experiment, which has gone on since."""
    path = tmp_path / "lesson.pglab"
    user.step()
    choose(path)
    user.window.experiments.save()
    user.step()
    user.settle()
    return path


def test_a_full_disk_leaves_the_old_experiment(user, lesson, monkeypatch):
    old = lesson.read_bytes()
    with monkeypatch.context() as disk:
        disk.setattr(os, "replace", full)
        user.press(Qt.Key.Key_S, CTRL)
    dialog = user.dialog("errorDialog")
    assert dialog.text() == (
        "“lesson.pglab” was not saved: there is no space left on the disk; make room or choose another one."
    )
    user.dismiss(dialog)
    user.settle()
    assert lesson.read_bytes() == old
    assert title(user) == "lesson* – PG Desktop"
    assert [path.name for path in lesson.parent.iterdir() if path.is_file()] == ["lesson.pglab"]
    user.press(Qt.Key.Key_S, CTRL)
    user.settle()
    assert title(user) == "lesson – PG Desktop"
    assert lesson.read_bytes() != old


def test_there_is_nothing_to_save_while_pytorch_loads(qtbot, choose, tmp_path):
    _, window = build([])
    choose(tmp_path / "early.safetensors")
    for save, name in ((window.files.save_policy, "policy"), (window.experiments.save, "nothing")):
        assert not save()
        dialog = User(window, qtbot).dialog("errorDialog")
        assert dialog.text() in (
            "There is no policy to save yet: PyTorch is still loading.",
            "There is nothing to save yet: PyTorch is still loading.",
        )
        assert name in dialog.text()
        dialog.close()
    window.close()
    window.deleteLater()
    assert list(tmp_path.glob("early*")) == []


def test_a_failed_save_keeps_the_window_open(user, lesson, monkeypatch):
    def denied(*_, **__):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    with monkeypatch.context() as disk:
        disk.setattr(os, "replace", denied)
        with user.answering("unsavedDialog", QMessageBox.StandardButton.Save) as asked:
            assert not user.window.close()
        assert asked
        user.dismiss(user.dialog("errorDialog"))
    assert user.window.isVisible()
    user.step()
    assert lesson.exists()
