"""The tags of a photo or of many: set ones, the model's suggestions as ghosts, recent ones."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from albumen_desktop.inspector.flow_layout import FlowLayout
from albumen_desktop.inspector.tag_chips import REJECTED, SET, ChipValue, RecentChip, TagChip
from albumen_desktop.inspector.tag_edit import TagEdit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from albumen.library.tag_shares import TagShare
    from albumen.library.views import TagView
    from albumen_desktop.tagging import Tagging
    from albumen_desktop.theme import Theme

MOST_SUGGESTIONS = 8
MOST_SHARED_TAGS = 40


class TagSection(QWidget):
    """Chips and a box to add more.

    Signals:
        changed: {name: new state}, for all chosen photos.
        decided: {name: new state} of suggestions, for the photos that they are suggested for.
        left: The keyboard should go back to the photos.

    """

    changed = Signal(object)
    decided = Signal(object)
    left = Signal()

    def __init__(self, theme: Theme, tagging: Tagging, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._tagging = tagging
        self._values: tuple[ChipValue, ...] = ()
        # Keeps the place of the section in the order of focus while its chips come and go.
        self._anchor = QWidget(self)
        self._edit = TagEdit(self)
        self._edit.added.connect(lambda names: self.changed.emit(dict.fromkeys(names, SET)))
        self._edit.left.connect(self.left)
        self._chips = FlowLayout(spacing=5)
        self._ghosts = FlowLayout(spacing=5)
        self._recents = FlowLayout(spacing=3)
        self._ghost_buttons: dict[str, QToolButton] = {}
        self._ghost_head = self._make_ghost_head()
        self._recent_title = QLabel(self.tr("Recent"), self)
        self._recent_title.setProperty("role", "faint")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(7)
        column.addLayout(self._chips)
        column.addWidget(self._ghost_head)
        column.addLayout(self._ghosts)
        column.addWidget(self._edit)
        column.addWidget(self._recent_title)
        column.addLayout(self._recents)
        theme.changed.connect(self._fill)
        tagging.changed.connect(self._on_tags)
        self._fill()
        self._on_tags()

    @property
    def edit(self) -> TagEdit:
        """The box to add tags with."""
        return self._edit

    def chips(self) -> list[TagChip]:
        """The tags that are shown, suggestions last."""
        shown = [*self._widgets(self._chips), *self._widgets(self._ghosts)]
        return [chip for chip in shown if isinstance(chip, TagChip)]

    def show_tags(self, tags: Sequence[TagView]) -> None:
        """Show a photo's tags."""
        ghosts = [tag for tag in tags if tag.state == "suggested"]
        ghosts.sort(key=lambda tag: -(tag.probability or 0))
        self._show(
            [
                *(ChipValue(tag.name) for tag in tags if tag.state == SET),
                *(ChipValue(tag.name, ghost=True, probability=tag.probability) for tag in ghosts),
            ]
        )

    def show_shares(self, shares: Sequence[TagShare], count: int) -> None:
        """Show which tags `count` photos have, and which are suggested for some of them."""
        ghosts = [one for one in shares if one.suggested_on and not one.set_on]
        ghosts.sort(key=lambda one: (-one.suggested_on, -(one.probability or 0)))
        self._show(
            [
                *(
                    ChipValue(one.name, part=_part(one.set_on, count))
                    for one in shares[:MOST_SHARED_TAGS]
                    if one.set_on
                ),
                *(
                    ChipValue(
                        one.name, ghost=True, probability=one.probability,
                        part=_part(one.suggested_on, count),
                    )
                    for one in ghosts
                ),
            ]
        )  # fmt: skip

    def _make_ghost_head(self) -> QWidget:
        head = QWidget(self)
        row = QHBoxLayout(head)
        row.setContentsMargins(0, 0, 0, 0)
        title = QLabel(self.tr("Suggested"), head)
        title.setProperty("role", "faint")
        row.addWidget(title)
        row.addStretch(1)
        wanted = {
            "check": (self.tr("Accept all suggested tags"), SET),
            "close": (self.tr("Reject all suggested tags"), REJECTED),
        }
        for picture, (tip, state) in wanted.items():
            button = QToolButton(head)
            button.setIconSize(QSize(14, 14))
            button.setToolTip(tip)
            button.setAccessibleName(tip)
            button.clicked.connect(lambda _=False, one=state: self._decide_all(one))
            row.addWidget(button)
            self._ghost_buttons[picture] = button
        return head

    def _show(self, values: Sequence[ChipValue]) -> None:
        if tuple(values) != self._values:
            self._values = tuple(values)
            self._fill()

    def _shown_ghosts(self) -> list[ChipValue]:
        return [value for value in self._values if value.ghost][:MOST_SUGGESTIONS]

    def _decide_all(self, state: str) -> None:
        self.decided.emit({ghost.name: state for ghost in self._shown_ghosts()})

    def _fill(self) -> None:
        place = self._place_of_focus()
        self._chips.clear()
        self._ghosts.clear()
        for value in self._values:
            if not value.ghost:
                self._chips.addWidget(self._chip(value))
        ghosts = self._shown_ghosts()
        for value in ghosts:
            self._ghosts.addWidget(self._chip(value))
        self._ghost_head.setVisible(bool(ghosts))
        for picture, button in self._ghost_buttons.items():
            button.setIcon(self._theme.icon(picture))
        self._order_focus()
        self._restore_focus(place)
        self.updateGeometry()

    def _chip(self, value: ChipValue) -> TagChip:
        chip = TagChip(value, self._theme, self)
        signal = self.decided if value.ghost else self.changed
        chip.changed.connect(lambda name, state: signal.emit({name: state}))
        return chip

    def _order_focus(self) -> None:
        """Tab goes through tags, suggestions, box and recent tags in the order of reading."""
        widgets: list[QWidget] = [
            self._anchor,
            *self._widgets(self._chips),
            *self._ghost_buttons.values(),
            *self._widgets(self._ghosts),
            self._edit,
            *self._widgets(self._recents),
        ]
        for one, following in pairwise(widgets):
            QWidget.setTabOrder(one, following)

    def _place_of_focus(self) -> tuple[FlowLayout, int] | None:
        for layout in (self._ghosts, self._chips):
            for place, widget in enumerate(self._widgets(layout)):
                if widget.hasFocus():
                    return (layout, place)
        return None

    def _restore_focus(self, place: tuple[FlowLayout, int] | None) -> None:
        """After a decision the keyboard is on the tag that took the place."""
        if place is None:
            return
        widgets = self._widgets(place[0])
        following = widgets[min(place[1], len(widgets) - 1)] if widgets else self._edit
        following.setFocus()

    @staticmethod
    def _widgets(layout: FlowLayout) -> list[QWidget]:
        items = [layout.itemAt(place) for place in range(layout.count())]
        widgets = [item.widget() for item in items if item is not None]
        return [widget for widget in widgets if widget is not None]

    def _on_tags(self) -> None:
        self._edit.set_choices(self._tagging.choices, self._tagging.recent_names)
        self._recents.clear()
        shown = [(key, name) for key, name in enumerate(self._tagging.keys, start=1) if name]
        for key, name in shown:
            chip = RecentChip(name, key, self._tagging.shortcut(key), self)
            chip.chosen.connect(lambda one: self.changed.emit({one: SET}))
            self._recents.addWidget(chip)
        self._recent_title.setVisible(bool(shown))
        self._order_focus()
        self.updateGeometry()


def _part(some: int, count: int) -> tuple[int, int] | None:
    return None if some == count else (some, count)
