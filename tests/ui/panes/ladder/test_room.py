"""Nothing of the ladder is cut off, on any page, at any size, in a language that needs more."""

import pytest

from pg_desktop.learning.measuring.match_reading import RANDOM, MatchReading
from pg_desktop.ui.shell.registry import PERSPECTIVES
from tests.ui.panes.ladder.test_card import Climber, asked, climbed, climber, seat_of  # noqa: F401 (fixtures)
from tests.ui.shell.test_room import arrange, faults, longer  # noqa: F401 (fixtures)
from tests.ui.user import User

SIZES = [(800, 600), (1024, 768), (1920, 1080)]
PLAY = next(perspective for perspective in PERSPECTIVES if perspective.id == "play")


def all_faults(climber):  # noqa: F811
    record = climber.climbed["compete"]
    record.measurements = record.measurements.with_match(MatchReading(seat_of(record), RANDOM, 30, 4, 6))
    found = {}
    for size in SIZES:
        arrange(climber.user, size, PLAY)
        for page in range(3):
            climber.pane.details.turn_to(page)
            climber.window.refresh()
            if wrong := faults(climber.window):
                found[size, page] = wrong
    return found


@pytest.mark.slow
def test_every_page_has_its_room(climbed):  # noqa: F811
    assert all_faults(climbed) == {}


@pytest.mark.slow
def test_every_page_has_its_room_in_a_language_that_needs_more(longer, asked, open_window, qtbot):  # noqa: F811
    climber = Climber(User(open_window(), qtbot))  # noqa: F811
    climber.choose("compete")
    climber.click("ladderClimbHere")
    climber.settled()
    assert all_faults(climber) == {}
