"""The two kinds of failure: what a person can mend, and what is our bug."""

from __future__ import annotations


class KnownError(Exception):
    """Something that the environment or a person caused, told in one sentence with a way out.

    Anything that is raised and is not a `KnownError` is a bug of ours: it is logged with its
    traceback and shown as such.

    Attributes:
        message: One sentence that says what is wrong.
        way_out: One sentence that says what to do about it; may be empty.

    """

    def __init__(self, message: str, *, way_out: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.way_out = way_out

    def __str__(self) -> str:
        return f"{self.message} {self.way_out}".rstrip()


class UsageError(KnownError):
    """A command was asked for something that it cannot mean."""
