from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from albumen.imaging.iptc import IptcTexts, read_iptc
from albumen.imaging.metadata import read_metadata
from tests.imaging.conftest import XMP, encode
from tests.support.photos import corners


def dataset(record: int, number: int, value: bytes) -> bytes:
    return bytes([0x1C, record, number]) + len(value).to_bytes(2, "big") + value


UTF8 = dataset(1, 90, b"\x1b%G")


def test_texts_in_both_encodings() -> None:
    texts = "Über den Dächern"
    for record in (
        UTF8 + dataset(2, 120, texts.encode()),
        dataset(2, 120, texts.encode("latin-1")),
        dataset(2, 120, texts.encode()),
        UTF8 + dataset(2, 120, texts.encode("latin-1")),
    ):
        assert read_iptc(record).caption == texts


def test_all_fields() -> None:
    record = (
        dataset(2, 0, b"\0\2")
        + dataset(2, 5, b"Title")
        + dataset(2, 25, b"dog")
        + dataset(2, 25, b"Dog")
        + dataset(2, 25, b" beach ")
        + dataset(2, 55, b"20200506")
        + dataset(2, 60, b"070809+0200")
        + dataset(2, 105, b"Headline")
        + bytes([0x1C, 2, 120, 0x80, 2]) + (5).to_bytes(2, "big") + b"Words"
    )  # fmt: skip
    found = read_iptc(record)
    assert (found.title, found.headline, found.caption) == ("Title", "Headline", "Words")
    assert found.keywords == ("dog", "beach")
    assert found.taken is not None
    assert (found.taken.local, found.taken.offset_minutes) == ("2020-05-06T07:08:09", 120)


def test_a_record_ends_where_it_breaks() -> None:
    record = dataset(2, 5, b"Title") + b"\x1c\x02\x78\x00\xff" + b"cut"
    assert read_iptc(record) == IptcTexts(title="Title")
    assert read_iptc(b"") == IptcTexts()


@given(st.binary(max_size=200))
def test_noise(noise: bytes) -> None:
    read_iptc(noise)
    read_iptc(dataset(2, 25, b"x") + noise)


def jpeg_with(record: bytes, **options: object) -> bytes:
    body = b"8BIM\x04\x04\0\0" + len(record).to_bytes(4, "big") + record + b"\0" * (len(record) % 2)
    segment = b"Photoshop 3.0\0" + body
    plain = encode(corners(), "JPEG", **options)
    marker = b"\xff\xed" + (len(segment) + 2).to_bytes(2, "big")
    return plain[:2] + marker + segment + plain[2:]


def test_iptc_of_a_jpeg_ranks_below_xmp(tmp_path: Path) -> None:
    record = UTF8 + dataset(2, 120, b"From IPTC") + dataset(2, 5, b"Name") + dataset(2, 25, b"Cat")
    (tmp_path / "iptc.jpg").write_bytes(jpeg_with(record))
    (tmp_path / "both.jpg").write_bytes(jpeg_with(record, xmp=XMP))
    alone = read_metadata(tmp_path / "iptc.jpg")
    assert (alone.caption, alone.title, alone.keywords) == ("From IPTC", "Name", ("Cat",))
    both = read_metadata(tmp_path / "both.jpg")
    assert (both.caption, both.title, both.keywords) == ("A cat", "Name", ("Cat", "sofa"))
