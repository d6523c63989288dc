"""What the pane "Ladder" says, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QLocale

from pg_desktop.ladder.table import Rung, rung_entry
from pg_desktop.learning.games.table import game_entry
from pg_desktop.learning.measuring.match_reading import MatchReading
from pg_desktop.runs.facts import LadderStep
from pg_desktop.ui.kit.numbers import MINUS, brief, duration, percent, whole
from pg_desktop.ui.panes.ladder.callout import Divergence
from pg_desktop.ui.panes.ladder.climbing import Climb, Ended, Ending
from pg_desktop.ui.panes.ladder.series import Series
from pg_desktop.ui.panes.ladder.steps import Step, StepState

if TYPE_CHECKING:  # NumPy, which the first paint does not need
    from pg_desktop.learning.games.elo import Rating
    from pg_desktop.ui.panes.ladder.known import Ladder
    from pg_desktop.ui.panes.ladder.roster import Entrant


def rung_name(rung: Rung) -> str:
    """What a rung is called."""
    return QCoreApplication.translate("Ladder", rung.name)


def game_name(game: str) -> str:
    """What a game is called."""
    return QCoreApplication.translate("Games", game_entry(game).name)


def state_name(state: StepState) -> str:
    """How far a rung is, in a word or two."""
    return {
        StepState.AHEAD: _tr("not yet"),
        StepState.CLIMBING: _tr("climbing"),
        StepState.PAUSED: _tr("paused"),
        StepState.STOPPED: _tr("stopped"),
        StepState.EARLIER: _tr("outdated"),
        StepState.DONE: _tr("done"),
    }[state]


def figures_of(step: Step, locale: QLocale) -> str:
    """Its state, how long it took, and how many games; shorter where it has not begun."""
    if not step.rung.algorithm:
        return _tr("ready") if step.state is StepState.DONE else state_name(step.state)
    if step.record is None:
        return state_name(step.state)
    text = _tr("{state} · {time} · {games} games")
    return text.format(
        state=state_name(step.state), time=duration(step.seconds, locale), games=brief(step.games, locale)
    )


def told_of(step: Step, series: Mapping[str, Series], share: float | None, *, called_out: bool, locale: QLocale) -> str:
    """What is happening on a rung now, or what came of it, in a sentence or two.

    Args:
        step: the rung.
        series: its curves, by the keys of their metrics.
        share: which part of its updates is done, while it is climbed; else None.
        called_out: whether a callout says what came of it.
        locale: writes the numbers.
    """
    rung = step.rung
    if not rung.algorithm:
        text = _tr("{summary} Nothing is learned for that: before each move it tries {simulations} simulations.")
        return text.format(summary=_tr(rung.summary), simulations=whole(rung.simulations, locale))
    if step.state is StepState.EARLIER:
        text = _tr(
            "It began with an earlier policy than the one that stands below it now, so the two do not belong together. "
            "{came_of}"
        )
        return text.format(came_of="" if called_out else _came_of(series, locale)).strip()
    if called_out:
        return _tr(rung.question)
    if step.state is StepState.AHEAD:
        return _tr("{question} {summary}").format(question=_tr(rung.question), summary=_tr(rung.summary))
    if share is not None and step.state is StepState.CLIMBING:
        text = _tr("{doing} {share} of it is done.")
        return text.format(doing=_tr(rung.doing), share=percent(share, locale=locale))
    return _came_of(series, locale) or _tr(rung.summary)


def _came_of(series: Mapping[str, Series], locale: QLocale) -> str:
    """What was measured last, in two sentences at the most; nothing where nothing was."""
    templates = {
        "accuracy": _tr("It foresees {share} of the moves of experts."),
        "against_teacher": _tr("It scores {share} against the policy that it began as."),
        "not_lost": _tr("It loses {share} of its games against perfect play."),
        "optimal_moves": _tr("It finds a best move in {share} of positions."),
    }
    found = [
        template.format(share=percent(series[key].last, locale=locale))
        for key, template in templates.items()
        if key in series
    ]
    return " ".join(found[:2])


def callout_of(found: Divergence, locale: QLocale) -> str:
    """The warning that a rung beats its teacher and plays worse."""
    beats = percent(found.beats, locale=locale)
    if found.lost is not None and found.lost_before is not None:
        text = _tr(
            "Scores {beats} against its teacher, but plays worse: {lost} of games against perfect play are lost, and "
            "{before} were before."
        )
        lost, before = (percent(share, locale=locale) for share in (found.lost, found.lost_before))
        return text.format(beats=beats, lost=lost, before=before)
    text = _tr(
        "Scores {beats} against its teacher, but plays worse: {optimal} of its moves are as good as can be, and "
        "{before} were before."
    )
    optimal, before = (percent(share or 0.0, locale=locale) for share in (found.optimal, found.optimal_before))
    return text.format(beats=beats, optimal=optimal, before=before)


def head_told(ladder: Ladder, going: Climb | None, ended: Ended | None) -> str:
    """What is being climbed, how the last climb came to its end, or what the ladder is."""
    if going is not None:
        return _going_told(going, ladder)
    if ended is not None and ended.game == ladder.game:
        return _ended_told(ended)
    return _tr("From imitating experts to learning without them, rung by rung. Each rung is a run of its own.")


def _going_told(going: Climb, ladder: Ladder) -> str:
    step = ladder.steps[ladder.index(going.rungs[0])]
    if going.game != ladder.game or not going.run or step.state is StepState.CLIMBING:
        text = _tr("Climbing rung {number} of {game}, {rung}. Pause holds it, Escape ends it.")
    else:
        text = _tr("Paused on rung {number} of {game}, {rung}. Train goes on climbing.")
    number = whole(1 + ladder.index(going.rungs[0]))
    return text.format(number=number, game=game_name(going.game), rung=rung_name(step.rung))


def curves_hint(step: Step) -> str:
    """What is said where there are no curves."""
    if not step.rung.algorithm:
        return _tr("Nothing is learned on this rung, so there are no curves. Its strength is among the matches.")
    if step.record is None:
        return _tr("Curves appear here as soon as this rung is climbed.")
    return _tr("Curves appear here after the first updates.")


def curves_explained() -> str:
    """What the curves tell, with a source."""
    return _tr(
        "<h3>Curves of a rung</h3><p>Over the training games of the chosen rung: how it does against the policy that "
        "it began as, with sampled moves and with its likeliest ones from random openings; and how it does against the "
        "truth, which no training game tells it.</p><p>Where the two part, a policy has learned its opponent and not "
        "the game. The arrow keys read the curves, Escape shows the newest values.</p><p>Silver et al., Nature 529 "
        "(2016), pages 484-489.</p>"
    )


def _ended_told(ended: Ended) -> str:
    """How the last climb came to its end, in a sentence."""
    rung = rung_name(rung_entry(ended.rung))
    match ended.why:
        case Ending.TOP:
            return _tr("Climbed up to {rung}. Choose a rung to see what came of it.").format(rung=rung)
        case Ending.STOPPED:
            return _tr("Stopped on {rung}; its run is kept, and climbing goes on from there.").format(rung=rung)
        case Ending.LEFT:
            return _tr("Another run is trained now, so the climb ended on {rung}. Nothing is lost.").format(rung=rung)
        case Ending.FAILED:
            return ended.failure or _tr("{rung} could not be begun; the run before goes on.").format(rung=rung)


def step_told(step: LadderStep) -> str:
    """Which rung of which game a run climbs, for the list of runs."""
    return _tr("{rung}, {game}").format(rung=rung_name(rung_entry(step.rung)), game=game_name(step.game))


def signed(number: float, locale: QLocale) -> str:
    """A rating with its sign."""
    text = whole(number, locale)
    return text if text.startswith(MINUS) or text == whole(0, locale) else f"+{text}"


def rating_told(one: Entrant, rating: Rating | None, locale: QLocale) -> str:
    """How strong a player is, in a sentence."""
    if rating is None:
        return _tr("{name}: not rated yet. “Measure” lets everybody play against everybody.").format(name=one.name)
    if rating.low == rating.high:
        return _tr("{name}: Elo {elo}, to which all others are compared.").format(
            name=one.name, elo=signed(rating.elo, locale)
        )
    text = _tr("{name}: Elo {elo}, between {low} and {high} in 95 of 100 measurements. Random play is 0.")
    elo, low, high = (signed(number, locale) for number in (rating.elo, rating.low, rating.high))
    return text.format(name=one.name, elo=elo, low=low, high=high)


def match_told(
    one: Entrant,
    other: Entrant,
    match: MatchReading | None,
    interval: tuple[float, float] | None,
    locale: QLocale,
) -> str:
    """What came of a match, in a sentence."""
    if match is None or interval is None:
        return _tr("{one} and {other} have not played yet.").format(one=one.name, other=other.name)
    text = _tr(
        "{one} scores {score} against {other}, between {low} and {high} in 95 of 100 such matches: {wins} won, {draws} "
        "drawn, {losses} lost."
    )
    score, low, high = (percent(share, locale=locale) for share in (match.score, *interval))
    wins, draws, losses = (whole(count, locale) for count in (match.wins, match.draws, match.losses))
    return text.format(
        one=one.name, other=other.name, score=score, low=low, high=high, wins=wins, draws=draws, losses=losses
    )


def _tr(text: str) -> str:
    return QCoreApplication.translate("Ladder", text)
