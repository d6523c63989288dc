"""What the command line asks of each command, checked; `GuiOptions` has a module of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from pathlib import Path
from typing import TYPE_CHECKING

from pg_desktop.cli.gui_options import GuiOptions
from pg_desktop.learning.settings.kinds import Value
from pg_desktop.learning.settings.table import Settings
from pg_desktop.runs.replay import Replay

if TYPE_CHECKING:  # NumPy, for which the window need not wait
    from pg_desktop.learning.acting.policy import ActionMode
    from pg_desktop.storage.policy_format import PolicyDocument


@dataclass(frozen=True, kw_only=True)
class Until:
    """When training ends, besides the limits in the settings: whatever comes first; see also `Replay.updates`.

    Attributes:
        updates: after this many updates, or None.
        env_steps: after the update with which this many env steps are reached, or None.
        episodes: after the update with which this many episodes are reached, or None.
        solved: once the environment is solved.
    """

    updates: int | None = None
    env_steps: int | None = None
    episodes: int | None = None
    solved: bool = False


@dataclass(frozen=True, kw_only=True)
class Kept:
    """An experiment in which a run is kept while it is trained.

    Attributes:
        file: of the experiment.
        name: what a run that begins is called, or "".
        resume: whether a run of it goes on.
        run: which: a name, or a number as the window shows it; the one that was trained last if None.
        changes: settings that are changed when it goes on, with their values.
        trust_module: whether a module that the file names may be run.
    """

    file: Path
    name: str = ""
    resume: bool = False
    run: str | None = None
    changes: tuple[tuple[str, Value], ...] = ()
    trust_module: bool = False


@dataclass(frozen=True, kw_only=True)
class TrainRequest:
    """`pg-desktop train`.

    Attributes:
        settings: all hyperparameters.
        until: when training ends.
        solved_or_fail: whether an unsolved run is a failure.
        save: where the policy goes, or None.
        history: where the table of episodes goes, or None.
        start: the policy to begin with, and what is known of it; None to begin from the seed.
        replay: what to change when, as in the run that it comes from.
        stream: which of the seed's sequences of random numbers to draw from.
        as_json: whether the results are printed as JSON.
        quiet: whether there is no progress bar.
        kept: where the run is kept, or None.
        variables: environment variables to be set before.
    """

    settings: Settings
    until: Until
    solved_or_fail: bool = False
    save: Path | None = None
    history: Path | None = None
    start: PolicyDocument | None = None
    replay: Replay = Replay()  # noqa: RUF009 (frozen)
    stream: int = 0
    as_json: bool = False
    quiet: bool = False
    kept: Kept | None = None
    variables: Mapping[str, str] = field(default_factory=dict)


class Measurement(Enum):
    """What a policy is measured by."""

    RETURN = auto()
    PUSH_TEST = auto()
    TRANSFER_MAP = auto()


@dataclass(frozen=True, kw_only=True)
class EvaluateRequest:
    """`pg-desktop evaluate`.

    Attributes:
        file: the policy.
        episodes: how many to play, in each cell of a map; as many as is usual for the measurement if None.
        seed: fixes starting states and sampled actions.
        mode: how the policy chooses its actions.
        environment: Gymnasium's id of the world to play in; the one it was trained in if None.
        environment_arguments: what that is made with, each as "name=value", besides what it was trained with.
        physics: quantities of the world's physics that are to be others, and their values.
        measurement: what is measured.
        axes: of a transfer map, the quantities of its columns and rows; the usual ones if None.
        trust_module: whether a module that the file names may be run.
        as_json: whether the results are printed as JSON.
        variables: see `TrainRequest`.
    """

    file: Path
    episodes: int | None
    seed: int
    mode: ActionMode
    environment: str | None = None
    environment_arguments: tuple[str, ...] = ()
    physics: tuple[tuple[str, float], ...] = ()
    measurement: Measurement = Measurement.RETURN
    axes: tuple[str, str] | None = None
    trust_module: bool = False
    as_json: bool = False
    variables: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class InspectRequest:
    """`pg-desktop inspect`.

    Attributes:
        file: the policy, or the experiment.
        as_json: whether what is found is printed as JSON.
    """

    file: Path
    as_json: bool = False


@dataclass(frozen=True, kw_only=True)
class ExportRequest:
    """`pg-desktop export`.

    Attributes:
        file: the experiment.
        folder: where its runs go.
        run: the only one that does, see `Kept.run`; all if None.
        as_json: whether what was written is printed as JSON.
    """

    file: Path
    folder: Path
    run: str | None = None
    as_json: bool = False


@dataclass(frozen=True, kw_only=True)
class ExplainRequest:
    """`pg-desktop explain`.

    Attributes:
        file: the experiment, or a policy.
        run: which run, see `Kept.run`.
        update: which update, from 1; the newest if None.
        episode: the only one whose steps are told, from 1; all if None.
        compass: whether the gradient compass is read, too.
        trust_module: whether a module that the file names may be run.
        as_json: whether what is found is printed as JSON.
    """

    file: Path
    run: str | None = None
    update: int | None = None
    episode: int | None = None
    compass: bool = False
    trust_module: bool = False
    as_json: bool = False


@dataclass(frozen=True, kw_only=True)
class LadderRequest:
    """`pg-desktop ladder`.

    Attributes:
        game: whose ladder, by the game's id.
        to: the id of the last rung.
        seed: of everything random.
        save: where the policy of the last rung goes, or None.
        as_json: whether the rungs are printed as JSON.
    """

    game: str
    to: str
    seed: int = 0
    save: Path | None = None
    as_json: bool = False


@dataclass(frozen=True, kw_only=True)
class ChallengeRequest:
    """`pg-desktop challenge`.

    Attributes:
        challenge: which one, by its id.
        seeds: how often it is done, each time with another seed.
        as_json: whether what it showed is printed as JSON.
    """

    challenge: str
    seeds: int
    as_json: bool = False


@dataclass(frozen=True, kw_only=True)
class Seat:
    """Who sits at one side of a board, as `pg-desktop play` is told.

    Attributes:
        who: "random", "perfect", "expert", or a file.
        simulations: how many positions a policy looks ahead.
        temperature: how much of a policy's play is chance; None for what is usual.
    """

    who: str
    simulations: int = 0
    temperature: float | None = None


@dataclass(frozen=True, kw_only=True)
class PlayRequest:
    """`pg-desktop play`.

    Attributes:
        game: which one, by its id.
        a: the player for whom it is counted.
        b: the opponent.
        games: how many.
        opening_plies: the most random moves with which games begin.
        seed: fixes everything random.
        as_json: whether the results are printed as JSON.
    """

    game: str
    a: Seat
    b: Seat
    games: int
    opening_plies: int
    seed: int
    as_json: bool = False


@dataclass(frozen=True, kw_only=True)
class BenchRequest:
    """`pg-desktop bench`.

    Attributes:
        seeds: how many runs of the project's trainer.
        window: whether the window is measured rather than the trainer alone.
        worlds: the environments that are measured rather than one beside a plain loop, all that are known if there is
            none among them; None for the one.
        algorithm: what is measured in these environments, by its id.
        steering: whether what acts on a run in progress is measured instead.
        inside: whether what lays updates and policies open is measured instead.
        thorough: whether that which takes an hour is measured of it, too.
        challenges: whether the challenges are done instead.
        ladder: whether the ladders of board games are climbed instead.
        seconds: how long a trainer runs beside the window.
        as_json: whether the figures are printed as JSON.
    """

    seeds: int
    window: bool = False
    worlds: tuple[str, ...] | None = None
    algorithm: str = Settings.algorithm
    steering: bool = False
    inside: bool = False
    thorough: bool = False
    challenges: bool = False
    ladder: bool = False
    seconds: int
    as_json: bool = False


@dataclass(frozen=True, kw_only=True)
class SelftestRequest:
    """`pg-desktop selftest`.

    Attributes:
        as_json: whether what is found is printed as JSON.
    """

    as_json: bool = False


Request = (
    GuiOptions
    | TrainRequest
    | EvaluateRequest
    | InspectRequest
    | ExportRequest
    | ExplainRequest
    | ChallengeRequest
    | LadderRequest
    | PlayRequest
    | BenchRequest
    | SelftestRequest
)
