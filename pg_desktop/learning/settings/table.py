"""The table of everything that can be tuned.

Each field of `Settings` is one row: its default and, in its metadata, the `Hyperparameter` that describes it. From
that row come the slider with its spin box, `--set key=value` on the command line, validation with its error
message, a policy file's metadata, the tooltip and the What's This page. Adding a hyperparameter is adding a row, where
what heeds it is: the run, an algorithm or a world.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields, replace
from functools import lru_cache
from typing import Final

from pg_desktop.learning.algorithms.board.settings import ExamSettings, OpponentSettings
from pg_desktop.learning.algorithms.dqn.settings import DqnSettings
from pg_desktop.learning.algorithms.imitate.settings import ImitateSettings
from pg_desktop.learning.algorithms.reinforce.settings import ReinforceSettings
from pg_desktop.learning.algorithms.self_play.settings import SelfPlaySettings
from pg_desktop.learning.algorithms.table import algorithm_entry
from pg_desktop.learning.algorithms.zero.settings import ZeroSettings
from pg_desktop.learning.overseeing.settings import OverseeingSettings
from pg_desktop.learning.settings.common import CommonSettings
from pg_desktop.learning.settings.kinds import Group, Hyperparameter, TakesEffect, Value
from pg_desktop.learning.settings.run import PACE_MAX, RunSettings
from pg_desktop.learning.worlds.board.settings import BoardSettings
from pg_desktop.learning.worlds.cart_pole.settings import PhysicsSettings
from pg_desktop.learning.worlds.table import environment_entry
from pg_desktop.messages import QT_TRANSLATE_NOOP, UserError

__all__ = [
    "HYPERPARAMETERS",
    "PACE_MAX",
    "Settings",
    "applied_now",
    "applies",
    "hyperparameter",
    "is_the_users",
    "parse_assignments",
    "pending_until_reset",
    "require_applicable",
    "rows_of",
    "shapes_a_new_run",
    "usual_effect",
]


# Fields come in the reverse order of the bases.
@dataclass(frozen=True)
class Settings(
    RunSettings,
    CommonSettings,
    DqnSettings,
    ReinforceSettings,
    ZeroSettings,
    SelfPlaySettings,
    OpponentSettings,
    ImitateSettings,
    ExamSettings,
    OverseeingSettings,
    BoardSettings,
    PhysicsSettings,
):
    """All hyperparameters of a run. Immutable; `changed` makes a checked copy.

    Raises:
        UserError: when made with a value of the wrong type or out of range.
    """

    def __post_init__(self) -> None:
        for row in HYPERPARAMETERS.values():
            object.__setattr__(self, row.key, row.check(getattr(self, row.key)))

    def changed(self, changes: Mapping[str, Value]) -> Settings:
        """A copy with `changes`, by key.

        Raises:
            UserError: for a key that does not exist or a value that is not allowed.
        """
        checked = {key: hyperparameter(key).check(value) for key, value in changes.items()}
        # Not made from scratch: what is not changed has been checked, and a drag of a slider asks for many copies.
        copy = object.__new__(Settings)
        copy.__dict__.update(self.__dict__, **checked)
        return copy

    def value(self, key: str) -> Value:
        """The value of the hyperparameter `key`."""
        value: Value = getattr(self, hyperparameter(key).key)
        return value

    def as_dict(self) -> dict[str, Value]:
        """All values by key, in the table's order."""
        return asdict(self)


_PARTS: Final = (
    RunSettings,
    CommonSettings,
    DqnSettings,
    ReinforceSettings,
    ZeroSettings,
    SelfPlaySettings,
    OpponentSettings,
    ImitateSettings,
    ExamSettings,
    OverseeingSettings,
    BoardSettings,
    PhysicsSettings,
)


def _rows() -> dict[str, Hyperparameter]:
    rows: dict[str, Hyperparameter] = {}
    owners = {entry.name: part.OWNER for part in _PARTS for entry in fields(part)}
    for entry in fields(Settings):
        rows[entry.name] = replace(entry.metadata["row"], key=entry.name, owner=owners[entry.name])
    return rows


HYPERPARAMETERS: Final[Mapping[str, Hyperparameter]] = _rows()
"""Every row by its key, in the order in which they are declared."""


def rows_of(group: Group) -> tuple[Hyperparameter, ...]:
    """The rows of a group in the order in which they are read: what every run heeds before what some heed alone."""
    rows = (row for row in HYPERPARAMETERS.values() if row.group is group)
    return tuple(sorted(rows, key=lambda row: row.owner != ""))


def usual_effect(group: Group) -> TakesEffect:
    """When changes of most rows of a group act, so that only of the others it has to be said one by one.

    Rows that every run heeds are sure to be seen, and decide where there are any.
    """
    rows = rows_of(group)
    seen = [row for row in rows if not row.owner] or rows
    return Counter(row.takes_effect for row in seen).most_common(1)[0][0]


def hyperparameter(key: str) -> Hyperparameter:
    """The row for `key`.

    Raises:
        UserError: if there is none.
    """
    try:
        return HYPERPARAMETERS[key]
    except KeyError:
        raise UserError(
            QT_TRANSLATE_NOOP("Errors", "There is no setting named {key}; the settings are {known}."),
            key=repr(key),
            known=", ".join(HYPERPARAMETERS),
        ) from None


def applies(key: str, settings: Settings) -> bool:
    """Whether a setting means anything to the algorithm and the world of `settings`."""
    # An algorithm for one family of worlds brings along what those worlds would otherwise have to be told.
    brings_all = bool(algorithm_entry(settings.algorithm).family)
    family = "" if brings_all else environment_entry(settings.environment).family
    return any(owner in HYPERPARAMETERS[key].owners for owner in ("", settings.algorithm, family))


def require_applicable(keys: Iterable[str], settings: Settings) -> None:
    """Make sure that settings which somebody asks for mean something.

    Raises:
        UserError: for the first that belongs to another algorithm, or to other worlds.
    """
    for key in keys:
        if applies(key, settings):
            continue
        owner = HYPERPARAMETERS[key].owner
        if owner == BoardSettings.OWNER and not algorithm_entry(settings.algorithm).family:
            raise UserError(
                QT_TRANSLATE_NOOP(
                    "Errors",
                    "{key} is a setting of the board games, but the environment is {environment}; leave it out or "
                    "choose one of them.",
                ),
                key=key,
                environment=settings.environment,
            )
        if owner == PhysicsSettings.OWNER:
            raise UserError(
                QT_TRANSLATE_NOOP(
                    "Errors",
                    "{key} is a setting of the cart-pole worlds, but the environment is {environment}; leave it out or "
                    "choose one of them.",
                ),
                key=key,
                environment=settings.environment,
            )
        if owner == BoardSettings.OWNER:
            raise UserError(
                QT_TRANSLATE_NOOP(
                    "Errors", "{algorithm} brings its own opponents and does not heed {key}; leave it out."
                ),
                key=key,
                algorithm=algorithm_entry(settings.algorithm).name,
            )
        raise UserError(
            QT_TRANSLATE_NOOP(
                "Errors",
                "{key} is a setting of {owner}, but the algorithm is {algorithm}; leave it out or choose {owner}.",
            ),
            key=key,
            owner=" / ".join(algorithm_entry(one).name for one in HYPERPARAMETERS[key].owners),
            algorithm=algorithm_entry(settings.algorithm).name,
        )


def parse_assignments(assignments: list[str]) -> dict[str, Value]:
    """Read `key=value` texts, as given by `--set`.

    Raises:
        UserError: for a text without "=", an unknown key or a value that is not allowed.
    """
    changes: dict[str, Value] = {}
    for assignment in assignments:
        key, separator, text = assignment.partition("=")
        if not separator:
            raise UserError(
                QT_TRANSLATE_NOOP("Errors", "A setting is written key=value, but {text} has no “=”."),
                text=repr(assignment),
            )
        changes[key.strip()] = hyperparameter(key.strip()).parse(text.strip())
    return changes


_ANOTHER_RUN: Final = ("algorithm", "environment", "environment_arguments")
"""What makes another run of it, with settings that suit it."""


@lru_cache(maxsize=8)  # the window asks some ten times a second, and mostly gets the same answer
def pending_until_reset(wanted: Settings, applied: Settings) -> tuple[str, ...]:
    """Keys whose wanted value differs from the applied one and will act only on Reset.

    Where another algorithm or environment is wanted, that is everything that learning heeds: the values were chosen for
    that, and the run in progress is not to be spoilt by them.
    """
    elsewhere = any(wanted.value(key) != applied.value(key) for key in _ANOTHER_RUN)
    return tuple(
        key
        for key, row in HYPERPARAMETERS.items()
        if wanted.value(key) != applied.value(key)
        and (row.takes_effect is TakesEffect.RESET or (elsewhere and row.takes_effect is TakesEffect.NEXT_UPDATE))
    )


def is_the_users(key: str) -> bool:
    """Whether a setting says how fast to train or how to look at it, which is not a matter of the run."""
    return HYPERPARAMETERS[key].personal


def shapes_a_new_run(wanted: Settings, applied: Settings) -> bool:
    """Whether an untrained policy had better be made from scratch than changed."""
    return wanted.hidden_size != applied.hidden_size or bool(pending_until_reset(wanted, applied))


def applied_now(wanted: Settings, applied: Settings) -> Settings:
    """`wanted`, with everything that acts only on Reset kept as it is in `applied`."""
    return wanted.changed({key: applied.value(key) for key in pending_until_reset(wanted, applied)})
