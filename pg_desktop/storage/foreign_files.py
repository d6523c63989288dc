"""Naming files that are not what they were taken for, by what they begin and end with. Nothing in them is loaded."""

from __future__ import annotations

import re
from typing import Final

from pg_desktop.messages import QT_TRANSLATE_NOOP, UserError

EXPERIMENT_ID: Final = 0x50474C42
"""The `application_id` that an experiment of PG Desktop has among SQLite's files."""

EDGE: Final = 64 * 2**10
"""Bytes at the beginning, and at the end, where an archive lists what is in it."""
_MARKUP: Final = 512
_LIMIT_OF_HEADER: Final = 100 * 2**20

_NEVER: Final = QT_TRANSLATE_NOOP("Errors", "a pickle, which is never loaded, because loading it runs code")
_TORCH: Final = QT_TRANSLATE_NOOP("Errors", "a PyTorch file, which is never loaded, because loading it can run code")
_BASELINES: Final = QT_TRANSLATE_NOOP(
    "Errors", "a Stable-Baselines3 archive, which is never loaded, because loading it can run code"
)
_LFS: Final = QT_TRANSLATE_NOOP("Errors", "a Git LFS pointer: the real file was not downloaded; “git lfs pull” gets it")
_EXPERIMENT: Final = QT_TRANSLATE_NOOP("Errors", "an experiment of PG Desktop, which has to be opened as one")
_POLICY: Final = QT_TRANSLATE_NOOP("Errors", "a policy of PG Desktop")
_SAFETENSORS: Final = QT_TRANSLATE_NOOP("Errors", "a safetensors file of another program")
_EDITS: Final = QT_TRANSLATE_NOOP("Errors", "the edits of a run, which can be played again")
_PRESET: Final = QT_TRANSLATE_NOOP("Errors", "a preset")
_HISTORY: Final = QT_TRANSLATE_NOOP("Errors", "a run's history, which is a table for other programs")
_ARCHIVE: Final = QT_TRANSLATE_NOOP("Errors", "an archive ({format}); unpack it and choose a file in it")
_PICTURE: Final = QT_TRANSLATE_NOOP("Errors", "a picture ({format})")
_MOVIE: Final = QT_TRANSLATE_NOOP("Errors", "a film ({format})")
_PROGRAM: Final = QT_TRANSLATE_NOOP("Errors", "a program")
_PAGE: Final = QT_TRANSLATE_NOOP(
    "Errors", "a web page (HTML): a page about the file was downloaded, and not the file itself"
)
_OTHER: Final = QT_TRANSLATE_NOOP("Errors", "a file in the format {format}")

# In this order. What the whole beginning is, and what it is called.
_BEGINNINGS: Final = (
    (b"version https://git-lfs.github.com/spec/", _LFS, ""),
    (b"\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19.", _TORCH, ""),
    (b"\x89PNG\r\n\x1a\n", _PICTURE, "PNG"),
    (b"\xff\xd8\xff", _PICTURE, "JPEG"),
    (b"GIF8", _PICTURE, "GIF"),
    (b"BM", _PICTURE, "BMP"),
    (b"II*\0", _PICTURE, "TIFF"),
    (b"MM\0*", _PICTURE, "TIFF"),
    (b"\x1f\x8b", _ARCHIVE, "gzip"),
    (b"BZh", _ARCHIVE, "bzip2"),
    (b"\xfd7zXZ\0", _ARCHIVE, "xz"),
    (b"\x28\xb5\x2f\xfd", _ARCHIVE, "Zstandard"),
    (b"7z\xbc\xaf\x27\x1c", _ARCHIVE, "7-Zip"),
    (b"Rar!\x1a\x07", _ARCHIVE, "RAR"),
    (b"\x7fELF", _PROGRAM, ""),
    (b"MZ", _PROGRAM, ""),
    (b"\xcf\xfa\xed\xfe", _PROGRAM, ""),
    (b"#!", _PROGRAM, ""),
    (b"\x1aE\xdf\xa3", _MOVIE, "Matroska"),
    (b"%PDF-", _OTHER, "PDF"),
    (b"\x89HDF\r\n\x1a\n", _OTHER, "HDF5"),
    (b"\x93NUMPY", _OTHER, "NumPy"),
    (b"GGUF", _OTHER, "GGUF"),
    (b"PAR1", _OTHER, "Parquet"),
    (b"# program=PG Desktop", _HISTORY, ""),
)
_PICKLE: Final = re.compile(rb"\x80[\x02-\x05]|\(?c[A-Za-z_][\w.]*\n\w+\n|\([dl]p[0-9]|[\]}]q\x00|\(i[\w.]+\n\w+\n")
_ZIPPED: Final = (
    (re.compile(rb"_stable_baselines3_version|policy\.optimizer\.pth"), _BASELINES, ""),
    (re.compile(rb"/data\.pkl|\.data/serialization_id"), _TORCH, ""),
    (re.compile(rb"\.npy"), _OTHER, "NumPy"),
    (re.compile(rb"model\.weights\.h5"), _OTHER, "Keras"),
    (re.compile(rb"\[Content_Types\]\.xml"), _OTHER, "Office Open XML"),
)


class Kind(UserError):  # noqa: N818 (a clause, which is never raised)
    """What a file is: a clause, to stand at the end of the sentence that says what it is not."""

    @property
    def is_json(self) -> bool:
        """Whether it is JSON of no other purpose, or of one of ours: a reader can say better what is wrong in it."""
        return self.template in (_EDITS, _PRESET) or self.values.get("format") == "JSON"

    @property
    def could_be_edits(self) -> bool:
        """Whether it may be meant to be the edits of a run."""
        return self.template == _EDITS or self.values.get("format") == "JSON"


def kind_of(content: bytes, tail: bytes | None = None) -> Kind | None:
    """What a file is, in words; None if it is not known.

    Args:
        content: the file, or its beginning.
        tail: its end, where `content` is but the beginning.
    """
    head = content[:EDGE]
    end = content[-EDGE:] if tail is None else tail
    for begins, template, format_ in _BEGINNINGS:
        if head.startswith(begins):
            return Kind(template, format=format_)
    for look in (_zipped, _sqlite, _pickled, _riff_or_tar, _safetensors, _text):
        found = look(head, end)
        if found is not None:
            return found
    return None


def _zipped(head: bytes, end: bytes) -> Kind | None:
    if not head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return None
    for pattern, template, format_ in _ZIPPED:
        if pattern.search(end) or pattern.search(head):
            return Kind(template, format=format_)
    return Kind(_ARCHIVE, format="ZIP")


def _sqlite(head: bytes, end: bytes) -> Kind | None:
    del end
    if not head.startswith(b"SQLite format 3\0"):
        return None
    ours = int.from_bytes(head[68:72], "big") == EXPERIMENT_ID
    return Kind(_EXPERIMENT) if ours else Kind(_OTHER, format="SQLite")


def _pickled(head: bytes, end: bytes) -> Kind | None:
    del end
    return Kind(_NEVER) if _PICKLE.match(head) else None


def _riff_or_tar(head: bytes, end: bytes) -> Kind | None:
    del end
    if head.startswith(b"RIFF"):
        webp = head[8:12] == b"WEBP"
        return Kind(_PICTURE, format="WebP") if webp else Kind(_OTHER, format="RIFF")
    if head[4:8] == b"ftyp":
        return Kind(_MOVIE, format="MP4")
    return Kind(_ARCHIVE, format="tar") if head[257:262] == b"ustar" else None


def _safetensors(head: bytes, end: bytes) -> Kind | None:
    del end
    if head[8:9] != b"{" or not 2 <= int.from_bytes(head[:8], "little") <= _LIMIT_OF_HEADER:
        return None
    if b'"pg_desktop"' in head:
        return Kind(_POLICY)
    return Kind(_SAFETENSORS) if b'"dtype"' in head or b'"__metadata__"' in head else None


def _text(head: bytes, end: bytes) -> Kind | None:
    del end
    beginning = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    markup = beginning[:_MARKUP].lower()
    if markup.startswith((b"<!doctype html", b"<html")) or (markup.startswith(b"<?xml") and b"<html" in markup):
        return Kind(_PAGE)
    if markup.startswith(b"<svg") or (markup.startswith(b"<?xml") and b"<svg" in markup):
        return Kind(_PICTURE, format="SVG")
    if markup.startswith(b"<?xml"):
        return Kind(_OTHER, format="XML")
    return _json(beginning) if beginning[:1] in (b"{", b"[") else None


def _json(beginning: bytes) -> Kind:
    def has(key: bytes) -> bool:
        return b'"%b"' % key in beginning

    if has(b"settings") and has(b"edits"):
        return Kind(_EDITS)
    if has(b"settings") and has(b"order") and has(b"summary"):
        return Kind(_PRESET)
    if has(b"nbformat"):
        return Kind(_OTHER, format="Jupyter")
    return Kind(_OTHER, format="JSON")
