"""Board games as worlds for one: the opponent is a part of the world, and moves within a step."""
