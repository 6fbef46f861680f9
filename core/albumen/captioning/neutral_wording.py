"""Captions that do not guess anybody's sex: a man is a person, his hat is their hat.

A captioner says "man" or "woman" as its human captions did: from clothes, hair and what somebody
does. These rules reword a finished caption. Each word of the outcome knows the words it stands for,
so that log-probabilities and attention stay with the right words. Names of things (a snow man, a
cowboy hat, the ladies' room), animals ("a male lion") and people's costumes (bride, king) stay.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from albumen.captioning import gendered_words as table
from albumen.captioning.results import (
    Alternative,
    Attention,
    CaptionResult,
    TagProbability,
    Word,
)
from albumen.captioning.vocabulary import detokenize, tokenize

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


@dataclass(frozen=True, slots=True)
class Reworded:
    """A word of a reworded caption and the numbers of the words that it stands for."""

    word: str
    sources: tuple[int, ...]


def reword(words: Sequence[str]) -> tuple[Reworded, ...]:
    """Say a caption's words, as `tokenize` gives them, without telling anybody's sex.

    Every word given is a source of exactly one word of the outcome. What has no gendered word comes
    back as it is.
    """
    found = tuple(Reworded(word, (number,)) for number, word in enumerate(words))
    while not table.GENDERED.isdisjoint(each.word for each in found):
        # What was left out may have kept two words apart that are a case for another rule.
        again = _Rewording([each.word for each in found]).outcome()
        if [each.word for each in again] == [each.word for each in found]:
            break
        found = tuple(
            Reworded(each.word, tuple(s for source in each.sources for s in found[source].sources))
            for each in again
        )
    return found


def neutral_caption(caption: str) -> str:
    """Reword a caption of the model."""
    words = tokenize(caption)
    if table.GENDERED.isdisjoint(words):
        return caption
    return detokenize(each.word for each in reword(words))


def neutral_tag(tag: str) -> str:
    """Reword a tag."""
    return table.SINGULAR.get(tag) or table.PLURAL.get(tag, tag)


def neutral_result(result: CaptionResult) -> CaptionResult:
    """Reword all that the model says of a photo.

    The log-probability of a word that stands for several is theirs together, its attention the
    largest of theirs. The score stays: it is about the caption as the model wrote it. Of
    alternatives and tags that become the same, the most probable one stays.
    """
    reworded = reword([word.word for word in result.words])
    caption = detokenize(each.word for each in reworded)
    attention = result.attention
    if attention is not None:
        attention = Attention(merge_attention(attention.weights, reworded))
    return replace(
        result,
        caption=caption,
        words=tuple(
            Word(each.word, sum(result.words[source].logprob for source in each.sources))
            for each in reworded
        ),
        alternatives=_alternatives(result.alternatives, caption),
        tags=_tags(result.tags),
        attention=attention,
    )


def merge_attention(
    weights: np.ndarray[tuple[int, ...], np.dtype[np.uint8]], reworded: Sequence[Reworded]
) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    """Attention of reworded words from that of the words before, (words, rows, columns)."""
    return np.stack([weights[list(each.sources)].max(0) for each in reworded])


def _alternatives(alternatives: Iterable[Alternative], caption: str) -> tuple[Alternative, ...]:
    kept: dict[str, Alternative] = {}
    for other in alternatives:
        text = neutral_caption(other.caption)
        if text != caption:
            kept.setdefault(text, Alternative(text, other.logprob))
    return tuple(kept.values())


def _tags(tags: Iterable[TagProbability]) -> tuple[TagProbability, ...]:
    best: dict[str, float] = {}
    for each in tags:
        name = neutral_tag(each.tag)
        best[name] = max(each.probability, best.get(name, 0.0))
    ordered = sorted(best.items(), key=lambda item: -item[1])
    return tuple(TagProbability(name, probability) for name, probability in ordered)


@dataclass(slots=True)
class _Item:
    """A word on its way; an empty one is left out and gives its sources to the next."""

    word: str
    sources: tuple[int, ...]
    changed: bool = False

    def become(self, word: str) -> None:
        self.changed |= word != self.word
        self.word = word


class _Rewording:
    """Rewords one caption, rule by rule."""

    def __init__(self, words: Sequence[str]) -> None:
        self._items = [_Item(word, (number,)) for number, word in enumerate(words)]

    def outcome(self) -> tuple[Reworded, ...]:
        items = self._items
        for rule in (
            self._leave_out,
            self._join_pairs,
            self._replace_nouns,
            self._replace_pronouns,
        ):
            rule()
            self._close_gaps()
        self._tell_apart()
        self._mend_articles()
        items = self._items
        return tuple(Reworded(item.word, item.sources) for item in items)

    def _at(self, place: int) -> str:
        return self._items[place].word if 0 <= place < len(self._items) else ""

    def _drop(self, first: int, last: int) -> None:
        for item in self._items[first : last + 1]:
            item.become("")

    def _close_gaps(self) -> None:
        kept: list[_Item] = []
        waiting: tuple[int, ...] = ()
        for item in self._items:
            if item.word:
                if waiting:
                    item.sources = (*waiting, *item.sources)
                    item.changed = True
                    waiting = ()
                kept.append(item)
            else:
                waiting += item.sources
        if waiting and kept:
            kept[-1].sources += waiting
        self._items = kept

    # --- what a word is ------------------------------------------------------------------------

    def _ends_phrase(self, place: int) -> bool:
        """Whether the word there cannot belong to a noun before it."""
        word = self._at(place)
        return (
            not word
            or word in table.FUNCTION_WORDS
            or word in table.VERBS
            or word in table.GENDERED
            or (word.endswith("ing") and len(word) > 4)
        )

    def _human_behind(self, place: int, humans: frozenset[str]) -> bool:
        """Whether a word for humans ends the noun phrase that goes on at `place`."""
        for further in range(place, place + 3):
            if self._ends_phrase(further):
                return False
            if self._at(further) in humans:
                return True
        return False

    def _is_thing(self, place: int) -> bool:
        word, behind = self._at(place), self._at(place + 1)
        if self._at(place - 1) in table.FIGURES:
            return True
        if word in table.THINGS_BEHIND:
            return behind in table.THINGS_BEHIND[word]
        if word in table.PARENTS:
            # A mother elephant, Mother's Day; but "a mother begins".
            if behind == "'s":
                return self._at(place + 2) == "day"
            return not self._ends_phrase(place + 1) and not behind.endswith("s")
        if behind == "'s":
            return self._at(place + 2) in table.ROOMS
        if word == "ladies" and behind in table.ROOMS:
            return True
        # Man made, but not a man who made something.
        return (
            word == "man"
            and behind == "made"
            and (bool(self._at(place + 2)) and self._at(place + 2) not in table.FUNCTION_WORDS)
        )

    def _noun(self, place: int) -> str:
        """Neutral noun for the word there, singular or plural; empty where it stays."""
        word = self._at(place)
        if word in table.SEXES:
            return "person" if self._ends_phrase(place + 1) else ""
        neutral = (
            table.SINGULAR.get(word)
            or table.PLURAL.get(word)
            or table.PLURAL_SEXES.get(word)
            or table.POSSESSIVE.get(word, "")
        )
        return neutral if neutral and not self._is_thing(place) else ""

    # --- rules ---------------------------------------------------------------------------------

    def _leave_out(self) -> None:
        """A female surfer is a surfer, a baby boy a baby, women's tennis is tennis."""
        for place in range(len(self._items)):
            word, before, behind = (self._at(place + step) for step in (0, -1, 1))
            pair = (word, self._at(place + 2))
            if behind == "or" and (
                pair in table.PRONOUN_PAIRS or pair[::-1] in table.PRONOUN_PAIRS
            ):
                self._drop(place + 1, place + 2)
            elif word in table.SEXES:
                both = behind in {"and", "or"} and self._at(place + 2) in table.SEXES
                last = place + 2 if both else place
                if self._human_behind(last + 1, table.HUMANS | table.MANY_HUMANS):
                    self._drop(place, last)
            elif word in table.SINGULAR or word in table.PLURAL:
                self._leave_out_noun(place, word, before, behind)

    def _leave_out_noun(self, place: int, word: str, before: str, behind: str) -> None:
        child = table.SINGULAR.get(word) == "child" or table.PLURAL.get(word) == "children"
        if behind == "'s" and word in table.PLURAL and self._at(place + 2) in table.SPORTS:
            self._drop(place, place + 1)
        elif child and before in table.YOUNG and self._ends_phrase(place + 1):
            if word in table.PLURAL and before in table.HUMANS:
                self._items[place - 1].become("babies" if before == "baby" else before + "s")
            if before != "newborn":
                self._drop(place, place)
        elif (child and behind in {"scout", "scouts"}) or self._human_behind(
            place + 1, table.HUMANS if word in table.SINGULAR else table.MANY_HUMANS
        ):
            self._drop(place, place)

    def _join_pairs(self) -> None:
        """A man and a woman are two people, men and women are people."""
        place = 0
        while place < len(self._items):
            self._join_pair(place)
            place += 1

    def _join_pair(self, place: int) -> None:
        if self._at(place + 1) != "and":
            return
        second = place + 2
        determined = self._at(second) in table.NUMBERS or self._at(second) == "the"
        if determined:
            second += 1
        one, other = self._noun(place), self._noun(second)
        noun = table.PLURAL_OF.get(one, one)
        if not one or noun != table.PLURAL_OF.get(other, other) or self._at(second + 1) == "'s":
            return
        start = place
        while start > 0 and not self._ends_phrase(start - 1):
            start -= 1
        if start != place and determined:
            # "A young man and a woman" are not two young people.
            return
        first = self._at(start - 1)
        alone = [one in table.PLURAL_OF, other in table.PLURAL_OF]
        total = _total(first, self._at(second - 1) if determined else "", *alone)
        if first in table.NUMBERS and total is None and any(alone):
            return
        self._items[place].become(noun)
        joined = self._items[place + 1 : second + 1]
        self._items[place].sources += tuple(s for item in joined for s in item.sources)
        del self._items[place + 1 : second + 1]
        if first in table.NUMBERS and total is not None and noun != "couple":
            self._items[start - 1].become(total)

    def _replace_nouns(self) -> None:
        for place in range(len(self._items)):
            neutral = self._noun(place)
            if not neutral:
                continue
            if self._at(place - 1) in table.GROWING:
                neutral = {"child": "person", "children": "people"}.get(neutral, neutral)
            self._items[place].become(neutral)

    def _replace_pronouns(self) -> None:
        for place, item in enumerate(self._items):
            word = item.word
            if word in table.SUBJECTS:
                item.become("they")
                self._agree(place + 1)
            elif word in table.POSSESSIVES:
                alone = self._is_over(place + 1)
                item.become(("them" if word == "her" else "theirs") if alone else "their")
            elif word in table.PRONOUNS:
                item.become(table.PRONOUNS[word])

    def _is_over(self, place: int) -> bool:
        word = self._at(place)
        return not word or (word in table.FUNCTION_WORDS and word not in table.NUMBERS)

    def _agree(self, place: int) -> None:
        """Let the verb behind "they" be a plural one."""
        while self._at(place) in table.ADVERBS or self._at(place).endswith("ly"):
            place += 1
        verb = self._at(place)
        if not verb:
            return
        if verb == "'s" and self._at(place + 1) in {"got", "been", "had"}:
            self._items[place].become("'ve")
        else:
            self._items[place].become(_plural_verb(verb))

    def _tell_apart(self) -> None:
        """A person beside a person is another person."""
        seen: set[str] = set()
        for place, item in enumerate(self._items):
            if item.changed and item.word in seen and self._at(place - 1) in {"a", "an"}:
                self._items[place - 1].become("another")
            seen.add(table.SINGULAR_OF.get(item.word, item.word))

    def _mend_articles(self) -> None:
        for place, item in enumerate(self._items[1:], 1):
            article = self._items[place - 1]
            if item.changed and article.word in {"a", "an"}:
                article.become("an" if item.word[0] in "aeiou" else "a")


def _total(first: str, second: str, first_alone: bool, second_alone: bool) -> str | None:
    """How many "FIRST man and SECOND woman" are; None where that is not said."""
    one = table.NUMBERS.get(first)
    other = table.NUMBERS.get(second) if second else (1 if second_alone else None)
    if one is None or other is None or (one == 1) != first_alone:
        return None
    return table.NUMBER_WORDS.get(one + other)


def _plural_verb(verb: str) -> str:
    """The plural of a verb in the third person singular; other words come back as they are."""
    if verb in table.IRREGULAR_VERBS:
        return table.IRREGULAR_VERBS[verb]
    if len(verb) < 4 or not verb.endswith("s") or verb.endswith(("ss", "us", "is")):
        return verb
    if verb in table.FUNCTION_WORDS:
        return verb
    if verb.endswith("ies") and len(verb) > 4:
        return verb.removesuffix("ies") + "y"
    if verb.endswith(("sses", "shes", "ches", "xes", "zzes", "oes")):
        return verb.removesuffix("es")
    return verb.removesuffix("s")
