"""Measures what searching by look adds to searching by words.

    albumen --library LIBRARY add PHOTOS
    albumen --library LIBRARY caption
    python tests/benchmarks/meaning_quality.py --library LIBRARY --people coco_dev.json

The library is copied and not touched. `--people` is a file in COCO's captions format. Its captions
and three telling words of each are queries for their photo; words that at least two captions of a
photo have, and pairs of such words, are queries for all photos of which that is so. The weights are
chosen on every other query and reported on the rest.
"""

from __future__ import annotations

import argparse
import random
import shutil
import tempfile
from collections import Counter, defaultdict
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from retrieval_quality import Ranks, read_people, three_words
from sqlalchemy import select

from albumen.database.connection import Database
from albumen.database.models import Photo
from albumen.search.indexer import Indexer
from albumen.search.joint_embedding import JointEmbedding
from albumen.search.lexicon import Lexicon
from albumen.search.meaning import Blend, Meaning
from albumen.search.service import SearchService
from albumen.search.text import FUNCTION_WORDS, MEDIUM_WORDS, split_words
from albumen.settings import LibraryPaths

if TYPE_CHECKING:
    from collections.abc import Sequence

Wanted = tuple[str, int]
Relevant = tuple[str, frozenset[int]]
_SEEN_BY = 2
_PAIRS = 4_000
_FEWEST = 3


def main() -> None:
    """Choose weights on one half of the queries and print what they find on the other."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--library", type=Path, required=True)
    parser.add_argument("--people", type=Path, required=True)
    parser.add_argument("--every", type=int, default=1, help="take only every nth description")
    parser.add_argument("--choose", action="store_true", help="try other weights than the shipped")
    options = parser.parse_args()
    embedding = JointEmbedding.load()
    assert embedding is not None
    lexicon = Lexicon.load()
    with tempfile.TemporaryDirectory() as folder:
        paths = LibraryPaths(Path(folder) / "library")
        shutil.copytree(
            options.library, paths.directory, ignore=shutil.ignore_patterns("thumbnails", "index")
        )
        database = Database.open(paths)
        indexer = Indexer(database, paths.index, lexicon, embedding)
        indexer.open()
        indexer.rebuild()
        while indexer.embed_missing():
            pass
        with database.read() as session:
            photos = {name: at for at, name in session.execute(select(Photo.id, Photo.name))}
        people = read_people(options.people, dict.fromkeys(photos))
        long = [(text, photos[name]) for name, text in people][:: options.every]
        short = [(text, photos[name]) for name, text in three_words(people)][:: options.every]
        groups = subjects(people, photos, lexicon)
        service = SearchService(database, indexer, lexicon)
        print(f"{len(photos)} photos, {len(long)} descriptions, {len(groups)} words and pairs")
        blend = Blend()
        if options.choose:
            blend = chosen(service, embedding, indexer, long[::2] + short[::2], groups[::2])
        print(f"{'':24}{'descriptions':28}{'three words':28}words and pairs")
        print(f"{'':24}{'R@1    R@5   R@10    MRR':28}{'R@1    R@5   R@10    MRR':28}MAP   P@10")
        words = SearchService(database, indexer, lexicon, by_look=lambda: False)
        use(service, embedding, indexer, blend)
        for name, asked in (("words", words), ("words and look", service)):
            print(
                f"{name:24}{ranks(asked, long[1::2])!s:28}{ranks(asked, short[1::2])!s:28}"
                f"{precision(asked, groups[1::2])}"
            )
        indexer.close()
        database.close()


def use(service: SearchService, embedding: JointEmbedding, indexer: Indexer, blend: Blend) -> None:
    """Let a service blend words and look so."""
    assert indexer.embeddings is not None
    service._meaning = Meaning(embedding, indexer.embeddings, indexer.lexicon, blend)
    service._answers.clear()


def chosen(
    service: SearchService,
    embedding: JointEmbedding,
    indexer: Indexer,
    queries: Sequence[Wanted],
    groups: Sequence[Relevant],
) -> Blend:
    """The best of some weights: by recall at 10, or for `of_matching` by mean precision."""
    best, best_found = Blend(), 0.0
    for alike, of_words in product((0.2, 0.25, 0.3, 0.35), (0.25, 0.5, 1.0)):
        blend = Blend(alike, Blend().of_matching, of_words)
        use(service, embedding, indexer, blend)
        found = ranks(service, queries)
        print(f"  {blend}: {found}")
        if found.recall(10) > best_found:
            best, best_found = blend, found.recall(10)
    for of_matching in (0.0, 0.05, 0.1, 0.2, 0.4):
        use(service, embedding, indexer, Blend(best.alike, of_matching, best.of_words))
        print(f"  of_matching {of_matching}: {precision(service, groups)}")
    return best


def ranks(service: SearchService, queries: Sequence[Wanted]) -> Ranks:
    """At which place each query has its photo."""
    found = Ranks()
    for text, wanted in queries:
        answer = service.search(" ".join(split_words(text)), limit=200)
        photos = [hit.photo_id for hit in answer.hits]
        found.places.append(photos.index(wanted) + 1 if wanted in photos else 0)
    return found


def precision(service: SearchService, groups: Sequence[Relevant]) -> str:
    """Mean average precision, photos that are not found counted last, and precision at 10."""
    averages, first = [], []
    for text, relevant in groups:
        photos = [hit.photo_id for hit in service.search(text, limit=10_000).hits]
        right = np.isin(photos, list(relevant))
        places = np.flatnonzero(right)
        averages.append(float((np.arange(1, len(places) + 1) / (places + 1)).sum()) / len(relevant))
        first.append(float(right[:10].sum()) / min(10, len(relevant)))
    return f"{100 * np.mean(averages):5.1f}  {100 * np.mean(first):5.1f}"


def subjects(
    people: Sequence[tuple[str, str]], photos: dict[str, int], lexicon: Lexicon
) -> list[Relevant]:
    """Words, and pairs of words, with the photos of which at least two people use them."""
    seen: dict[str, Counter[int]] = defaultdict(Counter)
    spelt: dict[str, str] = {}
    for name, text in people:
        words = set(split_words(text)) - FUNCTION_WORDS - MEDIUM_WORDS
        stems = {lexicon.base(word): word for word in words}
        spelt |= {stem: word for stem, word in stems.items() if stem not in spelt}
        for stem in stems:
            seen[stem][photos[name]] += 1
    shown = {
        spelt[stem]: frozenset(photo for photo, times in counts.items() if times >= _SEEN_BY)
        for stem, counts in sorted(seen.items())
    }
    groups = [(word, found) for word, found in shown.items() if len(found) > _FEWEST]
    chance = random.Random(3)
    pairs = [chance.sample(groups, 2) for _ in range(_PAIRS)]
    both = {f"{first[0]} {second[0]}": first[1] & second[1] for first, second in pairs}
    return [*groups, *((text, found) for text, found in both.items() if len(found) >= _FEWEST)]


if __name__ == "__main__":
    main()
