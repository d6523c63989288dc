"""Makes the environments of this package known to Gymnasium; importing it is enough."""

import gymnasium

gymnasium.register(
    id="ContinuousCartPole",
    entry_point="pg_desktop.learning.worlds.cart_pole.continuous:ContinuousCartPoleEnv",
    vector_entry_point="pg_desktop.learning.worlds.cart_pole.vector_env:ContinuousCartPoleVectorEnv",
    max_episode_steps=500,
    reward_threshold=475.0,
)
