"""Words that another program writes beside a photo reach the library; a person's are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from albumen.interchange.sidecar import SidecarChange, write_sidecar
from albumen.library.views import PhotoEdit
from tests.support.photos import save_photo

if TYPE_CHECKING:
    from pathlib import Path

    from albumen.library.facade import Library
    from albumen.library.views import PhotoDetail


@pytest.fixture
def photo(library: Library, tmp_path: Path) -> Path:
    folder = tmp_path / "photos"
    folder.mkdir()
    save_photo(folder / "a.jpg")
    library.add_folders([str(folder)])
    library.wait_for(["metadata"])
    return folder / "a.jpg"


def read(library: Library, photo: Path) -> PhotoDetail:
    library.scan(wait=True)
    library.wait_for(["metadata", "sidecar"])
    detail = library.photo_by_path(str(photo))
    assert detail is not None
    return detail


def test_a_changed_sidecar_is_read_again(library: Library, photo: Path) -> None:
    write_sidecar(photo, SidecarChange(caption="a lake", keywords=("water",), rating=4))
    detail = read(library, photo)
    assert (detail.card.caption, detail.card.caption_source) == ("a lake", "imported")
    assert detail.card.rating == 4
    assert [tag.name for tag in detail.tags if tag.state == "set"] == ["water"]
    library.edit([PhotoEdit(detail.card.id, caption=("mine",), rating=2, tags={"water": ""})])
    write_sidecar(photo, SidecarChange(caption="a pond", keywords=("water", "calm"), rating=5))
    detail = read(library, photo)
    assert (detail.card.caption, detail.card.rating) == ("mine", 2)
    assert {caption.text for caption in detail.captions} == {"mine", "a pond"}
    assert [tag.name for tag in detail.tags if tag.state == "set"] == ["calm"]
    photo.with_name("a.jpg.xmp").unlink()
    assert {caption.text for caption in read(library, photo).captions} == {"mine"}


def test_what_is_written_here_is_not_taken_for_another_programs(
    library: Library, photo: Path
) -> None:
    library.set_setting("interchange.write_back", "sidecar")
    detail = read(library, photo)
    library.edit([PhotoEdit(detail.card.id, caption=("mine",))])
    detail = read(library, photo)
    assert photo.with_name("a.jpg.xmp").exists()
    detail = read(library, photo)
    assert [caption.source for caption in detail.captions] == ["user"]
