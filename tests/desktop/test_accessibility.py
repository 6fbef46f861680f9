"""Everything that takes the keyboard says what it is, in both writing directions."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QApplication,
    QDialog,
    QLabel,
    QTabWidget,
    QWidget,
)

from albumen_desktop.main_window import MainWindow
from tests.desktop.conftest import Settle

DIALOGS = ("preferences", "shortcuts", "about", "statistics", "duplicates", "compare")


def nameless(top: QWidget) -> list[str]:
    """Visible widgets that take the keyboard, but have neither a name nor a text."""
    found = []
    labelled = {label.buddy() for label in top.findChildren(QLabel) if label.buddy() is not None}
    for widget in top.findChildren(QWidget):
        inner = isinstance(widget.parentWidget(), QAbstractItemView | QAbstractScrollArea)
        takes = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        if not takes or not widget.isVisible() or not widget.isEnabled() or inner:
            continue
        text = widget.text() if isinstance(widget, QAbstractButton) else ""
        plain = type(widget) is QWidget or isinstance(widget, QDialog)
        scroller = isinstance(widget, QAbstractScrollArea) and not isinstance(
            widget, QAbstractItemView
        )
        known = widget.accessibleName() or text or widget in labelled
        if not known and not plain and not scroller and not widget.objectName().startswith("qt_"):
            found.append(f"{type(widget).__name__} {widget.objectName()}")
    return found


def test_the_window(window: MainWindow, settle: Settle) -> None:
    window.grid.make_current(0)
    window.actions_of_window["jobs"].setChecked(True)
    settle()
    assert nameless(window) == []
    window.open_viewer(0)
    settle()
    assert nameless(window) == []
    window.close_viewer()


@pytest.mark.parametrize("key", DIALOGS)
def test_each_dialog(window: MainWindow, settle: Settle, key: str) -> None:
    window.grid.select_rows([0, 1])
    settle()
    window.actions_of_window[key].trigger()
    settle()
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, QDialog)
    assert dialog.windowTitle()
    tabs = dialog.findChild(QTabWidget)
    for page in range(tabs.count() if tabs is not None else 1):
        if tabs is not None:
            tabs.setCurrentIndex(page)
        assert nameless(dialog) == []
    dialog.reject()


def test_each_action_has_a_text(window: MainWindow) -> None:
    assert [key for key, action in window.actions_of_window.all() if not action.text()] == []


@pytest.fixture
def mirrored(qapp: QApplication) -> Iterator[None]:
    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    yield
    qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


def test_from_right_to_left(mirrored: None, window: MainWindow, settle: Settle) -> None:
    layout = window.grid.layout_of_photos
    assert layout.rect(0).x > layout.rect(1).x
    assert layout.rect(0).x + layout.rect(0).width == layout.metrics.width - layout.metrics.margin
    window.grid.setFocus()
    window.grid.make_current(0)
    QTest.keyClick(window.grid, Qt.Key.Key_Left)
    assert window.grid.currentIndex().row() == 1
    QTest.keyClick(window.grid, Qt.Key.Key_Right)
    assert window.grid.currentIndex().row() == 0
    assert window.sidebar.mapToGlobal(window.sidebar.rect().center()).x() > (
        window.inspector.mapToGlobal(window.inspector.rect().center()).x()
    )
