"""Answers searches: the one entrance for the engine."""

from __future__ import annotations

import logging
from datetime import date, datetime
from typing import TYPE_CHECKING

from albumen.search import explanations
from albumen.search.answers import SearchAnswer, SearchHit, Sort
from albumen.search.evaluation import Evaluator
from albumen.search.filters import Filters
from albumen.search.index import IndexUnusable
from albumen.search.query.errors import QueryError
from albumen.search.query.parser import parse
from albumen.search.ranking import Order, rank
from albumen.search.sql_snapshot import SqlSnapshot

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from albumen.database.connection import Database
    from albumen.search.index import TextSnapshot
    from albumen.search.indexer import Indexer
    from albumen.search.lexicon import Lexicon
    from albumen.search.query.syntax import Node

_LOG = logging.getLogger(__name__)

_BEING_BUILT = "The search index is being built; until then searching is slower and less clever."
_RELAXED = "Few photos match all words, so those that match some of them follow."
_NONE_FOR_ALL = "No photo matches all words; these match some of them."


def _today() -> date:
    return datetime.now().astimezone().date()


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
    ) -> None:
        """`on_damaged` is called when a search finds the index broken: rebuild it then."""
        self._database = database
        self._indexer = indexer
        self._lexicon = lexicon
        self._on_damaged = on_damaged
        self._today = today

    def search(
        self, query: str, *, limit: int = 200, sort: Sort = Sort.RELEVANCE, offset: int = 0
    ) -> SearchAnswer:
        """Find photos; a mistake in the query is told in the answer."""
        try:
            node = parse(query)
        except QueryError as error:
            return SearchAnswer(
                (), 0, error=error.message, error_at=(error.start, error.end), hint=error.hint
            )
        with self._database.read() as session:
            snapshot = self._indexer.snapshot()
            if snapshot is not None:
                try:
                    return self._answer(node, snapshot, session, sort, (offset, limit), "")
                except IndexUnusable:
                    _LOG.exception("The search index is damaged; the database is searched instead")
                    self._indexer.condemn()
                    if self._on_damaged is not None:
                        self._on_damaged()
            fallback = SqlSnapshot(session, self._lexicon)
            return self._answer(node, fallback, session, sort, (offset, limit), _BEING_BUILT)

    def _answer(
        self,
        node: Node,
        snapshot: TextSnapshot,
        session: Session,
        sort: Sort,
        window: tuple[int, int],
        note: str,
    ) -> SearchAnswer:
        offset, limit = window
        columns = self._indexer.columns()
        filters = Filters(columns, session, self._today())
        evaluator = Evaluator(snapshot, filters, self._lexicon, columns.size)
        order = Order(sort, columns, session)
        ranking = rank(node, evaluator, filters, order, offset + limit)
        photos = ranking.photos[offset : offset + limit].tolist()
        scores = ranking.scores[offset : offset + limit].tolist()
        found = list(evaluator.found.values())
        why, sources = explanations.reasons(found, photos, session, self._lexicon)
        hits = tuple(
            SearchHit(photo, score, offset + at >= ranking.strict, why.get(photo, ""))
            for at, (photo, score) in enumerate(zip(photos, scores, strict=True))
        )
        notes = [note] if note else []
        if len(ranking.photos) > ranking.strict:
            notes.append(_RELAXED if ranking.total else _NONE_FOR_ALL)
        if not ranking.total:
            notes.append(explanations.nothing_found(node, evaluator, filters))
        return SearchAnswer(
            hits,
            ranking.total,
            explanations.highlights(node, sources, snapshot, self._lexicon),
            suggestion=explanations.suggestion(node, found, snapshot),
            note=" ".join(notes),
        )
