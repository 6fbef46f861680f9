"""The caption below the large photo, whose words can be pointed at."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QLabel, QWidget

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QFocusEvent, QKeyEvent

_STYLE = "background: rgba(20, 20, 22, 170); border-radius: 8px; padding: 6px 12px;"
_FOCUSED = "border: 1px solid rgba(255, 255, 255, 130);"
_WORD = "color:#ececea;text-decoration:none"
_CHOSEN = "color:#16171a;background-color:#f2a33c;text-decoration:none"
_NOWHERE = -1


class CaptionLine(QLabel):
    """Words are pointed at with the pointer, or with the arrow keys while it has the keyboard.

    Signals:
        pointed: The number of the word that is pointed at, -1 for none.
        left: The keyboard should go back to the photo.

    """

    pointed = Signal(int)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._said = ""
        self._words: tuple[str, ...] = ()
        self._chosen = _NOWHERE
        self.setWordWrap(True)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.LinksAccessibleByMouse)
        self.setStyleSheet(_STYLE)
        self.linkHovered.connect(self._on_hovered)
        self.say("")

    @property
    def said(self) -> str:
        """What is said, as plain text."""
        return self._said

    @property
    def word(self) -> int:
        """The number of the word that is pointed at, -1 for none."""
        return self._chosen

    def say(self, said: str, caption: str = "", words: Sequence[str] = ()) -> None:
        """Say something that contains a caption; `words` are those that can be pointed at."""
        able = (
            tuple(words) if caption and caption in said and list(words) == caption.split() else ()
        )
        if (said, able) == (self._said, self._words) and said:
            return
        self._said, self._words = said, able
        self._before, _, self._after = said.partition(caption) if able else (said, "", "")
        self._point(_NOWHERE)
        self._show()
        self.setAccessibleName(said)
        hint = self.tr("Point at a word to see where the model looked.") if able else ""
        self.setToolTip(hint)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus if able else Qt.FocusPolicy.NoFocus)
        # What cannot be pointed at must not be in the way of the photo.
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents, not able)
        if not able and self.hasFocus():
            self.left.emit()

    def event(self, event: QEvent) -> bool:
        """Keep the keys of the words from being shortcuts of the window."""
        if event.type() == QEvent.Type.ShortcutOverride and event.key() in {  # type: ignore[attr-defined]  # it is a QKeyEvent
            *(Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home, Qt.Key.Key_End),
            Qt.Key.Key_Escape,
        }:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Go from word to word, or back to the photo."""
        last = len(self._words) - 1
        places = {
            Qt.Key.Key_Right: self._chosen + 1,
            Qt.Key.Key_Left: self._chosen - 1,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
        }
        key = event.key()
        if key in places:
            self._choose(min(max(places[Qt.Key(key)], 0), last))
        elif key == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            # Not to the label, which would keep some keys for its links.
            event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Point at the first word."""
        super().focusInEvent(event)
        self.setStyleSheet(_STYLE + _FOCUSED)
        if self._chosen == _NOWHERE:
            self._choose(0)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Point at nothing."""
        super().focusOutEvent(event)
        self.setStyleSheet(_STYLE)
        self._choose(_NOWHERE)

    def _on_hovered(self, link: str) -> None:
        if link:
            self._choose(int(link))
        else:
            self._choose(0 if self.hasFocus() else _NOWHERE)

    def _choose(self, word: int) -> None:
        if word != self._chosen and word < len(self._words):
            self._point(word)
            self._show()

    def _point(self, word: int) -> None:
        if word == self._chosen:
            return
        self._chosen = word
        self.setAccessibleDescription(self._words[word] if word >= 0 else "")
        self.pointed.emit(word)

    def _show(self) -> None:
        if not self._words:
            self.setText(escape(self._said))
            return
        links = (
            f'<a href="{number}" style="{_CHOSEN if number == self._chosen else _WORD}">'
            f"{escape(word)}</a>"
            for number, word in enumerate(self._words)
        )
        self.setText(f"{escape(self._before)}{' '.join(links)}{escape(self._after)}")
