"""The offer to describe photos anew after new weights have arrived."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from albumen_desktop.tasks import Lane, Latest

if TYPE_CHECKING:
    from albumen.library.views import OutdatedCaptions
    from albumen_desktop.photo_editing import PhotoEditing
    from albumen_desktop.session import LibrarySession

DECLINED = "caption.declined_weights"


class WeightsNotice(QFrame):
    """A stripe that asks once; nothing is described anew unless a person says so.

    Signals:
        stepped: A sentence for the person about the step that was just made.

    """

    stepped = Signal(str)

    def __init__(
        self, session: LibrarySession, editing: PhotoEditing, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._editing = editing
        self.setObjectName("banner")
        self._session = session
        self._looking = Latest(session.tasks, Lane.COUNT)
        self._outdated: OutdatedCaptions | None = None
        self._text = QLabel(self)
        self._text.setWordWrap(True)
        self.again = QPushButton(self.tr("Describe anew"), self)
        self.later = QPushButton(self.tr("Later"), self)
        self.never = QPushButton(self.tr("Not with this model"), self)
        self.again.clicked.connect(self._on_again)
        self.later.clicked.connect(self.hide)
        self.never.clicked.connect(self._on_never)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 7, 12, 7)
        row.addWidget(self._text, 1)
        for button in (self.again, self.later, self.never):
            row.addWidget(button)
        self.hide()

    @property
    def text(self) -> str:
        """What is said."""
        return self._text.text()

    def look(self) -> None:
        """Ask if there is something to ask."""
        library = self._session.library

        def read() -> OutdatedCaptions | None:
            outdated = library.outdated_captions()
            declined = library.settings().get(DECLINED)
            return outdated if outdated.weights_hash != declined else None

        self._looking.ask(read, self._on_read)

    def _on_read(self, outdated: OutdatedCaptions | None) -> None:
        self._outdated = outdated
        if outdated is None or not outdated.photo_ids:
            self.hide()
            return
        said = self.tr(
            "%n photo(s) were described by an earlier model. What you wrote yourself stays.",
            "",
            len(outdated.photo_ids),
        )
        self._text.setText(said)
        self.show()

    def _on_again(self) -> None:
        self.hide()
        if self._outdated is not None:
            ids = self._outdated.photo_ids
            self._editing.describe_again(ids)
            self.stepped.emit(self.tr("%n photo(s) are being described anew.", "", len(ids)))

    def _on_never(self) -> None:
        self.hide()
        if self._outdated is not None:
            library, weights_hash = self._session.library, self._outdated.weights_hash
            self._session.tasks.run(
                Lane.COMMAND, lambda: library.set_setting(DECLINED, weights_hash)
            )
