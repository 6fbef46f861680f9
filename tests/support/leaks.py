"""Finding what a test leaves running: threads, processes, timers."""

from __future__ import annotations

import contextlib
import ctypes
import gc
import multiprocessing
import os
import sys
import threading
import time
from collections.abc import Callable, Collection
from pathlib import Path
from types import ModuleType

# What ends by itself gets this long; a leak costs as much once.
PATIENCE_S = 10.0

_PR_SET_CHILD_SUBREAPER = 36
# The standard library's own, which lives as long as the process.
_LASTING_PROCESSES = (b"multiprocessing.resource_tracker", b"multiprocessing.forkserver")


def adopt_orphans() -> None:
    """Make grandchildren ours when their parent ends, so that `child_processes` sees them."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def settle(leaks: Callable[[], Collection[str]]) -> Collection[str]:
    """Return what is still left after a grace time."""
    deadline = time.monotonic() + PATIENCE_S
    while (found := leaks()) and time.monotonic() < deadline:
        time.sleep(0.01)
    return found


def threads_since(before: Collection[threading.Thread]) -> list[str]:
    """Name the threads that began since then and still run."""
    known = set(before)
    return [
        thread.name
        for thread in threading.enumerate()
        if thread not in known and thread.is_alive() and not _is_foreign(thread)
    ]


def _is_foreign(thread: threading.Thread) -> bool:
    # A thread of Qt or C++ that once ran Python code; nothing tells us when it ends.
    return type(thread).__name__ == "_DummyThread"


def child_processes() -> dict[int, str]:
    """Return the live processes below this one with their command lines."""
    if sys.platform != "linux":
        return {
            child.pid: child.name
            for child in multiprocessing.active_children()
            if child.pid is not None
        }
    found: dict[int, str] = {}
    pending = [os.getpid()]
    while pending:
        for pid in _children(pending.pop()):
            pending.append(pid)
            with contextlib.suppress(OSError):
                command = Path(f"/proc/{pid}/cmdline").read_bytes()
                # A process that has ended and is not collected yet has no command line.
                if command and not any(name in command for name in _LASTING_PROCESSES):
                    found[pid] = command.replace(b"\0", b" ").decode(errors="replace").strip()
    return found


def _children(pid: int) -> list[int]:
    found: list[int] = []
    with contextlib.suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            with contextlib.suppress(OSError):
                found += [int(child) for child in (task / "children").read_text().split()]
    return found


def qt_leaks(core: ModuleType) -> list[str]:
    """Name the threads, timers and animations of Qt that still run; `core` is QtCore."""
    app = core.QCoreApplication.instance()
    if app is not None:
        core.QCoreApplication.sendPostedEvents(None, core.QEvent.Type.DeferredDelete.value)
        app.processEvents()
    found: list[str] = []
    core.QThreadPool.globalInstance().waitForDone(0)
    if core.QThreadPool.globalInstance().activeThreadCount():
        found.append("jobs in the global QThreadPool")
    for thing in gc.get_objects():
        # By type, not isinstance: that asks __class__, at which lazy modules of others wake up.
        if issubclass(type(thing), core.QObject):
            # The C++ side of an object may be gone already.
            with contextlib.suppress(RuntimeError):
                if isinstance(thing, core.QThread) and thing.isRunning():
                    if app is None or thing is not app.thread():
                        found.append(f"running {_describe(thing)}")
                elif isinstance(thing, core.QTimer) and thing.isActive():
                    found.append(f"active {_describe(thing)}")
                elif (
                    isinstance(thing, core.QAbstractAnimation)
                    and thing.state() == core.QAbstractAnimation.State.Running
                ):
                    found.append(f"running {_describe(thing)}")
                elif isinstance(thing, core.QThreadPool) and thing.activeThreadCount():
                    found.append(f"busy {_describe(thing)}")
    return found


def stop_qt(core: ModuleType) -> None:
    """Stop leaked timers and animations, so that the next test is not blamed for them."""
    for thing in gc.get_objects():
        if issubclass(type(thing), (core.QTimer, core.QAbstractAnimation)):
            with contextlib.suppress(RuntimeError):
                thing.stop()


def _describe(thing: object) -> str:
    name = thing.objectName() if hasattr(thing, "objectName") else ""
    parent = thing.parent() if hasattr(thing, "parent") else None
    return f"{type(thing).__name__} {name!r} of {type(parent).__name__}"
