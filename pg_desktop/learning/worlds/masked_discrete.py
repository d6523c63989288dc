"""One of several actions, of which not all are allowed everywhere."""

from __future__ import annotations

from gymnasium.spaces import Discrete


class MaskedDiscrete(Discrete):
    """`Discrete(n)`, of an environment whose observations say which actions are allowed.

    The last `n` numbers of an observation are 1 for those that are, and 0 for the others. Every policy heeds it.
    """

    def __repr__(self) -> str:
        return f"MaskedDiscrete({self.n})"
