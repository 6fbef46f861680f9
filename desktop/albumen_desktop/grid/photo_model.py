"""The photos of the grid as an item model of ids."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import (
    QAbstractListModel,
    QItemSelection,
    QItemSelectionModel,
    QItemSelectionRange,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QUrl,
)

from albumen.library.views import PhotoList
from albumen_desktop.doubts import Doubt
from albumen_desktop.file_reasons import reason_text
from albumen_desktop.search.reasons import Reasons

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from albumen.library.views import PhotoCard
    from albumen_desktop.grid.cards import CardStore

PHOTO_IDS_TYPE = "application/x-albumen-photo-ids"

_NOWHERE = QModelIndex()


def empty_list() -> PhotoList:
    """A list without photos."""
    return PhotoList(np.zeros(0, np.int64), np.zeros(0, np.float32), np.zeros(0, np.int64))


class PhotoModel(QAbstractListModel):
    """Rows are photos; everything but their ids comes from the card store when it is shown.

    Attributes:
        cards: What is known of the photos.
        photos: The list.
        doubt: How captions read that the describing model is not sure of.
        reasons: Why the photos of a search were found.

    """

    def __init__(self, cards: CardStore, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.cards = cards
        self.doubt = Doubt()
        self.reasons = Reasons(self)
        self.photos = empty_list()
        self._order = np.zeros(0, np.int64)
        self._sorted = np.zeros(0, np.int64)
        cards.loaded.connect(self._on_loaded)

    def set_photos(self, photos: PhotoList) -> None:
        """Show another list."""
        self.beginResetModel()
        self.photos = photos
        self._order = np.argsort(photos.ids, kind="stable")
        self._sorted = photos.ids[self._order]
        self.endResetModel()

    def id_at(self, row: int) -> int:
        """The photo of a row."""
        return int(self.photos.ids[row])

    def card_at(self, row: int) -> PhotoCard | None:
        """The card of a row if it has been read."""
        return self.cards.get(int(self.photos.ids[row]))

    def row_of(self, photo_id: int) -> int | None:
        """The row of a photo, None when it is not in the list."""
        place = int(np.searchsorted(self._sorted, photo_id))
        if place < len(self._sorted) and self._sorted[place] == photo_id:
            return int(self._order[place])
        return None

    def rows_of(self, ids: np.ndarray[Any, np.dtype[np.int64]] | Sequence[int]) -> list[int]:
        """The rows of those photos that are in the list, in its order."""
        wanted = np.asarray(ids, dtype=np.int64)
        if not len(wanted) or not len(self._sorted):
            return []
        places = np.minimum(np.searchsorted(self._sorted, wanted), len(self._sorted) - 1)
        found = self._sorted[places] == wanted
        rows: list[int] = np.sort(self._order[places[found]]).tolist()
        return rows

    def selection_of(self, rows: Iterable[int]) -> QItemSelection:
        """Rows as an item selection, neighbours joined into ranges."""
        selection = QItemSelection()
        numbers = np.asarray(list(rows), dtype=np.int64)
        if not len(numbers):
            return selection
        breaks = np.flatnonzero(np.diff(numbers) != 1) + 1
        for run in np.split(numbers, breaks):
            selection.append(QItemSelectionRange(self.index(int(run[0])), self.index(int(run[-1]))))
        return selection

    def selected_rows(self, selection: QItemSelectionModel) -> list[int]:
        """The selected rows in order, from the ranges rather than from one index each."""
        ranges = selection.selection()
        spans = [ranges.at(number) for number in range(ranges.count())]
        if len(spans) == 1:
            return list(range(spans[0].top(), spans[0].bottom() + 1))
        rows = [np.arange(span.top(), span.bottom() + 1) for span in spans]
        found: list[int] = np.unique(np.concatenate(rows)).tolist() if rows else []
        return found

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _NOWHERE) -> int:  # noqa: N802 - Qt's name
        """Number of photos."""
        return 0 if parent.isValid() else len(self.photos.ids)

    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """The caption or name of a row, for lists and screen readers."""
        if not index.isValid():
            return None
        card = self.card_at(index.row())
        if card is None:
            return "" if role == Qt.ItemDataRole.DisplayRole else None
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            return self.doubt.say(card).text or card.name
        if role == Qt.ItemDataRole.AccessibleDescriptionRole:
            return self._describe(card)
        if role == Qt.ItemDataRole.ToolTipRole:
            return self.reasons.of_card(card) or None
        return None

    def flags(self, index: QModelIndex | QPersistentModelIndex) -> Qt.ItemFlag:
        """Rows can be chosen and dragged."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        return (
            Qt.ItemFlag.ItemIsEnabled
            | Qt.ItemFlag.ItemIsSelectable
            | Qt.ItemFlag.ItemIsDragEnabled
            | Qt.ItemFlag.ItemNeverHasChildren
        )

    def mime_data_of(self, rows: Sequence[int]) -> QMimeData:
        """Rows for a drag or the clipboard: their files and, for this programme, their ids."""
        cards = [card for row in rows if (card := self.card_at(row)) is not None]
        data = self.mime_data_of_cards(cards)
        ids = [self.id_at(row) for row in rows]
        data.setData(PHOTO_IDS_TYPE, json.dumps(ids).encode())
        return data

    @staticmethod
    def mime_data_of_cards(cards: Sequence[PhotoCard]) -> QMimeData:
        """Photos as files, as text with their paths and, for this programme, as ids."""
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(card.path) for card in cards])
        data.setText("\n".join(card.path for card in cards))
        data.setData(PHOTO_IDS_TYPE, json.dumps([card.id for card in cards]).encode())
        return data

    def _describe(self, card: PhotoCard) -> str:
        parts = [card.name]
        if card.rating:
            parts.append(self.tr("%n star(s)", "", card.rating))
        if card.favourite:
            parts.append(self.tr("favourite"))
        if card.error:
            parts.append(reason_text(card.error))
        return ", ".join(parts)

    def _on_loaded(self, ids: set[int]) -> None:
        rows = self.rows_of(sorted(ids))
        if rows:
            self.dataChanged.emit(self.index(rows[0]), self.index(rows[-1]))


def photo_ids_of(data: QMimeData) -> list[int]:
    """The photos of a drag that began in this programme."""
    if not data.hasFormat(PHOTO_IDS_TYPE):
        return []
    return [int(one) for one in json.loads(bytes(data.data(PHOTO_IDS_TYPE).data()))]
