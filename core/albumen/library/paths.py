"""From the database's relative paths to the file system's and back."""

from __future__ import annotations

import os


def join_path(root: str, folder: str, name: str = "") -> str:
    """Build the absolute path of a photo, or of a folder when `name` is empty."""
    parts = [root, *folder.split("/")] if folder else [root]
    if name:
        parts.append(name)
    return os.path.join(*parts)  # noqa: PTH118 - paths may hold surrogates; no Path needed


def normalise(path: str | os.PathLike[str]) -> str:
    """Make a path absolute without touching the file system's links."""
    return os.path.abspath(os.path.expanduser(os.fspath(path)))  # noqa: PTH100, PTH111
