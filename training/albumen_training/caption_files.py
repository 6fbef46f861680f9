"""Captions of a collection, from any of the layouts in which collections are published.

Understood: COCO captions JSON, Karpathy's split JSON (`dataset_coco.json`, …), Flickr8k's
`token.txt` (name#number, tab, caption), Flickr30k's `results.csv` (columns parted by `|`) and the
`image,caption` table.
"""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from albumen.errors import KnownError

if TYPE_CHECKING:
    from collections.abc import Iterable
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
        malformed: How many lines are not of the file's layout.

    """

    photos: tuple[CaptionedPhoto, ...]
    empty_captions: int = 0
    without_caption: tuple[str, ...] = ()
    without_photo: int = 0
    malformed: int = 0

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
        return replace(self, photos=kept)


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
    except OSError as error:
        raise CaptionFileError(f"{path} cannot be read: {error.strerror}.") from error
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
    except KeyError as error:
        raise CaptionFileError(
            f"{path} is neither COCO's captions format nor Karpathy's: {error} is missing."
        ) from error
    except (TypeError, AttributeError) as error:
        raise CaptionFileError(
            f"{path} is neither COCO's captions format nor Karpathy's: something in it is of "
            f"another type ({error})."
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
    # Not splitlines: captions may hold the rarer characters that it takes for line ends.
    lines = [line.removesuffix("\r") for line in text.split("\n")]
    while lines and not lines[-1].strip():
        lines.pop()
    if not lines:
        raise CaptionFileError(f"{path} is empty.")
    if "\t" in lines[0] and "#" in lines[0].split("\t")[0]:
        rows = [_token_row(line) for line in lines if line.strip()]
    elif "|" in lines[0]:
        rows = [_piped_row(line) for line in lines[1:] if line.strip()]
    elif lines[0].replace(" ", "").lower() == "image,caption":
        rows = [_table_row(row) for row in csv.reader(lines[1:]) if row]
    else:
        raise CaptionFileError(
            f"{path} is in no layout that is understood.",
            way_out="See `albumen-train vocabulary --help` for the layouts.",
        )
    captions: dict[str, list[str]] = {}
    for row in rows:
        if row is not None:
            captions.setdefault(_base_name(row[0]), []).append(row[1])
    gathered = _gather((name, texts, "") for name, texts in captions.items())
    return replace(gathered, malformed=rows.count(None))


def _token_row(line: str) -> tuple[str, str] | None:
    name, tab, caption = line.partition("\t")
    return (name.rsplit("#", 1)[0], caption) if tab else None


def _piped_row(line: str) -> tuple[str, str] | None:
    parts = line.split("|", 2)
    return (parts[0].strip(), parts[2].strip()) if len(parts) == 3 else None


def _table_row(row: list[str]) -> tuple[str, str] | None:
    """A caption that was not quoted may have commas of its own."""
    return (row[0], ",".join(row[1:])) if len(row) > 1 else None


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
