"""Photos are described by the shipped captioner, through engine and worker processes."""

from __future__ import annotations

import os
import shutil
import signal
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from albumen.cli import main
from albumen.errors import KnownError
from albumen.library.views import PhotoEdit, Selection, Sort
from tests.support.leaks import child_processes
from tests.support.photos import save_photo

if TYPE_CHECKING:
    from pathlib import Path

    from albumen.library.facade import Library
    from albumen.library.views import PhotoDetail
    from albumen.settings import LibraryPaths
    from tests.support.engines import Events

pytestmark = pytest.mark.timeout(300)

CAT = "cat.jpg"


@pytest.fixture
def folder(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    made = tmp_path / "photos"
    made.mkdir()
    shutil.copy(request.config.rootpath / "tests" / "fixtures" / "photos" / CAT, made / CAT)
    for number in range(3):
        save_photo(made / f"{number}.jpg", seed=number)
    return made


def photo(library: Library, path: Path) -> PhotoDetail:
    detail = library.photo_by_path(str(path))
    assert detail is not None
    return detail


def worker_pids() -> list[int]:
    return [pid for pid, line in child_processes().items() if "captioning.worker" in line]


def test_a_run_describes_exactly_what_was_asked_for(library: Library, folder: Path) -> None:
    library.add_folders([str(folder)])
    library.wait_for(["metadata", "thumbnail"])
    plan = library.plan_captions(limit=2)
    assert len(plan.ids) == 2
    result = library.run_captions(plan.ids)
    assert (result.captioned, result.failed, result.left) == (2, 0, 0)
    assert library.counts().captioned == 2
    assert len(library.plan_captions().ids) == 2
    rest = library.run_captions(library.plan_captions().ids)
    assert rest.captioned == 2
    described = photo(library, folder / CAT)
    (caption,) = described.captions
    assert caption.source == "model"
    assert caption.text
    assert caption.score is not None
    assert 0.0 <= caption.score <= 1.0
    assert len(caption.words) >= 2
    assert caption.alternatives
    attention = library.attention(caption.id)
    assert attention is not None
    assert attention.shape[0] == len(caption.words)
    word = max(caption.text.split(), key=len)
    library.wait_for([])
    assert described.card.id in {hit.photo_id for hit in library.search(word).hits}


def test_what_a_person_said_survives_captioning_anew(library: Library, folder: Path) -> None:
    library.add_folders([str(folder)])
    library.wait_for(["metadata", "thumbnail"])
    library.run_captions(library.plan_captions().ids)
    cat = photo(library, folder / CAT)
    (refused,) = cat.captions
    empty = photo(library, folder / "0.jpg").card.id
    library.edit(
        [
            PhotoEdit(cat.card.id, reject_captions={refused.id: True}),
            PhotoEdit(empty, caption=("",)),
            PhotoEdit(photo(library, folder / "1.jpg").card.id, caption=("my own words",)),
        ]
    )
    ids = library.plan_captions(again=True).ids
    assert len(ids) == 4
    assert library.run_captions(ids, again=True).captioned == 4
    again = photo(library, folder / CAT)
    assert refused.text in {caption.text for caption in again.captions if caption.rejected}
    assert again.card.caption != refused.text
    assert photo(library, folder / "0.jpg").card.caption == ""
    assert photo(library, folder / "1.jpg").card.caption == "my own words"
    assert library.plan_captions().ids == ()
    library.request_captions([empty], again=True)
    assert library.plan_captions().ids == (empty,)


def test_asking_for_another_caption_is_taken_back(
    library: Library, folder: Path, events: Events
) -> None:
    stop = library.subscribe(events.on_change, events.on_status, events.on_lost)
    library.set_setting("caption.automatic", False)
    library.add_folders([str(folder)])
    library.wait_for(["metadata", "thumbnail"])
    library.run_captions([photo(library, folder / CAT).card.id])
    before = photo(library, folder / CAT)
    (refused,) = before.captions
    cat = before.card.id
    library.attach()
    first = library.describe_again([cat], rejected={cat: refused.id})
    wanted = ("", refused.text)
    assert events.wait(lambda: photo(library, folder / CAT).card.caption not in wanted, 120.0)
    second = library.restore_descriptions(first)
    back = photo(library, folder / CAT)
    assert back.card == before.card
    assert [one.alternatives for one in back.captions] == [
        tuple((text, pytest.approx(logprob)) for text, logprob in refused.alternatives)
    ]
    assert [replace(one, alternatives=()) for one in back.captions] == [
        replace(refused, alternatives=())
    ]
    assert [replace(tag, probability=None) for tag in back.tags] == [
        replace(tag, probability=None) for tag in before.tags
    ]
    attention = library.attention(refused.id)
    assert attention is not None
    assert len(attention) == len(refused.words)
    library.restore_descriptions(second)
    assert photo(library, folder / CAT).card.caption not in wanted
    with pytest.raises(KnownError, match="not kept any more"):
        library.restore_descriptions(first)
    stop()


def test_a_copied_photo_is_described_by_itself(
    library: Library, folder: Path, events: Events
) -> None:
    stop = library.subscribe(events.on_change, events.on_status, events.on_lost)
    library.add_folders([str(folder)])
    library.attach()
    assert events.wait(lambda: library.counts().captioned == 4, 120.0)
    shutil.copy(folder / CAT, folder / "copy.jpg")
    assert events.wait(lambda: library.counts().captioned == 5, 120.0)
    cards = library.cards(library.photos(Selection(sort=Sort.NAME)).ids.tolist())
    captions = {card.name: card.caption for card in cards}
    assert captions["copy.jpg"] == captions[CAT]
    stop()


@pytest.mark.expected_logs("worker", "caption")
def test_a_killed_worker_is_replaced(library: Library, folder: Path) -> None:
    library.add_folders([str(folder)])
    library.wait_for(["metadata", "thumbnail"])
    first = library.plan_captions(limit=1).ids
    library.run_captions(first)
    (pid,) = worker_pids()
    os.kill(pid, getattr(signal, "SIGKILL", signal.SIGTERM))
    rest = library.run_captions(library.plan_captions().ids)
    assert (rest.captioned, rest.failed) == (3, 0)
    assert worker_pids() != [pid]


@pytest.mark.expected_logs("Captioning stopped", "There is no captioner", "captioner")
def test_without_a_checkpoint_captioning_says_so_and_nothing_else_suffers(
    library: Library, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALBUMEN_CHECKPOINT", str(folder / "nowhere"))
    library.add_folders([str(folder)])
    library.wait_for(["metadata", "thumbnail"])
    with pytest.raises(Exception, match=r"captioner|checkpoint"):
        library.run_captions(library.plan_captions().ids)
    assert library.status().model.state == "broken"
    assert library.counts().failed == 0
    assert library.counts().pending == 4
    monkeypatch.delenv("ALBUMEN_CHECKPOINT")
    assert library.run_captions(library.plan_captions().ids).captioned == 4


def test_the_command_describes_without_a_library(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "bad.jpg").write_text("no photo")
    status = main(["describe", "--beam", "2", str(folder / CAT), str(folder / "none.jpg")])
    lines = capsys.readouterr().out.splitlines()
    assert status == 1
    assert lines[0].startswith(f"{folder / CAT}: ")
    assert lines[1] == f"{folder / 'none.jpg'}: There is no such file."


def test_the_command_captions_what_is_pending(
    engine: LibraryPaths, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["--library", str(engine.directory)]
    assert main([*words, "add", str(folder)]) == 0
    assert main([*words, "caption", "--limit", "3"]) == 0
    assert "3 photos to caption" in capsys.readouterr().err
    assert main([*words, "caption", str(folder)]) == 0
    assert "1 captioned, 0 failed" in capsys.readouterr().err
    assert main([*words, "caption"]) == 0
    assert "Nothing is pending" in capsys.readouterr().err
