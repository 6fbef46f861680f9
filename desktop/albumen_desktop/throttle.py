"""Calls that may come in bursts, held apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

if TYPE_CHECKING:
    from collections.abc import Callable


class Throttle(QObject):
    """Carries out the first call at once and what follows within the interval as one, after it."""

    def __init__(
        self, action: Callable[[], None], interval_ms: int, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._action = action
        self._waiting = False
        self._timer = QTimer(self, singleShot=True, interval=interval_ms)
        self._timer.timeout.connect(self._on_timeout)

    def call(self) -> None:
        """Carry the action out now or, if that was just done, soon."""
        if self._timer.isActive():
            self._waiting = True
        else:
            self._timer.start()
            self._action()

    @property
    def waiting(self) -> bool:
        """Whether a call waits for the interval to pass."""
        return self._waiting

    def set_interval(self, interval_ms: int) -> None:
        """Hold calls further apart, or closer, from the next one on."""
        self._timer.setInterval(interval_ms)

    def stop(self) -> None:
        """Forget a call that waits."""
        self._waiting = False
        self._timer.stop()

    def _on_timeout(self) -> None:
        if self._waiting:
            self._waiting = False
            self._timer.start()
            self._action()
