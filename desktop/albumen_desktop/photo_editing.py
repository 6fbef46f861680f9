"""What a person can do to photos, as named steps that can be undone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from albumen.library.views import PhotoEdit
from albumen_desktop.editing import Editor
from albumen_desktop.wording import quoted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from albumen_desktop.session import LibrarySession


class PhotoEditing(QObject):
    """Each method is one step of the undo stack.

    Attributes:
        editor: The undo stack.

    Signals:
        tagged: Names of tags that are being set.

    """

    tagged = Signal(object)

    def __init__(
        self,
        session: LibrarySession,
        parent: QObject | None = None,
        editor: Editor | None = None,
    ) -> None:
        """Make steps of `editor`, which other windows may share, or of one of its own."""
        super().__init__(parent)
        self._session = session
        self.editor = editor if editor is not None else Editor(session, self)

    def rate(self, ids: Sequence[int], stars: int) -> None:
        """Give photos 0 to 5 stars."""
        self.editor.apply(
            self.tr("Rate %n photo(s)", "", len(ids)),
            [PhotoEdit(one, rating=stars) for one in ids],
        )

    def favour(self, ids: Sequence[int], *, favourite: bool) -> None:
        """Make photos favourites, or not."""
        text = (
            self.tr("Make %n favourite(s)", "", len(ids))
            if favourite
            else self.tr("Remove %n favourite(s)", "", len(ids))
        )
        self.editor.apply(text, [PhotoEdit(one, favourite=favourite) for one in ids])

    def label(self, ids: Sequence[int], colour: str) -> None:
        """Give photos a colour label; "" takes it away."""
        self.editor.apply(
            self.tr("Label %n photo(s)", "", len(ids)),
            [PhotoEdit(one, colour_label=colour) for one in ids],
        )

    def rotate(self, rotations: Mapping[int, int]) -> None:
        """Show photos turned: {photo id: clockwise degrees}; the files stay as they are."""
        self.editor.apply(
            self.tr("Rotate %n photo(s)", "", len(rotations)),
            [PhotoEdit(one, view_rotation=turn % 360) for one, turn in rotations.items()],
        )

    def tag(self, ids: Sequence[int], tags: Mapping[str, str]) -> None:
        """Set, reject or remove tags: {name: "set", "rejected" or ""}."""
        self._tag({one: dict(tags) for one in ids}, tags)

    def decide(self, photos: Mapping[str, Sequence[int]], tags: Mapping[str, str]) -> None:
        """Accept or reject suggestions: {name: photo ids} and {name: "set" or "rejected"}."""
        wanted: dict[int, dict[str, str]] = {}
        for name, state in tags.items():
            for photo_id in photos[name]:
                wanted.setdefault(photo_id, {})[name] = state
        self._tag(wanted, tags)

    def _tag(self, photos: Mapping[int, dict[str, str]], tags: Mapping[str, str]) -> None:
        states = set(tags.values())
        # Without a number, which no list of names needs.
        one, several = self.tr("Remove tag {names}"), self.tr("Remove tags {names}")
        if states == {"set"}:
            one, several = self.tr("Add tag {names}"), self.tr("Add tags {names}")
        elif states == {"rejected"}:
            one, several = self.tr("Reject tag {names}"), self.tr("Reject tags {names}")
        text = (one if len(tags) == 1 else several).format(names=quoted(tags))
        self.editor.apply(text, [PhotoEdit(one, tags=each) for one, each in photos.items()])
        if photos and "set" in states:
            self.tagged.emit([name for name, state in tags.items() if state == "set"])

    def put_into_album(self, ids: Sequence[int], album_id: int, name: str) -> None:
        """Append photos to an album."""
        self.editor.apply(
            self.tr("Add %n photo(s) to “{name}”", "", len(ids)).format(name=name),
            [PhotoEdit(one, albums={album_id: -1}) for one in ids],
        )

    def take_from_album(self, ids: Sequence[int], album_id: int, name: str) -> None:
        """Take photos out of an album; they stay in the library."""
        self.editor.apply(
            self.tr("Remove %n photo(s) from “{name}”", "", len(ids)).format(name=name),
            [PhotoEdit(one, albums={album_id: None}) for one in ids],
        )

    def write_caption(self, photo_id: int, text: str) -> None:
        """Set a person's caption; "" says that the photo has none."""
        name = self.tr("Edit caption") if text else self.tr("Clear caption")
        self.editor.apply(name, [PhotoEdit(photo_id, caption=(text,))])

    def write_captions(self, texts: Mapping[int, str]) -> None:
        """Set a person's caption for many photos in one step."""
        self.editor.apply(
            self.tr("Edit %n caption(s)", "", len(texts)),
            [PhotoEdit(one, caption=(text,)) for one, text in texts.items()],
        )

    def append_to_captions(self, texts: Mapping[int, str]) -> None:
        """Set captions that have become longer, {photo id: text}."""
        self.editor.apply(
            self.tr("Append to %n caption(s)", "", len(texts)),
            [PhotoEdit(one, caption=(text,)) for one, text in texts.items()],
        )

    def write_same_caption(self, ids: Sequence[int], text: str) -> None:
        """Set one person's caption for many photos."""
        self.editor.apply(
            self.tr("Write one caption for %n photo(s)", "", len(ids)),
            [PhotoEdit(one, caption=(text,)) for one in ids],
        )

    def remove_caption(self, photo_id: int) -> None:
        """Take a person's caption away, so that the others show again."""
        self.editor.apply(self.tr("Remove my caption"), [PhotoEdit(photo_id, caption=())])

    def reject_caption(self, photo_id: int, caption_id: int) -> None:
        """Say that a model's caption is not right and ask for another."""
        self.reject_captions({photo_id: caption_id})

    def reject_captions(self, captions: Mapping[int, int]) -> None:
        """Say that models' captions are not right, {photo id: caption id}, and ask for others."""
        text = self.tr("Reject %n caption(s)", "", len(captions))
        self._describe(text, tuple(captions), captions)

    def describe_again(self, ids: Sequence[int]) -> None:
        """Have the model describe photos anew; what a person wrote stays."""
        self._describe(self.tr("Describe %n photo(s) again", "", len(ids)), ids, {})

    def _describe(self, text: str, ids: Sequence[int], rejected: Mapping[int, int]) -> None:
        if not ids:
            return
        wanted, refused = tuple(ids), dict(rejected)
        snapshot: list[int] = []

        def go() -> None:
            library = self._session.library
            snapshot[:] = [
                library.restore_descriptions(snapshot[0])
                if snapshot
                else library.describe_again(wanted, rejected=refused)
            ]

        def take_back() -> None:
            if snapshot:
                snapshot[:] = [self._session.library.restore_descriptions(snapshot[0])]

        self.editor.push(text, go, take_back)
