"""Work off the GUI thread: lanes of threads, answers on the GUI thread, stale ones dropped."""

from __future__ import annotations

import logging
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any, TypeVar

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal, Slot

from albumen.errors import KnownError

if TYPE_CHECKING:
    from collections.abc import Callable

_LOG = logging.getLogger(__name__)

Result = TypeVar("Result")


class Lane(Enum):
    """A line of work with the number of threads that serve it.

    Commands have one thread, so that edits happen in the order in which a person made them.
    Counts take long in large libraries: photos that come into view never wait behind them.
    """

    READ = ("read", 2)
    COUNT = ("count", 1)
    COMMAND = ("command", 1)
    SEARCH = ("search", 1)
    IMAGE = ("image", 2)

    @property
    def title(self) -> str:
        """Prefix of the thread names."""
        return self.value[0]

    @property
    def threads(self) -> int:
        """How many tasks of the lane run at once."""
        return self.value[1]


class Lanes:
    """The threads of all lanes; several `Tasks` may share them, and with them their order."""

    def __init__(self) -> None:
        self._pools = {
            lane: ThreadPoolExecutor(lane.threads, thread_name_prefix=f"window-{lane.title}")
            for lane in Lane
        }

    def submit(self, lane: Lane, work: Callable[[], None]) -> None:
        """Call `work` on a thread of `lane`."""
        self._pools[lane].submit(work)

    def close(self) -> None:
        """Wait for what runs and for all commands; what else has not begun is dropped."""
        for lane, pool in self._pools.items():
            # Commands are what a person asked for: edits, above all.
            pool.shutdown(wait=True, cancel_futures=lane is not Lane.COMMAND)


@dataclass(frozen=True)
class _Answer:
    deliver: Callable[[], None]


class Tasks(QObject):
    """Runs functions on the threads of a lane and hands their results to the GUI thread.

    Signals:
        problem: A `KnownError` that the caller did not ask to handle itself.

    """

    problem = Signal(object)
    _answered = Signal(object)

    def __init__(self, parent: QObject | None = None, lanes: Lanes | None = None) -> None:
        """Share `lanes`, which somebody else closes, or have threads of one's own."""
        super().__init__(parent)
        self._lanes = lanes if lanes is not None else Lanes()
        self._owns_lanes = lanes is None
        self._closed = False
        self._sending = threading.Lock()
        self._running = 0
        self._answered.connect(self._on_answered, Qt.ConnectionType.QueuedConnection)

    @property
    def running(self) -> int:
        """How many tasks have been handed in and not yet been answered."""
        return self._running

    def run(
        self,
        lane: Lane,
        work: Callable[[], Result],
        done: Callable[[Result], None] | None = None,
        failed: Callable[[KnownError], None] | None = None,
    ) -> None:
        """Call `work` on a thread of `lane`, then `done` with its result on the GUI thread.

        A `KnownError` goes to `failed`, or to the signal `problem` when there is none. Any other
        exception is raised again on the GUI thread, where it is reported as the bug that it is.
        """
        if self._closed:
            return
        self._running += 1
        self._lanes.submit(lane, lambda: self._attempt(lane, work, done, failed))

    def close(self) -> None:
        """Deliver nothing any more; commands are still carried out, and own threads ended."""
        with self._sending:
            self._closed = True
        if self._owns_lanes:
            self._lanes.close()

    def _attempt(
        self,
        lane: Lane,
        work: Callable[[], Any],
        done: Callable[[Any], None] | None,
        failed: Callable[[KnownError], None] | None,
    ) -> None:
        if lane is Lane.COMMAND or not self._closed:
            self._perform(lane, work, done, failed)

    def _perform(
        self,
        lane: Lane,
        work: Callable[[], Any],
        done: Callable[[Any], None] | None,
        failed: Callable[[KnownError], None] | None,
    ) -> None:
        try:
            result = work()
        except KnownError as error:
            known = error
            if not self._send(lambda: self._fail(known, failed)) and lane is Lane.COMMAND:
                _LOG.warning("Nobody is left to be told: %s", known)
        except Exception as error:  # noqa: BLE001 - raised again on the GUI thread, or logged
            bug = error
            if not self._send(lambda: _raise(bug)):
                _LOG.exception("Nobody is left to report a bug to")
        else:
            self._send(lambda: _tell(done, result))

    def _send(self, deliver: Callable[[], None]) -> bool:
        """Hand something to the GUI thread; whether there is still somebody to take it."""
        # Whoever has closed may be gone before the next line.
        with self._sending:
            if not self._closed:
                self._answered.emit(_Answer(deliver))
            return not self._closed

    def _fail(self, error: KnownError, failed: Callable[[KnownError], None] | None) -> None:
        _tell(failed if failed is not None else self.problem.emit, error)

    @Slot(object)
    def _on_answered(self, answer: _Answer) -> None:
        self._running -= 1
        if not self._closed:
            answer.deliver()


def _tell(callback: Callable[[Result], None] | None, result: Result) -> None:
    """Call back, unless the Qt object whose method that is no longer exists.

    A dialog may be closed and gone before its answer comes.
    """
    owner = getattr(callback, "__self__", None)
    if callback is not None and (not isinstance(owner, QObject) or shiboken6.isValid(owner)):
        callback(result)


class Latest:
    """Questions of which only the newest one matters.

    An answer that arrives after a newer question was asked is dropped, and a question that has
    not begun by then is never asked at all.
    """

    def __init__(self, tasks: Tasks, lane: Lane) -> None:
        self._tasks = tasks
        self._lane = lane
        self._token = 0
        self._pending = False

    @property
    def pending(self) -> bool:
        """Whether the newest question still waits for its answer."""
        return self._pending

    def ask(
        self,
        work: Callable[[], Result],
        done: Callable[[Result], None],
        failed: Callable[[KnownError], None] | None = None,
    ) -> None:
        """Run `work`, then `done` unless something newer has been asked meanwhile."""
        self._token += 1
        self._pending = True
        token = self._token

        def attempt() -> tuple[Result] | None:
            try:
                return (work(),) if token == self._token else None
            except Exception:
                # A bug, which is reported where tasks are answered; nothing else will come.
                if token == self._token:
                    self._pending = False
                raise

        def answer(result: tuple[Result] | None) -> None:
            if token == self._token and result is not None:
                self._pending = False
                _tell(done, result[0])

        def fail(error: KnownError) -> None:
            if token == self._token:
                self._pending = False
                _tell(failed if failed is not None else self._tasks.problem.emit, error)

        self._tasks.run(self._lane, attempt, answer, fail)

    def cancel(self) -> None:
        """Forget the question that is out."""
        self._token += 1
        self._pending = False


def _raise(error: Exception) -> None:
    raise error
