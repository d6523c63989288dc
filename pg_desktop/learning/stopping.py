"""Stopping in the middle of long work."""


class RolloutStoppedError(Exception):
    """The caller asked to stop in the middle of the episodes, or of learning from them."""


def never() -> bool:
    """For callers that have no reason to stop early."""
    return False
