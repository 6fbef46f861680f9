"""The observers of watchdog, and what of inotify they keep to themselves."""

from __future__ import annotations

import errno
import os
import sys
from typing import TYPE_CHECKING

from watchdog.events import (
    DirCreatedEvent,
    DirDeletedEvent,
    DirMovedEvent,
    FileClosedEvent,
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
    FileSystemEvent,
)
from watchdog.observers import Observer
from watchdog.observers.polling import PollingObserver

if TYPE_CHECKING:
    from collections.abc import Callable

    from watchdog.observers.api import BaseObserver

_EVENTS: list[type[FileSystemEvent]] = [
    DirCreatedEvent, DirDeletedEvent, DirMovedEvent,
    FileCreatedEvent, FileDeletedEvent, FileMovedEvent,
]  # fmt: skip

# inotify says when a file is closed after writing; asking for each write too would only make its
# queue overflow sooner. The others know of writes alone.
NATIVE_EVENTS: list[type[FileSystemEvent]] = [
    *_EVENTS,
    FileClosedEvent if sys.platform.startswith("linux") else FileModifiedEvent,
]
POLLING_EVENTS: list[type[FileSystemEvent]] = [*_EVENTS, FileModifiedEvent]

# Out of inotify instances, or of watches.
LIMIT_ERRORS = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOSPC})


def polling_observer(interval_seconds: float) -> BaseObserver:
    """Return an observer that walks the folders again and again."""
    return PollingObserver(timeout=interval_seconds)


if sys.platform.startswith("linux"):
    from watchdog.observers.api import BaseObserver as _BaseObserver
    from watchdog.observers.inotify import InotifyEmitter
    from watchdog.observers.inotify_c import (
        CallbackId,
        InotifyEvent,
        InotifyFD,
        Mask,
        WatchCallback,
        WatchDescriptor,
    )

    class _OutspokenInotify(InotifyFD):
        """Tells of lost events, and of folders for which there was no watch left.

        watchdog logs the one and passes over the other.
        """

        def __init__(
            self, on_overflow: Callable[[], None], on_limit: Callable[[str], None]
        ) -> None:
            super().__init__()
            self._on_overflow = on_overflow
            self._on_limit = on_limit

        def handle_event(self, event: InotifyEvent) -> None:
            super().handle_event(event)
            if event.is_queue_overflow:
                self._on_overflow()

        def add_callback(
            self, path: bytes, mask: Mask, callback: WatchCallback, id_: CallbackId
        ) -> WatchDescriptor:
            try:
                return super().add_callback(path, mask, callback, id_)
            except OSError as error:
                if error.errno in LIMIT_ERRORS:
                    self._on_limit(os.fsdecode(path))
                raise

    class _InotifyObserver(_BaseObserver):
        """One inotify instance for all roots."""

        def __init__(self, inotify: InotifyFD) -> None:
            super().__init__(InotifyEmitter, inotify_fd=inotify)
            self._inotify = inotify
            inotify.start()

        def on_thread_stop(self) -> None:
            super().on_thread_stop()
            self._inotify.stop()
            self._inotify.join()

    def native_observer(
        on_overflow: Callable[[], None], on_limit: Callable[[str], None]
    ) -> BaseObserver:
        """Return the observer of this system; the callbacks come from its threads.

        Raises:
            OSError: The system has none left; see `LIMIT_ERRORS`.

        """
        return _InotifyObserver(_OutspokenInotify(on_overflow, on_limit))

else:

    def native_observer(
        on_overflow: Callable[[], None],  # noqa: ARG001 - told by inotify only
        on_limit: Callable[[str], None],  # noqa: ARG001 - told by inotify only
    ) -> BaseObserver:
        """Return the observer of this system; the callbacks come from its threads."""
        return Observer()
