"""Where the training thread can be held up."""

import sys
from types import ModuleType

from pg_desktop.learning import trainer as trainer_module
from pg_desktop.runs.run import Run

RUN_MODULE = "pg_desktop.runs.run"


def stop_at_the_import(monkeypatch, barrier):
    class RunModule(ModuleType):
        @property
        def Run(self):
            barrier()
            return Run

    monkeypatch.setitem(sys.modules, RUN_MODULE, RunModule(RUN_MODULE))


def stop_in_the_making(monkeypatch, barrier):
    make_world = trainer_module.make_world

    def make_world_late(name, **how):
        barrier()
        return make_world(name, **how)

    monkeypatch.setattr(trainer_module, "make_world", make_world_late)
