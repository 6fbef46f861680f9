"""The caption of a photo: where it comes from, how sure it is, and all that can be done to it."""

from __future__ import annotations

import math
from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from albumen_desktop.doubts import Doubt, Manner
from albumen_desktop.grid.caption_text import broken
from albumen_desktop.grid.cell_painter import SOURCE_ICONS
from albumen_desktop.icons import icon_image
from albumen_desktop.wording import literal_label

if TYPE_CHECKING:
    from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent

    from albumen.library.views import CaptionView, PhotoDetail
    from albumen_desktop.theme import Theme

MOST_ALTERNATIVES = 4


class CaptionEdit(QPlainTextEdit):
    """A few lines; Enter and leaving keep what was typed, Escape does not.

    Signals:
        kept: The text is to be saved.
        dropped: The text is to be forgotten.
        left: Enter or Escape were pressed: the keyboard should go back to the photos.

    """

    kept = Signal()
    dropped = Signal()
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTabChangesFocus(True)
        self.setAccessibleName(self.tr("Caption"))
        self.setFixedHeight(self.fontMetrics().height() * 4 + 18)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Enter saves, Escape gives up."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.kept.emit()
            self.left.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.dropped.emit()
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Typed text is never lost."""
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.kept.emit()


class CaptionSection(QWidget):
    """Shows the caption that counts, the others beneath it.

    Signals:
        entered: (photo id, text): a person wrote a caption; "" says that there is none.
        reverted: (photo id): a person's caption is to be taken away.
        rejected: (photo id, caption id): a model's caption is not right.
        again_wanted: (photo id): the model shall describe the photo anew.
        word_hovered: (caption id, number of the word or -1).
        left: The keyboard should go back to the photos.

    """

    entered = Signal(int, str)
    reverted = Signal(int)
    rejected = Signal(int, int)
    again_wanted = Signal(int)
    word_hovered = Signal(int, int)
    left = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._detail: PhotoDetail | None = None
        self._shown: CaptionView | None = None
        self._doubt = Doubt()
        self._badge = QLabel(self)
        self._origin = QLabel(self)
        self._origin.setProperty("role", "muted")
        self._origin.setWordWrap(True)
        self._text = QLabel(self)
        self._text.setWordWrap(True)
        self._text.setTextFormat(Qt.TextFormat.RichText)
        self._text.setTextInteractionFlags(
            Qt.TextInteractionFlag.LinksAccessibleByMouse
            | Qt.TextInteractionFlag.TextSelectableByMouse
        )
        self._text.linkHovered.connect(self._on_hovered)
        self.editor = CaptionEdit(self)
        self.editor.kept.connect(self._on_kept)
        self.editor.dropped.connect(self._stop_editing)
        self.editor.left.connect(self.left)
        self.editor.hide()
        self._buttons = self._make_buttons()
        self._others = QVBoxLayout()
        self._others.setSpacing(1)
        self._others_title = QLabel(self.tr("Other captions"), self)
        self._others_title.setProperty("role", "heading")
        self._arrange()
        theme.changed.connect(self._dress)

    @property
    def editing(self) -> bool:
        """Whether a person is typing."""
        return not self.editor.isHidden()

    def set_doubt(self, doubt: Doubt) -> None:
        """Mark captions that the model is not sure of in another way; all are shown here."""
        self._doubt = doubt
        self._dress()

    def show_detail(self, detail: PhotoDetail) -> None:
        """Show a photo's captions; what is being typed for the same photo stays."""
        same = self._detail is not None and self._detail.card.id == detail.card.id
        if self.editing and not same:
            self._on_kept()
        self._detail = detail
        self._shown = next((one for one in detail.captions if one.shown), None)
        if not (self.editing and same):
            self._stop_editing()
        self._dress()

    def start_editing(self) -> None:
        """Let a person type."""
        if self._detail is None:
            return
        self.editor.setPlainText(self._shown.text if self._shown is not None else "")
        self._text.hide()
        self.editor.show()
        self.editor.setFocus()
        self.editor.selectAll()

    def keep(self) -> None:
        """Save what is being typed, if anything."""
        if self.editing:
            self._on_kept()

    def _arrange(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(6)
        head.addWidget(self._badge)
        head.addWidget(self._origin, 1)
        row = QHBoxLayout()
        row.setSpacing(0)
        for button in self._buttons.values():
            row.addWidget(button)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(5)
        column.addLayout(head)
        column.addWidget(self._text)
        column.addWidget(self.editor)
        column.addLayout(row)
        column.addWidget(self._others_title)
        column.addLayout(self._others)

    def _make_buttons(self) -> dict[str, QToolButton]:
        wanted = {
            "pencil": (self.tr("Edit the caption (E)"), self.start_editing),
            "refresh": (self.tr("Describe again"), self._on_again),
            "not-right": (self.tr("Not right: hide it and ask for another (X)"), self._on_reject),
            "undo": (self.tr("Remove my caption"), self._on_revert),
            "no-caption": (self.tr("This photo has no caption"), self._on_none),
        }
        buttons = {}
        for name, (tip, action) in wanted.items():
            button = QToolButton(self)
            button.setToolTip(tip)
            button.setAccessibleName(tip)
            button.clicked.connect(action)
            buttons[name] = button
        return buttons

    def _dress(self) -> None:
        for name, button in self._buttons.items():
            button.setIcon(self._theme.icon(name))
        if self._detail is None:
            return
        shown = self._shown
        colours = self._theme.colours
        self._text.setText(self._caption_html(shown))
        source = shown.source if shown is not None else ""
        picture = SOURCE_ICONS.get(source, "no-caption")
        tint = colours.accent if source == "model" else colours.muted
        badge = QPixmap.fromImage(icon_image(picture, tint, 28))
        badge.setDevicePixelRatio(2)
        self._badge.setPixmap(badge)
        self._origin.setText(self._origin_text(shown))
        self._origin.setToolTip(self._origin_tip(shown))
        self._buttons["not-right"].setVisible(source == "model")
        self._buttons["undo"].setVisible(source == "user")
        self._buttons["no-caption"].setVisible(shown is None or bool(shown.text))
        self._fill_others()
        self.updateGeometry()

    def _caption_html(self, shown: CaptionView | None) -> str:
        colours = self._theme.colours
        if shown is None or not shown.text:
            said = self.tr("No caption") if shown is not None else self.tr("Not captioned yet")
            return f'<span style="color:{colours.faint}">{escape(said)}</span>'
        style = "font-size:12pt;"
        if not shown.words or [word for word, _ in shown.words] != shown.text.split():
            return f'<span style="{style}">{escape(shown.text)}</span>'
        parts = []
        for number, (word, logprob) in enumerate(shown.words):
            # What the model was unsure of is paler.
            colour = colours.text if math.exp(logprob) >= 0.35 else colours.muted
            parts.append(
                f'<a href="{number}" style="{style}color:{colour};text-decoration:none">'
                f"{escape(word)}</a>"
            )
        return " ".join(parts)

    def _origin_text(self, shown: CaptionView | None) -> str:
        if shown is None:
            return self.tr("Caption")
        if shown.source == "user":
            return self.tr("Your caption")
        if shown.source == "imported":
            return self.tr("Caption from the file")
        if shown.score is None:
            return self.tr("Described by the model")
        percent = round(shown.score * 100)
        if self._doubt.about(shown.score):
            hidden = self._doubt.manner is Manner.HIDE
            guess = self.tr("A guess, {percent}% sure")
            said = self.tr("A guess, {percent}% sure, shown only here") if hidden else guess
            return said.format(percent=percent)
        return self.tr("Described by the model, {percent}% sure").format(percent=percent)

    def _origin_tip(self, shown: CaptionView | None) -> str:
        if shown is None:
            return ""
        lines = [shown.created_at]
        if shown.model_id:
            lines.insert(0, self.tr("Model: {name}").format(name=shown.model_id))
        if shown.words:
            lines.append(self.tr("Point at a word to see where the model looked."))
        return "\n".join(line for line in lines if line)

    def _fill_others(self) -> None:
        while self._others.count():
            item = self._others.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for text in self._choices():
            button = _ChoiceButton(text, self)
            button.setToolTip(self.tr("Use this caption: {text}").format(text=text))
            button.setAccessibleName(self.tr("Use this caption: {text}").format(text=text))
            button.chosen.connect(self._on_choice)
            self._others.addWidget(button)
        self._others_title.setVisible(bool(self._others.count()))

    def _choices(self) -> list[str]:
        """The captions that could be chosen instead, each text once."""
        if self._detail is None:
            return []
        seen = {self._shown.text.casefold()} if self._shown is not None else set()
        seen |= {one.text.casefold() for one in self._detail.captions if one.rejected}
        found = []
        for caption in self._detail.captions:
            offers = [] if caption.rejected or caption.shown else [caption.text]
            offers += [text for text, _ in caption.alternatives[:MOST_ALTERNATIVES]]
            for text in offers:
                if text and text.casefold() not in seen:
                    seen.add(text.casefold())
                    found.append(text)
        return found

    def _photo_id(self) -> int:
        assert self._detail is not None
        return self._detail.card.id

    def _on_kept(self) -> None:
        if not self.editing or self._detail is None:
            return
        text = " ".join(self.editor.toPlainText().split())
        self._stop_editing()
        before = self._shown.text if self._shown is not None else ""
        if text != before:
            self.entered.emit(self._photo_id(), text)

    def _stop_editing(self) -> None:
        self.editor.hide()
        self._text.show()

    def _on_choice(self, text: str) -> None:
        self.entered.emit(self._photo_id(), text)

    def _on_none(self) -> None:
        self.entered.emit(self._photo_id(), "")

    def _on_again(self) -> None:
        self.again_wanted.emit(self._photo_id())

    def _on_revert(self) -> None:
        self.reverted.emit(self._photo_id())

    def _on_reject(self) -> None:
        if self._shown is not None:
            self.rejected.emit(self._photo_id(), self._shown.id)

    def _on_hovered(self, link: str) -> None:
        if self._shown is not None:
            self.word_hovered.emit(self._shown.id, int(link) if link else -1)


class _ChoiceButton(QPushButton):
    """A caption, broken into lines of the width that there is.

    Signals:
        chosen: The caption was clicked.

    """

    chosen = Signal(str)

    def __init__(self, text: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._full = text
        self.clicked.connect(lambda: self.chosen.emit(text))
        self.setProperty("choice", "true")
        self.setMinimumWidth(60)
        # What is shown depends on the width, so the width must not depend on what is shown.
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._break()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Break anew."""
        super().resizeEvent(event)
        self._break()

    def _break(self) -> None:
        # Alternatives often differ in their last words alone, so that all of them are shown.
        lines = broken(self._full, max(self.width() - 20, 40), self.fontMetrics())
        text = literal_label("\n".join(lines))
        if text != self.text():
            self.setText(text)
