"""How text becomes words, for captions and queries alike."""

from __future__ import annotations

import re
import unicodedata

# Letters and digits; an apostrophe inside a word belongs to it and is dropped: dog's is dogs.
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_PATTERN = re.compile(r"[^\W_*]+|\*+")
# Letters that have no decomposition but are typed as others.
_LETTERS = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th"})
_APOSTROPHES = str.maketrans("", "", "'’")

# Words that say little about what a photo shows; they score but are not required.
_ENGLISH = """
    a an the this that these those there here it its he she they them his her their him i my
    we our you your of in on at to into onto from with without within by for as and or but
    is are was were be been being am do does did has have had some any no not very while
    up down over out off next near thats who which what where when
"""
_FOREIGN = """
    der die das den dem des ein eine einen einem einer und oder mit auf im am zu von vor
    le la les un une des du de et ou avec sur dans el los las una unos unas y con en por
"""
FUNCTION_WORDS = frozenset(_ENGLISH.split()) | frozenset(_FOREIGN.split())
# They name the medium when something else is asked for: "photo of a dog", "dog pictures".
_MEDIUM = """
    photo photos photograph photographs picture pictures image images pic pics snapshot
    foto fotos bild bilder imagen imagenes
"""
MEDIUM_WORDS = frozenset(_MEDIUM.split())


def fold(text: str) -> str:
    """Take away case, accents and compatibility forms."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.casefold()).translate(_LETTERS)
    plain = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return plain.casefold()


def split_words(text: str) -> list[str]:
    """The folded words of a text in order."""
    words = _WORD.findall(fold(text))
    if "'" in text or "’" in text:
        return [word.translate(_APOSTROPHES) for word in words]
    return words


def is_searchable(text: str) -> bool:
    """Whether there is a letter or digit in it."""
    return _WORD.search(fold(text)) is not None


def split_pattern(text: str) -> list[str]:
    """The folded pieces of a word with `*` in it; each is a pattern of its own."""
    pieces: list[str] = []
    end = -1
    for found in _PATTERN.finditer(fold(text).translate(_APOSTROPHES)):
        piece = "*" if found.group().startswith("*") else found.group()
        if found.start() == end:
            pieces[-1] += piece
        else:
            pieces.append(piece)
        end = found.end()
    return [piece for piece in pieces if piece != "*"]
