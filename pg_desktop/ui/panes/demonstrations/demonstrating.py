"""What is done with demonstrations: shown again, recorded, imitated, gone on with.

Everything here belongs to the GUI thread.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal, Slot

from pg_desktop.learning.demonstrations.worlds import SCRIPTED_WORLDS
from pg_desktop.learning.settings.table import Settings
from pg_desktop.messages import QT_TRANSLATE_NOOP, UserError
from pg_desktop.runs.demonstrations import Demonstrations
from pg_desktop.runs.live.session import Session
from pg_desktop.runs.live.status import Failure
from pg_desktop.storage.shown import shown_path
from pg_desktop.ui.kit.notices import sentence
from pg_desktop.ui.kit.numbers import fixed
from pg_desktop.ui.panes.demonstrations.driver import Driver
from pg_desktop.ui.panes.demonstrations.works import Clone, Cloned, Export, Exported, Import, Record, Recorded
from pg_desktop.ui.panes.robustness.measurement import Measurement

if TYPE_CHECKING:  # NumPy, which the first paint does not need
    from pg_desktop.learning.algorithms.imitation.facts import CloneFacts
    from pg_desktop.learning.demonstrations.demonstration import Demonstration
    from pg_desktop.ui.panes.agent.render_pane import RenderPane

_NO_KEYS: Final = QT_TRANSLATE_NOOP(
    "Errors", "There are no keys for {environment}; choose one of the list's environments."
)


class Demonstrating(QObject):
    """Has demonstrations recorded and imitated, one thing at a time.

    Attributes:
        driver: a human at the keys.
        work: what is at work.
        said: what came of the latest work, in a sentence; "" for nothing.

    Signals:
        changed (): something else is at work, or was said.
        deleted (object): these demonstrations were taken out.
        cloned (object): a run has been asked for that begins as a clone, a `Cloned`.
    """

    changed = Signal()
    deleted = Signal(object)
    cloned = Signal(object)

    def __init__(self, session: Session, pane: RenderPane, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._pane = session, pane
        self.driver = Driver(pane)
        self.work = Measurement(session.turns, self)
        self.said = ""
        self._seed = 0
        self._begins = False
        """Whether a run is about to begin with a clone."""
        self.driver.recorded.connect(self._keep)
        self.work.done.connect(self._done)
        self.work.failed.connect(self._failed)
        self.work.ended.connect(self._ended)
        session.worker.run_began.connect(self._run_began)

    @property
    def demonstrations(self) -> Demonstrations:
        """All that were shown."""
        return self._session.experiment.demonstrations

    @property
    def settings(self) -> Settings:
        """What a clone is built with."""
        return self._session.wanted

    @property
    def here(self) -> tuple[Demonstration, ...]:
        """Those of the environment that is chosen."""
        return self.demonstrations.of(self.settings.environment)

    @property
    def has_scripted_player(self) -> bool:
        """Whether there is one for the environment that is chosen."""
        return self.settings.environment in SCRIPTED_WORLDS

    @property
    def facts(self) -> CloneFacts | None:
        """What is known of the clone that the trained run began as."""
        record = self._session.view.record
        return None if record is None or record.origin is None else record.origin.clone

    @property
    def mean_return(self) -> float | None:
        """Of the last 100 episodes of the trained run; None before there are as many."""
        record = self._session.view.record
        if record is None or record.figures.episodes < 100:
            return None
        return record.figures.mean_return

    @property
    def worse_than_clone(self) -> bool:
        """Whether the trained run has clearly become worse than the clone that it began as."""
        facts, mean = self.facts, self.mean_return
        return facts is not None and mean is not None and facts.is_better_than(mean)

    def drive(self, *, takes_over: bool) -> None:
        """Drive the shown episode, or take over from its policy now and then; ends what is driven already."""
        world = self._pane.world
        if self.driver.driving and self.driver.takes_over == takes_over:
            self.driver.end()
        elif world is None:
            return
        elif not self.driver.can_drive(world.entry.id):
            self._say(sentence(UserError(_NO_KEYS, environment=world.name)))
        else:
            self.driver.begin(world, takes_over=takes_over)

    def record(self, episodes: int, speed: float) -> None:
        """Let the scripted player show episodes."""
        settings = self.settings
        seed = 1000 * settings.seed + self._seed
        self._seed += episodes
        self._start(Record(settings, episodes, speed, seed))

    def clone(self) -> None:
        """Begin a run as a clone of all that was shown in this environment."""
        self._start(Clone(self.settings, self.here))

    def dagger(self, rounds: int) -> None:
        """The same, and let the clone drive and the scripted player tell more."""
        self._start(Clone(self.settings, self.here, rounds=rounds))

    def read_from(self, path: Path) -> None:
        """Take in the episodes of a data set in Minari's layout."""
        self._start(Import(self.settings, path))

    def write_to(self, folder: Path) -> None:
        """Write all that was shown in this environment as such a data set."""
        self._start(Export(self.settings, folder, self.here))

    def go_on(self) -> None:
        """Let REINFORCE train the clone."""
        self.driver.end()
        self._session.train()

    def replay(self, shown: Demonstration) -> None:
        """Show an episode again, in the agent's pane."""
        from pg_desktop.learning.demonstrations.tape import tape_of_demonstration  # noqa: PLC0415 (NumPy)
        from pg_desktop.ui.panes.agent.recorded import Recorded as OnTape  # noqa: PLC0415

        view = self._session.view
        if view.world is None or view.policy is None or view.world.entry.id != shown.about.world:
            self._say(
                self.tr("Begin a run in {environment} to see its episodes.").format(environment=shown.about.world)
            )
            return
        self.driver.end()
        title = self.tr("Demonstration {number}, as it was shown").format(number=shown.id)
        self._pane.show_recorded(OnTape(tape_of_demonstration(shown, view.world, view.policy), 0, title))
        self._pane.controls.pause.setChecked(False)

    def delete(self, ids: Iterable[int]) -> None:
        """Take episodes out; the Edit menu brings them back."""
        gone = self.demonstrations.remove(ids)
        if gone:
            self.deleted.emit(gone)
            self.changed.emit()

    def stop(self) -> None:
        """End what is at work, for good."""
        self.work.stop()

    def _start(self, work: Record | Clone | Import | Export) -> None:
        self.driver.end()
        if self.work.start(work):
            self.said = ""
            self.changed.emit()

    @Slot(object)
    def _keep(self, shown: Demonstration) -> None:
        (kept,) = self.demonstrations.add([shown])
        text = self.tr("Episode {number} is kept: you reached {score}.")
        self._say(text.format(number=kept.id, score=fixed(kept.score, 0 if kept.score.is_integer() else 1)))
        if self.driver.takes_over and self.driver.teaches:
            self.driver.let_learn(learning=self.work.start(Clone(self.settings, self.here)))
            self.changed.emit()

    @Slot(object)
    def _done(self, result: object) -> None:
        if isinstance(result, Recorded):
            self.demonstrations.add(result.demonstrations)
            self._say("")
        elif isinstance(result, Exported):
            text = self.tr("%n episode(s) are in “{folder}” now.", "", result.count)
            self._say(text.format(folder=shown_path(result.folder)))
        elif isinstance(result, Cloned):
            self.demonstrations.add(result.driven)
            self._begins = True
            self._session.begin_with(result.settings, result.state, result.origin)
            self.cloned.emit(result)
            self._say("")

    @Slot()
    def _ended(self) -> None:
        if not self._begins:
            self.driver.let_learn(learning=False)
        self.changed.emit()

    @Slot()
    def _run_began(self) -> None:
        self._begins = False
        self.driver.let_learn(learning=False)

    @Slot(object)
    def _failed(self, failure: Failure) -> None:
        self._say(sentence(failure))

    def _say(self, text: str) -> None:
        self.said = text
        self.changed.emit()
