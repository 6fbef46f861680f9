"""The box to type tags into, with the tags that may be meant beneath it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QSize, Qt, Signal
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QWidget

from albumen_desktop.tag_choices import TagChoices, TagProposal, split_names

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QFocusEvent, QKeyEvent

NAME_ROLE = Qt.ItemDataRole.UserRole


class ProposalList(QListWidget):
    """The list under the box; the box keeps the keyboard."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowFlags(Qt.WindowType.ToolTip | Qt.WindowType.FramelessWindowHint)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.setAccessibleName(self.tr("Tags that may be meant"))
        self.setObjectName("completions")
        self.itemEntered.connect(self.setCurrentItem)

    def offer(self, proposals: Sequence[TagProposal], new: str, under: QWidget) -> None:
        """Show tags and, unless it is empty, the one that would be new; nothing hides the list."""
        self.clear()
        for proposal in proposals:
            text = proposal.path
            if proposal.alias:
                text = self.tr("{path} ({alias})").format(path=text, alias=proposal.alias)
            photos = self.tr("%n photo(s)", "", proposal.count) if proposal.count else ""
            self._add(f"{text}    {photos}".rstrip(), proposal.name)
        if new:
            above, _, name = new.rpartition("/")
            said = (
                self.tr("New tag “{name}” below “{above}”").format(name=name, above=above)
                if above
                else self.tr("New tag “{name}”").format(name=name)
            )
            self._add(said, new)
        if not self.count():
            self.hide()
            return
        self.ensurePolished()
        rows = self.sizeHintForRow(0) * self.count()
        width = max(under.width(), min(self.sizeHintForColumn(0) + 16, 420))
        self.resize(QSize(width, rows + 10))
        left = under.width() - width if under.isRightToLeft() else 0
        at = under.mapToGlobal(QPoint(left, under.height() + 2))
        room = under.screen().availableGeometry()
        if at.y() + self.height() > room.bottom():
            at.setY(under.mapToGlobal(QPoint(0, 0)).y() - self.height() - 2)
        at.setX(max(room.left(), min(at.x(), room.right() - width)))
        self.move(at)
        self.show()

    def _add(self, text: str, name: str) -> None:
        item = QListWidgetItem(text)
        item.setData(NAME_ROLE, name)
        self.addItem(item)


class TagEdit(QLineEdit):
    """Enter adds what is typed, several tags between commas; Escape leaves.

    Signals:
        added: The names of the tags, a list.
        left: The keyboard should go back to the photos.

    """

    added = Signal(object)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._choices = TagChoices()
        self._recent: tuple[str, ...] = ()
        self.proposals = ProposalList(self)
        self.proposals.itemClicked.connect(lambda item: self._take_item(item))  # noqa: PLW0108 - drops the signal's reference
        self.setPlaceholderText(self.tr("Add a tag"))
        self.setAccessibleName(self.tr("Add a tag"))
        self.setToolTip(
            self.tr("Several tags between commas; animal/dog puts dog below animal. Tab completes.")
        )
        self.textEdited.connect(self._offer)

    def set_choices(self, choices: TagChoices, recent: Sequence[str]) -> None:
        """Complete to these tags; the recent ones are offered first."""
        self._choices = choices
        self._recent = tuple(recent)
        if self.proposals.isVisible():
            self._offer()

    def event(self, event: QEvent) -> bool:
        """Tab completes what is typed; in an empty box it goes on to the next widget."""
        if (
            event.type() == QEvent.Type.KeyPress
            and event.key() == Qt.Key.Key_Tab  # type: ignore[attr-defined]  # it is a QKeyEvent
            and self.proposals.isVisible()
            and self._typed()
        ):
            item = self.proposals.currentItem() or self.proposals.item(0)
            self._complete(str(item.data(NAME_ROLE)))
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Move through the list, add, leave."""
        key, listed = event.key(), self.proposals
        if key in {Qt.Key.Key_Down, Qt.Key.Key_Up}:
            if not listed.isVisible():
                self._offer()
                return
            step = 1 if key == Qt.Key.Key_Down else -1
            listed.setCurrentRow(min(max(listed.currentRow() + step, -1), listed.count() - 1))
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            item = listed.currentItem() if listed.isVisible() else None
            if item is not None:
                self._take_item(item)
            else:
                self._add(split_names(self.text()))
        elif key == Qt.Key.Key_Escape:
            if listed.isVisible() and self.text():
                listed.hide()
            else:
                self.clear()
                self.left.emit()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Offer the tags that were used last."""
        super().focusInEvent(event)
        if event.reason() not in {
            Qt.FocusReason.ActiveWindowFocusReason,
            Qt.FocusReason.PopupFocusReason,
        }:
            self._offer()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Take the list away with the keyboard."""
        self.proposals.hide()
        super().focusOutEvent(event)

    def _typed(self) -> str:
        """The tag that is being typed: what follows the last comma."""
        return self.text().rpartition(",")[2].strip()

    def _offer(self) -> None:
        typed = self._typed()
        proposals = self._choices.propose(typed, self._recent)
        new = split_names(typed)
        known = not new or typed.endswith("/") or self._choices.knows(new[0].rpartition("/")[2])
        self.proposals.offer(proposals, "" if known else new[0], self)

    def _complete(self, name: str) -> None:
        before, comma, _ = self.text().rpartition(",")
        self.setText(f"{before}{comma} {name}".strip() if comma else name)
        self._offer()

    def _take_item(self, item: QListWidgetItem) -> None:
        before = split_names(self.text().rpartition(",")[0])
        self._add([*before, str(item.data(NAME_ROLE))])

    def _add(self, names: list[str]) -> None:
        self.clear()
        self.proposals.hide()
        if names:
            self.added.emit(names)
