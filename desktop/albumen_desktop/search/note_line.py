"""The line between search box and results: how many, what is wrong, what to do about it."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from albumen_desktop.search.remark_texts import RemarkTexts

if TYPE_CHECKING:
    from albumen_desktop.browsing import Listing


class NoteLine(QFrame):
    """Visible only while a search is on.

    Signals:
        suggestion_taken: The proposed query was accepted.
        everywhere_wanted: The search should not be limited to its scope.
        save_wanted: The search should be kept.

    """

    suggestion_taken = Signal(str)
    everywhere_wanted = Signal()
    save_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("noteLine")
        self._text = QLabel(self)
        self._text.setTextFormat(Qt.TextFormat.RichText)
        # A long note makes the line higher, never the window wider.
        self._text.setWordWrap(True)
        self._text.setTextInteractionFlags(
            Qt.TextInteractionFlag.LinksAccessibleByKeyboard
            | Qt.TextInteractionFlag.LinksAccessibleByMouse
        )
        self._text.linkActivated.connect(self._on_link)
        self._save = QPushButton(self.tr("Save search…"), self)
        self._save.setProperty("link", "true")
        self._save.clicked.connect(self.save_wanted)
        self._suggestion = ""
        self._texts = RemarkTexts(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 5, 12, 5)
        row.addWidget(self._text, 1)
        row.addWidget(self._save)
        self.hide()

    @property
    def text(self) -> str:
        """What is said."""
        return self._text.text()

    def show_listing(self, listing: Listing) -> None:
        """Say what there is to say about a list; nothing for a plain one."""
        answer = listing.answer
        question = listing.question
        # Rich text does not follow the direction of reading by itself.
        side = Qt.AlignmentFlag.AlignRight if self.isRightToLeft() else Qt.AlignmentFlag.AlignLeft
        absolute = Qt.AlignmentFlag.AlignAbsolute
        self._text.setAlignment(side | absolute | Qt.AlignmentFlag.AlignVCenter)
        if answer is None and question.scope.key == "map":
            link = f'<a href="everywhere">{escape(self.tr("All photos"))}</a>'
            self._text.setText(f"<b>{escape(question.scope.title)}</b> &nbsp;·&nbsp; {link}")
            self._save.hide()
            self._show(is_error=False)
            return
        if answer is None:
            self.hide()
            return
        self._suggestion = answer.suggestion
        self._save.setVisible(bool(question.query) and not answer.error)
        if answer.error:
            said = self._texts.say(answer.mistakes[:1], answer.error)
            hint = self._texts.say(answer.mistakes[1:], answer.hint)
            parts = [f"<b>{escape(said)}</b>", escape(hint)]
        else:
            note = self._texts.say(answer.remarks, answer.note)
            parts = [self._found(listing), escape(note)]
            if question.query and question.scope.key != "place:all":
                link = self.tr("Search all photos")
                parts.append(f'<a href="everywhere">{escape(link)}</a>')
        if answer.suggestion:
            link = f'<a href="suggestion"><b>{escape(answer.suggestion)}</b></a>'
            parts.append(self.tr("Did you mean {query}?").format(query=link))
        self._text.setText(" &nbsp;·&nbsp; ".join(part for part in parts if part))
        self._show(is_error=bool(answer.error))

    def _show(self, *, is_error: bool) -> None:
        self.setProperty("tone", "error" if is_error else "")
        self.style().unpolish(self)
        self.style().polish(self)
        self.show()

    def _found(self, listing: Listing) -> str:
        answer = listing.answer
        assert answer is not None
        where = listing.question.scope
        if listing.question.similar_to is not None:
            return escape(where.title)
        count = self.tr("%n photo(s)", "", answer.total)
        similar = sum(hit.relaxed for hit in answer.hits)
        if similar:
            near = self.tr("%n similar photo(s)", "", similar)
            count = f"{count}, {near}"
        if where.key == "place:all":
            return f"<b>{escape(count)}</b>"
        inside = self.tr("{count} in “{scope}”").format(count=count, scope=where.title)
        return f"<b>{escape(inside)}</b>"

    def _on_link(self, link: str) -> None:
        if link == "suggestion":
            self.suggestion_taken.emit(self._suggestion)
        else:
            self.everywhere_wanted.emit()
