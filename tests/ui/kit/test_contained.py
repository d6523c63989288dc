"""What pictures and sizes raise is told, and Qt goes on: nothing of it passes through Qt, where it may crash."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import pg_desktop

CONTAINED = {"paintEvent", "sizeHint", "minimumSizeHint", "heightForWidth"}

_BEGIN = """
import sys
from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QColor
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pg_desktop.ui.kit.contained import contained, nothing

told = []
sys.excepthook = lambda kind, error, trace: told.append(str(error))
application = QApplication([])


class Broken(QWidget):
    @contained(QWidget.sizeHint)
    def sizeHint(self):
        raise ValueError("size")

    @contained(QWidget.minimumSizeHint)
    def minimumSizeHint(self):
        raise ValueError("least")

    @contained(nothing)
    def paintEvent(self, event):
        painter = QPainter(self)
        painter.fillRect(0, 0, 5, 5, QColor("red"))
        raise ValueError("picture")

"""
SIZES = """
outer = QWidget()
column = QVBoxLayout(outer)
parts = [Broken(), Broken()]
for part in parts:
    column.addWidget(part)
column.activate()
outer.show()
column.totalSizeHint()
assert {"size", "least"} <= set(told), told
"""
PICTURES = """
widget = Broken()
widget.resize(50, 50)
widget.show()
application.processEvents()
widget.repaint()
assert not widget.grab().isNull()
application.processEvents()
assert told.count("picture") >= 3, told
"""


@pytest.mark.parametrize("what", [SIZES, PICTURES], ids=["sizes", "pictures"])
def test_qt_does_not_crash_of_it(what):
    """Without the decorator the process ends: of sizes with SIGSEGV, where PySide6 is 6.11."""
    script = f"{_BEGIN}{what}print('lives')"
    done = subprocess.run([sys.executable, "-c", script], check=False, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout) == (0, "lives\n"), done.stderr


def _overrides(path):
    for part in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        for method in part.body if isinstance(part, ast.ClassDef) else ():
            of_a_widget = isinstance(method, ast.FunctionDef) and not any(a.arg == "option" for a in method.args.args)
            if of_a_widget and method.name in CONTAINED:
                yield method, f"{path.name}: {part.name}.{method.name}"


def test_every_picture_and_size_of_the_windows_is_contained():
    found = [each for path in (Path(pg_desktop.__file__).parent / "ui").rglob("*.py") for each in _overrides(path)]
    assert len(found) > 20
    assert [
        name for method, name in found if not any("contained(" in ast.unparse(d) for d in method.decorator_list)
    ] == []
