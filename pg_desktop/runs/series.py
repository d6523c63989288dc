"""What can be drawn of a run, and over what. Apart from the columns: the window's first paint needs no NumPy."""

from enum import Enum, auto


class Series(Enum):
    """What can be drawn: the first has one item an episode, the others one an update."""

    EPISODE_RETURN = auto()
    POLICY_LOSS = auto()
    ENTROPY = auto()
    GRADIENT_NORM = auto()
    EXPLAINED_VARIANCE = auto()


class XAxis(Enum):
    """What it can be drawn over. An update lies at the end of its last episode."""

    EPISODE = auto()
    ENV_STEP = auto()
