"""Moments that were judged come back from a file as they were, and what is no judgement is refused."""

from contextlib import closing

import pytest

from pg_desktop.learning.overseeing.judgement import Judgement
from pg_desktop.runs.archive.document import open_kept
from pg_desktop.runs.archive.judgements import JUDGEMENTS, judgements_as_json, judgements_from_json
from pg_desktop.runs.archive.reader import opener_of, read_experiment
from pg_desktop.runs.judgements import MOST, Judgements
from pg_desktop.storage.experiment.faults import ExperimentFileError
from pg_desktop.storage.experiment.file import ExperimentFile

MINE = Judgement((1.9, 0.25, -0.1, 0.5), 1.0, block=True, seconds=1.25, line=2.0)
SCRIPTS = Judgement((-1.5, -0.5, 0.0, 0.0), -1.0, block=False, seconds=1.5, line=1.5, synthetic=True)


def raised(error):
    raise error


def test_a_kept_experiment_has_them_when_it_is_opened_again_and_forgets_what_was_taken_back(tmp_path):
    path = tmp_path / "e.pglab"
    kept = open_kept(path, raised, begin=True)
    kept.keeper.start()
    kept.experiment.judgements.add([MINE, SCRIPTS])
    assert kept.keeper.end(30)
    again = open_kept(path, raised, begin=False)
    assert again.experiment.judgements.made == (MINE, SCRIPTS)
    again.keeper.start()
    assert again.experiment.judgements.take_back(1.5) == SCRIPTS
    assert again.experiment.judgements.take_back(1.5) is None
    again.experiment.judgements.take_back(2.0)
    assert again.keeper.end(30)
    with closing(ExperimentFile.open(path)) as file:
        assert file.meta()[JUDGEMENTS] == []


def test_a_file_without_any_says_nothing_of_them(tmp_path):
    kept = open_kept(tmp_path / "e.pglab", raised, begin=True)
    kept.keeper.start()
    assert kept.keeper.end(30)
    with closing(ExperimentFile.open(tmp_path / "e.pglab")) as file:
        assert JUDGEMENTS not in file.meta()


def test_as_many_are_kept_as_a_file_may_hold():
    judgements = Judgements()
    judgements.add([MINE] * MOST)
    judgements.add([SCRIPTS])
    assert len(judgements.made) == MOST
    assert judgements.made[-1] == SCRIPTS
    assert judgements_from_json(judgements_as_json(judgements.made)) == judgements.made


ROW = judgements_as_json([MINE])[0]


@pytest.mark.parametrize(
    "document",
    [
        {},
        [ROW[:-1]],
        [[*ROW, 1]],
        [["1", *ROW[1:]]],
        [[*ROW[:4], 1.5, *ROW[5:]]],
        [[*ROW[:5], 1, *ROW[6:]]],
        [[*ROW[:6], -1.0, *ROW[7:]]],
        [[*ROW[:7], 0.0, ROW[8]]],
        [ROW] * (MOST + 1),
    ],
)
def test_what_is_no_judgement_is_refused(document, tmp_path):
    path = tmp_path / "e.pglab"
    with closing(ExperimentFile.create(path)) as file, file.transaction():
        file.set_meta(JUDGEMENTS, document)
    with closing(ExperimentFile.open(path)) as file, pytest.raises(ExperimentFileError, match="judged moment"):
        read_experiment(file, opener_of(path))
