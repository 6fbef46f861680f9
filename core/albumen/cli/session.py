"""Opening the library for one command."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from albumen.engine.client import open_library

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from albumen.cli.output import Output
    from albumen.library.facade import Library
    from albumen.library.views import ChangeSet, EngineStatus


@contextmanager
def opened(directory: Path) -> Iterator[Library]:
    """Open the library and leave it afterwards."""
    library = open_library(directory)
    try:
        yield library
    finally:
        library.close()


@contextmanager
def progress_of(library: Library, output: Output, kind: str, doing: str) -> Iterator[None]:
    """Draw the progress of one kind of work while the block runs."""

    def on_status(status: EngineStatus) -> None:
        for job in status.jobs:
            if job.kind == kind and job.state == "running":
                output.progress(job, doing)

    unsubscribe: Callable[[], None] = library.subscribe(_ignore_change, on_status, _ignore_loss)
    try:
        yield
    finally:
        unsubscribe()


def _ignore_change(_change: ChangeSet) -> None:
    """Progress is all that a command shows meanwhile."""


def _ignore_loss(_reason: str) -> None:
    """The command that waits for an answer is told."""
