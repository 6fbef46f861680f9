"""What this programme is."""

from __future__ import annotations

from importlib.metadata import version

from PySide6.QtCore import Qt, qVersion
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QVBoxLayout, QWidget

from albumen_desktop.icons import icon_image


class AboutDialog(QDialog):
    """Name, version, model and where the library lies."""

    def __init__(self, library: str, model: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("About Albumen"))
        picture = QLabel(self)
        pixmap = QPixmap.fromImage(icon_image("albumen", "#000000", 192))
        pixmap.setDevicePixelRatio(2)
        picture.setPixmap(pixmap)
        picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        title = QLabel("Albumen", self)
        title.setProperty("role", "title")
        title.setAlignment(Qt.AlignmentFlag.AlignCenter)
        said = QLabel(
            self.tr(
                "A photo library that describes your photos in words, so that you find them by "
                "what they show. Everything happens on this computer."
            ),
            self,
        )
        said.setWordWrap(True)
        said.setAlignment(Qt.AlignmentFlag.AlignCenter)
        facts = QLabel(
            "\n".join(
                (
                    self.tr("Version {version}, Qt {qt}").format(
                        version=version("albumen"), qt=qVersion()
                    ),
                    model,
                    self.tr("Library: {path}").format(path=library),
                )
            ),
            self,
        )
        facts.setProperty("role", "muted")
        facts.setWordWrap(True)
        facts.setAlignment(Qt.AlignmentFlag.AlignCenter)
        facts.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(28, 24, 28, 18)
        column.setSpacing(10)
        for widget in (picture, title, said, facts, buttons):
            column.addWidget(widget)
        self.setMinimumWidth(420)
