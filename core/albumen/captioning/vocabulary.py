"""Words of the captioner: tokenisation of captions and the mapping of words to indices.

Tokenisation follows the Penn Treebank rules as the COCO caption evaluation applies them: lower
case, clitics split off (``man 's``, ``do n't``), punctuation tokens dropped, hyphenated words
kept whole.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from albumen.captioning.errors import CheckpointError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

PAD: Final = 0
START: Final = 1
END: Final = 2
UNKNOWN: Final = 3
SPECIAL_WORDS: Final = ("<pad>", "<start>", "<end>", "<unk>")

_QUOTES: Final = str.maketrans(
    {
        "\u2018": "'",
        "\u2019": "'",
        "\u00b4": "'",
        "`": "'",
        "\u201c": '"',
        "\u201d": '"',
        "\u2010": "-",
        "\u2011": "-",
        "\u2013": "-",
        "\u2014": " - ",
        "\u2026": " ",
    }
)
_TOKEN: Final = re.compile(
    r"""
      (?:[^\W\d_]\.){2,}                       # u.s.
    | \d+(?:[.,:/]\d+)+                        # 3.5  1,000  10:30
    | [^\W_]+?(?=n't\b)                        # do of don't
    | n't\b
    | '(?:s|m|d|re|ve|ll)\b                    # 's of man's
    | o'clock\b
    | [^\W_]+(?:[-/._][^\W_]+)*               # t-shirt  black/white
    | [$\u00a3\u20ac%&@+*=\#]
    """,
    re.VERBOSE,
)
_SPLIT_WORDS: Final = {"cannot": ("can", "not"), "gonna": ("gon", "na"), "gotta": ("got", "ta")}
_CLITIC: Final = re.compile(r" ('(?:s|m|d|re|ve|ll)|n't)(?= |$)")


def tokenize(caption: str) -> list[str]:
    """Split a caption into lower-case words without punctuation.

    Captions of every collection are treated alike: cased or not, with or without full stop,
    already tokenised or not.
    """
    text = unicodedata.normalize("NFC", caption).translate(_QUOTES).lower()
    words: list[str] = []
    for match in _TOKEN.finditer(text):
        word = match.group()
        words.extend(_SPLIT_WORDS.get(word, (word,)))
    return words


def detokenize(words: Iterable[str]) -> str:
    """Join words by spaces, clitics to the word before them: the inverse of `tokenize`."""
    return _CLITIC.sub(r"\1", " ".join(words))


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """An immutable, ordered list of words; the four special words come first.

    Attributes:
        words: All words; `words[i]` has index i.

    Raises:
        CheckpointError: The special words are not in their places, or a word occurs twice.

    """

    words: tuple[str, ...]
    _indices: dict[str, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if self.words[: len(SPECIAL_WORDS)] != SPECIAL_WORDS:
            raise CheckpointError(
                f"The vocabulary does not begin with {' '.join(SPECIAL_WORDS)}.",
                way_out="Build it anew with 'albumen-train vocabulary'.",
            )
        indices = {word: index for index, word in enumerate(self.words)}
        if len(indices) != len(self.words):
            doubled = next(word for word, count in Counter(self.words).items() if count > 1)
            raise CheckpointError(
                f"The vocabulary lists the word '{doubled}' more than once.",
                way_out="Build it anew with 'albumen-train vocabulary'.",
            )
        object.__setattr__(self, "_indices", indices)

    @classmethod
    def build(cls, captions: Iterable[str], *, min_count: int) -> Vocabulary:
        """Keep the words seen at least `min_count` times, most frequent first, ties by name."""
        counts = Counter(word for caption in captions for word in tokenize(caption))
        kept = [
            word
            for word, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
            if count >= min_count
        ]
        return cls((*SPECIAL_WORDS, *kept))

    def __len__(self) -> int:
        return len(self.words)

    def __contains__(self, word: object) -> bool:
        return word in self._indices

    def index(self, word: str) -> int:
        """Index of a word, or that of ``<unk>``."""
        return self._indices.get(word, UNKNOWN)

    def encode(self, caption: str | Sequence[str], *, max_words: int | None = None) -> list[int]:
        """Indices of a caption or of its tokens, from ``<start>`` to ``<end>``.

        A caption longer than `max_words` is cut and has no ``<end>``: it would show how to break
        off in mid-sentence.
        """
        words = tokenize(caption) if isinstance(caption, str) else caption
        indices = [START, *(self.index(word) for word in words[:max_words])]
        return indices if len(indices) <= len(words) else [*indices, END]

    def decode(self, indices: Iterable[int]) -> list[str]:
        """Words up to ``<end>``, special words left out."""
        words: list[str] = []
        for index in indices:
            if index == END:
                break
            if index >= len(SPECIAL_WORDS):
                words.append(self.words[index])
        return words

    def to_json(self) -> list[str]:
        """The words as a JSON-ready list."""
        return list(self.words)

    @classmethod
    def from_json(cls, value: object) -> Vocabulary:
        """The inverse of `to_json`.

        Raises:
            CheckpointError: The value is not a list of words or not a vocabulary.

        """
        if not isinstance(value, list):
            raise CheckpointError("The vocabulary is not a list of words.")
        words = [word for word in value if isinstance(word, str) and word]
        if len(words) != len(value):
            raise CheckpointError("The vocabulary holds something that is not a word.")
        return cls(tuple(words))

    @property
    def sha256(self) -> str:
        """Hash of the words in their order, hexadecimal."""
        return hashlib.sha256(json.dumps(self.words, ensure_ascii=True).encode()).hexdigest()
