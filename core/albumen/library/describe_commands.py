"""Commands that have photos described anew, and take that back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from albumen.database.models import JobKind
from albumen.library.changes import Changes
from albumen.library.former_descriptions import (
    keep_descriptions,
    reject_described,
    restore_descriptions,
)
from albumen.library.neutral_captions import reword_photos, wants_neutral_wording
from albumen.library.priorities import ASKED_PRIORITY
from albumen.library.unfinished import captionable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from albumen.library.host import LibraryHost


class DescribeCommands:
    """Each method is a command."""

    def __init__(self, host: LibraryHost) -> None:
        self._host = host

    def describe_again(self, ids: list[int], rejected: dict[str, int] | None = None) -> int:
        """Have photos described anew, before anything else is.

        Args:
            ids: The photos.
            rejected: Captions of the model that are not right, {photo id: caption id}.

        Returns:
            The number by which `restore_descriptions` takes all of it back.

        """
        refused = {int(photo_id): caption for photo_id, caption in (rejected or {}).items()}
        with self._host.database.write() as session:
            wanted = captionable(session, ids)
            snapshot = keep_descriptions(session, list(dict.fromkeys([*wanted, *refused])))
            reject_described(session, refused)
            self._host.queue.enqueue(
                session, JobKind.CAPTION, wanted, priority=ASKED_PRIORITY, forced=True
            )
            self._host.indexer.mark(session, sorted(refused))
        self._tell(list(refused))
        return snapshot

    def restore_descriptions(self, snapshot: int) -> int:
        """Take `describe_again` or this back; returns the number that takes this one back."""
        with self._host.database.write() as session:
            inverse, photo_ids = restore_descriptions(session, snapshot)
            if wants_neutral_wording(session):
                reword_photos(session, photo_ids)
            self._host.indexer.mark(session, photo_ids)
        self._host.describing.committed(photo_ids)
        self._tell(photo_ids)
        return inverse

    def _tell(self, photo_ids: Sequence[int]) -> None:
        changes = Changes()
        changes.changed.update(photo_ids)
        if photo_ids:
            changes.add_topics(["tags"])
        self._host.publish(changes)
        self._host.describing.try_again()
