"""What the window says by itself: a banner that stays, a toast that goes, an empty page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from albumen_desktop.icons import icon_image

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
    """A note at the lower edge of its parent that goes away by itself."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("toast")
        self._text = QLabel(self)
        self._text.setWordWrap(True)
        self._close = QPushButton(self.tr("Close"), self)
        self._close.clicked.connect(self.hide)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 9, 6, 9)
        row.addWidget(self._text, 1)
        row.addWidget(self._close)
        self._timer = QTimer(self, singleShot=True, interval=TOAST_MS)
        self._timer.timeout.connect(self.hide)
        self._over = parent
        parent.installEventFilter(self)
        self.hide()

    @property
    def text(self) -> str:
        """What was said last."""
        return self._text.text()

    def say(self, text: str) -> None:
        """Say something."""
        self._text.setText(text)
        self._place()
        self.show()
        self.raise_()
        self._timer.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Stay at the edge."""
        if watched is self._over and event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return False

    def _place(self) -> None:
        parent = self._over
        width = min(self._text.fontMetrics().horizontalAdvance(self._text.text()) + 130, 620)
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
        self._button.setText(metrics.elidedText(button, elide, TEXT_WIDTH).replace("&", "&&"))
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
