"""Builds search documents from the database."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from sqlalchemy import select

from albumen.database.models import (
    Caption,
    CaptionAlternative,
    CaptionSource,
    Folder,
    Photo,
    PhotoTag,
    Tag,
    TagAlias,
    TagSource,
    TagState,
)
from albumen.search.index import CAPTION, LABEL, SearchDocument
from albumen.search.text import FUNCTION_WORDS, split_words
from albumen.search.weights import SHIPPED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from sqlalchemy.orm import Session

    from albumen.search.lexicon import Lexicon
    from albumen.search.weights import Weights

_CHUNK = 500
# Words are counted with these weights: what a person wrote outranks what was found in the file,
# and that the model's words.
USER = 3.0
IMPORTED = 2.0
MODEL = 1.0
# The model's words where a caption from the file is shown instead.
OVERRULED_MODEL = 0.5
USER_TAG = 3.0
IMPORTED_TAG = 2.5
RELATED_TAG = 1.0
TITLE = 2.5
FILE_NAME = 0.6
FOLDER_NAME = 0.4
# The length of a usual model caption, which is the norm.
_USUAL_LENGTH = 10.5
# Words of different texts are never neighbours.
_GAP = 10


def build_documents(
    session: Session, photo_ids: Sequence[int], analysis: Analysis
) -> Iterator[SearchDocument]:
    """Build the documents of these photos; those that are not in the database are left out."""
    tags = _TagNames.read(session)
    for start in range(0, len(photo_ids), _CHUNK):
        chunk = list(photo_ids[start : start + _CHUNK])
        yield from _build(session, chunk, tags, analysis)


Implied = tuple[tuple[str, float], ...]


class Analysis:
    """Turns words into stems and what they imply, looking each word up only once."""

    def __init__(self, lexicon: Lexicon, weights: Weights = SHIPPED) -> None:
        self.weights = weights
        base = lexicon.base

        def stemmed(implied: Implied) -> Implied:
            return tuple((base(name), weight) for name, weight in implied)

        def look_up(word: str) -> tuple[str, Implied]:
            regular = lexicon.irregular.get(word, word)
            stem = base(word)
            return stem, stemmed(lexicon.implied.get(regular) or lexicon.implied.get(stem, ()))

        self._look_up: Callable[[str], tuple[str, Implied]] = lru_cache(maxsize=100_000)(look_up)
        # A hot dog is no animal: two-word names have their own meaning.
        self._pairs: dict[tuple[str, str], Implied] = {}
        for name, implied in lexicon.implied.items():
            first, space, second = name.partition(" ")
            if space:
                self._pairs[base(first), base(second)] = stemmed(implied)

    def analyse(self, words: Iterable[str]) -> list[tuple[str, Implied]]:
        """Stems of the words in order, function words left out, with what they imply."""
        look_up, pairs = self._look_up, self._pairs
        found = [look_up(word) for word in words if word not in FUNCTION_WORDS]
        for at in range(1, len(found)):
            implied = pairs.get((found[at - 1][0], found[at][0]))
            if implied is not None:
                found[at - 1] = (found[at - 1][0], ())
                found[at] = (found[at][0], implied)
        return found


@dataclass(slots=True)
class _Draft:
    """A document in the making."""

    analysis: Analysis
    texts: dict[str, dict[str, list[int]]] = field(default_factory=lambda: {CAPTION: {}, LABEL: {}})
    ends: dict[str, int] = field(default_factory=lambda: {CAPTION: 0, LABEL: 0})
    literal: dict[str, float] = field(default_factory=dict)
    widened: dict[str, float] = field(default_factory=dict)

    def add(self, words: list[str], weight: float, *, text: str | None = None) -> None:
        """Count words; with `text` they are kept as written too."""
        share = self.analysis.weights.length
        norm = 1.0 - share + share * max(len(words), _USUAL_LENGTH) / _USUAL_LENGTH
        weight /= norm
        literal = self.literal
        for stem, implied in self.analysis.analyse(words):
            literal[stem] = literal.get(stem, 0.0) + weight
            self._imply(implied, weight)
        if text is not None:
            places, at = self.texts[text], self.ends[text]
            for word in words:
                places.setdefault(word, []).append(at)
                at += 1
            self.ends[text] = at + _GAP

    def add_likely(self, texts: Sequence[tuple[list[str], float]]) -> None:
        """Count words that may be there: each with the summed weight of the texts that have it."""
        weights: dict[str, float] = defaultdict(float)
        meanings: dict[str, Implied] = {}
        for words, weight in texts:
            said = dict(self.analysis.analyse(words))
            for stem in said:
                weights[stem] += weight
            meanings |= said
        for stem, weight in weights.items():
            if weight > self.literal.get(stem, 0.0):
                self.literal[stem] = weight
            self._imply(meanings[stem], weight)

    def _imply(self, implied: Implied, weight: float) -> None:
        widened, share = self.widened, self.analysis.weights.widened
        for name, strength in implied:
            implied_weight = strength * weight * share
            if implied_weight > widened.get(name, 0.0):
                widened[name] = implied_weight

    def finish(self, photo_id: int) -> SearchDocument:
        return SearchDocument(
            photo_id,
            {
                text: {word: tuple(places) for word, places in words.items()}
                for text, words in self.texts.items()
            },
            # Four binary places are plenty, and equal weights pack well.
            {stem: round(weight * 16) / 16 or 0.0625 for stem, weight in self.literal.items()},
            {stem: round(weight * 64) / 64 or 0.015625 for stem, weight in self.widened.items()},
        )


@dataclass(frozen=True, slots=True)
class _TagNames:
    """All tags: their words, and the words of their aliases and of the tags above them."""

    own: dict[int, list[str]]
    related: dict[int, list[str]]

    @classmethod
    def read(cls, session: Session) -> _TagNames:
        names: dict[int, str] = {}
        parents: dict[int, int | None] = {}
        for tag_id, name, parent_id in session.execute(select(Tag.id, Tag.name, Tag.parent_id)):
            names[tag_id], parents[tag_id] = name, parent_id
        related: dict[int, list[str]] = defaultdict(list)
        for name, tag_id in session.execute(select(TagAlias.name, TagAlias.tag_id)):
            related[tag_id].extend(split_words(name))
        aliases = {tag_id: tuple(words) for tag_id, words in related.items()}
        for tag_id in names:
            seen, above = {tag_id}, parents[tag_id]
            while above is not None and above in names and above not in seen:
                seen.add(above)
                related[tag_id].extend([*split_words(names[above]), *aliases.get(above, ())])
                above = parents[above]
        return cls({tag_id: split_words(name) for tag_id, name in names.items()}, dict(related))


def _build(
    session: Session, photo_ids: list[int], tags: _TagNames, analysis: Analysis
) -> Iterable[SearchDocument]:
    drafts: dict[int, _Draft] = {}
    rows = session.execute(
        select(Photo.id, Photo.name, Photo.title, Folder.path)
        .join(Folder, Photo.folder_id == Folder.id)
        .where(Photo.id.in_(photo_ids))
    )
    for photo_id, name, title, folder in rows:
        draft = drafts[photo_id] = _Draft(analysis)
        if title:
            draft.add(split_words(title), TITLE, text=LABEL)
        stem_of_name = name.rpartition(".")[0] or name
        draft.add(split_words(stem_of_name), FILE_NAME)
        draft.add(split_words(folder), FOLDER_NAME)
    _add_captions(session, photo_ids, drafts)
    _add_tags(session, photo_ids, drafts, tags)
    return [draft.finish(photo_id) for photo_id, draft in drafts.items()]


def _add_captions(session: Session, photo_ids: list[int], drafts: dict[int, _Draft]) -> None:
    captions: dict[int, dict[CaptionSource, tuple[int, str]]] = defaultdict(dict)
    rows = session.execute(
        select(Caption.photo_id, Caption.id, Caption.source, Caption.text)
        .where(Caption.photo_id.in_(photo_ids), Caption.rejected.is_(False))
        .order_by(Caption.created_at, Caption.id)
    )
    for photo_id, caption_id, source, text in rows:
        captions[photo_id][source] = (caption_id, text)
    with_alternatives: dict[int, tuple[int, float]] = {}
    for photo_id, by_source in captions.items():
        draft = drafts.get(photo_id)
        if draft is None:
            continue
        user = by_source.get(CaptionSource.USER)
        imported = by_source.get(CaptionSource.IMPORTED)
        model = by_source.get(CaptionSource.MODEL)
        if user is not None:
            # A person's word replaces the machine's, which they may have corrected.
            draft.add(split_words(user[1]), USER, text=CAPTION)
            continue
        if imported is not None:
            draft.add(split_words(imported[1]), IMPORTED, text=CAPTION)
        if model is not None and imported is None:
            draft.add(split_words(model[1]), MODEL, text=CAPTION)
            with_alternatives[model[0]] = (photo_id, draft.analysis.weights.alternative)
        elif model is not None:
            draft.add(split_words(model[1]), OVERRULED_MODEL)
    _add_alternatives(session, with_alternatives, drafts)


def _add_alternatives(
    session: Session, captions: dict[int, tuple[int, float]], drafts: dict[int, _Draft]
) -> None:
    """Weigh each word by the share of the alternatives' probability that has it."""
    alternatives: dict[int, list[tuple[str, float]]] = defaultdict(list)
    rows = session.execute(
        select(
            CaptionAlternative.caption_id, CaptionAlternative.text, CaptionAlternative.logprob
        ).where(CaptionAlternative.caption_id.in_(captions))
    )
    for caption_id, text, logprob in rows:
        alternatives[caption_id].append((text, logprob))
    for caption_id, texts in alternatives.items():
        photo_id, weight = captions[caption_id]
        shares = alternative_shares([logprob for _, logprob in texts])
        drafts[photo_id].add_likely(
            [
                (split_words(text), weight * share)
                for (text, _), share in zip(texts, shares, strict=True)
            ]
        )


def alternative_shares(logprobs: Sequence[float]) -> list[float]:
    """How much of the probability each has, the caption itself counted like the best of them."""
    best = max(logprobs)
    # Half the log-probability: the model is surer of its ranking than it is right.
    likely = [math.exp(max(-20.0, (logprob - best) / 2)) for logprob in logprobs]
    total = 1.0 + sum(likely)
    return [share / total for share in likely]


def _add_tags(
    session: Session, photo_ids: list[int], drafts: dict[int, _Draft], tags: _TagNames
) -> None:
    rows = session.execute(
        select(
            PhotoTag.photo_id,
            PhotoTag.tag_id,
            PhotoTag.state,
            PhotoTag.source,
            PhotoTag.probability,
        ).where(PhotoTag.photo_id.in_(photo_ids), PhotoTag.state != TagState.REJECTED)
    )
    for photo_id, tag_id, state, source, probability in rows:
        draft = drafts.get(photo_id)
        if draft is None or tag_id not in tags.own:
            continue
        words = tags.own[tag_id]
        if state is TagState.SUGGESTED:
            likely = 0.5 if probability is None else probability
            draft.add_likely([(words, draft.analysis.weights.suggested_tag * likely)])
            continue
        draft.add(words, IMPORTED_TAG if source is TagSource.IMPORTED else USER_TAG, text=LABEL)
        draft.add(tags.related.get(tag_id, []), RELATED_TAG, text=LABEL)
