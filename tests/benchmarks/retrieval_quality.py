"""Measures how well people's descriptions find photos by the model's captions.

    albumen describe --json --alternatives 4 PHOTOS > captions.jsonl
    python tests/benchmarks/retrieval_quality.py --set captions.jsonl coco_dev.json [--choose]

`--set` may be given several times: what the model says, and what people say in COCO's captions
format. The former is the output of `albumen describe`, the file that `albumen-train evaluate
--out` writes (captions only), or the folder of a library that has described the photos. Each
caption by a person, and three telling words of it, is a query for the photo that it describes among
all photos of its set. Recall at 1, 5 and 10 and the mean reciprocal rank (0 beyond the first 200)
are in per cent.

`--choose` tries other weights than the shipped ones, one after the other, on the queries for every
other photo. The tables are made on the queries for the rest, which had no part in the choice.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from sqlalchemy import insert, select, update

from albumen.database.connection import Database
from albumen.database.models import (
    Caption,
    CaptionAlternative,
    CaptionSource,
    Folder,
    Photo,
    PhotoTag,
    Root,
    Tag,
    TagSource,
    TagState,
)
from albumen.search.indexer import Indexer
from albumen.search.lexicon import Lexicon
from albumen.search.service import SearchService
from albumen.search.text import FUNCTION_WORDS, MEDIUM_WORDS, split_words
from albumen.search.weights import SHIPPED, Weights
from albumen.settings import LibraryPaths

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_NOW = datetime(2026, 1, 1, tzinfo=UTC)
_WORDS = 3


@dataclass(frozen=True, slots=True)
class Described:
    """What the model says of a photo."""

    caption: str
    alternatives: tuple[tuple[str, float], ...] = ()
    tags: tuple[tuple[str, float], ...] = ()


@dataclass(slots=True)
class Ranks:
    """Places at which the photos asked for were found, 0 for not at all."""

    places: list[int] = field(default_factory=list)

    def recall(self, within: int) -> float:
        """Per cent found among the first `within`."""
        return 100 * sum(0 < place <= within for place in self.places) / len(self.places)

    def mean_reciprocal(self) -> float:
        """Mean reciprocal rank in per cent."""
        return 100 * sum(1 / place for place in self.places if place) / len(self.places)

    def __str__(self) -> str:
        recalls = "  ".join(f"{self.recall(within):5.1f}" for within in (1, 5, 10))
        return f"{recalls}  {self.mean_reciprocal():5.1f}"


@dataclass(frozen=True, slots=True)
class Photos:
    """The photos of a set with what the model says, and queries: (photo, text)."""

    name: str
    described: Mapping[str, Described]
    descriptions: Sequence[tuple[str, str]]
    short: Sequence[tuple[str, str]]

    @classmethod
    def read(cls, captions: Path, people: Path, most: int | None) -> Self:
        """Read a set, or only the first photos of it in the order of `people`."""
        described = read_captions(captions)
        queries = read_people(people, described)
        kept = list(dict.fromkeys(photo for photo, _ in queries))[:most]
        described = {photo: described[photo] for photo in kept}
        queries = [query for query in queries if query[0] in described]
        return cls(people.stem, described, queries, three_words(queries))

    def half(self, which: int) -> Photos:
        """Only the queries for every other photo."""
        wanted = set(list(self.described)[which::2])
        return replace(
            self,
            descriptions=[query for query in self.descriptions if query[0] in wanted],
            short=[query for query in self.short if query[0] in wanted],
        )


# What is tried for each weight.
_TRIED: Mapping[str, Sequence[float]] = {
    "alternative": (0.6, 0.9, 1.2, 1.6, 2.2),
    "suggested_tag": (0.5, 1.0, 1.5, 2.0, 3.0),
    "widened": (0.15, 0.25, 0.35, 0.5, 0.7),
    "length": (0.0, 0.15, 0.3, 0.6),
    "saturation": (0.6, 0.9, 1.2, 1.8, 2.5),
    "exact": (0.0, 0.15, 0.3, 0.6),
    "neighbours": (0.0, 0.1, 0.2, 0.4),
    "narrowed": (0.1, 0.25, 0.4, 0.6),
}


def main() -> None:
    """Print a table of what each source of words adds, and the weights if asked to choose."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--set", type=Path, nargs=2, action="append", required=True, metavar=("SAID", "PEOPLE")
    )
    parser.add_argument("--first", type=int, help="only so many photos of each set")
    parser.add_argument("--choose", action="store_true")
    parser.add_argument("--every", type=int, default=1, help="choose on every nth query")
    options = parser.parse_args()
    sets = [Photos.read(*paths, options.first) for paths in options.set]
    weights = SHIPPED
    if options.choose:
        weights = choose([photos.half(0) for photos in sets], options.every)
        print(f"chosen: {weights}")
    for photos in sets:
        report(photos.half(1), weights)


def choose(sets: Sequence[Photos], every: int) -> Weights:
    """The best value of each weight in turn, the shipped ones to begin with."""
    best, best_found = SHIPPED, _worth(sets, SHIPPED, every)
    print(f"shipped: {best_found:.2f}")
    for name, values in _TRIED.items():
        for value in values:
            if value == getattr(best, name):
                continue
            tried = replace(best, **{name: value})
            found = _worth(sets, tried, every)
            print(f"  {name} {value}: {found:.2f}", flush=True)
            # Less is the dice: half a query in a thousand.
            if found > best_found + 0.05:
                best, best_found = tried, found
    return best


def _worth(sets: Sequence[Photos], weights: Weights, every: int) -> float:
    """Mean of recall at 10 and reciprocal rank over all sets and both kinds of queries."""
    figures: list[float] = []
    for photos in sets:
        with Searched(photos.described, Lexicon.load(), weights) as searched:
            for queries in (photos.descriptions[::every], photos.short[::every]):
                ranks = searched.ranks(queries)
                figures += [ranks.recall(10), ranks.mean_reciprocal()]
    return sum(figures) / len(figures)


def report(photos: Photos, weights: Weights) -> None:
    """Print what each source of words adds."""
    print(f"\n{photos.name}: {len(photos.described)} photos, {len(photos.descriptions)} queries")
    print(f"{'':34}{'descriptions':28}three words")
    print(f"{'':34}{'R@1    R@5   R@10    MRR':28}R@1    R@5   R@10    MRR")
    none, lexicon = Lexicon(), Lexicon.load()
    for name, with_alternatives, with_tags, known in (
        ("caption", False, False, none),
        ("caption, lexicon", False, False, lexicon),
        ("n-best", True, False, none),
        ("n-best, lexicon", True, False, lexicon),
        ("n-best, lexicon, suggested tags", True, True, lexicon),
    ):
        chosen = {
            photo: Described(
                said.caption,
                said.alternatives if with_alternatives else (),
                said.tags if with_tags else (),
            )
            for photo, said in photos.described.items()
        }
        with Searched(chosen, known, weights) as searched:
            ranks = searched.ranks(photos.descriptions), searched.ranks(photos.short)
            print(f"{name:34}{ranks[0]!s:28}{ranks[1]}", flush=True)


def read_captions(path: Path) -> dict[str, Described]:
    """What the model says by file name, from any of the three sources."""
    if path.is_dir():
        return _of_library(path)
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".json":
        return {name: Described(said) for name, said in json.loads(text)["captions"].items()}
    found: dict[str, Described] = {}
    for line in text.splitlines():
        row: dict[str, Any] = json.loads(line)
        if "caption" in row:
            found[Path(row["path"]).name] = Described(
                row["caption"],
                tuple((other["caption"], other["logprob"]) for other in row["alternatives"]),
                tuple((tag["tag"], tag["probability"]) for tag in row["tags"]),
            )
    return found


def _of_library(directory: Path) -> dict[str, Described]:
    database = Database.open_for_reading(LibraryPaths(directory))
    texts: dict[int, tuple[str, str]] = {}
    others: dict[int, list[tuple[str, float]]] = defaultdict(list)
    tags: dict[int, list[tuple[str, float]]] = defaultdict(list)
    with database.read() as session:
        for photo_id, name, text in session.execute(
            select(Photo.id, Photo.name, Caption.text)
            .join(Caption, Photo.shown_caption_id == Caption.id)
            .where(Caption.source == CaptionSource.MODEL)
        ):
            texts[photo_id] = name, text
        for photo_id, text, logprob in session.execute(
            select(Photo.id, CaptionAlternative.text, CaptionAlternative.logprob)
            .join(Photo, Photo.shown_caption_id == CaptionAlternative.caption_id)
            .order_by(CaptionAlternative.rank)
        ):
            others[photo_id].append((text, logprob))
        for photo_id, name, probability in session.execute(
            select(PhotoTag.photo_id, Tag.name, PhotoTag.probability)
            .join(Tag, PhotoTag.tag_id == Tag.id)
            .where(PhotoTag.state == TagState.SUGGESTED)
        ):
            tags[photo_id].append((name, probability))
    database.close()
    return {
        name: Described(text, tuple(others[photo_id]), tuple(tags[photo_id]))
        for photo_id, (name, text) in texts.items()
    }


def read_people(path: Path, described: Mapping[str, Described]) -> list[tuple[str, str]]:
    """(File name, caption) for each caption by a person of the described photos."""
    content = json.loads(path.read_text(encoding="utf-8"))
    names = {image["id"]: image["file_name"] for image in content["images"]}
    return [
        (names[row["image_id"]], row["caption"])
        for row in content["annotations"]
        if names[row["image_id"]] in described
    ]


def three_words(queries: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Of each description three words, the rarer the likelier."""
    chance = random.Random(3)
    counts = Counter(word for _, text in queries for word in set(split_words(text)))
    short: list[tuple[str, str]] = []
    for photo, text in queries:
        words = [
            word
            for word in dict.fromkeys(split_words(text))
            if word not in FUNCTION_WORDS and word not in MEDIUM_WORDS
        ]
        chosen: list[str] = []
        while words and len(chosen) < _WORDS:
            word = chance.choices(words, [counts[word] ** -0.5 for word in words])[0]
            words.remove(word)
            chosen.append(word)
        if chosen:
            short.append((photo, " ".join(chosen)))
    return short


class Searched:
    """A library with these captions, for as long as the context lasts."""

    def __init__(
        self, described: Mapping[str, Described], lexicon: Lexicon, weights: Weights = SHIPPED
    ) -> None:
        self._folder = tempfile.TemporaryDirectory()
        folder = Path(self._folder.name)
        self._database = Database.open(LibraryPaths(folder / "library"))
        self._ids = {name: at for at, name in enumerate(described, start=1)}
        self._fill(described)
        self._indexer = Indexer(self._database, folder / "index", lexicon, weights=weights)
        self._indexer.rebuild()
        self._service = SearchService(self._database, self._indexer, lexicon)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._indexer.close()
        self._database.close()
        self._folder.cleanup()

    def ranks(self, queries: Sequence[tuple[str, str]]) -> Ranks:
        """Ask all queries."""
        ranks = Ranks()
        for name, text in queries:
            # As words only: a person's full stop or quotation mark is no syntax here.
            found = self._service.search(" ".join(split_words(text)), limit=200)
            photos = [hit.photo_id for hit in found.hits]
            wanted = self._ids[name]
            ranks.places.append(photos.index(wanted) + 1 if wanted in photos else 0)
        return ranks

    def _fill(self, described: Mapping[str, Described]) -> None:
        tags: dict[str, int] = {}
        rows: dict[type, list[dict[str, Any]]] = defaultdict(list)
        for name, said in described.items():
            photo_id = self._ids[name]
            rows[Photo].append(
                {"id": photo_id, "folder_id": 1, "name": f"{photo_id}.jpg", "added_at": _NOW}
                | {"size": 1, "mtime_ns": 0}
            )
            rows[Caption].append(
                {"id": photo_id, "photo_id": photo_id, "source": CaptionSource.MODEL}
                | {"text": said.caption, "created_at": _NOW}
            )
            rows[CaptionAlternative].extend(
                {"caption_id": photo_id, "rank": rank, "text": text, "logprob": logprob}
                for rank, (text, logprob) in enumerate(said.alternatives, start=1)
            )
            rows[PhotoTag].extend(
                {"photo_id": photo_id, "tag_id": tags.setdefault(tag, len(tags) + 1)}
                | {"state": TagState.SUGGESTED, "source": TagSource.MODEL}
                | {"probability": probability}
                for tag, probability in said.tags
            )
        with self._database.write() as session:
            session.execute(insert(Root).values(id=1, path="/photos", added_at=_NOW))
            session.execute(insert(Folder).values(id=1, root_id=1, path=""))
            rows[Tag] = [{"id": tag_id, "name": name} for name, tag_id in tags.items()]
            for table in (Photo, Caption, CaptionAlternative, Tag, PhotoTag):
                if rows[table]:
                    session.execute(insert(table), rows[table])
            session.execute(update(Photo).values(shown_caption_id=Photo.id))


if __name__ == "__main__":
    main()
