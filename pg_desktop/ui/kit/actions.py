"""Every action of the window, declared in one place: text, key, icon and help."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QActionGroup, QKeySequence

from pg_desktop.ui.kit.icons import icon
from pg_desktop.ui.kit.theme import Theme, ThemeChoice

Key = QKeySequence.StandardKey | str | None


class Actions(QObject):
    """The window's actions, by name. Lives in the GUI thread."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._icons: dict[QAction, str] = {}
        std = QKeySequence.StandardKey
        make = self._make
        self.new = make("new", self.tr("&New run"), std.New, "new", self.tr("Begin a new run with fresh weights."))
        self.open = make("open", self.tr("&Open policy…"), std.Open, "open", self.tr("Open a saved policy."))
        self.save = make("save", self.tr("&Save policy"), std.Save, "save", self.tr("Save the policy to its file."))
        self.save_as = make(
            "saveAs", self.tr("Save policy &as…"), std.SaveAs, "save_as", self.tr("Save the policy to another file.")
        )
        self.export_history = make(
            "exportHistory",
            self.tr("Export &history as CSV…"),
            "Ctrl+E",
            "csv",
            self.tr("Save every episode's figures as a table."),
        )
        self.export_plot = make(
            "exportPlot",
            self.tr("Export &plot as PNG or SVG…"),
            "Ctrl+Shift+E",
            "image",
            self.tr("Save the plots that are in sight, return and loss, as a picture with a title."),
        )
        self.export_edits = make(
            "exportEdits",
            self.tr("Export e&dits as JSON…"),
            None,
            "csv",
            self.tr("Save what was changed when, so that “pg-desktop train --edits” can play the run again."),
        )
        self.undo = make("undo", self.tr("&Undo"), std.Undo, "undo", self.tr("Take back the last change of a setting."))
        self.redo = make("redo", self.tr("&Redo"), "Ctrl+Shift+Z", "redo", self.tr("Make the change again."))
        # And whatever else redoes on this platform.
        own = self.redo.shortcut()
        self.redo.setShortcuts([own, *(key for key in QKeySequence.keyBindings(std.Redo) if key != own)])
        self.quit = make("quit", self.tr("&Quit"), "Ctrl+Q", "quit", self.tr("Close the program."))
        self.train_or_pause = make(
            "train", self.tr("&Train"), "Space", "train", self.tr("Train the policy, update after update, or pause.")
        )
        self.pause = make(
            "pause",
            self.tr("Pause after this &update"),
            "Ctrl+P",
            "pause",
            self.tr("Stop after the update in progress."),
        )
        self.step = make("step", self.tr("&Step"), "S", "step", self.tr("Do one update, then pause."))
        self.reset = make(
            "reset",
            self.tr("&Reset"),
            "Ctrl+R",
            "reset",
            self.tr("Start over with these settings. The same seed gives the same initial weights."),
        )
        self.back_to_now = make(
            "backToNow", self.tr("Back to &now"), "Ctrl+.", "clock", self.tr("Show the newest policy again.")
        )
        self.branch = make(
            "branch",
            self.tr("&Branch from here"),
            "Ctrl+B",
            "branch",
            self.tr("Go on training from the moment that the time machine shows; what came after it stays in view."),
        )
        self.x_by_episode, self.x_by_step = self._choices(
            ("xByEpisode", self.tr("Plot by &episode"), "Ctrl+1", self.tr("Count episodes on the plots' x axis.")),
            ("xByStep", self.tr("Plot by en&v step"), "Ctrl+2", self.tr("Count env steps on the plots' x axis.")),
        )
        self.fit = make(
            "fit",
            self.tr("&Fit plots"),
            "F",
            "zoom_fit",
            self.tr("Show everything in the plots again."),
        )
        self.themes = dict(
            zip(
                ThemeChoice,
                self._choices(
                    ("themeSystem", self.tr("&System theme"), None, self.tr("Follow the system's look.")),
                    ("themeLight", self.tr("&Light theme"), None, self.tr("Dark on light.")),
                    ("themeDark", self.tr("&Dark theme"), None, self.tr("Light on dark.")),
                ),
                strict=True,
            )
        )
        self.gymnasium_frames = make(
            "gymnasiumFrames",
            self.tr("&Gymnasium's own frames"),
            "Ctrl+G",
            "image",
            self.tr("Show the pictures that the environment draws itself instead of the program's own drawing."),
        )
        self.gymnasium_frames.setCheckable(True)
        self.reset_layout = make(
            "resetLayout", self.tr("&Reset layout"), None, "layout", self.tr("Put every pane back where it was.")
        )
        self.shortcuts = make(
            "shortcuts", self.tr("&Keyboard shortcuts"), "Ctrl+K", "keyboard", self.tr("List every key.")
        )
        self.whats_this = make(
            "whatsThis",
            self.tr("&What's this?"),
            std.WhatsThis,
            "help",
            self.tr("Click on anything to read what it is, with its formula."),
        )
        self.about = make(
            "about", self.tr("&About PG Desktop"), None, "about", self.tr("Versions, for a report, and the licence.")
        )
        self.about.setMenuRole(QAction.MenuRole.AboutRole)
        self.quit.setMenuRole(QAction.MenuRole.QuitRole)

    def __iter__(self) -> Iterator[QAction]:
        """All actions, in the order in which they are declared."""
        return iter(self.findChildren(QAction))

    def show_theme(self, theme: Theme) -> None:
        """Draw the icons for a look."""
        for action, name in self._icons.items():
            main = action is self.train_or_pause
            action.setIcon(icon(name, theme.on_accent if main else theme.muted))

    def show_training(self, training: bool, theme: Theme) -> None:
        """Let the Train action say what it does now."""
        action = self.train_or_pause
        name = "pause" if training else "train"
        if self._icons[action] == name:
            return
        self._icons[action] = name
        action.setText(self.tr("&Pause") if training else self.tr("&Train"))
        action.setIconText(self.tr("Pause") if training else self.tr("Train"))
        action.setToolTip(
            self._tip(
                self.tr("Stop after the update in progress.")
                if training
                else self.tr("Train the policy, update after update, or pause."),
                action,
            )
        )
        action.setIcon(icon(name, theme.on_accent))

    def _make(self, name: str, text: str, key: Key, icon_name: str, tip: str) -> QAction:
        action = QAction(text, self)
        action.setObjectName(f"{name}Action")
        if key is not None:
            action.setShortcut(QKeySequence(key))
        action.setToolTip(self._tip(tip, action))
        action.setStatusTip(tip)
        action.setAutoRepeat(False)
        action.setWhatsThis(tip)
        if icon_name:
            self._icons[action] = icon_name
        return action

    def _choices(self, *rows: tuple[str, str, Key, str]) -> list[QAction]:
        group = QActionGroup(self)
        actions = []
        for name, text, key, tip in rows:
            action = self._make(name, text, key, "", tip)
            action.setCheckable(True)
            group.addAction(action)
            actions.append(action)
        return actions

    @staticmethod
    def _tip(text: str, action: QAction) -> str:
        key = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        return f"{text} ({key})" if key else text
