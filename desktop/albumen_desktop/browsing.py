"""Which photos the grid lists: a scope of the sidebar, narrowed down by a search."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, Signal

from albumen.library.views import (
    ChangeSet,
    PhotoList,
    SearchAnswer,
    SearchHit,
    Selection,
    Sort,
)
from albumen_desktop.folder_grouping import group_by_folder
from albumen_desktop.grid.groups import Grouping, Groups, date_groups
from albumen_desktop.grid.photo_model import empty_list
from albumen_desktop.sidebar.entries import DAY_SECONDS
from albumen_desktop.tasks import Lane, Latest
from albumen_desktop.throttle import Throttle

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from albumen_desktop.port import LibraryPort
    from albumen_desktop.session import LibrarySession
    from albumen_desktop.sidebar.entries import Scope

FIRST_PAGE = 300
ALL_HITS = 200_000
REFRESH_MS = 500
INDEX_SECONDS = 15.0


@dataclass(frozen=True)
class Question:
    """What the grid should list."""

    scope: Scope
    query: str
    sort: Sort
    similar_to: int | None = None
    grouping: Grouping = Grouping.MONTH

    @property
    def searching(self) -> bool:
        """Whether the search engine is asked."""
        return bool(self.query or self.scope.query or self.similar_to is not None)

    @property
    def groupings(self) -> tuple[Grouping, ...]:
        """How a list in this order can be cut: what follows from photo to photo only."""
        if self.sort in {Sort.NEWEST, Sort.OLDEST}:
            return tuple(Grouping)
        if self.sort is Sort.RELEVANCE:
            return (Grouping.NONE,)
        return (Grouping.NONE, Grouping.FOLDER)

    @property
    def cut_by(self) -> Grouping:
        """How the list is cut: as wished, where its order allows that."""
        return self.grouping if self.grouping in self.groupings else Grouping.NONE


@dataclass(frozen=True)
class Listing:
    """What the grid lists.

    Attributes:
        question: What was asked.
        photos: The photos, in order.
        answer: What the search engine said, None without a search.
        complete: False while further hits are being fetched.
        groups: How the list is cut.

    """

    question: Question
    photos: PhotoList
    answer: SearchAnswer | None
    complete: bool
    groups: Groups

    @property
    def mistaken(self) -> bool:
        """Whether the query has a mistake, so that there is nothing to list."""
        return self.answer is not None and bool(self.answer.error)


class Browser(QObject):
    """Reads lists in the background; while they are read, the former list stays.

    Signals:
        listed: A `Listing` to show from its beginning.
        refreshed: A `Listing` of the same question after something changed or more was found.
        asked: The question is another one.

    """

    listed = Signal(object)
    refreshed = Signal(object)
    asked = Signal()

    def __init__(
        self, session: LibrarySession, scope: Scope, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._reading = Latest(session.tasks, Lane.SEARCH)
        self._question = Question(scope, "", Sort.NEWEST)
        self._list_sort = Sort.NEWEST
        self._search_sort = Sort.RELEVANCE
        self._shown: Listing | None = None
        self._refresh = Throttle(self._read_again, REFRESH_MS, self)
        session.changed.connect(self._on_changed)
        session.reloaded.connect(self._refresh.call)
        session.status_changed.connect(self._on_status)
        self._changed_at = -math.inf

    @property
    def question(self) -> Question:
        """What is being listed, or will be as soon as it has been read."""
        return self._question

    @property
    def shown(self) -> Listing | None:
        """The newest list."""
        return self._shown

    @property
    def settled(self) -> bool:
        """Whether the list is the answer to the newest question, and whole."""
        return (
            not self._reading.pending
            and self._shown is not None
            and self._shown.question == self._question
            and (self._shown.complete or self._shown.mistaken)
        )

    @property
    def refreshing(self) -> bool:
        """Whether something changed that is not in the list yet."""
        return self._refresh.waiting

    def list_scope(self, scope: Scope) -> None:
        """List a scope of the sidebar, without the search that was there."""
        sort = self._sort_for(scope, "")
        self._ask(Question(scope, "", sort, grouping=self._question.grouping))

    def search(self, query: str) -> None:
        """Narrow the scope down by a query; an empty one lists all of it."""
        self._search_in(self._question.scope, query.strip())

    def search_everywhere(self, everything: Scope) -> None:
        """Search the same words in all photos."""
        self._search_in(everything, self._question.query)

    def list_similar(self, photo_id: int, title: str, everything: Scope) -> None:
        """List the photos that are most like one."""
        scope = replace(everything, title=title)
        grouping = self._question.grouping
        self._ask(Question(scope, "", Sort.RELEVANCE, similar_to=photo_id, grouping=grouping))

    def order(self, sort: Sort) -> None:
        """List in another order."""
        if self._question.searching:
            self._search_sort = sort
        elif sort is not Sort.RELEVANCE:
            self._list_sort = sort
        self._ask(replace(self._question, sort=sort))

    def group(self, grouping: Grouping) -> None:
        """Cut lists another way, wherever their order allows it."""
        self._ask(replace(self._question, grouping=grouping))

    def begin_grouped(self, grouping: Grouping) -> None:
        """Cut lists this way from the first one on."""
        self._question = replace(self._question, grouping=grouping)

    def start(self) -> None:
        """Read the first list."""
        self._read(first=True)

    def _search_in(self, scope: Scope, query: str) -> None:
        sort = self._sort_for(scope, query)
        self._ask(Question(scope, query, sort, grouping=self._question.grouping))

    def _sort_for(self, scope: Scope, query: str) -> Sort:
        return self._search_sort if query or scope.query else self._list_sort

    def _ask(self, question: Question) -> None:
        if question == self._question and self._shown is not None:
            return
        self._question = question
        self.asked.emit()
        self._read(first=True)

    def _read_again(self) -> None:
        self._read(first=False)

    def _read(self, *, first: bool) -> None:
        question = self._question
        everything = _selection(question.scope, Sort.NEWEST) == Selection()
        limit = FIRST_PAGE if first and everything else ALL_HITS
        started = time.monotonic()

        def done(listing: Listing) -> None:
            # Long reads are repeated less often, so that they never fill the machine.
            spent = (time.monotonic() - started) * 1000
            self._refresh.set_interval(max(REFRESH_MS, round(spent * 8)))
            self._on_read(listing, first=first)

        self._reading.ask(lambda: read_listing(self._session.library, question, limit), done)

    def _on_read(self, listing: Listing, *, first: bool) -> None:
        before, self._shown = self._shown, listing
        if first:
            self.listed.emit(listing)
        elif before is None or not _same(before, listing):
            self.refreshed.emit(listing)
        if not listing.complete and not listing.mistaken:
            self._read(first=False)

    def _on_changed(self, change: ChangeSet) -> None:
        listed = {"albums", "tags", "roots", "folders"}.intersection(change.topics)
        if change.added or change.removed or change.changed or change.thumbnails or listed:
            self._changed_at = time.monotonic()
            self._refresh.call()

    def _on_status(self) -> None:
        # The search index follows the database a moment later; the engine then tells its state.
        recent = time.monotonic() - self._changed_at < INDEX_SECONDS
        if recent and self._question.searching:
            self._refresh.call()


def read_listing(library: LibraryPort, question: Question, limit: int) -> Listing:
    """Read what a question asks for, with at most `limit` hits of a search."""
    sort = question.sort
    if not question.searching:
        selection = _selection(question.scope, sort)
        photos, groups = _grouped(library, library.photos(selection), question)
        return Listing(question, photos, None, complete=True, groups=groups)
    if question.similar_to is not None:
        answer = library.similar(question.similar_to)
        complete = True
    else:
        query = " ".join(part for part in (question.scope.query, question.query) if part)
        answer = library.search(query, limit=limit, sort=sort)
        complete = limit == ALL_HITS or len(answer.hits) < limit
    if answer.error:
        photos, groups = _grouped(library, empty_list(), question)
        return Listing(question, photos, answer, complete=True, groups=groups)
    hits = answer.hits
    inside_of = _selection(question.scope, Sort.NEWEST)
    if inside_of != Selection():
        inside = set(library.photos(inside_of).ids.tolist())
        hits = tuple(hit for hit in hits if hit.photo_id in inside)
        answer = replace(answer, hits=hits, total=sum(not hit.relaxed for hit in hits))
    photos, groups = _grouped(library, _photos_of(library, hits), question)
    return Listing(question, photos, answer, complete=complete, groups=groups)


def _photos_of(library: LibraryPort, hits: tuple[SearchHit, ...]) -> PhotoList:
    if not hits:
        return empty_list()
    ids = tuple(hit.photo_id for hit in hits)
    return library.photos(Selection(ids=ids, state="any", sort=Sort.RELEVANCE))


def _selection(scope: Scope, sort: Sort) -> Selection:
    selection = replace(scope.selection, sort=Sort.NEWEST if sort is Sort.RELEVANCE else sort)
    if scope.added_within_days:
        since = time.time() - scope.added_within_days * DAY_SECONDS
        selection = replace(selection, added_since=since)
    return selection


def _grouped(
    library: LibraryPort, photos: PhotoList, question: Question
) -> tuple[PhotoList, Groups]:
    if question.cut_by is Grouping.FOLDER:
        folder_ids = library.photo_folders(photos.ids)
        return group_by_folder(photos, folder_ids, library.folders(), library.roots())
    dated = question.sort in {Sort.NEWEST, Sort.OLDEST}
    return photos, date_groups(photos.taken, question.cut_by, dated=dated)


def _same(one: Listing, other: Listing) -> bool:
    return (
        one.question == other.question
        and one.answer == other.answer
        and one.groups.same_as(other.groups)
        and _equal(one.photos.ids, other.photos.ids)
        and _equal(one.photos.aspects, other.photos.aspects)
        and _equal(one.photos.taken, other.photos.taken)
    )


def _equal(one: NDArray[np.generic], other: NDArray[np.generic]) -> bool:
    return bool(np.array_equal(one, other))
