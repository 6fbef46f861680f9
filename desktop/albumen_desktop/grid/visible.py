"""Asking for the cards and thumbnails of what is in view, and then of what is near."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from albumen_desktop.grid.sharpening import Sharpener
from albumen_desktop.grid.thumbnails import (
    CACHE_BYTES,
    Thumbnail,
    ThumbnailCache,
    ThumbnailLoader,
    ThumbnailRequest,
    read_thumbnail,
)
from albumen_desktop.throttle import Throttle

if TYPE_CHECKING:
    from collections.abc import Sequence

    from albumen_desktop.grid.grid_view import GridView

# While scrolling, what has come into view is asked for this often.
REQUEST_MS = 30
THREADS = 2


class VisiblePhotos(QObject):
    """Follows what a grid shows.

    Attributes:
        thumbnails: The thumbnails that are here.

    Signals:
        changed: Other photos are in view; their ids.
        arrived: Cards or thumbnails of these photos arrived; a set of ids.

    """

    changed = Signal(object)
    arrived = Signal(object)

    def __init__(self, view: GridView) -> None:
        super().__init__(view)
        self._view = view
        self._cards = view.photos.cards
        self._loader = ThumbnailLoader(read_thumbnail, THREADS, self)
        self._sharpener = Sharpener(self._coarse, self)
        self._refresh = Throttle(self._request, REQUEST_MS, self)
        self._visible: tuple[int, ...] = ()
        self.thumbnails = ThumbnailCache(round(CACHE_BYTES * view.devicePixelRatioF()))
        self._loader.loaded.connect(self._on_thumbnail)
        self._sharpener.sharpened.connect(self._on_sharpened)
        self._cards.loaded.connect(self._on_cards)

    @property
    def settled(self) -> bool:
        """Whether all that is in view is here."""
        waiting = self._refresh.waiting or not self._cards.settled
        return not waiting and self._loader.idle and self._sharpener.settled

    def refresh(self) -> None:
        """Look again at what is in view."""
        self._refresh.call()

    def drop(self, ids: Sequence[int]) -> None:
        """Read the thumbnails of these photos anew."""
        for photo_id in ids:
            self.thumbnails.drop(photo_id)
        self.refresh()

    def close(self) -> None:
        """End the threads."""
        self._refresh.stop()
        self._loader.close()
        self._sharpener.close()

    def _request(self) -> None:
        view = self._view
        layout = view.layout_of_photos
        top, height = view.verticalOffset(), view.viewport().height()
        shown = view.rows_in_view()
        near = (
            *layout.visible(top + height, top + 2 * height),
            *layout.visible(top - height // 2, top),
        )
        rows = [*shown, *(row for row in near if row not in shown)]
        ids = tuple(view.photos.id_at(row) for row in rows)
        self._cards.want(ids)
        self._request_thumbnails(rows)
        self._sharpener.wait()
        visible = ids[: len(shown)]
        if visible != self._visible:
            self._visible = visible
            self.changed.emit(visible)

    def _request_thumbnails(self, rows: Sequence[int]) -> None:
        view = self._view
        ratio = view.devicePixelRatioF()
        requests = []
        for row in rows:
            request = self._request_for(row, ratio)
            if request is not None and not self._is_here(request):
                requests.append(request)
        self._loader.want(requests)

    def _is_here(self, request: ThumbnailRequest) -> bool:
        found = self.thumbnails.get(request.photo_id)
        if found is None or found.request.key != request.key:
            return False
        # A coarse one is sharpened by its photo, which may have come back since.
        return not found.coarse or found.request.photo == request.photo

    def _request_for(self, row: int, ratio: float) -> ThumbnailRequest | None:
        view = self._view
        card = view.photos.card_at(row)
        if card is None or card.thumbnail is None:
            return None
        _, _, width, height = view.layout_of_photos.picture_rect(row)
        return ThumbnailRequest(
            card.id,
            card.thumbnail,
            card.view_rotation,
            round(width * ratio),
            round(height * ratio),
            ratio,
            card.path if card.state == "present" else "",
        )

    def _coarse(self) -> list[Thumbnail]:
        ids = (self._view.photos.id_at(row) for row in self._view.rows_in_view())
        found = (self.thumbnails.get(one) for one in ids)
        return [one for one in found if one is not None and one.coarse and one.request.photo]

    def _on_cards(self, ids: set[int]) -> None:
        self.refresh()
        self.arrived.emit(ids)

    def _on_sharpened(self, thumbnail: Thumbnail) -> None:
        found = self.thumbnails.get(thumbnail.request.photo_id)
        # Meanwhile the cell may have become another one.
        if found is not None and found.request.key == thumbnail.request.key:
            self._on_thumbnail(thumbnail)

    def _on_thumbnail(self, thumbnail: Thumbnail) -> None:
        self.thumbnails.put(thumbnail)
        if thumbnail.coarse:
            self._sharpener.wait()
        self.arrived.emit({thumbnail.request.photo_id})
