"""What words mean to each other: implied words, narrower words and foreign ones."""

from __future__ import annotations

import gzip
import hashlib
import json
from dataclasses import dataclass, field
from importlib import resources
from typing import TYPE_CHECKING

from albumen.search.stemming import stem

if TYPE_CHECKING:
    from collections.abc import Mapping

_FILE = "lexicon/lexicon.json.gz"
# Endings of German, French and Spanish plurals and cases, tried on words that are not in the list.
_ENDINGS = ("n", "en", "e", "er", "s", "es", "x", "nen")
_SHORTEST_FOREIGN = 3
_SHORTEST_COMPOUND = 7


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Relations between words of captions and words of queries.

    Attributes:
        irregular: Irregular forms and their base: `children` and `child`.
        implied: For a base word of captions, the words it implies with a weight up to 1:
            `giraffe` implies `animal`, `couch` implies `sofa`.
        nearest: For a word that captions rarely use, the words they use instead: `puppy`, `dog`.
        foreign: German, French and Spanish words with words of captions.
        homographs: The same for words that are English as well: `chat`.
        signature: Changes with what is written into the index, which is then rebuilt.

    """

    irregular: Mapping[str, str] = field(default_factory=dict)
    implied: Mapping[str, tuple[tuple[str, float], ...]] = field(default_factory=dict)
    nearest: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    foreign: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    homographs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    signature: str = ""

    @classmethod
    def load(cls) -> Lexicon:
        """Read the lexicon that ships with the program."""
        packed = resources.files("albumen_resources").joinpath(_FILE).read_bytes()
        content = json.loads(gzip.decompress(packed))
        # Translations are looked up while searching; only these two are written into the index.
        indexed = json.dumps([content["irregular"], content["implied"]])
        return cls(
            irregular=content["irregular"],
            implied={
                word: tuple((implied, weight) for implied, weight in pairs)
                for word, pairs in content["implied"].items()
            },
            nearest=_inverted(content["nearest"]),
            foreign={word: tuple(words) for word, words in content["foreign"].items()},
            homographs={word: tuple(words) for word, words in content["homographs"].items()},
            signature=hashlib.blake2b(indexed.encode(), digest_size=8).hexdigest(),
        )

    def base(self, word: str) -> str:
        """The stem of a folded word, by way of its regular form."""
        return stem(self.irregular.get(word, word))

    def translate(self, word: str) -> tuple[str, ...]:
        """Words of captions for a folded German, French or Spanish one, inflected or not."""
        found = self.foreign.get(word)
        if found is not None or len(word) < _SHORTEST_FOREIGN:
            return found or ()
        for ending in _ENDINGS:
            base = word.removesuffix(ending)
            if base != word and len(base) >= _SHORTEST_FOREIGN and base in self.foreign:
                return self.foreign[base]
        return ()

    def compound(self, word: str) -> tuple[str, str] | None:
        """The two known words that a folded German word is made of: `Fahrradhelm`."""
        if word in self.foreign or len(word) < _SHORTEST_COMPOUND:
            return None
        # The longest last part first, for it says what the thing is.
        for at in range(_SHORTEST_FOREIGN, len(word) - _SHORTEST_FOREIGN + 1):
            if self.translate(word[:at]) and self.translate(word[at:]):
                return word[:at], word[at:]
        return None


def _inverted(narrower: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """From the narrower words of each word of captions to the latter for each of them."""
    found: dict[str, tuple[str, ...]] = {}
    for word, others in narrower.items():
        for other in others.split():
            found[other] = (*found.get(other, ()), word)
    return found
