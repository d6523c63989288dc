"""The two looks of the window: every colour it uses, and the palette and style sheet made of them."""

from __future__ import annotations

from dataclasses import dataclass, fields
from enum import StrEnum
from string import Template
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from pg_desktop.resources import resource_path
from pg_desktop.ui.kit.zoom import scaled_sheet, slider_sheet

_HALF_LIGHT: Final = 128
_USUAL: Final = 100


class ThemeChoice(StrEnum):
    """What the user can choose."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


@dataclass(frozen=True)
class Theme:
    """One look.

    Attributes:
        dark: whether it is light on dark.
        ground: behind the cards.
        card: of a card.
        field: of a field in a card.
        border: between cards, fields and the ground.
        groove: of sliders, and the lines of axes.
        grid: of plots.
        text: what is read.
        muted: what is read second.
        accent: the one colour that says "here": the main button, sliders, the return curve.
        accent_hover: the same under the mouse.
        on_accent: text on it.
        second: the pole, and the loss curve.
        good: what is live or solved.
        waiting: what has been asked for and has not happened yet.
        bad: what has failed.
        body: of the cart.
        wedge: angles at which the pole still stands.
        runs: of runs that are seen together, the first ones the most unlike each other; also for eyes that see fewer
            colours.
    """

    dark: bool
    ground: QColor
    card: QColor
    field: QColor
    border: QColor
    groove: QColor
    grid: QColor
    text: QColor
    muted: QColor
    accent: QColor
    accent_hover: QColor
    on_accent: QColor
    second: QColor
    good: QColor
    waiting: QColor
    bad: QColor
    body: QColor
    wedge: QColor
    runs: tuple[QColor, ...]

    def run_colour(self, index: int) -> QColor:
        """The colour of a run; after the last one they begin again."""
        return self.runs[index % len(self.runs)]

    def palette(self) -> QPalette:
        """The palette for the application."""
        role = QPalette.ColorRole
        palette = QPalette()
        for name, colour in {
            role.Window: self.ground,
            role.WindowText: self.text,
            role.Base: self.field,
            role.AlternateBase: self.ground,
            role.Text: self.text,
            role.Button: self.card,
            role.ButtonText: self.text,
            role.BrightText: self.bad,
            role.PlaceholderText: self.muted,
            role.Highlight: self.accent,
            role.HighlightedText: self.on_accent,
            role.Accent: self.accent,
            role.Link: self.accent,
            role.LinkVisited: self.accent,
            # As the style sheet has it; what What's This shows knows only the palette.
            role.ToolTipBase: self.card,
            role.ToolTipText: self.text,
            role.Light: self.card,
            role.Midlight: self.border,
            role.Mid: self.border,
            role.Dark: self.groove,
            role.Shadow: self.groove,
        }.items():
            palette.setColor(name, colour)
        faded = QColor(self.muted)
        faded.setAlphaF(0.6)
        for name in (role.WindowText, role.Text, role.ButtonText):
            palette.setColor(QPalette.ColorGroup.Disabled, name, faded)
        return palette

    def style_sheet(self) -> str:
        """What a palette cannot say: corners, grooves and spacing."""
        colours = {f.name: getattr(self, f.name).name() for f in fields(self) if f.name not in ("dark", "runs")}
        sheet = resource_path("style/window.qss")
        look = "dark" if self.dark else "light"
        return Template(sheet.read_text(encoding="utf-8")).substitute(
            colours, look=look, folder=sheet.parent.as_posix()
        )


def _colours(*names: str) -> tuple[QColor, ...]:
    return tuple(map(QColor, names))


LIGHT = Theme(
    dark=False,
    ground=QColor("#f1f3f6"),
    card=QColor("#ffffff"),
    field=QColor("#f6f8fa"),
    border=QColor("#dfe3ea"),
    groove=QColor("#cdd4df"),
    grid=QColor("#edf0f4"),
    text=QColor("#161b26"),
    muted=QColor("#5d6780"),
    accent=QColor("#0a69cf"),
    accent_hover=QColor("#085ab3"),
    on_accent=QColor("#ffffff"),
    second=QColor("#c2540a"),
    good=QColor("#0e7a45"),
    waiting=QColor("#9a5b00"),
    bad=QColor("#c3272b"),
    body=QColor("#2a3347"),
    wedge=QColor("#e8f1fc"),
    runs=_colours("#0a69cf", "#bd6010", "#075a50", "#97308f", "#1498a6", "#5a470c", "#3320a8", "#93797a"),
)

DARK = Theme(
    dark=True,
    ground=QColor("#14171c"),
    card=QColor("#1e222a"),
    field=QColor("#15181e"),
    border=QColor("#2f3540"),
    groove=QColor("#3c4452"),
    grid=QColor("#272c36"),
    text=QColor("#e9edf4"),
    muted=QColor("#98a2b6"),
    accent=QColor("#4ab9ff"),
    accent_hover=QColor("#7accff"),
    on_accent=QColor("#0a1420"),
    second=QColor("#ffb04d"),
    good=QColor("#57d694"),
    waiting=QColor("#f2c14e"),
    bad=QColor("#ff7b72"),
    body=QColor("#dde5f2"),
    wedge=QColor("#222e3c"),
    runs=_colours("#4ab9ff", "#f5893a", "#43e0a0", "#d56bc4", "#f2e27a", "#8a74f5", "#c4a06a", "#cfe9f7"),
)


def theme_in_use() -> Theme:
    """The look that the application's palette belongs to."""
    return DARK if QApplication.palette().color(QPalette.ColorRole.Window).lightness() < _HALF_LIGHT else LIGHT


def may_change_look(event: QEvent) -> bool:
    """Whether a widget that is told this may have another look from now on.

    Of another palette Qt tells only widgets that the style sheet gives no colours; of another sheet, all.
    """
    return event.type() in (QEvent.Type.PaletteChange, QEvent.Type.StyleChange)


class ThemeKeeper(QObject):
    """Keeps the application's look at what the user chose. Lives in the GUI thread.

    Signals:
        changed (Theme): the look is another.
    """

    changed = Signal(object)

    def __init__(self, choice: ThemeChoice, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._choice = choice
        self._theme: Theme | None = None
        self._percent = 100
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._follow)
        self.choose(choice)

    @property
    def choice(self) -> ThemeChoice:
        """What the user chose."""
        return self._choice

    @property
    def theme(self) -> Theme:
        """The look that is shown."""
        return self._theme or LIGHT

    def choose(self, choice: ThemeChoice) -> None:
        """Change the look."""
        self._choice = choice
        scheme = {
            ThemeChoice.SYSTEM: Qt.ColorScheme.Unknown,
            ThemeChoice.LIGHT: Qt.ColorScheme.Light,
            ThemeChoice.DARK: Qt.ColorScheme.Dark,
        }[choice]
        QGuiApplication.styleHints().setColorScheme(scheme)
        self._follow()

    def zoom(self, percent: int) -> None:
        """Draw what the style sheet says this large, in per cent."""
        self._percent = percent
        self._show_sheet()

    def _show_sheet(self) -> None:
        application = QApplication.instance()
        if isinstance(application, QApplication):
            sheet = scaled_sheet(self.theme.style_sheet(), self._percent)
            sheet += slider_sheet(self._percent) if self._percent != _USUAL else ""
            if application.styleSheet() != sheet:  # Qt would dress every widget anew
                # From one sheet to another Qt dresses every widget as often as it has ancestors, from none only once.
                application.setStyleSheet("")
                application.setStyleSheet(sheet)

    def _follow(self) -> None:
        if self._choice is ThemeChoice.SYSTEM:
            dark = QGuiApplication.styleHints().colorScheme() is Qt.ColorScheme.Dark
        else:
            dark = self._choice is ThemeChoice.DARK
        theme = DARK if dark else LIGHT
        if theme is self._theme:
            return
        self._theme = theme
        QApplication.setPalette(theme.palette())
        self._show_sheet()
        self.changed.emit(theme)
