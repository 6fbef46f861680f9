"""What an import tells of itself."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class ImportSummary:
    """What an import did.

    Attributes:
        photos: Ids of the photos that were found again and changed; their shown caption and
            their place in the index are to be brought up to date.
        unmatched: Paths of photos that this library does not have.
        missing_roots: Registered folders of the export that this library does not have; add
            them, scan and import again to reach their photos.
        tags: How many tags are new.
        albums: How many albums are new.
        searches: How many saved searches are new or replaced.

    """

    photos: list[int] = field(default_factory=list)
    unmatched: list[str] = field(default_factory=list)
    missing_roots: list[str] = field(default_factory=list)
    tags: int = 0
    albums: int = 0
    searches: int = 0
