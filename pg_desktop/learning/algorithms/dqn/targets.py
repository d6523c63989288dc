"""What DQN takes the best action in a state to be worth.

Shape suffixes: B env steps, O observation, C actions.
"""

from __future__ import annotations

import numpy as np

from pg_desktop.learning.acting.distributions import Float32
from pg_desktop.learning.acting.policy import Architecture


def best_values(
    architecture: Architecture, target_BC: Float32, obs_BO: Float32, online_BC: Float32 | None = None
) -> Float32:
    """Q′ of the best action that is allowed in each state.

    Args:
        architecture: the network's, which says whether all actions are allowed everywhere.
        target_BC: what the target network says of the states.
        obs_BO: the states as they were observed.
        online_BC: what the network says that learns; with double DQN it decides which action is best.
    """
    if online_BC is None:
        best_B: Float32 = architecture.allowing(target_BC, obs_BO).max(1)
        return best_B
    chosen_B = architecture.allowing(online_BC, obs_BO).argmax(1)
    taken_B: Float32 = target_BC[np.arange(len(chosen_B)), chosen_B]
    return taken_B
