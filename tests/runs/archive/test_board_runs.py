"""Runs that learn board games go on from a file as if they had never been away, with their pools and memories."""

import pytest
import torch

from pg_desktop.learning.settings.table import Settings
from pg_desktop.messages import UserError
from pg_desktop.runs.reopening import way_back
from pg_desktop.runs.run import Run
from tests.runs.archive.resuming import go_on, outcome, resumed, write

EDITS = [[2, "learning_rate", 0.004], [4, "hidden_size", 12], [5, "episodes_per_update", 6]]
SMALL = {
    "environment": "TicTacToe-v0",
    "hidden_size": 8,
    "episodes_per_update": 8,
    "positions_per_step": 32,
    "positions_per_update": 128,
    "expert_games": 40,
    "exam_every": 3,
    "pool_every": 1,
    "simulations": 3,
    "seed": 5,
}


@pytest.fixture(autouse=True)
def _one_thread():
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.mark.parametrize("algorithm", ["imitate", "compete", "self_play", "zero"])
def test_a_run_goes_on_from_a_file_bit_for_bit(algorithm, tmp_path):
    settings = Settings().changed({**SMALL, "algorithm": algorithm})
    whole, first = (Run.begin(settings, id=1, watched=True) for _ in range(2))
    go_on(whole, 7, EDITS)
    path = tmp_path / "e.pglab"
    go_on(first, 3, EDITS)
    write(path, first)
    first.close()
    second = resumed(path)
    go_on(second, 7, EDITS)
    assert outcome(second) == outcome(whole)
    assert second.record.figures.updates == 7
    for run in (second, whole):
        run.close()


def test_an_update_that_cannot_be_laid_open_is_refused_at_once():
    run = Run.begin(Settings().changed({**SMALL, "algorithm": "compete"}), id=1, watched=True)
    run.advance()
    run.close()
    with pytest.raises(UserError, match="Updates of Compete cannot be opened"):
        way_back(run.record, 1)
