"""Every action of the window, declared in one place: text, key, icon and help."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QActionGroup, QIcon, QKeySequence

from pg_desktop.ui.kit.icons import icon
from pg_desktop.ui.kit.theme import Theme, ThemeChoice

Key = QKeySequence.StandardKey | str | None


class Actions(QObject):
    """The window's actions, by name. Lives in the GUI thread.

    Attributes:
        train_icon: that of the Train action for a button in the accent's colour; in a menu it would not be seen.
    """

    train_icon = QIcon()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._icons: dict[QAction, str] = {}
        std = QKeySequence.StandardKey
        make = self._make
        self._make_documents()
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
        self.export_episode = make(
            "exportEpisode",
            self.tr("Export ep&isode as CSV or PNG…"),
            None,
            "export",
            self.tr("Save the episode that is looked at, step by step, as a table, or the pane as a picture."),
        )
        self.export_edits = make(
            "exportEdits",
            self.tr("Export e&dits as JSON…"),
            None,
            "csv",
            self.tr("Save what was changed when, so that “pg-desktop train --edits” can play the run again."),
        )
        self.replay_edits = make(
            "replayEdits",
            self.tr("Repla&y edits…"),
            None,
            "train",
            self.tr("Play a run again from its exported edits: a new run that changes what was changed, when it was."),
        )
        self.export_anatomy = make(
            "exportAnatomy",
            self.tr("Export anato&my as CSV or PNG…"),
            None,
            "csv",
            self.tr("Save what the opened update did to every action as a table, or the pane as a picture."),
        )
        self.save_preset = make(
            "savePreset",
            self.tr("&Save these settings as a preset…"),
            None,
            "save",
            self.tr("Put the settings into the list of presets under a name of yours."),
        )
        self.manage_presets = make(
            "managePresets",
            self.tr("&Manage presets…"),
            None,
            "settings",
            self.tr("Rename and delete presets of your own, and see where their files are."),
        )
        self.undo = make("undo", self.tr("&Undo"), std.Undo, "undo", self.tr("Take back the last change of a setting."))
        self.redo = make("redo", self.tr("&Redo"), "Ctrl+Shift+Z", "redo", self.tr("Make the change again."))
        # And whatever else redoes on this platform.
        own = self.redo.shortcut()
        self.redo.setShortcuts([own, *(key for key in QKeySequence.keyBindings(std.Redo) if key != own)])
        self.limits = make(
            "limits",
            self.tr("Environment &limits…"),
            None,
            "clock",
            self.tr("Choose how much time and memory the code of others may take."),
        )
        self.quit = make("quit", self.tr("&Quit"), "Ctrl+Q", "quit", self.tr("Close the program."))
        self.train_or_pause = make(
            "train", self.tr("&Train"), "Space", "train", self.tr("Train the policy, update after update, or pause.")
        )
        self.step = make(
            "step",
            self.tr("&Step"),
            "S",
            "step",
            self.tr("Do one update, or finish the one in progress, then pause."),
        )
        self.next_stage = make(
            "nextStage",
            self.tr("Ne&xt stage of the update"),
            "N",
            "step",
            self.tr("Look at the next stage of the update that is laid open, after the last one at the first again."),
        )
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
        self._make_zoom()
        self.present = make(
            "present",
            self.tr("Prese&nt"),
            "F11",
            "image",
            self.tr(
                "Show the agent, or the board, and the return alone, large enough for the back row. Escape returns."
            ),
        )
        self.present.setCheckable(True)
        self._make_places()
        self.reset_layout = make(
            "resetLayout",
            self.tr("&Reset layout"),
            None,
            "layout",
            self.tr("Put every pane of this perspective back where it was at first."),
        )
        self.help = make(
            "help",
            self.tr("&Help for this control"),
            std.HelpContents,
            "help",
            self.tr("Explain the control that has the focus; without one, open the glossary."),
        )
        self.glossary = make(
            "glossary", self.tr("&Glossary"), None, "glossary", self.tr("Look up the words of this field.")
        )
        self.welcome = make(
            "welcome", self.tr("W&elcome"), None, "welcome", self.tr("Show the three ways to begin again.")
        )
        self.why_no_score = make(
            "whyNoScore",
            self.tr("Why the &loss is no score"),
            None,
            "loss",
            self.tr("Show the losses that the same update would have had with other baselines."),
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
        self.report = make(
            "report",
            self.tr("Report a &problem…"),
            None,
            "flag",
            self.tr("Show versions, settings and log as a text to copy into a report; nothing is sent."),
        )
        self.start_afresh = make(
            "startAfresh",
            self.tr("Start with &default settings"),
            None,
            "reset",
            self.tr("Begin a new run with default settings, and put every pane back; the runs so far are kept."),
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
        self.train_icon = icon(self._icons[self.train_or_pause], theme.on_accent)
        for action, name in self._icons.items():
            action.setIcon(icon(name, theme.muted))

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
                self.tr("Pause at once. What is half done goes on from there.")
                if training
                else self.tr("Train the policy, update after update, or pause."),
                action,
            )
        )
        self.train_icon = icon(name, theme.on_accent)
        action.setIcon(icon(name, theme.muted))

    def _make_zoom(self) -> None:
        """Make what draws everything larger or smaller."""
        make = self._make
        std_in = [QKeySequence("Ctrl++"), QKeySequence("Ctrl+=")]
        self.zoom_in = make("zoomIn", self.tr("Zoom &in"), "Ctrl++", "zoom_in", self.tr("Draw everything larger."))
        self.zoom_in.setShortcuts(std_in)
        self.zoom_out = make("zoomOut", self.tr("Zoom &out"), "Ctrl+-", "zoom_out", self.tr("Draw everything smaller."))
        self.zoom_reset = make(
            "zoomReset", self.tr("&Usual size"), "Ctrl+0", "zoom_fit", self.tr("Draw everything as large as usual.")
        )
        for action in (self.zoom_in, self.zoom_out):
            action.setAutoRepeat(True)

    def _make_places(self) -> None:
        """Make what goes from place to place."""
        make = self._make
        self.next_place = make(
            "nextPlace",
            self.tr("&Next place"),
            "F6",
            "",
            self.tr("Let the keys act in the next part of the window: a bar, what is in the middle, or a pane."),
        )
        self.previous_place = make(
            "previousPlace",
            self.tr("&Previous place"),
            "Shift+F6",
            "",
            self.tr("Let the keys act in the part of the window before."),
        )
        self.next_tab = make(
            "nextTab",
            self.tr("Next &tab"),
            "Ctrl+PgDown",
            "",
            self.tr("Bring the next of the panes to the front that share a place with the one that has the focus."),
        )
        self.previous_tab = make(
            "previousTab",
            self.tr("Pre&vious tab"),
            "Ctrl+PgUp",
            "",
            self.tr("Bring the previous of the panes to the front that share a place with the one that has the focus."),
        )
        for action in (self.next_place, self.previous_place, self.next_tab, self.previous_tab):
            action.setAutoRepeat(True)

    def _make_documents(self) -> None:
        """Make what opens and saves."""
        std, make = QKeySequence.StandardKey, self._make
        self.new = make(
            "new", self.tr("&New experiment"), std.New, "new", self.tr("Begin another experiment, without runs.")
        )
        self.open = make(
            "open",
            self.tr("&Open…"),
            std.Open,
            "open",
            self.tr("Open an experiment, or add a saved policy to this one."),
        )
        self.save = make("save", self.tr("&Save"), std.Save, "save", self.tr("Save the experiment to its file."))
        self.save_as = make(
            "saveAs", self.tr("Save &as…"), std.SaveAs, "save_as", self.tr("Save the experiment to another file.")
        )
        self.revert = make(
            "revert", self.tr("Re&vert…"), None, "reset", self.tr("Go back to what the experiment's file holds.")
        )
        self.recover = make(
            "recover",
            self.tr("Re&cover…"),
            None,
            "open",
            self.tr("Look for experiments that a crash or a power cut has left behind."),
        )
        self.save_policy = make(
            "savePolicy",
            self.tr("Save po&licy as…"),
            "Ctrl+Alt+S",
            "save_as",
            self.tr("Save the policy of the run that is trained to a file of its own."),
        )

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
