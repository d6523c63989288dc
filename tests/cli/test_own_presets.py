"""`--preset` finds the user's own presets, too."""

import pytest

from pg_desktop.__main__ import main
from pg_desktop.cli.parser import parse
from pg_desktop.learning.settings.table import Settings
from pg_desktop.storage.own_presets import OwnPresets, values_of

MODULE = "module_of_a_stranger"


def keep(name, **changes):
    return OwnPresets().save(name, name, values_of(Settings(**changes)))


@pytest.mark.parametrize("name", ["my-own", "My own", "MY OWN"])
def test_by_id_or_name_in_any_case(name):
    keep("My own", gamma=0.5, hidden_size=9)
    assert parse(["train", "--preset", name]).settings == Settings(gamma=0.5, hidden_size=9)
    assert parse(["train", "--preset", name, "--set", "gamma=0.6"]).settings.gamma == 0.6


def test_those_that_come_with_the_program_are_found_first():
    keep("Mine", gamma=0.5)
    folder = OwnPresets().folder
    (folder / "mine.json").rename(folder / "quick.json")
    assert parse(["train", "--preset", "quick"]).settings == Settings()


def test_none_of_them_takes_the_place_of_the_one_that_suits_a_world():
    keep("Mine", environment="Acrobot-v1", algorithm="dqn", gamma=0.5)
    assert parse(["train", "--env", "Acrobot-v1", "--algorithm", "dqn"]).settings.gamma != 0.5


def test_the_help_names_them(capsys):
    keep("100% mine")
    assert main(["train", "--help"]) == 0
    assert "your own 100-mine" in " ".join(capsys.readouterr().out.split())
    folder = OwnPresets().folder
    (folder / "100-mine.json").rename(folder / "100%.json")
    assert main(["train", "--help"]) == 0
    assert "your own 100%" in " ".join(capsys.readouterr().out.split())


def test_one_that_there_is_not_names_all(capsys):
    keep("Mine")
    assert main(["train", "--preset", "slow"]) == 2
    err = capsys.readouterr().err
    assert err.startswith("There is no preset named 'slow'; the presets are quick, ")
    assert err.endswith(", mine.\n")


def test_a_damaged_file_is_named_when_it_is_asked_for_and_is_in_nobodys_way(capsys):
    keep("Mine", gamma=0.5)
    (OwnPresets().folder / "bad.json").write_text("{", encoding="utf-8")
    assert parse(["train", "--preset", "mine"]).settings.gamma == 0.5
    assert capsys.readouterr().err == ""
    assert main(["train", "--preset", "bad"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("The preset “bad.json” is not valid JSON: ")
    assert err.count("\n") == 1


def test_a_preset_has_no_module_run_unless_that_is_said(capsys):
    keep("Mine", environment=f"{MODULE}:Stranger-v0")
    assert main(["train", "--preset", "mine", "--updates", "1"]) == 2
    assert capsys.readouterr().err == (
        f"“mine.json” asks for {MODULE}:Stranger-v0, which runs the code of the module {MODULE}; add --trust-module if "
        "you trust it.\n"
    )
    assert parse(["train", "--preset", "mine", "--trust-module"]).settings.environment == f"{MODULE}:Stranger-v0"
