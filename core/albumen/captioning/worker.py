"""The caption worker process: ``python -m albumen.captioning.worker``.

The only process of the application that imports torch. It is started by
`albumen.captioning.client`, speaks `worker_protocol` over its standard streams, and ends when its
standard input does: with its owner, however that one died.
"""

from __future__ import annotations

import contextlib
import faulthandler
import logging
import os
import queue
import signal
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from albumen.captioning.checkpoint_config import CheckpointConfig
from albumen.captioning.worker_protocol import (
    Message,
    read_message,
    result_message,
    write_message,
)
from albumen.errors import KnownError

if TYPE_CHECKING:
    from albumen.captioning.captioner import Captioner

_LOG = logging.getLogger(__name__)


class _Owner:
    """The process that started this one: its requests in, our replies out."""

    def __init__(self, requests: BinaryIO, replies: BinaryIO) -> None:
        self._requests = requests
        self._replies = replies
        self._writing = threading.Lock()
        self._waiting: queue.SimpleQueue[Message] = queue.SimpleQueue()
        self._cancelled = -1
        self.stop = threading.Event()

    def listen(self) -> None:
        """Read requests in a thread, which ends this process when the owner goes away."""
        threading.Thread(target=self._read, name="requests", daemon=True).start()

    def next_request(self) -> Message:
        """Wait for a request that was not cancelled meanwhile."""
        while True:
            message = self._waiting.get()
            self.stop.clear()
            if message.header.get("request", 0) > self._cancelled:
                return message

    def send(self, message: Message) -> None:
        """Write a reply; the end when nobody is left to read it."""
        with self._writing:
            try:
                write_message(self._replies, message)
            except OSError:
                os._exit(0)

    def _read(self) -> None:
        while True:
            message = read_message(self._requests)
            if message is None:
                # At once, whatever torch is busy with: there is nothing here to be saved.
                os._exit(0)
            if message.kind == "cancel":
                self._cancelled = int(message.header["request"])
                self.stop.set()
            else:
                self._waiting.put(message)


def main() -> int:
    """Serve the owner until it goes away."""
    # The owner decides when to end; Ctrl-C in its terminal reaches this process as well.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="captioner: %(message)s")
    if sys.stderr is not None:
        faulthandler.enable()
    if hasattr(os, "nice"):
        with contextlib.suppress(OSError):
            os.nice(5)
    owner = _Owner(*_take_streams())
    owner.listen()
    captioner = _start(owner, owner.next_request())
    if captioner is None:
        return 1
    while True:
        request = owner.next_request()
        try:
            _caption(owner, captioner, request)
        except KnownError as error:
            owner.send(_failure(error))
            return 1


def _take_streams() -> tuple[BinaryIO, BinaryIO]:
    """Keep the standard streams for messages; what libraries print goes to standard error."""
    requests, replies = os.dup(0), os.dup(1)
    if sys.platform == "win32":
        import msvcrt  # noqa: PLC0415  # exists there only

        msvcrt.setmode(requests, os.O_BINARY)
        msvcrt.setmode(replies, os.O_BINARY)
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 0)
    try:
        os.dup2(2, 1)
    except OSError:
        os.dup2(null, 1)
    os.close(null)
    return os.fdopen(requests, "rb"), os.fdopen(replies, "wb")


def _start(owner: _Owner, message: Message) -> Captioner | None:
    header = message.header
    directory = Path(header["checkpoint"])
    try:
        # Read before torch is loaded, so that a wrong folder is told at once.
        CheckpointConfig.read(directory)
        from albumen.captioning.captioner import Captioner, CaptionerOptions  # noqa: PLC0415  # slow

        captioner = Captioner.load(directory, CaptionerOptions(**header["options"]))
    except KnownError as error:
        owner.send(_failure(error))
        return None
    owner.send(
        Message(
            {
                "kind": "ready",
                "model_id": captioner.config.name,
                "weights_hash": captioner.config.weights_hash,
                "device": str(captioner.device),
                "dtype": str(captioner.dtype).removeprefix("torch."),
            }
        )
    )
    return captioner


def _caption(owner: _Owner, captioner: Captioner, message: Message) -> None:
    header = message.header
    request = int(header["request"])

    def begin(index: int) -> None:
        owner.send(Message({"kind": "begin", "request": request, "index": index}))

    for item in captioner.caption_files(header["paths"], stop=owner.stop, on_begin=begin):
        if item.result is None:
            error = {"kind": "error", "request": request, "index": item.index, "error": item.error}
            owner.send(Message(error))
        else:
            owner.send(
                result_message(
                    request,
                    item.index,
                    item.result,
                    attention=bool(header["attention"]),
                    feature=bool(header["feature"]),
                )
            )
    owner.send(Message({"kind": "done", "request": request}))


def _failure(error: KnownError) -> Message:
    return Message({"kind": "failed", "message": error.message, "way_out": error.way_out})


if __name__ == "__main__":
    sys.exit(main())
