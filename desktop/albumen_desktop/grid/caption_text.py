"""Fitting a caption into two lines and finding the words to highlight in it."""

from __future__ import annotations

import re
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from PySide6.QtGui import QFont

CACHED = 4000
_WORD = re.compile(r"[\w'’-]+")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text with the stripes (x, width) behind highlighted words."""

    text: str
    marks: tuple[tuple[int, int], ...]


class CaptionText:
    """Breaks captions into lines; breaking is slow enough to be remembered.

    Attributes:
        font: The font of the captions.
        metrics: Its measures.
        line_height: Height of one line.

    """

    def __init__(self, font: QFont) -> None:
        self._words: tuple[str, ...] = ()
        self._lines: OrderedDict[tuple[str, int, int, int], tuple[Line, ...]] = OrderedDict()
        self.use_font(font)

    def use_font(self, font: QFont) -> None:
        """Break captions for this font from now on."""
        self.font = font
        self.metrics = QFontMetrics(font)
        self.line_height = self.metrics.height()
        self._lines.clear()

    def highlight(self, words: Sequence[str]) -> None:
        """Mark these words and longer ones that begin with them from now on."""
        lowered = _lowered(words)
        if lowered != self._words:
            self._words = lowered
            self._lines.clear()

    def lines(
        self, text: str, width: int, *, indent: int = 0, reserve: int = 0
    ) -> tuple[Line, ...]:
        """At most two lines: the first begins `indent` later, the last ends `reserve` earlier."""
        key = (text, width, indent, reserve)
        found = self._lines.get(key)
        if found is None:
            found = self._break(" ".join(text.split()), width, indent, reserve)
            self._lines[key] = found
            if len(self._lines) > CACHED:
                self._lines.popitem(last=False)
        return found

    def _break(self, text: str, width: int, indent: int, reserve: int) -> tuple[Line, ...]:
        elide = Qt.TextElideMode.ElideRight
        advance = self.metrics.horizontalAdvance
        if advance(text) <= width - indent - reserve:
            return (self._line(text),)
        first = ""
        rest = text
        while rest:
            word, _, after = rest.partition(" ")
            longer = f"{first} {word}" if first else word
            if advance(longer) > width - indent:
                break
            first, rest = longer, after
        if not first:
            return (self._line(self.metrics.elidedText(text, elide, width - indent - reserve)),)
        if not rest:
            return (self._line(first), Line("", ()))
        return (
            self._line(first),
            self._line(self.metrics.elidedText(rest, elide, max(width - reserve, 0))),
        )

    def _line(self, text: str) -> Line:
        advance = self.metrics.horizontalAdvance
        marks = (
            (advance(text[: match.start()]), advance(match.group()))
            for match in _matches(text, self._words)
        )
        return Line(text, tuple(marks))


def broken(text: str, width: int, metrics: QFontMetrics) -> list[str]:
    """All words of a text, in as many lines as it takes; words too long for one are shortened."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and metrics.horizontalAdvance(longer) <= width:
            lines[-1] = longer
        else:
            lines.append(metrics.elidedText(word, Qt.TextElideMode.ElideRight, width))
    return lines


def matching_words(text: str, wanted: Sequence[str]) -> list[str]:
    """The words of a text that would be marked in it, each once, as they are written."""
    found: dict[str, str] = {}
    for match in _matches(text, _lowered(wanted)):
        found.setdefault(match.group().casefold(), match.group())
    return list(found.values())


def _lowered(words: Sequence[str]) -> tuple[str, ...]:
    return tuple(sorted({word.casefold() for word in words if word}))


def _matches(text: str, lowered: Sequence[str]) -> Iterator[re.Match[str]]:
    if not lowered:
        return
    for match in _WORD.finditer(text):
        word = match.group().casefold()
        if any(_is_form_of(word, wanted) for wanted in lowered):
            yield match


def _is_form_of(word: str, wanted: str) -> bool:
    """Whether a word of a caption is what was searched for, up to an inflected end."""
    if word == wanted:
        return True
    stem = min(len(word), len(wanted))
    return stem >= 3 and word[:stem] == wanted[:stem] and abs(len(word) - len(wanted)) <= 3
