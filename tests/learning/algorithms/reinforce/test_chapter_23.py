"""The course chapter's loss, gradient and training step, written out on their own, against ours.

The chapter plays one episode an update on CartPole-v0 with two hidden layers of 10 units, γ = 0.999, Adam with
learning rate 0.001, and gains that are discounted from the episode's start and normalised over the episode.
"""

import numpy as np
import pytest
import torch

from pg_desktop.learning.acting.policy import Architecture, Policy
from pg_desktop.learning.algorithms.reinforce.loss import backward
from pg_desktop.learning.networks.network import PolicyNetwork
from pg_desktop.learning.settings.table import Settings
from pg_desktop.learning.trainer import Trainer
from pg_desktop.learning.worlds.cart_pole.vector_env import CartPoleVectorEnv
from pg_desktop.learning.worlds.spaces import DiscreteSpace, Spaces, VectorSpace
from tests.learning.algorithms.reinforce.batches import batch_of
from tests.learning.playing import played

pytestmark = pytest.mark.filterwarnings("ignore:.*CartPole-v0 is out of date:DeprecationWarning")

CHAPTER = Settings(
    environment="CartPole-v0",
    gamma=0.999,
    learning_rate=1e-3,
    hidden_size=10,
    episodes_per_update=1,
    advantage="normalised",
    discounting="from start",
    activation="relu",
    entropy_bonus=0.0,
)
ARCHITECTURE = Architecture(Spaces(VectorSpace(4), DiscreteSpace(2)), (10, 10), "relu")


class MultilayerPerceptron(torch.nn.Module):
    def __init__(self, n_input, n_output, n_hidden=10):
        super().__init__()
        self.linear1 = torch.nn.Linear(n_input, n_hidden)
        self.linear2 = torch.nn.Linear(n_hidden, n_hidden)
        self.linear3 = torch.nn.Linear(n_hidden, n_output)
        self.activation = torch.nn.ReLU()

    def forward(self, x):
        h = self.activation(self.linear1(x))
        h = self.activation(self.linear2(h))
        return self.linear3(h)

    def weights(self):
        """Copies, by the names that the architecture gives them."""
        copies = [parameter.detach().numpy().copy() for parameter in self.parameters()]
        return dict(zip(ARCHITECTURE.parameter_shapes(), copies, strict=True))


def _chapter_loss(model, rollout):
    """The chapter's lines from the memory of one episode to its loss."""
    memory_s = [torch.tensor(state).float() for state in rollout.obs_TNO[:, 0]]
    memory_a = [torch.tensor(action) for action in rollout.action_TN[:, 0]]
    memory_r = [torch.tensor(reward).float() for reward in rollout.reward_TN[:, 0]]
    gain = torch.stack(memory_r) * 0.999 ** torch.arange(0, len(memory_r)).float()
    gain = gain.flip(0).cumsum(0).flip(0)
    gain = (gain - gain.mean()) / gain.std()
    logits = model.forward(torch.stack(memory_s))
    loglikelihood = torch.nn.CrossEntropyLoss(reduction="none")
    return torch.mean(loglikelihood(logits, torch.stack(memory_a)) * gain)


@pytest.mark.parametrize("seed", range(4))
def test_loss_and_gradient_of_one_episode_are_the_chapters(seed):
    torch.manual_seed(seed)
    model, network = MultilayerPerceptron(4, 2), PolicyNetwork(ARCHITECTURE)
    network.load(Policy(network.architecture, model.weights()))
    rollout = played(CartPoleVectorEnv(1, 200), network.policy({}), np.random.default_rng(seed))
    loss = _chapter_loss(model, rollout)
    loss.backward()

    batch = batch_of(rollout, gamma=CHAPTER.gamma, discounting=CHAPTER.discounting, advantage=CHAPTER.advantage)
    report = backward(network, batch, CHAPTER.entropy_bonus)

    assert len(batch.advantage_B) == rollout.length_N[0] > 8
    assert report.policy_loss == pytest.approx(loss.item(), abs=1e-6)
    for (name, own), theirs in zip(network.layers.named_parameters(), model.parameters(), strict=True):
        assert theirs.grad.abs().max() > 1e-4, name
        np.testing.assert_allclose(own.grad, theirs.grad, atol=1e-6, rtol=1e-5, err_msg=name)


def test_the_trainer_takes_the_chapters_steps():
    torch.manual_seed(123)
    model = MultilayerPerceptron(4, 2)
    initial = model.weights()
    trainer = Trainer(CHAPTER, Policy(ARCHITECTURE, initial))
    optimiser = torch.optim.Adam(model.parameters(), lr=1e-3)

    for _ in range(5):
        # The episode that the trainer is about to play.
        rng = np.random.default_rng()
        rng.bit_generator.state = trainer.state().rng
        rollout = played(trainer.world.vector_env(1), trainer.policy(), rng)
        loss = _chapter_loss(model, rollout)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()

        report = trainer.update()
        assert report.returns_N.tolist() == [rollout.length_N[0]]
        assert report.metrics["policy_loss"] == pytest.approx(loss.item(), abs=1e-6)
        for name, theirs in model.weights().items():
            own = trainer.policy().parameters[name]
            np.testing.assert_allclose(own, theirs, atol=2e-6, rtol=1e-5, err_msg=name)
            assert np.abs(own - initial[name]).max() > 5e-4, name
