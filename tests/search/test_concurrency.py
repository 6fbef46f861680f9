from __future__ import annotations

import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from albumen.search.index import CAPTION, LABEL, IndexUnusable, SearchDocument
from albumen.search.whoosh_index import WhooshIndex
from tests.search.conftest import SearchedLibrary


def test_searches_during_indexing_see_what_was_committed(library: SearchedLibrary) -> None:
    expected = {library.add("a red dog on a bench")}
    library.index()
    done = threading.Event()
    queries = ("dog", '"red dog"', "animal", "red dog bench", "-cat", "do*")

    def search() -> list[int]:
        totals: list[int] = []
        while not done.is_set():
            for query in queries:
                answer = library.answer(query)
                assert answer.note == ""
                totals.append(answer.total)
        return totals

    with ThreadPoolExecutor(2) as pool:
        searching = [pool.submit(search) for _ in range(2)]
        for _ in range(15):
            expected.add(library.add("a red dog on a bench"))
            library.indexer.drain()
        library.indexer.rebuild()
        done.set()
        for future in searching:
            totals = future.result(timeout=60)
            by_query = [totals[at :: len(queries)] for at in range(len(queries))]
            assert all(counts == sorted(counts) for counts in by_query)
    assert set(library.find("dog")) == expected


_WRITER = """
import sys
from pathlib import Path
from albumen.search.index import CAPTION, LABEL, SearchDocument
from albumen.search.whoosh_index import WhooshIndex

index = WhooshIndex.create(Path(sys.argv[1]))
for number in range(1, 100_000):
    photo = number % 50 + 1
    texts = {CAPTION: {"dog": (0,), "red": (1,)}, LABEL: {}}
    index.update([SearchDocument(photo, texts, {"dog": 1.0}, {})], [photo])
    print(number, flush=True)
"""


@pytest.mark.parametrize("updates", [3, 40])
def test_a_killed_writer_leaves_an_index_that_works_or_says_that_it_does_not(
    tmp_path: Path, updates: int
) -> None:
    directory = tmp_path / "index"
    with subprocess.Popen(
        [sys.executable, "-c", _WRITER, str(directory)], stdout=subprocess.PIPE, text=True
    ) as writer:
        assert writer.stdout is not None
        for line in writer.stdout:
            if int(line) >= updates:
                break
        writer.kill()
    try:
        index = WhooshIndex(directory)
    except IndexUnusable:
        return
    photos = index.photo_ids().tolist()
    assert len(photos) >= min(updates, 50)
    assert sorted(index.snapshot().literal("dog").photos.tolist()) == photos
    # The lock of the dead writer holds nobody up.
    texts = {CAPTION: {"cat": (0,)}, LABEL: {}}
    index.update([SearchDocument(99, texts, {"cat": 1.0}, {})], [99])
    assert index.snapshot().exact(CAPTION, "cat").tolist() == [99]
    index.close()
