"""Paths as a person writes them, made into those that the catalog keeps."""

from __future__ import annotations

import os


def normalise(path: str | os.PathLike[str]) -> str:
    """Make a path absolute without touching the file system's links."""
    return os.path.abspath(os.path.expanduser(os.fspath(path)))  # noqa: PTH100, PTH111 - bytes in names


def resolve_photo(path: str | os.PathLike[str]) -> str:
    """Make a photo's path absolute as the catalog keeps it: links of its folder followed."""
    folder, name = os.path.split(normalise(path))
    return os.path.join(os.path.realpath(folder), name)  # noqa: PTH118 - bytes in names
