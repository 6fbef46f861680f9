"""Preferences of the library and of the window."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSlider,
    QSpinBox,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from albumen_desktop.doubts import Doubt, Manner
from albumen_desktop.forms import align_labels
from albumen_desktop.keyboard import follow_layout, press_by_enter
from albumen_desktop.tasks import Lane
from albumen_desktop.theme import Theme, ThemeChoice

if TYPE_CHECKING:
    from PySide6.QtGui import QShowEvent

    from albumen.errors import KnownError
    from albumen.library.views import RootView
    from albumen_desktop.session import LibrarySession


class PreferencesDialog(QDialog):
    """Every change takes effect at once; there is nothing to confirm.

    Signals:
        theme_chosen: A `ThemeChoice`.
        doubt_changed: A `Doubt`: captions that the model is not sure of are shown like this.
        add_folder_wanted: A folder should be added.
        remove_folder_wanted: The path of a folder to remove.

    """

    theme_chosen = Signal(object)
    doubt_changed = Signal(object)
    add_folder_wanted = Signal()
    remove_folder_wanted = Signal(str)

    def __init__(
        self, session: LibrarySession, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Preferences"))
        self._session = session
        self._filling = False
        self._automatic = QCheckBox(self.tr("Describe new photos by themselves"), self)
        self.when = self._choices(
            ("always", self.tr("As soon as they are there")),
            ("idle", self.tr("When nobody uses Albumen and the computer is idle")),
            ("never", self.tr("Only when I ask for it")),
        )
        self.idle_minutes = QSpinBox(self)
        self.idle_minutes.setRange(1, 1440)
        self.idle_minutes.setSuffix(self.tr(" min"))
        self.idle_minutes.setToolTip(
            self.tr("So long nobody has used a window of Albumen when the computer counts as idle.")
        )
        self.on_battery = QCheckBox(self.tr("Describe photos on battery power, too"), self)
        self._device = self._choices(
            ("auto", self.tr("Whatever is fastest")),
            ("cpu", self.tr("Processor")),
            ("cuda", self.tr("Graphics card (CUDA)")),
            ("mps", self.tr("Graphics card (Apple)")),
        )
        self._neutral = QCheckBox(self.tr("Do not say whether people are men or women"), self)
        self._neutral.setToolTip(
            self.tr(
                "The captioner guesses that from clothes and hair. What it has said so far is "
                "worded anew as well; your own captions stay as they are."
            )
        )
        self._beam = QSpinBox(self)
        self._beam.setRange(1, 20)
        self._beam.setToolTip(
            self.tr("How many captions are followed at once: more is slower and a little better.")
        )
        self.threshold = QSlider(Qt.Orientation.Horizontal, self)
        self.threshold.setRange(0, 100)
        self.threshold.setSingleStep(5)
        self.threshold.setAccessibleName(self.tr("Threshold"))
        self._threshold_said = QLabel(self)
        self.unsure = self._choices(
            (Manner.GUESS.value, self.tr("Shown as a guess")),
            (Manner.HIDE.value, self.tr("Hidden in grid and viewer")),
            (Manner.SHOW.value, self.tr("Shown like the others")),
        )
        self._by_look = QCheckBox(self.tr("Find photos by their look, not only by words"), self)
        self._background = QCheckBox(
            self.tr("Keep watching and describing after the window is closed"), self
        )
        self._write_back = self._choices(
            ("off", self.tr("Only in the library")),
            ("sidecar", self.tr("Also in a sidecar file beside each photo")),
        )
        self._thumbnails = QSpinBox(self)
        self._thumbnails.setRange(16, 1_048_576)
        self._thumbnails.setSuffix(" MiB")
        self._thumbnails.setGroupSeparatorShown(True)
        self._scheme = self._choices(
            (ThemeChoice.SYSTEM.value, self.tr("As the desktop")),
            (ThemeChoice.LIGHT.value, self.tr("Light")),
            (ThemeChoice.DARK.value, self.tr("Dark")),
        )
        self._scheme.setCurrentIndex(self._scheme.findData(theme.choice.value))
        self._roots = QListWidget(self)
        self._roots.setObjectName("failures")
        self._roots.setAccessibleName(self.tr("Folders of the library"))
        self._remove = QPushButton(self.tr("Remove…"), self)
        self.left_out = QLineEdit(self)
        self.left_out.setPlaceholderText("previews; *_small.jpg; 2019/**/raw")
        self.left_out.setToolTip(
            self.tr(
                "Names of files or folders, wherever they are, or patterns with slashes that begin "
                "at a folder of the library; ** stands for any folders. A semicolon separates them."
            )
        )
        self._arrange()
        self._connect()
        session.changed.connect(self._on_changed)
        self.reload()

    def reload(self) -> None:
        """Read settings and folders."""
        library = self._session.library
        self._session.tasks.run(Lane.READ, library.settings, self._on_settings)
        self._session.tasks.run(Lane.READ, library.roots, self._on_roots)

    def add_page(self, page: QWidget, title: str) -> None:
        """Add a page that looks after itself."""
        self._tabs.addTab(page, title)

    def show_page(self, page: int | type[QWidget]) -> None:
        """Bring a page to the front, by its place or its kind."""
        found = self._tabs.widget(page) if isinstance(page, int) else self.findChild(page)
        if found is not None:
            self._tabs.setCurrentWidget(found)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Lead the keyboard through all pages, those that were added as well."""
        follow_layout(self)
        press_by_enter(self, self._close)
        super().showEvent(event)

    def _choices(self, *choices: tuple[str, str]) -> QComboBox:
        box = QComboBox(self)
        for value, title in choices:
            box.addItem(title, value)
        return box

    def _arrange(self) -> None:
        self._tabs = tabs = QTabWidget(self)
        tabs.setAccessibleName(self.tr("Preferences"))
        tabs.tabBar().setAccessibleName(self.tr("Preferences"))
        tabs.addTab(self._folders_page(), self.tr("Folders"))
        tabs.addTab(self._captions_page(), self.tr("Captions"))
        tabs.addTab(self._window_page(), self.tr("Window and storage"))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.rejected.connect(self.reject)
        self._close = buttons.button(QDialogButtonBox.StandardButton.Close)
        column = QVBoxLayout(self)
        column.addWidget(tabs)
        column.addWidget(buttons)
        self.resize(600, 420)

    def _folders_page(self) -> QWidget:
        page = QWidget(self)
        said = QLabel(
            self.tr(
                "Photos stay where they are. Removing a folder here takes its photos out of the "
                "library, never off the disk."
            ),
            page,
        )
        said.setWordWrap(True)
        said.setProperty("role", "muted")
        add = QPushButton(self.tr("Add folder…"), page)
        add.clicked.connect(self.add_folder_wanted)
        column = QVBoxLayout(page)
        column.setContentsMargins(16, 16, 16, 16)
        column.addWidget(said)
        column.addWidget(self._roots)
        row = QHBoxLayout()
        row.addWidget(add)
        row.addWidget(self._remove)
        row.addStretch(1)
        column.addLayout(row)
        form = QFormLayout()
        form.addRow(self.tr("&Leave out"), self.left_out)
        kept = QLabel(
            self.tr(
                "Photos that are left out are listed as missing, and keep their captions and tags "
                "for when they are taken in again."
            ),
            page,
        )
        kept.setWordWrap(True)
        kept.setProperty("role", "muted")
        form.addRow("", kept)
        column.addLayout(form)
        return page

    def _captions_page(self) -> QWidget:
        page = QWidget(self)
        form = QFormLayout(page)
        form.setContentsMargins(16, 16, 16, 16)
        form.setVerticalSpacing(12)
        form.addRow(self._automatic)
        form.addRow(self.tr("Describe photos"), self.when)
        form.addRow(self.tr("Idle after"), self.idle_minutes)
        form.addRow(self.on_battery)
        form.addRow(self._neutral)
        form.addRow(self.tr("Computed by"), self._device)
        form.addRow(self.tr("Captions tried at once"), self._beam)
        form.addRow(self.tr("Unsure captions"), self.unsure)
        form.addRow(self.tr("Unsure below"), self.threshold)
        form.addRow("", self._threshold_said)
        form.addRow(self.tr("Write what I enter"), self._write_back)
        align_labels(form)
        return page

    def _window_page(self) -> QWidget:
        page = QWidget(self)
        form = QFormLayout(page)
        form.setContentsMargins(16, 16, 16, 16)
        form.setVerticalSpacing(12)
        form.addRow(self.tr("Appearance"), self._scheme)
        form.addRow(self.tr("Thumbnails on disk"), self._thumbnails)
        form.addRow(self._by_look)
        form.addRow(self._background)
        align_labels(form)
        return page

    def _connect(self) -> None:
        self._automatic.toggled.connect(lambda on: self._set("caption.automatic", on))
        self.when.currentIndexChanged.connect(self._on_when)
        self.idle_minutes.valueChanged.connect(
            lambda value: self._set("caption.idle_minutes", value)
        )
        self.on_battery.toggled.connect(lambda on: self._set("caption.on_battery", on))
        self._neutral.toggled.connect(lambda on: self._set("caption.neutral_wording", on))
        self._device.currentIndexChanged.connect(
            lambda: self._set("caption.device", self._device.currentData())
        )
        self._beam.valueChanged.connect(lambda value: self._set("caption.beam_size", value))
        self.threshold.valueChanged.connect(self._on_doubt)
        self.unsure.currentIndexChanged.connect(self._on_doubt)
        self._by_look.toggled.connect(lambda on: self._set("search.semantic", on))
        self._background.toggled.connect(lambda on: self._set("watch.background", on))
        self._write_back.currentIndexChanged.connect(
            lambda: self._set("interchange.write_back", self._write_back.currentData())
        )
        self._thumbnails.editingFinished.connect(
            lambda: self._set("thumbnails.cache_mib", self._thumbnails.value())
        )
        self._scheme.currentIndexChanged.connect(
            lambda: self.theme_chosen.emit(ThemeChoice(self._scheme.currentData()))
        )
        self.left_out.editingFinished.connect(self._on_left_out)
        self._remove.clicked.connect(self._on_remove)

    def _set(self, key: str, value: Any) -> None:
        if not self._filling:
            library = self._session.library
            self._session.tasks.run(Lane.COMMAND, lambda: library.set_setting(key, value))

    def _on_settings(self, values: dict[str, Any]) -> None:
        self._filling = True
        self._automatic.setChecked(bool(values.get("caption.automatic", True)))
        self.when.setCurrentIndex(max(self.when.findData(values.get("caption.when")), 0))
        self.idle_minutes.setValue(int(values.get("caption.idle_minutes", 5)))
        self.on_battery.setChecked(bool(values.get("caption.on_battery", True)))
        self._on_when()
        self._neutral.setChecked(bool(values.get("caption.neutral_wording", False)))
        self._device.setCurrentIndex(max(self._device.findData(values.get("caption.device")), 0))
        self._beam.setValue(int(values.get("caption.beam_size", 3)))
        doubt = Doubt.read(values)
        self.threshold.setValue(round(100 * doubt.threshold))
        self.unsure.setCurrentIndex(self.unsure.findData(doubt.manner.value))
        self._by_look.setChecked(bool(values.get("search.semantic", True)))
        self._background.setChecked(bool(values.get("watch.background", False)))
        wanted = self._write_back.findData(values.get("interchange.write_back"))
        self._write_back.setCurrentIndex(max(wanted, 0))
        self._thumbnails.setValue(int(values.get("thumbnails.cache_mib", 4096)))
        # Not under the hands of somebody who is typing there.
        if not self.left_out.hasFocus() or not self.left_out.isModified():
            self.left_out.setText("; ".join(values.get("folders.left_out", ())))
        self._say_doubt()
        self._filling = False

    def _on_roots(self, roots: list[RootView]) -> None:
        self._roots.clear()
        for root in roots:
            photos = self.tr("%n photo(s)", "", root.photos)
            detail = photos if root.state == "online" else f"{photos} · {root.reason}"
            item = QListWidgetItem(f"{root.path}\n{detail}")
            item.setData(Qt.ItemDataRole.UserRole, root.path)
            self._roots.addItem(item)

    def _on_changed(self, change: Any) -> None:
        if {"roots", "settings"}.intersection(change.topics):
            self.reload()

    def _on_left_out(self) -> None:
        if not self.left_out.isModified():
            return
        self.left_out.setModified(False)
        library = self._session.library
        wanted = [one for part in self.left_out.text().split(";") if (one := part.strip())]

        def refused(error: KnownError) -> None:
            self._session.tasks.problem.emit(error)
            self.reload()

        self._session.tasks.run(
            Lane.COMMAND, lambda: library.set_setting("folders.left_out", wanted), failed=refused
        )

    def _on_when(self) -> None:
        when = self.when.currentData()
        self.idle_minutes.setEnabled(when == "idle")
        self.on_battery.setEnabled(when != "never")
        self._set("caption.when", when)

    def _on_doubt(self) -> None:
        self._say_doubt()
        if not self._filling:
            doubt = Doubt(self.threshold.value() / 100, Manner(self.unsure.currentData()))
            self._set("caption.show_threshold", doubt.threshold)
            self._set("caption.unsure", doubt.manner.value)
            self.doubt_changed.emit(doubt)

    def _say_doubt(self) -> None:
        percent = self.threshold.value()
        said = {
            Manner.GUESS: self.tr("Captions less than {percent}% sure begin with “perhaps”."),
            Manner.HIDE: self.tr(
                "Captions less than {percent}% sure are shown beside the photo only, and found."
            ),
            Manner.SHOW: self.tr("All captions are shown alike."),
        }
        manner = Manner(self.unsure.currentData())
        self.threshold.setEnabled(manner is not Manner.SHOW)
        nothing = not percent and manner is not Manner.SHOW
        text = self.tr("No caption counts as unsure.") if nothing else said[manner]
        self._threshold_said.setText(text.format(percent=percent))

    def _on_remove(self) -> None:
        item = self._roots.currentItem()
        if item is not None:
            self.remove_folder_wanted.emit(item.data(Qt.ItemDataRole.UserRole))
