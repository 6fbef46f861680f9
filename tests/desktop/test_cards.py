"""Cards are as new as the newest change, in whatever order reads and changes meet."""

from __future__ import annotations

import threading
from collections.abc import Sequence

import pytest
from pytestqt.qtbot import QtBot

from albumen.library.views import PhotoCard
from albumen_desktop.grid.cards import CardStore
from albumen_desktop.session import LibrarySession
from tests.desktop.fake_library import FakeLibrary


def drain(session: LibrarySession, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: session.tasks.running == 0, timeout=10_000)


def rating(cards: CardStore, photo_id: int) -> int:
    card = cards.get(photo_id)
    assert card is not None
    return card.rating


def test_a_wish_that_is_overtaken_is_not_lost(
    session: LibrarySession, library: FakeLibrary, qtbot: QtBot
) -> None:
    cards = CardStore(session, session)
    cards.want([1, 2])
    drain(session, qtbot)
    library.rows[1].rating = 5
    with qtbot.waitSignal(session.changed, timeout=10_000):
        library.tell(changed=(1,))
    # Scrolling asks for more before the answer about the change is here.
    cards.want([1, 2, 3])
    cards.want([1, 2, 3, 4])
    drain(session, qtbot)
    assert rating(cards, 1) == 5
    assert cards.get(4) is not None


def test_a_change_during_a_read_is_read_again(
    session: LibrarySession,
    library: FakeLibrary,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cards = CardStore(session, session)
    read, go_on = threading.Event(), threading.Event()
    plain = library.cards

    def slow(ids: Sequence[int]) -> list[PhotoCard]:
        found = plain(ids)
        read.set()
        assert go_on.wait(10)
        return found

    monkeypatch.setattr(library, "cards", slow)
    cards.want([1])
    assert read.wait(10)
    library.rows[1].rating = 4
    with qtbot.waitSignal(session.changed, timeout=10_000):
        library.tell(changed=(1,))
    go_on.set()
    drain(session, qtbot)
    assert rating(cards, 1) == 4


def test_fetching_does_not_forget_a_later_change(
    session: LibrarySession, library: FakeLibrary, qtbot: QtBot
) -> None:
    cards = CardStore(session, session)
    cards.fetch([5])
    drain(session, qtbot)
    library.rows[5].rating = 2
    with qtbot.waitSignal(session.changed, timeout=10_000):
        library.tell(changed=(5,))
    cards.fetch([5])
    drain(session, qtbot)
    assert rating(cards, 5) == 2
    del library.rows[5]
    with qtbot.waitSignal(session.changed, timeout=10_000):
        library.tell(removed=(5,))
    cards.fetch([5])
    drain(session, qtbot)
    assert cards.get(5) is None
