"""A module that says with an error of Gymnasium's what it lacks."""

import gymnasium

raise gymnasium.error.DependencyNotInstalled("install the simulator first.")
