"""Which tags many photos have."""

from __future__ import annotations

from typing import Any

from sqlalchemy import update

from albumen.database.models import PhotoTag
from albumen.library.changes import Changes
from albumen.library.editing import apply_edits
from albumen.library.tag_shares import TagShare, read_suggested, read_tag_shares
from albumen.library.views import PhotoEdit


def test_set_and_suggested_tags_are_counted(shelf: Any) -> None:
    first, second, third, other = shelf.photos[:4]
    with shelf.database.write() as session:
        apply_edits(
            session,
            [
                PhotoEdit(first, tags={"sea": "set", "dog": "suggested", "cat": "rejected"}),
                PhotoEdit(second, tags={"sea": "set", "dog": "suggested", "hill": "suggested"}),
                PhotoEdit(third, tags={"hill": "set"}),
                PhotoEdit(other, tags={"dog": "suggested"}),
            ],
            Changes(),
        )
        session.execute(update(PhotoTag).where(PhotoTag.photo_id == second).values(probability=0.5))
    chosen = [first, second, third]
    assert read_tag_shares(shelf.database, chosen) == [
        TagShare("sea", 2, 0, None),
        TagShare("hill", 1, 1, 0.5),
        TagShare("dog", 0, 2, 0.5),
    ]
    assert sorted(read_suggested(shelf.database, chosen, "dog")) == [first, second]
    assert read_suggested(shelf.database, chosen, "cat") == []
    assert read_tag_shares(shelf.database, []) == []
