"""Times searching against SQLite's FTS5 on the same texts, in the same run.

    python tests/benchmarks/bench_search.py [--text captions.txt.gz] [--sizes 1000 10000 100000]

Each line of queries has the median and the 95th percentile in milliseconds of answering with the
first 200 hits and the exact total; nothing is asked twice, so no answer is remembered, and most
posting lists are read from the disk for the first time. Processor time of the searching thread
tells more than wall time where other work runs beside it. Each size has a process of its own, and
its library is made in another one.
"""

from __future__ import annotations

import argparse
import random
import resource
import sqlite3
import statistics
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

from search_library import make_library, texts
from sqlalchemy import update

from albumen.database.connection import Database
from albumen.database.models import Caption
from albumen.search.answers import SearchAnswer, Sort
from albumen.search.indexer import Indexer
from albumen.search.lexicon import Lexicon
from albumen.search.service import SearchService
from albumen.search.text import FUNCTION_WORDS, split_words
from albumen.settings import LibraryPaths

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence


_QUERIES = 40
_ALTERNATIVES = 4


@dataclass(frozen=True, slots=True)
class Question:
    """A query for us and for FTS5, which has no answer to some."""

    query: str
    match: str | None = None
    where: str = ""
    order: str = "rank"
    sort: Sort = Sort.RELEVANCE


def main() -> None:
    """Measure each size in turn."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--text", type=Path)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000, 100_000, 300_000])
    options = parser.parse_args()
    for size in options.sizes:
        with tempfile.TemporaryDirectory() as folder:
            for work in (_make, _measure):
                process = get_context("spawn").Process(
                    target=work, args=(Path(folder), options.text, size)
                )
                process.start()
                process.join()
                if process.exitcode:
                    sys.exit(process.exitcode)


def _make(folder: Path, text: Path | None, size: int) -> None:
    make_library(folder / "library", texts(text, size), alternatives=_ALTERNATIVES).close()


def _measure(folder: Path, text: Path | None, size: int) -> None:
    print(f"\n{size:,} photos, {_ALTERNATIVES} alternatives and 2 suggested tags each")
    captions = texts(text, size)
    database = Database.open(LibraryPaths(folder / "library"))
    lexicon = Lexicon.load()
    before = _peak()
    indexer = Indexer(database, folder / "index", lexicon)
    service = SearchService(database, indexer, lexicon)
    indexer.open()
    ours = _timed(indexer.rebuild)
    built = _peak()
    rival = _Fts(folder / "fts.db", captions)
    theirs = _timed(rival.build)
    _compare("build", ours, theirs)
    print(f"  peak memory {before:.0f} MiB before, {built:.0f} MiB after building")
    print(f"  {'on disk':<22}{_bytes(folder / 'index') / 1e6:9.1f} MB", end="")
    print(f"   FTS5 {_bytes(folder / 'fts.db') / 1e6:9.1f} MB")
    reopened = Indexer(database, folder / "index", lexicon)
    opening = _timed(reopened.open)
    reading = _timed(reopened.columns)
    print(f"  open and check {opening[0]:.3f} s, columns {reading[0]:.3f} s")
    reopened.close()
    _update_one(database, indexer, service, rival, size)
    for name, questions in _questions(captions).items():
        _ask(name, list(questions), service, rival)
    print(f"  peak memory {_peak():.0f} MiB after all")
    indexer.close()
    database.close()
    rival.close()


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _update_one(
    database: Database, indexer: Indexer, service: SearchService, rival: _Fts, size: int
) -> None:
    photo_id = size // 2
    found: list[SearchAnswer] = []
    seconds: list[tuple[float, float]] = []
    theirs: list[tuple[float, float]] = []
    for turn in range(10):
        text = f"a zyzzogeton{'abcdefghij'[turn]} on a table"
        with database.write() as session:
            session.execute(update(Caption).where(Caption.photo_id == photo_id).values(text=text))
            indexer.mark(session, [photo_id])
        word = split_words(text)[1]
        # Until a search finds it.
        seconds.append(
            _timed(lambda word=word: (indexer.drain(), found.append(service.search(word))))
        )
        assert [hit.photo_id for hit in found[-1].hits] == [photo_id]
        theirs.append(_timed(lambda text=text: rival.replace(photo_id, text)))
    _compare("update one photo", max(seconds), max(theirs))


def _questions(captions: Sequence[str]) -> dict[str, Iterator[Question]]:
    chance = random.Random(11)
    sample = [split_words(chance.choice(captions)) for _ in range(2_000)]
    content = [[word for word in said if word not in FUNCTION_WORDS] for said in sample]
    content = [said for said in content if len(said) >= 3]
    counts = Counter(word for said in content for word in set(said))
    common = [word for word, _ in counts.most_common(_QUERIES)]
    rare = [word for word, count in counts.items() if count == 1]

    def three(said: list[str]) -> list[str]:
        return chance.sample(said, 3)

    def typed(said: list[str]) -> Iterator[str]:
        text = " ".join(said[:3])
        return (text[:end] for end in range(2, len(text) + 1) if text[end - 1] != " ")

    pairs = [said[at : at + 2] for said in sample for at in range(1, len(said) - 2)]
    chance.shuffle(pairs)
    return {
        "one common word": (Question(word, _quoted(word)) for word in common),
        "one rare word": (Question(word, _quoted(word)) for word in rare[:_QUERIES]),
        "three words": (
            Question(" ".join(words), " ".join(map(_quoted, words)))
            for words in map(three, content[:_QUERIES])
        ),
        "either of two": (
            Question(f"{one} OR {two}", f"{_quoted(one)} OR {_quoted(two)}")
            for one, two in zip(common, reversed(common), strict=True)
        ),
        "phrase of two": (
            Question(f'"{" ".join(pair)}"', f'"{" ".join(pair)}"') for pair in pairs[:_QUERIES]
        ),
        "prefix of three": (
            Question(f"{prefix}*", f"{_quoted(prefix)}*")
            for prefix in dict.fromkeys(word[:3] for word in common if len(word) > 4)
        ),
        "word and rating": (
            Question(f"{word} rating:>=3", _quoted(word), "AND photo.rating >= 3")
            for word in common
        ),
        "word, newest first": (
            Question(word, _quoted(word), order="photo.taken_sort DESC", sort=Sort.NEWEST)
            for word in common
        ),
        "word, best rated first": (
            Question(word, _quoted(word), order="photo.rating DESC", sort=Sort.RATING)
            for word in common
        ),
        "word, by name": (Question(word, sort=Sort.NAME) for word in common),
        "caption:word": (
            Question(f"caption:{word}", f"{{caption}} : {_quoted(word)}") for word in common
        ),
        "all but a word": (Question(f"-{word}") for word in common),
        "word without another": (
            Question(f"{one} -{two}", f"{_quoted(one)} NOT {_quoted(two)}")
            for one, two in zip(common, reversed(common), strict=True)
        ),
        "a whole sentence": (Question(" ".join(said)) for said in sample[:_QUERIES]),
        "category (animal...)": (
            Question(word)
            for word in [
                "animal",
                "vehicle",
                "food",
                "sport",
                "furniture",
                "clothing",
                "people",
                "fruit",
            ]
        ),
        "other language": (
            Question(word)
            for word in ["hund", "katze", "chien", "perro", "fahrrad", "voiture", "montaña"]
        ),
        "misspelt": (Question(f"{word[0]}{word[2]}{word[1]}{word[3:]}") for word in common[:15]),
        "as you type": (
            Question(text) for said in content[50:60] for text in dict.fromkeys(typed(said))
        ),
        "filters only": (
            Question(query)
            for query in (
                "rating:>=3",
                "date:2010..2012",
                "camera:canon",
                "is:portrait -is:favourite",
                "near:48.1,11.5,100km",
                "near:48.1,11.5,3000km",
                "iso:>=800",
                "exposure:1/250",
                "size:>5MB",
                "megapixels:>=12",
                "lens:50mm",
                "has:gps",
                "type:jpeg",
                "source:model",
            )
        ),
        "folder, tag, file": (
            Question(query)
            for query in (
                "folder:2003",
                'folder:"trip 12"',
                "folder:2003/trip*",
                "in:trip",
                "tag:holiday",
                "tag:hol*",
                "tag:none",
                "has:tag",
                "file:IMG_0001*",
                "file:*7.jpg",
                "file:*1*2*",
                "file:img",
                "file:0007",
                "title:wedding",
                "title:wed*",
                "title:any",
                "album:none",
                "is:failed",
            )
        ),
        "nothing found": (Question(f"{word} rating:5 tag:none file:qqqq") for word in common[:15]),
    }


def _quoted(word: str) -> str:
    return f'"{word}"'


def _ask(name: str, questions: Sequence[Question], service: SearchService, rival: _Fts) -> None:
    ours: list[tuple[float, float]] = []
    theirs: list[tuple[float, float]] = []
    for question in questions:
        ours.append(_timed(lambda asked=question: service.search(asked.query, sort=asked.sort)))
        if question.match is not None:
            theirs.append(_timed(lambda asked=question: rival.search(asked)))
    line = f"  {name:<22}{_spread(ours)}"
    if theirs:
        line += f"   FTS5{_spread(theirs)}   {_ratio(ours, theirs)}"
    print(line)


def _spread(timings: Iterable[tuple[float, float]]) -> str:
    wall, work = (sorted(values) for values in zip(*timings, strict=True))
    return (
        f" p50 {statistics.median(wall) * 1e3:6.1f} p95 {_p95(wall) * 1e3:6.1f}"
        f" (cpu {statistics.median(work) * 1e3:5.1f} {_p95(work) * 1e3:5.1f})"
    )


def _ratio(ours: Iterable[tuple[float, float]], theirs: Iterable[tuple[float, float]]) -> str:
    mine, other = (sorted(work for _, work in timings) for timings in (ours, theirs))
    return f"x {statistics.median(mine) / statistics.median(other):.2f}"


def _p95(values: Sequence[float]) -> float:
    return values[min(len(values) - 1, round(0.95 * (len(values) - 1)))]


def _compare(name: str, ours: tuple[float, float], theirs: tuple[float, float]) -> None:
    print(
        f"  {name:<22}{ours[0]:9.3f} s (cpu {ours[1]:.3f})"
        f"   FTS5 {theirs[0]:9.3f} s (cpu {theirs[1]:.3f})   x {ours[1] / theirs[1]:.2f}"
    )


def _timed(work: Callable[[], object]) -> tuple[float, float]:
    wall, processor = time.perf_counter(), time.thread_time()
    work()
    return time.perf_counter() - wall, time.thread_time() - processor


def _bytes(path: Path) -> int:
    if path.is_file():
        return path.stat().st_size
    return sum(part.stat().st_size for part in path.rglob("*") if part.is_file())


class _Fts:
    """FTS5 with stemming over captions and alternatives, and a table to filter and sort by."""

    def __init__(self, path: Path, captions: Sequence[str]) -> None:
        self._connection = sqlite3.connect(path)
        self._captions = captions

    def build(self) -> None:
        chance = random.Random(7)
        captions = self._captions
        rows = (
            (
                at + 1,
                text,
                " . ".join(captions[(at + r) % len(captions)] for r in range(1, _ALTERNATIVES + 1)),
            )
            for at, text in enumerate(captions)
        )
        with self._connection:
            self._connection.execute(
                "CREATE VIRTUAL TABLE words USING fts5(caption, others, tokenize='porter')"
            )
            self._connection.executemany(
                "INSERT INTO words(rowid, caption, others) VALUES (?, ?, ?)", rows
            )
            self._connection.execute(
                "CREATE TABLE photo(id INTEGER PRIMARY KEY, rating, taken_sort)"
            )
            self._connection.executemany(
                "INSERT INTO photo VALUES (?, ?, ?)",
                (
                    (
                        at + 1,
                        chance.choices(range(6), (80, 2, 4, 6, 5, 3))[0],
                        chance.randrange(10**9),
                    )
                    for at in range(len(captions))
                ),
            )

    def replace(self, photo_id: int, text: str) -> None:
        with self._connection:
            self._connection.execute(
                "UPDATE words SET caption = ? WHERE rowid = ?", (text, photo_id)
            )

    def search(self, question: Question) -> tuple[list[int], int]:
        join = (
            "JOIN photo ON photo.id = words.rowid"
            if "photo." in question.where + question.order
            else ""
        )
        where = f"{join} WHERE words MATCH ? {question.where}"
        hits = self._connection.execute(
            f"SELECT words.rowid FROM words {where} ORDER BY {question.order} LIMIT 200",
            (question.match,),
        ).fetchall()
        total = self._connection.execute(
            f"SELECT count(*) FROM words {where}",
            (question.match,),
        ).fetchone()
        return [row for (row,) in hits], total[0]

    def close(self) -> None:
        self._connection.close()


if __name__ == "__main__":
    sys.exit(main())
