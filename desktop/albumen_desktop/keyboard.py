"""What Tab and Enter do: Tab follows what people see, Enter presses one button and no other."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QAbstractSpinBox,
    QComboBox,
    QDialog,
    QKeySequenceEdit,
    QLayout,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QSplitter,
    QStackedWidget,
    QTabBar,
    QTabWidget,
    QWidget,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

# What is inside of them is their own affair.
LEAVES = (
    QAbstractScrollArea,
    QAbstractSpinBox,
    QComboBox,
    QKeySequenceEdit,
    QLineEdit,
    QTabBar,
)


def follow_layout(top: QWidget) -> None:
    """Let Tab go through the widgets in the order in which they are laid out.

    Qt's own order is that of their making. Call it again when others have been made.
    """
    for before, after in pairwise(_stops(top)):
        QWidget.setTabOrder(before, after)


def press_by_enter(dialog: QDialog, button: QPushButton) -> None:
    """Let Enter press this button of a dialog, and no other unless that has the keyboard focus."""
    for other in dialog.findChildren(QPushButton):
        other.setAutoDefault(False)
    button.setAutoDefault(True)
    button.setDefault(True)


def _stops(widget: QWidget) -> Iterator[QWidget]:
    """The widgets below one that take the keyboard, itself first."""
    if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.focusProxy() is None:
        yield widget
    for child in _children(widget):
        yield from _stops(child)


def _children(widget: QWidget) -> Iterator[QWidget]:
    if isinstance(widget, QTabWidget | QSplitter | QStackedWidget):
        if isinstance(widget, QTabWidget):
            yield widget.tabBar()
        for place in range(widget.count()):
            page = widget.widget(place)
            if page is not None:
                yield page
    elif isinstance(widget, QScrollArea):
        inside = widget.widget()
        if inside is not None:
            yield inside
    elif not isinstance(widget, LEAVES):
        layout = widget.layout()
        laid_out = list(_laid_out(layout)) if layout is not None else []
        yield from laid_out
        # What lies over the others comes last.
        yield from (child for child in _placed_by_hand(widget) if child not in laid_out)


def _placed_by_hand(widget: QWidget) -> Iterator[QWidget]:
    """The children of a widget that places them itself, in the order of their making."""
    options = Qt.FindChildOption.FindDirectChildrenOnly
    for child in widget.findChildren(QWidget, options=options):
        if not child.isWindow():
            yield child


def _laid_out(layout: QLayout) -> Iterator[QWidget]:
    for place in range(layout.count()):
        item = layout.itemAt(place)
        inside = item.widget() if item is not None else None
        below = item.layout() if item is not None else None
        if inside is not None:
            yield inside
        elif below is not None:
            yield from _laid_out(below)
