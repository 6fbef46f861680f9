"""Shows a window on a screen of fine pixels and prints what it sees; run by a test."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import numpy as np
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication

from albumen_desktop.main_window import MainWindow
from albumen_desktop.session import LibrarySession
from albumen_desktop.theme import Theme, ThemeChoice
from tests.desktop.fake_library import FakeLibrary
from tests.desktop.test_sharpening import add_stripes, grey

PATIENCE_S = 120.0


def settle(application: QApplication, window: MainWindow) -> None:
    calm, end = 0, time.monotonic() + PATIENCE_S
    while calm < 3:
        if time.monotonic() > end:
            raise TimeoutError
        application.processEvents()
        still = not window.session.tasks.running and window.settled and not window.refreshing
        calm = calm + 1 if still else 0


def main(folder: Path) -> None:
    application = QApplication(sys.argv[:1])
    theme = Theme(application, ThemeChoice.LIGHT)
    library = FakeLibrary(folder / "library")
    photo = add_stripes(library, folder)
    session = LibrarySession(library)
    settings = QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat)
    window = MainWindow(session, theme, settings)
    window.show()
    window.start()
    settle(application, window)
    grid = window.grid
    thumbnail = grid.thumbnails.get(photo.id)
    assert thumbnail is not None
    _, _, width, height = grid.layout_of_photos.picture_rect(0)
    whole = window.grab().toImage()
    ratio = window.devicePixelRatioF()
    corner = grid.viewport().mapTo(window, grid.visualRect(grid.photos.index(0)).topLeft())
    x, y = round(corner.x() * ratio), round(corner.y() * ratio)
    painted, drawn = whole.copy(x + 40, y + 40, 300, 100), thumbnail.image.copy(40, 40, 300, 100)
    icon = window.theme.icon("heart").pixmap(20)
    print(
        json.dumps(
            {
                "ratio": ratio,
                "cell": [width, height],
                "thumbnail": [thumbnail.image.width(), thumbnail.image.height()],
                "thumbnail ratio": thumbnail.image.devicePixelRatio(),
                "coarse": thumbnail.coarse,
                "as it is": bool(np.array_equal(grey(painted), grey(drawn))),
                "window": [whole.width(), whole.height(), window.width(), window.height()],
                "icon": [icon.width(), icon.devicePixelRatio()],
            }
        )
    )
    window.close()
    session.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
