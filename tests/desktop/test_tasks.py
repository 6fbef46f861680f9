"""Work off the GUI thread: order, delivery, errors, dropped answers."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
import shiboken6
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from albumen.errors import KnownError
from albumen_desktop.tasks import Lane, Lanes, Latest, Tasks


@pytest.fixture
def tasks(qapp: QApplication) -> Iterator[Tasks]:
    made = Tasks()
    yield made
    made.close()
    shiboken6.delete(made)


def test_results_arrive_on_the_gui_thread(tasks: Tasks, qtbot: QtBot) -> None:
    threads: list[threading.Thread] = []
    tasks.run(Lane.READ, threading.current_thread, threads.append)
    seen: list[threading.Thread] = []
    tasks.run(Lane.READ, lambda: 1, lambda _one: seen.append(threading.current_thread()))
    qtbot.waitUntil(lambda: bool(threads and seen), timeout=10_000)
    assert threads[0] is not threading.main_thread()
    assert seen[0] is threading.main_thread()
    assert tasks.running == 0


def test_commands_keep_their_order(tasks: Tasks, qtbot: QtBot) -> None:
    done: list[int] = []
    for number in range(30):
        tasks.run(Lane.COMMAND, lambda number=number: done.append(number))
    qtbot.waitUntil(lambda: tasks.running == 0, timeout=10_000)
    assert done == list(range(30))


def test_known_errors_go_to_whoever_asked(tasks: Tasks, qtbot: QtBot) -> None:
    def fail() -> None:
        raise KnownError("No.", way_out="Do.")

    told: list[str] = []
    tasks.run(Lane.READ, fail, failed=lambda error: told.append(str(error)))
    with qtbot.waitSignal(tasks.problem, timeout=10_000) as problem:
        tasks.run(Lane.READ, fail)
    assert told == ["No. Do."]
    assert problem.args is not None
    assert str(problem.args[0]) == "No. Do."


def test_who_is_gone_gets_no_answer(tasks: Tasks, qtbot: QtBot) -> None:
    class Asker(QObject):
        def take(self, _result: object) -> None:
            self.setObjectName("answered")

    def fail() -> None:
        raise KnownError("No.")

    go = threading.Event()
    asker, latest = Asker(), Latest(tasks, Lane.READ)
    tasks.run(Lane.READ, lambda: go.wait(30.0), asker.take)
    tasks.run(Lane.COMMAND, fail, failed=asker.take)
    latest.ask(lambda: go.wait(30.0), asker.take)
    shiboken6.delete(asker)
    go.set()
    # A method of an object that is gone would raise here.
    qtbot.waitUntil(lambda: tasks.running == 0, timeout=10_000)
    assert not latest.pending


def test_bugs_are_raised_on_the_gui_thread(tasks: Tasks, qtbot: QtBot) -> None:
    def bug() -> None:
        raise ZeroDivisionError

    with qtbot.captureExceptions() as caught:
        tasks.run(Lane.READ, bug)
        qtbot.waitUntil(lambda: bool(caught), timeout=10_000)
    assert caught[0][0] is ZeroDivisionError


def test_only_the_newest_answer_counts(tasks: Tasks, qtbot: QtBot) -> None:
    latest = Latest(tasks, Lane.SEARCH)
    gate = threading.Event()
    answers: list[str] = []
    asked: list[str] = []

    def slow() -> str:
        gate.wait(10)
        return "old"

    def never() -> str:
        asked.append("skipped")
        return "skipped"

    latest.ask(slow, answers.append)
    latest.ask(never, answers.append)
    latest.ask(lambda: "new", answers.append)
    assert latest.pending
    gate.set()
    qtbot.waitUntil(lambda: tasks.running == 0, timeout=10_000)
    assert answers == ["new"]
    assert asked == []
    assert not latest.pending


def test_a_cancelled_question_is_not_answered(tasks: Tasks, qtbot: QtBot) -> None:
    latest = Latest(tasks, Lane.READ)
    answers: list[int] = []
    latest.ask(lambda: 1, answers.append)
    latest.cancel()
    qtbot.waitUntil(lambda: tasks.running == 0, timeout=10_000)
    assert answers == []


def test_nothing_is_delivered_after_closing(tasks: Tasks, qtbot: QtBot) -> None:
    answers: list[int] = []
    tasks.run(Lane.READ, lambda: 1, answers.append)
    tasks.close()
    tasks.run(Lane.READ, lambda: 2, answers.append)
    QApplication.processEvents()
    assert answers == []


@pytest.mark.expected_logs("Nobody is left")
@pytest.mark.parametrize("error", [KnownError("No.", way_out="Do."), ValueError("No.")])
def test_what_fails_after_closing_is_in_the_log(
    tasks: Tasks, caplog: pytest.LogCaptureFixture, error: Exception
) -> None:
    begun, closed = threading.Event(), threading.Event()

    def fail() -> None:
        begun.set()
        closed.wait(10)
        raise error

    lanes = Lanes()
    window = Tasks(tasks, lanes)
    window.run(Lane.COMMAND, fail)
    assert begun.wait(10)
    window.close()
    closed.set()
    lanes.close()
    assert "Nobody is left" in caplog.text
    assert "No." in caplog.text
