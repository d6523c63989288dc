"""For which worlds there is a scripted player. Plain Python: the window knows it before NumPy is loaded."""

from typing import Final

SCRIPTED_WORLDS: Final = frozenset(
    {
        "CartPole-v1",
        "CartPole-v0",
        "ContinuousCartPole",
        "Acrobot-v1",
        "MountainCar-v0",
        "MountainCarContinuous-v0",
        "Pendulum-v1",
        "LunarLander-v3",
    }
)
"""Their ids: the keys of `laws.SCRIPTS`."""
