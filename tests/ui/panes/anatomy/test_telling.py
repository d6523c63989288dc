"""What each stage says of an update whose numbers were computed on paper."""

import re
from dataclasses import replace

import pytest

from pg_desktop.learning.explaining.anatomy import Counts, anatomy_of
from pg_desktop.learning.explaining.stages import Stage, stages_of
from pg_desktop.learning.settings.table import Settings
from pg_desktop.learning.trainer import Trainer
from pg_desktop.ui.panes.anatomy.drawings import Bars, Curves, Dots, Rows
from pg_desktop.ui.panes.anatomy.sight import Sight
from pg_desktop.ui.panes.anatomy.telling import tell
from pg_desktop.ui.panes.anatomy.telling_change import counts_in_words, distance_in_words
from tests.learning.explaining.updates import plain_update


def sight_of(trace, step=0, reported=None):
    return Sight(trace, anatomy_of(trace), 0, step, reported, ("left", "right"))


def by_hand(step=0, reported=None, **settings):
    """s = 1, a = 1, r = 1, then s = 2, a = 0, r = 3; γ = 1/2, from weights 0, along the gradient with α = 0.1."""
    trace = plain_update(0.1, gamma=0.5, **({"advantage": "batch"} | settings))
    return sight_of(replace(trace, settings=replace(trace.settings, learning_rate=0.1)), step, reported)


def said(stage, sight):
    return re.sub("<[^>]*>", "", tell(stage, sight).sentence)


def trained(**settings):
    chosen = {"environment": "CartPole-v1", "episodes_per_update": 4, "hidden_size": 8, "seed": 3} | settings
    trainer = Trainer(Settings(**chosen))
    trainer.update()
    trace = trainer.update(traced=True).trace
    trainer.close()
    return trace


def test_the_episodes():
    assert said(Stage.EPISODES, by_hand()) == (
        "The policy played one episode to its end: 2 steps, each kept in memory as (s, a, r)."
    )


def test_the_returns():
    told = tell(Stage.RETURNS, by_hand())
    assert told.sentence.startswith("The rewards of the episode add up to its return: <b>4.0</b>. This is the score;")
    assert isinstance(told.drawing, Bars)
    assert list(told.drawing.values) == [4.0]
    assert told.drawing.tip(0) == "episode 1: return 4.0 in 2 steps"


def test_of_several_episodes_the_returns_have_a_mean_and_a_range():
    trace = trained()
    assert f"each episode add up to its return: {trace.rollout.episode_return_N.mean():.1f} on average, from " in said(
        Stage.RETURNS, sight_of(trace)
    )


def test_discounting_from_the_start_is_told():
    # The chapter's: the reward of step 1 itself has the weight γ¹.
    sentence = said(Stage.SUMS, by_hand(step=1, discounting="from start"))
    assert sentence.startswith("G₁ = 0.5 · 3 = 1.5: what followed the action at step 1 of episode 1, each reward ")
    assert "discounted with γ = 0.5 from the start of the episode on." in sentence


def test_the_sums():
    assert said(Stage.SUMS, by_hand()) == (
        "G₀ = 1 + 0.5 · 3 = 2.5: what followed the action at step 0 of episode 1, each reward discounted with γ = 0.5. "
        "What came before it does not count."
    )
    told = tell(Stage.SUMS, by_hand(step=1))
    assert told.sentence.startswith("G₁ = 3 = <b>3</b>")
    assert isinstance(told.drawing, Curves)
    assert [list(plot[0].values) for plot in told.drawing.plots] == [[1.0, 3.0], [2.5, 3.0]]
    assert told.drawing.selected == 1


def test_scaled_rewards_are_said_to_be():
    sentence = said(Stage.SUMS, sight_of(trained(normalise_rewards=True)))
    assert sentence.endswith("Before that, rewards were divided by the spread of the returns.")


def test_the_baseline():
    assert said(Stage.BASELINE, by_hand()) == (
        "G₀ = 2.5, and all steps of the batch had 2.75 on average: a difference of −0.25. Divided by σ = 0.3536, it "
        "is A₀ = −0.707. The action turned out worse than that: its probability is to fall."
    )
    assert "A₁ = +0.707. The action turned out better" in said(Stage.BASELINE, by_hand(step=1))


@pytest.mark.parametrize(
    ("advantage", "words"),
    [
        ("time", "all steps of the batch"),
        ("normalised", "the steps of this episode had 2.75"),
        ("none", "nothing is subtracted: A₀ = G₀ = 2.5."),
    ],
)
def test_each_baseline_says_what_it_is(advantage, words):
    sentence = said(Stage.BASELINE, by_hand(advantage=advantage))
    assert words in sentence


def test_where_no_step_was_better_than_another_the_baseline_says_so():
    sight = by_hand()
    judged = replace(sight.trace.judged, advantage_TN=sight.trace.judged.advantage_TN * 0)
    told = tell(Stage.BASELINE, replace(sight, trace=replace(sight.trace, judged=judged)))
    assert told.sentence.endswith("no step was better than another, so this update learns nothing.")


def test_the_loss_beside_the_reported_one():
    # log 2 · ∓1/√2, whose mean is 0.
    assert said(Stage.LOSS, by_hand(reported=0.0)) == (
        "At step 0, −log π(a|s) · A = 0.693 · −0.707 = −0.49. The mean over all 2 steps is the loss: 0 (the update "
        "reported 0)."
    )
    told = tell(Stage.LOSS, by_hand(advantage="none"))
    assert "the loss: <b>1.906</b>." in told.sentence  # 2.75 log 2
    assert [round(float(value), 3) for value in told.drawing.plots[0][0].values] == [1.733, 2.079]


def test_the_gradient_and_the_step():
    # ‖∇L‖ = √2 · √(0.75² + 0.5²) / √2, α times that is the step.
    told = tell(Stage.GRADIENT, by_hand())
    assert "each of the <b>4</b> weights: together, a gradient of length <b>0.901</b>" in told.sentence
    assert isinstance(told.drawing, Rows)
    assert told.drawing.rows[0].figures == ("0.901", "0")
    sentence = said(Stage.ADAM, by_hand())
    assert "moved the weights by 0.0901." in sentence
    assert "α · ‖∇L‖ = 0.1 · 0.901 = 0.0901" in sentence
    assert "points 0° away" in sentence


def test_the_new_policy():
    told = tell(Stage.POLICY, by_hand())
    assert told.sentence == (
        "At step 0, π(right|s) went from <b>0.5000</b> to <b>0.4559</b>. The only action with positive advantage did "
        "not become less likely."
    )
    dots = told.drawing
    assert isinstance(dots, Dots)
    # Predicted −0.25 h/2 and 0.4 h/2 with h = 1/√2; really log(2 · 0.45592) and log(2 · 0.57024).
    assert dots.tip(0) == "episode 1, step 0: predicted −0.0884, really −0.0923, advantage −0.707"
    assert dots.tip(1) == "episode 1, step 1: predicted +0.141, really +0.131, advantage +0.707"
    assert distance_in_words(by_hand(), anatomy_of(by_hand().trace)).endswith("nats · step ‖Δθ‖ 0.0901")


@pytest.mark.parametrize(
    ("positive", "fell", "words"),
    [
        (0, 0, "No action had a positive advantage."),
        (1, 0, "The only action with positive advantage did not become less likely."),
        (
            1,
            1,
            "The only action with positive advantage became less likely: it shares its weights with the others.",
        ),
        (12, 0, "Of 12 actions with positive advantage, none became less likely."),
        (12, 1, "Of 12 actions with positive advantage, one became less likely: they share their weights."),
        (812, 143, "Of 812 actions with positive advantage, 143 became less likely: they share their weights."),
    ],
)
def test_the_honest_line(positive, fell, words):
    assert counts_in_words(Counts(positive, fell, 0, 0), by_values=False) == words


@pytest.mark.parametrize(
    ("positive", "fell", "words"),
    [
        (0, 0, "No action had a positive TD error."),
        (
            1,
            1,
            "The only action with positive TD error is taken to be worth less: it shares its weights with the others.",
        ),
        (12, 1, "Of 12 actions with positive TD error, one is taken to be worth less: they share their weights."),
        (812, 143, "Of 812 actions with positive TD error, 143 are taken to be worth less: they share their weights."),
    ],
)
def test_the_honest_line_of_action_values(positive, fell, words):
    assert counts_in_words(Counts(positive, fell, 0, 0), by_values=True) == words


def test_of_dqn_every_stage_has_its_numbers():
    dqn = {"algorithm": "dqn", "learning_starts": 8, "train_frequency": 4, "batch_size": 8}
    trace = trained(**dqn, gamma=0.9)
    sight = sight_of(trace)
    judged = trace.judged
    target, value = judged.return_TN[0, 0], judged.baseline_TN[0, 0]
    targets = said(Stage.TARGETS, sight).replace("−", "-")
    assert f"y₀ = r₀ + γ · max Q′(s′, ·) = 1 + 0.9 · {(target - 1) / 0.9:.4g} = {target:.4g}" in targets
    assert f"to be worth {value:.4g}, and its target is {target:.4g}" in said(Stage.ERRORS, sight).replace("−", "-")
    assert "gradient of 8 steps drawn from memory" in said(Stage.STEPS, sight)
    assert "ε = " in said(Stage.EPISODES, sight)
    assert isinstance(tell(Stage.VALUES, sight).drawing, Dots)
    names = [row.name for row in tell(Stage.STEPS, sight).drawing.rows]
    assert names == ["hidden layer 1", "hidden layer 2", "Q"]  # and not ε
    last = int(trace.rollout.length_N[0]) - 1
    assert trace.rollout.terminated_N[0]
    assert f"nothing follows step {last} of episode 1" in said(Stage.TARGETS, replace(sight, step=last))


def test_before_learning_starts_dqn_says_why_there_is_no_step():
    sentence = said(Stage.STEPS, sight_of(trained(algorithm="dqn", learning_starts=10_000)))
    assert sentence == ("No gradient step was taken in this update: learning starts once 10,000 steps are remembered.")


@pytest.mark.parametrize("decay", [0.9, 1.0])
def test_of_a_value_network_the_sum_is_no_plain_one(decay):
    sight = sight_of(trained(advantage="value", gae_lambda=decay))
    sentence = said(Stage.SUMS, sight)
    assert ("takes the place of those farther away (λ = 0.9)" in sentence) == (decay < 1)
    assert "the value network expected" in said(Stage.BASELINE, sight)


@pytest.mark.parametrize(
    "settings", [{}, {"environment": "Pendulum-v1"}, {"algorithm": "dqn"}, {"entropy_bonus": 0.01}]
)
def test_each_stage_has_something_to_say_before_the_anatomy_is_known_and_after(settings):
    trace = trained(**settings)
    by_values = trace.before.architecture.kind.values
    full = sight_of(trace)
    for row in stages_of(by_values=by_values):
        assert len(tell(row.stage, full).sentence) > 30
        assert tell(row.stage, replace(full, anatomy=None)).sentence
