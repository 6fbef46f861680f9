"""Measures how well people's descriptions find photos by the model's captions.

    albumen describe --json --alternatives 4 PHOTOS > captions.jsonl
    python tests/benchmarks/retrieval_quality.py --captions captions.jsonl --people coco_dev.json

`--people` is a file in COCO's captions format. Each of its captions, and three telling words of it,
is a query for the photo that it describes. Recall at 1, 5 and 10 and the mean reciprocal rank (0
beyond the first 200) are in per cent.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from sqlalchemy import insert, update

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


def main() -> None:
    """Print a table of what each source of words adds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--captions", type=Path, required=True)
    parser.add_argument("--people", type=Path, required=True)
    options = parser.parse_args()
    described = read_captions(options.captions)
    queries = read_people(options.people, described)
    short = three_words(queries)
    print(f"{len(described)} photos, {len(queries)} descriptions by people")
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
            for photo, said in described.items()
        }
        with Searched(chosen, known) as searched:
            print(f"{name:34}{searched.ranks(queries)!s:28}{searched.ranks(short)}")


def read_captions(path: Path) -> dict[str, Described]:
    """Read the output of `albumen describe --json` by file name."""
    found: dict[str, Described] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        row: dict[str, Any] = json.loads(line)
        if "caption" in row:
            found[Path(row["path"]).name] = Described(
                row["caption"],
                tuple((other["caption"], other["logprob"]) for other in row["alternatives"]),
                tuple((tag["tag"], tag["probability"]) for tag in row["tags"]),
            )
    return found


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

    def __init__(self, described: Mapping[str, Described], lexicon: Lexicon) -> None:
        self._folder = tempfile.TemporaryDirectory()
        folder = Path(self._folder.name)
        self._database = Database.open(LibraryPaths(folder / "library"))
        self._ids = {name: at for at, name in enumerate(described, start=1)}
        self._fill(described)
        self._indexer = Indexer(self._database, folder / "index", lexicon)
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
