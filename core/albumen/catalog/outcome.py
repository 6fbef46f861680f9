"""What a look at the disk changed in the database."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Outcome:
    """Photos and lists that differ from before; a photo may be in several lists.

    Attributes:
        added: New photos.
        changed: Photos whose file has other content now.
        moved: Photos whose file is at another path now.
        missing: Photos whose file is gone.
        redescribed: Photos whose sidecars were added, edited or taken away.
        returned: Photos that were missing, or hidden with a removed root, and are there again.
        roots_changed: A root went offline, came back or was scanned for the first time.
        folders_changed: Folders appeared or disappeared.
        skipped_changed: The lists of skipped files or unreadable folders differ.

    """

    added: list[int] = field(default_factory=list)
    changed: list[int] = field(default_factory=list)
    moved: list[int] = field(default_factory=list)
    missing: list[int] = field(default_factory=list)
    returned: list[int] = field(default_factory=list)
    redescribed: list[int] = field(default_factory=list)
    roots_changed: bool = False
    folders_changed: bool = False
    skipped_changed: bool = False

    def merge(self, other: Outcome) -> None:
        """Add what another outcome holds."""
        self.added += other.added
        self.changed += other.changed
        self.moved += other.moved
        self.missing += other.missing
        self.returned += other.returned
        self.redescribed += other.redescribed
        self.roots_changed |= other.roots_changed
        self.folders_changed |= other.folders_changed
        self.skipped_changed |= other.skipped_changed

    def __bool__(self) -> bool:
        return bool(
            self.added
            or self.changed
            or self.moved
            or self.missing
            or self.returned
            or self.redescribed
            or self.roots_changed
            or self.folders_changed
            or self.skipped_changed
        )
