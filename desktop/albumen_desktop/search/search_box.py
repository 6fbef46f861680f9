"""The search box: mistakes under the characters that they concern, completion as you type."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import (
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyleOptionFrame,
    QToolButton,
    QWidget,
)

from albumen_desktop.tasks import Lane, Latest

if TYPE_CHECKING:
    from PySide6.QtGui import QFocusEvent, QKeyEvent, QPaintEvent, QResizeEvent

    from albumen.search.answers import Completion
    from albumen_desktop.session import LibrarySession
    from albumen_desktop.theme import Theme

# Long enough not to search for every letter of a fast typist, short enough to feel immediate.
PAUSE_MS = 90
MOST_COMPLETIONS = 9


class CompletionList(QListWidget):
    """The list under the search box; the box keeps the keyboard."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowFlags(Qt.WindowType.ToolTip | Qt.WindowType.FramelessWindowHint)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setMouseTracking(True)
        self.setAccessibleName(self.tr("Ways to go on"))
        self.setObjectName("completions")
        self.itemEntered.connect(self.setCurrentItem)

    def offer(self, completions: list[Completion], under: QWidget) -> None:
        """Show these under a widget; none hides the list."""
        self.clear()
        for completion in completions:
            kinds = {
                "field": self.tr("search in"),
                "tag": self.tr("tag"),
                "folder": self.tr("folder"),
                "album": self.tr("album"),
                "camera": self.tr("camera"),
                "lens": self.tr("lens"),
            }
            detail = kinds.get(completion.kind, "")
            if completion.count is not None:
                photos = self.tr("%n photo(s)", "", completion.count)
                detail = f"{detail} · {photos}" if detail else photos
            text = completion.text.strip()
            item = QListWidgetItem(f"{text}    {detail}" if detail else text)
            item.setData(Qt.ItemDataRole.UserRole, completion)
            self.addItem(item)
        if not completions:
            self.hide()
            return
        self.ensurePolished()
        rows = self.sizeHintForRow(0) * len(completions)
        self.resize(QSize(max(under.width() - 20, 260), rows + 10))
        self.move(under.mapToGlobal(QPoint(10, under.height() + 2)))
        self.show()


class SearchBox(QLineEdit):
    """Asks to search a moment after the last key.

    Signals:
        query_changed: The query to search for.
        left_downwards: The down key was pressed: the results want the keyboard.

    """

    query_changed = Signal(str)
    left_downwards = Signal()

    def __init__(
        self, session: LibrarySession, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._theme = theme
        self._mistake: tuple[int, int] | None = None
        self._completing = Latest(session.tasks, Lane.SEARCH)
        self.completions = CompletionList(self)
        self.completions.itemClicked.connect(self._on_clicked)
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self._on_pause)
        self._asked = ""
        self._glass = QToolButton(self)
        self._glass.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._glass.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setObjectName("searchBox")
        self.setAccessibleName(self.tr("Search"))
        self.setPlaceholderText(self.tr("Search captions, tags, dates…  e.g.  dog beach"))
        self.setClearButtonEnabled(True)
        self.textEdited.connect(self._on_edited)
        self.textChanged.connect(self._on_text)
        self.returnPressed.connect(self.search_now)
        theme.changed.connect(self._dress)
        self._dress()

    def search_now(self) -> None:
        """Search without waiting for further keys."""
        self._pause.stop()
        self.completions.hide()
        self._completing.cancel()
        self._ask()

    def show_query(self, query: str) -> None:
        """Show a query that is being searched for already."""
        self._asked = query
        self._pause.stop()
        self.setText(query)
        self.show_mistake(None)

    def show_mistake(self, at: tuple[int, int] | None) -> None:
        """Underline the characters from `start` to `end`; None for no mistake."""
        self._mistake = at
        self.setProperty("mistake", at is not None)
        self.style().unpolish(self)
        self.style().polish(self)
        self.update()

    def close_completions(self) -> None:
        """Hide the list of completions."""
        self.completions.hide()
        self._completing.cancel()

    def _dress(self) -> None:
        self._glass.setIcon(self._theme.icon("search"))

    def _on_edited(self) -> None:
        self._pause.start()

    def _on_text(self, text: str) -> None:
        self._mistake = None
        if not text:
            # The clear button and Escape answer at once.
            self.search_now()

    def _on_pause(self) -> None:
        self._ask()
        text, cursor = self.text(), self.cursorPosition()
        if not text.strip() or not self.hasFocus():
            self.completions.hide()
            return
        self._completing.ask(
            lambda: self._session.library.complete(text, cursor), self._on_completions
        )

    def _ask(self) -> None:
        if self.text() != self._asked:
            self._asked = self.text()
            self.query_changed.emit(self._asked)

    def _on_completions(self, completions: list[Completion]) -> None:
        text = self.text()
        useful = [
            one for one in completions if text[: one.start] + one.text + text[one.end :] != text
        ]
        self.completions.offer(useful[:MOST_COMPLETIONS] if self.hasFocus() else [], self)

    def _on_clicked(self, item: QListWidgetItem) -> None:
        self._take(item.data(Qt.ItemDataRole.UserRole))

    def _take(self, completion: Completion) -> None:
        text = self.text()
        self.setText(text[: completion.start] + completion.text + text[completion.end :])
        self.setCursorPosition(completion.start + len(completion.text))
        self.completions.hide()
        self._pause.start()

    def event(self, event: QEvent) -> bool:
        """Tab takes the highlighted completion instead of leaving the box."""
        if (
            event.type() == QEvent.Type.KeyPress
            and self.completions.isVisible()
            and event.key() == Qt.Key.Key_Tab  # type: ignore[attr-defined]  # it is a QKeyEvent
        ):
            item = self.completions.currentItem() or self.completions.item(0)
            self._take(item.data(Qt.ItemDataRole.UserRole))
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Move through completions, leave for the results, clear."""
        listed = self.completions
        key = event.key()
        if listed.isVisible() and key in {Qt.Key.Key_Down, Qt.Key.Key_Up}:
            step = 1 if key == Qt.Key.Key_Down else -1
            listed.setCurrentRow(min(max(listed.currentRow() + step, -1), listed.count() - 1))
        elif (
            listed.isVisible()
            and key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
            and listed.currentItem() is not None
        ):
            self._take(listed.currentItem().data(Qt.ItemDataRole.UserRole))
        elif listed.isVisible() and key == Qt.Key.Key_Escape:
            self.close_completions()
        elif key == Qt.Key.Key_Down:
            self.search_now()
            self.left_downwards.emit()
        elif key == Qt.Key.Key_Escape:
            if self.text():
                self.clear()
            else:
                self.left_downwards.emit()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Take the completions away with the keyboard."""
        self.close_completions()
        super().focusOutEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Keep the magnifying glass in its place."""
        super().resizeEvent(event)
        side = 24
        left = self.width() - side - 6 if self.isRightToLeft() else 6
        self._glass.setGeometry(left, (self.height() - side) // 2, side, side)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Underline a mistake."""
        super().paintEvent(event)
        if self._mistake is None:
            return
        start, end = self._mistake
        left = self._x_of(start)
        right = max(self._x_of(max(end, start + 1)), left + 6)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(self._theme.colours.danger), 1.6))
        y = self.height() // 2 + self.fontMetrics().height() // 2 + 1
        x = left
        while x < right:
            painter.drawLine(x, y, min(x + 2, right), y + 2)
            painter.drawLine(min(x + 2, right), y + 2, min(x + 4, right), y)
            x += 4
        painter.end()

    def _x_of(self, position: int) -> int:
        """Where a character begins, from where the cursor is now."""
        option = QStyleOptionFrame()
        self.initStyleOption(option)
        area = self.style().subElementRect(QStyle.SubElement.SE_LineEditContents, option, self)
        metrics = QFontMetrics(self.font())
        shown = self.cursorRect().center().x()
        before_cursor = metrics.horizontalAdvance(self.text()[: self.cursorPosition()])
        wanted = metrics.horizontalAdvance(self.text()[:position])
        return max(shown + wanted - before_cursor, area.left())
