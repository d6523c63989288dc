"""What the card "Robustness" measures and keeps: plain numbers, so that NumPy loads with the first measurement."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from pg_desktop.learning.cart_pole.physics import Physics

if TYPE_CHECKING:  # NumPy and Gymnasium, which the first paint does not need
    from pg_desktop.learning.policies import Policy
    from pg_desktop.learning.worlds import World

Stop = Callable[[], bool]
Progress = Callable[[float], None]
Rows = tuple[tuple[float, ...], ...]


@dataclass(frozen=True, eq=False)
class Subject:
    """Whose robustness is measured.

    Attributes:
        policy: who plays.
        world: where.
        physics: in which physics.
        run: number of the policy's run in this session.
        update: updates that the policy has had.
    """

    policy: Policy
    world: World
    physics: Physics
    run: int
    update: int


@dataclass(frozen=True, kw_only=True)
class PushResult:
    """How often the pole stayed up after a push; see `learning.robustness.PushTest`.

    Attributes:
        run: number of the policy's run.
        update: updates that the policy had had.
        physics: in which it was measured.
        strengths: N s, of the columns.
        angles: degrees, of the rows.
        survival: [row][column], in [0, 1].
        episodes: in each cell.
    """

    run: int
    update: int
    physics: Physics
    strengths: tuple[float, ...]
    angles: tuple[float, ...]
    survival: Rows
    episodes: int

    @property
    def overall(self) -> float:
        """Mean over all cells."""
        return _mean(self.survival)

    def as_json(self) -> dict[str, Any]:
        """All of it but the run's number, which means nothing elsewhere, as values of JSON."""
        return _json(self)


@dataclass(frozen=True, kw_only=True)
class TransferResult:
    """How a policy does where two quantities are others; see `learning.robustness.TransferMap`.

    Attributes:
        run: number of the policy's run.
        update: updates that the policy had had.
        physics: of everything but the two quantities.
        x: name of the quantity of the columns.
        y: of the rows.
        x_values: factors, of the columns.
        y_values: factors, of the rows.
        mean_return: [row][column].
        highest: the largest return there can be.
        worst_quarter: mean over the quarter of the cells with the lowest returns.
        episodes: in each cell.
    """

    run: int
    update: int
    physics: Physics
    x: str
    y: str
    x_values: tuple[float, ...]
    y_values: tuple[float, ...]
    mean_return: Rows
    highest: float
    worst_quarter: float
    episodes: int

    @property
    def overall(self) -> float:
        """Mean over all cells."""
        return _mean(self.mean_return)

    def as_json(self) -> dict[str, Any]:
        """All of it but the run's number, which means nothing elsewhere, as values of JSON."""
        return _json(self) | {"mean": self.overall}


PushMeasure = Callable[[Subject, Stop, Progress], PushResult]
TransferMeasure = Callable[[Subject, str, str, Stop, Progress], TransferResult]


def measure_pushes(subject: Subject, stop: Stop, progress: Progress) -> PushResult:
    """See `learning.robustness.push_test`; it may run in any thread."""
    from pg_desktop.learning.robustness import push_test  # noqa: PLC0415 (NumPy, after the first paint)

    test = push_test(subject.policy, subject.world, physics=subject.physics, stop=stop, progress=progress)
    return PushResult(
        run=subject.run,
        update=subject.update,
        physics=subject.physics,
        strengths=test.strengths,
        angles=test.angles,
        survival=_rows(test.survival_YX.tolist()),
        episodes=test.episodes,
    )


def measure_transfer(subject: Subject, x: str, y: str, stop: Stop, progress: Progress) -> TransferResult:
    """See `learning.robustness.transfer_map`; it may run in any thread."""
    from pg_desktop.learning.robustness import transfer_map  # noqa: PLC0415 (NumPy, after the first paint)

    world = subject.world
    found = transfer_map(subject.policy, world, x=x, y=y, physics=subject.physics, stop=stop, progress=progress)
    return TransferResult(
        run=subject.run,
        update=subject.update,
        physics=subject.physics,
        x=x,
        y=y,
        x_values=found.x_values,
        y_values=found.y_values,
        mean_return=_rows(found.mean_return_YX.tolist()),
        highest=float(world.max_episode_steps),  # every step of a cart-pole is worth 1
        worst_quarter=found.worst_quarter,
        episodes=found.episodes,
    )


def _json(result: PushResult | TransferResult) -> dict[str, Any]:
    def plain(value: Any) -> Any:
        return [plain(part) for part in value] if isinstance(value, tuple) else value

    return {key: plain(value) for key, value in asdict(result).items() if key != "run"}


def _rows(rows: list[list[float]]) -> Rows:
    return tuple(tuple(row) for row in rows)


def _mean(rows: Rows) -> float:
    cells = [value for row in rows for value in row]
    return sum(cells) / len(cells)
