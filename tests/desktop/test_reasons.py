"""Why photos were found, and what the search says, in the language of the window."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from albumen.library.views import FoundPhoto, SearchAnswer, SearchHit, TagView
from albumen.search.answers import LOOKS
from albumen.search.query.errors import QueryError
from albumen.search.query.parser import parse
from albumen.search.remarks import TEXTS, Remark, remark
from albumen_desktop.grid.caption_text import matching_words
from albumen_desktop.main_window import MainWindow
from albumen_desktop.search.reasons import Reasons
from albumen_desktop.search.remark_texts import RemarkTexts
from albumen_desktop.translation import install_translations, remove_translations
from tests.desktop.conftest import Settle
from tests.desktop.fake_library import FakeLibrary


@pytest.fixture
def german(qapp: QApplication) -> Iterator[None]:
    before = QLocale()
    remove_translations(qapp)
    install_translations(qapp, "de")
    QLocale.setDefault(QLocale(QLocale.Language.German))
    yield
    QLocale.setDefault(before)
    remove_translations(qapp)
    install_translations(qapp, "en")


def tip(window: MainWindow, photo_id: int) -> str:
    row = window.model.row_of(photo_id)
    assert row is not None
    return window.model.data(window.model.index(row), Qt.ItemDataRole.ToolTipRole) or ""


def test_the_words_that_match_are_named(
    window: MainWindow, library: FakeLibrary, settle: Settle
) -> None:
    assert tip(window, 1) == ""
    window.search_for("dog beach")
    settle()
    assert tip(window, 1) == "Found by “dog”, “beach” in the caption"
    window.grid.make_current(0)
    settle()
    assert "Found by “dog”, “beach” in the caption" in said_beside(window)
    library.rows[1].tags["Dogs"] = TagView("Dogs", "set", "user", None)
    window.search_for("dog")
    settle()
    assert tip(window, 1) == "Found by “dog” in the caption, the tag “Dogs”"
    window.search_for("")
    settle()
    window.grid.make_current(0)
    settle()
    assert not any("Found by" in text for text in said_beside(window))


def test_the_tags_of_whatever_is_in_view_are_known_and_no_others(
    window: MainWindow, library: FakeLibrary, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    found = library.found

    def watched(ids: Sequence[int]) -> list[FoundPhoto]:
        asked.extend(ids)
        return found(ids)

    monkeypatch.setattr(library, "found", watched)
    hits = tuple(SearchHit(one, 1.0) for one in library.rows)
    answer = SearchAnswer(hits, len(hits), ("zoo",))
    monkeypatch.setattr(library, "search", lambda *_args, **_more: answer)
    for row in library.rows.values():
        row.tags["Zoo"] = TagView("Zoo", "set", "user", None)
    window.grid.set_cell(400)
    window.search_for("zoo")
    settle()
    first, last = window.model.id_at(0), window.model.id_at(len(hits) - 1)
    assert first in asked
    assert last not in asked
    window.grid.verticalScrollBar().setValue(window.grid.verticalScrollBar().maximum())
    settle()
    assert tip(window, last) == "Found by the tag “Zoo”"
    assert len(asked) == len(set(asked))
    library.rows[last].tags["Old zoo"] = TagView("Old zoo", "set", "user", None)
    library.tell(changed=(last,), topics=("tags",))
    settle()
    assert tip(window, last) == "Found by the tag “Old zoo”, “Zoo”"


def said_beside(window: MainWindow) -> list[str]:
    return [one.text() for one in window.inspector.findChildren(QLabel) if one.isVisible()]


def test_every_reason_has_its_words(library: FakeLibrary, qtbot: QtBot) -> None:
    reasons = Reasons()
    card = library.cards([1])[0]
    detail = library.photo(1)
    assert detail is not None

    def follow(hit: SearchHit, *words: str) -> None:
        reasons.follow(SearchAnswer((hit,), 1, words))

    follow(SearchHit(1, 1.0, why="animal → dog"), "animal")
    assert reasons.of_card(card) == "Found by animal → dog"
    follow(SearchHit(1, 1.0, why=LOOKS), "wave")
    assert reasons.of_card(card) == "Found by its look: it looks like what was asked for"
    follow(SearchHit(1, 1.0, relaxed=True), "dogs", "sofa")
    assert reasons.of_card(card) == (
        "Found by “dog” in the caption\nMatches only some of the words"
    )
    follow(SearchHit(1, 1.0), "zoo")
    assert reasons.of_card(card) == ""
    library.rows[1].tags["Zoo"] = TagView("Zoo", "set", "user", None)
    tagged = library.photo(1)
    assert tagged is not None
    assert reasons.of_photo(tagged) == "Found by the tag “Zoo”"
    titled = replace(detail, title="A day at the Zoo")
    assert reasons.of_photo(titled) == "Found by “Zoo” in the title"
    follow(SearchHit(2, 1.0), "dog")
    assert reasons.of_card(card) == ""
    reasons.follow(None)
    assert reasons.of_photo(detail) == ""


def test_words_are_those_that_are_marked() -> None:
    assert matching_words("A dog, two dogs and a Dog", ("dog",)) == ["dog", "dogs"]
    assert matching_words("a dog", ()) == []
    assert matching_words("", ("dog",)) == []


def test_a_long_note_does_not_widen_the_window(
    window: MainWindow, library: FakeLibrary, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = tuple(remark("unknown-words", any_of=["word"] * 9) for _ in range(6))
    answer = SearchAnswer((SearchHit(1, 1.0),), 1, remarks=said)
    monkeypatch.setattr(library, "search", lambda *_args, **_more: answer)
    width, least = window.width(), window.minimumSizeHint().width()
    window.search_for("word " * 60)
    settle()
    assert window.browse.notes.isVisible()
    assert (window.width(), window.minimumSizeHint().width()) == (width, least)
    monkeypatch.setattr(library, "search", lambda *_args, **_more: SearchAnswer((), 0))
    window.search_for("words " * 60)
    settle()
    assert window.browse.empty.isVisible()
    assert window.width() == width


def test_every_remark_has_its_text_here(qtbot: QtBot) -> None:
    assert RemarkTexts().texts() == {code: text.replace(":,}", "}") for code, text in TEXTS.items()}


def test_remarks_read_as_in_english(qtbot: QtBot) -> None:
    texts = RemarkTexts()
    both = (remark("unknown-words", any_of=["a", "b"]), remark("without-one", all_of=["x"]))
    assert texts.say(both, "") == " ".join(one.text for one in both)
    assert texts.say((), "as it was said") == "as it was said"
    assert texts.say((Remark("of a newer engine"),), "as it was said") == "as it was said"


def test_remarks_in_german(german: None, qtbot: QtBot) -> None:
    texts = RemarkTexts()
    several = (
        remark("unknown-words", any_of=["a", "b"]),
        remark("uncaptioned-many", count=1234),
    )
    assert texts.say(several, "") == (
        "Kein Foto hat „a“ oder „b“. 1.234 Fotos haben keine Beschreibung."
    )
    for query in ('"dog', "rating:many", "date:2024-13", "is:favorit", "camra:x"):
        with pytest.raises(QueryError) as caught:
            parse(query)
        said = texts.say((caught.value.said, *caught.value.hints), "")
        assert said != str(caught.value)
        assert "{" not in said


def test_the_note_line_speaks_the_windows_language(
    german: None,
    window: MainWindow,
    library: FakeLibrary,
    settle: Settle,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answer = SearchAnswer(
        (), 0, error="Wrong.", error_at=(0, 1), hint="Mend it.",
        mistakes=(remark("quote-not-closed"), remark("close-quote")),
    )  # fmt: skip
    monkeypatch.setattr(library, "search", lambda *_args, **_more: answer)
    window.search_for('"dog')
    settle()
    assert "Das Anführungszeichen wird nie geschlossen." in window.browse.notes.text
    found = SearchAnswer((SearchHit(1, 1.0),), 1, note="x", remarks=(remark("relaxed"),))
    monkeypatch.setattr(library, "search", lambda *_args, **_more: found)
    window.search_for("dog")
    settle()
    assert "Wenige Fotos" in window.browse.notes.text
