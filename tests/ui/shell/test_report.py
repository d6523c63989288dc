"""Help ▸ Report a problem: everything that helps to find one, as a text to read and copy."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from pg_desktop.journal import Journal, listening, logger
from pg_desktop.storage.data_folder import data_folder
from pg_desktop.ui.shell.report import ReportDialog
from pg_desktop.versions import versions


def opened(user):
    user.window.actions_.report.trigger()
    (dialog,) = user.window.findChildren(ReportDialog)
    assert dialog.isVisible()
    return dialog


def test_it_says_what_runs_where_and_what_was_written_down(user):
    journal = Journal(data_folder())
    with listening(journal):
        journal.begin()
        logger.error("γ is <b>gone</b> from %s", Path.home() / "secret" / "run.safetensors")
    user.window.panel.choose({"learning_rate": 0.02})
    user.step()
    dialog = opened(user)
    text = dialog.text.toPlainText()
    for name, number in versions():
        assert f"  {name}: {number}\n" in text
    assert "Processor: " in text
    assert "cores for this process" in text
    assert "Instructions that torch uses: " in text
    assert "Screen 1: " in text
    assert "  Qt's platform: offscreen\n  Theme: light\n  Zoom: 100 %\n" in text
    assert "  Update: 1\n" in text
    assert "  learning_rate: 0.02\n" in text
    assert "γ is <b>gone</b> from ~/secret/run.safetensors" in text
    assert str(Path.home()) not in text
    assert dialog.text.isReadOnly()
    user.dismiss(dialog)


def test_it_is_copied_with_one_key_and_goes_with_escape(user):
    dialog = opened(user)
    assert "Nothing is sent." in dialog.text.accessibleDescription()
    assert dialog.text.accessibleName()
    user._qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert QGuiApplication.clipboard().text() == dialog.text.toPlainText()
    assert dialog.copy_button.text() == "&All copied"
    user.dismiss(dialog)
    user.wait_until(lambda: not user.window.findChildren(ReportDialog))


def test_without_a_log_it_says_so(user):
    dialog = opened(user)
    assert dialog.text.toPlainText().endswith("Log\n  nothing was written down\n")
    user.dismiss(dialog)


def test_what_went_wrong_in_training_is_in_the_log(user, monkeypatch):
    journal = Journal(data_folder())
    with listening(journal):
        journal.begin()

        def broken(*_, **__):
            raise RuntimeError("worn out")

        monkeypatch.setattr("pg_desktop.runs.run.Run.advance", broken)
        user.window.session.step()
        user.wait_until(user.window.notice.isVisible)
    dialog = opened(user)
    text = dialog.text.toPlainText()
    assert "training: Training paused because something unexpected happened: RuntimeError: worn out." in text
    assert 'raise RuntimeError("worn out")' in text
    user.dismiss(dialog)
