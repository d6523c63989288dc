"""The table of environments."""

import pytest

from pg_desktop.learning.environments import ENVIRONMENTS, Painter, environment_entry
from pg_desktop.messages import UserError


def test_every_row_can_be_found_by_its_id():
    assert [environment_entry(entry.id) for entry in ENVIRONMENTS] == list(ENVIRONMENTS)
    assert len({entry.id for entry in ENVIRONMENTS}) == len(ENVIRONMENTS)


def test_every_row_says_what_it_is():
    for entry in ENVIRONMENTS:
        assert entry.summary.endswith(".")
        assert isinstance(entry.painter, Painter)


def test_an_unknown_id_is_refused_and_the_known_ones_named():
    with pytest.raises(UserError) as caught:
        environment_entry("CartPole-v9")
    message = str(caught.value)
    assert message.startswith("There is no environment named 'CartPole-v9'; known are ")
    assert all(entry.id in message for entry in ENVIRONMENTS)
