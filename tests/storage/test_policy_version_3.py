"""What version 3 of the policy file added: it names the algorithm; and version 2 still opens."""

from pathlib import Path

import numpy as np
import pytest

from pg_desktop.learning.acting.distributions import ActionValues
from pg_desktop.learning.settings.table import Settings
from pg_desktop.learning.trainer import Trainer
from pg_desktop.storage.policy_checks import examine
from pg_desktop.storage.policy_file import PolicyDocument, PolicyFileError, inspect_policy, load_policy, save_policy
from tests.storage.policy_samples import STATISTICS, parts

DQN = Settings(algorithm="dqn", hidden_size=5, episodes_per_update=2, learning_starts=10)


def test_a_policy_of_dqn_is_read_as_it_was_saved(tmp_path):
    trainer = Trainer(DQN)
    for _ in range(3):
        trainer.update()
    save_policy(tmp_path / "a", PolicyDocument(trainer.policy(), DQN, DQN.environment, STATISTICS))
    document = load_policy(tmp_path / "a")
    assert document.policy.equals(trainer.policy())
    assert document.policy.architecture.distribution == ActionValues(2)
    assert document.settings == DQN
    metadata = inspect_policy(tmp_path / "a").metadata
    assert (metadata["format_version"], metadata["algorithm"]) == (3, "dqn")
    assert metadata["architecture"]["distribution"] == "ActionValues"


def test_a_file_of_version_2_opens_as_the_reinforce_that_it_was():
    document = load_policy(Path(__file__).with_name("version_2.safetensors"))
    assert document.settings.algorithm == "reinforce"
    assert (document.settings.hidden_size, document.settings.seed, document.statistics.updates) == (9, 2, 4)
    assert np.isfinite(document.policy.outputs(np.ones((1, 4), np.float32))).all()


@pytest.mark.parametrize("algorithm", ["dqn", 3, None])
def test_an_algorithm_that_is_not_the_one_of_its_settings_is_refused(algorithm):
    sample = parts()
    sample.metadata["algorithm"] = algorithm
    with pytest.raises(PolicyFileError, match="contradicts itself: its algorithm is"):
        examine(sample.content(), "it")
