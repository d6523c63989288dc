"""What is to be seen, in a file of its own: ask where, and write it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QBuffer, QCoreApplication, QIODevice, QPoint
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QFileDialog, QLabel, QMessageBox, QWidget

from pg_desktop.messages import UserError
from pg_desktop.storage.atomic import write_atomically
from pg_desktop.storage.shown import shown_name
from pg_desktop.ui.kit.cards import heading_font
from pg_desktop.ui.kit.message_boxes import dress, plain_box
from pg_desktop.ui.kit.notices import sentence, show_error
from pg_desktop.ui.kit.theme import theme_in_use

if TYPE_CHECKING:  # NumPy, which the first paint does not need
    from pg_desktop.storage.history_csv import Table

_SCALE: Final = 2
"""Pixels of a picture for each of the screen: it is to be printed, too."""
_EDGE: Final = 14


@dataclass(frozen=True)
class FileKind:
    """A kind of file that something can be exported as.

    Attributes:
        suffix: its ending, ".csv".
        name: as the dialog shows it, "Table (*.csv)".
        write: writes it; raises `UserError` if that cannot be.
    """

    suffix: str
    name: str
    write: Callable[[Path], None]


def table_kind(table: Callable[[], Table]) -> FileKind:
    """A table as comma-separated values, made when it is written."""

    def write(path: Path) -> None:
        from pg_desktop.storage.history_csv import write_table  # noqa: PLC0415 (NumPy, after the first paint)

        write_table(path, table())

    return FileKind(".csv", QCoreApplication.translate("Exporting", "Table (*.csv)"), write)


def picture_kind(picture: Callable[[], QImage | QPixmap]) -> FileKind:
    """A picture, made when it is written."""
    name = QCoreApplication.translate("Exporting", "Picture (*.png)")
    return FileKind(".png", name, lambda path: write_atomically(path, [png_of(picture())]))


def export(parent: QWidget, title: str, suggestion: Path, kinds: Sequence[FileKind]) -> None:
    """Ask for a file and write it; what goes wrong is told.

    Args:
        parent: above which dialogs open.
        title: of the dialog.
        suggestion: a file's name.
        kinds: of which one is to be chosen; the first one at first.
    """
    filters = ";;".join(kind.name for kind in kinds)
    chosen, name = QFileDialog.getSaveFileName(parent, title, str(suggestion), filters)
    if not chosen:
        return
    kind = next((kind for kind in kinds if kind.suffix == Path(chosen).suffix.lower()), None)
    path = Path(chosen)
    if kind is None:
        kind = next((kind for kind in kinds if kind.name == name), kinds[0])
        path = Path(chosen + kind.suffix)
    if not may_write(parent, path, chosen):
        return
    try:
        kind.write(path)
    except UserError as error:
        show_error(parent, sentence(error))


def may_write(parent: QWidget, path: Path, chosen: str) -> bool:
    """Ask before overwriting a file that the dialog did not ask about, because its ending was added afterwards.

    Args:
        parent: above which the question opens.
        path: what is to be written.
        chosen: what the user has named in the dialog.
    """
    if str(path) == chosen or not path.exists():
        return True
    translate, button = QCoreApplication.translate, QMessageBox.StandardButton
    question = translate("Exporting", "There is already a file named {name}. Do you want to replace it?")
    title = translate("Exporting", "Replace file")
    box = plain_box(parent, QMessageBox.Icon.Question, title, question.format(name=shown_name(path)), "replaceDialog")
    box.setStandardButtons(button.Yes | button.No)
    dress(box)
    return box.exec() == button.Yes


def picture_of(widget: QWidget, title: str = "") -> QPixmap:
    """A widget as it is seen, in twice as many pixels, and what it is called above it.

    Args:
        widget: on a card.
        title: what it is called; "" for none.
    """
    above = 0
    heading = QLabel(title, widget)
    if title:
        heading_font(heading)
        heading.adjustSize()
        above = heading.height() + 2 * _EDGE
    picture = QPixmap(widget.width() * _SCALE, (widget.height() + above) * _SCALE)
    picture.setDevicePixelRatio(_SCALE)
    picture.fill(theme_in_use().card)
    children = QWidget.RenderFlag.DrawChildren
    if title:
        heading.render(picture, QPoint(_EDGE, _EDGE), renderFlags=children)
    heading.deleteLater()
    widget.render(picture, QPoint(0, above), renderFlags=children)
    return picture


def png_of(picture: QImage | QPixmap) -> bytes:
    """A picture as PNG."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    picture.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(buffer.data().data())
