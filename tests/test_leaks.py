"""The checks that guard all other tests see what they are to see."""

import subprocess
import sys
import threading
import time

import pytest
from PySide6 import QtCore

from tests.support import leaks

_WAIT = "import sys; sys.stdin.read()"


def test_a_running_thread_is_named_until_it_ends():
    go_on = threading.Event()
    before = threading.enumerate()
    thread = threading.Thread(target=go_on.wait, name="lingering")
    thread.start()
    assert leaks.threads_since(before) == ["lingering"]
    go_on.set()
    thread.join()
    assert leaks.threads_since(before) == []


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_processes_are_seen_with_those_below_them():
    script = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {_WAIT!r}])"
    before = set(leaks.child_processes())
    with subprocess.Popen([sys.executable, "-c", script], stdin=subprocess.PIPE) as process:
        deadline = time.monotonic() + 30
        while len(set(leaks.child_processes()) - before) < 2 and time.monotonic() < deadline:
            time.sleep(0.01)
        lines = [line for pid, line in leaks.child_processes().items() if pid not in before]
        assert process.stdin is not None
        process.stdin.close()
        process.wait(30)
    assert len(lines) == 2
    assert not set(leaks.child_processes()) - before


def test_a_running_timer_and_animation_are_named(qapp):
    timer = QtCore.QTimer()
    timer.setObjectName("ticking")
    timer.start(100_000)
    animation = QtCore.QVariantAnimation(startValue=0, endValue=1, duration=100_000)
    animation.start()
    found = leaks.qt_leaks(QtCore)
    assert "active QTimer 'ticking' of NoneType" in found
    assert "running QVariantAnimation '' of NoneType" in found
    leaks.stop_qt(QtCore)
    assert leaks.qt_leaks(QtCore) == []


def test_settling_ends_as_soon_as_nothing_is_left():
    answers = iter([["a"], ["a"], []])
    assert leaks.settle(lambda: next(answers)) == []
