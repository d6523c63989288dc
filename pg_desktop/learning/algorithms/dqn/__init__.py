"""DQN (Mnih et al. 2015): action values learned from a replay buffer."""
