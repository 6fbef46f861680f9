"""The owner's side of the caption worker; free of torch."""

from __future__ import annotations

import contextlib
import enum
import itertools
import queue
import subprocess
import sys
import threading
import time
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Final, Self

from albumen.captioning.errors import CaptionerError
from albumen.captioning.shipped import checkpoint_directory
from albumen.captioning.worker_protocol import (
    Message,
    ProtocolError,
    read_message,
    read_result,
    write_message,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from albumen.captioning.results import CaptionResult

START_SECONDS: Final = 180.0
SILENCE_SECONDS: Final = 300.0
#: In a row: photos that crash the worker, and deaths of the worker with no photo in work.
MAX_CRASHES: Final = 20
MAX_DEATHS: Final = 3
_LOOK_UP_SECONDS: Final = 0.2
CRASHED: Final = "This photo crashed the captioner."


class WorkerState(enum.StrEnum):
    """What the worker process is doing."""

    STOPPED = "stopped"
    STARTING = "starting"
    READY = "ready"


@dataclass(frozen=True, slots=True)
class WorkerInfo:
    """What the worker captions with.

    Attributes:
        model_id: Name of the model.
        weights_hash: Identifies weights, words and settings: sha256, hexadecimal.
        device: Where the model runs.
        dtype: Precision of the model.

    """

    model_id: str
    weights_hash: str
    device: str
    dtype: str


@dataclass(frozen=True, slots=True)
class CaptionReply:
    """What came of one photo: a result, or the sentence that says why there is none.

    Attributes:
        index: Of the photo in the request.
        path: Of the photo.
        result: None where it failed.
        error: One sentence, empty where it did not fail.

    """

    index: int
    path: str
    result: CaptionResult | None
    error: str = ""


@dataclass(frozen=True, slots=True)
class _Options:
    device: str
    beam_size: int | None
    alternatives: int
    batch_size: int


class _WorkerDied(Exception):
    """The process ended, or fell silent and was ended, in the middle of a request."""

    def __init__(self, begun: int) -> None:
        super().__init__(f"with {begun} photos in work")
        self.begun = begun


class _Stopped(Exception):
    """The process was stopped while it was starting."""


class _Process:
    """One run of the worker process.

    Attributes:
        info: What it captions with, once it has said so.
        ended: Set when it has.

    """

    info: WorkerInfo

    def __init__(self) -> None:
        platform: dict[str, bool] | dict[str, int]
        if sys.platform == "win32":
            platform = {
                "creationflags": subprocess.CREATE_NEW_PROCESS_GROUP
                | subprocess.CREATE_NO_WINDOW
                | subprocess.BELOW_NORMAL_PRIORITY_CLASS
            }
        else:
            platform = {"start_new_session": True}
        self._popen = subprocess.Popen(
            # -P: a file named like a module, in whatever folder we stand, is not imported.
            [sys.executable, "-P", "-m", "albumen.captioning.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            **platform,  # type: ignore[call-overload]  # one of two keywords, by platform
        )
        self._arrived: queue.SimpleQueue[Message | None] = queue.SimpleQueue()
        self._sending = threading.Lock()
        self.ended = threading.Event()
        self._reader = threading.Thread(target=self._read, name="caption-worker", daemon=True)
        self._reader.start()

    @property
    def pid(self) -> int:
        return int(self._popen.pid)

    def send(self, header: dict[str, object]) -> None:
        """Send a request; a process that has died is noticed when its replies end."""
        with self._sending, contextlib.suppress(OSError, ValueError):
            write_message(self._popen.stdin, Message(header))

    def receive(self, seconds: float) -> Message | None:
        """The next message; None at the end of the process.

        Raises:
            queue.Empty: Nothing arrived in time.

        """
        return self._arrived.get(timeout=seconds)

    def end(self, seconds: float) -> int:
        """Ask the process to end, kill it when it does not, and give its exit status."""
        # Closing its input is the request; nothing is in there that would have to be flushed.
        with self._sending, contextlib.suppress(OSError):
            self._popen.stdin.close()
        try:
            status = int(self._popen.wait(seconds))
        except subprocess.TimeoutExpired:
            self._popen.kill()
            status = int(self._popen.wait())
        self._reader.join()
        self._popen.stdout.close()
        return status

    def kill(self) -> None:
        self._popen.kill()

    def _read(self) -> None:
        try:
            while (message := read_message(self._popen.stdout)) is not None:
                self._arrived.put(message)
        except (ProtocolError, OSError, ValueError):
            # Whatever broke the stream, nothing sensible can follow.
            self._popen.kill()
        finally:
            self.ended.set()
            self._arrived.put(None)


class CaptionWorker:
    """Owns one caption worker process, started when first needed.

    All methods may be called from any thread; one request runs at a time, others wait for it.

    Attributes:
        state: What the process is doing.

    """

    def __init__(
        self,
        *,
        checkpoint: Path | None = None,
        device: str = "auto",
        beam_size: int | None = 3,
        alternatives: int = 4,
        batch_size: int = 16,
        on_state: Callable[[WorkerState], None] | None = None,
    ) -> None:
        self._checkpoint = checkpoint
        self._options = _Options(device, beam_size, alternatives, batch_size)
        self._on_state = on_state
        self._requesting = threading.Lock()
        self._lock = threading.Lock()
        self._process: _Process | None = None
        self._info: WorkerInfo | None = None
        self._state = WorkerState.STOPPED
        self._numbers = itertools.count(1)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def state(self) -> WorkerState:
        """What the process is doing."""
        return self._state

    @property
    def pid(self) -> int | None:
        """The process id, None when there is no process."""
        process = self._process
        return None if process is None else process.pid

    def info(self) -> WorkerInfo:
        """What the worker captions with; starts it when that is not known yet.

        Raises:
            KnownError: It cannot be started.

        """
        # Kept after a stop: a question about the model must not load it again.
        if self._info is not None:
            return self._info
        with self._requesting:
            try:
                return self._running().info
            except _Stopped:
                raise CaptionerError("The captioner was stopped while it was starting.") from None

    def caption(
        self,
        paths: Sequence[str],
        *,
        stop: threading.Event | None = None,
        attention: bool = True,
        feature: bool = True,
    ) -> Iterator[CaptionReply]:
        """Describe photos, in their order, each as soon as it is ready.

        A photo that kills the worker is found by retrying one by one, and reported as failed.

        Args:
            paths: Of the photos.
            stop: When set, no further reply comes, and no process is started.
            attention: Whether results carry attention maps.
            feature: Whether results carry the pooled feature.

        Raises:
            KnownError: The worker cannot be started, or keeps dying whatever the photo.

        """
        with self._requesting:
            next_index = one_by_one = crashes = 0
            while next_index < len(paths) and not (stop is not None and stop.is_set()):
                count = 1 if one_by_one else len(paths) - next_index
                wanted = range(next_index, next_index + count)
                wants = {"attention": attention, "feature": feature}
                try:
                    for reply in self._request(paths, wanted, wants, stop):
                        next_index = reply.index + 1
                        one_by_one = max(one_by_one - 1, 0)
                        crashes = 0
                        yield reply
                except _Stopped:
                    return
                except _WorkerDied as death:
                    crashes += 1
                    if crashes > (MAX_CRASHES if death.begun else MAX_DEATHS):
                        raise CaptionerError(
                            "The captioner keeps crashing.",
                            way_out="Free some memory, or run 'albumen doctor'.",
                        ) from death
                    if count > 1:
                        one_by_one = death.begun
                    elif death.begun:
                        reply = CaptionReply(next_index, paths[next_index], None, CRASHED)
                        next_index += 1
                        one_by_one = max(one_by_one - 1, 0)
                        yield reply
                else:
                    if next_index <= wanted[-1]:
                        return

    def stop(self, timeout: float = 10.0) -> None:
        """End the process; a request in progress ends without further replies."""
        with self._lock:
            process, self._process = self._process, None
        if process is not None:
            process.end(timeout)
            self._set_state(WorkerState.STOPPED)

    def _request(
        self,
        paths: Sequence[str],
        wanted: range,
        wants: dict[str, bool],
        stop: threading.Event | None,
    ) -> Iterator[CaptionReply]:
        """One request to one process; ends early when stopped."""
        process = self._running(stop)
        number = next(self._numbers)
        header = {"kind": "caption", "request": number, **wants}
        process.send({**header, "paths": [paths[index] for index in wanted]})
        begun = answered = 0
        complete = False
        try:
            for message in self._messages(process, stop, SILENCE_SECONDS):
                if message is None:
                    if self._process is not process:
                        return
                    self.stop(timeout=1.0)
                    raise _WorkerDied(begun - answered)
                if message.kind == "failed":
                    self.stop(timeout=1.0)
                    raise _known(message)
                if message.header.get("request") != number:
                    continue
                if message.kind == "begin":
                    begun += 1
                elif message.kind == "done":
                    complete = True
                    return
                else:
                    answered += 1
                    yield _reply(message, wanted, paths)
        finally:
            if not complete:
                process.send({"kind": "cancel", "request": number})

    def _messages(
        self, process: _Process, stop: threading.Event | None, silence: float
    ) -> Iterator[Message | None]:
        """Messages as they arrive, None at the end of the process; none after `stop`."""
        deadline = time.monotonic() + silence
        while stop is None or not stop.is_set():
            try:
                message = process.receive(_LOOK_UP_SECONDS)
            except queue.Empty:
                if time.monotonic() > deadline:
                    process.kill()
                continue
            yield message
            if message is None:
                return
            # After the consumer has come back: its time does not count as silence.
            deadline = time.monotonic() + silence

    def _running(self, stop: threading.Event | None = None) -> _Process:
        """The process, started and with its model loaded; only called while requesting."""
        process = self._process
        if process is not None and not process.ended.is_set():
            return process
        self.stop(timeout=1.0)
        directory = checkpoint_directory(self._checkpoint)
        process = _Process()
        with self._lock:
            self._process = process
        self._set_state(WorkerState.STARTING)
        process.send(
            {
                "kind": "start",
                "checkpoint": str(directory.absolute()),
                "options": asdict(self._options),
            }
        )
        answer = next(self._messages(process, stop, START_SECONDS), None)
        if self._process is not process or (stop is not None and stop.is_set()):
            self.stop(timeout=1.0)
            raise _Stopped
        if answer is None:
            status = process.end(1.0)
            self.stop(timeout=1.0)
            raise CaptionerError(
                f"The captioner could not be started: its process ended with status {status}.",
                way_out="Free some memory, or run 'albumen doctor'.",
            )
        if answer.kind == "failed":
            self.stop(timeout=1.0)
            raise _known(answer)
        self._info = process.info = WorkerInfo(
            model_id=str(answer.header["model_id"]),
            weights_hash=str(answer.header["weights_hash"]),
            device=str(answer.header["device"]),
            dtype=str(answer.header["dtype"]),
        )
        self._set_state(WorkerState.READY)
        return process

    def _set_state(self, state: WorkerState) -> None:
        if state is not self._state:
            self._state = state
            if self._on_state is not None:
                self._on_state(state)


def _reply(message: Message, wanted: range, paths: Sequence[str]) -> CaptionReply:
    index = wanted[int(message.header["index"])]
    if message.kind == "result":
        return CaptionReply(index, paths[index], read_result(message))
    return CaptionReply(index, paths[index], None, str(message.header["error"]))


def _known(message: Message) -> CaptionerError:
    return CaptionerError(
        str(message.header["message"]), way_out=str(message.header.get("way_out", ""))
    )
