"""A game pad does what keys do, from nothing that is plugged in."""

import pytest

from pg_desktop.ui.panes.demonstrations.keys import END, HOLD, LEFT, RIGHT, UP
from pg_desktop.ui.panes.demonstrations.pad import GamePad, find_pad


class Stick:
    """A joystick, as pygame has them."""

    def __init__(self, axes=(0.0, 0.0), hats=((0, 0),), buttons=(), count=8):
        self.axes, self.hats, self.buttons, self.count = axes, hats, buttons, count
        self.closed = self.updated = 0

    def get_name(self):
        return "Stick"

    def get_numaxes(self):
        return len(self.axes)

    def get_axis(self, axis):
        return self.axes[axis]

    def get_numhats(self):
        return len(self.hats)

    def get_hat(self, hat):
        return self.hats[hat]

    def get_numbuttons(self):
        return self.count

    def get_button(self, button):
        return button in self.buttons

    def quit(self):
        self.closed += 1

    def update(self):
        self.updated += 1
        if self.closed:
            raise RuntimeError("joystick not initialized")


@pytest.mark.parametrize(
    ("stick", "keys"),
    [
        (Stick(), set()),
        (Stick((0.4, -0.5)), set()),
        (Stick((0.6, 0.0)), {RIGHT}),
        (Stick((-1.0, -0.9)), {LEFT, UP}),
        (Stick(hats=((-1, 1),)), {LEFT, UP}),
        (Stick((1.0, 0.0), hats=((-1, 0),)), set()),
        (Stick(buttons=(0, 1)), {UP, HOLD}),
        (Stick(buttons=(7,)), {END}),
        (Stick((), (), (0, 7), count=1), {UP}),
    ],
)
def test_what_it_stands_for(stick, keys):
    assert GamePad(stick, stick.update).down() == keys
    assert stick.updated == 1


def test_one_that_was_pulled_out_does_nothing():
    stick = Stick((1.0, 0.0))
    pad = GamePad(stick, stick.update)
    pad.close()
    assert pad.down() == frozenset()


def test_without_one_there_is_none_and_pygame_opens_no_window():
    import pygame

    before = pygame.display.get_init()  # somebody may have drawn an environment in this process
    assert find_pad() is None
    assert pygame.display.get_init() == before


def test_it_drives_holds_and_ends(user):
    stick, driver = Stick(), user.window.demonstrating.driver
    driver.find_pad = lambda: GamePad(stick, stick.update)
    render = user.window.render_pane
    user.window.activateWindow()
    user.wait_until(lambda: render.moment is not None)
    user.window.demonstrating.drive(takes_over=False)
    user.wait_until(render.stage.hasFocus)
    assert user.part("driveText").text().endswith("The game pad does, too: Stick.")
    assert driver.waits
    driver.speed = 0.125
    stick.hats = ((1, 0),)
    user.wait_until(lambda: render.moment.step >= 2)
    assert render.moment.action == 1
    stick.buttons = (1,)
    user.wait_until(lambda: driver.holds)
    stick.buttons = ()
    user.wait_until(lambda: not driver.holds)
    stick.buttons = (7,)
    user.wait_until(lambda: not driver.driving)
    assert stick.closed == 1
    asked = stick.updated
    user.settle()
    assert stick.updated == asked
