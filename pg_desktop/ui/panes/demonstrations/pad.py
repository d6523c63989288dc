"""A game pad, where pygame sees one: its stick, its cross and four of its buttons do what keys do.

pygame is loaded when somebody begins to drive, and asked without its window and its events. Everything here belongs to
the GUI thread.
"""

from __future__ import annotations

from typing import Final, Protocol

from pg_desktop.ui.panes.demonstrations.keys import END, HOLD, LEFT, RIGHT, UP

_FAR: Final = 0.5
"""How far a stick has to be out to count, in [0, 1]."""
_BUTTONS: Final = {0: UP, 1: HOLD, 6: END, 7: END}
"""What buttons do, by their numbers: A, B, Back and Start, as most pads have them."""


class Pad(Protocol):
    """Something that is held in both hands."""

    name: str

    def down(self) -> frozenset[int]:
        """The keys that what is down now stands for; none once it was pulled out."""

    def close(self) -> None:
        """Let go of it."""


class Joystick(Protocol):
    """What is asked of pygame's `Joystick`."""

    def get_name(self) -> str: ...
    def get_numaxes(self) -> int: ...
    def get_axis(self, axis: int, /) -> float: ...
    def get_numhats(self) -> int: ...
    def get_hat(self, hat: int, /) -> tuple[float, float]: ...
    def get_numbuttons(self) -> int: ...
    def get_button(self, button: int, /) -> bool: ...
    def quit(self) -> None: ...


class Update(Protocol):
    """Has all pads looked at again."""

    def __call__(self) -> object: ...


class GamePad:
    """One that pygame knows. See `Pad`."""

    def __init__(self, joystick: Joystick, update: Update) -> None:
        """Take one.

        Args:
            joystick: it.
            update: to be called before it is asked for anything.
        """
        self._joystick, self._update = joystick, update
        self.name = joystick.get_name()

    def down(self) -> frozenset[int]:
        """See `Pad.down`."""
        try:
            self._update()
            return self._pressed()
        except Exception:  # noqa: BLE001 (pygame's, which need not be loaded: it is gone)
            return frozenset()

    def close(self) -> None:
        """See `Pad.close`."""
        self._joystick.quit()

    def _pressed(self) -> frozenset[int]:
        stick = self._joystick
        right = stick.get_axis(0) if stick.get_numaxes() > 0 else 0.0
        upwards = -stick.get_axis(1) if stick.get_numaxes() > 1 else 0.0
        if stick.get_numhats():
            to_right, to_top = stick.get_hat(0)
            right, upwards = right + to_right, upwards + to_top
        found = {key for key, out in ((LEFT, -right), (RIGHT, right), (UP, upwards)) if out > _FAR}
        buttons = stick.get_numbuttons()
        found |= {key for number, key in _BUTTONS.items() if number < buttons and stick.get_button(number)}
        return frozenset(found)


def find_pad() -> Pad | None:
    """The first game pad that there is; None without one, or where pygame cannot look for any."""
    try:
        import pygame.joystick  # noqa: PLC0415 (when somebody drives)
        from pygame._sdl2 import controller  # noqa: PLC0415

        pygame.joystick.init()
        controller.init()
        controller.update()
        if not pygame.joystick.get_count():
            return None
        return GamePad(pygame.joystick.Joystick(0), controller.update)
    except Exception:  # noqa: BLE001 (whatever it is, there are keys)
        return None
