"""What is listed: scopes, searches inside them, refreshes."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
import shiboken6
from pytestqt.qtbot import QtBot

from albumen.library.views import EngineStatus, Selection, Sort
from albumen_desktop.browsing import Browser, Listing
from albumen_desktop.grid.groups import Grouping
from albumen_desktop.session import LibrarySession
from albumen_desktop.sidebar.entries import Scope
from tests.desktop.fake_library import FakeLibrary

ALL = Scope("place:all", "All photos")
LISBON = Scope("folder:101", "Lisbon", Selection(folder_id=101))


@pytest.fixture
def browser(session: LibrarySession) -> Iterator[Browser]:
    made = Browser(session, ALL)
    yield made
    shiboken6.delete(made)


def listed(browser: Browser, qtbot: QtBot) -> Listing:
    qtbot.waitUntil(lambda: browser.settled and not browser.refreshing, timeout=10_000)
    assert browser.shown is not None
    return browser.shown


def test_everything_newest_first(browser: Browser, qtbot: QtBot) -> None:
    browser.start()
    shown = listed(browser, qtbot)
    assert shown.photos.ids.tolist() == list(range(1, 13))
    assert shown.groups.grouping is Grouping.MONTH
    browser.order(Sort.OLDEST)
    assert listed(browser, qtbot).photos.ids.tolist() == list(range(12, 0, -1))


def test_a_search_inside_a_folder(browser: Browser, qtbot: QtBot) -> None:
    browser.list_scope(LISBON)
    assert listed(browser, qtbot).photos.ids.tolist() == [2, 5, 8, 11]
    browser.search("a")
    inside = listed(browser, qtbot)
    assert set(inside.photos.ids.tolist()) <= {2, 5, 8, 11}
    assert inside.answer is not None
    assert inside.answer.total == len(inside.photos.ids)
    assert inside.groups.grouping is Grouping.NONE
    browser.search_everywhere(ALL)
    assert len(listed(browser, qtbot).photos.ids) > len(inside.photos.ids)
    browser.search("")
    assert len(listed(browser, qtbot).photos.ids) == 12


def test_orders_of_lists_and_searches_are_kept_apart(browser: Browser, qtbot: QtBot) -> None:
    browser.start()
    browser.order(Sort.NAME)
    browser.search("dog")
    assert browser.question.sort is Sort.RELEVANCE
    browser.order(Sort.OLDEST)
    browser.list_scope(LISBON)
    assert browser.question.sort is Sort.NAME
    browser.search("dog")
    assert browser.question.sort is Sort.OLDEST
    listed(browser, qtbot)


def test_a_mistake_is_an_answer(browser: Browser, qtbot: QtBot) -> None:
    browser.search('dog "on the')
    shown = listed(browser, qtbot)
    assert shown.mistaken
    assert shown.answer is not None
    assert shown.answer.error_at == (4, 11)


def test_changes_refresh_the_list(browser: Browser, library: FakeLibrary, qtbot: QtBot) -> None:
    browser.list_scope(Scope("place:not-captioned", "", Selection(captioned=False)))
    assert listed(browser, qtbot).photos.ids.tolist() == [11, 12]
    library.rows[11].captions.append(library.model_caption("a bird"))
    with qtbot.waitSignal(browser.refreshed, timeout=10_000):
        library.tell(changed=(11,))
    assert listed(browser, qtbot).photos.ids.tolist() == [12]


def test_a_search_follows_the_index_which_follows_the_database(
    browser: Browser, library: FakeLibrary, qtbot: QtBot
) -> None:
    browser.list_scope(Scope("search:1", "", query="is:favourite"))
    assert listed(browser, qtbot).photos.ids.tolist() == []
    library.tell(changed=(3,))
    assert listed(browser, qtbot).photos.ids.tolist() == []
    library.rows[3].favourite = True
    with qtbot.waitSignal(browser.refreshed, timeout=10_000):
        library.tell_status(EngineStatus())
    assert listed(browser, qtbot).photos.ids.tolist() == [3]


def test_a_search_stays_within_what_was_added_recently(
    browser: Browser, library: FakeLibrary, qtbot: QtBot
) -> None:
    library.rows[1].added = time.time()
    browser.list_scope(Scope("place:recent", "", added_within_days=14))
    assert listed(browser, qtbot).photos.ids.tolist() == [1]
    browser.search("dog")
    found = listed(browser, qtbot)
    assert found.photos.ids.tolist() == [1]
    assert found.answer is not None
    assert found.answer.total == 1


def test_a_gap_in_the_revisions_reloads(
    session: LibrarySession, library: FakeLibrary, qtbot: QtBot
) -> None:
    library.tell(changed=(1,))
    library.revision += 3
    with qtbot.waitSignal(session.reloaded, timeout=10_000):
        library.tell(changed=(2,))


def test_likenesses(browser: Browser, qtbot: QtBot) -> None:
    browser.list_similar(3, "Photos like it", ALL)
    assert 3 not in listed(browser, qtbot).photos.ids.tolist()
    assert len(listed(browser, qtbot).photos.ids) == 11
