"""The kind of setting that a reward is."""

from __future__ import annotations

from dataclasses import dataclass

from pg_desktop.learning.rewards.parsing import parse
from pg_desktop.learning.rewards.tree import LENGTH_MAX
from pg_desktop.learning.settings.kinds import TextParameter


@dataclass(frozen=True, kw_only=True)
class RewardParameter(TextParameter):
    """An expression, or "" for the world's own reward. Whether there are such quantities, only a world knows."""

    longest: int = LENGTH_MAX

    def check(self, value: object) -> str:
        """See `Hyperparameter.check`."""
        text = super().check(value).strip()
        if text:
            parse(text)
        return text
