"""Makes libraries of captions to measure searching on."""

from __future__ import annotations

import gzip
import itertools
import random
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import insert

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
from albumen.settings import LibraryPaths

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

_BATCH = 5_000
_PER_FOLDER = 200
_TAGS = ("holiday", "family", "work", "best", "print", "italy", "garden", "school")
_CAMERAS = (("Canon", "EOS R6"), ("NIKON", "D750"), ("Apple", "iPhone 13"), ("", ""))
_LENSES = ("RF 50mm F1.8", "24-70mm f/2.8", "iPhone back camera", "")
_TITLES = ("Wedding of Ann and Ben", "Birthday", "On the way home")
_SUBJECTS = [
    "man",
    "woman",
    "dog",
    "cat",
    "boy",
    "girl",
    "horse",
    "train",
    "bus",
    "bird",
    "child",
    "bear",
    "giraffe",
    "sheep",
    "player",
]
_VERBS = [
    "riding",
    "holding",
    "watching",
    "eating",
    "near",
    "beside",
    "on",
    "under",
    "behind",
    "with",
]
_ADJECTIVES = [
    "red",
    "small",
    "large",
    "old",
    "young",
    "white",
    "black",
    "wooden",
    "empty",
    "busy",
    "snowy",
    "green",
]
_PLACES = [
    "street",
    "beach",
    "kitchen",
    "field",
    "room",
    "park",
    "table",
    "mountain",
    "river",
    "station",
    "garden",
]


def texts(source: Path | None, count: int) -> list[str]:
    """`count` captions: lines of a text file (gzip or not), or made-up ones without it."""
    if source is not None:
        opener = gzip.open if source.suffix == ".gz" else open
        with opener(source, "rt", encoding="utf-8") as file:
            lines = [line.strip() for line in file if line.strip()]
        return list(itertools.islice(itertools.cycle(lines), count))
    return list(itertools.islice(_made_up(), count))


def _made_up() -> Iterator[str]:
    chance = random.Random(5)

    def pick(words: Sequence[str]) -> str:
        # Zipf's law: the second word comes half as often as the first.
        return chance.choices(words, [1 / rank for rank in range(1, len(words) + 1)])[0]

    while True:
        yield (
            f"a {pick(_ADJECTIVES)} {pick(_SUBJECTS)} {pick(_VERBS)} a {pick(_ADJECTIVES)} "
            f"{pick(_SUBJECTS)} in the {pick(_PLACES)}"
        )


def make_library(directory: Path, captions: Sequence[str], *, alternatives: int = 4) -> Database:
    """A library with a model caption for each text; the texts after it are its alternatives."""
    database = Database.open(LibraryPaths(directory))
    now = datetime(2026, 1, 1, tzinfo=UTC)
    chance = random.Random(7)
    with database.write() as session:
        session.execute(insert(Root).values(id=1, path="/photos", added_at=now))
        folders = len(captions) // _PER_FOLDER + 1
        session.execute(
            insert(Folder),
            [
                {"id": at + 1, "root_id": 1, "path": f"{2000 + at % 25}/trip {at}"}
                for at in range(folders)
            ],
        )
        session.execute(
            insert(Tag),
            [{"id": at, "name": name} for at, name in enumerate((*_TAGS, *_SUBJECTS), start=1)],
        )
    for start in range(0, len(captions), _BATCH):
        ids = range(start + 1, min(start + _BATCH, len(captions)) + 1)
        with database.write() as session:
            session.execute(insert(Photo), [_photo(photo_id, now, chance) for photo_id in ids])
            session.execute(
                insert(Caption),
                [
                    {
                        "id": photo_id,
                        "photo_id": photo_id,
                        "source": CaptionSource.MODEL,
                        "text": captions[photo_id - 1],
                        "model_id": "bench",
                        "created_at": now,
                    }
                    for photo_id in ids
                ],
            )
            if alternatives:
                session.execute(
                    insert(CaptionAlternative),
                    [
                        {
                            "caption_id": photo_id,
                            "rank": rank,
                            "text": captions[(photo_id - 1 + rank) % len(captions)],
                            "logprob": -8.0 - rank,
                        }
                        for photo_id in ids
                        for rank in range(1, alternatives + 1)
                    ],
                )
            session.execute(
                insert(PhotoTag),
                [
                    {
                        "photo_id": photo_id,
                        "tag_id": photo_id % len(_TAGS) + 1,
                        "state": TagState.SET,
                        "source": TagSource.USER,
                    }
                    for photo_id in ids
                    if photo_id % 3 == 0
                ],
            )
            session.execute(
                insert(PhotoTag),
                [
                    {
                        "photo_id": photo_id,
                        "tag_id": len(_TAGS) + 1 + (photo_id * step) % len(_SUBJECTS),
                        "state": TagState.SUGGESTED,
                        "source": TagSource.MODEL,
                        "probability": 0.7,
                    }
                    for photo_id in ids
                    for step in (1, 2)
                    if step == 1 or (photo_id % len(_SUBJECTS))
                ],
            )
            session.connection().exec_driver_sql(
                "UPDATE photo SET shown_caption_id = id WHERE id BETWEEN ? AND ?",
                (ids[0], ids[-1]),
            )
    return database


def _photo(photo_id: int, now: datetime, chance: random.Random) -> dict[str, object]:
    make, model = _CAMERAS[photo_id % len(_CAMERAS)]
    return {
        "id": photo_id,
        "folder_id": (photo_id - 1) // _PER_FOLDER + 1,
        "name": f"IMG_{photo_id:06}.jpg",
        "added_at": now,
        "size": chance.randrange(1 << 20, 1 << 23),
        "mtime_ns": 0,
        "format": "JPEG",
        "width": 4000 if photo_id % 3 else 3000,
        "height": 3000 if photo_id % 3 else 4000,
        "taken": "2024-01-01T00:00:00",
        "taken_sort": 946684800 + chance.randrange(25 * 365 * 86400),
        "camera_make": make,
        "camera_model": model,
        "lens": _LENSES[photo_id % len(_LENSES)],
        "title": _TITLES[photo_id % 3] if photo_id % 20 == 0 else "",
        "latitude": chance.uniform(-60, 70) if photo_id % 3 == 0 else None,
        "longitude": chance.uniform(-180, 180) if photo_id % 3 == 0 else None,
        "rating": chance.choices(range(6), (80, 2, 4, 6, 5, 3))[0],
        "rating_is_users": True,
        "favourite": photo_id % 50 == 0,
        "exif": {
            "iso": chance.choice((100, 200, 400, 800, 1600)),
            "f_number": 2.8,
            "focal_length_mm": 50,
            "exposure_s": chance.choice((1 / 60, 1 / 250, 1 / 1000)),
        },
    }
