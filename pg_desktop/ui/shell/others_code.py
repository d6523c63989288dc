"""Settings of last time, and runs of files, that would run code of others: nobody has asked for it yet."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QMessageBox, QWidget

from pg_desktop.learning.settings.table import HYPERPARAMETERS, Settings, is_the_users
from pg_desktop.learning.worlds.ids import module_of, short_id
from pg_desktop.runs.experiment import Experiment
from pg_desktop.ui.kit.foreign import readable
from pg_desktop.ui.kit.message_boxes import dress, plain_box


def without_code_of_others(settings: Settings) -> tuple[Settings, list[str]]:
    """The settings to begin with, and what is to be said of that.

    Args:
        settings: those of last time.

    Returns:
        The same and nothing; where their environment would run a module or file, the usual ones, with what is the
        user's own, and a sentence.
    """
    if module_of(settings.environment) is None:
        return settings, []
    kept = {key: settings.value(key) for key in HYPERPARAMETERS if is_the_users(key)}
    text = QCoreApplication.translate(
        "LastTime",
        "Last time you trained in {id}, whose code is not run before you ask for it: choose Other… as the environment "
        "and name it again.",
    )
    return Settings().changed(kept), [text.format(id=short_id(settings.environment))]


def may_run(environment: str, experiment: Experiment, window: QWidget) -> bool:
    """Whether the code of an environment may run; the user is asked where a file has brought it, and it never has.

    Args:
        environment: its id.
        experiment: all runs, those whose code runs or has run among them.
        window: above which the question opens.
    """
    module = module_of(environment)
    trained = (record.progress.settings.environment for record in experiment.records if record.world is not None)
    if module is None or environment in trained:
        return True
    text = QCoreApplication.translate(
        "OthersCode",
        "The run is one of {id}. To go on with it runs the code of {module}. Do so only if you trust it. Run it?",
    )
    title = QCoreApplication.translate("OthersCode", "Code of others")
    said = readable(text.format(id=short_id(environment), module=module))
    box = plain_box(window, QMessageBox.Icon.Question, title, said, "trustDialog")
    button = QMessageBox.StandardButton
    box.setStandardButtons(button.Yes | button.No)
    box.setDefaultButton(button.No)
    dress(box)
    return box.exec() == button.Yes
