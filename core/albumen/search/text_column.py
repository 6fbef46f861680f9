"""Many short texts, as the file names of all photos, laid out to be compared at once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from albumen.search.text import fold

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

# No normalised text has it.
_BETWEEN = b"\n"


def normalise(text: str) -> str:
    """Fold a text and make every run of blanks a single one."""
    return " ".join(fold(text).split())


@dataclass(frozen=True, slots=True, eq=False)
class TextColumn:
    """Normalised texts that are not empty; never changed, so that many threads may read.

    Attributes:
        keys: int32, whose text it is, in ascending order, one a row.
        starts: int64, where each row's text begins in `letters`.
        letters: uint8, the texts in UTF-8, a line feed after each.

    """

    keys: NDArray[np.int32] = field(default_factory=lambda: np.empty(0, np.int32))
    starts: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, np.int64))
    letters: NDArray[np.uint8] = field(default_factory=lambda: np.empty(0, np.uint8))

    def with_texts(self, texts: Mapping[int, str]) -> TextColumn:
        """A copy in which these keys have these texts; itself if they have them already."""
        encoded = {
            key: normalise(text).encode("utf-8", "surrogatepass") if text else b""
            for key, text in texts.items()
        }
        last = int(self.keys[-1]) if len(self.keys) else -1
        if last < min(encoded, default=last + 1):
            added = _laid_out({key: text for key, text in encoded.items() if text})
            return self._followed_by(added) if len(added.keys) else self
        known = dict(zip(self.keys.tolist(), self.lines(), strict=True))
        if all(known.get(key, b"") == text for key, text in encoded.items()):
            return self
        known |= encoded
        return _laid_out({key: text for key, text in known.items() if text})

    def lines(self) -> list[bytes]:
        """The text of each row."""
        return self.letters.tobytes().split(_BETWEEN)[:-1]

    def containing(self, text: str) -> NDArray[np.int32]:
        """The keys whose text has this normalised one anywhere in it."""
        return self.keys[self._rows_with(text)]

    def matching(self, pattern: str) -> NDArray[np.int32]:
        """The keys whose whole text is as a normalised pattern, `*` in it being any letters."""
        first, *inner = (piece.encode("utf-8", "surrogatepass") for piece in pattern.split("*"))
        ends = self._ends()
        at = self.starts
        if not inner:
            same: NDArray[np.int32] = self.keys[self._has_at(at, first) & (ends - at == len(first))]
            return same
        last = inner.pop()
        found = self._has_at(at, first)
        at = at + len(first)
        for piece in inner:
            if piece:
                # The earliest place leaves the most room for what follows.
                places = np.append(self._places(piece), len(self.letters))
                at = places.take(np.searchsorted(places, at), mode="clip") + len(piece)
                found &= at <= ends
        found &= (ends - len(last) >= at) & self._has_at(ends - len(last), last)
        keys: NDArray[np.int32] = self.keys[found]
        return keys

    def texts_of(self, keys: NDArray[np.int32]) -> list[str]:
        """The texts of these keys, which must all have one."""
        rows = np.searchsorted(self.keys, keys)
        letters, ends = self.letters.tobytes(), self._ends()
        return [
            letters[start:end].decode("utf-8", "surrogatepass")
            for start, end in zip(self.starts[rows].tolist(), ends[rows].tolist(), strict=True)
        ]

    def _ends(self) -> NDArray[np.int64]:
        ends: NDArray[np.int64] = np.append(self.starts[1:], len(self.letters)) - 1
        return ends[: len(self.starts)]

    def _rows_with(self, text: str) -> NDArray[np.int64]:
        places = self._places(text.encode("utf-8", "surrogatepass"))
        rows = np.searchsorted(self.starts, places, side="right") - 1
        # Both are sorted, so that equal rows are neighbours.
        return rows[np.diff(rows, prepend=-1) > 0]

    def _places(self, wanted: bytes) -> NDArray[np.int64]:
        """Where these letters stand, in ascending order."""
        possible = max(0, len(self.letters) - len(wanted) + 1)
        places = np.flatnonzero(self.letters[:possible] == wanted[0])
        for at, letter in enumerate(wanted[1:], start=1):
            places = places[self.letters[places + at] == letter]
        return places

    def _has_at(self, places: NDArray[np.int64], wanted: bytes) -> NDArray[np.bool_]:
        found = (places >= 0) & (places + len(wanted) <= len(self.letters))
        for at, letter in enumerate(wanted):
            found &= self.letters.take(places + at, mode="clip") == letter
        return found

    def _followed_by(self, other: TextColumn) -> TextColumn:
        return TextColumn(
            np.concatenate([self.keys, other.keys]),
            np.concatenate([self.starts, other.starts + len(self.letters)]),
            np.concatenate([self.letters, other.letters]),
        )


def _laid_out(texts: Mapping[int, bytes]) -> TextColumn:
    keys = sorted(texts)
    lines = [texts[key] for key in keys]
    lengths = np.fromiter(map(len, lines), np.int64, len(lines)) + 1
    return TextColumn(
        np.array(keys, np.int32),
        np.cumsum(lengths) - lengths,
        np.frombuffer(_BETWEEN.join([*lines, b""]), np.uint8),
    )
