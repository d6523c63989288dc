"""Policies are saved, opened and dropped."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox

from pg_desktop.storage.policy_file import load_policy
from tests.ui.policy_files import drop, other_file, title, wait_for_new_run
from tests.ui.user import CTRL, User

ALT_CTRL = CTRL | Qt.KeyboardModifier.AltModifier


def test_a_policy_is_saved_as_it_is(user, saved):
    document = load_policy(saved)
    assert document.policy.equals(user.policy)
    assert document.settings == user.status.settings
    assert document.statistics.updates == 1
    assert document.statistics.episodes == 32
    assert user.window.files.path == saved
    assert title(user) == "Untitled experiment* – PG Desktop"  # which is in no file yet


def test_a_name_without_an_ending_gets_it(user, choose, tmp_path):
    choose(tmp_path / "policy.v2")
    user.step()
    user.press(Qt.Key.Key_S, ALT_CTRL)
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["policy.v2.safetensors"]


def test_a_cancelled_save_changes_nothing(user, choose, tmp_path):
    user.step()
    choose(None)
    user.press(Qt.Key.Key_S, ALT_CTRL)
    assert user.window.files.path is None
    assert not [path for path in tmp_path.iterdir() if path.is_file()]


def test_tomorrow_it_stands_again(user, saved, open_window, qtbot):
    user.type(user.control("gamma").spin_box, "0.97")
    user.type(user.control("learning_rate").spin_box, "0.004")
    user.step(2)
    user.press(Qt.Key.Key_S, ALT_CTRL)
    policy, settings = user.policy, user.status.settings
    with user.answering("unsavedDialog", QMessageBox.StandardButton.Discard):
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
    assert again.window.render_pane.moment is not None
    again.step()
    assert not again.policy.equals(policy)


def test_open_asks_for_a_file(user, choose, tmp_path):
    path = tmp_path / "other.safetensors"
    document = other_file(user, path, gamma=0.9)
    choose(path)
    run = user.status.run
    user.press(Qt.Key.Key_O, CTRL)
    wait_for_new_run(user, run)
    assert user.policy.equals(document.policy)
    assert user.control("gamma").value() == 0.9


def test_opening_asks_nothing_since_nothing_is_lost(user, choose, tmp_path):
    path = tmp_path / "other.safetensors"
    other_file(user, path)
    choose(path)
    user.step()
    policy = user.policy
    with user.answering("unsavedDialog", QMessageBox.StandardButton.Cancel) as asked:
        user.press(Qt.Key.Key_O, CTRL)
        wait_for_new_run(user, 1)
    assert asked == []
    user.window.session.activate(1)
    user.wait_until(lambda: user.status.run == 1)
    user.settle()
    assert user.policy.equals(policy)


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
        window.panes["settings"].header,
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
    run = user.status.run
    user.window.actions_.reset.trigger()
    wait_for_new_run(user, run)
    run = user.status.run
    user.press(Qt.Key.Key_O, CTRL)
    wait_for_new_run(user, run)
    assert user.window.render_pane.title.text() != "Policy before training"


def test_saving_an_opened_policy_again_keeps_what_is_known_of_it(user, saved):
    run = user.status.run
    statistics = load_policy(saved).statistics
    user.window.open_policy(saved)
    wait_for_new_run(user, run)
    user.press(Qt.Key.Key_S, ALT_CTRL)
    assert load_policy(saved).statistics == statistics


def test_a_file_of_the_command_line_is_opened(user, tmp_path):
    path = tmp_path / "given.safetensors"
    document = other_file(user, path)
    run = user.status.run
    user.window.open_policy(path)
    wait_for_new_run(user, run)
    assert user.policy.equals(document.policy)


def test_a_files_name_is_no_markup_where_it_is_asked_whether_to_replace_it(user, choose, tmp_path):
    user.step()
    (tmp_path / "a<b>b.safetensors").write_bytes(b"taken")
    choose(tmp_path / "a<b>b")
    formats = []

    def look(box):
        formats.append((box.textFormat(), box.text()))

    with user.answering("replaceDialog", QMessageBox.StandardButton.No, look):
        user.window.files.save_policy()
    assert formats == [
        (Qt.TextFormat.PlainText, "There is already a file named a<b>b.safetensors. Do you want to replace it?")
    ]
    assert (tmp_path / "a<b>b.safetensors").read_bytes() == b"taken"


def test_a_branch_is_saved_with_its_random_numbers_and_opened_with_them(user, choose, tmp_path):
    user.step(2)
    user.window.time_machine.visit(1)
    user.click(user.part("branchButton"))
    user.wait_until(lambda: user.status.run == 2)
    user.settle()
    user.step()
    path = tmp_path / "branch.safetensors"
    choose(path)
    user.press(Qt.Key.Key_S, ALT_CTRL)
    document = load_policy(path)
    assert document.stream == 1
    assert [(edit.update, edit.key, edit.new) for edit in document.edits] == [(1, "stream", 1)]
    user.window.open_policy(path)
    wait_for_new_run(user, 2)
    assert user.window.experiment.live.stream == 1
