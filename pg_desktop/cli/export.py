"""`pg-desktop export`: the runs of an experiment as files that other programs read."""

from __future__ import annotations

import re
from contextlib import closing
from pathlib import Path

from pg_desktop.cli.exit_codes import ExitCode
from pg_desktop.cli.faults import ArgumentError
from pg_desktop.cli.output import say, say_json
from pg_desktop.cli.requests import ExportRequest
from pg_desktop.messages import QT_TRANSLATE_NOOP
from pg_desktop.runs.archive.reader import opener_of, read_experiment
from pg_desktop.runs.choosing import chosen_run
from pg_desktop.runs.files_of import policy_document_of, script_of_record
from pg_desktop.runs.record import RunRecord
from pg_desktop.runs.table import table_about, table_header, table_rows
from pg_desktop.storage.edit_script import write_edit_script
from pg_desktop.storage.experiment.file import ExperimentFile
from pg_desktop.storage.history_csv import write_history_csv
from pg_desktop.storage.policy_file import save_policy
from pg_desktop.storage.shown import shown_name, shown_path

_NAME_MAX = 60
_UNFIT = re.compile(r"[^\w.-]+")


def run(request: ExportRequest) -> int:
    """Write policy, history and edits of each run into a folder; returns the exit status.

    Raises:
        ArgumentError: if the folder cannot be made.
        UserError: if the file cannot be read, or something cannot be written.
    """
    with closing(ExperimentFile.open(request.file)) as file:
        read = read_experiment(file, opener_of(request.file))
    records = read.records if request.run is None else (chosen_run(read.records, request.run, read.live),)
    try:
        request.folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ArgumentError(
            QT_TRANSLATE_NOOP("Errors", "The folder “{folder}” cannot be made: {cause}."),
            folder=shown_path(request.folder),
            cause=error.strerror or error,
        ) from error
    written = [path for record in records for path in _export(record, request.folder)]
    if request.as_json:
        say_json({"files": [shown_path(path) for path in written]})
    else:
        say("\n".join(shown_name(path) for path in written) or "The experiment has no runs")
    return ExitCode.OK


def _export(record: RunRecord, folder: Path) -> list[Path]:
    label = record.label
    name = _UNFIT.sub("-", label.name)[:_NAME_MAX].strip("-.")
    stem = f"run-{label.number}{f'-{name}' if name else ''}"
    script, edits = script_of_record(record), record.edits.all()
    table, changes = folder / f"{stem}.csv", folder / f"{stem}.json"
    write_history_csv(table, table_header(record.history), table_rows(record.history, edits), table_about(script))
    write_edit_script(changes, script)
    document = policy_document_of(record)
    if document is None:
        return [table, changes]
    policy = folder / f"{stem}.safetensors"
    save_policy(policy, document)
    return [policy, table, changes]
