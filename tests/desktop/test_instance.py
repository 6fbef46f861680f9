"""Starting the program again comes to the windows that are there."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import shiboken6
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtNetwork import QLocalSocket
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from albumen_desktop.program.instance import NOTE, Instance, Request, hand_over
from tests.desktop.conftest import WAIT_MS
from tests.desktop.fake_library import FakeLibrary
from tests.desktop.test_program import MakeProgram, make_program, settings, settled

__all__ = ["make_program", "settings"]  # fixtures


@pytest.fixture
def instance(qapp: QApplication, tmp_path: Path) -> Iterator[Instance]:
    made = Instance(tmp_path)
    assert made.listen()
    yield made
    made.close()
    shiboken6.delete(made)


HAND_OVER = """
import json, sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from albumen_desktop.program.instance import hand_over
application = QCoreApplication([])
directory, folders, show = json.loads(sys.argv[1])
sys.exit(0 if hand_over(Path(directory), folders, show=show) else 9)
"""


def start_again(directory: Path, folders: list[str], qtbot: QtBot, *, show: bool) -> bool:
    told = json.dumps([str(directory), folders, show])
    process = subprocess.Popen([sys.executable, "-c", HAND_OVER, told])
    qtbot.waitUntil(lambda: process.poll() is not None, timeout=WAIT_MS)
    assert process.returncode in {0, 9}
    return process.returncode == 0


def test_a_second_start_is_handed_over(instance: Instance, tmp_path: Path, qtbot: QtBot) -> None:
    asked: list[Request] = []
    instance.asked.connect(asked.append)
    assert start_again(tmp_path, ["/photos/ä \n"], qtbot, show=True)
    assert start_again(tmp_path, [], qtbot, show=False)
    folder = str(Path("/photos/ä \n").absolute())
    assert asked == [Request((folder,), show=True), Request((), show=False)]


def test_the_first_start_finds_nobody(qapp: QApplication, tmp_path: Path) -> None:
    assert not hand_over(tmp_path, [], show=True)
    (tmp_path / NOTE).write_bytes(b"\xff\xfe")
    assert not hand_over(tmp_path, [], show=True)
    (tmp_path / NOTE).write_text(str(tmp_path / "nobody"))
    assert not hand_over(tmp_path, [], show=True)


def test_nothing_is_left_behind(qapp: QApplication, tmp_path: Path) -> None:
    first, second = Instance(tmp_path), Instance(tmp_path)
    assert first.listen()
    assert second.listen()
    first.close()
    # The note is that of the other one by now.
    assert (tmp_path / NOTE).exists()
    second.close()
    assert list(tmp_path.iterdir()) == []
    for one in (first, second):
        shiboken6.delete(one)


def test_what_somebody_else_wrote_over_the_note_stays(qapp: QApplication, tmp_path: Path) -> None:
    made = Instance(tmp_path)
    assert made.listen()
    (tmp_path / NOTE).write_bytes(b"\xff\xfe")
    made.close()
    assert (tmp_path / NOTE).read_bytes() == b"\xff\xfe"
    shiboken6.delete(made)


@pytest.mark.expected_logs("second start")
def test_a_library_that_cannot_be_written_to_does_no_harm(
    qapp: QApplication, tmp_path: Path
) -> None:
    made = Instance(tmp_path / "missing")
    assert not made.listen()
    made.close()
    shiboken6.delete(made)


@given(st.binary(max_size=100))
def test_no_line_is_a_bug(line: bytes) -> None:
    request = Request.from_line(line)
    assert request is None or Request.from_line(request.to_line()) == request


@given(st.lists(st.text()), st.booleans())
def test_requests_come_back_from_their_lines(folders: list[str], show: bool) -> None:
    request = Request(tuple(folders), show)
    line = request.to_line()
    assert line.count(b"\n") == 1
    assert Request.from_line(line) == request


def test_whoever_says_something_else_is_sent_away(instance: Instance, qtbot: QtBot) -> None:
    asked: list[Request] = []
    instance.asked.connect(asked.append)
    socket = QLocalSocket()
    socket.connectToServer(instance.address)
    assert socket.waitForConnected(WAIT_MS)
    socket.write(b"hello\n")
    qtbot.waitUntil(
        lambda: socket.state() == QLocalSocket.LocalSocketState.UnconnectedState, timeout=WAIT_MS
    )
    assert asked == []
    shiboken6.delete(socket)


def test_a_window_comes_to_the_front_with_the_folders(
    make_program: MakeProgram, library: FakeLibrary, qtbot: QtBot
) -> None:
    program = make_program()
    program.on_started_again(Request((), show=False))
    assert program.windows == {}
    program.on_started_again(Request(("/photos/more",)))
    settled(program, qtbot)
    assert list(program.windows) == [1]
    assert ("add_folders", "/photos/more") in library.calls
    program.windows[1].showMinimized()
    program.on_started_again(Request())
    assert list(program.windows) == [1]
    assert not program.windows[1].isMinimized()
