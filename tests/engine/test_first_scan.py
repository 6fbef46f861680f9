"""A large folder shows its photos while it is still being looked through."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import pytest

from albumen.catalog import reconciler
from albumen.library import scanning
from albumen.library.views import Selection

if TYPE_CHECKING:
    from pathlib import Path

    from albumen.library.facade import Library
    from tests.support.engines import Events


def test_photos_are_told_of_before_the_look_ends(
    library: Library, events: Events, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reconciler, "_COMPARED_AT_ONCE", 1)
    monkeypatch.setattr(scanning, "_TELL_EVERY_S", 0.0)
    seen = threading.Event()
    walk = reconciler.scan_tree

    def walk_slowly(*args: Any, **options: Any) -> Any:
        for number, folder in enumerate(walk(*args, **options)):
            # The last folder is found only after somebody has seen the first photos.
            assert number < 3 or seen.wait(30.0)
            yield folder

    monkeypatch.setattr(reconciler, "scan_tree", walk_slowly)
    for name in "abc":
        folder = tmp_path / "photos" / name
        folder.mkdir(parents=True)
        (folder / "photo.jpg").write_bytes(name.encode())
    library.subscribe(events.on_change, events.on_status, events.on_lost)
    adding = threading.Thread(target=library.add_folders, args=[[str(tmp_path / "photos")]])
    adding.start()
    try:
        assert events.wait(lambda: any(change.added for change in events.changes))
        assert 1 <= len(library.photos(Selection()).ids) < 3
    finally:
        seen.set()
        adding.join(30.0)
    assert len(library.photos(Selection()).ids) == 3
