"""What is to be seen, in a file of its own."""

from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFileDialog, QLabel, QMessageBox, QWidget

from pg_desktop.messages import UserError
from pg_desktop.storage.history_csv import Table
from pg_desktop.ui.kit.exporting import FileKind, export, picture_kind, picture_of, table_kind

TABLE = Table("fruit", (("program", "PG Desktop"),), ("name", "weight"), [("apple", 0.25)])


@pytest.fixture
def parent(qtbot):
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.show()
    return widget


@pytest.fixture
def choose(monkeypatch):
    """Let the dialog return a name and a kind; it tells what it was asked with."""
    asked = []

    def choose_(name, kind=""):
        def answer(_, title, suggestion, kinds):
            asked.append((title, suggestion, kinds))
            return name and str(name), kind

        monkeypatch.setattr(QFileDialog, "getSaveFileName", answer)
        return asked

    return choose_


def kinds():
    return table_kind(lambda: TABLE), picture_kind(lambda: QImage(3, 2, QImage.Format.Format_RGB32))


def export_it(parent):
    export(parent, "Export fruit", Path("/somewhere/fruit.csv"), kinds())


@pytest.mark.parametrize(
    ("name", "kind", "written", "begins"),
    [
        ("a.csv", "", "a.csv", b"# program=PG Desktop\nname,weight\napple,0.25\n"),
        ("a.CSV", "", "a.CSV", b"# program"),
        ("a.png", "Table (*.csv)", "a.png", b"\x89PNG"),
        ("a", "Picture (*.png)", "a.png", b"\x89PNG"),
        ("a", "", "a.csv", b"# program"),
        ("a.txt", "Table (*.csv)", "a.txt.csv", b"# program"),
    ],
)
def test_the_ending_decides_and_else_the_chosen_kind_and_is_added(
    parent, choose, tmp_path, name, kind, written, begins
):
    asked = choose(tmp_path / name, kind)
    export_it(parent)
    assert asked == [("Export fruit", "/somewhere/fruit.csv", "Table (*.csv);;Picture (*.png)")]
    assert [path.name for path in tmp_path.iterdir()] == [written]
    assert (tmp_path / written).read_bytes().startswith(begins)


@pytest.mark.parametrize(
    ("answer", "kept"), [(QMessageBox.StandardButton.No, True), (QMessageBox.StandardButton.Yes, False)]
)
def test_what_the_dialog_did_not_ask_about_is_not_overwritten_unasked(
    parent, choose, tmp_path, monkeypatch, answer, kept
):
    (tmp_path / "a.csv").write_text("precious", "utf-8")
    asked = []
    monkeypatch.setattr(QMessageBox, "exec", lambda box: asked.append(box.text()) or answer)
    choose(tmp_path / "a")
    export_it(parent)
    assert asked == ["There is already a file named a.csv. Do you want to replace it?"]
    assert ((tmp_path / "a.csv").read_text("utf-8") == "precious") is kept


def test_without_a_name_nothing_happens(parent, choose, tmp_path):
    choose("")
    export_it(parent)
    assert list(tmp_path.iterdir()) == []


def test_what_goes_wrong_is_told(parent, choose, tmp_path):
    def fail(_):
        raise UserError("No apples.")

    choose(tmp_path / "a.csv")
    export(parent, "Export fruit", Path("fruit.csv"), [FileKind(".csv", "Table (*.csv)", fail)])
    (box,) = parent.findChildren(QMessageBox)
    assert box.text() == "No apples."
    box.close()
    box.deleteLater()


@pytest.mark.parametrize(("title", "higher"), [("", False), ("Fruit", True)])
def test_a_picture_is_twice_as_sharp_and_has_a_title_above_it(parent, title, higher):
    label = QLabel("apple", parent)
    label.resize(120, 40)
    picture = picture_of(label, title)
    assert picture.width() == 240
    assert (picture.height() > 80) is higher
    assert picture.devicePixelRatio() == 2.0
