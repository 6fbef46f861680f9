"""From the database's relative paths to the file system's and back.

Paths are strings: names may hold lone surrogates for bytes that are not UTF-8.
"""

from __future__ import annotations

import os


def join_path(root: str, folder: str, name: str = "") -> str:
    """Build an absolute path from a root, a folder below it (`/` as separator) and a name."""
    parts = folder.split("/") if folder else []
    return os.path.join(root, *parts, *([name] if name else []))


def join_folder(folder: str, name: str) -> str:
    """Return the relative path of a folder inside a folder."""
    return f"{folder}/{name}" if folder else name


def relative_folder(root: str, path: str) -> str | None:
    """Return `path` relative to `root` with `/` as separator; None when it is not below it."""
    if path == root:
        return ""
    prefix = root if root.endswith(os.sep) else root + os.sep
    if not path.startswith(prefix):
        return None
    return path[len(prefix) :].replace(os.sep, "/")


def is_within(folder: str, ancestor: str) -> bool:
    """Whether a relative folder is `ancestor` or lies below it."""
    return not ancestor or folder == ancestor or folder.startswith(f"{ancestor}/")


def has_exact_name(path: str, root: str) -> bool:
    """Whether each part of `path` below `root` is listed as written, not only in another case."""
    while path not in (root, os.path.dirname(path)):
        parent, name = os.path.split(path)
        try:
            if name not in os.listdir(parent):
                return False
        except OSError:
            return False
        path = parent
    return True
