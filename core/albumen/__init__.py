"""Albumen's engine: the library, its captions and the search over them; knows no window."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("albumen")
except PackageNotFoundError:  # run from a source tree that was never installed
    __version__ = "0+unknown"
