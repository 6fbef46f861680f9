"""Tags for the chosen photos: what can be typed, what the number keys put on, what is suggested."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QKeySequence

from albumen_desktop.recent_tags import KEYS
from albumen_desktop.tag_choices import TagChoices
from albumen_desktop.tasks import Lane, Latest
from albumen_desktop.wording import literal_label

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from albumen.library.views import ChangeSet, NamedCount
    from albumen_desktop.actions import Actions
    from albumen_desktop.photo_editing import PhotoEditing
    from albumen_desktop.recent_tags import RecentTags
    from albumen_desktop.session import LibrarySession

_NATIVE = QKeySequence.SequenceFormat.NativeText


class Tagging(QObject):
    """Knows the tags of the library and those used last.

    Attributes:
        choices: All tags, to be completed.
        recent: The tags used last, with their keys, which are the same in all windows.

    Signals:
        changed: Other tags are there, or other ones were used last.

    """

    changed = Signal()

    def __init__(
        self,
        session: LibrarySession,
        editing: PhotoEditing,
        recent: RecentTags,
        chosen: Callable[[], list[int]],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._editing = editing
        self._chosen = chosen
        self._reading = Latest(session.tasks, Lane.COUNT)
        self._actions: Actions | None = None
        self._allowed = False
        self.choices = TagChoices()
        self.recent = recent
        self.recent.changed.connect(self.changed)
        self.changed.connect(self._name_actions)
        editing.tagged.connect(self._on_tagged)
        session.changed.connect(self._on_changed)
        session.reloaded.connect(self.refresh)

    @property
    def keys(self) -> tuple[str, ...]:
        """The tags of the keys 1 to 9 as far as they are there; "" for the others."""
        return tuple(name if self.choices.knows(name) else "" for name in self.recent.keys)

    @property
    def recent_names(self) -> tuple[str, ...]:
        """The tags that were used last and are there, newest first."""
        return tuple(name for name in self.recent.names if self.choices.knows(name))

    def refresh(self) -> None:
        """Read the tags that there are now."""
        self._reading.ask(lambda: self._session.library.tags(), self._on_read)  # noqa: PLW0108 - the library may be another one by then

    def connect_to(self, actions: Actions) -> None:
        """Put recent tags on the chosen photos when their keys are pressed."""
        self._actions = actions
        for number in range(KEYS):
            actions.on(f"recent-tag-{number + 1}", partial(self.put, number))
        self._name_actions()

    def allow(self, *, allowed: bool) -> None:
        """Say whether there are photos to put tags on."""
        if allowed != self._allowed:
            self._allowed = allowed
            self._name_actions()

    def shortcut(self, key: int) -> str:
        """The keys of the tag with a number, for people."""
        action = self._actions[f"recent-tag-{key}"] if self._actions is not None else None
        return action.shortcut().toString(_NATIVE) if action is not None else f"Alt+{key}"

    def put(self, number: int) -> None:
        """Put the tag of a key, counted from 0, on the chosen photos."""
        name = self.keys[number]
        ids = self._chosen()
        if name and ids:
            self._editing.tag(ids, {name: "set"})

    def decide(self, ids: Sequence[int], tags: Mapping[str, str]) -> None:
        """Accept or reject suggestions, {name: "set" or "rejected"}, where they are suggested."""
        photos, wanted = tuple(ids), dict(tags)
        if len(photos) == 1:
            self._editing.tag(photos, wanted)
            return
        library = self._session.library

        def read() -> dict[str, list[int]]:
            return {name: library.suggested_for(photos, name) for name in wanted}

        self._session.tasks.run(Lane.READ, read, lambda found: self._editing.decide(found, wanted))

    def _name_actions(self) -> None:
        if self._actions is None:
            return
        for number, name in enumerate(self.keys, start=1):
            action = self._actions[f"recent-tag-{number}"]
            action.setText(
                self.tr("Add tag “{name}”").format(name=literal_label(name))
                if name
                else self.tr("Recent tag {number}").format(number=number)
            )
            action.setVisible(bool(name) or number == 1)
            action.setEnabled(bool(name) and self._allowed)

    def _on_read(self, tags: list[NamedCount]) -> None:
        self.choices = TagChoices(tags)
        self.changed.emit()

    def _on_tagged(self, names: Sequence[str]) -> None:
        """Remember tags once they are on the photos: the command lane keeps the order."""
        self._session.tasks.run(
            Lane.COMMAND,
            lambda: self._session.library.tags(),  # noqa: PLW0108 - as above
            lambda tags: self._remember(names, tags),
        )

    def _remember(self, names: Sequence[str], tags: list[NamedCount]) -> None:
        self.choices = TagChoices(tags)
        self.recent.note(
            [self.choices.canonical(name) for name in names], [tag.name for tag in tags]
        )
        self.changed.emit()

    def _on_changed(self, change: ChangeSet) -> None:
        if "tags" in change.topics:
            self.refresh()
