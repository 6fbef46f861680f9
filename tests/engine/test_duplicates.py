"""Duplicates as a client of the engine sees them."""

from __future__ import annotations

from shutil import copyfile
from typing import TYPE_CHECKING

from PIL import Image

if TYPE_CHECKING:
    from pathlib import Path

    from albumen.library.facade import Library


def test_copies_and_smaller_versions_are_found(library: Library, tmp_path: Path) -> None:
    folder = tmp_path / "photos"
    folder.mkdir()
    for seed, name in enumerate(("one.png", "two.png")):
        noise = Image.effect_noise((6, 4), 200)
        noise.resize((120, 80), Image.Resampling.BICUBIC).rotate(seed * 90).save(folder / name)
    copyfile(folder / "one.png", folder / "copy.png")
    Image.open(folder / "one.png").resize((60, 40)).save(folder / "small.png")
    library.set_setting("caption.automatic", False)
    library.add_folders([str(folder)])
    assert library.wait_for(["metadata", "thumbnail"], timeout=60)
    (group,) = library.duplicates()
    names = [card.name for card in library.cards(group.photo_ids)]
    assert sorted(names[:2]) == ["copy.png", "one.png"]
    assert names[2:] == ["small.png"]
    assert group.contents == (0, 0, 1)
