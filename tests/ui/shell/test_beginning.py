"""How another run is begun with settings of its own."""

import threading

from pg_desktop.runs.live.status import RunState


def test_the_run_of_before_sees_nothing_of_the_settings_of_the_next(user):
    window, session = user.window, user.window.session
    before, learning_rate = session.status.run, session.status.settings.learning_rate
    seen = []

    def look_from_another_thread():
        held = session.at_once()
        seen.append(held.acquire(timeout=0))
        if seen[-1]:
            held.release()

    def look():
        thread = threading.Thread(target=look_from_another_thread)
        thread.start()
        thread.join()

    window.panel.settings_chosen.connect(look)
    window.actions_.reset.triggered.connect(look)
    window.beginning.with_settings({"learning_rate": learning_rate / 2, "episodes_per_update": 4})
    assert seen == [False, False]
    user.wait_until(lambda: session.status.run > before and session.status.state is RunState.READY)
    assert session.status.settings.learning_rate == learning_rate / 2
    assert session.status.settings.episodes_per_update == 4
