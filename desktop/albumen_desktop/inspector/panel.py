"""The inspector: everything about the chosen photo, or what can be done to many at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFormLayout,
    QFrame,
    QLabel,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from albumen_desktop.absence import PLACES, LastSeen, why_unread
from albumen_desktop.file_reasons import reason_text
from albumen_desktop.images import Wish
from albumen_desktop.inspector.caption_section import CaptionSection
from albumen_desktop.inspector.details import detail_lines
from albumen_desktop.inspector.many_captions import ManyCaptions
from albumen_desktop.inspector.preview import Preview
from albumen_desktop.inspector.rating import RatingRow
from albumen_desktop.inspector.tag_section import TagSection
from albumen_desktop.tasks import Lane, Latest

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from albumen.library.views import ChangeSet, PhotoCard, PhotoDetail
    from albumen_desktop.images import Picture, Pictures
    from albumen_desktop.photo_editing import PhotoEditing
    from albumen_desktop.search.reasons import Reasons
    from albumen_desktop.session import LibrarySession
    from albumen_desktop.tagging import Tagging
    from albumen_desktop.theme import Theme

PREVIEW_SIDE = 720
MOST_SHARED = 5000


class InspectorPanel(QWidget):
    """Follows the selection; edits go through `PhotoEditing`.

    Signals:
        preview_clicked: The photo was clicked: show it large.
        left: The keyboard should go back to the photos.
        retry_wanted: (photo id): what failed shall be tried again.

    """

    preview_clicked = Signal()
    left = Signal()
    retry_wanted = Signal(int)

    def __init__(
        self,
        session: LibrarySession,
        editing: PhotoEditing,
        tagging: Tagging,
        pictures: Pictures,
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("inspector")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._session = session
        self._editing = editing
        self._tagging = tagging
        self._pictures = pictures
        self._ids: tuple[int, ...] = ()
        self._detail: PhotoDetail | None = None
        self._shown_picture: Wish | None = None
        self._attention: tuple[int, NDArray[np.uint8] | None] | None = None
        self._word = -1
        self._reading = Latest(session.tasks, Lane.READ)
        self._comparing = Latest(session.tasks, Lane.READ)
        self._looking = Latest(session.tasks, Lane.READ)
        self._last_seen = LastSeen(session.tasks, self)
        self.preview = Preview(theme, self)
        self.captions = CaptionSection(theme, self)
        self.tags = TagSection(theme, tagging, self)
        self.rating = RatingRow(theme, self)
        self._name = QLabel(self)
        self._name.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._name.setWordWrap(True)
        self._why = QLabel(self)
        self._why.setProperty("role", "muted")
        self._why.setWordWrap(True)
        self._why.setTextFormat(Qt.TextFormat.PlainText)
        self._reasons: Reasons | None = None
        self._many = QLabel(self)
        self._many.setProperty("role", "title")
        self.many_captions = ManyCaptions(self)
        self._failures = QLabel(self)
        self._failures.setProperty("role", "danger")
        self._failures.setWordWrap(True)
        self._retry = QPushButton(self.tr("Try again"), self)
        self._form = QFormLayout()
        self._lines: list[tuple[QLabel, QLabel]] = []
        self._pages = QStackedWidget(self)
        self._pages.addWidget(self._make_empty())
        self._pages.addWidget(self._make_body())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._pages)
        self.setMinimumWidth(250)
        self._connect()

    @property
    def detail(self) -> PhotoDetail | None:
        """What is shown, None while nothing or many photos are chosen."""
        return self._detail

    @property
    def settled(self) -> bool:
        """Whether everything about the chosen photo is shown."""
        reading = (self._reading.pending, self._comparing.pending, self._last_seen.pending)
        return not any(reading) and (self._detail is None or self._shown_picture is not None)

    def follow(self, ids: tuple[int, ...]) -> None:
        """Show these photos."""
        if ids == self._ids:
            return
        self.captions.keep()
        self._ids = ids
        self._clear_attention()
        self._comparing.cancel()
        if len(ids) == 1:
            self._read()
            return
        self._reading.cancel()
        self._detail = None
        self._shown_picture = None
        if not ids:
            self._pages.setCurrentIndex(0)
            return
        self._show_many(len(ids))

    def explain_by(self, reasons: Reasons) -> None:
        """Say of a found photo why it was found."""
        self._reasons = reasons
        reasons.changed.connect(self._explain)

    def _explain(self) -> None:
        why = ""
        if self._reasons is not None and self._detail is not None:
            why = self._reasons.of_photo(self._detail)
        self._why.setText(why)
        self._why.setVisible(bool(why))

    def edit_caption(self) -> None:
        """Let a person type the caption."""
        self.captions.start_editing()

    def edit_tags(self) -> None:
        """Let a person add tags."""
        self.tags.edit.setFocus()

    def _connect(self) -> None:
        self._session.changed.connect(self._on_changed)
        self._session.reloaded.connect(self._on_reloaded)
        self._last_seen.seen.connect(self._on_thumbnail)
        self._pictures.ready.connect(self._on_picture)
        self._pictures.recovered.connect(self._on_recovered)
        self.preview.clicked.connect(self.preview_clicked)
        self.tags.left.connect(self.left)
        self.captions.left.connect(self.left)
        self.tags.changed.connect(lambda tags: self._editing.tag(self._ids, tags))
        self.tags.decided.connect(lambda tags: self._tagging.decide(self._ids, tags))
        self.rating.rated.connect(lambda stars: self._editing.rate(self._ids, stars))
        self.rating.favoured.connect(lambda on: self._editing.favour(self._ids, favourite=on))
        self.rating.labelled.connect(lambda name: self._editing.label(self._ids, name))
        self.captions.entered.connect(self._editing.write_caption)
        self.captions.reverted.connect(self._editing.remove_caption)
        self.captions.rejected.connect(self._editing.reject_caption)
        self.captions.again_wanted.connect(lambda one: self._editing.describe_again((one,)))
        self.captions.word_hovered.connect(self._on_word)
        self._retry.clicked.connect(self._on_retry)

    def _make_empty(self) -> QWidget:
        page = QWidget(self)
        said = QLabel(self.tr("Choose a photo to see its caption, tags and details."), page)
        said.setProperty("role", "faint")
        said.setWordWrap(True)
        said.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column = QVBoxLayout(page)
        column.setContentsMargins(28, 28, 28, 28)
        column.addWidget(said)
        return page

    def _make_body(self) -> QWidget:
        body = QWidget(self)
        body.setObjectName("inspectorBody")
        column = QVBoxLayout(body)
        column.setContentsMargins(14, 14, 14, 18)
        column.setSpacing(11)
        column.addWidget(self._many)
        column.addWidget(self.preview)
        column.addWidget(self._name)
        column.addWidget(self._why)
        column.addWidget(self.rating)
        column.addWidget(self._line(body))
        column.addWidget(self.captions)
        column.addWidget(self.many_captions)
        column.addWidget(self._line(body))
        column.addWidget(self._heading(self.tr("Tags"), body))
        column.addWidget(self.tags)
        self._details_line = self._line(body)
        column.addWidget(self._details_line)
        self._form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
        self._form.setHorizontalSpacing(12)
        self._form.setVerticalSpacing(5)
        column.addLayout(self._form)
        column.addWidget(self._failures)
        column.addWidget(self._retry, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)
        scroller = QScrollArea(self)
        scroller.setWidgetResizable(True)
        scroller.setAccessibleName(self.tr("Inspector"))
        scroller.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # As needed, it would come and go without end at heights where the narrower, wrapped text
        # needs it and the wider one does not: Qt recurses there until the stack is full.
        scroller.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        scroller.setWidget(body)
        return scroller

    def _line(self, parent: QWidget) -> QFrame:
        line = QFrame(parent)
        line.setProperty("role", "line")
        return line

    def _heading(self, text: str, parent: QWidget) -> QLabel:
        label = QLabel(text, parent)
        label.setProperty("role", "heading")
        return label

    def _read(self) -> None:
        if len(self._ids) == 1:
            photo_id = self._ids[0]
            self._reading.ask(lambda: self._session.library.photo(photo_id), self._on_read)

    def _on_read(self, detail: PhotoDetail | None) -> None:
        if detail is None:
            self._ids = ()
            self._detail = None
            self._pages.setCurrentIndex(0)
            return
        before = self._detail
        self._detail = detail
        self._show_one(detail)
        if before is None or not _same_file(before.card, detail.card):
            self._shown_picture = None
        self._show_picture(detail)

    def _show_one(self, detail: PhotoDetail) -> None:
        self._many.hide()
        self.many_captions.hide()
        for widget in (self.preview, self._name, self.captions):
            widget.show()
        self._details_line.show()
        card = detail.card
        self._name.setText(f"<b>{_html(card.name)}</b>")
        self._explain()
        self.rating.show_values(card.rating, favourite=card.favourite, label=card.colour_label)
        self.captions.show_detail(detail)
        self.tags.show_tags(detail.tags)
        self._fill_form(detail_lines(detail))
        reasons = [reason_text(reason) for _, reason in detail.failures]
        self._failures.setText("\n".join(dict.fromkeys(reasons)))
        self._failures.setVisible(bool(reasons))
        self._retry.setVisible(bool(reasons))
        self._pages.setCurrentIndex(1)

    def _show_many(self, count: int) -> None:
        self._many.setText(self.tr("%n photo(s) chosen", "", count))
        self._many.show()
        self.many_captions.show()
        for widget in (self.preview, self._name, self.captions):
            widget.hide()
        for hidden in (self._why, self._details_line, self._failures, self._retry):
            hidden.hide()
        self.rating.show_common(())
        self.tags.show_shares((), count)
        self._read_shared()
        self._fill_form([])
        self._pages.setCurrentIndex(1)

    def _read_shared(self) -> None:
        """Read what the chosen photos have in common; of very many it would take too long."""
        ids = self._ids
        if len(ids) <= MOST_SHARED:
            self._comparing.ask(lambda: self._session.library.cards(ids), self.rating.show_common)
            self._reading.ask(
                lambda: self._session.library.tag_shares(ids),
                lambda shares: self.tags.show_shares(shares, len(ids)),
            )

    def _fill_form(self, lines: list[tuple[str, str]]) -> None:
        # Rows stay: a text that somebody is marking is not deleted under the mouse.
        while len(self._lines) < len(lines):
            name, shown = QLabel(), QLabel()
            name.setProperty("role", "faint")
            shown.setWordWrap(True)
            shown.setTextFormat(Qt.TextFormat.PlainText)
            shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self._form.addRow(name, shown)
            self._lines.append((name, shown))
        for row, (name, shown) in enumerate(self._lines):
            label, value = lines[row] if row < len(lines) else ("", "")
            name.setText(label)
            shown.setText(value)
            self._form.setRowVisible(row, row < len(lines))

    def _show_picture(self, detail: PhotoDetail) -> None:
        wanted = Wish(detail.card.path, PREVIEW_SIDE, detail.card.view_rotation)
        if self._shown_picture == wanted:
            return
        found = self._pictures.get(wanted)
        if found is not None:
            self._on_picture(found)
            return
        if self._shown_picture is None:
            self._show_thumbnail(detail.card)
        self._pictures.want("inspector", [wanted])

    def _show_thumbnail(self, card: PhotoCard) -> None:
        """Show what is there at once; until it is, the photo before stays."""
        quick = self._last_seen.of(card)
        if not quick.isNull():
            self.preview.show_image(quick, card.view_rotation)
        elif not self._last_seen.pending:
            self.preview.show_message("")

    def _on_thumbnail(self) -> None:
        if self._detail is None:
            return
        card = self._detail.card
        if self._shown_picture is None:
            self._show_thumbnail(card)
        elif self.preview.message:
            self.preview.show_message(self.preview.message, self._last_seen.of(card))

    def _on_picture(self, picture: Picture) -> None:
        detail = self._detail
        if detail is None:
            return
        wanted = Wish(detail.card.path, PREVIEW_SIDE, detail.card.view_rotation)
        if Wish(picture.path, picture.long_side, picture.rotation) != wanted:
            return
        self._shown_picture = wanted
        if picture.problem:
            said = why_unread(detail.card, picture.problem)
            self.preview.show_message(said, self._last_seen.of(detail.card))
        else:
            self.preview.show_image(picture.image, picture.rotation)

    def _on_recovered(self) -> None:
        self._shown_picture = None
        if self._detail is not None:
            self._show_picture(self._detail)

    def _on_word(self, caption_id: int, word: int) -> None:
        self._word = word
        if word < 0:
            self.preview.show_heat(None)
        elif self._attention is not None and self._attention[0] == caption_id:
            self._show_attention()
        else:
            self._looking.ask(
                lambda: (caption_id, self._session.library.attention(caption_id)),
                self._on_attention,
            )

    def _on_attention(self, answer: tuple[int, NDArray[np.uint8] | None]) -> None:
        self._attention = answer
        self._show_attention()

    def _show_attention(self) -> None:
        weights = self._attention[1] if self._attention is not None else None
        if weights is not None and 0 <= self._word < len(weights):
            self.preview.show_heat(weights[self._word])

    def _clear_attention(self) -> None:
        self._attention = None
        self._word = -1
        self._looking.cancel()

    def _on_changed(self, change: ChangeSet) -> None:
        touched = {*change.added, *change.removed, *change.changed, *change.thumbnails}
        if touched.intersection(self._ids) or PLACES.intersection(change.topics):
            self._read()
            if len(self._ids) > 1:
                self._read_shared()

    def _on_reloaded(self) -> None:
        self._clear_attention()
        self._read()
        if len(self._ids) > 1:
            self._read_shared()

    def _on_retry(self) -> None:
        if len(self._ids) == 1:
            self.retry_wanted.emit(self._ids[0])


def _same_file(before: PhotoCard, after: PhotoCard) -> bool:
    return (before.path, before.state) == (after.path, after.state)


def _html(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")
