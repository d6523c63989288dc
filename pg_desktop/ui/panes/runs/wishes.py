"""What the user wants with the runs of the list."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal


class RunWishes(QObject):
    """Carries wishes from the list, which may not be there yet, to whoever fulfils them. Lives in the GUI thread.

    Signals:
        chosen (int): a run is to be shown.
        activate_wanted (int): a run is to be trained on.
        branch_wanted (int): a run is to be branched from, where it is now.
        delete_wanted (int): a run is to go.
        relabel_wanted (int, dict): a run is to have other values of its label.
    """

    chosen = Signal(int)
    activate_wanted = Signal(int)
    branch_wanted = Signal(int)
    delete_wanted = Signal(int)
    relabel_wanted = Signal(int, object)
