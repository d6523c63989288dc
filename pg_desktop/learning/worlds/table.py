"""The table of environments that can be trained on. Adding one is adding an entry, and a preset for it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from importlib.util import find_spec
from typing import Final

from pg_desktop.learning.worlds import quantities as named
from pg_desktop.learning.worlds.ids import is_environment_id
from pg_desktop.learning.worlds.quantities import Quantity
from pg_desktop.messages import QT_TRANSLATE_NOOP, UserError


class Painter(StrEnum):
    """How the render pane can draw an environment besides with Gymnasium's own frames."""

    CART_POLE = "cart-pole"
    ACROBOT = "acrobot"
    PENDULUM = "pendulum"
    MOUNTAIN_CAR = "mountain-car"
    CONTINUOUS_MOUNTAIN_CAR = "continuous-mountain-car"
    BOARD = "board"
    FRAMES = "frames"


@dataclass(frozen=True, kw_only=True)
class Extra:
    """What an environment needs besides the program's own dependencies: an extra of the package.

    Attributes:
        name: as pip knows it, "pg-desktop[name]".
        module: what can be imported where it is installed.
        sentence: says that it is needed and how to install it; translated like the texts of an entry.
    """

    name: str
    module: str
    sentence: str


BOX2D: Final = Extra(
    name="box2d",
    module="Box2D",
    sentence=QT_TRANSLATE_NOOP("Environments", "It needs Box2D: “pip install 'pg-desktop[box2d]'”."),
)


@dataclass(frozen=True, kw_only=True)
class Benchmark:
    """What `pg-desktop bench --worlds` asks of training from an environment's preset.

    Attributes:
        patience_seconds: computing time after which a run is given up.
        solved_share: share of the runs, in [0, 1], that must be solved by then; None asks for nothing.
        median_seconds: how long the solved ones may take in the median; None for as long as they like.
    """

    patience_seconds: float = 60.0
    solved_share: float | None = None
    median_seconds: float | None = None


@dataclass(frozen=True, kw_only=True)
class GreedyBenchmark:
    """What `pg-desktop bench --worlds --algorithm` asks of an algorithm whose policy is measured greedily.

    Attributes:
        algorithm: its id.
        mean_return: of greedy episodes, from which on a policy is good enough.
        env_steps: of training, within which there must be one.
        share: of the runs, in (0, 1], that must come to one; None asks for nothing.
    """

    algorithm: str
    mean_return: float
    env_steps: int
    share: float | None = None


@dataclass(frozen=True, kw_only=True)
class EnvironmentEntry:
    """One row of the table; texts are English sources for translation in the context "Environments".

    Attributes:
        id: Gymnasium's id.
        summary: one line on what the world is and what is hard about it.
        preset: id of the preset with the settings that suit it.
        painter: what the render pane draws it with unless told otherwise.
        action_names: what the discrete actions, or the numbers of a continuous one, are called, in their order; empty
            where they have no names.
        observation_names: what the numbers of an observation are called, in their order, with the unit in brackets
            where they have one, such as "θ (rad)"; empty where they have no names.
        vector_entry_point: "module:class" of a vector environment of our own, or None for Gymnasium's.
        registration: module that registers the id with Gymnasium, or None where Gymnasium does.
        threshold: mean return from which on it counts as solved, where Gymnasium sets none; None leaves it at that.
        family: the name of the worlds that it shares settings of its own with, "" for none.
        reset_options: "module:function" that says, of the settings of a run, what `reset` is told there besides; None
            for nothing.
        variations: "module:attribute" of which physics it can have, see `variation`; None where there is but its own.
        continuous: whether actions are real numbers; of an environment that others bring, only its world knows.
        frames_per_second: env steps in a second of real time.
        extra: what has to be installed for it, or None.
        benchmark: what is asked of training in it with REINFORCE.
        greedy_benchmarks: what is asked of other algorithms, each of them at most once.
        quantities: what rewards can be written in terms of; where there are none, numbers have numbers.
    """

    id: str
    summary: str
    preset: str = "quick"
    painter: Painter = Painter.FRAMES
    action_names: tuple[str, ...] = ()
    observation_names: tuple[str, ...] = ()
    vector_entry_point: str | None = None
    registration: str | None = None
    threshold: float | None = None
    family: str = ""
    reset_options: str | None = None
    variations: str | None = None
    continuous: bool = False
    frames_per_second: int = 50
    extra: Extra | None = None
    benchmark: Benchmark = Benchmark()
    greedy_benchmarks: tuple[GreedyBenchmark, ...] = ()
    quantities: tuple[Quantity, ...] = ()


_CART_POLE_ACTIONS: Final = (
    QT_TRANSLATE_NOOP("Environments", "left"),
    QT_TRANSLATE_NOOP("Environments", "right"),
)
_MOUNTAIN_CAR_ACTIONS: Final = (
    QT_TRANSLATE_NOOP("Environments", "left"),
    QT_TRANSLATE_NOOP("Environments", "coast"),
    QT_TRANSLATE_NOOP("Environments", "right"),
)
_CART_POLE_OBSERVATIONS: Final = (
    QT_TRANSLATE_NOOP("Environments", "x (m)"),
    QT_TRANSLATE_NOOP("Environments", "ẋ (m/s)"),
    QT_TRANSLATE_NOOP("Environments", "θ (rad)"),
    QT_TRANSLATE_NOOP("Environments", "ω (rad/s)"),
)
_MOUNTAIN_CAR_OBSERVATIONS: Final = (
    QT_TRANSLATE_NOOP("Environments", "x"),
    QT_TRANSLATE_NOOP("Environments", "ẋ"),
)
_PENDULUM_OBSERVATIONS: Final = (
    QT_TRANSLATE_NOOP("Environments", "cos θ"),
    QT_TRANSLATE_NOOP("Environments", "sin θ"),
    QT_TRANSLATE_NOOP("Environments", "ω (rad/s)"),
)
_ACROBOT_OBSERVATIONS: Final = (
    QT_TRANSLATE_NOOP("Environments", "cos θ₁"),
    QT_TRANSLATE_NOOP("Environments", "sin θ₁"),
    QT_TRANSLATE_NOOP("Environments", "cos θ₂"),
    QT_TRANSLATE_NOOP("Environments", "sin θ₂"),
    QT_TRANSLATE_NOOP("Environments", "ω₁ (rad/s)"),
    QT_TRANSLATE_NOOP("Environments", "ω₂ (rad/s)"),
)
_LUNAR_LANDER_OBSERVATIONS: Final = (
    QT_TRANSLATE_NOOP("Environments", "x"),
    QT_TRANSLATE_NOOP("Environments", "y"),
    QT_TRANSLATE_NOOP("Environments", "ẋ"),
    QT_TRANSLATE_NOOP("Environments", "ẏ"),
    QT_TRANSLATE_NOOP("Environments", "θ (rad)"),
    QT_TRANSLATE_NOOP("Environments", "ω"),
    QT_TRANSLATE_NOOP("Environments", "left leg"),
    QT_TRANSLATE_NOOP("Environments", "right leg"),
)
_CART_POLE_VECTOR: Final = "pg_desktop.learning.worlds.cart_pole.vector_env:CartPoleVectorEnv"

_BOARD_VECTOR: Final = "pg_desktop.learning.worlds.board.vector_env:BoardVectorEnv"
_BOARD_REGISTRATION: Final = "pg_desktop.learning.worlds.board.registration"
_BOARD_OPTIONS: Final = "pg_desktop.learning.worlds.board.opponents:reset_options"
_COLUMNS: Final = tuple("abcdefg")
_PASS: Final = QT_TRANSLATE_NOOP("Environments", "pass")


def _cells(rows: int, columns: int) -> tuple[str, ...]:
    """What the cells of a board are called, row by row from the top left corner, as `Game.move_name` has it."""
    return tuple(f"{column}{row}" for row in range(rows, 0, -1) for column in "abcdefgh"[:columns])


def _board_game(id: str, preset: str, summary: str, actions: tuple[str, ...]) -> EnvironmentEntry:
    return EnvironmentEntry(
        id=id,
        summary=summary,
        preset=preset,
        painter=Painter.BOARD,
        action_names=actions,
        vector_entry_point=_BOARD_VECTOR,
        registration=_BOARD_REGISTRATION,
        reset_options=_BOARD_OPTIONS,
        family="board",
        frames_per_second=1,
        benchmark=Benchmark(patience_seconds=10.0),  # nothing says when a game is solved
    )


_CART_POLE_VARIATIONS: Final = "pg_desktop.learning.worlds.cart_pole.variations:VARIATIONS"

ENVIRONMENTS: Final = (
    EnvironmentEntry(
        id="CartPole-v1",
        summary=QT_TRANSLATE_NOOP(
            "Environments",
            "Balance a pole on a cart for 500 steps; every step is worth the same, so the policy must find out which "
            "of its pushes were the good ones.",
        ),
        painter=Painter.CART_POLE,
        action_names=_CART_POLE_ACTIONS,
        observation_names=_CART_POLE_OBSERVATIONS,
        vector_entry_point=_CART_POLE_VECTOR,
        family="cart-pole",
        variations=_CART_POLE_VARIATIONS,
        greedy_benchmarks=(GreedyBenchmark(algorithm="dqn", mean_return=475.0, env_steps=300_000, share=0.8),),
        quantities=named.CART_POLE,
    ),
    EnvironmentEntry(
        id="CartPole-v0",
        summary=QT_TRANSLATE_NOOP(
            "Environments",
            "The same cart and pole for 200 steps, as in the course chapter: solved sooner, but a slow drift is not "
            "punished before the track ends, and most policies that solve it fall short of 500.",
        ),
        painter=Painter.CART_POLE,
        action_names=_CART_POLE_ACTIONS,
        observation_names=_CART_POLE_OBSERVATIONS,
        vector_entry_point=_CART_POLE_VECTOR,
        family="cart-pole",
        variations=_CART_POLE_VARIATIONS,
        quantities=named.CART_POLE,
    ),
    EnvironmentEntry(
        id="ContinuousCartPole",
        summary=QT_TRANSLATE_NOOP(
            "Environments",
            "The same cart and pole, pushed with any force from −1 to 1, times 10 N: a Gaussian policy must find the "
            "right strength, and become sure enough not to shake the pole off by its own noise.",
        ),
        preset="continuous-cart-pole",
        painter=Painter.CART_POLE,
        continuous=True,
        action_names=(QT_TRANSLATE_NOOP("Environments", "force"),),
        observation_names=_CART_POLE_OBSERVATIONS,
        vector_entry_point="pg_desktop.learning.worlds.cart_pole.vector_env:ContinuousCartPoleVectorEnv",
        registration="pg_desktop.learning.worlds.cart_pole.registration",
        family="cart-pole",
        variations=_CART_POLE_VARIATIONS,
        benchmark=Benchmark(solved_share=1.0, median_seconds=3.0),
        quantities=named.CONTINUOUS_CART_POLE,
    ),
    EnvironmentEntry(
        id="Acrobot-v1",
        summary=QT_TRANSLATE_NOOP(
            "Environments",
            "Swing a two-link arm above a line. Every step costs 1 until it is there, so nothing tells a good swing "
            "from a bad one before the first lucky success.",
        ),
        preset="acrobot",
        painter=Painter.ACROBOT,
        action_names=(
            QT_TRANSLATE_NOOP("Environments", "−1 N m"),
            QT_TRANSLATE_NOOP("Environments", "0 N m"),
            QT_TRANSLATE_NOOP("Environments", "1 N m"),
        ),
        observation_names=_ACROBOT_OBSERVATIONS,
        frames_per_second=15,
        benchmark=Benchmark(solved_share=0.9),
        greedy_benchmarks=(GreedyBenchmark(algorithm="dqn", mean_return=-100.0, env_steps=200_000, share=0.8),),
        quantities=named.ACROBOT,
    ),
    EnvironmentEntry(
        id="MountainCar-v0",
        summary=QT_TRANSLATE_NOOP(
            "Environments",
            "Rock a weak car out of a valley. REINFORCE stalls here, and that is the lesson: a policy that never "
            "reaches the flag by chance gets −200 whatever it does, and equal returns have no gradient.",
        ),
        preset="mountain-car",
        painter=Painter.MOUNTAIN_CAR,
        action_names=_MOUNTAIN_CAR_ACTIONS,
        observation_names=_MOUNTAIN_CAR_OBSERVATIONS,
        frames_per_second=30,
        benchmark=Benchmark(patience_seconds=20.0),  # it is here to show where REINFORCE stalls
        greedy_benchmarks=(GreedyBenchmark(algorithm="dqn", mean_return=-130.0, env_steps=200_000),),
        quantities=named.MOUNTAIN_CAR,
    ),
    EnvironmentEntry(
        id="MountainCarContinuous-v0",
        summary=QT_TRANSLATE_NOOP(
            "Environments",
            "The same valley with an engine of any strength, 100 for the flag and a price on fuel. With too little "
            "noise the policy learns to stand still; with a large σ to begin with it stumbles on the flag.",
        ),
        preset="mountain-car-continuous",
        painter=Painter.CONTINUOUS_MOUNTAIN_CAR,
        continuous=True,
        action_names=(QT_TRANSLATE_NOOP("Environments", "force"),),
        observation_names=_MOUNTAIN_CAR_OBSERVATIONS,
        frames_per_second=30,
        benchmark=Benchmark(solved_share=0.7),
        quantities=named.CONTINUOUS_MOUNTAIN_CAR,
    ),
    EnvironmentEntry(
        id="Pendulum-v1",
        summary=QT_TRANSLATE_NOOP(
            "Environments",
            "Swing a pendulum up with a weak motor and hold it. Every episode lasts 200 steps and costs much whatever "
            "is done, so without a learned baseline the noise of the returns drowns the gradient.",
        ),
        preset="pendulum",
        painter=Painter.PENDULUM,
        continuous=True,
        action_names=(QT_TRANSLATE_NOOP("Environments", "torque"),),
        observation_names=_PENDULUM_OBSERVATIONS,
        threshold=-300.0,
        frames_per_second=30,
        benchmark=Benchmark(solved_share=0.7),
        quantities=named.PENDULUM,
    ),
    EnvironmentEntry(
        id="LunarLander-v3",
        summary=QT_TRANSLATE_NOOP(
            "Environments",
            "Land between two flags with three engines. Rewards come all the way down, but hovering forever is a "
            "trap, and it takes one to three minutes of training until it is solved.",
        ),
        preset="lunar-lander",
        action_names=(
            QT_TRANSLATE_NOOP("Environments", "nothing"),
            QT_TRANSLATE_NOOP("Environments", "left engine"),
            QT_TRANSLATE_NOOP("Environments", "main engine"),
            QT_TRANSLATE_NOOP("Environments", "right engine"),
        ),
        observation_names=_LUNAR_LANDER_OBSERVATIONS,
        extra=BOX2D,
        benchmark=Benchmark(patience_seconds=600.0, solved_share=0.5),
        quantities=named.LUNAR_LANDER,
    ),
    EnvironmentEntry(
        id="LunarLanderContinuous-v3",
        summary=QT_TRANSLATE_NOOP(
            "Environments",
            "The same lander with engines that can be throttled: two continuous actions at once, each of which must "
            "learn when the other helps.",
        ),
        preset="lunar-lander-continuous",
        continuous=True,
        action_names=(
            QT_TRANSLATE_NOOP("Environments", "main engine"),
            QT_TRANSLATE_NOOP("Environments", "side engines"),
        ),
        observation_names=_LUNAR_LANDER_OBSERVATIONS,
        extra=BOX2D,
        benchmark=Benchmark(patience_seconds=600.0),
        quantities=named.CONTINUOUS_LUNAR_LANDER,
    ),
    _board_game(
        "TicTacToe-v0",
        "tic-tac-toe",
        QT_TRANSLATE_NOOP(
            "Environments",
            "Three in a row, against an opponent who moves within the step. Only the end of a game is worth anything, "
            "and what a policy learns is worth as much as its opponent is good.",
        ),
        _cells(3, 3),
    ),
    _board_game(
        "ConnectFour4x4-v0",
        "connect-four-4x4",
        QT_TRANSLATE_NOOP(
            "Environments",
            "Four in a row on a small board, where stones fall. With best play nobody wins, and all 161,029 positions "
            "are known.",
        ),
        _COLUMNS[:4],
    ),
    _board_game(
        "ConnectFour-v0",
        "connect-four",
        QT_TRANSLATE_NOOP(
            "Environments",
            "Four in a row on the usual board of 7 × 6. To beat chance is easy and teaches little; to play well takes "
            "an opponent who is good, or oneself.",
        ),
        _COLUMNS,
    ),
    _board_game(
        "Go5x5-v0",
        "go-5x5",
        QT_TRANSLATE_NOOP(
            "Environments",
            "Go on the smallest board that is still Go: area scoring, 6.5 points for White, no position twice. Black, "
            "who begins, can take the whole board.",
        ),
        (*_cells(5, 5), _PASS),
    ),
    _board_game(
        "Othello6x6-v0",
        "othello-6x6",
        QT_TRANSLATE_NOOP(
            "Environments",
            "Turn over what lies between your stones. Who has most in the middle of the game often has least at its "
            "end, so a policy must learn to wait.",
        ),
        (*_cells(6, 6), _PASS),
    ),
    _board_game(
        "Hex5x5-v0",
        "hex-5x5",
        QT_TRANSLATE_NOOP(
            "Environments",
            "Connect two sides of a board of hexagons. There are no draws, and whoever begins can always win.",
        ),
        _cells(5, 5),
    ),
)


def missing_extra(entry: EnvironmentEntry) -> bool:
    """Whether something has to be installed before an environment can be made."""
    return entry.extra is not None and find_spec(entry.extra.module) is None


def environment_entry(environment_id: str) -> EnvironmentEntry:
    """The row for a Gymnasium id; one is made up for an environment that others bring.

    Raises:
        UserError: if it is no id.
    """
    for entry in ENVIRONMENTS:
        if entry.id == environment_id:
            return entry
    if not is_environment_id(environment_id):
        raise UserError(
            QT_TRANSLATE_NOOP(
                "Errors",
                "{id} is no name of an environment; known are {known}, and others as “package.module:Name-v0” or "
                "“./file.py:Name-v0”.",
            ),
            id=repr(environment_id),
            known=", ".join(entry.id for entry in ENVIRONMENTS),
        )
    return EnvironmentEntry(id=environment_id, summary=QT_TRANSLATE_NOOP("Environments", "An environment of your own."))
