"""Words before or after many captions, or one caption for many photos, with a preview."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from albumen_desktop.forms import align_labels
from albumen_desktop.keyboard import follow_layout
from albumen_desktop.throttle import Throttle

if TYPE_CHECKING:
    from collections.abc import Sequence

    from albumen.library.views import PhotoCard

MOST_PREVIEWS = 3
#: So many captions are worked out between two keystrokes without being felt.
QUICKLY_SHOWN = 2000
_CLOSES = tuple(",.;:!?)]}…")


@dataclass(frozen=True)
class CaptionChange:
    """What is to become of the captions of many photos.

    Attributes:
        before: Words to put before each caption.
        after: Words to put after each caption.
        uncaptioned: Whether photos without a caption get the words, too.
        same: The one caption for all photos; None to add words instead.

    """

    before: str = ""
    after: str = ""
    uncaptioned: bool = False
    same: str | None = None

    def text_for(self, card: PhotoCard) -> str | None:
        """A photo's new caption of the person; None when it stays as it is."""
        if self.same is not None:
            text = " ".join(self.same.split())
            own = card.caption_source == "user"
            return text if text and not (own and card.caption == text) else None
        if not card.caption and not self.uncaptioned:
            return None
        text = appended(card.caption, self.before, self.after)
        return text if text != card.caption else None

    def texts_for(self, cards: Sequence[PhotoCard]) -> dict[int, str]:
        """The new captions of those photos that change."""
        found = ((card.id, self.text_for(card)) for card in cards)
        return {photo_id: text for photo_id, text in found if text is not None}


def appended(caption: str, before: str, after: str) -> str:
    """A caption with words around it, which are not put there twice."""
    text = " ".join(caption.split())
    first, last = " ".join(before.split()), " ".join(after.split())
    if first and not _begins(text, first):
        text = _joined(first, text)
    if last and not _ends(text, last):
        text = _joined(text, last)
    return text


def _begins(text: str, words: str) -> bool:
    rest = text[len(words) :]
    return text.casefold().startswith(words.casefold()) and not rest[:1].isalnum()


def _ends(text: str, words: str) -> bool:
    if not text.casefold().endswith(words.casefold()):
        return False
    return not words[0].isalnum() or not text[: -len(words)][-1:].isalnum()


def _joined(left: str, right: str) -> str:
    if not left or not right:
        return left + right
    return left + right if right.startswith(_CLOSES) else f"{left} {right}"


class AppendDialog(QDialog):
    """Asks for a `CaptionChange` and shows what it makes of the first photos."""

    def __init__(
        self, cards: Sequence[PhotoCard], *, same: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._cards = cards
        self.setWindowTitle(self.tr("Write captions"))
        title = QLabel(self.tr("Captions of %n chosen photo(s)", "", len(cards)), self)
        title.setProperty("role", "title")
        title.setWordWrap(True)
        self.add = QRadioButton(self.tr("&Add words to each caption"), self)
        self.replace = QRadioButton(self.tr("&One caption for all"), self)
        choice = QButtonGroup(self)
        choice.addButton(self.add)
        choice.addButton(self.replace)
        (self.replace if same else self.add).setChecked(True)
        self.before = QLineEdit(self)
        self.after = QLineEdit(self)
        self.uncaptioned = QCheckBox(self.tr("Also for photos &without a caption"), self)
        self.text = QLineEdit(self)
        self._adding = QWidget(self)
        form = QFormLayout(self._adding)
        form.setContentsMargins(22, 0, 0, 0)
        form.addRow(self.tr("&Before"), self.before)
        form.addRow(self.tr("Af&ter"), self.after)
        form.addRow("", self.uncaptioned)
        self._replacing = QWidget(self)
        other = QFormLayout(self._replacing)
        other.setContentsMargins(22, 0, 0, 0)
        other.addRow(self.tr("&Caption"), self.text)
        self._counted = QLabel(self)
        self._counted.setProperty("role", "muted")
        self._counted.setWordWrap(True)
        self._preview = QLabel(self)
        self._preview.setWordWrap(True)
        self._preview.setTextFormat(Qt.TextFormat.RichText)
        self._preview.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._preview.setMinimumHeight(self.fontMetrics().height() * MOST_PREVIEWS * 3)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        self._go = buttons.addButton(self.tr("Write"), QDialogButtonBox.ButtonRole.AcceptRole)
        self._go.setDefault(True)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 18, 24, 16)
        column.setSpacing(10)
        for widget in (
            title, self.add, self._adding, self.replace, self._replacing, self._counted,
            self._preview,
        ):  # fmt: skip
            column.addWidget(widget)
        column.addStretch(1)
        column.addWidget(buttons)
        self.setMinimumWidth(460)
        self._follow_typing()
        self.add.toggled.connect(self._choose)
        self.uncaptioned.toggled.connect(self._show)
        self._choose()

    @property
    def change(self) -> CaptionChange:
        """What is wanted."""
        if self.replace.isChecked():
            return CaptionChange(same=self.text.text())
        return CaptionChange(
            self.before.text(), self.after.text(), uncaptioned=self.uncaptioned.isChecked()
        )

    def _follow_typing(self) -> None:
        show = self._show
        if len(self._cards) > QUICKLY_SHOWN:
            show = Throttle(self._show, 1000, self).call
        for edit in (self.before, self.after, self.text):
            edit.textChanged.connect(show)

    def _choose(self) -> None:
        follow_layout(self)
        for form in self.findChildren(QFormLayout):
            align_labels(form)
        adding = self.add.isChecked()
        self._adding.setEnabled(adding)
        self._replacing.setEnabled(not adding)
        (self.after if adding else self.text).setFocus()
        self._show()

    def _show(self) -> None:
        texts = self.change.texts_for(self._cards)
        count = self.tr("%n caption(s) change and become yours.", "", len(texts))
        lost = sum(
            card.id in texts and bool(card.caption) and card.caption_source == "user"
            for card in self._cards
        )
        if lost and self.replace.isChecked():
            count += " " + self.tr("%n caption(s) of yours will be replaced.", "", lost)
        self._counted.setText(count)
        shown = [card for card in self._cards if card.id in texts][:MOST_PREVIEWS]
        lines = [
            f"<p style='margin:0 0 5px 0'><small>{escape(card.name)}</small><br>"
            f"{_marked(texts[card.id], card.caption)}</p>"
            for card in shown
        ]
        if len(texts) > len(shown):
            more = self.tr("and %n more", "", len(texts) - len(shown))
            lines.append(f"<p>{escape(more)}</p>")
        self._preview.setText("".join(lines))
        self._go.setEnabled(bool(texts))
        self._grow()

    def _grow(self) -> None:
        """Make room for long captions; a dialog that shrinks again would be restless."""
        column = self.layout()
        needed = column.totalHeightForWidth(self.width()) if column is not None else 0
        if needed > self.height():
            self.resize(self.width(), needed)


def _marked(text: str, before: str) -> str:
    """A caption as HTML; what is new in it stands out."""
    place = text.find(before) if before else -1
    if place < 0:
        return f"<b>{escape(text)}</b>"
    parts = (text[:place], text[place + len(before) :])
    first, last = (f"<b>{escape(part)}</b>" if part else "" for part in parts)
    return f"{first}{escape(before)}{last}"
