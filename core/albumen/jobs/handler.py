"""What does one kind of work, and how it tells the outcome."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from albumen.errors import KnownError

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable, Iterator, Sequence

    from sqlalchemy.orm import Session

    from albumen.database.models import JobKind
    from albumen.jobs.queue import ClaimedJob


class KindUnavailable(KnownError):
    """The means to do a kind of work are missing; no photo is to blame.

    Raised by a handler: the jobs without outcome go back, and the kind rests until it is woken.
    """


@dataclass(frozen=True, slots=True)
class JobOutcome:
    """How one job ended.

    Attributes:
        job: Which one.
        error: Why it failed, in a sentence; empty when it is done.
        write: Stores what was found, in the transaction that finishes or fails the job. It is
            called again when that transaction fails, and not at all when the job was asked for
            anew meanwhile, for then what was found may be out of date.

    """

    job: ClaimedJob
    error: str = ""
    write: Callable[[Session], None] | None = None


class JobHandler(Protocol):
    """Does one kind of work."""

    @property
    def kind(self) -> JobKind:
        """What it does."""

    @property
    def batch_size(self) -> int:
        """How many jobs it wants at once."""

    def run(self, jobs: Sequence[ClaimedJob], stop: threading.Event) -> Iterator[JobOutcome]:
        """Do the jobs and yield an outcome for each, in any order.

        It ends early, without the outcomes that are left, when `stop` is set.
        """
