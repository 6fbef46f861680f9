"""Captions of a collection, from any of the layouts in which collections are published.

Understood: COCO captions JSON, Karpathy's split JSON (`dataset_coco.json`, …), Flickr8k's
`token.txt` (name#number, tab, caption), Flickr30k's `results.csv` (columns parted by `|`) and the
`image,caption` table.
"""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from albumen.errors import KnownError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path


class CaptionFileError(KnownError):
    """A caption file is missing, damaged or of a layout that nobody publishes."""


@dataclass(frozen=True, slots=True)
class CaptionedPhoto:
    """A photo's file name and what people wrote about it.

    Attributes:
        name: File name without folders.
        captions: At least one, none of them empty.
        split: The split that the file states, such as "train"; empty where it states none.

    """

    name: str
    captions: tuple[str, ...]
    split: str = ""


@dataclass(frozen=True, slots=True)
class CaptionFile:
    """All captioned photos of a file and what was left out.

    Attributes:
        photos: In the file's order.
        empty_captions: How many captions were empty.
        without_caption: Names of photos that nobody described.
        without_photo: How many captions belong to no photo of the file.

    """

    photos: tuple[CaptionedPhoto, ...]
    empty_captions: int = 0
    without_caption: tuple[str, ...] = ()
    without_photo: int = 0

    def only(self, split: str) -> CaptionFile:
        """Photos of one split of Karpathy's file; `train` takes in his `restval`."""
        splits = {"train", "restval"} if split == "train" else {split}
        kept = tuple(photo for photo in self.photos if photo.split in splits)
        if not kept:
            known = ", ".join(sorted({photo.split for photo in self.photos if photo.split}))
            raise CaptionFileError(
                f"The captions have no split '{split}'.",
                way_out=f"They have: {known}." if known else "They state no splits at all.",
            )
        return CaptionFile(kept, self.empty_captions, self.without_caption, self.without_photo)


def read_captions(path: Path) -> CaptionFile:
    """Read a caption file of any known layout.

    Raises:
        CaptionFileError: It is missing, not understood, contradictory or holds no caption.

    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise CaptionFileError(f"There is no caption file {path}.") from error
    except UnicodeDecodeError as error:
        raise CaptionFileError(f"{path} is not UTF-8 text.") from error
    captions = _read_json(text, path) if text.lstrip()[:1] in {"{", "["} else _read_text(text, path)
    if not captions.photos:
        raise CaptionFileError(f"{path} holds no caption of any photo.")
    return captions


def _read_json(text: str, path: Path) -> CaptionFile:
    try:
        document = json.loads(text)
        images = document["images"]
        if "annotations" in document:
            return _read_coco(images, document["annotations"], path)
        return _read_karpathy(images)
    except CaptionFileError:
        raise
    except ValueError as error:
        raise CaptionFileError(
            f"{path} is not complete JSON ({error}).", way_out="Fetch it again."
        ) from error
    except (KeyError, TypeError, AttributeError) as error:
        raise CaptionFileError(
            f"{path} is neither COCO's captions format nor Karpathy's ({error!r} is missing)."
        ) from error


def _read_coco(images: list[Any], annotations: list[Any], path: Path) -> CaptionFile:
    names: dict[Any, str] = {}
    for image in images:
        if image["id"] in names:
            raise CaptionFileError(f"{path} lists the photo id {image['id']} twice.")
        names[image["id"]] = _base_name(image["file_name"])
    captions: dict[Any, list[str]] = {identity: [] for identity in names}
    without_photo = 0
    for annotation in annotations:
        of_photo = captions.get(annotation["image_id"])
        if of_photo is None:
            without_photo += 1
        else:
            of_photo.append(annotation["caption"])
    rows = ((names[identity], texts, "") for identity, texts in captions.items())
    return _gather(rows, without_photo)


def _read_karpathy(images: list[Any]) -> CaptionFile:
    return _gather(
        (
            _base_name(image["filename"]),
            [sentence["raw"] for sentence in image["sentences"]],
            image["split"],
        )
        for image in images
    )


def _read_text(text: str, path: Path) -> CaptionFile:
    lines = text.splitlines()
    if not lines:
        raise CaptionFileError(f"{path} is empty.")
    captions: dict[str, list[str]] = {}
    if "\t" in lines[0] and "#" in lines[0].split("\t")[0]:
        rows: Iterable[tuple[str, str]] = _token_rows(lines)
    elif "|" in lines[0]:
        rows = _piped_rows(lines[1:])
    elif lines[0].replace(" ", "").lower() == "image,caption":
        rows = ((row[0], row[1]) for row in csv.reader(lines[1:]) if len(row) == 2)
    else:
        raise CaptionFileError(
            f"{path} is in no layout that is understood.",
            way_out="See `albumen-train vocabulary --help` for the layouts.",
        )
    for name, caption in rows:
        captions.setdefault(_base_name(name), []).append(caption)
    return _gather((name, texts, "") for name, texts in captions.items())


def _token_rows(lines: list[str]) -> Iterator[tuple[str, str]]:
    for line in lines:
        if "\t" in line:
            name, caption = line.split("\t", 1)
            yield name.rsplit("#", 1)[0], caption


def _piped_rows(lines: list[str]) -> Iterator[tuple[str, str]]:
    for line in lines:
        parts = line.split("|", 2)
        if len(parts) == 3:
            yield parts[0].strip(), parts[2].strip()


def _base_name(name: str) -> str:
    return name.replace("\\", "/").rsplit("/", 1)[-1]


def _gather(rows: Iterable[tuple[str, list[str], str]], without_photo: int = 0) -> CaptionFile:
    photos = []
    empty = 0
    bare = []
    for name, texts, split in rows:
        kept = tuple(text.strip() for text in texts if text.strip())
        empty += len(texts) - len(kept)
        if kept:
            photos.append(CaptionedPhoto(name, kept, split))
        else:
            bare.append(name)
    return CaptionFile(tuple(photos), empty, tuple(bare), without_photo)
