"""One progress line for long commands, with rate and time left."""

from __future__ import annotations

import sys
import time


class Progress:
    """Counts units of work and prints a line at most every few seconds.

    Attributes:
        unit: What is counted, in the plural.
        total: How many there will be, or None when nobody knows.

    """

    def __init__(
        self, unit: str, total: int | None = None, *, already: int = 0, interval: float = 5.0
    ) -> None:
        self.unit = unit
        self.total = total
        self._done = self._already = already
        self._interval = interval
        self._started = self._printed = time.monotonic()

    def advance(self, count: int = 1, *, note: str = "") -> None:
        """Count `count` more units; `note` is added to the line when one is due."""
        self._done += count
        if time.monotonic() - self._printed >= self._interval:
            self._print(note)

    def finish(self, note: str = "") -> None:
        """Print the last line."""
        self._print(note)

    def _print(self, note: str) -> None:
        now = self._printed = time.monotonic()
        elapsed = max(now - self._started, 1e-9)
        rate = (self._done - self._already) / elapsed
        line = f"{self._done:,}"
        if self.total is not None:
            line += f" of {self.total:,}"
        line += f" {self.unit}, {rate:,.1f}/s"
        if self.total is not None and rate > 0 and self._done < self.total:
            seconds = round((self.total - self._done) / rate)
            line += f", {seconds // 60}:{seconds % 60:02d} left"
        if note:
            line += f"  {note}"
        print(line, file=sys.stderr, flush=True)
