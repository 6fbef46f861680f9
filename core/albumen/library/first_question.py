"""Whether somebody is asked before the first photos of a library are described."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from albumen.database.models import Caption, CaptionSource, Folder, Photo
from albumen.library.conditions import Hold
from albumen.library.unfinished import waits_for_caption
from albumen.settings import CAPTION_ASK_ABOVE, CAPTION_WHEN, Settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from albumen.database.connection import Database


class FirstQuestion:
    """Holds describing up until somebody at a window has said when it may be done.

    Describing many photos keeps a computer busy for hours, so nothing of it begins unasked. It is
    asked once: the answer is a stored `caption.when`. While a folder is being looked through it is
    not known yet how many there are, so that holds it up as well. Whoever watches without a window
    wants descriptions and is not asked.
    """

    def __init__(
        self,
        database: Database,
        read_settings: Callable[[], Settings],
        scanning: Callable[[], bool],
    ) -> None:
        self._database = database
        self._read_settings = read_settings
        self._scanning = scanning
        self._lock = threading.Lock()
        self._waived = False
        self._many = False

    @property
    def answered(self) -> bool:
        """Whether there is nothing to ask, now and later."""
        with self._lock:
            waived = self._waived
        return waived or CAPTION_WHEN.key in self._read_settings().values

    def waive(self) -> None:
        """Ask nobody while this engine runs."""
        with self._lock:
            self._waived = True

    def held(self) -> Hold | None:
        """Return what describing waits for, None when it may go on."""
        if self.answered:
            return None
        with self._lock:
            many = self._many
        if self._scanning():
            return Hold.SCAN
        return Hold.QUESTION if many else None

    def look_again(self) -> None:
        """Count anew: photos came or went, or a setting changed."""
        if self.answered:
            return
        with self._database.read() as session:
            waiting, described = _undescribed(session), _described(session)
        # Who has had most of a library described has seen what it takes.
        many = waiting > max(self._read_settings().get(CAPTION_ASK_ABOVE), described)
        with self._lock:
            self._many = many


def _undescribed(session: Session) -> int:
    statement = (
        select(func.count())
        .select_from(Photo)
        .join(Photo.folder)
        .join(Folder.root)
        .where(waits_for_caption())
    )
    return session.scalar(statement) or 0


def _described(session: Session) -> int:
    by_model = Caption.source == CaptionSource.MODEL
    return session.scalar(select(func.count(Caption.photo_id.distinct())).where(by_model)) or 0
