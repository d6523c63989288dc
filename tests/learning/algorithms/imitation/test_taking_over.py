"""Somebody takes over from a policy, and it drives again once they let go."""

import numpy as np

from pg_desktop.learning.acting.actor import Choice
from pg_desktop.learning.algorithms.imitation.taking_over import TakingOver


class Leftwards:
    def act(self, obs_NO):
        action = np.zeros(len(obs_NO), np.int64)
        return Choice(action, action)


def test_the_hand_acts_while_it_does_anything():
    held = [None, np.array([1]), None]
    both = TakingOver(Leftwards(), lambda _: held[0])
    done = []
    while held:
        done.append((int(both.act(np.zeros((1, 4), np.float32)).environment_action_N[0]), both.taken))
        held.pop(0)
    assert done == [(0, False), (1, True), (0, False)]
