"""How the photos of a library in memory are described."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from albumen.library.caption_scope import CaptionBacklog
from albumen.library.views import OutdatedCaptions, TagView
from tests.desktop.fake_photo import FakePhoto
from tests.desktop.fake_store import FakeStore


class FakeDescriptions(FakeStore):
    """Keeps account of what the model is asked for, and can take its work back."""

    def caption_backlog(self) -> CaptionBacklog:
        waiting = sum(not (row.shown and row.shown.text) for row in self.rows.values())
        return self.backlog or CaptionBacklog(((1, waiting),), None)

    def outdated_captions(self) -> OutdatedCaptions:
        return self.outdated

    def describe_again(
        self, ids: Sequence[int], *, rejected: Mapping[int, int] | None = None
    ) -> int:
        self._check()
        refused = dict(rejected or {})
        self.calls.append(("describe_again", (tuple(ids), refused)))
        with self.lock:
            snapshot = self._keep([*ids, *refused])
            for photo_id, caption_id in refused.items():
                row = self.rows[photo_id]
                row.captions = [
                    replace(one, rejected=one.rejected or one.id == caption_id)
                    for one in row.captions
                ]
            self.asked.update(ids)
        self.tell(changed=tuple(refused))
        return snapshot

    def restore_descriptions(self, snapshot: int) -> int:
        self._check()
        with self.lock:
            kept = self.snapshots.pop(snapshot)
            inverse = self._keep(list(kept))
            for photo_id, (captions, tags, asked) in kept.items():
                row = self.rows[photo_id]
                mine = [one for one in row.captions if one.source != "model"]
                row.captions = [*captions, *mine]
                self._suggest(row, tags)
                self.asked.discard(photo_id)
                if asked:
                    self.asked.add(photo_id)
        self.tell(changed=tuple(kept), topics=("tags",))
        return inverse

    def describe_asked(self, text: str) -> None:
        """What the model does with all that it was asked for."""
        with self.lock:
            asked, self.asked = tuple(self.asked), set()
            for photo_id in asked:
                row = self.rows[photo_id]
                refused = [one for one in row.captions if one.source == "model" and one.rejected]
                mine = [one for one in row.captions if one.source != "model"]
                row.captions = [*refused, self.model_caption(text), *mine]
                self.tag_ids.setdefault(text, max(self.tag_ids.values(), default=0) + 1)
                self._suggest(row, [TagView(text, "suggested", "model", 0.5)])
        self.tell(changed=asked, topics=("tags",))

    def _keep(self, ids: Sequence[int]) -> int:
        self.next_id += 1
        self.snapshots[self.next_id] = {
            one: (
                [caption for caption in self.rows[one].captions if caption.source == "model"],
                [tag for tag in self.rows[one].tags.values() if tag.state == "suggested"],
                one in self.asked,
            )
            for one in ids
        }
        return self.next_id

    @staticmethod
    def _suggest(row: FakePhoto, tags: Sequence[TagView]) -> None:
        decided = {name: tag for name, tag in row.tags.items() if tag.state != "suggested"}
        row.tags = {tag.name: tag for tag in tags if tag.name not in decided} | decided
