"""Why photos that are queued for describing are not described now, in words."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from albumen.library.views import EngineStatus, JobStatus

REASONS: Mapping[str, str] = MappingProxyType(
    {
        "scan": "Describing waits until all photos have been found.",
        "question": "Describing waits for an answer when to begin (setting caption.when).",
        "idle": "Describing waits until the computer is idle (setting caption.when).",
        "power": "Describing waits for mains power (setting caption.on_battery).",
        "asked": "Only photos that you ask for are described (setting caption.when).",
        "nobody": "Describing waits for a window, `albumen watch` or `albumen caption`.",
    }
)


def describing(status: EngineStatus) -> JobStatus | None:
    """The describing of photos among the work of an engine."""
    return next((job for job in status.jobs if job.kind == "caption"), None)


class WaitNews:
    """Tells once when describing begins to wait for something, and when it goes on."""

    def __init__(self) -> None:
        self._told = ""

    def sentence(self, status: EngineStatus) -> str:
        """Return what is new in a status, or an empty text."""
        job = describing(status)
        if job is None:
            return ""
        if job.state == "running":
            was_told, self._told = self._told, ""
            return "Photos are being described." if was_told else ""
        # Nobody attached is what a watcher sees for a moment before it is attached itself.
        if job.waits_for in ("", "nobody", self._told):
            return ""
        self._told = job.waits_for
        return REASONS.get(job.waits_for, "")
