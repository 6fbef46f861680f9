from __future__ import annotations

import unicodedata
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from albumen.imaging.xmp import MAX_PACKET_BYTES, BrokenXmp, ImportedText, parse_packet, read_xmp
from tests.imaging.conftest import XMP


def packet(properties: str = "", attributes: str = "") -> bytes:
    return f"""<x:xmpmeta xmlns:x="adobe:ns:meta/"
      xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
      xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
      xmlns:lr="http://ns.adobe.com/lightroom/1.0/" xmlns:digiKam="http://www.digikam.org/ns/1.0/"
      xmlns:MP="http://ns.microsoft.com/photo/1.0/" xmlns:ps="http://ns.adobe.com/photoshop/1.0/"
      xmlns:aux="http://ns.adobe.com/exif/1.0/aux/">
      <rdf:RDF><rdf:Description rdf:about="" {attributes}>{properties}</rdf:Description>
      </rdf:RDF></x:xmpmeta>""".encode()


def bag(name: str, *items: str) -> str:
    inside = "".join(f"<rdf:li>{item}</rdf:li>" for item in items)
    return f"<{name}><rdf:Bag>{inside}</rdf:Bag></{name}>"


def test_the_default_language_counts() -> None:
    assert read_xmp(XMP).text == ImportedText(caption="A cat", keywords=("cat", "sofa"), rating=4)


def test_without_a_default_the_first_language_counts() -> None:
    alternative = (
        '<dc:title><rdf:Alt><rdf:li xml:lang="fr"> </rdf:li><rdf:li xml:lang="de">Titel</rdf:li>'
        "</rdf:Alt></dc:title>"
    )
    assert read_xmp(packet(alternative)).text.title == "Titel"


def test_plain_values_and_attributes() -> None:
    assert read_xmp(packet("<dc:description>Plain</dc:description>")).text.caption == "Plain"
    assert read_xmp(packet(attributes='dc:description="Flat"')).text.caption == "Flat"


def test_hierarchical_keywords_of_three_programs() -> None:
    properties = (
        bag("dc:subject", "Paris", "night", "Places")
        + bag("lr:hierarchicalSubject", "Places|France|Paris", "night")
        + bag("digiKam:TagsList", "Places/France/Paris", "Events/Holiday")
        + bag("MP:LastKeywordXMP", "events/holiday")
    )
    found = read_xmp(packet(properties)).text.keywords
    assert found == ("night", "Places", "Places/France/Paris", "Events/Holiday")


@pytest.mark.parametrize(
    ("attributes", "rating"),
    [
        ('xmp:Rating="3"', 3),
        ('xmp:Rating="4.0"', 4),
        ('xmp:Rating="-1"', 0),
        ('xmp:Rating="9"', 5),
        ('xmp:Rating="nan"', None),
        ('xmp:Rating="many"', None),
        ('MP:Rating="99"', 5),
        ('MP:Rating="25"', 2),
        ('MP:Rating="1"', 1),
        ("", None),
    ],
)
def test_ratings(attributes: str, rating: int | None) -> None:
    assert read_xmp(packet(attributes=attributes)).text.rating == rating


@pytest.mark.parametrize(
    ("label", "colour"), [("Red", "red"), ("gray", "grey"), ("Review", ""), ("", "")]
)
def test_colour_labels(label: str, colour: str) -> None:
    found = read_xmp(packet(attributes=f'xmp:Label="{label}"')).text
    assert found.colour_label == colour


def test_dates_and_lens() -> None:
    attributes = 'ps:DateCreated="2001-02-03T04:05:06+01:00" aux:Lens="EF50mm f/1.8"'
    found = read_xmp(packet(attributes=attributes))
    assert found.taken is not None
    assert (found.taken.local, found.taken.offset_minutes) == ("2001-02-03T04:05:06", 60)
    assert found.lens == "EF50mm f/1.8"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
def test_encodings(encoding: str) -> None:
    text = packet("<dc:description>Grüße</dc:description>").decode()
    assert read_xmp(text.encode(encoding)).text.caption == "Grüße"


def test_a_declaration_and_padding_do_no_harm() -> None:
    padded = b'<?xml version="1.0" encoding="UTF-8"?>\n' + packet() + b" " * 2000 + b"\0"
    assert read_xmp(padded).text == ImportedText()


@pytest.mark.parametrize(
    "broken",
    [
        b"",
        b"not xml",
        b"<a><b></a>",
        b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
        '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'.encode("utf-16"),
        b'<?xml version="1.0"?><!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>',
        b"<a>" + b" " * MAX_PACKET_BYTES + b"</a>",
    ],
)
def test_broken_and_hostile_packets_are_refused(broken: bytes) -> None:
    with pytest.raises(BrokenXmp):
        parse_packet(broken)


def test_deep_nesting_does_no_harm() -> None:
    deep = b"<a>" * 50_000 + b"</a>" * 50_000
    assert read_xmp(deep).text == ImportedText()


@given(st.binary(max_size=300))
def test_noise(noise: bytes) -> None:
    for content in (noise, XMP[:400] + noise + XMP[400:], XMP[: len(noise)]):
        try:
            read_xmp(content)
        except BrokenXmp:
            continue


@given(st.text(max_size=200))
def test_any_text_survives_as_words(text: str) -> None:
    allowed = "".join(character for character in text if character.isprintable())
    found = read_xmp(packet(f"<dc:description>{escape(allowed)}</dc:description>")).text
    assert found.caption.split() == unicodedata.normalize("NFC", allowed).split()
