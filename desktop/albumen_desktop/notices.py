"""What the window says by itself: a banner that stays, a toast that goes, an empty page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from albumen_desktop.icons import icon_image
from albumen_desktop.wording import literal_label

if TYPE_CHECKING:
    from albumen_desktop.theme import Theme

TOAST_MS = 7000
TEXT_WIDTH = 440
TITLE_WIDTH = 560


class Banner(QFrame):
    """A stripe at the top of the window about a state that lasts.

    Signals:
        acted: Its button was clicked.

    """

    acted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("banner")
        self._text = QLabel(self)
        self._text.setWordWrap(True)
        self._button = QPushButton(self)
        self._button.clicked.connect(self.acted)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 7, 12, 7)
        row.addWidget(self._text, 1)
        row.addWidget(self._button)
        self.hide()

    @property
    def text(self) -> str:
        """What is said."""
        return self._text.text()

    def say(self, text: str, button: str) -> None:
        """Say something, with a way to act on it."""
        self._text.setText(text)
        self._button.setText(button)
        self._button.setVisible(bool(button))
        self.show()


class Toast(QFrame):
    """A note at the lower edge of its parent that goes away by itself.

    Signals:
        acted: The button of what can be done about it was clicked.
        left: It is gone, and the keyboard was in it.

    """

    acted = Signal()
    left = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("toast")
        self._text = QLabel(self)
        self._text.setWordWrap(True)
        self.button = QPushButton(self)
        self.button.clicked.connect(self.acted)
        self._close = QPushButton(self.tr("Close"), self)
        self._close.clicked.connect(self.leave)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 9, 6, 9)
        row.addWidget(self._text, 1)
        row.addWidget(self.button)
        row.addWidget(self._close)
        self._timer = QTimer(self, singleShot=True, interval=TOAST_MS)
        self._timer.timeout.connect(self._on_timeout)
        self._over = parent
        parent.installEventFilter(self)
        self.hide()

    @property
    def text(self) -> str:
        """What was said last."""
        return self._text.text()

    @property
    def offering(self) -> bool:
        """Whether it shows a button for something that can be done."""
        return not self.isHidden() and not self.button.isHidden()

    def say(self, text: str, button: str = "", named: str = "", tip: str = "") -> None:
        """Say something, with a button that screen readers call `named`, if there is one."""
        self._text.setText(text)
        self.button.setText(button)
        self.button.setAccessibleName(named)
        self.button.setToolTip(tip)
        self._show_button(shown=bool(button))
        self._place()
        self.show()
        self.raise_()
        self._timer.start()

    def withdraw(self) -> None:
        """Take the button away; what was said stays."""
        self._show_button(shown=False)
        self._place()

    def leave(self) -> None:
        """Go away."""
        held = self._held
        self._timer.stop()
        self.hide()
        if held:
            self.left.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Stay at the edge."""
        if watched is self._over and event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return False

    @property
    def _held(self) -> bool:
        return self.button.hasFocus() or self._close.hasFocus()

    def _on_timeout(self) -> None:
        # Not from under the pointer, or from who has just come to the button with Tab.
        if self._held or self.underMouse():
            self._timer.start()
        else:
            self.leave()

    def _show_button(self, *, shown: bool) -> None:
        if not shown and self.button.hasFocus():
            self._close.setFocus()
        self.button.setVisible(shown)

    def _place(self) -> None:
        parent = self._over
        buttons = [one for one in (self.button, self._close) if not one.isHidden()]
        room = sum(one.sizeHint().width() + 6 for one in buttons) + 40
        width = min(self._text.fontMetrics().horizontalAdvance(self._text.text()) + room, 620)
        width = min(width, parent.width() - 40)
        self.setFixedWidth(width)
        height = (
            self.heightForWidth(width) if self.hasHeightForWidth() else self.sizeHint().height()
        )
        self.setFixedHeight(max(height, self.sizeHint().height()))
        self.move((parent.width() - width) // 2, parent.height() - self.height() - 52)


class EmptyState(QWidget):
    """Says why there is nothing to see and what to do next.

    Signals:
        acted: Its button was clicked.

    """

    acted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("emptyState")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._theme = theme
        self._icon = ""
        self._picture = QLabel(self)
        self._title = QLabel(self)
        self._title.setProperty("role", "title")
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self._title.setWordWrap(True)
        self._text = QLabel(self)
        self._text.setProperty("role", "muted")
        self._text.setWordWrap(True)
        self._text.setFixedWidth(TEXT_WIDTH)
        self._button = QPushButton(self)
        self._button.setProperty("primary", "true")
        self._button.clicked.connect(self.acted)
        column = QVBoxLayout(self)
        column.setSpacing(12)
        column.addStretch(2)
        centre = Qt.AlignmentFlag.AlignHCenter
        for widget in (self._picture, self._title, self._text, self._button):
            if isinstance(widget, QLabel):
                widget.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addWidget(widget, 0, centre)
        column.addStretch(3)
        theme.changed.connect(self._dress)

    @property
    def title(self) -> str:
        """The heading."""
        return self._title.text()

    @property
    def button(self) -> QPushButton:
        """The button of what to do next."""
        return self._button

    def say(self, icon: str, title: str, text: str, button: str = "") -> None:
        """Say what is missing, and what the button does; no text, no button."""
        self._icon = icon
        self._title.setText(title)
        self._text.setText(text)
        self._title.ensurePolished()
        width = min(self._title.fontMetrics().horizontalAdvance(title) + 8, TITLE_WIDTH)
        self._title.setFixedWidth(width)
        # An aligned label in a column does not ask for the height that its width makes of it.
        self._title.setFixedHeight(self._title.heightForWidth(width))
        self._text.setFixedHeight(self._text.heightForWidth(TEXT_WIDTH))
        elide = Qt.TextElideMode.ElideRight
        metrics = self._button.fontMetrics()
        self._button.setText(literal_label(metrics.elidedText(button, elide, TEXT_WIDTH)))
        self._button.setToolTip(button)
        # Without a button the keyboard stays on the page, for the photos that come.
        held = self.window().focusWidget()
        if held is self._button and not button:
            self.setFocus()
        self._button.setVisible(bool(button))
        if held is self and button:
            self._button.setFocus()
        self._dress()

    def _dress(self) -> None:
        if not self._icon:
            return
        side = 88 if self._icon == "albumen" else 52
        pixmap = QPixmap.fromImage(icon_image(self._icon, self._theme.colours.faint, side * 2))
        pixmap.setDevicePixelRatio(2)
        self._picture.setPixmap(pixmap)
