"""Nothing of a large library is described before a person at a window has said when."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.photos import save_photo

if TYPE_CHECKING:
    from pathlib import Path

    from albumen.library.facade import Library
    from tests.support.engines import Events

pytestmark = pytest.mark.timeout(300)


def test_a_window_is_asked_and_a_person_answers(
    library: Library, events: Events, tmp_path: Path
) -> None:
    folder = tmp_path / "photos"
    folder.mkdir()
    for number in range(3):
        save_photo(folder / f"{number}.jpg", seed=number)
    library.set_setting("caption.ask_above", 2)
    stop = library.subscribe(events.on_change, events.on_status, events.on_lost)
    library.attach(asks=True)
    library.add_folders([str(folder)])
    library.wait_for(["metadata", "thumbnail"])

    def waits_for() -> str:
        return next(job.waits_for for job in library.status().jobs if job.kind == "caption")

    assert events.wait(lambda: waits_for() == "question")
    assert library.counts().captioned == 0
    assert library.caption_backlog().photos == 3
    assert library.plan_captions().rate is None
    # What a person asks for by hand is described even so.
    (first, *_) = library.plan_captions().ids
    library.request_captions([first])
    assert events.wait(lambda: library.counts().captioned == 1, 120.0)
    assert waits_for() == "question"
    library.set_setting("caption.when", "never")
    assert events.wait(lambda: waits_for() == "asked")
    library.set_setting("caption.when", "always")
    assert events.wait(lambda: library.counts().captioned == 3, 120.0)
    stop()


def test_who_watches_without_a_window_has_them_described(
    library: Library, events: Events, tmp_path: Path
) -> None:
    folder = tmp_path / "photos"
    folder.mkdir()
    save_photo(folder / "one.jpg")
    library.set_setting("caption.ask_above", 0)
    stop = library.subscribe(events.on_change, events.on_status, events.on_lost)
    library.attach()
    library.add_folders([str(folder)])
    assert events.wait(lambda: library.counts().captioned == 1, 120.0)
    stop()
