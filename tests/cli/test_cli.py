"""The command line's contract: output, exit status, and what it changes."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

import pytest

from albumen.cli import main
from albumen.cli.parser import protect_query
from tests.support.photos import Exif, save_photo

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from albumen.settings import LibraryPaths

    Run = Callable[..., tuple[int, list[dict[str, Any]], str]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "photos"
    made.mkdir()
    for number in range(3):
        save_photo(made / f"{number}.jpg", exif=Exif(taken=f"2024:05:0{number + 1} 10:00:00"))
    return made


@pytest.fixture
def run(engine: LibraryPaths, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command on the engine's library with --json; status, results, standard error."""

    def run(*words: object) -> tuple[int, list[dict[str, Any]], str]:
        status = main(["--library", str(engine.directory), "--json", *map(str, words)])
        captured = capsys.readouterr()
        return status, [json.loads(line) for line in captured.out.splitlines()], captured.err

    return run


def test_add_counts_and_status_lists_failures(run: Run, folder: Path) -> None:
    (folder / "bad.jpg").write_bytes(b"\xff\xd8\xff broken")
    (folder / "notes.docx").write_text("x")
    status, results, said = run("add", folder)
    assert (status, results[0]["photos"]) == (1, 4)
    assert "status" in said
    status, results, _ = run("status")
    assert status == 1
    assert set(results[0]) == {
        "photos",
        "captioned",
        "pending",
        "failed",
        "missing",
        "offline",
        "unsupported",
        "unreadable",
        "describing_waits_for",
    }
    assert (results[0]["photos"], results[0]["failed"], results[0]["unsupported"]) == (4, 1, 1)
    assert set(results[1]) == {"path", "job", "error"}
    assert results[1]["path"] == str(folder / "bad.jpg")
    assert len(results) == 2
    _, results, _ = run("status", "--skipped")
    assert results[2] == {"path": str(folder / "notes.docx"), "skipped": "Not a photo."}


def test_a_folder_that_cannot_be_read_is_counted_and_named(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    locked = folder / "locked"
    locked.mkdir()
    scandir = os.scandir

    def refuse(path: str) -> Any:
        if str(path) == str(locked):
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr("albumen.catalog.scanner.os.scandir", refuse)
    status, _, said = run("add", folder)
    assert (status, "1 folders could not be read" in said) == (1, True)
    status, results, _ = run("status")
    assert status == 1
    assert results[0]["unreadable"] == 1
    assert results[1] == {"path": str(locked), "job": "scan", "error": "Permission denied."}
    monkeypatch.undo()
    status, _, said = run("scan")
    assert (status, said) == (0, "")
    assert run("status")[1][0]["unreadable"] == 0


def test_a_mended_file_can_be_retried(run: Run, folder: Path) -> None:
    broken = folder / "bad.jpg"
    broken.write_bytes(b"\xff\xd8\xff broken")
    run("add", folder)
    broken.unlink()
    save_photo(broken)
    assert run("scan")[0] == 0
    assert run("status")[1][0]["failed"] == 0


def test_set_tag_show_and_search(run: Run, folder: Path) -> None:
    run("add", folder)
    photo = folder / "1.jpg"
    assert run("set", photo, "--caption", "a red kite", "--rating", 4, "--favourite")[0] == 0
    status, results, _ = run("tag", photo, "--add", "toy", "--add", "sky")
    assert status == 0
    assert sorted(results[0]["tags"]) == ["sky", "toy"]
    status, (shown,), _ = run("show", photo)
    assert status == 0
    assert shown["caption"] == "a red kite"
    assert shown["source"] == "user"
    assert (shown["rating"], shown["favourite"], shown["state"]) == (4, True, "present")
    assert shown["taken"].startswith("2024-05-02T10:00")
    for query in (["kite"], ["tag:toy", "rating:>=4"], ["-nothing", "is:favourite"]):
        status, results, _ = run("search", *query)
        assert status == 0
        assert [result["path"] for result in results] == [str(photo)]
        fields = {"path", "caption", "score", "relaxed", "why", "tags", "taken"}
        assert set(results[0]) == fields
    run("tag", photo, "--remove", "toy")
    run("set", photo, "--clear-caption", "--no-favourite")
    _, (shown,), _ = run("show", photo)
    assert (shown["caption"], shown["tags"], shown["favourite"]) == ("", ["sky"], False)


def test_sorting_and_limiting(run: Run, folder: Path) -> None:
    run("add", folder)
    names = [run("search", "--sort", order, "type:jpeg")[1] for order in ("oldest", "newest")]
    oldest = [result["path"] for result in names[0]]
    assert oldest == sorted(oldest)
    assert [result["path"] for result in names[1]] == oldest[::-1]
    assert len(run("search", "--limit", 2, "type:jpeg")[1]) == 2


def test_a_mistake_in_a_query_is_shown_at_its_place(run: Run) -> None:
    status, results, said = run("search", "dog", "(", "cat")
    assert (status, results) == (2, [])
    lines = said.splitlines()
    assert lines[1].strip() == "dog ( cat"
    assert lines[2].index("^") == lines[1].index("(")


def test_unknown_photos_fail_alone(run: Run, folder: Path) -> None:
    run("add", folder)
    status, results, _ = run("show", folder / "none.jpg", folder / "0.jpg")
    assert status == 1
    assert "error" in results[0]
    assert results[1]["path"] == str(folder / "0.jpg")


def test_remove_and_roots(run: Run, folder: Path) -> None:
    run("add", folder, folder)
    assert [root["path"] for root in run("roots")[1]] == [str(folder)]
    assert run("remove", folder)[1][0]["photos"] == 3
    assert run("roots")[1] == []
    assert run("remove", folder)[0] == 2
    assert (folder / "0.jpg").exists()


@pytest.mark.parametrize(
    "words",
    [
        ["add", "/no/such/folder"],
        ["set", "x.jpg"],
        ["tag", "x.jpg"],
        ["settings", "no.such.key"],
        ["settings", "caption.beam_size", "many"],
        ["caption", "/no/such/photo.jpg"],
    ],
)
def test_wrong_use_is_told_in_a_sentence(run: Run, words: list[str]) -> None:
    status, _, said = run(*words)
    assert status == 2
    assert said.startswith("albumen: ")
    assert "Traceback" not in said


def test_names_that_are_no_utf8_survive(run: Run, folder: Path) -> None:
    odd = str(folder / "caf\udce9 \n.jpg")
    try:
        (folder / "0.jpg").rename(odd)
    except OSError:
        pytest.skip("this file system takes only UTF-8 names")
    assert run("add", folder)[0] == 0
    assert run("set", odd, "--rating", 2)[0] == 0
    assert [result["path"] for result in run("search", "rating:2")[1]] == [odd]


def test_text_output_is_for_people(
    engine: LibraryPaths, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["add", str(folder), "--library", str(engine.directory)]) == 0
    assert capsys.readouterr().out == f"{folder}: 3 photos\n"
    assert main(["settings", "caption.beam_size", "--library", str(engine.directory)]) == 0
    assert capsys.readouterr().out.startswith("caption.beam_size = 3")


@pytest.mark.parametrize(
    ("words", "protected"),
    [
        (["search", "-dog", "cat"], ["search", "--", "-dog", "cat"]),
        (
            ["--json", "search", "-x", "--limit", "3", "y"],
            ["--json", "search", "--limit", "3", "--", "-x", "y"],
        ),
        (["search", "--", "--json"], ["search", "--", "--json"]),
        (["--library", "search", "search", "a"], ["--library", "search", "search", "--", "a"]),
        (["add", "search"], ["add", "search"]),
        (["search", "--sort=newest", "--help"], ["search", "--sort=newest", "--help"]),
    ],
)
def test_queries_may_begin_with_a_minus(words: list[str], protected: list[str]) -> None:
    assert protect_query(words) == protected


def test_usage_errors_end_with_two(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["dance"])
    assert caught.value.code == 2
    assert "usage" in capsys.readouterr().err


@pytest.mark.parametrize(
    "words",
    [
        ["tag", "a.jpg", "--add", "caf\udce9"],
        ["tag", "a.jpg", "--remove", "caf\udce9"],
        ["set", "a.jpg", "--caption", "caf\udce9"],
        ["settings", "caption.device", "caf\udce9"],
    ],
)
def test_text_of_another_encoding_is_refused(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as caught:
        main(words)
    assert caught.value.code == 2
    assert "not in UTF-8" in capsys.readouterr().err


def test_an_interrupt_while_the_programme_loads_is_orderly(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("albumen.cli.program.build_parser", interrupted)
    assert main(["search", "x"]) == 1
    assert capsys.readouterr().err == "albumen: stopped\n"
