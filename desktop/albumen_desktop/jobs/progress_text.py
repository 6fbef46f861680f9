"""How far background work is, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QLocale

if TYPE_CHECKING:
    from albumen.library.views import EngineStatus, JobStatus

BUSY = ("running", "paused", "waiting")


translate = QCoreApplication.translate


def job_title(kind: str) -> str:
    """What a kind of work does."""
    titles = {
        "scan": translate("Jobs", "Looking for photos"),
        "metadata": translate("Jobs", "Reading details"),
        "thumbnail": translate("Jobs", "Making thumbnails"),
        "caption": translate("Jobs", "Describing photos"),
        "index": translate("Jobs", "Updating the search"),
        "sidecar": translate("Jobs", "Writing sidecars"),
    }
    return titles.get(kind, kind)


def duration(seconds: float) -> str:
    """A time left, rounded as people say it."""
    if seconds < 60:
        return translate("Jobs", "less than a minute")
    minutes = round(seconds / 60)
    if minutes < 60:
        return translate("Jobs", "%n minute(s)", "", minutes)
    hours, minutes = divmod(minutes, 60)
    if hours < 10 and minutes:
        return translate("Jobs", "{hours} h {minutes} min").format(hours=hours, minutes=minutes)
    return translate("Jobs", "%n hour(s)", "", hours)


def job_line(job: JobStatus) -> str:
    """How many of how many, how fast, how long."""
    locale = QLocale()
    parts = []
    if job.total:
        parts.append(
            translate("Jobs", "{done} of {total}").format(
                done=locale.toString(job.done), total=locale.toString(job.total)
            )
        )
    if job.problem:
        parts.append(job.problem)
    elif job.state == "paused":
        parts.append(translate("Jobs", "paused"))
    elif job.state == "waiting":
        parts.append(_waiting(job))
    else:
        if job.rate:
            parts.append(
                translate("Jobs", "{rate} a second").format(rate=locale.toString(job.rate, "f", 1))
            )
        if job.seconds_left is not None and job.done < job.total:
            parts.append(translate("Jobs", "{time} left").format(time=duration(job.seconds_left)))
    return " · ".join(parts)


def _waiting(job: JobStatus) -> str:
    reasons = {
        "scan": translate("Jobs", "waiting until all photos are found"),
        "question": translate("Jobs", "waiting for your answer"),
        "idle": translate("Jobs", "waiting until the computer is idle"),
        "power": translate("Jobs", "waiting for mains power"),
        "asked": translate("Jobs", "only what you ask for"),
    }
    return reasons.get(job.waits_for) or translate("Jobs", "waiting")


def summary(status: EngineStatus) -> str:
    """One line for the status bar; empty when nothing is going on."""
    busy = [job for job in status.jobs if job.state in BUSY and (job.total or job.kind == "scan")]
    # What waits for its turn is no news; what a person paused is.
    running = [job for job in busy if job.state == "running"]
    running = running or [job for job in busy if job.state == "paused"]
    if not running:
        return ""
    # Captions take longest and are what people wait for.
    job = max(running, key=lambda one: (one.kind == "caption", one.total - one.done))
    line = job_line(job)
    return f"{job_title(job.kind)}: {line}" if line else f"{job_title(job.kind)}…"


def undescribed(status: EngineStatus) -> int:
    """How many photos are described only after a person has said something."""
    return sum(
        job.total - job.done for job in status.jobs if job.waits_for in {"question", "asked"}
    )


def model_line(status: EngineStatus) -> str:
    """The state of the caption model."""
    model = status.model
    if model.state == "ready":
        return translate("Jobs", "Model {name} on {device}").format(
            name=model.model_id or "?", device=model.device or "?"
        )
    lines = {
        "unloaded": translate(
            "Jobs", "The model is not loaded; it loads when there is something to describe."
        ),
        "loading": translate("Jobs", "The model is being loaded…"),
        "broken": translate("Jobs", "The model cannot be used: {error}").format(error=model.error),
    }
    return lines.get(model.state, model.state)
