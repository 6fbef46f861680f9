"""Pairs files with photos by evidence, strongest first, and never by a guess."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Sequence

    from albumen.catalog.records import FoundFile, KnownPhoto

# A crowd of copies larger than this is ambiguous without weighing each against each.
_MOST_RIVALRY = 4096


@dataclass(frozen=True, slots=True)
class Evidence:
    """A trait that a file and a photo share when they are the same."""

    of_file: Callable[[FoundFile], Hashable]
    of_photo: Callable[[KnownPhoto], Hashable]


BY_INODE = (
    Evidence(
        lambda file: (file.stat, file.folder, file.name),
        lambda photo: (photo.stat, photo.folder, photo.name),
    ),
    Evidence(lambda file: (file.stat, file.name), lambda photo: (photo.stat, photo.name)),
    Evidence(lambda file: file.stat, lambda photo: photo.stat),
)


def _fingerprint(file: FoundFile) -> bytes | None:
    return None if file.contents is None else file.contents.fingerprint


BY_CONTENT = (
    Evidence(
        lambda file: (_fingerprint(file), file.name, file.stat.mtime_ns),
        lambda photo: (photo.fingerprint, photo.name, photo.stat.mtime_ns),
    ),
    Evidence(
        lambda file: (_fingerprint(file), file.stat.mtime_ns),
        lambda photo: (photo.fingerprint, photo.stat.mtime_ns),
    ),
    Evidence(
        lambda file: (_fingerprint(file), file.name),
        lambda photo: (photo.fingerprint, photo.name),
    ),
    Evidence(_fingerprint, lambda photo: photo.fingerprint),
)


def pair(
    files: Iterable[FoundFile],
    photos: Iterable[KnownPhoto],
    levels: Sequence[Evidence],
    admissible: Callable[[FoundFile, KnownPhoto], bool],
) -> list[tuple[FoundFile, KnownPhoto]]:
    """Pair one to one wherever a level of evidence leaves no choice.

    Several photos for one file are no choice if only one of them was there until now. What stays
    ambiguous at every level stays unpaired.
    """
    pairs: list[tuple[FoundFile, KnownPhoto]] = []
    open_files, open_photos = list(files), list(photos)
    for level in levels:
        by_trait: defaultdict[Hashable, list[KnownPhoto]] = defaultdict(list)
        for photo in open_photos:
            by_trait[level.of_photo(photo)].append(photo)
        claimants: defaultdict[Hashable, list[FoundFile]] = defaultdict(list)
        for file in open_files:
            trait = level.of_file(file)
            if trait in by_trait:
                claimants[trait].append(file)
        paired_files: set[int] = set()
        paired_photos: set[int] = set()
        for trait, rivals in claimants.items():
            match = _only_pair(rivals, by_trait[trait], admissible)
            if match is not None:
                pairs.append(match)
                paired_files.add(id(match[0]))
                paired_photos.add(id(match[1]))
        open_files = [file for file in open_files if id(file) not in paired_files]
        open_photos = [photo for photo in open_photos if id(photo) not in paired_photos]
    return pairs


def _only_pair(
    rivals: Sequence[FoundFile],
    photos: Sequence[KnownPhoto],
    admissible: Callable[[FoundFile, KnownPhoto], bool],
) -> tuple[FoundFile, KnownPhoto] | None:
    if len(rivals) * len(photos) > _MOST_RIVALRY:
        return None
    fitting = [(file, photo) for file in rivals for photo in photos if admissible(file, photo)]
    if len({id(file) for file, _ in fitting}) != 1:
        return None
    if len(fitting) > 1:
        fitting = [(file, photo) for file, photo in fitting if photo.is_present]
    return fitting[0] if len(fitting) == 1 else None


def drop_unfounded(
    claims: Sequence[tuple[FoundFile, KnownPhoto]], holders: dict[int, FoundFile]
) -> list[tuple[FoundFile, KnownPhoto]]:
    """Keep the claims by content that a series of renames explains.

    A photo at whose own path (`holders`: photo id to the file there) lies a file of other content
    has left only if that file is claimed by another photo in turn, as in a swap. Otherwise it was
    copied elsewhere and edited, and stays.
    """
    kept = list(claims)
    while True:
        claimed = {id(file) for file, _ in kept}
        sound = [
            (file, photo)
            for file, photo in kept
            if photo.id not in holders or id(holders[photo.id]) in claimed
        ]
        if len(sound) == len(kept):
            return kept
        kept = sound
