"""Two looks that can be read, and a keeper that shows the right one."""

import re
from collections import Counter
from itertools import combinations, product
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from pg_desktop.ui.kit.theme import DARK, LIGHT, ThemeChoice, ThemeKeeper

THEMES = pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])


def luminance(colour: QColor) -> float:
    """Relative luminance, WCAG 2.2."""
    parts = (colour.redF(), colour.greenF(), colour.blueF())
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: QColor, other: QColor) -> float:
    """Contrast ratio, WCAG 2.2: 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_contrast_by_hand():
    assert contrast(QColor("#000000"), QColor("#ffffff")) == pytest.approx(21.0)
    assert contrast(QColor("#777777"), QColor("#ffffff")) == pytest.approx(4.48, abs=0.01)


@THEMES
def test_what_is_read_can_be_read(theme):
    for text, ground in product((theme.text, theme.muted), (theme.ground, theme.card, theme.field)):
        assert contrast(text, ground) >= 4.5, (text.name(), ground.name())
    for text in (theme.good, theme.waiting, theme.bad, theme.accent, theme.second):
        assert contrast(text, theme.card) >= 4.5, text.name()
    # solved, in the status bar
    assert contrast(theme.good, theme.ground) >= 4.5
    assert contrast(theme.on_accent, theme.accent) >= 4.5
    assert contrast(theme.on_accent, theme.accent_hover) >= 4.5


@THEMES
def test_what_is_drawn_can_be_seen(theme):
    for colour in (theme.accent, theme.second, theme.good, theme.body, theme.muted):
        assert contrast(colour, theme.card) >= 3.0, colour.name()


@THEMES
def test_the_palette_is_the_theme(theme):
    palette = theme.palette()
    assert palette.color(QPalette.ColorRole.Window) == theme.ground
    assert palette.color(QPalette.ColorRole.WindowText) == theme.text
    assert palette.color(QPalette.ColorRole.Highlight) == theme.accent
    disabled = palette.color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Text)
    assert disabled.alphaF() == pytest.approx(0.6, abs=0.01)


@THEMES
def test_the_style_sheet_is_complete(theme):
    sheet = theme.style_sheet()
    assert "$" not in sheet
    for path in re.findall(r"url\(([^)]+)\)", sheet):
        assert Path(path).is_file(), path
    used = set(re.findall(r"#[0-9a-f]{6}", sheet))
    other = LIGHT if theme is DARK else DARK
    assert theme.card.name() in used
    assert other.card.name() not in used


def test_the_looks_differ_in_lightness():
    assert luminance(LIGHT.ground) > 0.8
    assert luminance(DARK.ground) < 0.05


@pytest.fixture
def keeper(qapp):
    keeper = ThemeKeeper(ThemeChoice.LIGHT)
    yield keeper
    keeper.choose(ThemeChoice.SYSTEM)


def test_choosing_changes_the_application_and_tells_once(keeper):
    told = []
    keeper.changed.connect(told.append)
    keeper.choose(ThemeChoice.DARK)
    assert told == [DARK]
    assert keeper.choice is ThemeChoice.DARK
    assert keeper.theme is DARK
    assert QApplication.palette().color(QPalette.ColorRole.Window) == DARK.ground
    assert DARK.accent.name() in QApplication.instance().styleSheet()
    keeper.choose(ThemeChoice.DARK)
    assert told == [DARK]
    keeper.choose(ThemeChoice.LIGHT)
    assert told == [DARK, LIGHT]


class System(QObject):
    """A system whose look can be changed, in place of Qt's style hints."""

    colorSchemeChanged = Signal(object)

    def __init__(self):
        super().__init__()
        self._system = Qt.ColorScheme.Light
        self._chosen = Qt.ColorScheme.Unknown

    def colorScheme(self):
        return self._system if self._chosen is Qt.ColorScheme.Unknown else self._chosen

    def setColorScheme(self, scheme):
        self._chosen = scheme

    def change(self, scheme):
        self._system = scheme
        self.colorSchemeChanged.emit(scheme)


@pytest.fixture
def system(qapp, monkeypatch):
    system = System()
    monkeypatch.setattr("pg_desktop.ui.kit.theme.QGuiApplication", SimpleNamespace(styleHints=lambda: system))
    return system


def test_the_system_is_followed_live(system):
    keeper = ThemeKeeper(ThemeChoice.SYSTEM)
    assert keeper.theme is LIGHT
    told = []
    keeper.changed.connect(told.append)
    system.change(Qt.ColorScheme.Dark)
    assert keeper.theme is DARK
    system.change(Qt.ColorScheme.Light)
    assert told == [DARK, LIGHT]


def test_who_has_chosen_does_not_follow_the_system(system):
    keeper = ThemeKeeper(ThemeChoice.LIGHT)
    system.change(Qt.ColorScheme.Dark)
    assert keeper.theme is LIGHT
    keeper.choose(ThemeChoice.SYSTEM)
    assert keeper.theme is DARK
    keeper.choose(ThemeChoice.LIGHT)
    assert keeper.theme is LIGHT


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_whats_this_looks_like_tooltips(theme):
    """One is drawn with the palette, the other with the style sheet."""
    palette = theme.palette()
    assert palette.color(QPalette.ColorRole.ToolTipBase) == theme.card
    assert palette.color(QPalette.ColorRole.ToolTipText) == theme.text
    sheet = theme.style_sheet()
    assert f"QToolTip {{ color: {theme.text.name()}; background: {theme.card.name()}" in sheet


def as_seen(colour: QColor, eyes) -> np.ndarray:
    """A colour in CIELAB, as eyes with fewer kinds of cones see it."""
    parts = np.array([colour.redF(), colour.greenF(), colour.blueF()])
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    xyz = TO_XYZ @ np.clip(np.array(eyes) @ linear, 0, 1) / TO_XYZ.sum(axis=1)
    x, y, z = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
EYES = {  # Machado, Oliveira, Fernandes 2009, severity 1
    "all cones": [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
    "no M": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "no L": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "no S": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}


@THEMES
@pytest.mark.parametrize("eyes", EYES.values(), ids=EYES)
def test_runs_can_be_told_apart(theme, eyes):
    assert len(theme.runs) == 8
    assert theme.run_colour(0) == theme.accent
    assert theme.run_colour(9) == theme.runs[1]
    for one, other in combinations(theme.runs, 2):
        assert np.linalg.norm(as_seen(one, eyes) - as_seen(other, eyes)) >= 14, (one.name(), other.name())
    for colour in theme.runs:
        assert contrast(colour, theme.card) >= 3.0, colour.name()


class _Dressed(QObject):
    """Counts how often widgets are dressed anew."""

    def __init__(self):
        super().__init__()
        self.times = Counter()

    def eventFilter(self, watched, event):
        if event.type() is QEvent.Type.StyleChange:
            self.times[id(watched)] += 1
        return False


def test_another_look_dresses_each_widget_a_few_times_however_deep_it_is(qtbot):
    """Qt, left to itself, does so as often as a widget has ancestors, and the window stands still for half a second."""
    keeper = ThemeKeeper(ThemeChoice.LIGHT)
    nested = [QWidget()]
    qtbot.addWidget(nested[0])
    for _ in range(12):
        nested.append(QWidget(nested[-1]))
    nested[0].show()
    dressed = _Dressed()
    application = QApplication.instance()
    application.installEventFilter(dressed)
    keeper.choose(ThemeChoice.DARK)
    keeper.zoom(150)
    application.removeEventFilter(dressed)
    keeper.zoom(100)
    keeper.choose(ThemeChoice.LIGHT)
    keeper.deleteLater()
    assert 2 <= max(dressed.times[id(widget)] for widget in nested) <= 4
