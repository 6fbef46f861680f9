"""Every published layout of captions, and what can be wrong with it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from albumen_training.caption_files import CaptionFileError, read_captions

if TYPE_CHECKING:
    from pathlib import Path


def write(path: Path, content: object) -> Path:
    text = content if isinstance(content, str) else json.dumps(content)
    path.write_text(text, encoding="utf-8")
    return path


def test_coco_json_with_gaps(tmp_path: Path) -> None:
    document = {
        "images": [
            {"id": 7, "file_name": "folder/a.jpg"},
            {"id": 8, "file_name": "b.jpg"},
            {"id": 9, "file_name": "c.jpg"},
        ],
        "annotations": [
            {"image_id": 7, "caption": " A cat. "},
            {"image_id": 7, "caption": "  "},
            {"image_id": 8, "caption": ""},
            {"image_id": 99, "caption": "nobody's"},
        ],
    }
    found = read_captions(write(tmp_path / "c.json", document))
    assert [(p.name, p.captions) for p in found.photos] == [("a.jpg", ("A cat.",))]
    assert found.empty_captions == 2
    assert found.without_caption == ("b.jpg", "c.jpg")
    assert found.without_photo == 1


def test_karpathy_split_with_restval(tmp_path: Path) -> None:
    images = [
        {"filename": f"{split}.jpg", "split": split, "sentences": [{"raw": f"a {split}"}]}
        for split in ("train", "restval", "val", "test")
    ]
    found = read_captions(write(tmp_path / "k.json", {"images": images}))
    assert [photo.name for photo in found.only("train").photos] == ["train.jpg", "restval.jpg"]
    assert [photo.name for photo in found.only("test").photos] == ["test.jpg"]
    with pytest.raises(CaptionFileError, match="no split 'dev'"):
        found.only("dev")


@pytest.mark.parametrize(
    "text",
    [
        "x.jpg#0\tA dog .\nx.jpg#1\tThe dog\ny.jpg#0\tA cat",
        (
            "image_name| comment_number| comment\nx.jpg| 0| A dog .\n"
            "x.jpg| 1| The dog\ny.jpg| 0| A cat"
        ),
        "image,caption\nx.jpg,A dog .\nx.jpg,The dog\ny.jpg,A cat",
    ],
)
def test_flickr_layouts(tmp_path: Path, text: str) -> None:
    found = read_captions(write(tmp_path / "f.txt", text))
    assert [(p.name, p.captions) for p in found.photos] == [
        ("x.jpg", ("A dog .", "The dog")),
        ("y.jpg", ("A cat",)),
    ]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ('{"images": [', "not complete JSON"),
        ({"images": []}, "no caption"),
        ({"pictures": []}, "neither COCO's"),
        ({"images": [{"id": 1}], "annotations": []}, "neither COCO's"),
        (
            {"images": [{"id": 1, "file_name": "a"}] * 2, "annotations": []},
            "lists the photo id 1 twice",
        ),
        ("", "is empty"),
        ("hello\nworld", "no layout"),
    ],
)
def test_bad_files_are_named(tmp_path: Path, content: object, message: str) -> None:
    with pytest.raises(CaptionFileError, match=message):
        read_captions(write(tmp_path / "bad.json", content))


def test_a_missing_file_and_one_that_is_not_text(tmp_path: Path) -> None:
    with pytest.raises(CaptionFileError, match="no caption file"):
        read_captions(tmp_path / "absent.json")
    (tmp_path / "binary").write_bytes(b"\xff\xfe\x00\xd8")
    with pytest.raises(CaptionFileError, match="not UTF-8"):
        read_captions(tmp_path / "binary")


@given(content=st.text(max_size=80))
def test_any_text_is_read_or_refused(tmp_path_factory: Any, content: str) -> None:
    path = tmp_path_factory.mktemp("any") / "file"
    path.write_text(content, encoding="utf-8", newline="")
    try:
        found = read_captions(path)
    except CaptionFileError:
        return
    assert all(photo.captions for photo in found.photos)


def test_lines_of_another_layout_are_counted_and_commas_kept(tmp_path: Path) -> None:
    table = 'image,caption\nx.jpg,A dog, running\nx.jpg,"A dog, red"\nbroken\n'
    found = read_captions(write(tmp_path / "f.csv", table))
    assert found.photos[0].captions == ("A dog, running", "A dog, red")
    assert found.malformed == 1
    piped = "image| number| caption\nx.jpg| 0| A dog\nx.jpg| 4   A broken one\n"
    assert read_captions(write(tmp_path / "p.csv", piped)).malformed == 1
    tokens = "x.jpg#0\tA dog\u2028on grass\nno tab\n"
    found = read_captions(write(tmp_path / "t.txt", tokens))
    assert found.photos[0].captions == ("A dog\u2028on grass",)
    assert found.malformed == 1


def test_what_is_no_caption_is_named(tmp_path: Path) -> None:
    document = {
        "images": [{"id": 1, "file_name": "a.jpg"}],
        "annotations": [{"image_id": 1, "caption": None}],
    }
    with pytest.raises(CaptionFileError, match="of another type"):
        read_captions(write(tmp_path / "null.json", document))
    with pytest.raises(CaptionFileError, match="cannot be read"):
        read_captions(tmp_path)
