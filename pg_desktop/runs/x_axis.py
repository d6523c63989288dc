"""Over what a run can be drawn. Apart from the columns: the window's first paint needs no NumPy."""

from enum import Enum, auto


class XAxis(Enum):
    """What metrics can be drawn over. An update lies at the end of its last episode."""

    EPISODE = auto()
    ENV_STEP = auto()
