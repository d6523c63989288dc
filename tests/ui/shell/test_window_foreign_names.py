"""Files with names that try to be something else: in the title, the menu of recent files and dialogs."""

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLabel, QMessageBox

from pg_desktop.storage.leftovers import temporary_beside
from pg_desktop.storage.policy_format import tensors_digest
from tests.storage.policy_mutations import mutated
from tests.ui.policy_files import other_file, title, wait_for_new_run

NAME = "<b>R&D<i>[*]\u202e\x1b\nfed.safetensors"
SHOWN = "<b>R&D<i>[*]\\u202e\\x1b\\nfed"


@pytest.fixture
def opened(user, tmp_path):
    path = tmp_path / NAME
    other_file(user, path)
    before = user.status.run
    user.window.open_policy(path)
    wait_for_new_run(user, before)
    return path


def test_the_title_says_it_in_one_line(user, opened, choose):
    choose(opened.with_suffix(".pglab"))
    assert user.window.experiments.save()
    user.settle()
    assert user.window.windowTitle() == f"{SHOWN.replace('[*]', '[*][*]')}[*] – PG Desktop"
    assert "\u202e" not in title(user)


def test_the_menu_of_recent_files(user, opened):
    menu = user.window.files.recent_menu
    menu.aboutToShow.emit()
    action: QAction = menu.actions()[0]
    assert action.text() == f"&1  {SHOWN.replace('&', '&&')}.safetensors"
    assert action.toolTip().endswith("&lt;b&gt;R&amp;D&lt;i&gt;[*]\\u202e\\x1b\\nfed.safetensors</p>")
    assert action.statusTip().endswith(f"{SHOWN}.safetensors")


def test_a_file_that_cannot_be_opened_is_named_as_it_is(user, tmp_path):
    path = tmp_path / ("<img src=x>\u202e" + "n" * 200)
    path.write_bytes(b"nothing")
    run = user.status.run
    user.window.open_policy(path)
    box = user.window.findChild(QMessageBox, "errorDialog")
    text = box.findChild(QLabel, "qt_msgbox_label").text().replace("\u200b", "")
    assert text.startswith("“<img src=x>\\u202ennn")
    assert "…" in text
    assert box.width() < 800
    assert user.status.run == run
    box.close()


def test_what_is_refused_leaves_everything_as_it_was(user, saved, tmp_path):
    """Policies and edits of every bad kind, one after the other."""
    user.step()
    window = user.window
    window.session.want(window.session.wanted.changed({"gamma": 0.9}))
    user.wait_until(lambda: user.status.settings.gamma == 0.9)
    before = state_of(window)
    (tmp_path / "folder").mkdir()
    for number in range(40):
        (tmp_path / f"it{number}").write_bytes(mutated(4 * number)[0][:-1])
    for path in [*sorted(tmp_path.glob("it*")), tmp_path / "folder", tmp_path / "none", tmp_path / "a\x00b"]:
        for read in (window.open_policy, window.replays.open_path):
            read(path)
            box = window.findChild(QMessageBox, "errorDialog")
            assert box is not None, path
            box.setObjectName("closed")
            box.close()
    assert state_of(window) == before


def state_of(window):
    view = window.session.view
    return (
        tensors_digest(view.policy.parameters),
        view.status.update,
        view.status.run,
        view.status.settings,
        window.session.wanted,
        list(view.edits),
        window.session.history.episodes,
        window.files.path,
        window.windowTitle(),
        window.isWindowModified(),
    )


def test_what_a_killed_program_left_goes_at_the_start(open_window, user, saved):
    with temporary_beside(saved) as left:
        pass
    left.write_bytes(b"half")
    again = open_window()
    user._qtbot.waitUntil(lambda: not left.exists(), timeout=10_000)
    assert saved.exists()
    assert again.isVisible()
