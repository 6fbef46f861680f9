"""Patterns of files and folders that are left out of a library."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from fnmatch import translate
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

# Stands for any folders, also for none.
_ANY = "**"


@dataclass(frozen=True, slots=True)
class _Pattern:
    """The parts of a pattern between its slashes; None stands for any folders."""

    parts: tuple[re.Pattern[str] | None, ...]
    last: re.Pattern[str]

    def fits(self, names: Sequence[str]) -> bool:
        """Whether it is the pattern of exactly this path."""
        places = self._on_from({0})
        for name in names:
            reached = set()
            for place in places:
                part = self.parts[place] if place < len(self.parts) else re.compile(r"(?!)")
                if part is None:
                    reached.add(place)
                elif part.match(name):
                    reached.add(place + 1)
            places = self._on_from(reached)
        return len(self.parts) in places

    def _on_from(self, places: set[int]) -> set[int]:
        """Those places, and those behind the folders that may be none."""
        found = set(places)
        for place in sorted(places):
            after = place
            while after < len(self.parts) and self.parts[after] is None:
                after += 1
                found.add(after)
        return found


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What lies below a root folder and is no part of the library.

    A pattern without a slash is the name of a file or folder anywhere. One with a slash begins at
    the root folder, and `**` in it stands for any folders, also for none. `*`, `?` and `[...]` are
    those of `fnmatch`; case makes no difference. With a folder everything in it is left out.
    """

    patterns: tuple[str, ...] = ()
    _compiled: tuple[_Pattern, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Compile once, for it is asked about each file."""
        compiled = tuple(made for one in self.patterns if (made := _compile(one)) is not None)
        object.__setattr__(self, "_compiled", compiled)

    def __bool__(self) -> bool:
        """Whether there are patterns."""
        return bool(self._compiled)

    def names(self, folder: str, name: str) -> bool:
        """Whether a file or folder in the relative `folder` is left out by itself."""
        name = _normal(name)
        close = [one for one in self._compiled if one.last.match(name)]
        path = [*(_normal(part) for part in folder.split("/") if part), name] if close else []
        return any(one.fits(path) for one in close)

    def covers(self, path: str) -> bool:
        """Whether a relative path is left out, by itself or with a folder that it lies in."""
        parts = path.split("/")
        return any(
            self.names("/".join(parts[:place]), part) for place, part in enumerate(parts) if part
        )


def _compile(pattern: str) -> _Pattern | None:
    parts = [part for part in _normal(pattern).split("/") if part]
    anchored = "/" in pattern.rstrip("/")
    while parts and parts[-1] == _ANY:
        # All that is in a folder is the folder.
        parts.pop()
    if not parts:
        return None
    if not anchored:
        parts.insert(0, _ANY)
    made = tuple(None if part == _ANY else re.compile(translate(part)) for part in parts)
    return _Pattern(made, re.compile(translate(parts[-1])))


def _normal(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold()
