"""Whoosh postings kept as arrays: read by the block instead of one at a time.

Whoosh's third codec writes each block as a pickled tuple of small integers. Here the same three
parts are byte strings of fixed width, so that NumPy reads a block without touching its postings
one by one. All else (terms, segments, merging) is Whoosh's own.
"""

from __future__ import annotations

import sys
from array import array
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from whoosh.codec.whoosh3 import W3Codec, W3FieldWriter, W3LeafMatcher, W3PostingsWriter
from whoosh.fields import FieldType
from whoosh.formats import Existence

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

_BLOCK = 4096
_COMPRESSION = 1
_NATIVE_IS_LITTLE = sys.byteorder == "little"
# Documents, weights and payloads of one term.
_Gathered = tuple["array[int]", "array[float]", list[bytes]]


@dataclass(frozen=True, slots=True)
class RawPostings:
    """Postings of one term in one segment.

    Attributes:
        documents: int32, document numbers within the segment, ascending.
        weights: float32, of the same length.
        positions: uint16, all positions one after the other; empty for terms without.
        counts: int32, how many positions each posting has.

    """

    documents: NDArray[np.int32]
    weights: NDArray[np.float32]
    positions: NDArray[np.uint16]
    counts: NDArray[np.int32]


class WeightedTerms(Existence):  # type: ignore[misc] # Whoosh has no type information
    """Postings with a weight and no payload."""


class PositionedTerms(Existence):  # type: ignore[misc] # Whoosh has no type information
    """Postings whose payload is their positions as little-endian uint16."""

    posting_size = -1


class TermField(FieldType):  # type: ignore[misc] # Whoosh has no type information
    """A field whose value is its postings: (term, frequency, weight, payload) tuples."""

    def __init__(self, format_: Existence) -> None:
        super().__init__(format_, None)

    def index(
        self, value: Iterable[tuple[bytes, int, float, bytes]], **_: Any
    ) -> Iterable[tuple[bytes, int, float, bytes]]:
        """Hand the postings on."""
        return value

    def to_bytes(self, value: bytes) -> bytes:
        """Terms are bytes already."""
        return value


def pack_positions(positions: Iterable[int]) -> bytes:
    """Encode positions; those beyond 65,535 become 65,535."""
    packed = array("H", (min(position, 0xFFFF) for position in positions))
    if not _NATIVE_IS_LITTLE:
        packed.byteswap()
    return packed.tobytes()


class ArrayCodec(W3Codec):  # type: ignore[misc] # Whoosh has no type information
    """Whoosh's third codec with postings as arrays."""

    length_stats = False

    def __init__(self) -> None:
        super().__init__(blocklimit=_BLOCK, compression=_COMPRESSION)

    def field_writer(self, storage: Any, segment: Any) -> _ArrayFieldWriter:
        """Writer of all terms and postings of a segment, from a `TermPool`."""
        return _ArrayFieldWriter(self, storage, segment)

    def postings_writer(self, dbfile: Any, byteids: bool = False) -> W3PostingsWriter:
        """Writer of one field's postings."""
        return _ArrayPostingsWriter(
            dbfile, blocklimit=_BLOCK, byteids=byteids, compression=_COMPRESSION
        )

    def postings_reader(
        self, dbfile: Any, terminfo: Any, format_: Any, term: Any = None, scorer: Any = None
    ) -> ArrayMatcher:
        """Matcher over one term's postings."""
        offset, length = terminfo.extent()
        return ArrayMatcher(dbfile, offset, length, format_, term=term, scorer=scorer)


class TermPool:
    """Postings in the making, by field and term; takes the place of Whoosh's sorted tuples."""

    def __init__(self) -> None:
        self.fieldnames: set[str] = set()
        self._fields: dict[str, dict[bytes, _Gathered]] = {}

    def add(self, item: tuple[str, bytes, int, float, bytes]) -> None:
        """Take a posting; document numbers of a term must come in ascending order."""
        field, term, document, weight, payload = item
        terms = self._fields.get(field)
        if terms is None:
            self.fieldnames.add(field)
            terms = self._fields[field] = {}
        gathered = terms.get(term)
        if gathered is None:
            gathered = terms[term] = (array("I"), array("f"), [])
        gathered[0].append(document)
        gathered[1].append(weight)
        if payload:
            gathered[2].append(payload)

    def iter_postings(self) -> TermPool:
        """Itself, for the field writer."""
        return self

    def fields(self) -> Iterator[tuple[str, list[tuple[bytes, _Gathered]]]]:
        """Fields with their terms and postings, all in order."""
        for field in sorted(self._fields):
            yield field, sorted(self._fields[field].items())

    def cleanup(self) -> None:
        """Forget everything."""
        self._fields.clear()


class _ArrayFieldWriter(W3FieldWriter):  # type: ignore[misc] # Whoosh has no type information
    def add_postings(self, schema: Any, _lengths: Any, pool: TermPool) -> None:
        for field, terms in pool.fields():
            self.start_field(field, schema[field])
            for term, (documents, weights, payloads) in terms:
                self.start_term(term)
                self._postwriter.add_all(documents, weights, payloads)
                self.finish_term()
            self.finish_field()


class _ArrayPostingsWriter(W3PostingsWriter):  # type: ignore[misc] # Whoosh has no type information
    def add_all(self, documents: array[int], weights: array[float], payloads: list[bytes]) -> None:
        """Write a whole posting list but for its last block, which `finish_postings` writes."""
        for start in range(0, len(documents), _BLOCK):
            if start:
                self._write_block()
            self._ids = documents[start : start + _BLOCK]
            self._weights = weights[start : start + _BLOCK]
            self._values = payloads[start : start + _BLOCK]
            self._maxweight = max(self._weights)

    def _mini_ids(self) -> bytes:
        return np.asarray(self._ids, "<u4").tobytes()

    def _mini_weights(self) -> bytes | None:
        weights = np.asarray(self._weights, "<f4")
        return None if (weights == 1.0).all() else weights.tobytes()

    def _mini_values(self) -> tuple[bytes, bytes] | None:
        if self._format.fixed_value_size() == 0:
            return None
        sizes = np.fromiter(map(len, self._values), "<u4", len(self._values))
        return sizes.tobytes(), b"".join(self._values)


class ArrayMatcher(W3LeafMatcher):  # type: ignore[misc] # Whoosh has no type information
    """Whoosh's matcher, which can also hand out its whole posting list at once."""

    def read_all(self, *, positions: bool) -> RawPostings:
        """Read what is left of the list, all of it if nothing was consumed."""
        documents: list[NDArray[np.uint32]] = []
        weights: list[NDArray[np.float32]] = []
        payloads: list[bytes] = []
        sizes: list[NDArray[np.uint32]] = []
        while not self._atend:
            if self._data is None:
                self._read_data()
            packed_ids, packed_weights, values = self._data
            ids = np.frombuffer(packed_ids, "<u4")
            documents.append(ids)
            weights.append(
                np.ones(len(ids), np.float32)
                if packed_weights is None
                else np.frombuffer(packed_weights, "<f4")
            )
            if positions and values is not None:
                sizes.append(np.frombuffer(values[0], "<u4"))
                payloads.append(values[1])
            self._next_block()
        if not documents:
            # Whoosh has gone past all of them already, because they are deleted.
            return RawPostings(
                np.empty(0, np.int32),
                np.empty(0, np.float32),
                np.empty(0, np.uint16),
                np.empty(0, np.int32),
            )
        return RawPostings(
            np.concatenate(documents).astype(np.int32),
            np.concatenate(weights).astype(np.float32, copy=False),
            np.frombuffer(b"".join(payloads), "<u2").astype(np.uint16, copy=False),
            (np.concatenate(sizes) // 2).astype(np.int32) if sizes else np.empty(0, np.int32),
        )

    def _read_ids(self) -> None:
        if self._data is None:
            self._read_data()
        self._ids = np.frombuffer(self._data[0], "<u4").tolist()

    def _read_weights(self) -> None:
        if self._data is None:
            self._read_data()
        packed = self._data[1]
        self._weights = (
            [1.0] * self._blocklength if packed is None else np.frombuffer(packed, "<f4").tolist()
        )

    def _read_values(self) -> None:
        if self._data is None:
            self._read_data()
        values = self._data[2]
        if values is None:
            self._values = (b"",) * self._blocklength
            return
        ends = np.cumsum(np.frombuffer(values[0], "<u4")).tolist()
        self._values = tuple(
            values[1][start:end] for start, end in zip([0, *ends], ends, strict=False)
        )
