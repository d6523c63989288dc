"""A run that is played again from its edits: with a window and without, bit for bit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pg_desktop.learning.edits import STREAM, Edit
from pg_desktop.messages import QT_TRANSLATE_NOOP, UserError
from pg_desktop.storage.edit_script import EditScript

if TYPE_CHECKING:  # NumPy, which the window's first paint does not need
    from pg_desktop.storage.policy_format import PolicyDocument


@dataclass(frozen=True)
class Replay:
    """What is to be changed when.

    Attributes:
        edits: in the order in which they were made.
        updates: how many updates that run had; the limits in its settings end nothing before. 0 if unknown.
        file: the name of the file that they come from, or "".
    """

    edits: tuple[Edit, ...] = ()
    updates: int = 0
    file: str = ""

    @classmethod
    def of(cls, script: EditScript, file: str = "") -> Replay:
        """What a script says."""
        return cls(script.edits, script.updates or 0, file)

    def due(self, updates: int) -> tuple[Edit, ...]:
        """What was changed after so many updates, one after the other."""
        return tuple(edit for edit in self.edits if edit.update == updates)

    def left(self, updates: int) -> tuple[Edit, ...]:
        """What was changed only after more updates than that."""
        return tuple(edit for edit in self.edits if edit.update > updates)

    @property
    def end(self) -> int:
        """Updates after which nothing is left to be played again."""
        return max([self.updates, *(edit.update for edit in self.edits)])

    @property
    def newest_stream(self) -> int:
        """The largest stream of random numbers that the edits draw from; 0 if they stay with the first one."""
        return max((int(edit.new) for edit in self.edits if edit.key == STREAM), default=0)


def require_same_start(script: EditScript, document: PolicyDocument, edits: str, file: str) -> None:
    """Make sure that a run that began from a policy is played again from the same one.

    Args:
        script: of the run.
        document: a policy file.
        edits: the name of the script's file.
        file: the name of the policy's file.

    Raises:
        UserError: if it is another one.
    """
    from pg_desktop.storage.policy_format import tensors_digest  # noqa: PLC0415 (NumPy)

    if tensors_digest(document.policy.parameters) != script.policy_sha256:
        raise UserError(
            QT_TRANSLATE_NOOP(
                "Errors",
                "The run in “{edits}” began from another policy than the one in “{file}”: from the one whose SHA-256 "
                "is {digest}.",
            ),
            edits=edits,
            file=file,
            digest=script.policy_sha256,
        )


def require_environment(document: PolicyDocument, wanted: str, file: str) -> None:
    """Make sure that a policy goes on where it was trained.

    Args:
        document: its file.
        wanted: the id of the environment in which it is to go on.
        file: the file's name.

    Raises:
        UserError: if it is for another environment.
    """
    if document.environment != wanted:
        raise UserError(
            QT_TRANSLATE_NOOP(
                "Errors",
                "“{file}” holds a policy for {found}, but the run is to be in {wanted}; a policy can go on only where "
                "it was trained.",
            ),
            file=file,
            found=document.environment,
            wanted=wanted,
        )
