"""Putting chosen photos on the clipboard: files, paths, captions, or the picture itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication

from albumen_desktop.images import Picture, read_picture
from albumen_desktop.tasks import Lane

if TYPE_CHECKING:
    from collections.abc import Callable

    from albumen.library.views import PhotoCard
    from albumen_desktop.actions import Actions
    from albumen_desktop.grid.photo_model import PhotoModel
    from albumen_desktop.session import LibrarySession


class Copying(QObject):
    """What is copied is what is chosen when the action is triggered.

    Signals:
        said: A sentence for the person.

    """

    said = Signal(str)

    def __init__(
        self,
        session: LibrarySession,
        model: PhotoModel,
        with_cards: Callable[[Callable[[list[PhotoCard]], None]], None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._model = model
        self._with_cards = with_cards

    def connect_to(self, actions: Actions) -> None:
        """Copy by these actions."""
        actions.on("copy", lambda: self._with_cards(self._copy_files))
        actions.on("copy-image", lambda: self._with_cards(self._copy_image))
        actions.on("copy-path", lambda: self._with_cards(self._copy_paths))
        actions.on("copy-caption", lambda: self._with_cards(self._copy_captions))

    def _copy_files(self, cards: list[PhotoCard]) -> None:
        QGuiApplication.clipboard().setMimeData(self._model.mime_data_of_cards(cards))

    def _copy_paths(self, cards: list[PhotoCard]) -> None:
        QGuiApplication.clipboard().setText("\n".join(card.path for card in cards))

    def _copy_captions(self, cards: list[PhotoCard]) -> None:
        lines = [card.caption or card.name for card in cards]
        QGuiApplication.clipboard().setText("\n".join(lines))

    def _copy_image(self, cards: list[PhotoCard]) -> None:
        card = cards[0]

        def copy(picture: Picture) -> None:
            QGuiApplication.clipboard().setImage(picture.image)
            self.said.emit(self.tr("The picture {name} is copied.").format(name=card.name))

        self._session.tasks.run(
            Lane.IMAGE, lambda: read_picture(card.path, 0, card.view_rotation), copy
        )
