"""When photos may be described that nobody waits for: always, when idle, on mains, or never."""

from __future__ import annotations

import os
import threading
import time
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from albumen.library.power import Power, read_power
from albumen.settings import (
    CAPTION_IDLE_MINUTES,
    CAPTION_ON_BATTERY,
    CAPTION_WHEN,
    Settings,
)

if TYPE_CHECKING:
    from collections.abc import Callable

# How often power and load are looked at while a setting makes them matter.
CHECK_S = 10.0
# Load for each processor below which a computer has nothing else to do, and above which something
# else wants it while captions are being made, which alone load it with about one.
QUIET_LOAD = 0.6
CONTESTED_LOAD = 1.6


class Hold(StrEnum):
    """What describing waits for."""

    SCAN = "scan"
    QUESTION = "question"
    ASKED = "asked"
    POWER = "power"
    IDLE = "idle"


@dataclass(frozen=True, slots=True)
class Measured:
    """What was seen of the computer; `load` is for each processor, None where it cannot be told."""

    power: Power
    load: float | None


def measure() -> Measured:
    """Look at power supply and load."""
    load = None
    if hasattr(os, "getloadavg"):
        load = os.getloadavg()[0] / (os.cpu_count() or 1)
    return Measured(read_power(), load)


class Conditions:
    """Decides from the settings, the power supply, the load and when somebody last did something.

    Idle is a computer with whose windows of Albumen nobody did anything for some minutes
    (`caption.idle_minutes`) and which has little else to do. What is done in other programs shows
    in the load alone.
    """

    def __init__(
        self,
        read_settings: Callable[[], Settings],
        on_change: Callable[[], None],
        *,
        look: Callable[[], Measured] = measure,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._read_settings = read_settings
        self._on_change = on_change
        self._look = look
        self._clock = clock
        self._changed = threading.Condition()
        self._stopped = False
        self._woken = False
        self._active_at = clock()
        self._held: Hold | None = None
        self._thread = threading.Thread(target=self._watch, name="conditions", daemon=True)

    def start(self) -> None:
        """Begin to follow the conditions."""
        self._held = self._judge()
        self._thread.start()

    def stop(self) -> None:
        """Follow them no longer."""
        with self._changed:
            self._stopped = True
            self._changed.notify_all()
        if self._thread.is_alive():
            self._thread.join()

    def held(self) -> Hold | None:
        """Return what describing waits for, None when it may go on."""
        with self._changed:
            return self._held

    def person_active(self) -> None:
        """Note that somebody does something in a window."""
        with self._changed:
            self._active_at = self._clock()
        self.look_again()

    def look_again(self) -> None:
        """Judge anew at once: a setting changed, or somebody came."""
        with self._changed:
            self._woken = True
            self._changed.notify_all()

    def _watch(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(
                    lambda: self._woken or self._stopped, CHECK_S if self._matters() else None
                )
                if self._stopped:
                    return
                self._woken = False
            held = self._judge()
            with self._changed:
                before, self._held = self._held, held
            if held is not before:
                self._on_change()

    def _matters(self) -> bool:
        settings = self._read_settings()
        when = settings.get(CAPTION_WHEN)
        return when == "idle" or (when == "always" and not settings.get(CAPTION_ON_BATTERY))

    def _judge(self) -> Hold | None:
        settings = self._read_settings()
        when = settings.get(CAPTION_WHEN)
        if when == "never":
            return Hold.ASKED
        if not self._matters():
            return None
        seen = self._look()
        if not settings.get(CAPTION_ON_BATTERY) and seen.power is Power.BATTERY:
            return Hold.POWER
        if when == "idle" and not self._idle(seen, settings.get(CAPTION_IDLE_MINUTES)):
            return Hold.IDLE
        return None

    def _idle(self, seen: Measured, minutes: int) -> bool:
        with self._changed:
            rested = self._clock() - self._active_at
            going = self._held is None
        if rested < minutes * 60:
            return False
        return seen.load is None or seen.load < (CONTESTED_LOAD if going else QUIET_LOAD)
