"""Episodes that a policy plays."""

from pg_desktop.learning.acting.action_mode import ActionMode
from pg_desktop.learning.acting.actor import PolicyActor
from pg_desktop.learning.acting.rollout import collect


def played(env, policy, rng, *, mode=ActionMode.SAMPLED, **options):
    """A rollout of `env`, starting states and actions drawn from one generator."""
    return collect(env, PolicyActor(policy, mode, rng), rng, **options)
