"""What is done with captions that the model is not sure of: the setting, and how it reads."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, QObject, Signal

from albumen_desktop.tasks import Lane, Latest

if TYPE_CHECKING:
    from albumen.library.views import ChangeSet, PhotoCard
    from albumen_desktop.session import LibrarySession


class Manner(StrEnum):
    """How captions below the threshold are shown."""

    GUESS = "guess"
    HIDE = "hide"
    SHOW = "show"


@dataclass(frozen=True, slots=True)
class Said:
    """A caption as it is shown; the text is empty for one that is hidden."""

    text: str
    guess: bool = False


@dataclass(frozen=True, slots=True)
class Doubt:
    """Below which probability a caption of the model is doubtful, and what becomes of it."""

    threshold: float = 0.0
    manner: Manner = Manner.GUESS

    @classmethod
    def read(cls, settings: dict[str, Any]) -> Doubt:
        """What the settings of a library say."""
        return cls(
            float(settings.get("caption.show_threshold", 0.0)),
            Manner(settings.get("caption.unsure", Manner.GUESS)),
        )

    def about(self, score: float | None) -> bool:
        """Whether a caption of the model with this score is doubtful."""
        return score is not None and score < self.threshold and self.manner is not Manner.SHOW

    def say(self, card: PhotoCard) -> Said:
        """The caption of a photo as grid and viewer show it."""
        if card.caption_source != "model" or not card.caption or not self.about(card.score):
            return Said(card.caption)
        if self.manner is Manner.HIDE:
            return Said("")
        said = QCoreApplication.translate("CellPainter", "perhaps: {caption}")
        return Said(said.format(caption=card.caption), guess=True)


class Doubts(QObject):
    """Follows the settings of a library.

    Attributes:
        doubt: As it is now.

    Signals:
        changed: Another `Doubt`.

    """

    changed = Signal(object)

    def __init__(self, session: LibrarySession, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._reading = Latest(session.tasks, Lane.READ)
        self.doubt = Doubt()
        session.changed.connect(self._on_changed)
        session.reloaded.connect(self.read)

    def read(self) -> None:
        """Read the settings."""
        self._reading.ask(
            self._session.library.settings, lambda settings: self.take(Doubt.read(settings))
        )

    def take(self, doubt: Doubt) -> None:
        """Show captions like this from now on; stored by whoever chose it."""
        if doubt != self.doubt:
            self.doubt = doubt
            self.changed.emit(doubt)

    def _on_changed(self, change: ChangeSet) -> None:
        if "settings" in change.topics:
            self.read()
