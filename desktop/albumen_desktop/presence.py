"""Tells the engine now and then that somebody uses a window, so that it knows an idle computer."""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject

from albumen_desktop.tasks import Lane

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QWindow

    from albumen.errors import KnownError
    from albumen_desktop.session import LibrarySession

_LOG = logging.getLogger(__name__)

AT_MOST_EVERY_S = 20.0
INPUT = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
    }
)


class Presence(QObject):
    """Sees the input of one window as the desktop delivers it, before any widget does."""

    def __init__(
        self,
        session: LibrarySession,
        window: QWindow,
        parent: QObject,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._clock = clock
        self._told_at: float | None = None
        window.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Tell of input, and let it pass."""
        if event.type() in INPUT:
            self._tell()
        return False

    def _tell(self) -> None:
        now = self._clock()
        lately = self._told_at is not None and now - self._told_at < AT_MOST_EVERY_S
        if lately or not self._session.connected:
            return
        self._told_at = now
        library = self._session.library
        self._session.tasks.run(Lane.COMMAND, library.person_active, failed=_log)


def _log(error: KnownError) -> None:
    # Nothing that anybody waits for; a lost engine is told elsewhere.
    _LOG.info("The engine was not told that somebody is here: %s", error)
