from __future__ import annotations

import os
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from albumen.imaging.text import clean_text
from albumen.imaging.xmp import read_xmp
from albumen.interchange.sidecar import (
    ImportedText,
    SidecarChange,
    SidecarNaming,
    SidecarNotWritable,
    find_sidecar,
    read_sidecar,
    write_sidecar,
)
from albumen.interchange.xmp_document import XmpDocument

# As darktable and digiKam write them, cut short: history, comments, prefixes of their own.
FOREIGN = """<?xml version="1.0" encoding="UTF-8"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/" x:xmptk="XMP Core 4.4.0-Exiv2">
 <!-- do not touch -->
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about=""
    xmlns:xap="http://ns.adobe.com/xap/1.0/"
    xmlns:dc="http://purl.org/dc/elements/1.1/"
    xmlns:darktable="http://darktable.sf.net/"
    xmlns:digiKam="http://www.digikam.org/ns/1.0/"
    xap:Rating="2"
    darktable:params="line one&#10;line two"
    darktable:import_timestamp="63786">
   <dc:description>
    <rdf:Alt>
     <rdf:li xml:lang="x-default">Old words</rdf:li>
     <rdf:li xml:lang="de">Alte Worte</rdf:li>
    </rdf:Alt>
   </dc:description>
   <dc:subject><rdf:Bag><rdf:li>tree</rdf:li><rdf:li>Paris</rdf:li></rdf:Bag></dc:subject>
   <digiKam:TagsList>
    <rdf:Seq><rdf:li>tree</rdf:li><rdf:li>Places/Paris</rdf:li></rdf:Seq>
   </digiKam:TagsList>
   <darktable:history><rdf:Seq><rdf:li darktable:operation="crop"/></rdf:Seq></darktable:history>
  </rdf:Description>
 </rdf:RDF>
</x:xmpmeta>
"""


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "photo.jpg"
    path.write_bytes(b"pixels")
    return path


def test_nothing_beside_a_photo(photo: Path) -> None:
    assert read_sidecar(photo) is None
    assert find_sidecar(photo) is None


@pytest.mark.parametrize("name", ["photo.jpg.xmp", "photo.xmp", "photo.jpg.XMP", "photo.XMP"])
def test_both_names_are_read(photo: Path, name: str) -> None:
    (photo.parent / name).write_text(FOREIGN)
    assert read_sidecar(photo) == ImportedText(
        caption="Old words", keywords=("tree", "Places/Paris"), rating=2
    )


def test_the_full_name_comes_first(photo: Path) -> None:
    (photo.parent / "photo.xmp").write_text(FOREIGN)
    (photo.parent / "photo.jpg.xmp").write_text(FOREIGN.replace("Old words", "Full name"))
    found = read_sidecar(str(photo))
    assert found is not None
    assert found.caption == "Full name"


def test_a_shared_name_may_belong_to_the_camera_original(photo: Path) -> None:
    adobe = FOREIGN.replace(
        'xap:Rating="2"',
        'xap:Rating="2" xmlns:ps="http://ns.adobe.com/photoshop/1.0/" ps:SidecarForExtension="CR2"',
    )
    (photo.parent / "photo.xmp").write_text(adobe)
    assert read_sidecar(photo) is None
    assert read_sidecar(photo.with_suffix(".cr2")) is not None
    written = write_sidecar(photo, SidecarChange(caption="Mine"))
    assert written == photo.with_name("photo.jpg.xmp")
    assert (photo.parent / "photo.xmp").read_text() == adobe


@pytest.mark.expected_logs("sidecar .* was passed over")
def test_a_broken_sidecar_counts_as_absent(photo: Path) -> None:
    (photo.parent / "photo.jpg.xmp").write_text("<broken")
    assert read_sidecar(photo) is None
    (photo.parent / "photo.xmp").write_text(FOREIGN)
    found = read_sidecar(photo)
    assert found is not None
    assert found.caption == "Old words"


def test_a_new_sidecar_holds_all_fields(photo: Path) -> None:
    change = SidecarChange(
        title="Title & <more>",
        caption="Two\nlines “quoted”",
        keywords=("dog", "Places/France/Paris", "Dog"),
        rating=4,
        colour_label="green",
    )
    path = write_sidecar(photo, change)
    assert path == photo.with_name("photo.jpg.xmp")
    assert read_sidecar(photo) == ImportedText(
        title="Title & <more>",
        caption="Two\nlines “quoted”",
        keywords=("dog", "Places/France/Paris"),
        rating=4,
        colour_label="green",
    )
    assert [entry.name for entry in sorted(photo.parent.iterdir())] == [
        "photo.jpg",
        "photo.jpg.xmp",
    ]


def test_the_short_name_can_be_chosen(photo: Path) -> None:
    path = write_sidecar(photo, SidecarChange(rating=1), naming=SidecarNaming.STEM)
    assert path == photo.with_name("photo.xmp")


def test_an_existing_name_is_kept(photo: Path) -> None:
    (photo.parent / "photo.xmp").write_text(FOREIGN)
    assert write_sidecar(photo, SidecarChange(caption="New")) == photo.with_name("photo.xmp")


def test_nothing_is_written_for_nothing(photo: Path) -> None:
    assert write_sidecar(photo, SidecarChange()) is None
    assert (
        write_sidecar(photo, SidecarChange(caption="", rating=0, dropped_keywords=("a",))) is None
    )
    assert find_sidecar(photo) is None


def test_what_is_unknown_stays(photo: Path) -> None:
    (photo.parent / "photo.jpg.xmp").write_text(FOREIGN)
    write_sidecar(
        photo,
        SidecarChange(
            caption="New words", keywords=("dog",), dropped_keywords=("tree",), rating=5, title="T"
        ),
    )
    text = (photo.parent / "photo.jpg.xmp").read_text()
    assert "<!-- do not touch -->" in text
    assert 'darktable:params="line one&#10;line two"' in text
    assert '<rdf:li darktable:operation="crop"/>' in text
    assert "Alte Worte" in text
    assert "Old words" not in text
    assert "ns0" not in text
    assert 'xap:Rating="5"' in text
    assert read_xmp(text.encode()).text == ImportedText(
        title="T", caption="New words", keywords=("dog", "Places/Paris"), rating=5
    )
    tags_list = ET.fromstring(text).iter("{http://www.digikam.org/ns/1.0/}TagsList")
    items = [item.text for element in tags_list for item in element.iter() if item.text]
    assert [item for item in items if item.strip()] == ["Places/Paris", "dog"]


def test_taking_away(photo: Path) -> None:
    (photo.parent / "photo.jpg.xmp").write_text(FOREIGN)
    write_sidecar(
        photo,
        SidecarChange(caption="", rating=0, dropped_keywords=("tree", "Places/Paris")),
    )
    text = (photo.parent / "photo.jpg.xmp").read_text()
    assert "Rating" not in text
    assert "Old words" not in text
    assert "Alte Worte" in text
    assert read_xmp(text.encode()).text.keywords == ()


def test_writing_again_changes_nothing(photo: Path) -> None:
    (photo.parent / "photo.jpg.xmp").write_text(FOREIGN)
    change = SidecarChange(
        title="T", caption="New words", keywords=("dog", "Places/Rome"), rating=3
    )
    path = write_sidecar(photo, change)
    assert path is not None
    first = path.read_bytes()
    before = path.stat()
    write_sidecar(photo, change)
    assert path.read_bytes() == first
    assert path.stat().st_mtime_ns == before.st_mtime_ns


@pytest.mark.parametrize(
    "content", ["<broken", "<html><body/></html>", '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', ""]
)
def test_what_is_no_xmp_is_never_overwritten(photo: Path, content: str) -> None:
    sidecar = photo.parent / "photo.jpg.xmp"
    sidecar.write_text(content)
    with pytest.raises(SidecarNotWritable, match="left as it is") as caught:
        write_sidecar(photo, SidecarChange(caption="New"))
    assert caught.value.way_out
    assert sidecar.read_text() == content


def test_a_failed_write_keeps_the_old_one(photo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sidecar = photo.parent / "photo.jpg.xmp"
    sidecar.write_text(FOREIGN)

    def full(self: Path, target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(SidecarNotWritable, match="No space left"):
        write_sidecar(photo, SidecarChange(caption="New"))
    assert sidecar.read_text() == FOREIGN
    assert len(list(photo.parent.iterdir())) == 2


@pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")
def test_a_link_stays_a_link(photo: Path, tmp_path: Path) -> None:
    real = tmp_path / "elsewhere" / "real.xmp"
    real.parent.mkdir()
    real.write_text(FOREIGN)
    real.chmod(0o640)
    (photo.parent / "photo.jpg.xmp").symlink_to(real)
    write_sidecar(photo, SidecarChange(caption="New"))
    assert (photo.parent / "photo.jpg.xmp").is_symlink()
    assert "New" in real.read_text()
    assert real.stat().st_mode & 0o777 == 0o640


words = st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn", "Co")), min_size=1, max_size=20)
keywords = words.filter(lambda word: not set(word) & set("/|") and bool(word.strip()))


@given(
    title=words,
    caption=words,
    tags=st.lists(keywords, max_size=4),
    rating=st.integers(1, 5),
    foreign=st.booleans(),
)
def test_what_is_written_is_read_back(
    title: str, caption: str, tags: list[str], rating: int, foreign: bool
) -> None:
    document = XmpDocument.parse(FOREIGN.encode()) if foreign else XmpDocument.empty()
    document.apply(
        SidecarChange(
            title=title,
            caption=caption,
            keywords=tuple(tags),
            dropped_keywords=("tree", "Places/Paris"),
            rating=rating,
        )
    )
    text = document.to_xml()
    found = read_xmp(text.encode()).text
    again = XmpDocument.parse(text.encode())
    again.apply(SidecarChange(title=found.title, caption=found.caption, keywords=found.keywords))
    assert read_xmp(again.to_xml().encode()).text == found
    assert found.rating == rating
    written = {" ".join(clean_text(tag).split()).casefold() for tag in tags} - {""}
    assert {word.casefold() for word in found.keywords} == written
    assert not found.caption.startswith(" ")
    assert ("darktable:history" in text) is foreign
