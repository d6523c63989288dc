"""The table of panes: what there is, where it stands in each perspective, and what it is made with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from importlib import import_module
from typing import Any, Final

from PySide6.QtWidgets import QWidget

from pg_desktop.messages import QT_TRANSLATE_NOOP
from pg_desktop.ui.kit.panes import Pane


class Area(Enum):
    """A side of the window."""

    LEFT = auto()
    RIGHT = auto()
    BOTTOM = auto()


@dataclass(frozen=True)
class Place:
    """Where a pane stands.

    Attributes:
        area: at which side.
        group: panes of one group stand one behind the other, the first of the table in front; groups of an area stand
            beside each other at the bottom, and below each other at the sides, in their order.
        share: of the area's length, in relation to its other groups.
        front: whether it is in front of the others of its group, instead of the first of the table.
        folds: whether it becomes an icon where the window is narrow, if it is at the left.
    """

    area: Area
    group: int = 0
    share: int = 1
    front: bool = False
    folds: bool = True


@dataclass(frozen=True)
class Perspective:
    """An arrangement of panes for something that one wants to do.

    Attributes:
        id: its name in code.
        title: what the user reads, with "&" before the letter that chooses it in the View menu.
        tip: what it is for, in a sentence.
        icon: of `resources/icons`.
        views: what is in the middle, side by side; "agent" is the policy at work.
        side: the width of the panes at the left, and of those at the right, in pixels.
        narrow: pixels of the window's width below which the panes at the left fold to icons.
        bottom: the part of the height that the panes at the bottom have, in per cent.
        beside: pixels of the window's width below which all panes at the bottom stand one behind the other.
    """

    id: str
    title: str
    tip: str
    icon: str
    views: tuple[str, ...] = ("agent",)
    side: tuple[int, int] = (360, 380)
    narrow: int = 1100
    bottom: int = 43
    beside: int = 0


@dataclass(frozen=True)
class PaneEntry:
    """A pane of the window.

    Attributes:
        id: its name in code; its dock is `{id}Dock`.
        title: what the user reads, with "&" before the letter that chooses it in the View menu.
        tip: what is to be seen in it, in a sentence.
        icon: of `resources/icons`, where there is room for no more.
        maker: the class or function that makes it, as "package.module:name"; it is imported when it is first shown.
        needs: attributes of the window's `Parts` that the maker is given, before its parent.
        places: by perspective, where it stands there; where it has none, it is not shown at first.
        varied: whether it is only for worlds whose physics can be varied.
        turn: of which half of the refreshes it is told, so that not all panes are drawn at once.
    """

    id: str
    title: str
    tip: str
    icon: str
    maker: str
    needs: tuple[str, ...] = ()
    places: Mapping[str, Place] = field(default_factory=dict)
    varied: bool = False
    turn: int = 0

    def make(self, parts: object, parent: QWidget) -> Pane:
        """Import and make it.

        Args:
            parts: has what the entry needs.
            parent: of the pane.
        """
        module, _, name = self.maker.partition(":")
        given: list[Any] = [getattr(parts, need) for need in self.needs]
        pane: Pane = getattr(import_module(module), name)(*given, parent)
        return pane


PERSPECTIVES: Final = (
    Perspective(
        "train",
        QT_TRANSLATE_NOOP("Perspectives", "&Train"),
        QT_TRANSLATE_NOOP("Perspectives", "Train a policy and watch it learn."),
        "train",
    ),
    Perspective(
        "understand",
        QT_TRANSLATE_NOOP("Perspectives", "&Understand"),
        QT_TRANSLATE_NOOP("Perspectives", "Look closely at what the policy does, and how an update changes it."),
        "eye",
        views=("agent", "policyMap"),
        side=(360, 400),
        narrow=1640,
        bottom=38,
    ),
    Perspective(
        "challenge",
        QT_TRANSLATE_NOOP("Perspectives", "&Challenge"),
        QT_TRANSLATE_NOOP("Perspectives", "Make the world harder, and measure what the policy withstands."),
        "flag",
        side=(360, 400),
        narrow=1240,
        beside=1640,
    ),
    Perspective(
        "compare",
        QT_TRANSLATE_NOOP("Perspectives", "Co&mpare"),
        QT_TRANSLATE_NOOP("Perspectives", "Lay runs side by side."),
        "compare",
        views=(),
        side=(460, 700),
    ),
    Perspective(
        "play",
        QT_TRANSLATE_NOOP("Perspectives", "Pla&y"),
        QT_TRANSLATE_NOOP("Perspectives", "Play games of two against policies."),
        "board",
        views=("board",),
        side=(360, 400),
        narrow=1560,
    ),
)
"""All that the window is made for; those that no pane has a place in are not offered."""

_LEFT: Final = Place(Area.LEFT)
_FIRST, _SECOND = Place(Area.BOTTOM, 0, 54), Place(Area.BOTTOM, 1, 46)

PANES: Final = (
    PaneEntry(
        "settings",
        QT_TRANSLATE_NOOP("Panes", "Se&ttings"),
        QT_TRANSLATE_NOOP("Panes", "What the policy learns with."),
        "settings",
        "pg_desktop.ui.panes.settings.pane:SettingsPane",
        ("panel",),
        {"train": _LEFT, "understand": _LEFT, "challenge": _LEFT, "compare": Place(Area.LEFT, 1), "play": _LEFT},
    ),
    PaneEntry(
        "physics",
        QT_TRANSLATE_NOOP("Panes", "P&hysics"),
        QT_TRANSLATE_NOOP("Panes", "The physics of training and of the shown episode."),
        "gravity",
        "pg_desktop.ui.panes.settings.pane:physics_pane",
        ("playback", "panel"),
        {"train": _LEFT, "challenge": Place(Area.LEFT, front=True)},
        varied=True,
    ),
    PaneEntry(
        "episode",
        QT_TRANSLATE_NOOP("Panes", "&Episode"),
        QT_TRANSLATE_NOOP("Panes", "The memory of one episode: what was seen, done and earned, and what became of it."),
        "legend",
        "pg_desktop.ui.panes.episode.card:EpisodeCard",
        ("opened", "actions"),
        {"understand": Place(Area.BOTTOM)},
    ),
    PaneEntry(
        "anatomy",
        QT_TRANSLATE_NOOP("Panes", "&Anatomy of an update"),
        QT_TRANSLATE_NOOP("Panes", "What one update did, stage by stage, and what became of every action."),
        "flask",
        "pg_desktop.ui.panes.anatomy.card:AnatomyCard",
        ("opened", "shown", "shown_stage", "actions"),
        {"understand": Place(Area.BOTTOM, front=True)},
    ),
    PaneEntry(
        "returnPlot",
        QT_TRANSLATE_NOOP("Panes", "Retur&n"),
        QT_TRANSLATE_NOOP("Panes", "The return of every training episode."),
        "curve",
        "pg_desktop.ui.panes.plots.plots:return_plot",
        ("plots",),
        {
            "train": _FIRST,
            "understand": _FIRST,
            "challenge": _FIRST,
            "compare": Place(Area.RIGHT, 0, 3),
            "play": Place(Area.RIGHT),
        },
    ),
    PaneEntry(
        "lossPlot",
        QT_TRANSLATE_NOOP("Panes", "&Policy loss"),
        QT_TRANSLATE_NOOP("Panes", "What every update measures: the loss, and more on demand."),
        "loss",
        "pg_desktop.ui.panes.plots.plots:loss_plot",
        ("plots",),
        {"train": _SECOND, "understand": Place(Area.BOTTOM), "compare": Place(Area.RIGHT, 1, 2)},
        turn=1,
    ),
    PaneEntry(
        "runs",
        QT_TRANSLATE_NOOP("Panes", "R&uns"),
        QT_TRANSLATE_NOOP("Panes", "All runs of this experiment."),
        "legend",
        "pg_desktop.ui.panes.runs.card:RunsCard",
        ("experiment", "shown", "run_wishes"),
        {"train": _SECOND, "compare": Place(Area.LEFT, 0, folds=False), "play": Place(Area.RIGHT)},
    ),
    PaneEntry(
        "distribution",
        QT_TRANSLATE_NOOP("Panes", "Distri&bution"),
        QT_TRANSLATE_NOOP("Panes", "What the policy makes of the moment that is shown."),
        "bars",
        "pg_desktop.ui.panes.distribution.card:DistributionCard",
        ("shown_moment",),
        {"train": _SECOND, "understand": Place(Area.RIGHT)},
    ),
    PaneEntry(
        "network",
        QT_TRANSLATE_NOOP("Panes", "Net&work"),
        QT_TRANSLATE_NOOP(
            "Panes", "Units and weights of the policy's network, and what they make of the shown moment."
        ),
        "network",
        "pg_desktop.ui.panes.network.card:NetworkPane",
        ("shown_moment", "opened", "shown_plane", "folder"),
        {"understand": Place(Area.RIGHT)},
    ),
    PaneEntry(
        "compass",
        QT_TRANSLATE_NOOP("Panes", "&Gradient compass"),
        QT_TRANSLATE_NOOP("Panes", "How well an update's gradient points the right way."),
        "compass",
        "pg_desktop.ui.panes.compass.card:CompassCard",
        ("opened", "processes", "folder"),
        {"understand": Place(Area.RIGHT)},
    ),
    PaneEntry(
        "challenges",
        QT_TRANSLATE_NOOP("Panes", "&Challenges"),
        QT_TRANSLATE_NOOP("Panes", "Experiments to try, what each is about, and what to watch."),
        "flag",
        "pg_desktop.ui.panes.challenges.card:ChallengesPane",
        ("set_up", "playback"),
        {"challenge": Place(Area.RIGHT, 0, 3)},
    ),
    PaneEntry(
        "robustness",
        QT_TRANSLATE_NOOP("Panes", "R&obustness"),
        QT_TRANSLATE_NOOP("Panes", "How much the policy that is shown withstands."),
        "shield",
        "pg_desktop.ui.panes.robustness.card:RobustnessCard",
        ("turns",),
        {"train": _SECOND, "challenge": Place(Area.RIGHT)},
        varied=True,
    ),
    PaneEntry(
        "reality",
        QT_TRANSLATE_NOOP("Panes", "&Reality"),
        QT_TRANSLATE_NOOP("Panes", "What the policy loses in a world that it was never told about."),
        "target",
        "pg_desktop.ui.panes.reality.card:RealityCard",
        ("turns", "panel", "actions", "playback", "fine_tuning"),
        {"challenge": Place(Area.BOTTOM)},
        varied=True,
    ),
    PaneEntry(
        "reward",
        QT_TRANSLATE_NOOP("Panes", "Rewar&d"),
        QT_TRANSLATE_NOOP(
            "Panes", "What the policy is told to raise, what it makes of that, and rewards that were cheated."
        ),
        "target",
        "pg_desktop.ui.panes.reward.card:RewardPane",
        ("panel", "shown_moment", "set_up"),
        {"challenge": Place(Area.BOTTOM)},
    ),
    PaneEntry(
        "adaptation",
        QT_TRANSLATE_NOOP("Panes", "Adaptat&ion"),
        QT_TRANSLATE_NOOP("Panes", "Four who balance while the physics changes, and what adapting is worth."),
        "branch",
        "pg_desktop.ui.panes.adaptation.card:AdaptationPane",
        ("turns",),
        {"challenge": Place(Area.RIGHT, 0, 3)},
    ),
    PaneEntry(
        "demonstrations",
        QT_TRANSLATE_NOOP("Panes", "De&monstrations"),
        QT_TRANSLATE_NOOP("Panes", "Drive yourself, look at episodes that were shown, and let a policy imitate them."),
        "hand",
        "pg_desktop.ui.panes.demonstrations.card:DemonstrationsPane",
        ("demonstrating", "folder"),
        {"challenge": _SECOND},
    ),
    PaneEntry(
        "intervention",
        QT_TRANSLATE_NOOP("Panes", "Inter&vention"),
        QT_TRANSLATE_NOOP("Panes", "Who looks after the policy while it learns, and what becomes of it without."),
        "hand",
        "pg_desktop.ui.panes.intervention.card:InterventionPane",
        ("panel", "turns", "experiment"),
        {"challenge": Place(Area.RIGHT, 0, 3)},
        varied=True,
        turn=1,
    ),
    PaneEntry(
        "ladder",
        QT_TRANSLATE_NOOP("Panes", "&Ladder"),
        QT_TRANSLATE_NOOP("Panes", "The rungs of a board game: climb them, and see how good each is."),
        "ladder",
        "pg_desktop.ui.panes.ladder.card:LadderPane",
        ("climbing", "experiment", "processes", "run_wishes", "shown_game", "folder"),
        {"play": Place(Area.RIGHT, front=True)},
    ),
    PaneEntry(
        "search",
        QT_TRANSLATE_NOOP("Panes", "&Search"),
        QT_TRANSLATE_NOOP("Panes", "How a search looks ahead from the board's position, one simulation at a time."),
        "tree",
        "pg_desktop.ui.panes.search.card:SearchPane",
        ("shown_game", "folder"),
        {"play": Place(Area.RIGHT)},
        turn=1,
    ),
)

VIEWS: Final = (
    PaneEntry(
        "policyMap",
        QT_TRANSLATE_NOOP("Panes", "Policy &map"),
        QT_TRANSLATE_NOOP("Panes", "What the policy does everywhere, over two of the numbers that it observes."),
        "target",
        "pg_desktop.ui.panes.policy_map.card:PolicyMapPane",
        ("experiment", "shown", "shown_moment", "opened", "turns", "shown_plane", "folder"),
    ),
    PaneEntry(
        "board",
        QT_TRANSLATE_NOOP("Panes", "Boa&rd"),
        QT_TRANSLATE_NOOP("Panes", "Play against policies, experts and perfect play, and see what each of them knows."),
        "board",
        "pg_desktop.ui.panes.board.card:BoardPane",
        ("experiment", "turns", "shown_game", "folder", "begin"),
    ),
)
"""What can be in the middle besides the policy at work, see `Perspective.views`."""


def offered_perspectives() -> tuple[Perspective, ...]:
    """Those in which some pane has a place."""
    taken = {perspective for entry in PANES for perspective in entry.places}
    return tuple(perspective for perspective in PERSPECTIVES if perspective.id in taken)
