"""Results, remarks and progress go where they belong, and are safe to print."""

from __future__ import annotations

import io
import json
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from albumen.cli.output import Output, duration, printable
from albumen.library.views import JobStatus


class Terminal(io.StringIO):
    """A terminal of the usual width."""

    def isatty(self) -> bool:
        return True

    def fileno(self) -> int:
        return 2


@pytest.fixture
def wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "get_terminal_size", lambda _fileno: os.terminal_size((80, 24)))


def job(done: int, total: int, rate: float | None = None, left: float | None = None) -> JobStatus:
    return JobStatus("scan", "running", done, total, 0, rate, left)


def test_results_are_lines_of_json_or_text() -> None:
    out, err = io.StringIO(), io.StringIO()
    Output(as_json=True, out=out, err=err).result({"path": "caf\udce9"}, "unused")
    Output(as_json=False, out=out, err=err).result({"path": "x"}, "one", "two\n")
    assert out.getvalue() == '{"path": "caf\\udce9"}\none\ntwo\\n\n'
    assert err.getvalue() == ""


def test_remarks_go_to_standard_error() -> None:
    out, err = io.StringIO(), io.StringIO()
    Output(as_json=True, out=out, err=err).say("3 photos\x1b[2J")
    assert (out.getvalue(), err.getvalue()) == ("", "3 photos\\x1b[2J\n")


@pytest.mark.usefixtures("wide")
def test_progress_is_drawn_on_terminals_only_and_wiped_before_results() -> None:
    out, plain, terminal = io.StringIO(), io.StringIO(), Terminal()
    Output(as_json=False, out=out, err=plain).progress(job(1, 2), "reading")
    assert plain.getvalue() == ""
    output = Output(as_json=False, out=out, err=terminal)
    output.progress(job(5, 20, 2.5, 6.0), "reading")
    assert terminal.getvalue() == "\rreading 5 of 20, 2.5/s, 6 s left"
    output.progress(job(6, 20), "reading")
    output.result({}, "done")
    drawn, wiped = terminal.getvalue().rsplit("\r", 2)[0:2]
    assert drawn.endswith("left")
    assert wiped.isspace()
    assert out.getvalue() == "done\n"


@pytest.mark.usefixtures("wide")
def test_an_unknown_total_is_not_told() -> None:
    terminal = Terminal()
    Output(as_json=False, out=io.StringIO(), err=terminal).progress(job(7, 7), "scanning")
    assert terminal.getvalue() == "\rscanning 7"


@given(st.text(st.characters(codec=None)))
def test_anything_can_be_printed(text: str) -> None:
    shown = printable(text)
    shown.encode("utf-8")
    assert all(letter.isprintable() or letter == "\t" for letter in shown)


@given(st.dictionaries(st.text(), st.text(st.characters(codec=None)), max_size=3))
def test_any_result_is_one_line_of_ascii(value: dict[str, str]) -> None:
    out = io.StringIO()
    Output(as_json=True, out=out, err=io.StringIO()).result(value)
    (line,) = out.getvalue().splitlines()
    assert line.isascii()
    assert json.loads(line) == value


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0.01, "1 s"), (1.4, "1 s"), (89, "89 s"), (90, "2 min"), (3600, "60 min"), (9000, "2.5 h")],
)
def test_durations_are_said_as_people_do(seconds: float, said: str) -> None:
    assert duration(seconds) == said
