"""The table of what is promised and what was measured."""

from tests import scoreboard
from tests.scoreboard import PAGE, ROWS, Row, Scorekeeper, written

EMPTY = "# Tests\n\n<!-- scoreboard -->\n"
TWO = (Row("kills", "Killed, it is recovered.", "50 of 50"), Row("memory", "It does not grow.", "< 60 MB"))


class Report:
    when = "call"

    def __init__(self, passed, **measured):
        self.passed = passed
        self.user_properties = [(f"scoreboard:{key}", value) for key, value in measured.items()]


def table_of(page):
    return page.partition("<!-- scoreboard -->")[2].strip().splitlines()[2:]


def test_what_was_measured_stands_beside_what_is_promised(monkeypatch):
    monkeypatch.setattr(scoreboard, "ROWS", TWO)
    page = written(EMPTY, {"kills": "50 of 50"}, "today, here")
    assert page.startswith("# Tests\n")
    assert table_of(page) == [
        "| kills | Killed, it is recovered. | 50 of 50 | 50 of 50 | today, here |",
        "| memory | It does not grow. | < 60 MB | not yet |  |",
    ]


def test_a_row_that_was_not_measured_stays_as_it_was(monkeypatch):
    monkeypatch.setattr(scoreboard, "ROWS", TWO)
    page = written(EMPTY, {"kills": "50 of 50"}, "yesterday, here")
    page = written(page, {"memory": "12 MB"}, "today, there")
    assert table_of(page) == [
        "| kills | Killed, it is recovered. | 50 of 50 | 50 of 50 | yesterday, here |",
        "| memory | It does not grow. | < 60 MB | 12 MB | today, there |",
    ]


def test_what_a_failed_test_says_does_not_count(monkeypatch, tmp_path):
    page = tmp_path / "README.md"
    page.write_text(EMPTY, "utf-8")
    monkeypatch.setattr(scoreboard, "PAGE", page)
    monkeypatch.setattr(scoreboard, "ROWS", TWO)
    keeper = Scorekeeper()
    keeper.pytest_runtest_logreport(Report(False, kills="50 of 50"))
    keeper.pytest_sessionfinish()
    assert page.read_text("utf-8") == EMPTY
    keeper.pytest_runtest_logreport(Report(True, memory="1 MB"))
    keeper.pytest_sessionfinish()
    assert "1 MB" in page.read_text("utf-8")


def test_tests_that_fill_a_row_together_are_added_up():
    keeper = Scorekeeper()
    keeper.pytest_runtest_logreport(Report(True, kills=[20, 1050, 0.5]))
    keeper.pytest_runtest_logreport(Report(False, kills=[20, 1050, 9.0]))
    keeper.pytest_runtest_logreport(Report(True, kills=[1000, 1050, 0.25]))
    assert keeper._measured == {"kills": "1,020 of 1,050, at worst 0.50 s"}
    keeper.pytest_runtest_logreport(Report(True, memory=[2, 4, None]))
    assert keeper._measured["memory"] == "2 of 4"
    keeper.pytest_runtest_logreport(Report(True, files=[292, 0, None]))
    assert keeper._measured["files"] == "292"


def test_every_row_on_the_page_is_promised_now_and_every_promise_is_on_the_page():
    rows = [line.split("|")[1].strip() for line in table_of(PAGE.read_text("utf-8"))]
    assert rows == [row.key for row in ROWS]
