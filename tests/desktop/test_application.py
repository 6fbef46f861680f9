"""The application, in a process of its own: what ends it cannot be undone."""

from __future__ import annotations

import subprocess
import sys

PROGRAM = """
from PySide6.QtCore import QEvent, QTimer
from PySide6.QtWidgets import QWidget
from albumen_desktop.program.application import Application

application = Application([])
application.setQuitOnLastWindowClosed(False)
window = QWidget()
window.show()
application.ending.connect(lambda: print("ending", window.isVisible()))
QTimer.singleShot(0, lambda: Application.postEvent(application, QEvent(QEvent.Type.Quit)))
print(application.exec(), window.isVisible())
"""


def test_it_tells_that_it_ends_before_the_windows_are_closed() -> None:
    command = [sys.executable, "-c", PROGRAM]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert done.stdout.splitlines() == ["ending True", "0 False"], done.stderr
