"""Answers searches: the one entrance for the engine."""

from __future__ import annotations

import logging
from collections import OrderedDict
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import select

from albumen.database.models import Root
from albumen.search import explanations, no_result
from albumen.search.answers import LOOKS, Completion, SearchAnswer, SearchHit, Sort
from albumen.search.completion import completions
from albumen.search.evaluation import Evaluator
from albumen.search.filters import Filters
from albumen.search.index import IndexUnusable
from albumen.search.meaning import Meaning
from albumen.search.query.errors import QueryError
from albumen.search.query.parser import parse
from albumen.search.query.syntax import Absent, Flag, Node, Phrase, Word, leaves
from albumen.search.ranking import Order, name_ranks, rank
from albumen.search.remarks import Remark, remark
from albumen.search.similarity import Similarity
from albumen.search.sql_snapshot import SqlSnapshot

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable

    import numpy as np
    from numpy.typing import NDArray
    from sqlalchemy.orm import Session

    from albumen.database.connection import Database
    from albumen.search.index import KnownWords, TextSnapshot
    from albumen.search.indexer import Indexer
    from albumen.search.lexicon import Lexicon
    from albumen.search.photo_columns import PhotoColumns
    from albumen.search.text_column import TextColumn

_LOG = logging.getLogger(__name__)

_BEING_BUILT = remark("being-built")
_REMEMBERED = 32
# Opening takes a second for 100,000 photos.
_OPENING_S = 5.0
# So many hits of a page say why they were found; nobody reads on to more.
_EXPLAINED = 1_000


def _today() -> date:
    return datetime.now().astimezone().date()


@dataclass(frozen=True, slots=True)
class _Request:
    """What is asked for besides the query."""

    sort: Sort
    offset: int
    limit: int


@dataclass(frozen=True, slots=True)
class _Texts:
    """What one search reads."""

    snapshot: TextSnapshot
    words: KnownWords
    session: Session
    remarks: tuple[Remark, ...] = ()


class SearchService:
    """Searches a library; safe to call from many threads at once."""

    def __init__(
        self,
        database: Database,
        indexer: Indexer,
        lexicon: Lexicon,
        *,
        on_damaged: Callable[[], None] | None = None,
        today: Callable[[], date] = _today,
        by_look: Callable[[], bool] = lambda: True,
    ) -> None:
        """`on_damaged` is called when a search finds the index broken: rebuild it then.

        `by_look` tells whether photos are to be found by their look as well.
        """
        self._database = database
        self._indexer = indexer
        self._lexicon = lexicon
        self._on_damaged = on_damaged
        self._today = today
        self._similarity = Similarity(indexer.directory, lexicon, indexer.embeddings)
        self._by_look = by_look
        self._meaning = None
        if indexer.embedding is not None and indexer.embeddings is not None:
            self._meaning = Meaning(indexer.embedding, indexer.embeddings, lexicon)
        # Each holds what belongs to one state of the index; replaced as a whole, never changed.
        self._names: tuple[TextColumn, NDArray[np.int32]] | None = None
        self._answers: OrderedDict[Hashable, SearchAnswer] = OrderedDict()

    def search(
        self, query: str, *, limit: int = 200, sort: Sort = Sort.RELEVANCE, offset: int = 0
    ) -> SearchAnswer:
        """Find photos; a mistake in the query is told in the answer."""
        try:
            node = parse(query)
        except QueryError as error:
            return SearchAnswer(
                (),
                0,
                error=error.message,
                error_at=(error.start, error.end),
                hint=error.hint,
                mistakes=(error.said, *error.hints),
            )
        request = _Request(sort, max(0, offset), max(0, limit))
        return self._with_texts(lambda texts: self._answer(node, texts, request))

    def complete(self, text: str, cursor: int) -> list[Completion]:
        """Ways to go on typing at a position of the query, the best ones first."""
        with self._database.read() as session:
            return completions(
                text,
                cursor,
                self._indexer.word_forms().counts,
                self._indexer.columns(),
                session,
            )

    def similar(self, photo_id: int, limit: int = 200) -> SearchAnswer:
        """Photos that look like this one or whose captions are alike, the likest first."""
        return self._with_texts(lambda texts: self._similar(photo_id, limit, texts))

    def _with_texts(self, answer: Callable[[_Texts], SearchAnswer]) -> SearchAnswer:
        """Answer from the index, or from the database while there is no index to be trusted."""
        # A search that has started the engine would else be answered before the index is open.
        self._indexer.wait_opened(_OPENING_S)
        with self._database.read() as session:
            snapshot = self._indexer.snapshot()
            if snapshot is not None:
                try:
                    return answer(_Texts(snapshot, self._indexer.word_forms(), session))
                except IndexUnusable:
                    _LOG.exception("The search index is damaged; the database is searched instead")
                    self._indexer.condemn(snapshot)
                    if self._on_damaged is not None:
                        self._on_damaged()
            database = SqlSnapshot(session, self._lexicon)
            return answer(_Texts(database, database, session, (_BEING_BUILT,)))

    def _answer(self, node: Node, texts: _Texts, request: _Request) -> SearchAnswer:
        columns = self._indexer.columns()
        today = self._today()
        key: Hashable = None
        if not any(_changes_by_itself(leaf) for leaf in leaves(node)):
            roots = tuple(
                texts.session.execute(select(Root.id, Root.state, Root.removed_at.is_(None))).all()
            )
            state = (texts.snapshot.generation, columns.version, self._looks())
            key = (node, request, state, today, roots)
            known = self._answers.get(key)
            if known is not None:
                return known
        answer = self._found(node, texts, request, columns, today)
        if key is not None and texts.snapshot.generation >= 0:
            self._answers[key] = answer
            while len(self._answers) > _REMEMBERED:
                self._answers.popitem(last=False)
        return answer

    def _found(
        self,
        node: Node,
        texts: _Texts,
        request: _Request,
        columns: PhotoColumns,
        today: date,
    ) -> SearchAnswer:
        session, words = texts.session, texts.words
        filters = Filters(columns, session, today)
        evaluator = Evaluator(
            texts.snapshot, words, filters, self._lexicon, columns.size, self._indexer.weights
        )
        order = Order(request.sort, columns, lambda: self._name_ranks(columns))
        meaning = self._meaning if self._looks() is not None else None
        ranking = rank(node, evaluator, filters, order, request.offset + request.limit, meaning)
        window = slice(request.offset, request.offset + request.limit)
        photos, scores = ranking.photos[window].tolist(), ranking.scores[window].tolist()
        found = list(evaluator.found.values())
        why, sources = explanations.reasons(found, photos[:_EXPLAINED], session, self._lexicon)
        hits = tuple(
            SearchHit(
                photo,
                score,
                at >= ranking.strict,
                why.get(photo) or (LOOKS if ranking.by_look[at] else ""),
            )
            for at, (photo, score) in enumerate(
                zip(photos, scores, strict=True), start=request.offset
            )
        )
        remarks = list(texts.remarks)
        looking = int(ranking.by_look.sum())
        if ranking.total and len(ranking.photos) > ranking.strict + looking:
            remarks.append(remark("relaxed"))
        looser = ""
        if not ranking.total:
            nothing = no_result.explain(node, evaluator, filters)
            remarks.extend(nothing.why)
            looser = nothing.looser
            if len(ranking.photos) > looking:
                remarks.append(remark("none-for-all"))
        if looking:
            remarks.append(_looks(looking, others=looking < len(ranking.photos)))
        asked = [*found, *evaluator.excluded.values()]
        return SearchAnswer(
            hits,
            ranking.total,
            explanations.highlights(node, sources, words, self._lexicon),
            suggestion=no_result.suggestion(node, asked, words, filters),
            looser=looser,
            note=_note(remarks),
            remarks=tuple(remarks),
        )

    def _similar(self, photo_id: int, limit: int, texts: _Texts) -> SearchAnswer:
        columns = self._indexer.columns()
        filters = Filters(columns, texts.session, self._today())
        universe = filters.universe(missing=False)
        evaluator = Evaluator(
            texts.snapshot, texts.words, filters, self._lexicon, columns.size, self._indexer.weights
        )
        found = self._similarity.find(photo_id, limit, universe, evaluator, texts.session)
        hits = tuple(SearchHit(other, score) for other, score in found)
        return SearchAnswer(hits, len(hits), note=_note(texts.remarks), remarks=texts.remarks)

    def _looks(self) -> int | None:
        """The state of what is known of the photos' looks; None if searches go without."""
        embeddings = self._indexer.embeddings
        return embeddings.version if embeddings is not None and self._by_look() else None

    def _name_ranks(self, columns: PhotoColumns) -> NDArray[np.int32]:
        names = self._names
        if names is None or names[0] is not columns.names or len(names[1]) < columns.size:
            ranks = name_ranks(columns.names, columns.size)
            names = self._names = (columns.names, ranks)
        return names[1]


def _looks(count: int, *, others: bool) -> Remark:
    if count == 1:
        return remark("look-one-more" if others else "look-one")
    return remark("look-many-more" if others else "look-many", count=count)


def _note(remarks: Iterable[Remark]) -> str:
    return " ".join(one.text for one in remarks)


def _changes_by_itself(leaf: Node) -> bool:
    """Whether what a leaf matches can change without a photo being marked for indexing."""
    match leaf:
        case Word(_, scope) | Phrase(_, scope):
            return scope in {"tag", "album", "folder", "file", "title"}
        case Absent(scope):
            return scope in {"tag", "album"}
        case Flag(_, name):
            return name in {"failed", "tagged", "tag", "album"}
        case _:
            return False
