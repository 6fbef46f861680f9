"""What is left out by a setting leaves the library at once and comes back with its words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from albumen.errors import KnownError
from albumen.library.views import PhotoEdit
from tests.support.photos import save_photo

if TYPE_CHECKING:
    from pathlib import Path

    from albumen.library.facade import Library

KEY = "folders.left_out"


def test_patterns_take_effect_at_once(library: Library, tmp_path: Path) -> None:
    folder = tmp_path / "photos"
    (folder / "Previews").mkdir(parents=True)
    preview = save_photo(folder / "Previews" / "a.jpg")
    save_photo(folder / "b.jpg", seed=1)
    library.add_folders([str(folder)])
    library.wait_for(["metadata"])
    assert library.counts().photos == 2
    detail = library.photo_by_path(str(preview))
    assert detail is not None
    library.edit([PhotoEdit(detail.card.id, caption=("mine",), rating=4)])
    library.set_setting(KEY, "previews; **/cache/**")
    # In turn behind the look that the setting asked for.
    library.scan(wait=True)
    assert (library.counts().photos, library.counts().missing) == (1, 1)
    assert library.settings()[KEY] == ("previews", "**/cache/**")
    library.set_setting(KEY, None)
    library.scan(wait=True)
    assert (library.counts().photos, library.counts().missing) == (2, 0)
    back = library.photo_by_path(str(preview))
    assert back is not None
    assert (back.card.id, back.card.caption, back.card.rating) == (detail.card.id, "mine", 4)


def test_all_of_it_cannot_be_left_out(library: Library) -> None:
    with pytest.raises(KnownError, match="cannot be"):
        library.set_setting(KEY, "*")
