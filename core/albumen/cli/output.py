"""Standard output for results, standard error for everything else."""

from __future__ import annotations

import json
import os
import sys
import time
from typing import TYPE_CHECKING, Any, TextIO

if TYPE_CHECKING:
    from albumen.library.views import JobStatus

# A terminal that is redrawn more often only flickers.
_REDRAW_S = 0.1


class Output:
    """Writes results as text or as JSON, one object a line, and says things on standard error."""

    def __init__(
        self, *, as_json: bool, out: TextIO | None = None, err: TextIO | None = None
    ) -> None:
        self.as_json = as_json
        self._out = out or sys.stdout
        self._err = err or sys.stderr
        self._drawn = ""
        self._drawn_at = 0.0

    def result(self, value: dict[str, Any], *lines: str) -> None:
        """Write one result: `value` as JSON, or `lines` for people."""
        self._wipe()
        # ASCII escapes keep file names that are not UTF-8 readable by any JSON parser.
        text = json.dumps(value) if self.as_json else "\n".join(map(printable, lines))
        self._out.write(text + "\n")
        self._out.flush()

    def say(self, text: str) -> None:
        """Tell the person something that is not a result."""
        self._wipe()
        self._err.write(printable(text) + "\n")
        self._err.flush()

    def progress(self, job: JobStatus, doing: str) -> None:
        """Redraw the progress line, if there is a terminal to draw on."""
        if not self._err.isatty() or time.monotonic() - self._drawn_at < _REDRAW_S:
            return
        self._drawn_at = time.monotonic()
        parts = [
            f"{doing} {job.done} of {job.total}" if job.total > job.done else f"{doing} {job.done}"
        ]
        if job.rate:
            parts.append(f"{job.rate:.1f}/s")
        if job.seconds_left:
            parts.append(f"{duration(job.seconds_left)} left")
        line = ", ".join(parts)[: max(os.get_terminal_size(self._err.fileno()).columns - 1, 20)]
        self._err.write("\r" + line.ljust(len(self._drawn)))
        self._err.flush()
        self._drawn = line

    def _wipe(self) -> None:
        if self._drawn:
            self._err.write("\r" + " " * len(self._drawn) + "\r")
            self._drawn = ""


def printable(text: str) -> str:
    """Make text safe for a terminal: no control characters, no undecodable bytes."""
    return "".join(
        character
        if character.isprintable() or character == "\t"
        else character.encode("unicode_escape").decode("ascii")
        for character in text
    )


def duration(seconds: float) -> str:
    """Write a duration as people say it."""
    if seconds < 90:
        return f"{max(round(seconds), 1)} s"
    if seconds < 90 * 60:
        return f"{round(seconds / 60)} min"
    return f"{seconds / 3600:.1f} h"
