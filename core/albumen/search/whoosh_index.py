"""The text index in Whoosh: one directory, one writer, immutable segments."""

from __future__ import annotations

import json
import threading
import weakref
import zlib
from collections import Counter
from contextlib import closing
from typing import TYPE_CHECKING, Any

import numpy as np
from whoosh.columns import NumericColumn
from whoosh.fields import COLUMN, Schema
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC, FileIndex
from whoosh.reading import SegmentReader

from albumen.search.array_cache import ArrayCache
from albumen.search.index import TEXTS, IndexUnusable, IndexUnwritable, Postings, SearchDocument
from albumen.search.whoosh_codec import (
    ArrayCodec,
    ArrayMatcher,
    PositionedTerms,
    RawPostings,
    TermField,
    TermPool,
    WeightedTerms,
    pack_positions,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

_NAME = "albumen"
_MANIFEST = "manifest.json"
_RECALL = "recall"
_PHOTO = "photo"
# Before a stem in the recall field: the photo only implies it.
_IMPLIED = b"~"
_CACHE_BYTES = 48 << 20
# So many segments below a size are merged into one; larger ones are left alone.
_MERGE_AT = 8
_MERGE_SIZES = (500, 5_000)
# Among so few photos a phrase is looked for at once; of more, only where all its words are.
_FEW = 20_000
# A photo's positions in all its captions fit below this.
_POSITIONS = 1 << 16


def _schema() -> Schema:
    fields = {text: TermField(PositionedTerms()) for text in TEXTS}
    fields[_RECALL] = TermField(WeightedTerms())
    return Schema(**fields, **{_PHOTO: COLUMN(NumericColumn("i"))})


def _storage(directory: Path) -> FileStorage:
    # Whoosh copies what it maps, so that the whole index would lie in memory, twice.
    return FileStorage(str(directory), supports_mmap=False)


class WhooshIndex:
    """A `SearchIndex`; only one process and one thread at a time may call `update`."""

    def __init__(self, directory: Path) -> None:
        """Open an index and check its files; raises IndexUnusable."""
        self._directory = directory
        self._cache: ArrayCache[RawPostings] = ArrayCache(_CACHE_BYTES, _bytes_of)
        try:
            noted = _verify_noted(directory)
            self._index = FileIndex(_storage(directory), _schema(), _NAME)
            self._verify_others(noted)
            self._snapshot = self._open_snapshot({})
        except Exception as error:
            raise IndexUnusable(
                "The search index cannot be read.", way_out="It is being built anew."
            ) from error

    @classmethod
    def create(cls, directory: Path) -> WhooshIndex:
        """Begin an empty index in a new directory."""
        directory.mkdir(parents=True)
        FileIndex.create(_storage(directory), _schema(), _NAME)
        return cls(directory)

    def snapshot(self) -> WhooshSnapshot:
        """The state after the last commit."""
        return self._snapshot

    def photo_ids(self) -> NDArray[np.int32]:
        """The photos in the index, sorted."""
        return self._snapshot.photo_ids()

    def update(
        self,
        documents: Iterable[SearchDocument],
        replaced: Collection[int] = (),
        *,
        merge: bool = True,
    ) -> None:
        """Drop the documents of `replaced`, add documents, and commit.

        Raises IndexUnwritable when it cannot; then nothing has changed.
        """
        try:
            self._commit(documents, replaced, _merge_small if merge else _merge_none)
            self._snapshot = self._open_snapshot(self._snapshot.segments)
            self._write_manifest()
        except OSError as error:
            raise IndexUnwritable(
                f"The search index cannot be written: {error.strerror or error}.",
                way_out="Make room on the disk and see that the library's folder can be written.",
            ) from error

    def _commit(
        self, documents: Iterable[SearchDocument], replaced: Collection[int], merge: Any
    ) -> None:
        writer = self._index.writer(codec=ArrayCodec())
        writer.pool = TermPool()
        try:
            for number in self._snapshot.document_numbers(np.array([*replaced], np.int32)):
                writer.delete_document(number)
            for document in documents:
                writer.add_document(**_fields_of(document))
        except BaseException:
            writer.cancel()
            raise
        writer.commit(mergetype=merge)

    def close(self) -> None:
        """Let go of the files."""
        self._snapshot.close()
        self._cache.clear()

    def _open_snapshot(self, known: Mapping[str, _Segment]) -> WhooshSnapshot:
        storage, schema = self._index.storage, _schema()
        toc = TOC.read(storage, _NAME, schema=schema)
        parts: list[_Part] = []
        for segment in toc.segments:
            name = segment.segment_id()
            opened = known.get(name) or _Segment(
                SegmentReader(storage, schema, segment), name, self._cache
            )
            live = None
            if segment.has_deletions():
                live = np.ones(len(opened.photos), bool)
                live[list(segment.deleted_docs())] = False
            parts.append(_Part(opened, live))
        return WhooshSnapshot(parts, toc.generation)

    def _verify_others(self, noted: Mapping[str, object]) -> None:
        """Read segments through that a crash has kept from being noted."""
        segments = TOC.read(self._index.storage, _NAME, schema=_schema()).segments
        for segment in segments:
            if f"{segment.segment_id()}.seg" not in noted:
                with closing(SegmentReader(self._index.storage, _schema(), segment)) as reader:
                    for field, term in reader.all_terms():
                        _array_matcher(reader, field, term).read_all(positions=True)

    def _write_manifest(self) -> None:
        before = _read_manifest(self._directory)
        names = {f"{name}.seg" for name in self._snapshot.segments}
        noted = {name: before.get(name) or _signature(self._directory / name) for name in names}
        contents = f"_{_NAME}_{self._snapshot.generation}.toc"
        noted[contents] = _signature(self._directory / contents)
        temporary = self._directory / f"{_MANIFEST}.new"
        temporary.write_text(json.dumps(noted), encoding="ascii")
        temporary.replace(self._directory / _MANIFEST)


class _Segment:
    """One immutable segment; what is read from it stays valid for all snapshots that hold it."""

    def __init__(self, reader: SegmentReader, name: str, cache: ArrayCache[RawPostings]) -> None:
        self.name = name
        self._reader = reader
        # The last search that reads it may outlive the snapshot that it comes from.
        self.close = weakref.finalize(self, _close, reader)
        self._cache = cache
        # Whoosh's files have one position each, so that two threads must not read at once.
        self._lock = threading.Lock()
        column = reader.column_reader(_PHOTO)
        self.photos: NDArray[np.int32] = np.fromiter(
            column.load(), np.int32, reader.doc_count_all()
        )
        self._vocabularies: dict[str, dict[str, int]] = {}

    def postings(self, field: str, term: bytes, *, positions: bool = False) -> RawPostings:
        return self._cache.get(
            (self.name, field, term, positions), lambda: self._read(field, term, positions)
        )

    def vocabulary(self, field: str) -> dict[str, int]:
        with self._lock:
            if field not in self._vocabularies:
                self._vocabularies[field] = {
                    term.decode(): self._reader.doc_frequency(field, term)
                    for term in self._reader.lexicon(field)
                }
            return self._vocabularies[field]

    def _read(self, field: str, term: bytes, positions: bool) -> RawPostings:
        with self._lock:
            if (field, term) not in self._reader:
                return _NO_POSTINGS
            return _array_matcher(self._reader, field, term).read_all(positions=positions)


def _close(reader: SegmentReader) -> None:
    if not reader.is_closed:
        reader.close()


class _Part:
    """A segment with the documents that are still valid in one snapshot."""

    def __init__(self, segment: _Segment, live: NDArray[np.bool_] | None) -> None:
        self.segment = segment
        self.live = live

    def photos(self) -> NDArray[np.int32]:
        return self.segment.photos if self.live is None else self.segment.photos[self.live]

    def postings(self, field: str, term: bytes) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        raw = self.segment.postings(field, term)
        documents, weights = raw.documents, raw.weights
        if self.live is not None:
            keep = self.live[documents]
            documents, weights = documents[keep], weights[keep]
        return self.segment.photos[documents], weights

    def places(self, field: str, term: bytes, among: NDArray[np.bool_] | None) -> NDArray[np.int64]:
        """Photo and position of each occurrence as one number, unsorted."""
        raw = self.segment.postings(field, term, positions=True)
        photos, positions, counts = self.segment.photos[raw.documents], raw.positions, raw.counts
        keep = None if self.live is None else self.live[raw.documents]
        if among is not None:
            wanted = among.take(photos, mode="clip") & (photos < len(among))
            keep = wanted if keep is None else keep & wanted
        once = len(positions) == len(counts)
        if keep is not None:
            positions = positions[keep if once else np.repeat(keep, counts)]
            photos, counts = photos[keep], counts[keep]
        if not once:
            photos = np.repeat(photos, counts)
        return photos.astype(np.int64) * _POSITIONS + positions


class WhooshSnapshot:
    """A `TextSnapshot` of the segments of one commit."""

    def __init__(self, parts: Sequence[_Part], generation: int) -> None:
        self._parts = parts
        self.generation = generation
        self.segments: Mapping[str, _Segment] = {part.segment.name: part.segment for part in parts}
        self._vocabularies: dict[str, Counter[str]] = {}

    def photo_ids(self) -> NDArray[np.int32]:
        """The photos in the index, sorted."""
        return np.sort(_joined([part.photos() for part in self._parts], np.int32))

    def document_numbers(self, photo_ids: NDArray[np.int32]) -> list[int]:
        """Whoosh's numbers of the valid documents of these photos."""
        numbers: list[int] = []
        base = 0
        for part in self._parts:
            wanted = np.isin(part.segment.photos, photo_ids)
            if part.live is not None:
                wanted &= part.live
            numbers.extend((np.flatnonzero(wanted) + base).tolist())
            base += len(part.segment.photos)
        return numbers

    def literal(self, stem: str) -> Postings:
        """Photos with a word of this stem."""
        return self._postings(_RECALL, stem.encode())

    def widened(self, stem: str) -> Postings:
        """Photos with a word that implies this one."""
        return self._postings(_RECALL, _IMPLIED + stem.encode())

    def exact(self, text: str, word: str) -> NDArray[np.int32]:
        """Photos whose text has exactly this word."""
        if word not in self.vocabulary(text):
            return np.empty(0, np.int32)
        return self._postings(text, word.encode()).photos

    def phrase(
        self, text: str, words: tuple[str, ...], among: NDArray[np.bool_] | None = None
    ) -> NDArray[np.int32]:
        """Photos whose text has these words in a row, of those that `among` marks."""
        if len(words) == 1:
            return self.exact(text, words[0])
        if among is not None and np.count_nonzero(among) <= _FEW:
            candidates = among
        else:
            candidates = self._with_all(text, words)
            if among is not None:
                candidates[: len(among)] &= among[: len(candidates)]
                candidates[len(among) :] = False
        if not candidates.any():
            return np.empty(0, np.int32)
        places = self._places(text, words[0].encode(), candidates)
        for offset, word in enumerate(words[1:], start=1):
            starts = self._places(text, word.encode(), candidates) - offset
            places = np.intersect1d(places, starts)
            if not len(places):
                break
        return np.unique(places // _POSITIONS).astype(np.int32)

    def _with_all(self, text: str, words: tuple[str, ...]) -> NDArray[np.bool_]:
        """The photos that have all these words, by id."""
        photos = [self.exact(text, word) for word in dict.fromkeys(words)]
        counts = np.zeros(1 + max(int(found.max(initial=0)) for found in photos), np.uint8)
        for found in photos:
            counts[found] += 1
        with_all: NDArray[np.bool_] = counts == len(photos)
        return with_all

    def vocabulary(self, text: str) -> Mapping[str, int]:
        """The words of a text with the number of photos, those replaced since included."""
        known = self._vocabularies.get(text)
        if known is None:
            known = Counter()
            for part in self._guarded(lambda part: part.segment.vocabulary(text)):
                known.update(part)
            self._vocabularies[text] = known
        return known

    def close(self) -> None:
        """Close the files of all segments."""
        for part in self._parts:
            part.segment.close()

    def _places(self, text: str, term: bytes, among: NDArray[np.bool_] | None) -> NDArray[np.int64]:
        found = self._guarded(lambda part: part.places(text, term, among))
        places: NDArray[np.int64] = _joined(found, np.int64)
        return places

    def _postings(self, field: str, term: bytes) -> Postings:
        found = self._guarded(lambda part: part.postings(field, term))
        if not found:
            return Postings()
        return Postings(
            _joined([photos for photos, _ in found], np.int32),
            _joined([weights for _, weights in found], np.float32),
        )

    def _guarded(self, read: Any) -> list[Any]:
        try:
            return [read(part) for part in self._parts]
        except Exception as error:
            raise IndexUnusable(
                "The search index is damaged.", way_out="It is being built anew."
            ) from error


def _array_matcher(reader: SegmentReader, field: str, term: bytes) -> ArrayMatcher:
    matcher = reader.postings(field, term)
    # Whoosh wraps it to leave deleted documents out, which is done for whole arrays here.
    while not isinstance(matcher, ArrayMatcher):
        matcher = matcher.child
    return matcher


_NO_POSTINGS = RawPostings(
    np.empty(0, np.int32), np.empty(0, np.float32), np.empty(0, np.uint16), np.empty(0, np.int32)
)


def _joined(arrays: list[Any], dtype: Any) -> Any:
    if len(arrays) == 1:
        return arrays[0]
    return np.concatenate(arrays) if arrays else np.empty(0, dtype)


def _bytes_of(raw: RawPostings) -> int:
    arrays = (raw.documents, raw.weights, raw.positions, raw.counts)
    return 200 + sum(part.nbytes for part in arrays)


def _fields_of(document: SearchDocument) -> dict[str, Any]:
    fields: dict[str, Any] = {
        text: [(word.encode(), 1, 1.0, pack_positions(at)) for word, at in words.items()]
        for text, words in document.texts.items()
    }
    recall = [(stem.encode(), 1, weight, b"") for stem, weight in document.literal.items()]
    recall.extend(
        (_IMPLIED + stem.encode(), 1, weight, b"") for stem, weight in document.widened.items()
    )
    fields[_RECALL] = recall
    fields[_PHOTO] = document.photo_id
    return fields


def _merge_none(_writer: Any, segments: list[Any]) -> list[Any]:
    return [segment for segment in segments if segment.doc_count() > 0]


def _merge_small(writer: Any, segments: list[Any]) -> list[Any]:
    """Merge policy: many small segments become one, and mostly deleted ones are written anew."""
    kept = _merge_none(writer, segments)
    merged = [segment for segment in kept if segment.deleted_count() > segment.doc_count()]
    for size in _MERGE_SIZES:
        small = [segment for segment in kept if segment.doc_count() < size]
        if len(small) >= _MERGE_AT:
            merged = [*merged, *(segment for segment in small if segment not in merged)]
    for segment in merged:
        reader = SegmentReader(writer.storage, writer.schema, segment)
        writer.add_reader(reader)
        reader.close()
    return [segment for segment in kept if segment not in merged]


def _verify_noted(directory: Path) -> dict[str, list[int]]:
    """Compare files with what was noted when they were written, before Whoosh reads them."""
    noted = _read_manifest(directory)
    for name, signature in noted.items():
        path = directory / name
        if path.exists() and signature != _signature(path):
            raise ValueError(f"{name} is not as it was written")
    return noted


def _read_manifest(directory: Path) -> dict[str, list[int]]:
    try:
        noted = json.loads((directory / _MANIFEST).read_text(encoding="ascii"))
    except FileNotFoundError:
        return {}
    if not isinstance(noted, dict):
        raise TypeError("the manifest is no mapping")
    return noted


def _signature(path: Path) -> list[int]:
    checksum = 0
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            checksum = zlib.crc32(block, checksum)
    return [path.stat().st_size, checksum]
