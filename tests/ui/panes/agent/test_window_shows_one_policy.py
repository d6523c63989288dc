"""In the window: title, bar and distribution card are of one policy, and worlds of others do no harm."""

import numpy as np
import pytest
from PySide6.QtCore import Qt

from pg_desktop.learning.acting.distributions.discrete import softmax
from pg_desktop.runs.live.status import RunState
from tests.learning.worlds import odd_worlds


def test_a_visited_policy_takes_the_moment_that_stands_still(user):
    user.step(3)
    window, pane = user.window, user.window.render_pane
    user.press(Qt.Key.Key_K)
    assert pane.controls.paused
    window.refresh()
    step, obs_O = pane.moment.step, pane.moment.obs_O
    for update in (1, 0, 2):
        window.time_machine.visit(update)
        visited = window.time_machine.visited
        assert visited is not None
        assert visited.update == update
        expected = softmax(visited.payload.policy().outputs(obs_O[None]))[0]
        np.testing.assert_allclose(pane.moment.parts[0].probabilities_C, expected, rtol=1e-6)
        title = f"Policy after update {update}" if update else "Policy before training"
        assert pane.title.text() == title
        assert window.panes.pane("distribution").view.moment is pane.moment
        assert (pane.moment.step, pane.moment.obs_O.tobytes()) == (step, obs_O.tobytes())
    window.time_machine.return_to_now()
    assert pane.title.text() == "Policy after update 3"
    np.testing.assert_allclose(
        pane.moment.parts[0].probabilities_C, softmax(user.policy.outputs(obs_O[None]))[0], rtol=1e-6
    )


def change_world(user, name):
    session = user.window.session
    environment = f"{odd_worlds.MODULE}:{name}-v0"
    session.want(session.wanted.changed({"environment": environment}))
    user.wait_until(lambda: user.status.settings.environment == environment)
    user.wait_for(RunState.READY)


@pytest.mark.parametrize("name", odd_worlds.WITHOUT_PICTURES + odd_worlds.WITH_ODD_STATES)
def test_worlds_of_others_are_played_and_trained_on(user, name):
    change_world(user, name)
    pane = user.window.render_pane
    user.wait_until(lambda: pane.moment is not None and pane.moment.step > 3)
    user.step()
    user.wait_until(lambda: pane.title.text() == "Policy after update 1")


def test_training_goes_on_where_the_pane_cannot(user, monkeypatch, tmp_path):
    broken_in = odd_worlds.broken_in(monkeypatch, tmp_path)
    change_world(user, "Fragile")
    pane, view = user.window.render_pane, user.window.panes.pane("distribution").view
    user.wait_until(lambda: pane.moment is not None and pane.moment.step > 0)
    broken_in("step")
    user.wait_until(lambda: pane.moment is None)
    assert "RuntimeError: the motor is broken in step." in pane.stage.accessibleDescription()
    assert view.moment is None
    user.step(2)
    assert user.status.update == 2
    assert pane.moment is None
    broken_in("")
    user.press(Qt.Key.Key_J)
    user.wait_until(lambda: pane.moment is not None and pane.moment.step > 0)
    assert view.moment is not None
