"""What the documents name is there, their commands are understood, and the tests mirror the package."""

import os
import re
import shlex
import tomllib
from pathlib import Path

import pytest

from pg_desktop.cli.parser import parse
from tests.rapid import UNHURRIED

ROOT = Path(__file__).parents[1]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
PROSE = {file: re.sub(r"^( *)```.*?^\1```", "", file.read_text("utf-8"), flags=re.M | re.S) for file in DOCUMENTS}
"""What is written in each, without blocks of code."""
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
COMMANDS = [
    command.removesuffix(" ")
    for block, inline in re.findall(r"^```sh\n(.*?)^```|`([^`\n]+)`", CONTRIBUTING, re.M | re.S)
    for command in re.split(r"\n| && ", block or inline)
]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))

EXAMPLES = {"resources/presets/cliff-walking.json", "tests/learning/algorithms/search"}
"""What would be there if somebody did what CONTRIBUTING says."""


def commands_of(program):
    return [shlex.split(command)[1:] for command in COMMANDS if re.match(rf"{re.escape(program)}( |$)", command)]


def anchors(file):
    """The headings of a document, as a link names them."""
    headings = re.findall(r"^#+ (.+)$", PROSE[file], re.M)
    return {re.sub(r"[^\w -]", "", heading).lower().replace(" ", "-") for heading in headings}


def named(file, *, within=ROOT):
    """Whether a path in code stands for a file or folder: of the repository, or of the package."""
    return (within / file).exists() or (within / "pg_desktop" / file).exists()


@pytest.mark.parametrize("file", DOCUMENTS, ids=lambda file: str(file.relative_to(ROOT)))
def test_links_lead_somewhere(file):
    for target in re.findall(r"\]\(([^)\s]+)\)", PROSE[file]):
        if re.match(r"\w+:", target):
            continue
        path, _, anchor = target.partition("#")
        there = (file.parent / path).resolve() if path else file
        assert there.exists(), target
        assert not anchor or anchor in anchors(there), target


@pytest.mark.parametrize("file", DOCUMENTS, ids=lambda file: str(file.relative_to(ROOT)))
def test_files_that_are_named_are_there(file):
    paths = set(re.findall(r"`(?!\.venv)([\w.-]+(?:/[\w.-]+)+/?)`", PROSE[file]))
    assert [path for path in sorted(paths - EXAMPLES) if not named(path)] == []


def test_the_documents_are_looked_at():
    names = {str(file.relative_to(ROOT)) for file in DOCUMENTS}
    assert {"README.md", "ARCHITECTURE.md", "CONTRIBUTING.md"} <= names
    decisions = sorted(path for path in names if path.startswith("docs/decisions/"))
    assert [Path(path).name[:4] for path in decisions] == [f"{number:04}" for number in range(1, len(decisions) + 1)]
    architecture = PROSE[ROOT / "ARCHITECTURE.md"]
    assert [path for path in decisions if f"({path})" not in architecture] == []


@pytest.mark.parametrize("arguments", commands_of("pg-desktop"), ids=" ".join)
def test_commands_of_the_program_are_understood(arguments):
    parse(arguments)


def test_commands_of_pytest_are_understood(pytestconfig):
    commands = commands_of("pytest")
    assert ["-m", "rapid", "-n", "auto"] in commands
    markers = {line.partition(":")[0] for line in pytestconfig.getini("markers")}
    for arguments in commands:
        options, unknown = pytestconfig._parser.parse_known_and_unknown_args(arguments)
        assert unknown == [], arguments
        assert not options.markexpr or options.markexpr in markers
        assert all((ROOT / file).exists() for file in options.file_or_dir)


def test_what_is_to_be_installed_can_be():
    (install,) = commands_of("pip")
    extra = re.fullmatch(r"\.\[(\w+)\]", install[-1])[1]
    tools = PROJECT["project"]["optional-dependencies"][extra]
    assert any(tool.startswith("pre-commit") for tool in tools)
    assert commands_of("pre-commit") == [["install"], ["run", "--all-files"], []]
    assert os.access(ROOT / ".ci/run", os.X_OK)
    assert commands_of(".ci/run") == [[]]


def test_a_commit_is_checked_as_a_change_is_before_it_lands():
    hooks = re.findall(r"entry: (.+)$", (ROOT / ".pre-commit-config.yaml").read_text("utf-8"), re.M)
    checks = re.findall(r"^\.venv/bin/(ruff .+|mypy|lint-imports)$", (ROOT / ".ci/run").read_text("utf-8"), re.M)
    plain = [re.sub(r" (--\S+|\.)", "", command) for command in (*hooks, *checks)]
    assert plain == ["ruff format", "ruff check", "mypy", "lint-imports"] * 2


def test_what_is_not_rapid_is_there():
    assert [place for place in UNHURRIED if not (ROOT / "tests" / place).exists()] == []
    assert list(UNHURRIED) == sorted(set(UNHURRIED))


def test_tests_mirror_the_package():
    folders = [file.parent.relative_to(ROOT / "tests") for file in (ROOT / "tests").rglob("__init__.py")]
    assert len(folders) > 20
    own = {Path("golden")}  # files of every version, which belong to no folder of the package
    others = [folder for folder in folders if not (ROOT / "pg_desktop" / folder / "__init__.py").exists()]
    assert set(others) == own
