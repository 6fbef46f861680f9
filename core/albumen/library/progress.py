"""Background work as clients see it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from albumen.library.views import JobStatus

if TYPE_CHECKING:
    from albumen.jobs.progress import RateMeter


def describe_progress(meter: RateMeter, kind: str, *, running: bool, waiting: int = 0) -> JobStatus:
    """Describe work that is no job of a photo; `waiting` items are still to do, 0 if unknown."""
    rate = meter.rate() if running else None
    done = meter.done
    return JobStatus(
        kind=kind,
        state="running" if running else "idle",
        done=done,
        total=done + waiting,
        failed=0,
        rate=rate,
        seconds_left=waiting / rate if rate and waiting else None,
    )
