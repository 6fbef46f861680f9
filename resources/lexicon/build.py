"""Builds lexicon.json.gz: what the words of captions imply, and what stands for other words.

    python resources/lexicon/build.py --wordnet /usr/share/wordnet \
        --annotations /usr/share/unicode/cldr/common/annotations captions.txt.gz ...

WordNet 3.0 and the CLDR annotations come from the Debian packages `wordnet-base` and
`unicode-cldr-core`; the caption texts only decide which words matter, by how often they occur.
`relations.tsv` and `foreign.tsv` beside this file are our own. The same inputs give the same bytes.
"""

from __future__ import annotations

import argparse
import gzip
import itertools
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO
from xml.etree import ElementTree as ET

from albumen.search.text import FUNCTION_WORDS, MEDIUM_WORDS, split_words

HERE = Path(__file__).parent
LANGUAGES = ("de", "fr", "es")
# A word of captions: seen at least so often; a word that captions prefer to narrower ones.
SEEN = 8
PREFERRED = 150
# A word that is itself so common needs no other to stand for it.
OFTEN = 2000
# What is implied gets weaker with each category further up.
STEP = 0.9
MOST_STEPS = 16
SYNONYM = 0.9
# A synonym is worth a posting if WordNet's texts have it so often.
COMMON = 2
# The nearest preferred word is at most so many steps above.
NARROWER_STEPS = 3
# How alike the sets of pictures of two keywords must be for these to be translations, and how many
# pictures they must share.
ALIKE = 0.6
SHARED = 2

Relations = Mapping[str, Mapping[str, Sequence[str]]]


@dataclass(frozen=True, slots=True)
class Synset:
    """A meaning: its words, the meanings above it, and whether it is one thing with a name."""

    words: tuple[str, ...]
    above: tuple[str, ...]
    named: bool = False


@dataclass(slots=True)
class WordNet:
    """The nouns of WordNet and how often words were tagged as each part of speech."""

    synsets: dict[str, Synset] = field(default_factory=dict)
    senses: dict[str, tuple[str, ...]] = field(default_factory=dict)
    tagged: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    irregular: dict[str, dict[str, str]] = field(default_factory=dict)
    lemmas: dict[str, set[str]] = field(default_factory=dict)

    @classmethod
    def read(cls, folder: Path) -> WordNet:
        """Read the files of WordNet's `dict` folder (wndb(5) describes them)."""
        net = cls()
        for line in _lines(folder / "data.noun"):
            fields = line.split(" | ")[0].split()
            count = int(fields[3], 16)
            words = tuple(fields[4 + 2 * at].lower() for at in range(count))
            pointers = fields[5 + 2 * count :]
            above = tuple(
                pointers[at + 1]
                for at in range(0, len(pointers) - 3, 4)
                if pointers[at] in {"@", "@i"} and pointers[at + 2] == "n"
            )
            net.synsets[fields[0]] = Synset(words, above, "@i" in pointers)
        for part in ("noun", "verb", "adj", "adv"):
            net.lemmas[part] = set()
            for line in _lines(folder / f"index.{part}"):
                fields = line.split()
                net.lemmas[part].add(fields[0])
                if part == "noun":
                    net.senses[fields[0]] = tuple(fields[-int(fields[2]) :])
            exceptions = folder / f"{part}.exc"
            net.irregular[part] = {}
            for line in exceptions.read_text(encoding="ascii").splitlines():
                form, base, *_ = line.split()
                net.irregular[part].setdefault(form, base)
        for line in (folder / "cntlist.rev").read_text(encoding="ascii").splitlines():
            key, _, count_text = line.split()
            lemma, _, rest = key.partition("%")
            net.tagged[lemma]["?nvara"[int(rest[0])]] += int(count_text)
        return net

    def is_noun(self, word: str) -> bool:
        """Whether the word is a noun more often than anything else."""
        if word not in self.senses:
            return False
        tagged = self.tagged.get(word)
        return tagged is None or tagged["n"] >= max(tagged.values())


def main() -> None:
    """Build the lexicon and say what is in it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--wordnet", type=Path, required=True)
    parser.add_argument("--annotations", type=Path, required=True)
    parser.add_argument("--output", type=Path, default=HERE / "lexicon.json.gz")
    parser.add_argument("texts", type=Path, nargs="+")
    options = parser.parse_args()
    net = WordNet.read(options.wordnet)
    words, pairs = _count(options.texts)
    relations = _relations(HERE / "relations.tsv")
    irregular = _irregular(net, words)
    implied = _implied(net, words, pairs, irregular, relations)
    nearest = _nearest(net, words, irregular, relations)
    foreign, homographs = _foreign(options.annotations, words, irregular)
    content = {
        "irregular": irregular,
        "implied": implied,
        "nearest": nearest,
        "foreign": foreign,
        "homographs": homographs,
    }
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    options.output.write_bytes(gzip.compress(text.encode(), 9, mtime=0))
    sizes = ", ".join(f"{len(part)} {name}" for name, part in content.items())
    sys.stdout.write(f"{sizes}; {options.output.stat().st_size} bytes\n")


def _lines(path: Path) -> Iterator[str]:
    with path.open(encoding="ascii") as file:
        for line in file:
            if not line.startswith("  "):
                yield line


def _count(paths: Iterable[Path]) -> tuple[Counter[str], Counter[str]]:
    """How often words, and pairs of neighbours joined by a space, occur."""
    words: Counter[str] = Counter()
    pairs: Counter[str] = Counter()
    for path in paths:
        with _open(path) as file:
            for line in file:
                said = split_words(line)
                words.update(said)
                pairs.update(f"{one} {two}" for one, two in itertools.pairwise(said))
    return words, pairs


def _open(path: Path) -> IO[str]:
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8")
    return path.open(encoding="utf-8")


def _irregular(net: WordNet, words: Counter[str]) -> dict[str, str]:
    """Irregular forms that captions use or whose base they use."""
    found: dict[str, str] = {}
    for part in ("noun", "verb"):
        for form, base in net.irregular[part].items():
            known = words[form] >= SEEN or words[base] >= SEEN
            if known and form.isalpha() and base.isalpha() and form not in FUNCTION_WORDS:
                # "saw" and "left" are words of their own as often as forms of a verb.
                own = net.tagged.get(form)
                if form != base and (part == "noun" or own is None or max(own.values()) < 10):
                    found.setdefault(form, base)
    return found


def _base(net: WordNet, word: str, irregular: dict[str, str]) -> str:
    """The singular of a noun."""
    if word in irregular:
        return irregular[word]
    if word in net.senses and not word.endswith("s"):
        return word
    for ending, replacement in (
        ("ies", "y"),
        ("ses", "s"),
        ("xes", "x"),
        ("ches", "ch"),
        ("shes", "sh"),
        ("ves", "f"),
        ("s", ""),
    ):
        base = word.removesuffix(ending) + replacement
        if word.endswith(ending) and base in net.senses and len(base) > 1:
            # A bus is not several bu, and glasses are more than one glass.
            tagged, tagged_base = net.tagged.get(word), net.tagged.get(base)
            if not tagged or (tagged_base and tagged_base["n"] >= tagged["n"]):
                return base
    return word


def _relations(path: Path) -> Relations:
    """Our own relations by kind and word; `relations.tsv` says what the kinds mean."""
    found: dict[str, dict[str, list[str]]] = defaultdict(dict)
    for line in path.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            kind, word, others = line.split("\t")
            found[kind].setdefault(word, []).extend(others.split())
    return found


def _sense(net: WordNet, word: str, relations: Relations) -> str | None:
    """The meaning that captions have in mind: the first one, or the one that we chose."""
    if word in relations["none"]:
        return None
    chosen = relations["sense"].get(word)
    if chosen is not None:
        return net.senses[word][int(chosen[0]) - 1]
    if " " not in word and not net.is_noun(word):
        return None
    senses = net.senses.get(word.replace(" ", "_"))
    return senses[0] if senses else None


def _ancestors(
    net: WordNet, synset: str, tops: frozenset[str] = frozenset()
) -> Iterator[tuple[int, str]]:
    """Meanings above with the number of steps, nearest first, ending at `tops`."""
    level, seen = {synset}, {synset}
    for steps in range(1, MOST_STEPS + 1):
        level = {above for lower in level - tops for above in net.synsets[lower].above} - seen
        seen |= level
        for above in sorted(level):
            yield steps, above


def _categories(net: WordNet, relations: Relations) -> dict[str, list[str]]:
    """For each meaning that is worth implying, the words for it."""
    found: dict[str, list[str]] = {}
    for word, given in relations["category"].items():
        name = [] if "_" in word else [word]
        for sense in filter(str.isdecimal, given):
            others = [other for other in given if not other.isdecimal()]
            found[net.senses[word][int(sense) - 1]] = [*name, *others]
    return found


def _implied(
    net: WordNet,
    words: Counter[str],
    pairs: Counter[str],
    irregular: dict[str, str],
    relations: Relations,
) -> dict[str, list[tuple[str, float]]]:
    """What nouns of captions imply; two-word names count as one."""
    nouns = _nouns(net, words, pairs, irregular) | set(relations["implies"])
    categories = _categories(net, relations)
    tops = frozenset(net.senses[word][0] for word in relations["top"])
    found: dict[str, list[tuple[str, float]]] = {}
    for noun in sorted(nouns - FUNCTION_WORDS - MEDIUM_WORDS):
        weights = dict.fromkeys(relations["implies"].get(noun, ()), SYNONYM)
        sense = _sense(net, noun, relations)
        if sense is not None:
            for other in _synonyms(net, noun, sense, relations):
                weights.setdefault(other, SYNONYM)
            strength = SYNONYM
            for above in (sense, *(above for _, above in _ancestors(net, sense, tops))):
                for other in categories.get(above, ()):
                    weights.setdefault(other, strength)
                strength *= STEP if above in categories else 1.0
        for other in (*relations["never"].get(noun, ()), noun):
            weights.pop(other, None)
        if weights:
            found[noun] = sorted(
                ((other, round(weight, 2)) for other, weight in weights.items()),
                key=lambda pair: (-pair[1], pair[0]),
            )
    # A two-word name matters only if its words would say something else.
    return {
        noun: others
        for noun, others in found.items()
        if " " not in noun or any(part in found for part in noun.split())
    }


def _nouns(
    net: WordNet, words: Counter[str], pairs: Counter[str], irregular: dict[str, str]
) -> set[str]:
    """Nouns of captions in the singular, and two-word names that WordNet has."""
    nouns = {_base(net, word, irregular) for word, count in words.items() if count >= SEEN}
    for pair, count in pairs.items():
        first, _, second = pair.partition(" ")
        name = f"{first} {_base(net, second, irregular)}"
        if count >= SEEN and name.replace(" ", "_") in net.senses:
            nouns.add(name)
    return nouns


def _synonyms(net: WordNet, noun: str, sense: str, relations: Relations) -> list[str]:
    """Words in use whose usual meaning is this one."""
    return [
        word
        for word in net.synsets[sense].words
        if word != noun
        and word.isalpha()
        and not noun.endswith("ing")
        and sum(net.tagged.get(word, {}).values()) >= COMMON
        and _sense(net, word, relations) == sense
    ]


def _nearest(
    net: WordNet,
    words: Counter[str],
    irregular: dict[str, str],
    relations: Relations,
) -> dict[str, str]:
    """For each word of captions, the narrower words for which captions use it, as one string."""
    preferred: dict[str, str] = {}
    counts: Counter[str] = Counter()
    for word, count in words.items():
        counts[_base(net, word, irregular)] += count
    for word, count in counts.most_common():
        sense = _sense(net, word, relations) if count >= PREFERRED else None
        if sense is not None and sense not in preferred:
            preferred[sense] = word
    narrower: dict[str, set[str]] = defaultdict(set)
    for word in net.senses:
        sense = _sense(net, word, relations) if word.isalpha() and len(word) > 2 else None
        # Baum is a tree to more people than it is the author of a wizard.
        if sense is None or net.synsets[sense].named:
            continue
        if sense in preferred or counts[word] >= OFTEN:
            continue
        above = next(
            (
                preferred[above]
                for steps, above in _ancestors(net, sense)
                if steps <= NARROWER_STEPS and above in preferred
            ),
            None,
        )
        if above is not None:
            narrower[above].add(word)
    for word, others in relations["uses"].items():
        for other in others:
            narrower[other].add(word)
    return {word: " ".join(sorted(others)) for word, others in sorted(narrower.items())}


def _foreign(
    annotations: Path, words: Counter[str], irregular: dict[str, str]
) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """German, French and Spanish words with the words of captions for them.

    Those that are English words of captions as well come second: `chat`, `Boot`.
    """
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for line in (HERE / "foreign.tsv").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            english, *others = line.split("\t")
            for word in {word for other in others for word in split_words(other)}:
                found[word].setdefault(english)
    ours = frozenset(found)
    english_pictures, english_names = _pictures(annotations / "en.xml")
    for language in LANGUAGES:
        pictures, names = _pictures(annotations / f"{language}.xml")
        translated = _same_name(names, english_names) | _same_pictures(pictures, english_pictures)
        for word, english in translated.items():
            if english in words and words[english] >= SEEN and word not in found:
                found[word].setdefault(english)
    known = {
        word: [english for english in translations if english != word][:4]
        for word, translations in sorted(found.items())
        if word not in irregular and word not in FUNCTION_WORDS and len(word) > 2
    }
    # A word that captions use themselves means what it says, at least to begin with.
    foreign = {word: said for word, said in known.items() if words[word] < SEEN * 4}
    homographs = {
        word: said
        for word, said in known.items()
        if said and word in ours and word not in foreign and words[word] < OFTEN
    }
    return {word: said or [word] for word, said in foreign.items()}, homographs


def _pictures(path: Path) -> tuple[dict[str, set[str]], dict[str, str]]:
    """Pictures of each keyword that is a single word, and the name of each picture that has one."""
    pictures: dict[str, set[str]] = defaultdict(set)
    names: dict[str, str] = {}
    for node in ET.parse(path).iter("annotation"):  # noqa: S314 - a file of the distribution
        picture = node.get("cp", "")
        for name in (node.text or "").split("|"):
            said = split_words(name)
            if len(said) == 1 and said[0].isalpha():
                pictures[said[0]].add(picture)
                if node.get("type") == "tts":
                    names[picture] = said[0]
    return pictures, names


def _same_name(names: dict[str, str], english: dict[str, str]) -> dict[str, str]:
    return {name: english[picture] for picture, name in names.items() if picture in english}


def _same_pictures(pictures: dict[str, set[str]], english: dict[str, set[str]]) -> dict[str, str]:
    """The keyword whose pictures are most alike, if no other is as alike."""
    found: dict[str, str] = {}
    for word, shown in pictures.items():
        likeness = sorted(
            (len(shown & others) / len(shown | others), name)
            for name, others in english.items()
            if len(shown & others) >= SHARED
        )
        (second, _), (best, name) = [(0.0, ""), (0.0, ""), *likeness][-2:]
        if best >= ALIKE and best > second:
            found[word] = name
    return found


if __name__ == "__main__":
    main()
