"""An XMP sidecar as a document that is edited in place, so that nothing unknown is lost."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.dom import minidom
from xml.parsers.expat import ExpatError

from albumen.imaging.text import clean_text, unique_words
from albumen.imaging.xmp import (
    DC,
    DIGIKAM,
    LIGHTROOM,
    MICROSOFT,
    RDF,
    XML,
    XMP,
    BrokenXmp,
    X,
    packet_text,
    parse_packet,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_XMLNS = "http://www.w3.org/2000/xmlns/"
_PREFIXES = {
    X: "x", RDF: "rdf", DC: "dc", XMP: "xmp", LIGHTROOM: "lr", DIGIKAM: "digiKam",
    MICROSOFT: "MicrosoftPhoto",
}  # fmt: skip
_EMPTY = (
    f'<x:xmpmeta xmlns:x="{X}">\n <rdf:RDF xmlns:rdf="{RDF}">\n'
    '  <rdf:Description rdf:about=""/>\n </rdf:RDF>\n</x:xmpmeta>'
)
# Characters of attributes that a parser would read back as plain spaces.
_FRAGILE = {"\n": "&#10;", "\r": "&#13;", "\t": "&#9;"}


@dataclass(frozen=True, slots=True)
class SidecarChange:
    """What is to be written; None leaves a field as it is.

    Attributes:
        title: The new title, or "" to take it away.
        caption: The new description, or "" to take it away; other languages stay.
        keywords: Tags that are to be there, hierarchical ones with `/` between their parts.
        dropped_keywords: Tags that are not to be there; those not named in either stay.
        rating: 0 to 5; 0 takes it away.
        colour_label: Name of a colour, or "" to take it away.

    """

    title: str | None = None
    caption: str | None = None
    keywords: tuple[str, ...] = ()
    dropped_keywords: tuple[str, ...] = ()
    rating: int | None = None
    colour_label: str | None = None

    @property
    def says_something(self) -> bool:
        """Whether there is anything to write where nothing is yet."""
        return bool(self.title or self.caption or self.keywords or self.rating or self.colour_label)


class XmpDocument:
    """The tree of a sidecar; prefixes, comments, order and unknown properties stay."""

    def __init__(self, document: minidom.Document) -> None:
        self._document = document
        rdf = document.getElementsByTagNameNS(RDF, "RDF")
        if not rdf:
            raise BrokenXmp("the XMP packet has no RDF")
        self._rdf = rdf[0]
        self._nodes = [node for node in _elements(self._rdf) if _is(node, RDF, "Description")]
        if not self._nodes:
            node = document.createElementNS(RDF, f"{self._prefix(self._rdf, RDF)}:Description")
            node.setAttributeNS(RDF, f"{self._prefix(self._rdf, RDF)}:about", "")
            self._rdf.appendChild(node)
            self._nodes = [node]

    @classmethod
    def empty(cls) -> XmpDocument:
        """Return a document without any property."""
        return cls.parse(_EMPTY.encode())

    @classmethod
    def parse(cls, packet: bytes) -> XmpDocument:
        """Parse a sidecar.

        Raises:
            BrokenXmp: It is not XMP.

        """
        parse_packet(packet)
        try:
            # Refused above: document types, and what is too large.
            return cls(minidom.parseString(packet_text(packet).encode()))  # noqa: S318 - see above
        except (ExpatError, ValueError) as error:
            raise BrokenXmp(f"the XMP packet is not XML: {error}") from error

    def apply(self, change: SidecarChange) -> None:
        """Bring the change into the document."""
        if change.title is not None:
            self._set_alternative("title", change.title)
        if change.caption is not None:
            self._set_alternative("description", change.caption)
        if change.keywords or change.dropped_keywords:
            self._set_keywords(change.keywords, change.dropped_keywords)
        if change.rating is not None:
            self._set_simple(XMP, "Rating", str(change.rating) if change.rating else "")
            self._remove(MICROSOFT, "Rating")
        if change.colour_label is not None:
            self._set_simple(XMP, "Label", change.colour_label.capitalize())

    def to_xml(self) -> str:
        """Serialise; attribute values keep their line breaks."""
        marks = self._unused_characters()
        fragile = [
            (attribute, attribute.value)
            for node in _elements(self._document, deep=True)
            for attribute in node.attributes.values()
            if set(attribute.value) & set(_FRAGILE)
        ]
        table = {ord(character): mark for character, mark in marks.items()}
        for attribute, value in fragile:
            attribute.value = value.translate(table)
        text = self._document.toxml(encoding="utf-8").decode()
        for attribute, value in fragile:
            attribute.value = value
        for character, mark in marks.items():
            text = text.replace(mark, _FRAGILE[character])
        return text if text.endswith("\n") else f"{text}\n"

    def _unused_characters(self) -> dict[str, str]:
        """Pick private-use characters that the document does not hold."""
        text = self._document.toxml()
        unused = (chr(code) for code in range(0xE000, 0xF8FF) if chr(code) not in text)
        return {character: next(unused) for character in _FRAGILE}

    def _prefix(self, node: minidom.Element, namespace: str) -> str:
        """Find the prefix of a namespace at a node, declaring it there if need be."""
        at: minidom.Node | None = node
        while isinstance(at, minidom.Element):
            for attribute in at.attributes.values():
                if attribute.value == namespace and attribute.name.startswith("xmlns:"):
                    return str(attribute.name.partition(":")[2])
            at = at.parentNode
        prefix = _PREFIXES[namespace]
        node.setAttributeNS(_XMLNS, f"xmlns:{prefix}", namespace)
        return prefix

    def _find(self, namespace: str, name: str) -> minidom.Element | None:
        for node in self._nodes:
            for child in _elements(node):
                if _is(child, namespace, name):
                    return child
        return None

    def _remove(self, namespace: str, name: str) -> None:
        for node in self._nodes:
            if node.hasAttributeNS(namespace, name):
                node.removeAttributeNS(namespace, name)
            for child in list(_elements(node)):
                if _is(child, namespace, name):
                    _detach(child)

    def _add(self, parent: minidom.Element, namespace: str, name: str) -> minidom.Element:
        prefix = self._prefix(parent, namespace)
        child = self._document.createElementNS(namespace, f"{prefix}:{name}")
        parent.appendChild(child)
        return child

    def _simple(self, namespace: str, name: str) -> str:
        for node in self._nodes:
            if node.hasAttributeNS(namespace, name):
                return str(node.getAttributeNS(namespace, name))
        element = self._find(namespace, name)
        return "" if element is None else _text(element)

    def _set_simple(self, namespace: str, name: str, value: str) -> None:
        if self._simple(namespace, name) == value:
            return
        self._remove(namespace, name)
        if value:
            node = self._nodes[0]
            node.setAttributeNS(namespace, f"{self._prefix(node, namespace)}:{name}", value)

    def _set_alternative(self, name: str, value: str) -> None:
        """Set the default language of a `dc` property; its other languages stay."""
        value = clean_text(value)
        element = self._find(DC, name)
        old = [
            (item.getAttributeNS(XML, "lang") or "x-default", _text(item))
            for item in (_items(element) if element is not None else ())
        ]
        languages = [("x-default", value)] if value else []
        others = [entry for entry in old if entry[0].lower() != "x-default"]
        if old == [*languages, *others]:
            return
        self._remove(DC, name)
        if not languages and not others:
            return
        alternative = self._add(self._add(self._nodes[0], DC, name), RDF, "Alt")
        for language, text in [*languages, *others]:
            item = self._add(alternative, RDF, "li")
            item.setAttributeNS(XML, "xml:lang", language)
            item.appendChild(self._document.createTextNode(text))

    def _set_keywords(self, keywords: tuple[str, ...], dropped: tuple[str, ...]) -> None:
        wanted = unique_words(list(keywords))
        unwanted = {word.casefold() for word in unique_words(list(dropped))}
        unwanted |= {word.rpartition("/")[2] for word in unwanted}
        flat = [word.rpartition("/")[2] for word in wanted]
        paths = [word for word in wanted if "/" in word]
        unwanted -= {word.casefold() for word in (*wanted, *flat)}

        def is_kept(keyword: str, separator: str) -> bool:
            path = separator.join(part.strip() for part in keyword.split(separator))
            last = path.rpartition(separator)[2]
            return not {path.replace(separator, "/").casefold(), last.casefold()} & unwanted

        self._merge_bag(DC, "subject", flat, lambda keyword: is_kept(keyword, "/"))
        self._merge_bag(
            LIGHTROOM,
            "hierarchicalSubject",
            [path.replace("/", "|") for path in paths],
            lambda keyword: is_kept(keyword, "|"),
        )
        for namespace, name in ((DIGIKAM, "TagsList"), (MICROSOFT, "LastKeywordXMP")):
            # The spelling of one program each; kept true where it is, not begun where it is not.
            if self._find(namespace, name) is not None:
                self._merge_bag(namespace, name, wanted, lambda keyword: is_kept(keyword, "/"))

    def _merge_bag(
        self,
        namespace: str,
        name: str,
        added: list[str] | tuple[str, ...],
        is_kept: Callable[[str], bool],
    ) -> None:
        element = self._find(namespace, name)
        old = [_text(item) for item in _items(element)] if element is not None else []
        kept = [keyword for keyword in old if is_kept(keyword)]
        words = unique_words([*kept, *added])
        if words == tuple(old):
            return
        container = "Bag"
        if element is not None:
            container = next((child.localName or "Bag" for child in _elements(element)), "Bag")
        self._remove(namespace, name)
        if not words:
            return
        bag = self._add(self._add(self._nodes[0], namespace, name), RDF, container)
        for word in words:
            self._add(bag, RDF, "li").appendChild(self._document.createTextNode(word))


def _elements(node: minidom.Node, *, deep: bool = False) -> Iterator[minidom.Element]:
    pending = deque(node.childNodes)
    while pending:
        child = pending.popleft()
        if isinstance(child, minidom.Element):
            yield child
            if deep:
                pending.extend(child.childNodes)


def _is(node: minidom.Element, namespace: str, name: str) -> bool:
    return node.namespaceURI == namespace and node.localName == name


def _items(element: minidom.Element) -> Iterator[minidom.Element]:
    for container in _elements(element):
        for item in _elements(container):
            if _is(item, RDF, "li"):
                yield item


def _text(node: minidom.Element) -> str:
    return "".join(child.data for child in node.childNodes if isinstance(child, minidom.Text))


def _detach(node: minidom.Element) -> None:
    parent = node.parentNode
    if not isinstance(parent, minidom.Element):
        return
    before = node.previousSibling
    if isinstance(before, minidom.Text) and not before.data.strip():
        parent.removeChild(before)
    parent.removeChild(node)
