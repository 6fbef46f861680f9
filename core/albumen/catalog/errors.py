"""What can be wrong with a folder that someone wants in the library."""

from __future__ import annotations

from albumen.errors import KnownError


class FolderError(KnownError):
    """A folder that cannot be registered, or is not."""


class FolderMissing(FolderError):
    """There is nothing at this path."""


class NotAFolder(FolderError):
    """There is something else than a folder at this path."""


class FolderUnreadable(FolderError):
    """The system does not let us look into the folder."""


class FolderInsideLibrary(FolderError):
    """The folder belongs to the library's own files."""


class FolderNotRegistered(FolderError):
    """The folder is not one of the library's."""
