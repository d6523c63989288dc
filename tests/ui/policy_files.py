"""Policy files in the perturb of a user."""

from dataclasses import replace

from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication

from pg_desktop.learning.acting.policy import Policy
from pg_desktop.learning.measuring.measurements import Measurements
from pg_desktop.runs.live.status import RunState
from pg_desktop.storage.policy_file import load_policy, save_policy
from pg_desktop.ui.shell.documents import document_of
from tests.ui.user import User


def title(user: User) -> str:
    """The title as the user sees it."""
    window = user.window
    return window.windowTitle().replace("[*]", "*" if window.isWindowModified() else "")


def other_file(user: User, path, environment="CartPole-v1", **changes):
    """A policy file with weights of its own."""
    document = document_of(user.window.session.view, Measurements())
    weights = {name: array * 0.5 for name, array in document.policy.parameters.items()}
    save_policy(
        path,
        replace(
            document,
            policy=Policy(document.policy.architecture, weights),
            settings=document.settings.changed({"environment": environment, **changes}),
            environment=environment,
        ),
    )
    return load_policy(path)


def drop(user: User, *paths, kind=QDropEvent):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    buttons, modifiers = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    place = user.window.rect().center()
    entering = QDragEnterEvent(place, Qt.DropAction.CopyAction, data, buttons, modifiers)
    QApplication.sendEvent(user.window, entering)
    if entering.isAccepted():
        QApplication.sendEvent(
            user.window, QDropEvent(QPointF(place), Qt.DropAction.CopyAction, data, buttons, modifiers)
        )
    return entering.isAccepted()


def wait_for_new_run(user: User, run: int) -> None:
    user.wait_until(lambda: user.status.run > run)
    user.wait_for(RunState.READY)
