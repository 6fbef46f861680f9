"""One program for each library: whoever starts it again comes to the windows that are there.

The running program listens on a local socket in a folder that only its user can enter, and leaves
the socket's name in the library. A name that nobody listens to any more is as good as none.
"""

from __future__ import annotations

import contextlib
import json
import logging
import shutil
import sys
import tempfile
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSaveFile, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

if TYPE_CHECKING:
    from collections.abc import Sequence

_LOG = logging.getLogger(__name__)

NOTE = "window"
TAKEN = b"taken\n"
CONNECT_MS = 3000
# A program that is just starting answers once its windows are there.
ANSWER_MS = 15_000
LONGEST = 1_000_000


@dataclass(frozen=True)
class Request:
    """What a program that was started again hands over.

    Attributes:
        folders: Folders to add.
        show: Whether a window should come to the front.

    """

    folders: tuple[str, ...] = ()
    show: bool = True

    def to_line(self) -> bytes:
        """As one line."""
        return json.dumps({"folders": self.folders, "show": self.show}).encode() + b"\n"

    @classmethod
    def from_line(cls, line: bytes) -> Request | None:
        """Back from one line; None if it is something else."""
        try:
            told = json.loads(line)
        except ValueError:
            return None
        if not isinstance(told, dict) or not isinstance(told.get("folders"), list):
            return None
        if not all(isinstance(one, str) for one in told["folders"]):
            return None
        return cls(tuple(told["folders"]), bool(told.get("show")))


def hand_over(library_directory: Path, folders: Sequence[str], *, show: bool) -> bool:
    """Hand a start over to the program that shows this library; whether there is one."""
    try:
        name = (library_directory / NOTE).read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return False
    absolute = tuple(str(Path(one).absolute()) for one in folders)
    socket = QLocalSocket()
    socket.connectToServer(name)
    if not socket.waitForConnected(CONNECT_MS):
        return False
    socket.write(Request(absolute, show).to_line())
    taken = socket.waitForReadyRead(ANSWER_MS) and socket.readLine().data() == TAKEN
    socket.abort()
    return bool(taken)


class Instance(QObject):
    """The end that listens.

    Signals:
        asked: The program was started again; a `Request`.

    """

    asked = Signal(object)

    def __init__(self, library_directory: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._note = library_directory / NOTE
        self._folder: Path | None = None
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._on_connection)

    @property
    def address(self) -> str:
        """The name that is listened on, empty before `listen`."""
        return self._server.fullServerName()

    def listen(self) -> bool:
        """Begin; without it a second start opens a second program, which does no harm."""
        if sys.platform == "win32":
            name = f"albumen-{uuid.uuid4().hex}"
        else:
            # The path of a socket has about 100 bytes, too few for one in the library.
            self._folder = Path(tempfile.mkdtemp(prefix="albumen-"))
            name = str(self._folder / NOTE)
        if not self._server.listen(name):
            _LOG.warning("A second start will not be noticed: %s", self._server.errorString())
            return False
        file = QSaveFile(str(self._note))
        told = self.address.encode()
        written = file.open(QSaveFile.OpenModeFlag.WriteOnly) and file.write(told) == len(told)
        if not written or not file.commit():
            _LOG.warning("A second start will not be noticed: %s", file.errorString())
            return False
        return True

    def close(self) -> None:
        """Listen no more."""
        if self._server.isListening():
            with contextlib.suppress(OSError, UnicodeDecodeError):
                if self._note.read_text("utf-8") == self.address:
                    self._note.unlink()
            self._server.close()
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)

    def _on_connection(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            socket.disconnected.connect(socket.deleteLater)
            socket.readyRead.connect(self._on_data)
            self._read(socket)

    def _on_data(self) -> None:
        socket = self.sender()
        if isinstance(socket, QLocalSocket):
            self._read(socket)

    def _read(self, socket: QLocalSocket) -> None:
        if not socket.canReadLine():
            if socket.bytesAvailable() > LONGEST:
                socket.abort()
            return
        request = Request.from_line(bytes(socket.readLine().data()))
        if request is None:
            socket.abort()
            return
        socket.write(TAKEN)
        socket.flush()
        self.asked.emit(request)
