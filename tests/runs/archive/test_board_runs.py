"""Runs that learn board games go on from a file as if they had never been away, with their pools and memories."""

from contextlib import closing

import numpy as np
import pytest
import torch

from pg_desktop.learning.algorithms.rows import RowBuffer
from pg_desktop.learning.settings.table import Settings
from pg_desktop.messages import UserError
from pg_desktop.runs.archive.reader import opener_of, read_experiment
from pg_desktop.runs.archive.replay_rows import RowsRead, RowsWritten
from pg_desktop.runs.archive.writer import ArchiveWriter, Moment
from pg_desktop.runs.reopening import way_back
from pg_desktop.runs.run import Run
from pg_desktop.storage.experiment.file import ExperimentFile
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


@pytest.mark.parametrize(
    ("algorithm", "common"), [("compete", "opponent"), ("self_play", "teacher"), ("zero", "teacher")]
)
def test_what_all_states_of_a_run_have_in_common_is_in_the_file_once(algorithm, common, tmp_path):
    run = Run.begin(Settings().changed({**SMALL, "algorithm": algorithm}), id=1, watched=True)
    path = tmp_path / "e.pglab"
    file = ExperimentFile.create(path)
    writer = ArchiveWriter(file)
    for _ in range(5):
        run.advance()
        writer.write([run.record], Moment(run.record, run.state()), {})
        writer.sweep()
    file.close(single=True)
    run.close()
    with closing(ExperimentFile.open(path)) as file:
        rows = file.states(1)
        names = {path: {row.json["apart"][path] for row in rows} for path in rows[0].json["apart"]}
        assert len(rows) == 7
        assert {path: len(blobs) for path, blobs in names.items()} == {
            f"{common}.{which}_P": 1 for which in ("weights", "value")
        }
        (record,) = read_experiment(file, opener_of(path)).records
        first, *others = [getattr(entry.payload.trainer.algorithm, common) for entry in record.checkpoints.entries()]
    assert all(each.weights_P is first.weights_P for each in others)
    before = [getattr(entry.payload.trainer.algorithm, common) for entry in run.record.checkpoints.entries()]
    assert all(each.weights_P.tobytes() == first.weights_P.tobytes() for each in before)


def test_a_column_of_weights_is_in_small_pieces_in_the_file(tmp_path):
    weights = np.random.default_rng(0).standard_normal((300, 256)).astype(np.float32)
    rows = RowBuffer(256)
    with closing(ExperimentFile.create(tmp_path / "e.pglab")) as file, file.transaction():
        written, read = RowsWritten(file), RowsRead(file)
        documents = []
        for part in np.split(weights, [130, 250]):
            rows.append_rows(part)
            documents.append(written.to_json(rows.state()))
        assert [[len(names) for names in document["chunks"]] for document in documents] == [[2], [2], [3]]
        assert documents[0]["chunks"][0][0] == documents[2]["chunks"][0][0]
        states = [read.from_json(document) for document in reversed(documents)]
        assert all(state.chunks[0] is states[0].chunks[0] for state in states)
        assert np.array_equal(states[0].chunks[0][:300], weights)
        narrow = RowBuffer(20)
        narrow.append_rows(np.ones((3000, 20), np.float32))
        document = written.to_json(narrow.state())
        assert "piece" not in document
        assert len(document["chunks"][0]) == 2


def test_an_update_that_cannot_be_laid_open_is_refused_at_once():
    run = Run.begin(Settings().changed({**SMALL, "algorithm": "compete"}), id=1, watched=True)
    run.advance()
    run.close()
    with pytest.raises(UserError, match="Updates of Compete cannot be opened"):
        way_back(run.record, 1)
