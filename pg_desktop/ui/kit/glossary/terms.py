"""The table of words; texts are English sources for translation in the context "Glossary"."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from pg_desktop.messages import QT_TRANSLATE_NOOP


@dataclass(frozen=True)
class Term:
    """One word.

    Attributes:
        key: by which links name it.
        name: as the list shows it.
        text: what it is, in one plain sentence.
        formula: the same in symbols, or "".
        words: other spellings in which texts use it, separated by "|".
        puzzling: whether a first user cannot guess it, so that tooltips explain it at once.
    """

    key: str
    name: str
    text: str
    formula: str = ""
    words: str = ""
    puzzling: bool = False


def _term(key: str, name: str, text: str, formula: str = "", words: str = "") -> Term:
    return Term(key, name, text, formula, words)


_SPACES: Final = "Box(4) → Discrete(2)"

_WORLD: Final = (
    _term(
        "observation",
        QT_TRANSLATE_NOOP("Glossary", "observation"),
        QT_TRANSLATE_NOOP(
            "Glossary",
            "The numbers that the policy sees at a time step, such as position, speed, angle and angular speed.",
        ),
        "oₜ",
        QT_TRANSLATE_NOOP("Glossary", "observations"),
    ),
    _term(
        "action",
        QT_TRANSLATE_NOOP("Glossary", "action"),
        QT_TRANSLATE_NOOP("Glossary", "What the policy does at a time step, such as pushing the cart to the left."),
        "aₜ",
        QT_TRANSLATE_NOOP("Glossary", "actions"),
    ),
    _term(
        "reward",
        QT_TRANSLATE_NOOP("Glossary", "reward"),
        QT_TRANSLATE_NOOP(
            "Glossary",
            "The number that the environment gives for a step; the policy is to collect as much of it as it can.",
        ),
        "rₜ",
        QT_TRANSLATE_NOOP("Glossary", "rewards"),
    ),
    Term(
        "spaces",
        _SPACES,
        QT_TRANSLATE_NOOP(
            "Glossary",
            "The policy sees a Box(4), which is four real numbers, and does one of Discrete(2), which is one of two "
            "actions; a Box of actions is numbers that it chooses freely.",
        ),
        words=QT_TRANSLATE_NOOP("Glossary", "Box|Discrete|MultiDiscrete|MultiBinary|observation space|action space"),
        puzzling=True,
    ),
    _term(
        "env_step",
        QT_TRANSLATE_NOOP("Glossary", "env step"),
        QT_TRANSLATE_NOOP("Glossary", "One observation, the action that follows it and its reward."),
        words=QT_TRANSLATE_NOOP("Glossary", "env steps"),
    ),
    _term(
        "episode",
        QT_TRANSLATE_NOOP("Glossary", "episode"),
        QT_TRANSLATE_NOOP(
            "Glossary", "One attempt from a starting state to the end: the pole has fallen, or time is up."
        ),
        words=QT_TRANSLATE_NOOP("Glossary", "episodes"),
    ),
    _term(
        "terminated",
        QT_TRANSLATE_NOOP("Glossary", "terminated, truncated"),
        QT_TRANSLATE_NOOP(
            "Glossary",
            "An episode is terminated when it has come to its own end, such as a fallen pole, and truncated when a "
            "limit cuts it off while it could have gone on.",
        ),
        words=QT_TRANSLATE_NOOP("Glossary", "terminated|truncated"),
    ),
    Term(
        "vectorised",
        QT_TRANSLATE_NOOP("Glossary", "vectorised"),
        QT_TRANSLATE_NOOP(
            "Glossary", "All the environments that are played side by side step in one call, which is fast."
        ),
        puzzling=True,
    ),
    _term(
        "solved",
        QT_TRANSLATE_NOOP("Glossary", "solved"),
        QT_TRANSLATE_NOOP(
            "Glossary", "The mean return of 100 episodes in a row has reached the target that the environment names."
        ),
    ),
)

_POLICY: Final = (
    _term(
        "policy",
        QT_TRANSLATE_NOOP("Glossary", "policy"),
        QT_TRANSLATE_NOOP(
            "Glossary",
            "What is learned: a network that turns an observation into the probabilities of the actions.",
        ),
        "π(a|s)",
        QT_TRANSLATE_NOOP("Glossary", "policies"),
    ),
    _term(
        "logits",
        QT_TRANSLATE_NOOP("Glossary", "logits"),
        QT_TRANSLATE_NOOP(
            "Glossary",
            "The network's raw outputs, one for each action, which softmax turns into probabilities that add up to 1.",
        ),
        "π(a|s) = exp(zₐ) / Σᵦ exp(zᵦ)",
        QT_TRANSLATE_NOOP("Glossary", "logit"),
    ),
    _term(
        "log_prob",
        QT_TRANSLATE_NOOP("Glossary", "log-probability"),
        QT_TRANSLATE_NOOP(
            "Glossary", "The logarithm of the probability with which an action was drawn; its gradient is what learns."
        ),
        "log π(a|s)",
        QT_TRANSLATE_NOOP("Glossary", "log_prob|log-probabilities|log probability|log probabilities"),
    ),
    _term(
        "mode",
        QT_TRANSLATE_NOOP("Glossary", "sampled, greedy"),
        QT_TRANSLATE_NOOP(
            "Glossary",
            "Sampled actions are drawn with the policy's probabilities, greedy ones are always the most likely.",
        ),
        words=QT_TRANSLATE_NOOP("Glossary", "sampled|greedy|greedily"),
    ),
    _term(
        "entropy",
        QT_TRANSLATE_NOOP("Glossary", "entropy"),
        QT_TRANSLATE_NOOP(
            "Glossary",
            "How undecided the policy is: 0 when it always does the same, largest when all actions are equally likely.",
        ),
        "H = −Σₐ π(a|s) log π(a|s)",
    ),
    Term(
        "nats",
        QT_TRANSLATE_NOOP("Glossary", "nats"),
        QT_TRANSLATE_NOOP(
            "Glossary",
            "The unit of entropy with natural logarithms: a fair choice of two has ln 2 nats, which is one bit.",
        ),
        words=QT_TRANSLATE_NOOP("Glossary", "nat"),
        puzzling=True,
    ),
    _term(
        "kl",
        QT_TRANSLATE_NOOP("Glossary", "KL"),
        QT_TRANSLATE_NOOP(
            "Glossary",
            "The Kullback–Leibler divergence: how far one policy's probabilities are from another's, in nats; 0 if "
            "they are the same.",
        ),
        "KL = Σₐ π(a|s) log(π(a|s) / π′(a|s))",
        QT_TRANSLATE_NOOP("Glossary", "Kullback–Leibler|KL divergence"),
    ),
)

_LEARNING: Final = (
    _term(
        "update",
        QT_TRANSLATE_NOOP("Glossary", "update"),
        QT_TRANSLATE_NOOP(
            "Glossary", "Once around the loop: play some episodes, judge their actions, and change the weights."
        ),
        words=QT_TRANSLATE_NOOP("Glossary", "updates"),
    ),
    _term(
        "return",
        QT_TRANSLATE_NOOP("Glossary", "return"),
        QT_TRANSLATE_NOOP("Glossary", "The sum of an episode's rewards, without a discount."),
        "Σₜ rₜ",
        QT_TRANSLATE_NOOP("Glossary", "returns|episode return"),
    ),
    _term(
        "reward_to_go",
        QT_TRANSLATE_NOOP("Glossary", "reward-to-go"),
        QT_TRANSLATE_NOOP(
            "Glossary",
            "The discounted sum of the rewards from a time step on: an action is judged by what follows it alone.",
        ),
        "Gₜ = Σₖ γᵏ rₜ₊ₖ",
    ),
    _term(
        "discount",
        QT_TRANSLATE_NOOP("Glossary", "discount γ"),
        QT_TRANSLATE_NOOP(
            "Glossary",
            "How much a reward counts that comes a step later: at 1 as much as one now, below 1 a little less with "
            "each step.",
        ),
        "γ",
        QT_TRANSLATE_NOOP("Glossary", "discount|discounted|discounting|γ"),
    ),
    _term(
        "baseline",
        QT_TRANSLATE_NOOP("Glossary", "baseline"),
        QT_TRANSLATE_NOOP(
            "Glossary",
            "What is subtracted from the returns, so that actions are judged by whether they did better than usual.",
        ),
        "b",
        QT_TRANSLATE_NOOP("Glossary", "baselines"),
    ),
    Term(
        "time_baseline",
        QT_TRANSLATE_NOOP("Glossary", "time baseline"),
        QT_TRANSLATE_NOOP(
            "Glossary",
            "The mean reward-to-go of all the update's episodes at the same time step, with which each one is "
            "compared.",
        ),
        "bₜ = meanₙ Gₜⁿ",
        puzzling=True,
    ),
    _term(
        "value_network",
        QT_TRANSLATE_NOOP("Glossary", "value network"),
        QT_TRANSLATE_NOOP(
            "Glossary",
            "A second network that learns which reward-to-go to expect from a state; it serves as the baseline.",
        ),
        "V(s)",
        QT_TRANSLATE_NOOP("Glossary", "value networks"),
    ),
    _term(
        "advantage",
        QT_TRANSLATE_NOOP("Glossary", "advantage"),
        QT_TRANSLATE_NOOP(
            "Glossary",
            "How much better than the baseline it went after an action: if above 0, the action becomes more likely.",
        ),
        "Aₜ = Gₜ − b",
        QT_TRANSLATE_NOOP("Glossary", "advantages"),
    ),
    _term(
        "gae",
        QT_TRANSLATE_NOOP("Glossary", "GAE"),
        QT_TRANSLATE_NOOP(
            "Glossary",
            "Generalised advantage estimation: mixes real rewards with what the value network expects, λ says how far "
            "it looks at the real ones.",
        ),
        "Aₜ = Σₖ (γλ)ᵏ (rₜ₊ₖ + γ V(sₜ₊ₖ₊₁) − V(sₜ₊ₖ))",
    ),
    _term(
        "learning_rate",
        QT_TRANSLATE_NOOP("Glossary", "learning rate"),
        QT_TRANSLATE_NOOP(
            "Glossary",
            "How large a step the weights take at an update: too small learns slowly, too large forgets what was "
            "learned.",
        ),
        "α",
    ),
    _term(
        "adam",
        QT_TRANSLATE_NOOP("Glossary", "Adam"),
        QT_TRANSLATE_NOOP(
            "Glossary",
            "The rule by which a gradient becomes a step: each weight's step is scaled by how large its gradients "
            "have lately been.",
        ),
    ),
    _term(
        "gradient_norm",
        QT_TRANSLATE_NOOP("Glossary", "gradient norm"),
        QT_TRANSLATE_NOOP("Glossary", "The length of the loss's gradient over all weights: how steep the loss is."),
        "‖∇L‖",
    ),
    _term(
        "normalisation",
        QT_TRANSLATE_NOOP("Glossary", "normalisation"),
        QT_TRANSLATE_NOOP(
            "Glossary",
            "Shifting and scaling numbers to mean 0 and standard deviation 1, so that no unit of measurement matters; "
            "by their Gₜ, about half the actions then count as good and the others as bad.",
        ),
        "(x − mean) / std",
        QT_TRANSLATE_NOOP("Glossary", "normalised|normalise"),
    ),
)

_DQN: Final = (
    _term(
        "q_value",
        QT_TRANSLATE_NOOP("Glossary", "Q value"),
        QT_TRANSLATE_NOOP(
            "Glossary",
            "What an action is worth in a state: the discounted rewards to expect if it is taken and the best ones "
            "follow.",
        ),
        "Q(s, a)",
        QT_TRANSLATE_NOOP("Glossary", "Q values|action value|action values|Q(s, a)|Q(s,a)"),
    ),
    _term(
        "td_loss",
        QT_TRANSLATE_NOOP("Glossary", "TD loss"),
        QT_TRANSLATE_NOOP(
            "Glossary",
            "How far the Q values are from the reward plus what the next state is said to be worth; it need not fall.",
        ),
        "mean Huber(Q(s, a) − r − γ Q′(s′, a′))",
    ),
    _term(
        "replay_buffer",
        QT_TRANSLATE_NOOP("Glossary", "replay buffer"),
        QT_TRANSLATE_NOOP(
            "Glossary", "The memory of the latest env steps, from which DQN draws at random what it learns from."
        ),
    ),
    _term(
        "target_network",
        QT_TRANSLATE_NOOP("Glossary", "target network"),
        QT_TRANSLATE_NOOP(
            "Glossary",
            "An older copy of DQN's network that says what the next state is worth, so that the goal stands still for "
            "a while.",
        ),
        "Q′",
    ),
    _term(
        "epsilon_greedy",
        QT_TRANSLATE_NOOP("Glossary", "ε-greedy"),
        QT_TRANSLATE_NOOP(
            "Glossary", "Taking a random action with probability ε to explore, and the one worth most otherwise."
        ),
        "ε",
        QT_TRANSLATE_NOOP("Glossary", "ε"),
    ),
)

_LABORATORY: Final = (
    _term(
        "seed",
        QT_TRANSLATE_NOOP("Glossary", "seed"),
        QT_TRANSLATE_NOOP(
            "Glossary", "The number from which everything random follows: the same seed gives the same run again."
        ),
        words=QT_TRANSLATE_NOOP("Glossary", "seeds"),
    ),
    Term(
        "stream",
        QT_TRANSLATE_NOOP("Glossary", "stream"),
        QT_TRANSLATE_NOOP(
            "Glossary",
            "Which of a seed's sequences of random numbers a run draws from; a branch draws from one that none of its "
            "relatives has used.",
        ),
        words=QT_TRANSLATE_NOOP("Glossary", "streams"),
        puzzling=True,
    ),
    _term(
        "checkpoint",
        QT_TRANSLATE_NOOP("Glossary", "checkpoint"),
        QT_TRANSLATE_NOOP("Glossary", "A run's complete state after an update, to which the time machine can go back."),
        words=QT_TRANSLATE_NOOP("Glossary", "checkpoints"),
    ),
    _term(
        "branch",
        QT_TRANSLATE_NOOP("Glossary", "branch"),
        QT_TRANSLATE_NOOP("Glossary", "A run that goes on from a checkpoint of another one, which is kept."),
        words=QT_TRANSLATE_NOOP("Glossary", "branches"),
    ),
    _term(
        "randomisation",
        QT_TRANSLATE_NOOP("Glossary", "randomisation"),
        QT_TRANSLATE_NOOP(
            "Glossary",
            "Each training episode draws a physics of its own, so that the policy learns to cope with all of them.",
        ),
        words=QT_TRANSLATE_NOOP("Glossary", "domain randomisation|randomise"),
    ),
    _term(
        "transfer_map",
        QT_TRANSLATE_NOOP("Glossary", "transfer map"),
        QT_TRANSLATE_NOOP(
            "Glossary", "Shows how the policy does where two quantities of the physics differ from what it learned in."
        ),
        words=QT_TRANSLATE_NOOP("Glossary", "transfer maps"),
    ),
    _term(
        "push_test",
        QT_TRANSLATE_NOOP("Glossary", "push test"),
        QT_TRANSLATE_NOOP("Glossary", "Shows how often the policy catches a pole that leans and is pushed."),
        words=QT_TRANSLATE_NOOP("Glossary", "push tests"),
    ),
)

TERMS: Final = (*_WORLD, *_POLICY, *_LEARNING, *_DQN, *_LABORATORY)
