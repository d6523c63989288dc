"""Boards of games for two: where everything is on them, how they are drawn and clicked, and the game that is played."""
