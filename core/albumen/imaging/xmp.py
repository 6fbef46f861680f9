"""Reading XMP packets, embedded or in sidecars (ISO 16684-1), and the fields that matter here."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from albumen.imaging.exif import TakenTime, parse_date, percent_to_rating, to_rating
from albumen.imaging.text import clean_text, unique_words

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_PACKET_BYTES = 8 * 1024 * 1024

X = "adobe:ns:meta/"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
XML = "http://www.w3.org/XML/1998/namespace"
DC = "http://purl.org/dc/elements/1.1/"
XMP = "http://ns.adobe.com/xap/1.0/"
LIGHTROOM = "http://ns.adobe.com/lightroom/1.0/"
DIGIKAM = "http://www.digikam.org/ns/1.0/"
MICROSOFT = "http://ns.microsoft.com/photo/1.0/"
PHOTOSHOP = "http://ns.adobe.com/photoshop/1.0/"
EXIF = "http://ns.adobe.com/exif/1.0/"
TIFF = "http://ns.adobe.com/tiff/1.0/"
AUX = "http://ns.adobe.com/exif/1.0/aux/"

_INVALID_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
COLOUR_LABELS = frozenset({"red", "orange", "yellow", "green", "blue", "purple", "grey"})
_LABELS = {"gray": "grey"} | {label: label for label in COLOUR_LABELS}


class BrokenXmp(ValueError):
    """A packet that is not XML, or XML that no honest program writes."""


@dataclass(frozen=True, slots=True)
class ImportedText:
    """What a person said of a photo in another program.

    Attributes:
        title: A short name, or empty.
        caption: A description, or empty.
        keywords: Names of tags; hierarchical ones from the top down with `/` between.
        rating: 0 to 5, None when nothing is said.
        colour_label: Lower-case name of a colour, or empty.

    """

    title: str = ""
    caption: str = ""
    keywords: tuple[str, ...] = ()
    rating: int | None = None
    colour_label: str = ""


@dataclass(frozen=True, slots=True)
class XmpFields:
    """The text of a packet and what serves when EXIF is silent."""

    text: ImportedText
    taken: TakenTime | None = None
    lens: str = ""


def parse_packet(packet: bytes) -> ET.Element:
    """Parse a packet safely.

    Document types are refused (entity expansion, external entities), and so is any packet over
    `MAX_PACKET_BYTES`.

    Raises:
        BrokenXmp: It cannot be parsed or is refused.

    """
    try:
        return ET.fromstring(packet_text(packet))  # noqa: S314 - no document type, bounded
    except (ET.ParseError, ValueError) as error:
        raise BrokenXmp(f"the XMP packet is not XML: {error}") from error


def packet_text(packet: bytes) -> str:
    """Decode a packet, without its XML declaration and characters that XML cannot hold.

    Raises:
        BrokenXmp: It is refused; see `parse_packet`.

    """
    if len(packet) > MAX_PACKET_BYTES:
        raise BrokenXmp("the XMP packet is too large")
    text = _DECLARATION.sub("", _decode(packet).strip("\0 \t\r\n\ufeff"))
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise BrokenXmp("the XMP packet has a document type")
    return _INVALID_XML.sub("", text)


def _decode(packet: bytes) -> str:
    for mark, encoding in ((b"\xff\xfe\0\0", "utf-32"), (b"\0\0\xfe\xff", "utf-32")):
        if packet.startswith(mark):
            return packet.decode(encoding, "replace")
    if packet.startswith((b"\xff\xfe", b"\xfe\xff")):
        return packet.decode("utf-16", "replace")
    if packet[:2] == b"<\0":
        return packet.decode("utf-16-le", "replace")
    if packet[:2] == b"\0<":
        return packet.decode("utf-16-be", "replace")
    return packet.decode("utf-8", "replace")


def descriptions(root: ET.Element) -> list[ET.Element]:
    """Return the `rdf:Description` nodes that hold the properties."""
    rdf = root if root.tag == f"{{{RDF}}}RDF" else root.find(f"{{{RDF}}}RDF")
    return [] if rdf is None else rdf.findall(f"{{{RDF}}}Description")


class XmpReader:
    """Looks properties up in a parsed packet, be they attributes or elements."""

    def __init__(self, root: ET.Element) -> None:
        self._nodes = descriptions(root)

    def text(self, namespace: str, name: str) -> str:
        """Return a simple property, or the default language of an alternative."""
        key = f"{{{namespace}}}{name}"
        for node in self._nodes:
            if value := clean_text(node.get(key, "")):
                return value
            element = node.find(key)
            if element is not None and (value := clean_text(_alternative(element))):
                return value
        return ""

    def items(self, namespace: str, name: str) -> list[str]:
        """Return the items of a bag or sequence."""
        key = f"{{{namespace}}}{name}"
        found: list[str] = []
        for node in self._nodes:
            element = node.find(key)
            if element is not None:
                found.extend(clean_text(_content(item)) for item in _list_items(element))
        return [item for item in found if item]

    def number(self, namespace: str, name: str) -> float | None:
        """Return a property as a number."""
        try:
            return float(self.text(namespace, name))
        except ValueError:
            return None


def _list_items(element: ET.Element) -> Iterator[ET.Element]:
    for container in element:
        yield from container.findall(f"{{{RDF}}}li")


def _content(element: ET.Element) -> str:
    # A qualified value keeps its content in rdf:value.
    value = element.find(f".//{{{RDF}}}value")
    return (element.text if value is None else value.text) or ""


def _alternative(element: ET.Element) -> str:
    items = list(_list_items(element))
    if not items:
        return _content(element)
    for item in items:
        if item.get(f"{{{XML}}}lang", "").lower() == "x-default" and _content(item).strip():
            return _content(item)
    return next((_content(item) for item in items if _content(item).strip()), "")


def read_xmp(packet: bytes) -> XmpFields:
    """Read the fields of a packet.

    Raises:
        BrokenXmp: See `parse_packet`.

    """
    return read_fields(parse_packet(packet))


def read_fields(root: ET.Element) -> XmpFields:
    """Read the fields of a parsed packet."""
    reader = XmpReader(root)
    rating = to_rating(reader.number(XMP, "Rating"))
    if rating is None:
        rating = percent_to_rating(reader.number(MICROSOFT, "Rating"))
    return XmpFields(
        ImportedText(
            title=reader.text(DC, "title") or reader.text(PHOTOSHOP, "Headline"),
            caption=reader.text(DC, "description") or reader.text(TIFF, "ImageDescription"),
            keywords=join_keywords(reader.items(DC, "subject"), _paths(reader)),
            rating=rating,
            colour_label=_LABELS.get(reader.text(XMP, "Label").lower(), ""),
        ),
        taken=_taken(reader),
        lens=reader.text(AUX, "Lens"),
    )


def join_keywords(words: list[str], paths: list[str]) -> tuple[str, ...]:
    """Join flat and hierarchical keywords; programs write the last part of a path flat as well."""
    last_parts = {path.rpartition("/")[2].casefold() for path in paths if "/" in path}
    flat = [word for word in words if " ".join(word.split()).casefold() not in last_parts]
    return unique_words([*flat, *paths])


def _paths(reader: XmpReader) -> list[str]:
    """Collect hierarchical keywords, of which each program has its own spelling."""
    spellings = (
        (reader.items(LIGHTROOM, "hierarchicalSubject"), "|"),
        (reader.items(DIGIKAM, "TagsList"), "/"),
        (reader.items(MICROSOFT, "LastKeywordXMP"), "/"),
    )
    found: list[str] = []
    for keywords, separator in spellings:
        for keyword in keywords:
            parts = (" ".join(part.split()) for part in keyword.split(separator))
            found.append("/".join(filter(None, parts)))
    return found


def _taken(reader: XmpReader) -> TakenTime | None:
    for namespace, name in (
        (EXIF, "DateTimeOriginal"), (PHOTOSHOP, "DateCreated"), (XMP, "CreateDate"),
    ):  # fmt: skip
        if (taken := parse_date(reader.text(namespace, name))) is not None:
            return taken
    return None
